//! The texts that are written for one service.

use std::fmt::Write;

use super::Settled;
use super::disk_image;
use crate::plan::Zone;

/// Where the FlightPlan's schema lies, for editors.
pub(super) const SCHEMA_PATH: &str = ".flightplan/FlightPlan.json";

/// The kustomization that puts all together.
pub(super) fn kustomization(settled: &Settled) -> String {
    let mut text = format!(
        "# {} on {} x {} in {}.\n\
         apiVersion: kustomize.config.k8s.io/v1beta1\n\
         kind: Kustomization\n\
         resources:\n\
         - base\n\
         - flightplan.yaml\n\
         components:\n",
        settled.model, settled.count, settled.accelerator, settled.location
    );
    for overlay in &settled.overlays {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "- overlays/{overlay}");
    }
    text
}

/// The FlightPlan, with a section for each overlay that is used.
pub(super) fn flight_plan(settled: &Settled) -> String {
    let mut text = core(settled);
    for overlay in &settled.overlays {
        text.push_str(&section(overlay, settled));
    }
    text.push_str(
        "  # What is set here goes before the scale profile.\n\
         \x20 # scale: {minReplicas: 1, maxReplicas: 4, averageValue: 3}\n",
    );
    text
}

/// What every service has.
fn core(settled: &Settled) -> String {
    let zones: Vec<&str> = settled.zones.iter().map(Zone::as_str).collect();
    let number = match &settled.number {
        Some(number) => format!("  projectNumber: \"{number}\"\n"),
        None => "  # projectNumber: left out, the runbook looks it up.\n".to_owned(),
    };
    let source = match settled.known {
        Some(known) => format!("    # {}.\n", known.source),
        None => "    # The sum of all files on the model's page.\n".to_owned(),
    };
    format!(
        "# yaml-language-server: $schema={SCHEMA_PATH}\n\
         # Every parameter of this deployment. The overlays in kustomization.yaml read it; kustomize drops it from\n\
         # the output.\n\
         apiVersion: flightplan.dev/v1alpha1\n\
         kind: FlightPlan\n\
         metadata:\n\
         \x20 name: {name}\n\
         \x20 annotations:\n\
         \x20   config.kubernetes.io/local-config: \"true\"\n\
         spec:\n\
         \x20 project: {project}\n\
         {number}\
         \x20 location: {location}\n\
         \x20 # Zones of the region with this GPU.\n\
         \x20 zones: [{zones}]\n\
         \x20 gkeVersion: \"{version}\"\n\
         \x20 cluster: {cluster}\n\
         \x20 model:\n\
         \x20   name: {model}\n\
         \x20   # revision: a commit of the model's repository, so that a volume never changes under the servers.\n\
         {source}\
         \x20   weightsSize: {weights}\n\
         \x20 accelerator:\n\
         \x20   type: {accelerator}\n\
         \x20   # Also the number of shards (--tensor-parallel-size).\n\
         \x20   count: {count}\n\
         {server}",
        server = server(settled),
        name = settled.model.slug(),
        project = settled.project,
        location = settled.location,
        zones = zones.join(", "),
        version = settled.version,
        cluster = settled.cluster,
        model = settled.model,
        weights = settled.weights,
        accelerator = settled.accelerator,
        count = settled.count,
    )
}

/// Arguments of vLLM: a context that fits, where the model's own does not.
fn server(settled: &Settled) -> String {
    match (settled.context, settled.known.and_then(|known| known.cache)) {
        (Some(tokens), Some(cache)) => format!(
            "  server:\n\
             \x20   # image: another container image, with a tag or a digest\n\
             \x20   # The model's own context, {} tokens, takes {} GiB, which these GPUs do not have beside the weights:\n\
             \x20   # vLLM would not start.\n\
             \x20   args: {{max-model-len: {tokens}}}\n",
            cache.context,
            (cache.context * cache.bytes) >> 30,
        ),
        _ => "  # server:\n\
              \x20 #   image: another container image, with a tag or a digest\n\
              \x20 #   args: {max-model-len: 8192}\n"
            .to_owned(),
    }
}

/// What one overlay reads.
fn section(overlay: &str, settled: &Settled) -> String {
    let project = &settled.project;
    match overlay {
        "image-preload" => image_preload(project.as_str()),
        "image-streaming" => "  imageStreaming:\n\
             \x20   # A remote repository of Artifact Registry that caches Docker Hub; the runbook makes it.\n\
             \x20   repository: docker-hub\n"
            .to_owned(),
        "secret-manager" => "  secretManager:\n\
             \x20   # The runbook makes it.\n\
             \x20   secret: hugging-face-token\n\
             \x20   version: latest\n"
            .to_owned(),
        "hyperdisk-ml" => {
            let zone = settled.zones.first().map_or("", Zone::as_str);
            hyperdisk_ml(zone, settled.weights.gibibytes())
        }
        "gcs-fuse" => format!(
            "  gcsFuse:\n\
             \x20   # The runbook makes and fills it.\n\
             \x20   bucket: gs://{project}-models\n"
        ),
        "filestore" => {
            let size = settled.weights.gibibytes().saturating_mul(6).div_ceil(5).div_ceil(1024).max(1);
            format!(
                "  filestore:\n\
                 \x20   # zonal: from 1Ti, and faster with its size.\n\
                 \x20   tier: zonal\n\
                 \x20   storage: {size}Ti\n"
            )
        }
        "compute-class" => "  computeClass:\n\
             \x20   # reservation: a reservation to use first\n\
             \x20   # fallbacks: [other GPUs that serve this model as well]\n\
             \x20   spot: true\n"
            .to_owned(),
        _ => String::new(),
    }
}

fn image_preload(project: &str) -> String {
    format!(
        "  imagePreload:\n\
         \x20   # At most 39 characters: the name becomes part of a node label. The runbook makes the image.\n\
         \x20   diskImage: {}\n\
         \x20   diskSizeGb: 60\n\
         \x20   logBucket: gs://{project}-disk-image-logs\n",
        disk_image()
    )
}

/// A disk of a third more than the weights and at least the article's 300 GiB, in hundreds.
fn hyperdisk_ml(zone: &str, weights: u64) -> String {
    let size = weights.saturating_mul(4).div_ceil(3).div_ceil(100).saturating_mul(100).max(300);
    format!(
        "  hyperdiskMl:\n\
         \x20   zone: {zone}\n\
         \x20   storage: {size}Gi\n\
         \x20   # volumeHandle: the filled disk, once the download has run; the runbook says how to find it.\n"
    )
}
