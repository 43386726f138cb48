use super::disk;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::source::Origin;
use crate::yaml::Node;

rule! {
    /// # A volume in another zone than its Pods
    ///
    /// ## Why
    /// A zonal disk attaches only to machines of its zone. The node affinity of a static volume must name that
    /// zone, the cluster must have it, and Pods that use the volume must not select another one. Otherwise the
    /// Pods wait for ever.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes: [ReadOnlyMany]
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/my-project/zones/asia-northeast1-a/disks/weights  # flag
    ///     readOnly: true
    ///   nodeAffinity:
    ///     required:
    ///       nodeSelectorTerms:
    ///       - matchExpressions:
    ///         - {key: topology.gke.io/zone, operator: In, values: [asia-northeast1-b]}
    /// ```
    ///
    /// ## Fix
    /// Name the zone of the disk everywhere.
    ///
    /// ```yaml pass
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
    ///   nodeAffinity:
    ///     required:
    ///       nodeSelectorTerms:
    ///       - matchExpressions:
    ///         - {key: topology.gke.io/zone, operator: In, values: [asia-northeast1-a]}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/kubernetes-engine-samples>, commit 2b50365, `hdml-static-pv-pvc.yaml`;
    /// <https://cloud.google.com/compute/docs/disks/sharing-disks-between-vms>, read 2026-11-23.
    "mismatched-volume-zone", Error, &["PersistentVolume"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some((node, handle)) = disk::handle(object) else { return };
    let Some(zone) = disk::Handle::parse(handle).and_then(disk::Handle::zone) else { return };
    let named: Vec<&Node> = disk::affinity(object)
        .filter(|it| it.str_at(&["key"]) == Some(disk::ZONE) && it.str_at(&["operator"]) == Some("In"))
        .flat_map(|it| it.get("values").and_then(Node::as_seq).unwrap_or_default())
        .collect();
    if let Some(other) = named.first()
        && !named.iter().any(|value| value.as_str() == Some(zone))
    {
        cx.flag(node.origin, format!("the disk lies in `{zone}`, but the volume wants another zone"))
            .also(other.origin, "the zone of the volume")
            .help(format!("set the zone of `nodeAffinity` to `{zone}`, if the handle is right"));
        return;
    }
    if let Some(region) = cx.facts().region()
        && !zone.strip_prefix(region).is_some_and(|rest| rest.starts_with('-'))
    {
        cx.flag(node.origin, format!("the disk lies in `{zone}`, but the cluster in `{region}`"))
            .help(format!("use a disk in a zone of `{region}`"));
        return;
    }
    for (pod, at) in excluded(cx, object, zone) {
        cx.flag(node.origin, format!("the disk lies in `{zone}`, but a Pod that uses it wants another zone"))
            .also(at, format!("the zone of `{pod}`"))
            .help(format!("let the Pod select `{zone}`, or use a disk of its zone"));
    }
}

/// The workloads that use a volume from another zone, and where they say so.
fn excluded<'a>(cx: &Cx<'a>, volume: &Object, zone: &str) -> Vec<(&'a str, Origin)> {
    let mut found = Vec::new();
    let claims = cx
        .all("PersistentVolumeClaim")
        .filter(|claim| links::volume(cx, claim).is_some_and(|it| std::ptr::eq(it, volume)));
    for claim in claims {
        for pod in links::pods_beside(cx, claim) {
            let zones = pod.selected("topology.kubernetes.io/zone");
            let uses = links::claimed(pod).iter().any(|(_, name)| *name == claim.name());
            if let Some(first) = zones.first()
                && uses
                && !zones.iter().any(|it| it.as_str() == Some(zone))
            {
                found.push((pod.object.name(), first.origin));
            }
        }
    }
    found
}
