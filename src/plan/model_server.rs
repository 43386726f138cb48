//! `ModelServer`: which model is served, by which image, with which arguments.

use std::collections::BTreeMap;

use super::args;
use super::args::Change;
use super::args::Value;
use super::model::Server as ServerSection;
use super::mount::MODEL;
use super::patches::ModelServerPatch;
use super::report;
use super::target;
use super::target::Server;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::source::Trace;
use crate::yaml::Data;
use crate::yaml::Node;

/// The label of what serves a model with this name.
const LABEL: &str = "ai.gke.io/model";
/// Arguments that other typed patches and fields own, and the field that sets each.
const OWNED: [(&str, &str); 4] = [
    ("model", "spec.model.name"),
    ("revision", "spec.model.revision"),
    ("served-model-name", "spec.server.servedName"),
    ("tensor-parallel-size", "spec.accelerator.count"),
];

/// Writes the model, the image and the arguments into the server.
pub(super) fn apply(
    spec: &ModelServerPatch,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plan = author.plan;
    let section = plan.spec.server.as_ref();
    owned(spec, section, author, session)?;
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let local = server.env(MODEL).and_then(|it| it.str_at(&["value"])).is_some_and(|it| it.starts_with('/'));
    let model = &plan.spec.model;
    let name_origin = plan.origin("spec.model.name").by(author.step);
    let trace = &mut session.trace;

    let (alias, alias_origin) = match section.and_then(|section| section.served_name.as_ref()) {
        Some(name) => (name.to_string(), plan.origin("spec.server.servedName").by(author.step)),
        None => (model.name.directory().to_owned(), name_origin),
    };
    if let Some(object) = objects.get_mut(server.index) {
        label(&mut object.root, &["metadata", "labels"], model.name.directory(), name_origin, trace);
        let pods = ["spec", "template", "metadata", "labels"];
        label(&mut object.root, &pods, model.name.directory(), name_origin, trace);
    }
    let Some(container) = server.container_mut(objects) else { return Ok(()) };
    if let Some(image) = section.and_then(|section| section.image.as_ref()) {
        set(container, "image", image.as_str(), plan.origin("spec.server.image").by(author.step), trace);
    }
    let mut changes = Vec::new();
    if !local {
        name_model(container, &server, model.name.as_str(), name_origin, trace, &mut changes);
        if let Some(revision) = &model.revision {
            let origin = plan.origin("spec.model.revision").by(author.step);
            changes.push(Change { name: "revision", value: Value::Is(revision.to_string()), origin });
        }
    }
    changes.push(Change { name: "served-model-name", value: Value::Is(alias), origin: alias_origin });
    let own = |name: &str| {
        let node = author.patch.root.at(&["spec", "args", name]);
        node.map_or(author.place(), |node| node.origin.by(author.step))
    };
    changes.extend(args::changes(&spec.args, own));
    let none = BTreeMap::new();
    let planned = section.map_or(&none, |section| &section.args);
    changes.extend(args::changes(planned, |name| plan.argument(name).by(author.step)));
    args::change(container, &changes, trace);
    Ok(())
}

/// The base names its model in a variable; other trees do so in the argument.
fn name_model(
    container: &mut Node,
    server: &Server,
    model: &str,
    origin: Origin,
    trace: &mut Trace,
    changes: &mut Vec<Change<'_>>,
) {
    if server.env(MODEL).is_none() {
        changes.push(Change { name: "model", value: Value::Is(model.to_owned()), origin });
        return;
    }
    let env = container.get_mut("env").and_then(Node::as_seq_mut);
    for variable in env.into_iter().flatten().filter(|it| it.str_at(&["name"]) == Some(MODEL)) {
        set(variable, "value", model, origin, trace);
    }
}

fn set(node: &mut Node, key: &str, text: &str, origin: Origin, trace: &mut Trace) {
    let Some(map) = node.as_map_mut() else { return };
    let old = map.get(key).map(|old| (old.as_str() == Some(text), old.origin));
    match old {
        // What is right already keeps its origin.
        Some((true, _)) => {}
        Some((false, at)) => drop(map.insert(key, Node::text(text, trace.replace(at, origin)))),
        None => drop(map.insert(key, Node::text(text, origin))),
    }
}

fn label(root: &mut Node, path: &[&str], value: &str, origin: Origin, trace: &mut Trace) {
    // A label has no room for every name of a model.
    let legal = value.len() <= 63
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        && value.ends_with(|last: char| last.is_ascii_alphanumeric());
    if let Some(labels) = root.at_mut(path).filter(|labels| legal && matches!(labels.data, Data::Map(_))) {
        set(labels, LABEL, value, origin, trace);
    }
}

/// An argument that a field of the FlightPlan sets must not be set a second time.
fn owned(
    spec: &ModelServerPatch,
    section: Option<&ServerSection>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let written = |name: &str| name.replace('_', "-");
    let planned = section.into_iter().flat_map(|section| section.args.keys());
    for name in planned.chain(spec.args.keys()) {
        let Some((_, field)) = OWNED.iter().find(|(own, _)| *own == written(name.as_str())) else { continue };
        let patch = author.patch.root.at(&["spec", "args", name.as_str()]);
        let at = patch.map_or_else(|| author.plan.argument(name.as_str()), |node| node.origin);
        return Err(session.diagnostics.error(
            Diagnostic::error("plan-value", at, format!("`{name}` is set by `{field}` of the FlightPlan"))
                .also(author.place(), format!("{} writes it", report::title(author.patch)))
                .help(format!("remove it from `args` and set `{field}`")),
        ));
    }
    Ok(())
}
