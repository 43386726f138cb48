use crate::diag::Severity;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::catalog::LocalSsdSelector;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Local SSD selected where it cannot be
    ///
    /// ## Why
    /// The machines of H100 and A100 80GB always use Local SSD for ephemeral storage, and Autopilot refuses the
    /// selector `cloud.google.com/gke-ephemeral-storage-local-ssd` beside them. It is documented for L4 and RTX PRO
    /// 6000 only.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-h100-80gb
    ///     cloud.google.com/gke-ephemeral-storage-local-ssd: "true"  # flag
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
    /// Remove the selector.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-ephemeral-storage-local-ssd: "true"
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// Beside another accelerator the finding is a warning: no page says what happens.
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated 2026-04-10.
    "unsupported-local-ssd", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gpu_types;
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        let Some(accelerator) = gpus.accelerator() else { continue };
        let Some(kind) = accelerator.as_str().and_then(|it| table.rows.get(it)) else { continue };
        for node in pod.selected("cloud.google.com/gke-ephemeral-storage-local-ssd") {
            let (message, worst) = match kind.local_ssd.as_ref().map(|it| it.selector) {
                Some(LocalSsdSelector::Allowed) => continue,
                Some(LocalSsdSelector::Forbidden) => (
                    format!(
                        "the machines of {} always use Local SSD, and the selector is refused",
                        kind.model
                    ),
                    Severity::Error,
                ),
                None => (format!("Local SSD is not documented for {}", kind.model), Severity::Warning),
            };
            cx.flag(node.origin, message)
                .by(table.status)
                .at_most(worst)
                .also(accelerator.origin, "the accelerator")
                .help("remove the selector");
        }
    }
}
