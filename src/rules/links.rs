//! How objects point at each other.

use crate::object::Object;
use crate::object::PodTemplate;
use crate::rules::index::namespace_of;
use crate::rules::pods::Pod;
use crate::rules::rule::Cx;
use crate::yaml::Node;

/// True if two objects are in one namespace.
pub(in crate::rules) fn same_namespace(left: &Object, right: &Object) -> bool {
    namespace_of(left) == namespace_of(right)
}

/// True if an autoscaler scales a workload.
pub(in crate::rules) fn scales(autoscaler: &Object, workload: &Object) -> bool {
    let Some(target) = autoscaler.root.at(&["spec", "scaleTargetRef"]) else { return false };
    target.str_at(&["kind"]) == Some(workload.kind())
        && target.str_at(&["name"]) == Some(workload.name())
        && same_namespace(autoscaler, workload)
}

/// The autoscaler of a workload.
pub(in crate::rules) fn autoscaler<'a>(cx: &Cx<'a>, workload: &Object) -> Option<&'a Object> {
    cx.all("HorizontalPodAutoscaler").find(|it| scales(it, workload))
}

/// The workload that an autoscaler scales, if it is among the objects.
pub(in crate::rules) fn scaled<'a>(cx: &Cx<'a>, autoscaler: &'a Object) -> Option<&'a Object> {
    let target = autoscaler.root.at(&["spec", "scaleTargetRef"])?;
    cx.named(target.str_at(&["kind"])?, target.str_at(&["name"])?).find(|it| scales(autoscaler, it))
}

/// True if every label of a map is among the labels of a pod. An empty map selects nothing here: a Service
/// without a selector has no pods.
pub(in crate::rules) fn has_labels(wanted: &Node, labels: Option<&Node>) -> bool {
    let Some(wanted) = wanted.as_map().filter(|map| !map.is_empty()) else { return false };
    wanted.iter().all(|entry| {
        labels.and_then(|labels| labels.get(&entry.key)).is_some_and(|label| *label == entry.value)
    })
}

/// True if a label selector selects a pod. An empty selector selects every pod.
pub(in crate::rules) fn selects(selector: &Node, labels: Option<&Node>) -> bool {
    let label = |key: &str| labels.and_then(|labels| labels.get(key)).and_then(Node::scalar);
    let equal = selector
        .get("matchLabels")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
        .all(|entry| label(&entry.key) == entry.value.scalar() && entry.value.scalar().is_some());
    let expressions = selector.get("matchExpressions").and_then(Node::as_seq).unwrap_or_default();
    equal
        && expressions.iter().all(|it| {
            let own = label(it.str_at(&["key"]).unwrap_or(""));
            let listed = it
                .get("values")
                .is_some_and(|values| values.items().any(|value| own.is_some() && value.scalar() == own));
            match it.str_at(&["operator"]) {
                Some("In") => listed,
                Some("NotIn") => !listed,
                Some("Exists") => own.is_some(),
                Some("DoesNotExist") => own.is_none(),
                _ => false,
            }
        })
}

/// The pods of an object's namespace.
pub(in crate::rules) fn pods_beside<'a>(cx: &Cx<'a>, beside: &Object) -> Vec<&'a Pod<'a>> {
    cx.index.pods_of(namespace_of(beside)).to_vec()
}

/// The pods of an object's namespace that have all labels of a map.
pub(in crate::rules) fn pods_with<'a>(cx: &Cx<'a>, beside: &Object, labels: &'a Node) -> Vec<&'a Pod<'a>> {
    pods_where(cx, beside, Some(labels), |own| has_labels(labels, own))
}

/// The pods of an object's namespace that a label selector selects.
pub(in crate::rules) fn pods_selected<'a>(
    cx: &Cx<'a>,
    beside: &Object,
    selector: &'a Node,
) -> Vec<&'a Pod<'a>> {
    pods_where(cx, beside, selector.get("matchLabels"), |own| selects(selector, own))
}

/// The pods of an object's namespace whose labels `wanted` accepts, which wants all those of `labels`.
fn pods_where<'a>(
    cx: &Cx<'a>,
    beside: &Object,
    labels: Option<&'a Node>,
    wanted: impl Fn(Option<&Node>) -> bool,
) -> Vec<&'a Pod<'a>> {
    let fits = |pod: &&Pod<'_>| wanted(pod.template.at(&["metadata", "labels"]));
    let mut entries = labels.and_then(Node::as_map).into_iter().flatten();
    let namespace = namespace_of(beside);
    // One label that is a text finds the few pods to look at.
    match entries.find_map(|entry| Some((entry.key.as_str(), entry.value.as_str()?))) {
        Some((key, value)) => cx.index.pods_labelled(namespace, key, value).filter(fits).collect(),
        None => cx.index.pods_of(namespace).iter().filter(|pod| fits(pod)).copied().collect(),
    }
}

/// The volumes of a pod that are claims, with the names of the claims.
pub(in crate::rules) fn claimed<'a>(pod: &PodTemplate<'a>) -> Vec<(&'a Node, &'a str)> {
    pod.volumes()
        .iter()
        .filter_map(|volume| Some((volume, volume.str_at(&["persistentVolumeClaim", "claimName"])?)))
        .collect()
}

/// The claim of a name in the namespace of an object.
pub(in crate::rules) fn claim<'a>(cx: &Cx<'a>, beside: &Object, name: &'a str) -> Option<&'a Object> {
    cx.named("PersistentVolumeClaim", name).find(|it| same_namespace(it, beside))
}

/// The volume that a claim names, or that names the claim.
pub(in crate::rules) fn volume<'a>(cx: &Cx<'a>, claim: &'a Object) -> Option<&'a Object> {
    if let Some(name) = claim.root.str_at(&["spec", "volumeName"]) {
        return cx.named("PersistentVolume", name).next();
    }
    cx.all("PersistentVolume").find(|it| {
        let Some(reference) = it.root.at(&["spec", "claimRef"]) else { return false };
        let namespace = reference.str_at(&["namespace"]).unwrap_or("default");
        reference.str_at(&["name"]) == Some(claim.name()) && namespace == namespace_of(claim)
    })
}

/// The StorageClass of a claim or volume, if it is among the objects.
pub(in crate::rules) fn class<'a>(cx: &Cx<'a>, of: &'a Object) -> Option<&'a Object> {
    let name = of.root.str_at(&["spec", "storageClassName"])?;
    cx.named("StorageClass", name).next()
}

/// The access modes of a claim or volume.
pub(in crate::rules) fn access_modes(of: &Object) -> Vec<&str> {
    let modes = of.root.at(&["spec", "accessModes"]).and_then(Node::as_seq).unwrap_or_default();
    modes.iter().filter_map(Node::as_str).collect()
}

/// True if read-only access by many nodes is all that a claim or volume offers.
pub(in crate::rules) fn is_read_only_many(of: &Object) -> bool {
    access_modes(of) == ["ReadOnlyMany"]
}
