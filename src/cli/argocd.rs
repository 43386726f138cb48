//! `argocd generate` and `argocd parameters`: the config management plugin of Argo CD.
//!
//! Argo CD applies what is on stdout if the exit code is 0, and prunes what is not there any more; so there
//! is never an empty success, and never a part of the result. stderr is shown in its UI if the plugin fails.

use super::args::ArgocdCommand;
use super::console::Console;
use super::console::tell;
use super::exit::Exit;
use super::outside;
use super::pages::pages;
use super::render::RenderArgs;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::Rendered;
use crate::output;
use crate::pipeline;
use crate::pipeline::Choose;
use crate::pipeline::Configs;
use crate::pipeline::Kind;
use crate::pipeline::Layered;
use crate::pipeline::Parameter;
use crate::pipeline::Settings;
use crate::pipeline::Target;
use crate::report::Format;
use crate::report::Report;
use crate::report::Style;
use crate::report::render;
use crate::rules::Given;
use crate::rules::VersionRange;
use crate::source::Disk;
use crate::source::Origin;
use serde_json::Map;
use serde_json::Value;
use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;

/// Arguments of `argocd generate`.
#[derive(Debug, clap::Args)]
pub(super) struct GenerateArgs {
    /// Put the warnings about an object into its annotation `flightplan.dev/warnings`; so does the variable
    /// `FLIGHTPLAN_ANNOTATE_WARNINGS: "true"` in the Application's plugin section.
    #[arg(long)]
    pub(super) annotate_warnings: bool,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// Arguments of `argocd parameters`.
#[derive(Debug, clap::Args)]
pub(super) struct ParametersArgs {
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// What the Application's plugin section says, as JSON; the literal `null` if it says nothing.
const PARAMETERS: &str = "ARGOCD_APP_PARAMETERS";

/// The version of the cluster: `1.33.5-gke.1080000`.
const KUBE_VERSION: &str = "KUBE_VERSION";

/// How an Application asks for warnings in annotations: Argo CD puts `ARGOCD_ENV_` before its variables.
const ANNOTATE: &str = "ARGOCD_ENV_FLIGHTPLAN_ANNOTATE_WARNINGS";

/// The annotation that carries them.
const WARNINGS: &str = "flightplan.dev/warnings";

/// Runs a command of the plugin on the working directory.
pub(super) fn run(command: &ArgocdCommand, console: &Console) -> Exit {
    match command {
        ArgocdCommand::Generate(args) => generate(args, console),
        ArgocdCommand::Parameters(args) => parameters(&settings(&args.render, console), console),
    }
}

fn settings(render: &RenderArgs, console: &Console) -> Settings {
    let version = env::var(KUBE_VERSION).ok();
    let version = version.as_deref().map(|text| text.trim_start_matches('v'));
    Settings {
        given: Given { gke_version: version.and_then(VersionRange::parse), ..Given::default() },
        today: outside::today(),
        options: render.options(),
        working: console.working.clone(),
        ..Settings::default()
    }
}

fn generate(args: &GenerateArgs, console: &Console) -> Exit {
    let given = match given() {
        Ok(given) => given,
        Err(words) => return refuse(words, console),
    };
    let all = pages();
    let configs = Configs::new(Choose::Nearest, &console.working, &Disk, &all);
    let settings = configs.settings(&console.working, &settings(&args.render, console));
    if configs.are_faulty() {
        return told(&configs.into_faults(), console, Exit::CouldNotRun);
    }
    let mut tree = Layered::new(&Disk);
    if !given.is_empty() {
        let mut session = Session::default();
        let Ok(rendered) = pipeline::render(".".as_ref(), &Disk, &settings.options, &mut session) else {
            return told(&session, console, Exit::CouldNotRun);
        };
        let Some(plan) = pipeline::flight_plan(&rendered) else {
            return refuse(
                "there are parameters, but the tree has no FlightPlan to take them".to_owned(),
                console,
            );
        };
        let path = PathBuf::from(&session.files.get(plan.root.origin.file).path);
        let replaced = pipeline::set(plan, &given, &session)
            .and_then(|text| tree.replace(&path, text).map_err(|error| error.to_string()));
        if let Err(words) = replaced {
            return refuse(words, console);
        }
    }
    let mut outcome = pipeline::check(&Target::Root(PathBuf::from(".")), &tree, &settings);
    let Some(rendered) = &mut outcome.rendered else {
        return told(&outcome.session, console, Exit::CouldNotRun);
    };
    if outcome.session.diagnostics.all().iter().any(|it| it.severity >= outcome.deny) {
        return told(&outcome.session, console, Exit::Findings);
    }
    if rendered.objects.is_empty() {
        let finding = Diagnostic::error("nothing-to-check", Origin::NONE, "the tree renders to no object")
            .help("Argo CD would remove everything that it applied before");
        return console.fail(finding);
    }
    if args.annotate_warnings || env::var_os(ANNOTATE).is_some_and(|value| value == "true") {
        annotate(rendered, &outcome.session);
    }
    let product = output::stream(&rendered.objects);
    // On success Argo CD writes stderr to the log of the sidecar.
    told(&outcome.session, console, Exit::Clean);
    console.product(&product)
}

/// Puts the warnings about each object into an annotation of it: in Argo CD's UI nothing else is seen of them.
fn annotate(rendered: &mut Rendered, session: &Session) {
    for object in &mut rendered.objects {
        let own = object.reference();
        let lines: BTreeSet<String> = session
            .diagnostics
            .all()
            .iter()
            .filter(|it| it.severity == Severity::Warning && it.resource.as_ref() == Some(&own))
            .map(|it| format!("{}: {}", it.code, it.message))
            .collect();
        if !lines.is_empty() {
            let text = lines.into_iter().collect::<Vec<_>>().join("\n");
            object.annotate(WARNINGS, &text);
        }
    }
}

/// Tells findings one line each: Argo CD shows them in a small box.
fn told(session: &Session, console: &Console, exit: Exit) -> Exit {
    let mut report = Report::default();
    report.add(session, &console.working);
    report.sort();
    tell(&render(Format::Concise, &report, &pages(), Style::default()));
    exit
}

fn refuse(words: String, console: &Console) -> Exit {
    console.fail(
        Diagnostic::error("malformed-argument", Origin::NONE, words)
            .help("`flightplan argocd parameters` lists the parameters that there are"),
    )
}

/// The parameters that the Application sets.
fn given() -> Result<Vec<(String, Value)>, String> {
    let text = env::var(PARAMETERS).unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let document: Value =
        serde_json::from_str(&text).map_err(|error| format!("{PARAMETERS} is no JSON: {error}"))?;
    let list = match document {
        Value::Null => return Ok(Vec::new()),
        Value::Array(list) => list,
        _ => return Err(format!("{PARAMETERS} is no list")),
    };
    let mut given = Vec::new();
    for item in list {
        let name = item.get("name").and_then(Value::as_str);
        let name = name.ok_or_else(|| format!("{PARAMETERS} has an element without `name`"))?.to_owned();
        if let Some(value) = item.get("string").or_else(|| item.get("array")) {
            given.push((name, value.clone()));
        } else if let Some(map) = item.get("map").and_then(Value::as_object) {
            // A key may have dots of its own, as arguments of vLLM do.
            given.extend(map.iter().map(|(key, value)| (format!("{name}.{key:?}"), value.clone())));
        } else {
            return Err(format!("the parameter `{name}` has neither `string`, `array` nor `map`"));
        }
    }
    Ok(given)
}

fn parameters(settings: &Settings, console: &Console) -> Exit {
    let mut session = Session::default();
    let Ok(rendered) = pipeline::render(".".as_ref(), &Disk, &settings.options, &mut session) else {
        return told(&session, console, Exit::CouldNotRun);
    };
    let all = pipeline::flight_plan(&rendered).map(pipeline::parameters).unwrap_or_default();
    let announced: Vec<Value> = all.iter().map(announcement).collect();
    console.product(&format!("{}\n", Value::from(announced)))
}

/// A parameter as Argo CD shows it. What the FlightPlan does not set has no default.
fn announcement(parameter: &Parameter) -> Value {
    let item = match parameter.kind {
        Kind::Whole => "number",
        Kind::Flag => "boolean",
        _ => "string",
    };
    let is_list = parameter.kind == Kind::Texts;
    let mut shown = Map::new();
    let mut tell = |key: &str, value: Value| shown.insert(key.to_owned(), value);
    tell("name", parameter.name.clone().into());
    tell("title", format!("FlightPlan: {}", parameter.name).into());
    tell("tooltip", parameter.about.clone().into());
    tell("required", parameter.required.into());
    tell("itemType", item.into());
    tell("collectionType", if is_list { "array" } else { "string" }.into());
    if is_list {
        tell("array", parameter.value.clone().into());
    } else if let Some(value) = parameter.value.first() {
        tell("string", value.clone().into());
    }
    shown.into()
}
