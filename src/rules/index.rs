//! The objects of a result by kind.

use foldhash::HashMap;
use foldhash::HashMapExt as _;

use super::pods::Pod;
use super::pods::Pods;
use crate::object::Object;
use crate::object::Rendered;
use crate::object::WORKLOADS;
use crate::yaml::Node;

/// The group of each kind that rules look at. A kind of the same name in another group (Knative has a
/// `Service`) is another thing.
const GROUPS: &[(&str, &str)] = &[
    ("ClusterPodMonitoring", "monitoring.googleapis.com"),
    ("ComputeClass", "cloud.google.com"),
    ("ConfigMap", ""),
    ("CronJob", "batch"),
    ("DaemonSet", "apps"),
    ("Deployment", "apps"),
    ("GCPDataSource", "datalayer.gke.io"),
    ("HorizontalPodAutoscaler", "autoscaling"),
    ("Job", "batch"),
    ("LeaderWorkerSet", "leaderworkerset.x-k8s.io"),
    ("Namespace", ""),
    ("PersistentVolume", ""),
    ("PersistentVolumeClaim", ""),
    ("Pod", ""),
    ("PodDisruptionBudget", "policy"),
    ("PodMonitoring", "monitoring.googleapis.com"),
    ("ReplicaSet", "apps"),
    ("ReplicationController", ""),
    ("Secret", ""),
    ("SecretProviderClass", "secrets-store.csi.x-k8s.io"),
    ("Service", ""),
    ("ServiceAccount", ""),
    ("StatefulSet", "apps"),
    ("StorageClass", "storage.k8s.io"),
    ("VolumeSnapshot", "snapshot.storage.k8s.io"),
];

/// The objects of a result by kind.
#[derive(Debug)]
pub(super) struct Index<'a> {
    by_kind: HashMap<&'a str, Vec<&'a Object>>,
    by_name: HashMap<(&'a str, &'a str), Vec<&'a Object>>,
    pods: HashMap<&'a str, Beside<'a>>,
}

/// The pod templates of a namespace.
#[derive(Debug, Default)]
struct Beside<'a> {
    /// By kind of workload, and in output order.
    all: Vec<&'a Pod<'a>>,
    /// The places in `all` of those with a label, by its key and its value.
    by_label: HashMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Index<'a> {
    /// Sorts the objects of a result by kind.
    pub(super) fn new(rendered: &'a Rendered, pods: &'a Pods<'a>) -> Self {
        let mut by_kind: HashMap<&'a str, Vec<&'a Object>> = HashMap::new();
        let mut by_name: HashMap<(&'a str, &'a str), Vec<&'a Object>> = HashMap::new();
        let mut by_workload: HashMap<&'a str, Vec<&'a Pod<'a>>> = HashMap::new();
        for (object, pods) in pods.by_object(rendered).filter(|(object, _)| is_own(object)) {
            by_kind.entry(object.kind()).or_default().push(object);
            by_name.entry((object.kind(), object.name())).or_default().push(object);
            if !pods.is_empty() {
                by_workload.entry(object.kind()).or_default().extend(pods);
            }
        }
        let mut pods: HashMap<&'a str, Beside<'a>> = HashMap::new();
        for pod in WORKLOADS.iter().filter_map(|kind| by_workload.get(kind)).flatten().copied() {
            let pods = pods.entry(namespace_of(pod.object)).or_default();
            let labels = pod.template.at(&["metadata", "labels"]).and_then(Node::as_map);
            for entry in labels.into_iter().flatten() {
                if let Some(value) = entry.value.as_str() {
                    pods.by_label.entry((&entry.key, value)).or_default().push(pods.all.len());
                }
            }
            pods.all.push(pod);
        }
        Self { by_kind, by_name, pods }
    }

    /// The objects of a kind and a name, of all namespaces, in output order.
    pub(super) fn named(&self, kind: &'a str, name: &'a str) -> &[&'a Object] {
        self.by_name.get(&(kind, name)).map_or(&[], Vec::as_slice)
    }

    /// The objects of a kind, in output order.
    pub(super) fn of_kind(&self, kind: &str) -> &[&'a Object] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The pod templates of a namespace, by kind of workload and in output order.
    pub(super) fn pods_of(&self, namespace: &str) -> &[&'a Pod<'a>] {
        self.pods.get(namespace).map_or(&[], |pods| pods.all.as_slice())
    }

    /// Those of them that have a label with a text.
    pub(super) fn pods_labelled(
        &self,
        namespace: &str,
        key: &'a str,
        value: &'a str,
    ) -> impl Iterator<Item = &'a Pod<'a>> {
        let pods = self.pods.get(namespace);
        let places = pods.and_then(|pods| pods.by_label.get(&(key, value)));
        places.into_iter().flatten().filter_map(move |place| pods?.all.get(*place).copied())
    }
}

/// The namespace of an object of a namespaced kind; `default` if none is written.
pub(super) fn namespace_of(object: &Object) -> &str {
    match object.namespace() {
        "" => "default",
        namespace => namespace,
    }
}

/// True unless the object is of a kind that only has its name from one that rules look at.
pub(super) fn is_own(object: &Object) -> bool {
    let Ok(found) = GROUPS.binary_search_by_key(&object.kind(), |(kind, _)| kind) else { return true };
    let api_version = object.root.str_at(&["apiVersion"]).unwrap_or("");
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    // Without any apiVersion the kind is all there is to go by; the schema reports its absence.
    version.is_empty() || GROUPS.get(found).is_none_or(|(_, own)| group == *own)
}

#[cfg(test)]
mod tests {
    use super::GROUPS;

    #[test]
    fn groups_are_sorted_for_the_search() {
        assert!(GROUPS.is_sorted());
    }
}
