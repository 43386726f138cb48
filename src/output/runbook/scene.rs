//! What the sections of the runbook look at.

use std::collections::BTreeSet;

use super::bucket;
use super::number::Number;
use super::secret_manager;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Container;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::templates;
use crate::output::Phase;
use crate::plan::FlightPlan;
use crate::plan::ImagePreload;
use crate::yaml::Node;

/// The label of Pods that serve a model with vLLM.
const SERVER_LABEL: &str = "ai.gke.io/inference-server";
const SERVER: &str = "vllm";
/// How the Stackdriver adapter spells a metric of Managed Prometheus begins with this.
const ADAPTER: &str = "prometheus.googleapis.com|";

/// The parameters, and the objects with their phases.
pub(super) struct Scene<'a> {
    pub(super) plan: &'a FlightPlan,
    pub(super) objects: &'a [Object],
    pub(super) phases: &'a [Phase],
}

impl<'a> Scene<'a> {
    /// The objects of a phase.
    pub(super) fn of(&self, phase: Phase) -> impl Iterator<Item = &'a Object> + use<'a> {
        self.objects.iter().zip(self.phases).filter(move |(_, own)| **own == phase).map(|(object, _)| object)
    }

    /// The objects of a kind.
    pub(super) fn all(&self, kind: &str) -> impl Iterator<Item = &'a Object> {
        self.objects.iter().filter(move |object| object.kind() == kind)
    }

    /// Every Pod template.
    pub(super) fn templates(&self) -> impl Iterator<Item = PodTemplate<'a>> + use<'a> {
        self.objects.iter().flat_map(templates)
    }

    /// The model servers: who makes the Pods, the template, and the container that has the GPUs, or else
    /// the first one.
    pub(super) fn servers(&self) -> impl Iterator<Item = (PodTemplate<'a>, Container<'a>)> + use<'a> {
        self.templates()
            .filter(|template| {
                template.object.kind() != "Job"
                    && template.label(SERVER_LABEL).and_then(Node::as_str) == Some(SERVER)
            })
            .filter_map(|template| {
                let container = template
                    .containers()
                    .find(|container| container.limit("nvidia.com/gpu").is_some())
                    .or_else(|| template.running().next())?;
                Some((template, container))
            })
    }

    /// The images of all containers, each once, in order of appearance.
    pub(super) fn images(&self) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        self.servers()
            .flat_map(|(template, _)| template.containers())
            .filter_map(|container| container.image()?.as_str())
            .filter(|image| seen.insert(*image))
            .collect()
    }

    /// The metrics that autoscalers read through the adapter, as it spells them.
    pub(super) fn adapter_metrics(&self) -> BTreeSet<&'a str> {
        self.all("HorizontalPodAutoscaler")
            .filter_map(|object| object.root.at(&["spec", "metrics"]))
            .flat_map(Node::items)
            .filter_map(|metric| {
                metric
                    .str_at(&["pods", "metric", "name"])
                    .or_else(|| metric.str_at(&["external", "metric", "name"]))
            })
            .filter(|name| name.starts_with(ADAPTER))
            .collect()
    }

    /// The section of the secondary boot disk, if any Pod selects nodes with it.
    pub(super) fn preload(&self) -> Option<&'a ImagePreload> {
        let preload = self.plan.spec.image_preload.as_ref()?;
        let end = format!("/gke-secondary-boot-disk-{}", preload.disk_image);
        let selected = |template: &PodTemplate<'_>| {
            template.node_selector().any(|entry| entry.key.ends_with(end.as_str()))
        };
        let listed = self.all("ComputeClass").any(|class| mentions(&class.root, preload.disk_image.as_str()));
        (listed || self.templates().any(|template| selected(&template))).then_some(preload)
    }

    /// The server's namespace is the one in which the commands look.
    pub(super) fn agree_on_namespace(&self, session: &mut Session) -> Result<(), Reported> {
        let own = self.plan.namespace();
        let mut result = Ok(());
        for (template, _) in self.servers() {
            let id = template.object.id();
            if id.effective_namespace() != own {
                let diagnostic = Diagnostic::error(
                    "bundle-namespace",
                    self.plan.origin("spec.namespace"),
                    format!(
                        "the FlightPlan says namespace `{own}`, but {} `{}` is rendered into `{}`",
                        id.gvk.kind,
                        id.name,
                        id.effective_namespace()
                    ),
                );
                let at = template.object.root.at(&["metadata", "namespace"]);
                let at = at.or(template.object.root.at(&["metadata", "name"]));
                result = Err(session.diagnostics.error(
                    diagnostic
                        .also(at.unwrap_or(&template.object.root).origin, "the server")
                        .help(format!(
                            "set `namespace: {own}` in the kustomization, or `spec.namespace: {}` in the FlightPlan",
                            id.effective_namespace()
                        ))
                        .about(self.plan.reference()),
                ));
            }
        }
        result
    }

    /// The zone in which the disk image is made; only asked for if there is one to make.
    pub(super) fn builder_zone(&self, session: &mut Session) -> Result<Option<String>, Reported> {
        if self.preload().is_none() {
            return Ok(None);
        }
        let spec = &self.plan.spec;
        let zone = spec.zones.first().or(spec.hyperdisk_ml.as_ref().map(|disk| &disk.zone));
        match zone {
            Some(zone) => Ok(Some(zone.to_string())),
            None => Err(self.missing("spec", "spec.zones", "gke-disk-image-builder runs in a zone", session)),
        }
    }

    /// The number of the project; only asked for if a role must be bound to Pods.
    pub(super) fn number(&self) -> Option<Number<'a>> {
        let needed = !self.adapter_metrics().is_empty()
            || !bucket::readers(self).is_empty()
            || !secret_manager::readers(self).is_empty();
        needed.then_some(Number {
            project: &self.plan.spec.project,
            number: self.plan.spec.project_number.as_ref(),
        })
    }

    fn missing(&self, section: &str, field: &str, why: &str, session: &mut Session) -> Reported {
        session.diagnostics.error(self.missing_diagnostic(section, field, why))
    }

    fn missing_diagnostic(&self, section: &str, field: &str, why: &str) -> Diagnostic {
        let message = format!(
            "FlightPlan `{}` does not set `{field}`, which the runbook needs: {why}",
            self.plan.name()
        );
        Diagnostic::error("plan-missing", self.plan.origin(section), message)
            .label(format!("`{field}` is not set here"))
            .help(format!("set `{field}` in the FlightPlan"))
            .about(self.plan.reference())
    }
}

fn mentions(node: &Node, text: &str) -> bool {
    let mut found = false;
    node.walk(&mut |node| found |= node.as_str() == Some(text));
    found
}
