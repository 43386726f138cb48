//! How a function is run: what its annotation says.

use crate::build::decode::Fields;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;

/// Annotations that say how a function is run.
const ANNOTATIONS: [&str; 2] = ["config.kubernetes.io/function", "config.k8s.io/function"];

/// The older annotation, which holds an image.
const IMAGE: &str = "config.kubernetes.io/container";

/// A folder that a container sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mount {
    pub(super) kind: String,
    pub(super) source: String,
    pub(super) target: String,
    pub(super) writable: bool,
}

impl Mount {
    /// Reads `type=bind,source=a,target=/b,rw=true`.
    pub(super) fn parse(text: &str) -> Self {
        let mut mount = Self::default();
        for (key, value) in text.split(',').filter_map(|it| it.split_once('=')) {
            match key {
                "type" => value.clone_into(&mut mount.kind),
                "src" | "source" => value.clone_into(&mut mount.source),
                "dst" | "target" => value.clone_into(&mut mount.target),
                "rw" => mount.writable = value == "true",
                _ => {}
            }
        }
        mount
    }
}

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A local program.
    Program {
        /// Its path, relative to the kustomization, or a name on `PATH`.
        path: String,
        /// Its arguments.
        args: Vec<String>,
    },
    /// A container.
    Container {
        /// Its image.
        image: String,
        /// Whether it needs a network.
        network: bool,
        /// Folders that it sees.
        mounts: Vec<Mount>,
    },
}

/// A function.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    pub(super) what: What,
    /// `NAME=value`, or `NAME` to pass a variable on.
    pub(super) envs: Vec<String>,
    /// Where it is said.
    pub(super) at: Origin,
}

impl Spec {
    /// The function that an object configures; `None` if it says nothing of one.
    pub(super) fn of(config: &Object, session: &mut Session) -> Result<Option<Self>, Reported> {
        for key in ANNOTATIONS {
            let Some(node) = config.root.at(&["metadata", "annotations", key]) else { continue };
            let Some(text) = node.as_str().filter(|text| !text.is_empty()) else { continue };
            let name = format!("{} ({key})", session.files.get(node.origin.file).path);
            let file = session.files.add(name, text);
            let documents = yaml::parse(file, Rules::Config, session)?;
            let nothing = Node::map(node.origin);
            let said = documents.first().unwrap_or(&nothing);
            return Self::decode(said, key, node.origin, &mut session.diagnostics).map(Some);
        }
        if let Some(said) = config.root.at(&["metadata", "configFn"]).filter(|it| !it.is_null()) {
            return Self::decode(said, "metadata.configFn", said.origin, &mut session.diagnostics).map(Some);
        }
        let image = config.root.at(&["metadata", "annotations", IMAGE]);
        Ok(image.and_then(|node| {
            let image = node.as_str().filter(|image| !image.is_empty())?.to_owned();
            let what = What::Container { image, network: false, mounts: Vec::new() };
            Some(Self { what, envs: Vec::new(), at: node.origin })
        }))
    }

    fn decode(node: &Node, place: &str, at: Origin, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        // Whether a failure is deferred makes no difference for a single function.
        let fields = Fields::of(node, place, &["container", "exec", "deferFailure"], diagnostics)?;
        fields.bool("deferFailure", diagnostics)?;
        if let Some(node) = fields.get("container") {
            let place = fields.place("container");
            let container = Fields::of(node, &place, &["image", "network", "mounts", "envs"], diagnostics)?;
            let image = container.str("image", diagnostics)?.unwrap_or_default().to_owned();
            if !image.is_empty() {
                let network = container.bool("network", diagnostics)?.unwrap_or_default();
                let mut mounts = Vec::new();
                for (index, node) in container.list("mounts", diagnostics)?.iter().enumerate() {
                    mounts.push(decode_mount(node, &format!("{place}.mounts[{index}]"), diagnostics)?);
                }
                let envs = texts(&container, "envs", diagnostics)?;
                return Ok(Self { what: What::Container { image, network, mounts }, envs, at });
            }
        }
        if let Some(node) = fields.get("exec") {
            let exec = Fields::of(node, &fields.place("exec"), &["path", "args", "envs"], diagnostics)?;
            let path = exec.required("path", diagnostics)?.as_str().unwrap_or_default().to_owned();
            let args = texts(&exec, "args", diagnostics)?;
            let envs = texts(&exec, "envs", diagnostics)?;
            return Ok(Self { what: What::Program { path, args }, envs, at });
        }
        let finding =
            Diagnostic::error("function-spec", at, format!("`{place}` says neither `exec` nor `container`"))
                .help("write `exec: {path: ./my-function}` or `container: {image: …}`");
        Err(diagnostics.error(finding))
    }
}

fn texts(fields: &Fields<'_>, name: &str, diagnostics: &mut Diagnostics) -> Result<Vec<String>, Reported> {
    let list = fields.texts(name, diagnostics)?;
    Ok(list.iter().filter_map(Node::as_str).map(str::to_owned).collect())
}

/// A mount must lie in the kustomization's folder, so that a build cannot read what it was not given.
fn decode_mount(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Mount, Reported> {
    let fields = Fields::of(node, place, &["type", "src", "dst", "rw"], diagnostics)?;
    let text = |name: &str, diagnostics: &mut Diagnostics| {
        Ok(fields.str(name, diagnostics)?.unwrap_or_default().to_owned())
    };
    let source = text("src", diagnostics)?;
    let cleaned = crate::build::places::clean(std::path::Path::new(&source));
    if cleaned.is_absolute() || cleaned.starts_with("..") {
        let message = format!("`{place}` mounts `{source}`, which is not below this kustomization");
        let finding = Diagnostic::error("function-spec", node.origin, message)
            .help("mount a folder below the kustomization, by its relative path");
        return Err(diagnostics.error(finding));
    }
    Ok(Mount {
        kind: text("type", diagnostics)?,
        source,
        target: text("dst", diagnostics)?,
        writable: fields.bool("rw", diagnostics)?.unwrap_or_default(),
    })
}
