use super::class;
use crate::diag::Severity;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A compute class that GKE refuses
    ///
    /// ## Why
    /// The fields of a compute class hang together: priorities must be there, a priority with GPUs names their type, a
    /// `priorityScore` stands on all of them or on none, a reservation of affinity `Specific` is named and has no
    /// zones, `nodepools` stands alone, and some numbers have limits.
    ///
    /// ```yaml fail
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities:
    ///   - gpu: {count: 1}  # flag
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Correct the field.
    ///
    /// ```yaml pass
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities:
    ///   - gpu: {type: nvidia-l4, count: 1}
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/reference/crds/computeclass>, read 2026-11-23.
    "malformed-compute-class", Error, &["ComputeClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().compute_class;
    let Some(spec) = object.root.get("spec") else { return };
    let priorities = class::priorities(object);
    if priorities.is_empty() {
        let at = spec.get("priorities").map_or_else(|| place(object), |it| it.origin);
        cx.flag(at, "the compute class has no priorities").by(table.status).help("add at least one priority");
    }
    let scored = priorities.iter().filter(|it| it.get("priorityScore").is_some()).count();
    if scored > 0
        && scored < priorities.len()
        && let Some(bare) = priorities.iter().find(|it| it.get("priorityScore").is_none())
    {
        cx.flag(bare.origin, "some priorities have a `priorityScore`, and this one has none")
            .by(table.status)
            .help("set it on all of them, or on none");
    }
    for priority in priorities {
        one(cx, object, priority);
    }
    let [least, most] = table.rows.consolidation_delay_minutes;
    range(cx, spec.at(&["autoscalingPolicy", "consolidationDelayMinutes"]), least, most);
    for taint in spec.at(&["nodePoolConfig", "taints"]).into_iter().flat_map(Node::items) {
        if let Some(key) =
            taint.get("key").filter(|key| key.as_str().is_some_and(|key| key.contains("kubernetes.io")))
        {
            cx.flag(key.origin, "a taint of one's own may not contain `kubernetes.io`")
                .by(table.status)
                .help("choose another key");
        }
    }
}

fn one(cx: &mut Cx<'_>, object: &Object, priority: &Node) {
    let table = &cx.catalog().compute_class;
    let rows = &table.rows;
    if let Some(gpu) = priority.get("gpu") {
        if gpu.get("type").is_none() {
            cx.flag(gpu.origin, "the priority names no type of GPU").by(table.status).help("add `type`");
        }
        if let Some(count) = gpu.get("count").filter(|count| count.as_i64().is_some_and(|count| count < 1)) {
            cx.flag(count.origin, "a priority has at least one GPU").by(table.status).help("use 1 or more");
        }
    }
    if let Some(reservations) = priority.get("reservations") {
        let specific = reservations.str_at(&["affinity"]) == Some("Specific");
        match reservations.get("specific") {
            None if specific => {
                cx.flag(reservations.origin, "the affinity is `Specific`, but no reservation is named")
                    .by(table.status)
                    .help("add `specific`");
            }
            Some(named) if !specific => {
                cx.flag(named.origin, "a reservation is named, but the affinity is not `Specific`")
                    .by(table.status)
                    .help("set `affinity: Specific`");
            }
            _ => {}
        }
        if let Some(zones) = priority.at(&["location", "zones"]).filter(|_| specific) {
            cx.flag(zones.origin, "a named reservation decides the zone")
                .by(table.status)
                .help("remove `location.zones`");
        }
    }
    if let Some(pools) = priority.get("nodepools") {
        let others = priority.as_map().map_or(0, crate::yaml::Map::len) > 1;
        let autopilot =
            object.root.at(&["spec", "autopilot", "enabled"]).and_then(Node::as_bool) == Some(true);
        if others || autopilot {
            cx.flag(pools.origin, "`nodepools` stands alone, and not in a class of Autopilot")
                .by(table.status)
                .help("remove it");
        }
    }
    if let Some(storage) = priority.get("storage") {
        range(cx, storage.get("bootDiskSize"), rows.smallest_boot_disk_gb, i64::MAX);
        if let Some(kind) = storage.get("bootDiskType")
            && kind.as_str().is_some_and(|kind| !rows.boot_disk_types.iter().any(|it| it == kind))
        {
            // The class may be for node pools of a Standard cluster.
            cx.flag(
                kind.origin,
                format!("on Autopilot the boot disk is of type {}", rows.boot_disk_types.join(" or ")),
            )
            .at_most(Severity::Warning)
            .help("remove `bootDiskType`");
        }
        let boot = &cx.catalog().secondary_boot_disk;
        for disk in storage.get("secondaryBootDisks").into_iter().flat_map(Node::items) {
            if let Some(mode) = disk
                .get("mode")
                .filter(|mode| mode.as_str().is_some_and(|mode| !boot.rows.modes.iter().any(|it| it == mode)))
            {
                cx.flag(mode.origin, format!("the mode is {}", boot.rows.modes.join(" or ")))
                    .by(boot.status)
                    .help("correct the mode");
            }
        }
    }
    let [least, most] = rows.max_pods_per_node;
    range(cx, priority.get("maxPodsPerNode"), least, most);
    for field in ["minCores", "minMemoryGb"] {
        range(cx, priority.get(field), 0, i64::MAX);
    }
    // `bootDiskSizeGb` belongs to node pools, not to compute classes.
    if let Some(entry) =
        priority.get("storage").and_then(Node::as_map).and_then(|map| map.entry("bootDiskSizeGb"))
    {
        cx.flag(entry.key_origin, "there is no field `bootDiskSizeGb`")
            .by(table.status)
            .help("use `bootDiskSize`");
    }
}

/// Reports a number outside its range, or one in quotes.
fn range(cx: &mut Cx<'_>, node: Option<&Node>, least: i64, most: i64) {
    let status = cx.catalog().compute_class.status;
    let Some(node) = node else { return };
    if node.as_str().is_some() {
        cx.flag(node.origin, "this is a number, not text").by(status).help("remove the quotes");
    } else if node.as_i64().is_some_and(|value| value < least || value > most) {
        let limits =
            if most == i64::MAX { format!("at least {least}") } else { format!("{least} to {most}") };
        cx.flag(node.origin, format!("the number is out of range: {limits}"))
            .by(status)
            .help("correct the number");
    }
}
