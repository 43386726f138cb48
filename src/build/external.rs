//! `generators`, `transformers` and `validators`: objects that configure something to be run. Each entry
//! is a file, a folder with a kustomization, or the text of objects.

use crate::build::accumulate::Accumulated;
use crate::build::accumulate::Build;
use crate::build::builtin;
use crate::build::config::Directive;
use crate::build::documents;
use crate::build::function;
use crate::build::function::Host;
use crate::build::function::Role;
use crate::build::metadata;
use crate::build::metadata::Author;
use crate::build::target::Target;
use crate::build::transform::patches;
use crate::build::transformers;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::plan;
use crate::source::StepId;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::Str;

/// The objects that entries name, each with the step of its entry.
fn configs(
    build: &mut Build<'_>,
    target: &Target<'_>,
    entries: &[Directive<Str>],
    session: &mut Session,
) -> Result<Vec<(Object, StepId)>, Reported> {
    let mut inline = Accumulated::default();
    let mut steps = Vec::new();
    let (texts, paths): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| is_text(&entry.value));
    // kustomize runs what is written inline before what is in files.
    for entry in texts {
        let text = Node::text(entry.value.clone(), entry.at);
        let documents = patches::parse_text(&text, &entry.value, Rules::Resource, session)?;
        let mut objects = documents::objects(documents, session)?;
        if let Some(path) = &target.path {
            metadata::mark_origin(&mut objects, &path.join(target.file_name), entry.at, &session.files);
        }
        let step = target.begin(entry, session);
        steps.extend(objects.iter().map(|_| step));
        inline.set.append(objects, session)?;
    }
    for entry in paths {
        let step = target.begin(entry, session);
        let before = inline.set.objects().len();
        build.resources(target, std::slice::from_ref(entry), &mut inline, session)?;
        steps.extend(inline.set.objects().iter().skip(before).map(|_| step));
    }
    Ok(inline.set.into_objects().into_iter().zip(steps).collect())
}

/// True for text of objects, false for a path.
fn is_text(entry: &str) -> bool {
    entry.contains('\n') || entry.trim_start().starts_with('{') || entry.contains(": ")
}

fn is_builtin(gvk: &Gvk) -> bool {
    gvk.group.is_empty() && gvk.version == "builtin"
}

/// What each of the `generators` makes.
pub(crate) fn generate(
    build: &mut Build<'_>,
    target: &Target<'_>,
    session: &mut Session,
) -> Result<Vec<Vec<Object>>, Reported> {
    let mut out = Vec::new();
    for (config, step) in configs(build, target, &target.said.generators, session)? {
        let gvk = Gvk::of(&config.root);
        let mut made = if is_builtin(&gvk) {
            builtin::generate(build, target, &config, step, session)?
        } else if plan::is_typed_patch(&gvk) {
            return Err(session.diagnostics.error(misplaced(&config)));
        } else {
            let mut made = Vec::new();
            let host = Host { folder: &target.folder.real, options: build.options, step };
            function::run(&config, Role::Generator, &mut made, host, session)?;
            made
        };
        if target.path.is_some()
            && let Some(author) = Author::of(&config)
        {
            metadata::mark_unmarked(&mut made, &author, config.root.origin, &session.files);
        }
        out.push(made);
    }
    Ok(out)
}

fn misplaced(config: &Object) -> Diagnostic {
    let at = config.root.get("kind").map_or(config.root.origin, |node| node.origin);
    Diagnostic::error("misplaced-plugin", at, format!("`{}` changes objects and makes none", config.kind()))
        .help("list it under `transformers`")
}

/// Runs the `transformers`.
pub(crate) fn transform(
    build: &mut Build<'_>,
    target: &Target<'_>,
    all: &mut Accumulated,
    session: &mut Session,
) -> Result<(), Reported> {
    for (config, step) in configs(build, target, &target.said.transformers, session)? {
        let author = target.path.as_ref().and_then(|_| Author::of(&config));
        let by = author.as_ref().map(|author| (author, config.root.origin));
        one(build, target, all, (&config, Role::Transformer, step), by, session)?;
    }
    Ok(())
}

/// Runs the `validators`. They may add the label `validated-by` and change nothing else.
pub(crate) fn validate(
    build: &mut Build<'_>,
    target: &Target<'_>,
    all: &mut Accumulated,
    session: &mut Session,
) -> Result<(), Reported> {
    for (config, step) in configs(build, target, &target.said.validators, session)? {
        let before: Vec<Object> = all.set.objects().to_vec();
        one(build, target, all, (&config, Role::Validator, step), None, session)?;
        let after = all.set.objects();
        let changed = before.iter().zip(after).find(|(old, new)| old.root != new.root);
        if before.len() != after.len() || changed.is_some() {
            let message = format!("the validator `{}` changed the objects", config.name());
            let mut finding = Diagnostic::error("validator-changes", config.root.origin, message)
                .help("list it under `transformers` if it is meant to");
            if let Some((old, _)) = changed {
                finding = finding.also(old.root.origin, "this object, for one");
            }
            return Err(session.diagnostics.error(finding));
        }
    }
    Ok(())
}

fn one(
    build: &mut Build<'_>,
    target: &Target<'_>,
    all: &mut Accumulated,
    (config, role, step): (&Object, Role, StepId),
    by: Option<(&Author, crate::source::Origin)>,
    session: &mut Session,
) -> Result<(), Reported> {
    let gvk = Gvk::of(&config.root);
    if is_builtin(&gvk) {
        return builtin::transform(build, target, all, (config, step), by, session);
    }
    let host = Host { folder: &target.folder.real, options: build.options, step };
    transformers::change(
        all,
        by,
        Box::new(|objects, _, session| {
            if plan::is_typed_patch(&gvk) {
                return plan::apply(config, objects, session);
            }
            function::run(config, role, objects, host, session)
        }),
        session,
    )
}
