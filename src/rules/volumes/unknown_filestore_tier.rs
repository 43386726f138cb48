use super::filestore;
use crate::diag::nearest;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Filestore tier that the driver does not have
    ///
    /// ## Why
    /// No share is made for an unknown tier.
    ///
    /// ```yaml fail
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: shared}
    /// provisioner: filestore.csi.storage.gke.io
    /// parameters:
    ///   tier: zonall  # flag
    /// ```
    ///
    /// ## Fix
    /// Use a tier of the driver.
    ///
    /// ```yaml pass
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: shared}
    /// provisioner: filestore.csi.storage.gke.io
    /// parameters:
    ///   tier: zonal
    /// ```
    ///
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-filestore-csi-driver>, commit 2edb466, 2026-06-24.
    "unknown-filestore-tier", Error, &["StorageClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().filestore_tiers;
    if object.root.str_at(&["provisioner"]) != Some(filestore::DRIVER) {
        return;
    }
    let Some(node) = object.root.at(&["parameters", "tier"]) else { return };
    let Some(tier) = node.as_str().filter(|tier| !table.rows.contains_key(&tier.to_lowercase())) else {
        return;
    };
    let near = nearest(tier, table.rows.keys().map(String::as_str));
    cx.flag(node.origin, format!("there is no Filestore tier `{tier}`")).by(table.status).help(
        near.map_or_else(
            || format!("use {}", table.rows.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        ),
    );
}
