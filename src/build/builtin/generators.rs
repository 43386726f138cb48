//! The built-in generators.

use crate::build::accumulate::Build;
use crate::build::builtin;
use crate::build::config::CHART;
use crate::build::config::Directive;
use crate::build::config::GLOBALS;
use crate::build::config::HelmChart;
use crate::build::config::HelmGlobals;
use crate::build::decode::Fields;
use crate::build::generate;
use crate::build::helm;
use crate::build::target::Target;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Str;

/// Makes the objects of a built-in generator.
pub(crate) fn generate(
    build: &mut Build<'_>,
    target: &Target<'_>,
    config: &Object,
    step: StepId,
    session: &mut Session,
) -> Result<Vec<Object>, Reported> {
    let mut config = config.clone();
    if let Some(metadata) = config.root.get_mut("metadata") {
        builtin::loosen(metadata);
    }
    let secret = match config.kind() {
        "ConfigMapGenerator" => false,
        "SecretGenerator" => true,
        "IAMPolicyGenerator" => return iam_policy(&config, step, session).map(|object| vec![object]),
        "HelmChartInflationGenerator" => return chart(build, target, &config, session),
        _ => return Err(builtin::refused(&config, &builtin::GENERATORS, session)),
    };
    let mut names = vec!["name", "namespace", "behavior", "literals", "files", "envs", "env", "options"];
    if secret {
        names.push("type");
    }
    builtin::fields(&config, &names, &mut session.diagnostics)?;
    let known = |key: &str| names.iter().any(|name| name.eq_ignore_ascii_case(key));
    let own = config.root.as_map().into_iter().flatten();
    let mut entry: Map = own.filter(|it| known(&it.key)).cloned().collect();
    for field in ["name", "namespace"] {
        let absent = entry.get(field).is_none_or(|it| it.as_str().is_none_or(str::is_empty));
        if absent && let Some(value) = config.root.at(&["metadata", field]) {
            entry.insert(field, value.clone());
        }
    }
    let node = Node::new(Data::Map(entry), config.root.origin);
    let args = generate::decode(&node, config.kind(), secret, &mut session.diagnostics)?;
    let directive = Directive { field: config.kind().to_owned(), at: config.root.origin, value: args };
    Ok(vec![build.generate(target, &directive, None, step, session)?])
}

/// The objects of a Helm chart.
fn chart(
    build: &mut Build<'_>,
    target: &Target<'_>,
    config: &Object,
    session: &mut Session,
) -> Result<Vec<Object>, Reported> {
    let found = &mut session.diagnostics;
    let part = |names: &[&str]| {
        let own = config.root.as_map().into_iter().flatten();
        let entries: Map = own.filter(|it| names.contains(&it.key.as_str())).cloned().collect();
        Node::new(Data::Map(entries), config.root.origin)
    };
    let all: Vec<&'static str> = CHART.iter().chain(&GLOBALS).copied().collect();
    builtin::fields(config, &all, found)?;
    let globals = HelmGlobals::decode(&part(&GLOBALS), found)?;
    let value = HelmChart::decode(&part(&CHART), config.kind(), found)?;
    let entry = Directive { field: config.kind().to_owned(), at: config.root.origin, value };
    // kustomize tells it nothing of the namespaces around it.
    helm::inflate(build, target, &entry, &globals, Str::default(), session)
}

/// The `ServiceAccount` that acts for a service account of Google Cloud.
fn iam_policy(config: &Object, step: StepId, session: &mut Session) -> Result<Object, Reported> {
    let found = &mut session.diagnostics;
    let fields = builtin::fields(config, &["cloud", "kubernetesService", "serviceAccount"], found)?;
    let cloud = fields.text("cloud", found)?;
    if cloud.and_then(Node::as_str) != Some("gke") {
        let at = cloud.map_or(config.root.origin, |node| node.origin);
        let finding = Diagnostic::error("unknown-cloud", at, "`cloud` must be `gke`, the only one there is")
            .help("write `cloud: gke`");
        return Err(found.error(finding));
    }
    let nothing = Node::map(config.root.origin);
    let within = |name: &str, names: &[&'static str], found: &mut _| {
        Fields::of_config(fields.get(name).unwrap_or(&nothing), name, names, found)
    };
    let kubernetes = within("kubernetesService", &["name", "namespace"], found)?;
    let google = within("serviceAccount", &["name", "projectId"], found)?;
    let name = kubernetes.required("name", found)?;
    let (account, project) = (google.required("name", found)?, google.required("projectId", found)?);
    let shown = |node: &Node| node.scalar().unwrap_or_default();
    let at = config.root.origin.by(step);
    let map = |entries: Vec<(&'static str, Node)>| {
        let mut node = Node::map(at);
        if let Some(map) = node.as_map_mut() {
            for (key, value) in entries {
                map.insert(key, value);
            }
        }
        node
    };
    let email = format!("{}@{}.iam.gserviceaccount.com", shown(account), shown(project));
    let email = Node::text(email, account.origin.by(step));
    let mut metadata = vec![
        ("annotations", map(vec![("iam.gke.io/gcp-service-account", email)])),
        ("name", Node::text(shown(name), name.origin.by(step))),
    ];
    if let Some(node) = kubernetes.text("namespace", found)?.filter(|it| it.as_str() != Some("")) {
        metadata.push(("namespace", Node::text(shown(node), node.origin.by(step))));
    }
    Ok(Object::new(map(vec![
        ("apiVersion", Node::text("v1", at)),
        ("kind", Node::text("ServiceAccount", at)),
        ("metadata", map(metadata)),
    ])))
}
