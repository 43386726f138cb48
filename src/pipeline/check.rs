//! Renders a target and checks the result.

use super::config::PathIgnores;
use super::config::drop_at_paths;
use super::field::path_at;
use super::manifests;
use super::render::render;
use super::render::stamp;
use super::targets::Target;
use super::versions::rules_digest;
use crate::build::Options;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::ResourceRef;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::Gvk;
use crate::object::Object;
use crate::object::Rendered;
use crate::output;
use crate::plan;
use crate::rules;
use crate::rules::Catalog;
use crate::rules::Date;
use crate::rules::Facts;
use crate::rules::Given;
use crate::rules::Waivers;
use crate::schema::Schemas;
use crate::schema::Validations;
use crate::source::Tree;
use std::path::PathBuf;

/// All that a check is told.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How roots are rendered.
    pub options: Options,
    /// What the user says of the cluster.
    pub given: Given,
    /// Which rules run.
    pub rules: rules::Settings,
    /// The facts of GKE.
    pub catalog: Catalog,
    /// Whether the objects must carry the stamp of the kind `Check`.
    pub require_stamp: bool,
    /// The day, against which waivers expire.
    pub today: Option<Date>,
    /// Findings of this severity or above fail the run; errors, if nothing is said.
    pub deny: Option<Severity>,
    /// Codes that are left out at some paths.
    pub per_path: Vec<PathIgnores>,
    /// The folder from which those paths count, absolute.
    pub per_path_from: PathBuf,
    /// The working directory, absolute, from which the names of files count.
    pub working: PathBuf,
}

/// What became of one target.
#[derive(Debug)]
pub struct Outcome {
    /// The files, and the findings.
    pub session: Session,
    /// The objects; `None` if they could not be rendered.
    pub rendered: Option<Rendered>,
    /// True for files without a single object. A kustomization may well render to none.
    pub is_empty_input: bool,
    /// The waivers, to be merged over all targets before unused ones are told.
    pub waivers: Waivers,
    /// Findings of this severity or above fail the run.
    pub deny: Severity,
}

/// Renders a target and checks the result. Nothing that is found keeps other targets from being checked.
pub fn check(target: &Target, tree: &dyn Tree, settings: &Settings) -> Outcome {
    let mut session = Session::default();
    let rendered = match target {
        Target::Root(path) => {
            let whole = if output::is_bundle(path, tree) {
                output::hold_against_digests(path, tree, &mut session)
            } else {
                Ok(())
            };
            whole.and_then(|()| render(path, tree, &settings.options, &mut session))
        }
        Target::Component { name, files } => {
            let why = "no kustomization includes this component, so it was applied to nothing";
            session.diagnostics.not_checked(name.to_string_lossy(), why);
            // Its files can be read, but what they change is not there to be looked at.
            let (read, all) = manifests::read(files, tree, &mut session);
            let local = read.objects.into_iter().chain(read.local).collect();
            all.map(|()| Rendered { objects: Vec::new(), local })
        }
        Target::Manifests { files, .. } => {
            let (rendered, all) = manifests::read(files, tree, &mut session);
            all.map(|()| rendered)
        }
    };
    let mut outcome = finish(target.name().to_string_lossy().as_ref(), rendered, session, settings);
    outcome.is_empty_input &= matches!(target, Target::Manifests { .. });
    if let (Target::Root(path), Some(0)) = (target, outcome.rendered.as_ref().map(|it| it.objects.len())) {
        outcome.session.diagnostics.not_checked(path.to_string_lossy(), "it renders to no object");
    }
    outcome
}

/// Checks a stream of manifests.
pub fn check_stream(bytes: Vec<u8>, settings: &Settings) -> Outcome {
    let mut session = Session::default();
    let mut rendered = Rendered::default();
    let read = manifests::add("-", bytes, &mut rendered, &mut session);
    finish("-", read.map(|()| rendered), session, settings)
}

fn finish(
    name: &str,
    rendered: Result<Rendered, Reported>,
    mut session: Session,
    settings: &Settings,
) -> Outcome {
    let mut waivers = Waivers::default();
    if let Ok(rendered) = &rendered {
        inspect(rendered, settings, &mut session);
        waivers = Waivers::apply(rendered, settings.today, &mut session);
        // Whoever ignores a rule must not be told to remove its waivers.
        waivers.list.retain(|waiver| settings.rules.wants(&waiver.code));
    }
    if let Ok(rendered) = &rendered {
        name_fields(rendered, &mut session.diagnostics);
    }
    for finding in session.diagnostics.all_mut() {
        finding.severity = settings.rules.severity.get(finding.code).copied().unwrap_or(finding.severity);
    }
    drop_at_paths(name.as_ref(), settings, &mut session);
    stamp(name.as_ref(), &mut session);
    let rendered = rendered.ok();
    let is_empty_input = rendered.as_ref().is_some_and(|it| it.objects.is_empty() && it.local.is_empty());
    let deny = settings.deny.unwrap_or(Severity::Error);
    Outcome { session, rendered, is_empty_input, waivers, deny }
}

/// Checks objects against their schemas and the rules.
pub fn inspect(rendered: &Rendered, settings: &Settings, session: &mut Session) {
    let own = |object: &&Object| plan::is_typed_patch(&Gvk::of(&object.root));
    // Our own kinds were decoded when they were read, which says more than a schema does.
    let schemas = Schemas::with_crds(&rendered.objects);
    let mut checker = schemas.checker();
    let mut validations = Validations::of(&rendered.objects);
    for object in rendered.objects.iter().filter(|it| !own(it)) {
        let start = session.diagnostics.all().len();
        checker.check(object, session);
        // The server evaluates rules only once an object is what its schema says, and so do we.
        if !session.diagnostics.all().iter().skip(start).any(|it| it.severity == Severity::Error) {
            validations.check(object, session);
        }
    }
    validations.name_skipped(session);
    // A FlightPlan that cannot be read is a finding; the rules then know what the user said.
    let facts = Facts::find(rendered, &settings.given, session)
        .unwrap_or_else(|_| Facts::without_plan(&settings.given));
    if settings.require_stamp {
        for fault in plan::stamp_faults(&rendered.objects, Some(rules_digest)) {
            session.diagnostics.push(fault);
        }
    }
    rules::check(rendered, &facts, &settings.catalog, &settings.rules, session);
    drop_ignored(&settings.rules, &mut session.diagnostics);
}

/// Gives each finding that is about an object the field that it stands at.
fn name_fields(rendered: &Rendered, diagnostics: &mut Diagnostics) {
    let mut known: Option<(ResourceRef, &Object)> = None;
    for finding in diagnostics.all_mut() {
        let (Some(about), Some(first), None) = (&finding.resource, finding.labels.first(), &finding.field)
        else {
            continue;
        };
        // Findings stand in the order of the objects.
        if known.as_ref().is_none_or(|(it, _)| it != about) {
            let object =
                rendered.objects.iter().chain(&rendered.local).find(|it| {
                    it.kind() == about.kind && it.name() == about.name && it.reference() == *about
                });
            known = object.map(|object| (about.clone(), object));
        }
        if let Some((_, object)) = &known {
            finding.field = path_at(&object.root, first.at);
        }
    }
}

/// Lets the user's choice of codes and severities count for findings that no rule made.
pub fn heed(settings: &rules::Settings, diagnostics: &mut Diagnostics) {
    drop_ignored(settings, diagnostics);
    for finding in diagnostics.all_mut() {
        if let Some(severity) = settings.severity.get(finding.code) {
            finding.severity = *severity;
        }
    }
}

/// Takes out findings of codes that the user ignores, whichever room made them.
fn drop_ignored(settings: &rules::Settings, diagnostics: &mut Diagnostics) {
    diagnostics.all_mut().retain(|finding| !settings.ignore.iter().any(|code| code == finding.code));
}
