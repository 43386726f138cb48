//! `Accelerator`: the GPUs of a replica, and all that follows from them.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::api::core::v1::EmptyDirVolumeSource;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::api::core::v1::Volume;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::args;
use super::args::Change;
use super::args::Value;
use super::capacity;
use super::change;
use super::gpu;
use super::patches::AcceleratorPatch;
use super::report;
use super::target;
use super::target::Server;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Object;

const GPU: &str = "nvidia.com/gpu";
/// The volume of the base that takes what the server downloads.
const CACHE: &str = "cache";

/// Writes selector, limits and the number of shards.
pub(super) fn apply(
    spec: &AcceleratorPatch,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    check(author, session)?;
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let sizes = sizes(author, session)?;
    let accelerator = &author.plan.spec.accelerator;
    // A Pod of a custom compute class may not select GPUs itself.
    let selects = server.pod(objects).and_then(|pod| pod.at(&["nodeSelector", capacity::CLASS])).is_none();
    let selector =
        selects.then(|| BTreeMap::from([(capacity::ACCELERATOR.to_owned(), accelerator.kind.to_string())]));
    let amounts: BTreeMap<String, Quantity> =
        sizes.amounts().map(|(name, amount, _)| (name.to_owned(), Quantity(amount))).collect();
    let cache = has_cache(&server, objects).then(|| {
        vec![Volume {
            name: CACHE.to_owned(),
            empty_dir: Some(EmptyDirVolumeSource {
                size_limit: Some(Quantity(format!("{}Gi", sizes.cache))),
                ..EmptyDirVolumeSource::default()
            }),
            ..Volume::default()
        }]
    });
    let patch = Deployment {
        spec: DeploymentSpec {
            template: PodTemplateSpec {
                spec: Some(PodSpec {
                    node_selector: selector,
                    containers: vec![Container {
                        name: server.container_name().to_owned(),
                        resources: Some(ResourceRequirements {
                            requests: Some(amounts.clone()),
                            limits: Some(amounts),
                            ..ResourceRequirements::default()
                        }),
                        ..Container::default()
                    }],
                    volumes: cache.clone(),
                    ..PodSpec::default()
                }),
                ..PodTemplateSpec::default()
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    let pod = "/spec/template/spec";
    let mut draft = author.write(&patch);
    if selects {
        let key = capacity::ACCELERATOR.replace('/', "~1");
        draft = draft.planned(&format!("{pod}/nodeSelector/{key}"), "spec.accelerator.type");
    }
    for (name, _, field) in sizes.amounts() {
        for list in ["requests", "limits"] {
            let pointer = format!("{pod}/containers/0/resources/{list}/{}", name.replace('/', "~1"));
            draft = draft.planned(&pointer, field);
        }
    }
    if cache.is_some() {
        draft = draft.planned(&format!("{pod}/volumes/0/emptyDir/sizeLimit"), "spec.model.weightsSize");
    }
    let patch = draft.patch();
    change::merge(objects, server.index, patch, author, &mut session.trace);
    let origin = author.plan.origin("spec.accelerator.count").by(author.step);
    let value = Value::Is(accelerator.count.to_string());
    if let Some(container) = server.container_mut(objects) {
        let shards = Change { name: "tensor-parallel-size", value, origin };
        args::change(container, &[shards], &mut session.trace);
    }
    Ok(())
}

fn has_cache(server: &Server, objects: &[Object]) -> bool {
    let volumes = server.pod(objects).and_then(|pod| pod.get("volumes"));
    volumes.is_some_and(|list| {
        list.items().any(|it| it.str_at(&["name"]) == Some(CACHE) && it.get("emptyDir").is_some())
    })
}

/// A type that Autopilot has, in a number that it gives.
fn check(author: &Author<'_>, session: &mut Session) -> Result<(), Reported> {
    let accelerator = &author.plan.spec.accelerator;
    let Some(gpu) = gpu::gpu(accelerator.kind.as_str()) else {
        let message = format!("Autopilot has no GPU `{}`", accelerator.kind);
        let diagnostic = report::unfit(author.plan, "spec.accelerator.type", message, author.patch);
        return Err(session.diagnostics.error(match nearest(accelerator.kind.as_str(), gpu::names()) {
            Some(right) => diagnostic.help(format!("did you mean `{right}`?")),
            None => diagnostic.help(format!("the types are {}", gpu::names().collect::<Vec<_>>().join(", "))),
        }));
    };
    if gpu.quantities.is_empty() || gpu.quantities.contains(&accelerator.count) {
        return Ok(());
    }
    let counts: Vec<String> = gpu.quantities.iter().map(ToString::to_string).collect();
    let message = format!(
        "Autopilot gives {} of `{}` to a Pod, not {}",
        counts.join(", "),
        accelerator.kind,
        accelerator.count
    );
    Err(session.diagnostics.error(report::unfit(
        author.plan,
        "spec.accelerator.count",
        message,
        author.patch,
    )))
}

/// What a replica asks for.
struct Sizes {
    cpu: u32,
    memory: String,
    ephemeral: String,
    gpus: u32,
    /// GiB of local storage that downloads and caches may take.
    cache: u64,
    fields: [&'static str; 3],
}

impl Sizes {
    /// Resource, amount, and the field of the FlightPlan that decides it.
    fn amounts(&self) -> impl Iterator<Item = (&'static str, String, &'static str)> {
        let [cpu, memory, ephemeral] = self.fields;
        [
            ("cpu", self.cpu.to_string(), cpu),
            ("memory", self.memory.clone(), memory),
            ("ephemeral-storage", self.ephemeral.clone(), ephemeral),
            (GPU, self.gpus.to_string(), "spec.accelerator.count"),
        ]
        .into_iter()
    }
}

/// Half of the usual machine with that many GPUs, which leaves room for the system in every table that
/// was seen; local storage for the weights, a quarter more for what is made of them, and 4 GiB beside.
fn sizes(author: &Author<'_>, session: &mut Session) -> Result<Sizes, Reported> {
    let accelerator = &author.plan.spec.accelerator;
    let shape = gpu::shape(accelerator.kind.as_str(), accelerator.count);
    let cpu = accelerator.cpu.or(shape.map(|(cpus, _)| cpus / 2));
    let memory = accelerator
        .memory
        .as_ref()
        .map(ToString::to_string)
        .or(shape.map(|(_, memory)| format!("{}Gi", memory / 2)));
    let (Some(cpu), Some(memory)) = (cpu, memory) else {
        return Err(session.diagnostics.error(
            report::missing(author.plan, "spec.accelerator", "spec.accelerator.cpu", author.patch).help(
                format!(
                    "the size of a machine with {} x `{}` is not in the catalog: set `cpu` and `memory` in \
                 `spec.accelerator`",
                    accelerator.count, accelerator.kind
                ),
            ),
        ));
    };
    let cache = author.plan.spec.model.weights_size.gibibytes().saturating_mul(5).div_ceil(4);
    let ephemeral = match &accelerator.ephemeral_storage {
        Some(size) => size.to_string(),
        None => format!("{}Gi", cache.saturating_add(4)),
    };
    let cache = match &accelerator.ephemeral_storage {
        Some(size) => cache.min(size.gibibytes().saturating_sub(4).max(1)),
        None => cache,
    };
    let field = |set: bool, own: &'static str, other: &'static str| if set { own } else { other };
    let fields = [
        field(accelerator.cpu.is_some(), "spec.accelerator.cpu", "spec.accelerator.count"),
        field(accelerator.memory.is_some(), "spec.accelerator.memory", "spec.accelerator.count"),
        field(
            accelerator.ephemeral_storage.is_some(),
            "spec.accelerator.ephemeralStorage",
            "spec.model.weightsSize",
        ),
    ];
    Ok(Sizes { cpu, memory, ephemeral, gpus: accelerator.count, cache, fields })
}
