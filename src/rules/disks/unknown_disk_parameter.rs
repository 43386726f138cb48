use super::disk;
use crate::diag::nearest;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A parameter that the disk driver does not know
    ///
    /// ## Why
    /// The Persistent Disk driver refuses a StorageClass with an unknown parameter: `parameters contains invalid
    /// option`. No disk is made.
    ///
    /// ```yaml fail
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters:
    ///   type: hyperdisk-ml
    ///   provisioned-throughput: 2400Mi  # flag
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Fix
    /// Use the parameter's exact name.
    ///
    /// ```yaml pass
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters:
    ///   type: hyperdisk-ml
    ///   provisioned-throughput-on-create: 2400Mi
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165,
    /// `pkg/parameters/constants.go`, 2026-08-18.
    "unknown-disk-parameter", Error, &["StorageClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    if !disk::is_own(object) {
        return;
    }
    let table = &cx.catalog().pd_csi_parameters;
    for entry in object.root.get("parameters").and_then(Node::as_map).into_iter().flatten() {
        let key = entry.key.to_lowercase();
        // Names of the CSI machinery's own parameters have a prefix.
        if key.starts_with("csi.storage.k8s.io/") || table.rows.contains(&key) {
            continue;
        }
        let near = nearest(&entry.key, table.rows.iter().map(String::as_str))
            .or_else(|| table.rows.iter().map(String::as_str).find(|it| it.starts_with(&key)));
        cx.flag(entry.key_origin, format!("the disk driver has no parameter `{}`", entry.key))
            .by(table.status)
            .help(near.map_or_else(|| "remove it".to_owned(), |near| format!("did you mean `{near}`?")));
    }
}
