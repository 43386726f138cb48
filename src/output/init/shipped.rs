//! The base and the overlays that the program carries.

use crate::output::File;

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../", $path)))),*]
    };
}

/// Every file of `base/` and `overlays/`; a test compares the list with the folders.
pub(super) const FILES: &[(&str, &str)] = files![
    "base/deployment.yaml",
    "base/horizontal-pod-autoscaler.yaml",
    "base/kustomization.yaml",
    "base/pod-disruption-budget.yaml",
    "base/pod-monitoring.yaml",
    "base/service.yaml",
    "overlays/accelerator/accelerator.yaml",
    "overlays/accelerator/kustomization.yaml",
    "overlays/compute-class/compute-class.yaml",
    "overlays/compute-class/kustomization.yaml",
    "overlays/filestore/filestore.yaml",
    "overlays/filestore/kustomization.yaml",
    "overlays/gcs-fuse/gcs-fuse.yaml",
    "overlays/gcs-fuse/kustomization.yaml",
    "overlays/hyperdisk-ml/hyperdisk-ml.yaml",
    "overlays/hyperdisk-ml/kustomization.yaml",
    "overlays/image-preload/image-preload.yaml",
    "overlays/image-preload/kustomization.yaml",
    "overlays/image-streaming/image-streaming.yaml",
    "overlays/image-streaming/kustomization.yaml",
    "overlays/model-server/kustomization.yaml",
    "overlays/model-server/model-server.yaml",
    "overlays/scale/burst/kustomization.yaml",
    "overlays/scale/burst/scale-profile.yaml",
    "overlays/scale/economy/kustomization.yaml",
    "overlays/scale/economy/scale-profile.yaml",
    "overlays/scale/steady/kustomization.yaml",
    "overlays/scale/steady/scale-profile.yaml",
    "overlays/secret-manager/kustomization.yaml",
    "overlays/secret-manager/secret-manager.yaml",
    "overlays/spot/kustomization.yaml",
    "overlays/spot/spot.yaml",
];

/// The schema of the FlightPlan, for editors.
pub(super) const SCHEMA: &str = include_str!("../../../schemas/flightplan.dev/FlightPlan.json");

/// What the base says of the article's model, and what is true of any. The typed patches set the values
/// themselves; these are names and comments.
const OF_ANY_MODEL: &[(&str, &str)] = &[
    (
        "Gemma 2 9B on two L4 GPUs, reachable inside the VPC.",
        "NAME, reachable inside the VPC.\n# The FlightPlan sets model, image, GPUs and sizes through the overlays.",
    ),
    (
        "  # A first start without any overlay takes about 2 min (node) + 5 min (image) + 4.5 min (weights),\n  # and the \
         startup probe allows 20 min after the pull: 27 min in the worst case.\n",
        "  # The scale profile sets this to a start of this model.\n",
    ),
    (
        "        # 120 x 10 s = 20 min, more than four times the 4.5 min that loading from Hugging Face took.\n",
        "        # The scale profile sets the threshold to four times the estimated load of the weights.\n",
    ),
    (
        "        # Inside g2-standard-24 (24 vCPU, 96 GB, 2 x L4). The weights are at most 9.24 billion\n        # parameters in \
         32 bits, about 35 GiB, and lie on ephemeral storage; left out, Autopilot\n        # would give 1 GiB of it.\n",
        "        # The overlay `accelerator` sets these. Without ephemeral storage Autopilot would give 1 GiB.\n",
    ),
    ("        # Gemma 2 loses accuracy in float16; L4 has bfloat16.\n        - --dtype=bfloat16\n", ""),
    (
        "      # A replica that goes costs about 12 min to come back (node, image, weights).\n",
        "      # The scale profile sets this to a start of this model.\n",
    ),
    ("vllm-gemma2", "vllm-SLUG"),
    ("hpa-gemma2", "hpa-SLUG"),
    ("gemma2-server", "SLUG-server"),
    ("google/gemma-2-9b", "MODEL"),
    ("gemma-2-9b", "DIRECTORY"),
];

/// A shipped file for a model.
pub(super) fn adapted(path: &str, text: &str, model: &str, directory: &str, slug: &str) -> File {
    let mut text = text.to_owned();
    if path.starts_with("base/") && model != "google/gemma-2-9b" {
        for (from, to) in OF_ANY_MODEL {
            text = text.replace(from, to);
        }
        for (mark, value) in
            [("NAME", model), ("SLUG", slug), ("MODEL\n", &format!("{model}\n")), ("DIRECTORY", directory)]
        {
            text = text.replace(mark, value);
        }
    }
    File::new(path, text)
}

#[cfg(test)]
mod tests {
    use super::FILES;
    use super::OF_ANY_MODEL;
    use std::path::Path;

    #[test]
    fn every_shipped_file_is_carried() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut there: Vec<String> = ["base", "overlays"]
            .iter()
            .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)))
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned())
            .collect();
        there.sort();
        let carried: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(there, carried);
    }

    #[test]
    fn what_the_base_says_of_one_model_is_known() {
        let base: String =
            FILES.iter().filter(|(path, _)| path.starts_with("base/")).map(|(_, text)| *text).collect();
        for (from, _) in OF_ANY_MODEL {
            assert!(base.contains(from), "{from}");
        }
    }
}
