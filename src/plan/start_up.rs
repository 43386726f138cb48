//! How long a new replica takes until it answers, from what the FlightPlan and the objects say.
//!
//! The constants are measurements of others, each with its source. They decide windows and budgets,
//! so where two differ the slower one is taken: a window that is too long costs a little, one that is too
//! short stops servers that are about to be ready.

use super::model::Spec;
use super::target::Server;
use crate::object::Image;
use crate::object::Object;
use crate::yaml::Node;

/// A measured number.
struct Measured {
    /// Seconds, or MiB per second.
    value: u64,
    /// Where and when.
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers, and for the test that demands one"))]
    source: &'static str,
}

/// Until Autopilot has made a node with GPUs.
const NODE: Measured = Measured {
    value: 120,
    source: "about 2 min with L4 in asia-northeast1; Google Cloud Japan Advent Calendar 2024, Gemma 2 on GKE \
             Autopilot, December 2024",
};
/// Until a vLLM image has been pulled.
const PULL: Measured = Measured {
    value: 300,
    source: "about 5 min; the same article, December 2024. llm-d/llm-d#1902 measured 214 s on GKE with one L4",
};
/// Until a streamed image starts.
const STREAM: Measured = Measured {
    value: 30,
    source: "409 s became 199 s with image streaming, of which 195 s are no part of the image; llm-d/llm-d#1902, \
             rounded up",
};
/// Until an image starts that the node has on a secondary boot disk.
const PRELOAD: Measured =
    Measured { value: 20, source: "less than 20 s; Google Cloud Japan Advent Calendar 2024, December 2024" };
/// Until vLLM serves once it has read the weights: what 35 GiB in 170 s from a disk of 400 MiB/s leave.
const ENGINE: Measured = Measured {
    value: 80,
    source: "Hyperdisk ML: 2 min 50 s for the weights of Gemma 2 9B (35 GiB), of which 90 s are the disk's; \
             the same article, December 2024",
};
/// MiB per second from Hugging Face.
const HUGGING_FACE: Measured = Measured {
    value: 188,
    source: "4 min 30 s for the same weights, less the 80 s above; the same article, December 2024",
};
/// MiB per second that a node reads from Hyperdisk ML at least; what one machine can read at most is not
/// known, so a faster disk is not counted.
const HYPERDISK_ML: Measured = Measured {
    value: 400,
    source: "the least throughput of a volume; https://cloud.google.com/compute/docs/disks/hd-types/hyperdisk-ml, \
             read through a summary of 2026-03-31",
};

/// The parts of a start, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StartUp {
    node: u64,
    image: u64,
    weights: u64,
    how: (&'static str, &'static str),
}

impl StartUp {
    /// The start of a server.
    pub(super) fn of(server: &Server, objects: &[Object], spec: &Spec) -> Self {
        let (image, image_how) = image(server, objects, spec);
        let (rate, weights_how) = medium(server, objects);
        let mebibytes = spec.model.weights_size.gibibytes().saturating_mul(1024);
        Self {
            node: NODE.value,
            image,
            weights: ENGINE.value.saturating_add(mebibytes.div_ceil(rate)),
            how: (image_how, weights_how),
        }
    }

    /// From the decision to add a replica until it answers.
    pub(super) fn total(&self) -> u64 {
        self.node.saturating_add(self.image).saturating_add(self.weights)
    }

    /// From the start of the container until it answers.
    pub(super) fn load(&self) -> u64 {
        self.weights
    }

    /// Until the container starts.
    pub(super) fn before(&self) -> u64 {
        self.node + self.image
    }

    /// The sum in words.
    pub(super) fn words(&self) -> String {
        format!(
            "a start of {} s: node {} s, image {} s ({}), weights {} s ({})",
            self.total(),
            self.node,
            self.image,
            self.how.0,
            self.weights,
            self.how.1
        )
    }
}

fn image(server: &Server, objects: &[Object], spec: &Spec) -> (u64, &'static str) {
    let disk = |text: &str| text.contains("/gke-secondary-boot-disk-");
    let selector = server.pod(objects).and_then(|pod| pod.get("nodeSelector")).and_then(Node::as_map);
    let selected = selector.is_some_and(|map| map.iter().any(|entry| disk(&entry.key)));
    let in_class = objects.iter().filter(|object| object.kind() == "ComputeClass").any(|class| {
        let priorities = class.root.at(&["spec", "priorities"]);
        priorities
            .is_some_and(|list| list.items().any(|it| it.at(&["storage", "secondaryBootDisks"]).is_some()))
    });
    if selected || in_class {
        return (PRELOAD.value, "preloaded");
    }
    let image = server.container.str_at(&["image"]).map(Image::parse);
    let location = image.and_then(|image| image.registry_location().map(str::to_owned));
    // The region itself, or the multi-region `us`, `europe` or `asia` that contains it.
    let near = location.is_some_and(|location| {
        location == spec.location.as_str() || spec.location.as_str().split('-').next() == Some(&location)
    });
    if near { (STREAM.value, "streamed") } else { (PULL.value, "pulled") }
}

/// MiB per second, and from where.
fn medium(server: &Server, objects: &[Object]) -> (u64, &'static str) {
    let local =
        server.env("MODEL_ID").and_then(|it| it.str_at(&["value"])).is_some_and(|it| it.starts_with('/'));
    if !local {
        return (HUGGING_FACE.value, "Hugging Face");
    }
    let claims = server
        .pod(objects)
        .and_then(|pod| pod.get("volumes"))
        .into_iter()
        .flat_map(Node::items)
        .filter_map(|volume| volume.str_at(&["persistentVolumeClaim", "claimName"]));
    let classes: Vec<&str> = objects
        .iter()
        .filter(|object| {
            object.kind() == "StorageClass"
                && object.root.str_at(&["parameters", "type"]) == Some("hyperdisk-ml")
        })
        .map(Object::name)
        .collect();
    for claim in claims {
        let class = objects
            .iter()
            .find(|object| object.kind() == "PersistentVolumeClaim" && object.name() == claim)
            .and_then(|object| object.root.str_at(&["spec", "storageClassName"]));
        if class.is_some_and(|class| classes.contains(&class)) {
            return (HYPERDISK_ML.value, "Hyperdisk ML");
        }
    }
    // No measurement of these was found, and none is slower than the slowest one that was.
    (HUGGING_FACE.value, "a network volume")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measured_starts_of_the_article_come_out() {
        let weights = 35 * 1024;
        assert_eq!(ENGINE.value + u64::div_ceil(weights, HYPERDISK_ML.value), 170);
        assert_eq!(ENGINE.value + u64::div_ceil(weights, HUGGING_FACE.value), 271);
    }

    #[test]
    fn every_constant_has_a_source() {
        for constant in [NODE, PULL, STREAM, PRELOAD, ENGINE, HUGGING_FACE, HYPERDISK_ML] {
            assert!(constant.source.len() > 20, "{}", constant.value);
        }
    }
}
