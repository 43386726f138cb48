use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # `${NAME}` in the value of a variable
    ///
    /// ## Why
    /// Kubernetes fills in `$(NAME)` only. `${NAME}` reaches the program as it is written: a path list such as
    /// `LD_LIBRARY_PATH` then has an entry that does not exist, instead of the image's own.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     env:
    ///     - name: LD_LIBRARY_PATH
    ///       value: ${LD_LIBRARY_PATH}:/usr/local/nvidia/lib64  # flag
    /// ```
    ///
    /// ## Fix
    /// Leave the variable out, or write the whole list.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     env:
    ///     - name: LD_LIBRARY_PATH
    ///       value: /usr/local/nvidia/lib64
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>, read
    /// 2026-11-23.
    "shell-variable-in-env", Info, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for container in pod.containers() {
            for variable in container.list("env") {
                let (Some(name), Some(value)) = (variable.str_at(&["name"]), variable.get("value")) else {
                    continue;
                };
                // Only a value that wants to add to itself is certain to be meant for a shell.
                let own = format!("${{{name}}}");
                if value.as_str().is_some_and(|text| text.contains(&own)) {
                    let at = cx.within(value.origin, &own);
                    cx.flag(at, format!("`{own}` stays as it is written"))
                        .help("leave the variable out, or write the whole value");
                }
            }
        }
    }
}
