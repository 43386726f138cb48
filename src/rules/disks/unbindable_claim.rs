use crate::diag::Severity;
use crate::object::Object;
use crate::object::Quantity;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A claim that its volume does not fit
    ///
    /// ## Why
    /// A claim and the static volume it names bind only if their classes are equal, the volume is large enough, offers
    /// the access mode and, if it names a claim, names this one. Otherwise the claim waits for ever.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   volumeName: weights
    ///   accessModes: [ReadOnlyMany]
    ///   resources:
    ///     requests:
    ///       storage: 400Gi  # flag
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes: [ReadOnlyMany]
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/my-project/zones/asia-northeast1-a/disks/weights
    ///     readOnly: true
    /// ```
    ///
    /// ## Fix
    /// Make both sides agree.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   volumeName: weights
    ///   accessModes: [ReadOnlyMany]
    ///   resources:
    ///     requests:
    ///       storage: 300Gi
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes: [ReadOnlyMany]
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/my-project/zones/asia-northeast1-a/disks/weights
    ///     readOnly: true
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding>, read 2026-11-23.
    "unbindable-claim", Error, &["PersistentVolumeClaim"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(volume) = links::volume(cx, object) else { return };
    let own = |path: &[&str]| object.root.at(path);
    let theirs = |path: &[&str]| volume.root.at(path);
    let worst = if cx.on_gke { Severity::Error } else { Severity::Warning };
    let (class, other) = (own(&["spec", "storageClassName"]), theirs(&["spec", "storageClassName"]));
    let text = |node: Option<&Node>| node.and_then(Node::as_str).unwrap_or("").to_owned();
    // Without a class the default class of the cluster is put in, which never is the volume's.
    if text(class) != text(other) {
        let at = class.map_or_else(|| place(object), |it| it.origin);
        let message = match class {
            Some(_) => {
                format!("the claim wants the class `{}`, but its volume has `{}`", text(class), text(other))
            }
            None => format!(
                "the claim says no class and gets the cluster's default, but its volume has `{}`",
                text(other)
            ),
        };
        cx.flag(at, message)
            .at_most(worst)
            .also(other.map_or_else(|| place(volume), |it| it.origin), "the volume")
            .help(format!("set `storageClassName: \"{}\"`", text(other)));
    }
    let (asked, has) =
        (own(&["spec", "resources", "requests", "storage"]), theirs(&["spec", "capacity", "storage"]));
    if let (Some(asked), Some(has)) = (asked, has)
        && Quantity::of(asked).zip(Quantity::of(has)).is_some_and(|(asked, has)| asked > has)
    {
        cx.flag(asked.origin, "the claim asks for more than its volume has")
            .at_most(worst)
            .also(has.origin, "the volume")
            .help("ask for as much as the volume has");
    }
    let offered = links::access_modes(volume);
    if let Some(mode) = own(&["spec", "accessModes"])
        .into_iter()
        .flat_map(Node::items)
        .find(|mode| mode.as_str().is_some_and(|mode| !offered.is_empty() && !offered.contains(&mode)))
    {
        let at = theirs(&["spec", "accessModes"]).map_or_else(|| place(volume), |it| it.origin);
        cx.flag(mode.origin, "the volume does not offer this access mode")
            .at_most(worst)
            .also(at, "the volume")
            .help("use a mode of the volume");
    }
    let Some(reference) = theirs(&["spec", "claimRef"]) else { return };
    let namespace = reference.str_at(&["namespace"]).unwrap_or("default");
    let named =
        reference.str_at(&["name"]) == Some(object.name()) && namespace == object.id().effective_namespace();
    if !named && let Some(node) = own(&["spec", "volumeName"]) {
        let other = format!("{namespace}/{}", reference.str_at(&["name"]).unwrap_or(""));
        cx.flag(node.origin, format!("the volume is kept for the claim `{other}`"))
            .at_most(worst)
            .also(reference.origin, "kept for another claim")
            .help("let `claimRef` name this claim and its namespace");
    }
}
