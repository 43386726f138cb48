use crate::diag::Severity;
use crate::diag::nearest;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::catalog::Span;
use crate::rules::catalog::Table;
use crate::rules::catalog::VllmFlags;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server::Entry as EntryPoint;

rule! {
    /// # A flag that this version of vLLM does not have
    ///
    /// ## Why
    /// vLLM adds and removes flags with nearly every release. One that the version of the image does not have ends the
    /// server at once: `unrecognized arguments`.
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
    ///     args:
    ///     - --model=google/gemma-2-9b
    ///     - --disable-log-requests  # flag
    /// ```
    ///
    /// ## Fix
    /// Remove the flag or use the one that took its place; or use an image that has it.
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
    ///     args:
    ///     - --model=google/gemma-2-9b
    ///     - --no-enable-log-requests
    /// ```
    ///
    /// The version is that of the image's tag. A flag that no release has is a warning.
    ///
    /// ## Source
    /// `schemas/vllm/flags.yaml`, made from vLLM's releases on PyPI.
    "missing-vllm-flag", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().vllm_flags;
    for pod in cx.pods() {
        for server in pod.servers(cx).iter().filter(|it| it.entry == EntryPoint::OpenAi) {
            let Some(version) = server.version() else { continue };
            if version < table.rows.oldest || version > table.rows.newest {
                continue;
            }
            let image = server.container.image().unwrap_or(server.container.node).origin;
            for argument in server.arguments.iter().filter(|it| it.flag.starts_with("--")) {
                // `--name.key` sets a part of what `--name` takes.
                let name = argument.flag.split('.').next().unwrap_or("");
                let at = cx.within(argument.at, name);
                match row(table, name) {
                    Some(row) if row.removed.is_some_and(|end| end <= version) => {
                        let end = row.removed.map(|it| it.to_string()).unwrap_or_default();
                        cx.flag(at, format!("vLLM {version} has no flag `{name}`: it was removed in {end}"))
                            .by(table.status)
                            .also(image, "the version")
                            .help("remove it, or use the flag that took its place");
                    }
                    Some(row) if row.since.is_some_and(|since| version < since) => {
                        let since = row.since.map(|it| it.to_string()).unwrap_or_default();
                        cx.flag(at, format!("vLLM {version} has no flag `{name}`: it came with {since}"))
                            .by(table.status)
                            .also(image, "the version")
                            .help(format!("remove it, or use {since} or later"));
                    }
                    Some(_) => {}
                    // The parser of vLLM takes the beginning of a flag for it.
                    None if table.rows.flags.keys().any(|it| it.starts_with(name)) => {}
                    None => {
                        let near = nearest(name, table.rows.flags.keys().map(String::as_str));
                        cx.flag(at, format!("no release of vLLM has a flag `{name}`"))
                            .at_most(Severity::Warning)
                            .also(image, "the version")
                            .help(near.map_or_else(
                                || "remove it".to_owned(),
                                |near| format!("did you mean `{near}`?"),
                            ));
                    }
                }
            }
        }
    }
}

/// The row of a flag; that of `--name` for `--no-name`.
fn row<'t>(table: &'t Table<VllmFlags>, name: &str) -> Option<&'t Span> {
    table.rows.flags.get(name).or_else(|| table.rows.flags.get(&format!("--{}", name.strip_prefix("--no-")?)))
}
