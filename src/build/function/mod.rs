//! Functions: programs and containers that are handed all objects and hand them back.
//!
//! kustomize 5.8.1 runs them so (kyaml/fn/runtime): a `ResourceList` on the standard input, another one, or
//! plain documents, on the standard output, in the folder of the kustomization that lists the function.

mod list;
mod spec;
#[cfg(test)]
mod tests;

use foldhash::HashSet;
use foldhash::HashSetExt as _;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::build::function::spec::Mount;
use crate::build::function::spec::Spec;
use crate::build::function::spec::What;
use crate::build::options::Options;
use crate::build::places;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Behavior;
use crate::object::Gvk;
use crate::object::Object;
use crate::source::End;
use crate::source::Finished;
use crate::source::Job;
use crate::source::StepId;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Str;

/// How long a function may take. Containers may have to be fetched first.
const LIMIT: Duration = Duration::from_mins(5);

/// What a function is listed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// `generators`.
    Generator,
    /// `transformers`.
    Transformer,
    /// `validators`.
    Validator,
}

/// Where and how functions run.
#[derive(Clone, Copy)]
pub(crate) struct Host<'h> {
    /// The folder of the kustomization that lists the function.
    pub(crate) folder: &'h Path,
    pub(crate) options: &'h Options,
    /// The step that marks what a function writes.
    pub(crate) step: StepId,
}

/// Runs the function that an object configures on all objects. A generator gets none and returns what it
/// made; a transformer changes what it gets; a validator may look at it.
pub(crate) fn run(
    config: &Object,
    role: Role,
    objects: &mut Vec<Object>,
    host: Host<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let kind = config.kind();
    let at = config.root.get("kind").map_or(config.root.origin, |node| node.origin);
    let refuse = |message: String, help: &str, session: &mut Session| {
        let finding = Diagnostic::error("function-refused", at, message).help(help).about(config.reference());
        Err(session.diagnostics.error(finding))
    };
    if !host.options.functions.enabled {
        let message = format!("`{kind}` is not built in, and functions are not allowed to run");
        let help =
            "if you trust it, build with `--enable-alpha-plugins`; built-in kinds have `apiVersion: builtin`";
        return refuse(message, help, session);
    }
    let Some(spec) = Spec::of(config, session)? else {
        let message = format!("`{kind}` does not say how it is run");
        let help = "add the annotation `config.kubernetes.io/function` with `exec: {path: …}` or `container: {image: …}`; plugins without one are not run";
        return refuse(message, help, session);
    };
    if matches!(spec.what, What::Program { .. }) && !host.options.functions.exec {
        let message = format!("`{kind}` is a local program, and those are not allowed to run");
        return refuse(message, "if you trust it, build with `--enable-exec` as well", session);
    }
    let input = list::write(config, objects, role == Role::Generator);
    let done = start(&spec, config, input.into_bytes(), host, session)?;
    if done.end != End::Code(0) {
        return Err(session.diagnostics.error(failed(&spec, config, &done)));
    }
    let Ok(output) = String::from_utf8(done.output) else {
        let message = format!("the output of `{kind}` is not UTF-8");
        let finding = Diagnostic::error("function-failed", spec.at, message).about(config.reference());
        return Err(session.diagnostics.error(finding));
    };
    let file = session.files.add(format!("(output of {kind} `{}`)", config.name()), output);
    let returned = list::read(file, host.step, spec.at, session)?;
    match role {
        Role::Generator => generated(config, returned, objects, session),
        Role::Transformer => transformed(config, returned, objects, session),
        Role::Validator => validated(config, &returned, objects, session),
    }
}

fn start(
    spec: &Spec,
    config: &Object,
    input: Vec<u8>,
    host: Host<'_>,
    session: &mut Session,
) -> Result<Finished, Reported> {
    let mut job = Job {
        program: String::new(),
        args: Vec::new(),
        folder: host.folder.to_owned(),
        env: Vec::new(),
        input,
        temporary: Vec::new(),
        limit: LIMIT,
        loud: true,
    };
    let outcome = match &spec.what {
        What::Program { path, args } => {
            // A path is one from the kustomization's folder; a bare name is looked for on `PATH`.
            job.program =
                if path.contains('/') { host.folder.join(path).display().to_string() } else { path.clone() };
            job.args.clone_from(args);
            let envs = host.options.functions.env.iter().chain(&spec.envs);
            job.env =
                envs.filter_map(|it| it.split_once('=')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
            host.options.programs.run(&job)
        }
        What::Container { image, network, mounts } => {
            if *network && !host.options.functions.network {
                let message = format!("`{}` needs a network, and none is allowed", config.kind());
                let finding = Diagnostic::error("function-refused", spec.at, message)
                    .help("if you trust it, build with `--network` as well")
                    .about(config.reference());
                return Err(session.diagnostics.error(finding));
            }
            job.args = container_args(image, *network, mounts, spec, host);
            run_container(&mut job, host)
        }
    };
    outcome.map_err(|error| {
        let what = match &spec.what {
            What::Program { path, .. } => format!("`{path}`"),
            What::Container { image, .. } => format!("a container of `{image}`"),
        };
        let finding =
            Diagnostic::error("function-failed", spec.at, format!("{what} cannot be started: {error}"))
                .about(config.reference());
        session.diagnostics.error(match error.kind() {
            io::ErrorKind::NotFound if job.program == "podman" => finding.help("install docker or podman"),
            io::ErrorKind::NotFound => finding.help(
                "the path counts from the folder of the kustomization; a bare name is looked for on `PATH`",
            ),
            io::ErrorKind::PermissionDenied => finding.help("make the file executable"),
            _ => finding,
        })
    })
}

/// Runs a container with docker, or with podman where there is no docker.
fn run_container(job: &mut Job, host: Host<'_>) -> io::Result<Finished> {
    "docker".clone_into(&mut job.program);
    match host.options.programs.run(job) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            "podman".clone_into(&mut job.program);
            host.options.programs.run(job)
        }
        outcome => outcome,
    }
}

fn container_args(image: &str, network: bool, mounts: &[Mount], spec: &Spec, host: Host<'_>) -> Vec<String> {
    let functions = &host.options.functions;
    // kustomize has a flag for the name of the network, and takes no notice of it (kyaml/fn/runtime/container).
    let name = if network { "host" } else { "none" };
    let user = if functions.as_current_user { current_user(host) } else { None };
    let mut args: Vec<String> =
        ["run", "--rm", "-i", "-a", "STDIN", "-a", "STDOUT", "-a", "STDERR", "--network", name, "--user"]
            .map(str::to_owned)
            .to_vec();
    args.push(user.unwrap_or_else(|| "nobody".to_owned()));
    args.push("--security-opt=no-new-privileges".to_owned());
    let given = functions.mounts.iter().map(|it| Mount::parse(it));
    for mount in mounts.iter().cloned().chain(given) {
        let source = places::clean(&host.folder.join(&mount.source));
        let mode = if mount.writable { "" } else { ",readonly" };
        args.push("--mount".to_owned());
        args.push(format!("type={},source={},target={}{mode}", mount.kind, source.display(), mount.target));
    }
    // What comes later counts: first the function's own, then those of the command line.
    let envs = || spec.envs.iter().chain(&functions.env);
    let mut set = BTreeMap::from([("LOG_TO_STDERR", "true"), ("STRUCTURED_RESULTS", "true")]);
    set.extend(envs().filter_map(|it| it.split_once('=')));
    let passed_on = envs().filter(|it| !it.contains('=')).cloned();
    for variable in set.into_iter().map(|(key, value)| format!("{key}={value}")).chain(passed_on) {
        args.extend(["-e".to_owned(), variable]);
    }
    args.push(image.to_owned());
    args
}

fn current_user(host: Host<'_>) -> Option<String> {
    let id = |flag: &str| {
        let job = Job {
            program: "id".to_owned(),
            args: vec![flag.to_owned()],
            folder: host.folder.to_owned(),
            env: Vec::new(),
            input: Vec::new(),
            temporary: Vec::new(),
            limit: Duration::from_secs(5),
            loud: false,
        };
        let done = host.options.programs.run(&job).ok()?;
        Some(String::from_utf8(done.output).ok()?.trim().to_owned())
    };
    Some(format!("{}:{}", id("-u")?, id("-g")?))
}

fn failed(spec: &Spec, config: &Object, done: &Finished) -> Diagnostic {
    let kind = config.kind();
    let message = match done.end {
        End::Code(code) => format!("`{kind}` failed with exit code {code}"),
        End::Signal => format!("`{kind}` was ended by a signal"),
        End::TimedOut => {
            format!("`{kind}` took longer than {} minutes and was stopped", LIMIT.as_secs() / 60)
        }
        End::TooMuch => format!("`{kind}` wrote too much and was stopped"),
    };
    let finding = Diagnostic::error("function-failed", spec.at, message).about(config.reference());
    match done.errors.trim() {
        "" => finding,
        errors => finding.help(format!("it says: {}", errors.lines().last().unwrap_or(errors))),
    }
}

/// Takes over what a generator made.
fn generated(
    config: &Object,
    returned: Vec<Object>,
    objects: &mut Vec<Object>,
    session: &mut Session,
) -> Result<(), Reported> {
    for mut object in returned {
        let local = object.root.at(&["metadata", "annotations", list::LOCAL]).and_then(Node::scalar);
        if local.is_some_and(|it| it != "false") {
            continue;
        }
        let mut take = |key: &str| {
            let metadata = object.root.get_mut("metadata").and_then(Node::as_map_mut)?;
            let annotations = metadata.get_mut("annotations").and_then(Node::as_map_mut)?;
            let entry = annotations.remove(key);
            if annotations.is_empty() {
                metadata.remove("annotations");
            }
            entry
        };
        let needs_hash = take("kustomize.config.k8s.io/needs-hash");
        let behavior = take("kustomize.config.k8s.io/behavior");
        if let Some(entry) = needs_hash {
            object.needs_hash = match entry.value.scalar().as_deref() {
                Some("true" | "True" | "TRUE" | "t" | "T" | "1") => true,
                Some("false" | "False" | "FALSE" | "f" | "F" | "0") => false,
                _ => {
                    let message = format!("`{}` must be `true` or `false`", entry.key);
                    let finding = Diagnostic::error("function-failed", entry.value.origin, message)
                        .about(config.reference());
                    return Err(session.diagnostics.error(finding));
                }
            };
        }
        object.behavior = match behavior.and_then(|it| it.value.scalar()).as_deref() {
            Some("create") => Behavior::Create,
            Some("merge") => Behavior::Merge,
            Some("replace") => Behavior::Replace,
            _ => Behavior::Unspecified,
        };
        objects.push(object);
    }
    Ok(())
}

/// What tells objects apart.
fn identity(object: &Object) -> (Gvk, Str, Str) {
    let id = object.id();
    let namespace = Str::new(id.effective_namespace());
    (id.gvk, id.name, namespace)
}

/// Puts what a transformer returned in the place of the objects: those that it left out are gone, new ones
/// come last.
fn transformed(
    config: &Object,
    returned: Vec<Object>,
    objects: &mut Vec<Object>,
    session: &mut Session,
) -> Result<(), Reported> {
    let mut kept = HashSet::new();
    for new in returned {
        let id = identity(&new);
        if !kept.insert(id.clone()) {
            let message = format!("`{}` returned two objects {} `{}`", config.kind(), id.0.kind, id.1);
            let finding =
                Diagnostic::error("function-failed", new.root.origin, message).about(config.reference());
            return Err(session.diagnostics.error(finding));
        }
        match objects.iter_mut().find(|object| identity(object) == id) {
            Some(old) => {
                let before = std::mem::replace(&mut old.root, Node::map(new.root.origin));
                old.root = list::settle(&before, new.root, session);
                old.shared.clear();
            }
            None => objects.push(new),
        }
    }
    objects.retain(|object| kept.contains(&identity(object)));
    Ok(())
}

/// A validator may add the label `validated-by` and change nothing else. What it leaves out or adds does
/// not count; what it returns as it got it is no change. kustomize compares more than values here and so
/// refuses every validator that returns what it got (issue 5036).
fn validated(
    config: &Object,
    returned: &[Object],
    objects: &[Object],
    session: &mut Session,
) -> Result<(), Reported> {
    for new in returned {
        let Some(old) = objects.iter().find(|object| identity(object) == identity(new)) else { continue };
        if without_mark(&new.root) != without_mark(&old.root) {
            let message =
                format!("the validator `{}` changed {} `{}`", config.name(), old.kind(), old.name());
            let finding = Diagnostic::error("validator-changes", config.root.origin, message)
                .also(old.root.origin, "this object")
                .about(old.reference())
                .help("list it under `transformers` if it is meant to");
            return Err(session.diagnostics.error(finding));
        }
    }
    Ok(())
}

/// The object without the label of validators, and without labels and annotations that are empty then.
fn without_mark(root: &Node) -> Node {
    let mut root = root.clone();
    let Some(metadata) = root.get_mut("metadata").and_then(Node::as_map_mut) else { return root };
    if let Some(labels) = metadata.get_mut("labels").and_then(Node::as_map_mut) {
        labels.remove("validated-by");
    }
    for key in ["labels", "annotations"] {
        if metadata.get(key).and_then(Node::as_map).is_some_and(Map::is_empty) {
            metadata.remove(key);
        }
    }
    root
}
