use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An allowlist that the cluster does not read
    ///
    /// ## Why
    /// Only the `GCPResourceAllowlist` of `node.gke.io/v1` that is called `gke-secondary-boot-disk-allowlist` counts.
    ///
    /// ```yaml fail
    /// apiVersion: node.gke.io/v1
    /// kind: GCPResourceAllowlist
    /// metadata:
    ///   name: my-allowlist  # flag
    /// spec:
    ///   allowedResourcePatterns: ["projects/my-project/global/images/.*"]
    /// ```
    ///
    /// ## Fix
    /// Use that name; beware of a `namePrefix` or `nameSuffix`.
    ///
    /// ```yaml pass
    /// apiVersion: node.gke.io/v1
    /// kind: GCPResourceAllowlist
    /// metadata:
    ///   name: gke-secondary-boot-disk-allowlist
    /// spec:
    ///   allowedResourcePatterns: ["projects/my-project/global/images/.*"]
    /// ```
    ///
    /// ## Source
    /// Published manifests, read 2026-11-23.
    "misnamed-boot-disk-allowlist", Error, &["GCPResourceAllowlist"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().secondary_boot_disk;
    let (version, name) = (&table.rows.allowlist_api_version, &table.rows.allowlist_name);
    if let Some(node) = object.root.get("apiVersion").filter(|node| node.as_str() != Some(version.as_str())) {
        cx.flag(node.origin, format!("the allowlist is of `{version}`"))
            .by(table.status)
            .help(format!("write `{version}`"));
    }
    if let Some(node) =
        object.root.at(&["metadata", "name"]).filter(|node| node.as_str() != Some(name.as_str()))
    {
        cx.flag(node.origin, format!("the cluster reads only the allowlist `{name}`"))
            .by(table.status)
            .help(format!("call it `{name}`"));
    }
}
