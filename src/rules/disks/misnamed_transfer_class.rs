use crate::diag::nearest;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A compute class for the volume populator under another name
    ///
    /// ## Why
    /// The Job that fills a disk from Cloud Storage runs in the compute class `gcs-to-hdml-compute-class`, and in no
    /// other.
    ///
    /// ```yaml fail
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata:
    ///   name: gcs-to-hdml-computeclass  # flag
    /// spec:
    ///   priorities: [{machineFamily: c3}]
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Use that name.
    ///
    /// ```yaml pass
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata:
    ///   name: gcs-to-hdml-compute-class
    /// spec:
    ///   priorities: [{machineFamily: c3}]
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// Only names that nearly are this one are reported.
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/about-volume-populator>, read 2026-11-23.
    "misnamed-transfer-class", Error, &["ComputeClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().volume_populator;
    let wanted = table.rows.compute_class.as_str();
    let Some(name) = object.root.at(&["metadata", "name"]) else { return };
    let own = object.name();
    let near = own != wanted && (nearest(own, [wanted]).is_some() || own.contains("gcs-to-hdml"));
    if near {
        cx.flag(name.origin, format!("the volume populator uses the compute class `{wanted}` only"))
            .by(table.status)
            .help(format!("call it `{wanted}`"));
    }
}
