use crate::object::Object;
use crate::object::Quantity;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A source in Cloud Storage that the populator does not take
    ///
    /// ## Why
    /// GKE's volume populator fills a disk from `gs://BUCKET/` through a `GCPDataSource` of `datalayer.gke.io/v1` in the
    /// claim's own namespace. The claim has `ReadOnlyMany` and more than 4 GiB.
    ///
    /// ```yaml fail
    /// apiVersion: datalayer.gke.io/v1
    /// kind: GCPDataSource
    /// metadata: {name: weights}
    /// spec:
    ///   cloudStorage:
    ///     serviceAccountName: loader
    ///     uri: my-bucket/gemma-2-9b  # flag
    /// ```
    ///
    /// ## Fix
    /// Correct the field.
    ///
    /// ```yaml pass
    /// apiVersion: datalayer.gke.io/v1
    /// kind: GCPDataSource
    /// metadata: {name: weights}
    /// spec:
    ///   cloudStorage:
    ///     serviceAccountName: loader
    ///     uri: gs://my-bucket/gemma-2-9b/
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/about-volume-populator>, read 2026-11-23.
    "malformed-data-source", Error, &["GCPDataSource", "PersistentVolumeClaim"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().volume_populator;
    if object.kind() == "GCPDataSource" {
        if let Some(uri) = object.root.at(&["spec", "cloudStorage", "uri"])
            && uri.as_str().is_some_and(|uri| {
                !uri.contains("${")
                    && uri.strip_prefix("gs://").is_none_or(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        {
            cx.flag(uri.origin, "this is not a place in Cloud Storage")
                .by(table.status)
                .help("write `gs://BUCKET/`, a folder with a `/` at its end");
        }
        if let Some(node) = object
            .root
            .get("apiVersion")
            .filter(|node| node.as_str() != Some(table.rows.api_version.as_str()))
        {
            cx.flag(node.origin, format!("a `GCPDataSource` is of `{}`", table.rows.api_version))
                .by(table.status)
                .help(format!("write `{}`", table.rows.api_version));
        }
        return;
    }
    let Some(source) = object.root.at(&["spec", "dataSourceRef"]) else { return };
    if source.str_at(&["kind"]) != Some("GCPDataSource") {
        return;
    }
    let group = table.rows.api_version.split('/').next().unwrap_or("");
    if let Some(node) = source.get("apiGroup").filter(|node| node.as_str() != Some(group)) {
        cx.flag(node.origin, format!("a `GCPDataSource` is of the group `{group}`"))
            .by(table.status)
            .help(format!("write `{group}`"));
    }
    if let Some(node) = object.root.at(&["spec", "accessModes"]).filter(|_| !links::is_read_only_many(object))
    {
        cx.flag(node.origin, "a volume from Cloud Storage is read-only")
            .by(table.status)
            .help("use `ReadOnlyMany`");
    }
    if let Some(node) = object.root.at(&["spec", "resources", "requests", "storage"])
        && Quantity::of(node).is_some_and(|size| size <= Quantity::gib(table.rows.above_gib))
    {
        cx.flag(
            node.origin,
            format!("a volume from Cloud Storage is larger than {}Gi", table.rows.above_gib),
        )
        .by(table.status)
        .help("ask for more");
    }
    let name = source.str_at(&["name"]).unwrap_or("");
    let elsewhere =
        cx.all("GCPDataSource").find(|it| it.name() == name && !links::same_namespace(it, object));
    let here = cx.all("GCPDataSource").any(|it| it.name() == name && links::same_namespace(it, object));
    if let Some(other) = elsewhere.filter(|_| !here) {
        cx.flag(source.origin, "the source is in another namespace")
            .also(place(other), "the source")
            .help("put both into one namespace");
    }
}
