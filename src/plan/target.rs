//! What a typed patch changes: the model server, and what scales it.

use super::report;
use super::values::Name;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Object;
use crate::yaml::Node;

/// The label of Pods that serve a model, and its value for vLLM.
const SERVER_LABEL: &str = "ai.gke.io/inference-server";
const SERVER: &str = "vllm";
const GPU: &str = "nvidia.com/gpu";

/// The Deployment that serves the model, and the container in it that does.
pub(super) struct Server {
    /// Its place among the objects.
    pub(super) index: usize,
    /// Its name.
    pub(super) name: String,
    /// Its namespace as written; empty for none.
    pub(super) namespace: String,
    /// The container that asks for GPUs.
    pub(super) container: Node,
}

impl Server {
    /// The name of the container.
    pub(super) fn container_name(&self) -> &str {
        self.container.str_at(&["name"]).unwrap_or("")
    }

    /// The spec of its Pods, as it is now.
    pub(super) fn pod<'a>(&self, objects: &'a [Object]) -> Option<&'a Node> {
        objects.get(self.index)?.root.at(&["spec", "template", "spec"])
    }

    /// The spec of its Pods, to be changed.
    pub(super) fn pod_mut<'a>(&self, objects: &'a mut [Object]) -> Option<&'a mut Node> {
        objects.get_mut(self.index)?.root.at_mut(&["spec", "template", "spec"])
    }

    /// The container, to be changed.
    pub(super) fn container_mut<'a>(&self, objects: &'a mut [Object]) -> Option<&'a mut Node> {
        let name = self.container_name().to_owned();
        let containers = self.pod_mut(objects)?.get_mut("containers")?.as_seq_mut()?;
        containers.iter_mut().find(|node| node.str_at(&["name"]) == Some(name.as_str()))
    }

    /// An environment variable of the container.
    pub(super) fn env(&self, name: &str) -> Option<&Node> {
        self.container.get("env")?.items().find(|item| item.str_at(&["name"]) == Some(name))
    }
}

/// Finds the model server.
pub(super) fn server(
    objects: &[Object],
    target: Option<&Name>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<Server, Reported> {
    let deployments: Vec<(usize, &Object)> =
        objects.iter().enumerate().filter(|(_, object)| object.kind() == "Deployment").collect();
    let found: Vec<&(usize, &Object)> = deployments
        .iter()
        .filter(|(_, object)| match target {
            Some(name) => object.name() == name.as_str(),
            None => {
                object.root.str_at(&["spec", "template", "metadata", "labels", SERVER_LABEL]) == Some(SERVER)
            }
        })
        .collect();
    let (index, object) = match (found.as_slice(), target) {
        ([(index, object)], _) => (*index, *object),
        ([], Some(name)) => {
            let at = author.patch.root.at(&["spec", "target"]).map_or(author.place(), |node| node.origin);
            let diagnostic = Diagnostic::error(
                "plan-target",
                at,
                format!("{} targets a Deployment `{name}` that is not there", report::title(author.patch)),
            );
            let names = deployments.iter().map(|(_, object)| object.name());
            return Err(session.diagnostics.error(match nearest(name.as_str(), names) {
                Some(right) => diagnostic.help(format!("did you mean `{right}`?")),
                None => diagnostic,
            }));
        }
        ([], None) => {
            return Err(session.diagnostics.error(
                Diagnostic::error(
                    "plan-target",
                    author.place(),
                    format!(
                        "{} found no Deployment whose Pods have the label `{SERVER_LABEL}: {SERVER}`",
                        report::title(author.patch)
                    ),
                )
                .help("give the Pod template that label, or name the Deployment in `spec.target`"),
            ));
        }
        ([first, second, ..], _) => {
            return Err(session.diagnostics.error(
                Diagnostic::error(
                    "plan-target",
                    author.place(),
                    format!(
                        "{} found two model servers, `{}` and `{}`",
                        report::title(author.patch),
                        first.1.name(),
                        second.1.name()
                    ),
                )
                .also(report::place(first.1), "the first one")
                .also(report::place(second.1), "the second one")
                .help("name the Deployment in `spec.target`"),
            ));
        }
    };
    let container = container(object, author, session)?;
    agree_on_namespace(object, author, session)?;
    Ok(Server {
        index,
        name: object.name().to_owned(),
        namespace: object.namespace().to_owned(),
        container: container.clone(),
    })
}

fn container<'a>(
    object: &'a Object,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<&'a Node, Reported> {
    let containers = object.root.at(&["spec", "template", "spec", "containers"]);
    let all: Vec<&Node> = containers.map(|list| list.items().collect()).unwrap_or_default();
    let mut on_gpu = all.iter().filter(|node| node.at(&["resources", "limits", GPU]).is_some());
    match (on_gpu.next(), on_gpu.next(), all.as_slice()) {
        (Some(only), None, _) | (None, _, [only]) => Ok(only),
        _ => {
            let at = containers.map_or(object.root.origin, |list| list.origin);
            Err(session.diagnostics.error(
                Diagnostic::error(
                    "plan-target",
                    at,
                    format!(
                        "Deployment `{}` should have one container with a limit for `{GPU}`, and has {}",
                        object.name(),
                        all.iter().filter(|node| node.at(&["resources", "limits", GPU]).is_some()).count()
                    ),
                )
                .also(author.place(), format!("{} changes that container", report::title(author.patch)))
                .about(object.reference()),
            ))
        }
    }
}

/// A volume names its claim's namespace, which no later step of a build corrects.
fn agree_on_namespace(object: &Object, author: &Author<'_>, session: &mut Session) -> Result<(), Reported> {
    let written = object.namespace();
    if written.is_empty() || written == author.plan.namespace() {
        return Ok(());
    }
    let message = format!(
        "Deployment `{}` lies in the namespace `{written}`, but the FlightPlan says `{}`",
        object.name(),
        author.plan.namespace()
    );
    Err(session.diagnostics.error(
        report::unfit(author.plan, "spec.namespace", message, author.patch)
            .help(format!("set `spec.namespace: {written}` in the FlightPlan")),
    ))
}

/// Finds the `HorizontalPodAutoscaler` of a server.
pub(super) fn autoscaler(
    objects: &[Object],
    server: &Server,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<usize, Reported> {
    let found = objects.iter().position(|object| {
        object.kind() == "HorizontalPodAutoscaler"
            && object.root.str_at(&["spec", "scaleTargetRef", "kind"]) == Some("Deployment")
            && object.root.str_at(&["spec", "scaleTargetRef", "name"]) == Some(&server.name)
    });
    found.ok_or_else(|| {
        session.diagnostics.error(
            Diagnostic::error(
                "plan-target",
                author.place(),
                format!(
                    "{} found no HorizontalPodAutoscaler that scales Deployment `{}`",
                    report::title(author.patch),
                    server.name
                ),
            )
            .help("add one whose `scaleTargetRef` names the Deployment; the base has it"),
        )
    })
}
