//! Pod templates of every kind that makes pods, and what is in them.

use super::quantity::Quantity;
use super::rendered::Object;
use crate::source::Origin;
use crate::yaml::Entry;
use crate::yaml::Node;

/// The kinds that hold pod templates.
pub const WORKLOADS: &[&str] = &[
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Job",
    "CronJob",
    "Pod",
    "LeaderWorkerSet",
];

/// One pod template: where an object says what its pods are.
#[derive(Clone, Copy, Debug)]
pub struct PodTemplate<'a> {
    /// The object that makes the pods.
    pub object: &'a Object,
    /// The node that holds `metadata` and `spec`.
    pub template: &'a Node,
    /// The pod's `spec`.
    pub spec: &'a Node,
    /// How many pods work on one model together (1, or the size of a `LeaderWorkerSet`'s group).
    pub group_size: i64,
}

/// One container of a pod.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    /// The container's fields.
    pub node: &'a Node,
    /// What sort of container it is.
    pub role: Role,
}

/// What sort of container it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Runs for the life of the pod.
    Main,
    /// Runs to its end before the main containers start.
    Init,
    /// An init container that keeps running.
    Sidecar,
}

/// One toleration, volume or the like whose name is looked up.
fn named<'a>(list: Option<&'a Node>, name: &str) -> Option<&'a Node> {
    list?.items().find(|it| it.str_at(&["name"]) == Some(name))
}

/// The pod templates of an object; none for kinds that make no pods.
pub fn templates(object: &Object) -> Vec<PodTemplate<'_>> {
    let root = &object.root;
    let places: &[&[&str]] = match object.kind() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" | "Job" => {
            &[&["spec", "template"]]
        }
        "CronJob" => &[&["spec", "jobTemplate", "spec", "template"]],
        "Pod" => &[&[]],
        "LeaderWorkerSet" => &[
            &["spec", "leaderWorkerTemplate", "leaderTemplate"],
            &["spec", "leaderWorkerTemplate", "workerTemplate"],
        ],
        _ => return Vec::new(),
    };
    let group_size = match object.kind() {
        "LeaderWorkerSet" => root.at(&["spec", "leaderWorkerTemplate", "size"]).and_then(Node::as_i64),
        _ => None,
    };
    let group_size = group_size.unwrap_or(1).max(1);
    places
        .iter()
        .filter_map(|place| root.at(place))
        .filter_map(|template| {
            Some(PodTemplate { object, template, spec: template.get("spec")?, group_size })
        })
        .collect()
}

impl<'a> PodTemplate<'a> {
    /// Every container, init containers first.
    pub fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let init = self.spec.get("initContainers").map_or(&[][..], |list| list.as_seq().unwrap_or_default());
        let main = self.spec.get("containers").map_or(&[][..], |list| list.as_seq().unwrap_or_default());
        let init = init.iter().map(|node| {
            let stays = node.str_at(&["restartPolicy"]) == Some("Always");
            Container { node, role: if stays { Role::Sidecar } else { Role::Init } }
        });
        init.chain(main.iter().map(|node| Container { node, role: Role::Main }))
    }

    /// The containers that run for the life of the pod.
    pub fn running(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        self.containers().filter(|it| it.role != Role::Init)
    }

    /// A label of the pods.
    pub fn label(&self, key: &str) -> Option<&'a Node> {
        self.template.at(&["metadata", "labels", key])
    }

    /// An annotation of the pods.
    pub fn annotation(&self, key: &str) -> Option<&'a Node> {
        self.template.at(&["metadata", "annotations", key])
    }

    /// The entries of the node selector.
    pub fn node_selector(&self) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.spec.get("nodeSelector").and_then(Node::as_map).into_iter().flatten()
    }

    /// The requirements of the required node affinity, whichever term they are in.
    pub fn node_affinity(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let path = [
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms",
        ];
        let terms = self.spec.at(&path).and_then(Node::as_seq).unwrap_or_default();
        terms.iter().flat_map(|term| term.get("matchExpressions").and_then(Node::as_seq).unwrap_or_default())
    }

    /// The values of a node label that the pods ask for, by selector or by required affinity.
    pub fn selected(&self, key: &str) -> Vec<&'a Node> {
        let mut values: Vec<&'a Node> =
            self.node_selector().filter(|entry| entry.key == key).map(|entry| &entry.value).collect();
        for requirement in self.node_affinity() {
            if requirement.str_at(&["key"]) == Some(key) && requirement.str_at(&["operator"]) == Some("In") {
                values.extend(requirement.get("values").and_then(Node::as_seq).unwrap_or_default());
            }
        }
        values
    }

    /// The keys of node labels that the pods ask for, and where.
    pub fn selected_keys(&self) -> Vec<(&'a str, Origin)> {
        let mut keys: Vec<(&'a str, Origin)> =
            self.node_selector().map(|entry| (entry.key.as_str(), entry.key_origin)).collect();
        keys.extend(self.node_affinity().filter_map(|it| {
            let key = it.get("key")?;
            Some((key.as_str()?, key.origin))
        }));
        keys
    }

    /// The tolerations.
    pub fn tolerations(&self) -> &'a [Node] {
        self.spec.get("tolerations").and_then(Node::as_seq).unwrap_or_default()
    }

    /// The volumes.
    pub fn volumes(&self) -> &'a [Node] {
        self.spec.get("volumes").and_then(Node::as_seq).unwrap_or_default()
    }

    /// A volume by name.
    pub fn volume(&self, name: &str) -> Option<&'a Node> {
        named(self.spec.get("volumes"), name)
    }

    /// How much of a resource the running containers ask for together.
    pub fn total(&self, resource: &str) -> Quantity {
        self.running().filter_map(|it| it.amount(resource)).sum()
    }

    /// Where a resource is asked for first, if anywhere.
    pub fn first_request(&self, resource: &str) -> Option<&'a Node> {
        self.containers().find_map(|it| it.request(resource).or(it.limit(resource)))
    }
}

impl<'a> Container<'a> {
    /// The name; empty if none is written.
    pub fn name(&self) -> &'a str {
        self.node.str_at(&["name"]).unwrap_or("")
    }

    /// The requested amount of a resource, as written.
    pub fn request(&self, resource: &str) -> Option<&'a Node> {
        self.node.at(&["resources", "requests", resource])
    }

    /// The limit of a resource, as written.
    pub fn limit(&self, resource: &str) -> Option<&'a Node> {
        self.node.at(&["resources", "limits", resource])
    }

    /// How much of a resource is asked for: the request, or else the limit.
    pub fn amount(&self, resource: &str) -> Option<Quantity> {
        Quantity::of(self.request(resource).or(self.limit(resource))?)
    }

    /// The image.
    pub fn image(&self) -> Option<&'a Node> {
        self.node.get("image")
    }

    /// A list of the container: `ports`, `env`, `volumeMounts`.
    pub fn list(&self, key: &str) -> &'a [Node] {
        self.node.get(key).and_then(Node::as_seq).unwrap_or_default()
    }

    /// The value of an environment variable that is written in place.
    pub fn env(&self, name: &str) -> Option<&'a Node> {
        named(self.node.get("env"), name)?.get("value")
    }

    /// Where the container's name stands, or else the container.
    pub fn origin(&self) -> Origin {
        self.node.get("name").unwrap_or(self.node).origin
    }
}
