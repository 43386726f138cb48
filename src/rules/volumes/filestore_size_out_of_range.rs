use super::filestore;
use crate::diag::Severity;
use crate::object::Object;
use crate::object::Quantity;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A Filestore share of a size that its tier does not have
    ///
    /// ## Why
    /// Each tier has a smallest and a largest share. A smaller request is rounded up without a word, which shows on the
    /// bill only; a larger one is refused.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: shared}
    /// spec:
    ///   storageClassName: shared
    ///   accessModes: [ReadWriteMany]
    ///   resources:
    ///     requests:
    ///       storage: 20Ti  # flag
    /// ---
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: shared}
    /// provisioner: filestore.csi.storage.gke.io
    /// parameters: {tier: enterprise}
    /// ```
    ///
    /// ## Fix
    /// Ask for a size in the range of the tier.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: shared}
    /// spec:
    ///   storageClassName: shared
    ///   accessModes: [ReadWriteMany]
    ///   resources:
    ///     requests:
    ///       storage: 2Ti
    /// ---
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: shared}
    /// provisioner: filestore.csi.storage.gke.io
    /// parameters: {tier: enterprise}
    /// ```
    ///
    /// Too small a request is a warning.
    ///
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-filestore-csi-driver>, commit 2edb466, `pkg/csi_driver/controller.go`.
    "filestore-size-out-of-range", Error, &["PersistentVolumeClaim"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(class) =
        links::class(cx, object).filter(|it| it.root.str_at(&["provisioner"]) == Some(filestore::DRIVER))
    else {
        return;
    };
    let table = &cx.catalog().filestore_tiers;
    let tier = class.root.at(&["parameters", "tier"]);
    let name = tier.and_then(Node::as_str).unwrap_or("standard").to_lowercase();
    let Some(limits) = table.rows.get(&name) else { return };
    let Some(node) = object.root.at(&["spec", "resources", "requests", "storage"]) else { return };
    let Some(size) = Quantity::of(node) else { return };
    let at = tier.map_or_else(|| place(class), |it| it.origin);
    let (least, most) = (Quantity::gib(limits.min_gib), Quantity::gib(limits.max_gib));
    if size > most {
        cx.flag(node.origin, format!("the largest share of the tier `{name}` has {} GiB", limits.max_gib))
            .by(table.status)
            .also(at, "the tier")
            .help("ask for less, or use another tier");
    } else if size < least {
        cx.flag(
            node.origin,
            format!(
                "the smallest share of the tier `{name}` has {} GiB, and that is what is paid for",
                limits.min_gib
            ),
        )
        .by(table.status)
        .at_most(Severity::Warning)
        .also(at, "the tier")
        .help(format!("ask for {}Gi", limits.min_gib));
    } else if let Some(old) = limits.min_gib_before.filter(|old| size < Quantity::gib(*old)) {
        cx.flag(node.origin, format!("older drivers round this up to {old} GiB"))
            .by(table.status)
            .at_most(Severity::Warning)
            .also(at, "the tier")
            .help("make sure that the cluster is of 2025 or later");
    }
}
