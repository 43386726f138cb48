use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::Role;
use crate::rules::compute_class;
use crate::rules::pods::Pod;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::version::Version;
use crate::source::Origin;
use crate::yaml::Node;

rule! {
    /// # Something that the cluster is too old for
    ///
    /// ## Why
    /// Accelerators, node labels and fields of GKE came with certain versions. An older cluster rejects the Pod,
    /// ignores the label or never makes a node.
    ///
    /// ```yaml fail gke-version=1.30
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-h200-141gb  # flag
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     args: [--tensor-parallel-size=8]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 8}
    /// ```
    ///
    /// ## Fix
    /// Upgrade the cluster, or do without.
    ///
    /// ```yaml pass gke-version=1.33
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-h200-141gb
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     args: [--tensor-parallel-size=8]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 8}
    /// ```
    ///
    /// A version such as `1.30` stands for every version of that line: what came within the line is not reported.
    ///
    /// ## Source
    /// The catalog: `gpu_types`, `features` and the tables beside them, each with its page and date.
    "feature-newer-than-cluster", Error, &["*"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let mut needs: Vec<(Origin, String, Vec<Version>)> = Vec::new();
    for pod in cx.pods() {
        of_gpus(cx, pod, &mut needs);
        of_labels(cx, pod, &mut needs);
        of_volumes(cx, pod, &mut needs);
    }
    of_fields(cx, object, &mut needs);
    needs.retain(|(_, _, since)| !since.is_empty());
    if needs.is_empty() {
        return;
    }
    let Some(version) = cx.gke_version() else { return };
    for (at, what, since) in needs {
        if version.lacks(&since) {
            let first: Vec<String> = since.iter().map(Version::to_string).collect();
            cx.flag(
                at,
                format!("{what} needs GKE {} or later, but the cluster has {version}", first.join(" or ")),
            )
            .help("upgrade the cluster, or do without");
        }
    }
}

type Needs = Vec<(Origin, String, Vec<Version>)>;

fn of_gpus(cx: &Cx<'_>, pod: &Pod<'_>, needs: &mut Needs) {
    let gpus = &pod.gpus;
    let Some(node) = gpus.accelerator() else { return };
    let Some(kind) = node.as_str().and_then(|it| cx.catalog().gpu_types.rows.get(it)) else { return };
    needs.push((node.origin, format!("`{}`", node.as_str().unwrap_or("")), kind.since.clone()));
    let total = gpus.total.as_whole().and_then(|total| u32::try_from(total).ok());
    if let (Some(partial), Some(total), Some(asked)) = (&kind.partial, total, gpus.asked)
        && partial.quantities.contains(&total)
    {
        needs.push((asked.origin, format!("{total} of {}", kind.model), partial.since.clone()));
    }
}

fn of_labels(cx: &Cx<'_>, pod: &PodTemplate<'_>, needs: &mut Needs) {
    let tables = cx.catalog();
    for (key, at) in pod.selected_keys() {
        let since = match key {
            "cloud.google.com/gke-gpu-driver-version" => &tables.gpu_driver_versions.rows.since,
            "cloud.google.com/gke-gpu-sharing-strategy" | "cloud.google.com/gke-gpu-partition-size" => {
                &tables.gpu_sharing.rows.since
            }
            _ if key.contains("gke-secondary-boot-disk-") => &tables.secondary_boot_disk.rows.since,
            _ => match tables.features.rows.node_labels.get(key) {
                Some(since) => since,
                None => continue,
            },
        };
        needs.push((at, format!("`{key}`"), since.clone()));
    }
    if let Some(class) =
        compute_class::selected(pod).filter(|it| it.as_str() == Some(compute_class::ACCELERATOR_CLASS))
    {
        let since = tables.accelerator_class.rows.supported_since.clone();
        needs.push((class.origin, "the compute class `Accelerator`".to_owned(), since));
    }
}

fn of_volumes(cx: &Cx<'_>, pod: &PodTemplate<'_>, needs: &mut Needs) {
    let since = &cx.catalog().features.rows.gcs_fuse_in_init_containers;
    let fuse = |name: Option<&str>| {
        name.and_then(|name| pod.volume(name)).and_then(|it| it.str_at(&["csi", "driver"]))
            == Some("gcsfuse.csi.storage.gke.io")
    };
    for container in pod.containers().filter(|it| it.role == Role::Init) {
        for mount in container.list("volumeMounts").iter().filter(|mount| fuse(mount.str_at(&["name"]))) {
            needs.push((mount.origin, "Cloud Storage FUSE in an init container".to_owned(), since.clone()));
        }
    }
}

/// Fields of objects that are no pods.
fn of_fields(cx: &Cx<'_>, object: &Object, needs: &mut Needs) {
    let tables = cx.catalog();
    let mut field = |node: Option<&Node>, what: &str, since: &[Version]| {
        if let Some(node) = node {
            needs.push((node.origin, what.to_owned(), since.to_vec()));
        }
    };
    let features = &tables.features.rows;
    match object.kind() {
        "Service" => {
            let class = object.root.at(&["spec", "loadBalancerClass"]);
            let own =
                class.filter(|it| it.as_str().is_some_and(|class| class.starts_with("networking.gke.io/")));
            field(own, "`loadBalancerClass`", &features.load_balancer_class);
        }
        "GCPDataSource" => {
            field(object.root.get("kind"), "a `GCPDataSource`", &tables.volume_populator.rows.since);
        }
        "ComputeClass" => {
            for (name, since) in &features.compute_class_fields {
                let direct = object.root.at(&["spec"]).and_then(|spec| spec.get(name));
                let listed = compute_class::priorities(object)
                    .iter()
                    .filter_map(|it| it.get(name).or_else(|| it.get("storage")?.get(name)));
                for node in direct.into_iter().chain(listed) {
                    field(Some(node), &format!("`{name}`"), since);
                }
            }
        }
        _ => {}
    }
}
