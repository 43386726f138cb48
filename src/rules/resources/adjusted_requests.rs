use super::general;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::Quantity;
use crate::rules::catalog::Status;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Requests that Autopilot changes
    ///
    /// ## Why
    /// An ordinary Pod has between 1 and 6.5 GiB of memory for each vCPU, and at least 50m and 52 MiB. Autopilot raises
    /// the smaller value without a word: the bill and the live object differ from git, and a GitOps tool shows the
    /// difference for ever.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources:
    ///       requests:
    ///         cpu: 500m  # flag
    ///         memory: 16Gi
    /// ```
    ///
    /// ## Fix
    /// Write what Autopilot would make of it, or ask for less.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources:
    ///       requests:
    ///         cpu: "2.5"
    ///         memory: 16Gi
    /// ```
    ///
    /// On clusters that are too old for bursting, CPU is also rounded up to a multiple of 250m, and limits are made
    /// equal to requests.
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests>, read 2026-11-23.
    "adjusted-requests", Warning, &["Deployment", "StatefulSet", "ReplicaSet", "Job", "CronJob", "Pod"]
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().pod_resources;
    let rows = &table.rows;
    for pod in cx.pods() {
        if !general::is_general(pod)
            || pod.running().any(|it| it.amount("cpu").is_none() || it.amount("memory").is_none())
        {
            continue;
        }
        let (cpu, memory) = (pod.total("cpu"), pod.total("memory"));
        let (Some(cpu_at), Some(memory_at)) = (pod.first_request("cpu"), pod.first_request("memory")) else {
            continue;
        };
        if cpu.is_zero() || memory.is_zero() || !cx.on_gke() {
            continue;
        }
        let old = cx.facts().gke_version.is_some_and(|version| version.lacks(&rows.bursting_since));
        let least = if old { &rows.minimum } else { &rows.minimum_bursting };
        let [fewest, most] = rows.memory_gib_per_vcpu;
        if let Some(least) = least.cpu.filter(|least| cpu < *least) {
            cx.flag(cpu_at.origin, format!("Autopilot raises the Pod's CPU to {}", least.cores()))
                .by(table.status)
                .help(format!("ask for {} or more", least.cores()));
        } else if let Some(least) = least.memory.filter(|least| memory < *least) {
            cx.flag(memory_at.origin, format!("Autopilot raises the Pod's memory to {}", least.bytes()))
                .by(table.status)
                .help(format!("ask for {} or more", least.bytes()));
        } else if memory.per_gib() > cpu.times(most) {
            cx.flag(
                cpu_at.origin,
                format!("{} of memory need more CPU: Autopilot raises it", memory.bytes()),
            )
            .by(table.status)
            .also(memory_at.origin, "the memory")
            .help(format!("ask for at most {} GiB of memory for each vCPU", most.decimal()));
        } else if memory.per_gib() < cpu.times(fewest) {
            cx.flag(memory_at.origin, format!("{} vCPU need more memory: Autopilot raises it", cpu.cores()))
                .by(table.status)
                .also(cpu_at.origin, "the CPU")
                .help(format!("ask for at least {} GiB of memory for each vCPU", fewest.decimal()));
        } else if old && !cpu.is_multiple_of(rows.cpu_step) {
            cx.flag(
                cpu_at.origin,
                format!("Autopilot rounds CPU up to a multiple of {}", rows.cpu_step.cores()),
            )
            .by(table.status)
            .help(format!("ask for a multiple of {}", rows.cpu_step.cores()));
        } else if old {
            unequal(cx, pod, table.status);
        }
    }
}

/// Without bursting, limits and requests are made equal.
fn unequal(cx: &mut Cx<'_>, pod: &PodTemplate<'_>, status: Status) {
    for container in pod.running() {
        for resource in ["cpu", "memory"] {
            let (Some(request), Some(limit)) = (container.request(resource), container.limit(resource))
            else {
                continue;
            };
            if Quantity::of(request) != Quantity::of(limit) {
                cx.flag(limit.origin, format!("Autopilot makes limit and request of {resource} equal"))
                    .by(status)
                    .also(request.origin, "the request")
                    .help("make them equal");
            }
        }
    }
}
