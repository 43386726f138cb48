//! The order of the output: kustomize's legacy order by kind, or the order of reading.

use std::sync::OnceLock;

use crate::build::decode::Fields;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::nearest;
use crate::object::ByKind;
use crate::object::Gvk;
use crate::object::Object;
use crate::yaml::Node;
use crate::yaml::Str;

const FIRST: [&str; 22] = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

const LAST: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// How objects are put in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// By kind: some first, some last, the others between them by group, version and kind.
    Legacy {
        /// Kinds that come first, in this order.
        first: Vec<Str>,
        /// Kinds that come last, in this order.
        last: Vec<Str>,
    },
    /// As read.
    Fifo,
}

impl Default for Order {
    fn default() -> Self {
        Self::Legacy {
            first: FIRST.into_iter().map(Str::new_static).collect(),
            last: LAST.into_iter().map(Str::new_static).collect(),
        }
    }
}

impl Order {
    /// The order by kind that holds unless another is asked for.
    pub fn legacy() -> &'static Self {
        static LEGACY: OnceLock<Order> = OnceLock::new();
        LEGACY.get_or_init(Self::default)
    }

    /// Decodes `sortOptions:`.
    pub fn decode(node: &Node, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let fields = Fields::of(node, "sortOptions", &["order", "legacySortOptions"], diagnostics)?;
        let options = fields.get("legacySortOptions");
        match (fields.str("order", diagnostics)?, options) {
            (Some("fifo"), None) => Ok(Self::Fifo),
            (Some("fifo"), Some(options)) => {
                let message = "`legacySortOptions` is set, but the order is `fifo`";
                let finding = Diagnostic::error("sort-order", options.origin, message)
                    .help("remove `legacySortOptions`, or set `order: legacy`");
                Err(diagnostics.error(finding))
            }
            (Some("legacy"), None) => Ok(Self::default()),
            (Some("legacy"), Some(options)) => {
                let place = "sortOptions.legacySortOptions";
                let fields = Fields::of(options, place, &["orderFirst", "orderLast"], diagnostics)?;
                let [first, last] = ["orderFirst", "orderLast"].map(|name| {
                    let kinds = fields.texts(name, diagnostics)?;
                    Ok(kinds.iter().filter_map(Node::scalar).collect())
                });
                Ok(Self::Legacy { first: first?, last: last? })
            }
            (written, _) => {
                let at = fields.get("order").map_or(node.origin, |it| it.origin);
                let message = match written {
                    Some(written) => format!("there is no order `{written}`, only `legacy` and `fifo`"),
                    None => "`sortOptions.order` must be `legacy` or `fifo`".to_owned(),
                };
                let near = written.and_then(|it| nearest(it, ["legacy", "fifo"])).unwrap_or("legacy");
                let finding =
                    Diagnostic::error("sort-order", at, message).help(format!("write `order: {near}`"));
                Err(diagnostics.error(finding))
            }
        }
    }

    /// Negative for kinds that come first, positive for those that come last.
    fn rank(&self, kind: &str) -> i64 {
        let Self::Legacy { first, last } = self else { return 0 };
        let place = |list: &[Str]| {
            // A kind that is listed twice counts where it is listed last.
            list.iter().rposition(|it| it == kind).and_then(|index| i64::try_from(index).ok())
        };
        if let Some(index) = place(last) {
            return index + 1;
        }
        place(first).map_or(0, |index| index - i64::try_from(first.len()).unwrap_or(i64::MAX))
    }
}

/// What kinds are ordered by: rank, then `group_version_kind` with marks for what is missing.
pub(crate) fn kind_key(gvk: &Gvk, order: &Order) -> (i64, String) {
    (order.rank(&gvk.kind), joined(gvk))
}

fn joined(gvk: &Gvk) -> String {
    let or = |text: &Str, missing: &'static str| if text.is_empty() { missing.into() } else { text.clone() };
    format!("{}_{}_{}", or(&gvk.group, "~G"), or(&gvk.version, "~V"), or(&gvk.kind, "~K"))
}

/// What decides between objects of one kind: namespace (`~X` for none, which is after all real ones),
/// then name.
fn id_key(object: &Object) -> String {
    let text = |path: &[&str], missing: &'static str| {
        let text = object.root.at(path).and_then(Node::scalar).filter(|text| !text.is_empty());
        text.unwrap_or(Str::new_static(missing))
    };
    let (namespace, name) = (text(&["metadata", "namespace"], "~X"), text(&["metadata", "name"], "~N"));
    let mut key = String::with_capacity(namespace.len() + name.len() + 1);
    key.push_str(&namespace);
    key.push('|');
    key.push_str(&name);
    key
}

/// A kind and its place among the kinds.
struct Kind {
    key: (i64, bool, String),
    place: usize,
}

/// A text that sorts where the other one would if all were turned round.
fn turned(text: &str) -> String {
    text.bytes().map(|byte| char::from(0x7f_u8.saturating_sub(byte))).chain(['\u{7f}']).collect()
}

/// Puts objects in order.
pub fn sort(objects: &mut [Object], how: &Order) {
    if *how == Order::Fifo {
        return;
    }
    let mut kinds = ByKind::default();
    for object in &*objects {
        kinds.of(&object.root, |gvk| {
            let (rank, joined) = kind_key(&gvk, how);
            // The core `Namespace` precedes kinds of that name in other groups; among core ones the order of
            // versions is turned round. Where kinds are listed without it, it is one like any other.
            let namespace = gvk.kind == "Namespace" && rank != 0;
            let late = namespace && !gvk.group.is_empty();
            let key = if namespace && !late { turned(&joined) } else { joined };
            Kind { key: (rank, late, key), place: 0 }
        });
    }
    let mut keys: Vec<_> = kinds.all().iter().map(|kind| kind.key.clone()).collect();
    keys.sort_unstable();
    objects.sort_by_cached_key(|object| {
        let kind = kinds.of(&object.root, |gvk| unreachable!("all kinds were met above: {gvk:?}"));
        if kind.place == 0 {
            // Kinds whose keys are equal get one place, counted from 1.
            kind.place = keys.partition_point(|key| *key < kind.key) + 1;
        }
        (kind.place, id_key(object))
    });
}

#[cfg(test)]
mod tests {
    use super::Order;
    use super::sort;
    use crate::object::Object;
    use crate::source::Origin;
    use crate::yaml::Node;

    fn object(text: &str) -> Object {
        let mut root = Node::map(Origin::NONE);
        let mut metadata = Node::map(Origin::NONE);
        for (field, value) in ["apiVersion", "kind", "name", "namespace"].into_iter().zip(text.split(' ')) {
            let into = if field.starts_with('n') { &mut metadata } else { &mut root };
            into.as_map_mut().unwrap().insert(field, Node::text(value, Origin::NONE));
        }
        root.as_map_mut().unwrap().insert("metadata", metadata);
        Object::new(root)
    }

    fn sorted(objects: &[&str], how: &Order) -> Vec<String> {
        let mut objects: Vec<_> = objects.iter().map(|text| object(text)).collect();
        sort(&mut objects, how);
        objects.iter().map(|it| format!("{} {} {}", it.kind(), it.name(), it.namespace())).collect()
    }

    /// The order is what kustomize 5.8.1 prints for these objects.
    #[test]
    fn legacy_order() {
        let given = [
            "v1 Pod b",
            "v1 Pod a",
            "v1 Pod z team",
            "batch/v1 Job j",
            "example.com/v1 Namespace other",
            "v1 Namespace n",
            "apps/v1 Deployment d",
            "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration w",
            "v1 Service s",
            "v1 ConfigMap c",
            "autoscaling/v2 HorizontalPodAutoscaler h",
        ];
        let expected = [
            "Namespace n ",
            "Namespace other ",
            "ConfigMap c ",
            "Service s ",
            "Deployment d ",
            "HorizontalPodAutoscaler h ",
            "Job j ",
            "Pod z team",
            "Pod a ",
            "Pod b ",
            "ValidatingWebhookConfiguration w ",
        ];
        assert_eq!(sorted(&given, &Order::default()), expected);
    }

    #[test]
    fn own_lists_and_fifo() {
        let given = ["v1 Pod a", "v1 Namespace n", "batch/v1 Job j"];
        let own = Order::Legacy { first: vec!["Job".into()], last: vec!["Namespace".into()] };
        assert_eq!(sorted(&given, &own), ["Job j ", "Pod a ", "Namespace n "]);
        assert_eq!(sorted(&given, &Order::Fifo), ["Pod a ", "Namespace n ", "Job j "]);
    }
}
