//! What Autopilot makes of the pods of a result: defaults, adjustments, tolerations. Only confirmed facts of the
//! catalog count, and whatever is not known stays as it is and is told.

use super::catalog::Amounts;
use super::catalog::Catalog;
use super::catalog::Status;
use super::catalog::Table;
use super::facts::Facts;
use super::pods::Pod;
use super::resources::is_general;
use crate::diag::ResourceRef;
use crate::object::Container;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::Rendered;
use crate::object::templates;
use crate::source::Origin;
use crate::yaml::Node;

/// The pods of an object, and what admission changes in them.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// The object that makes the pods.
    pub object: ResourceRef,
    /// The changes, in the order of the containers; none if the pods stay as they are.
    pub changes: Vec<Adjustment>,
    /// What holds for the pods beside that: fields that stay absent, where they are placed, how long they run.
    pub notes: Vec<Note>,
}

/// What holds for a pod that admission does not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What holds.
    pub text: String,
    /// Where that is known from.
    pub source: String,
    /// How old the fact is.
    pub as_of: String,
}

/// One field that admission changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// The field, from the pod's `spec` on.
    pub field: String,
    /// Its value as written, and where; nothing if it is absent.
    pub before: Option<(String, Origin)>,
    /// Its value afterwards.
    pub after: String,
    /// Why.
    pub why: String,
    /// Where that is known from.
    pub source: String,
    /// How old the fact is.
    pub as_of: String,
}

/// What is not told, because no confirmed fact says it.
pub const NOT_TOLD: &[&str] = &[
    "limits of containers that have requests alone",
    "requests and limits of init containers",
    "the least CPU and memory of Pods with an accelerator",
    "CPU and memory of Pods with a machine family or a compute class",
    "sidecars that webhooks of other components add",
];

/// What admission makes of every pod template of a result.
pub fn admitted(rendered: &Rendered, facts: &Facts, catalog: &Catalog) -> Vec<Admitted> {
    let mut all = Vec::new();
    for object in &rendered.objects {
        for pod in templates(object) {
            let mut admission =
                Admission { pod: Pod::new(pod, 0), facts, catalog, changes: Vec::new(), notes: Vec::new() };
            admission.requests(object);
            admission.labels();
            admission.tolerations();
            admission.gpus();
            admission.lifetime();
            let Admission { changes, notes, .. } = admission;
            all.push(Admitted { object: object.reference(), changes, notes });
        }
    }
    all
}

const RESOURCES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

fn amount(of: &Amounts, resource: &str) -> Option<Quantity> {
    match resource {
        "cpu" => of.cpu,
        "memory" => of.memory,
        _ => of.ephemeral_storage,
    }
}

fn written(quantity: Quantity, resource: &str) -> String {
    if resource == "cpu" { quantity.cores() } else { quantity.bytes() }
}

struct Admission<'a> {
    pod: Pod<'a>,
    facts: &'a Facts,
    catalog: &'a Catalog,
    changes: Vec<Adjustment>,
    notes: Vec<Note>,
}

impl Admission<'_> {
    fn push<T>(
        &mut self,
        table: &Table<T>,
        field: String,
        before: Option<(String, Origin)>,
        after: String,
        why: &str,
    ) {
        // Derived and unsure facts do not tell what will happen.
        if table.status < Status::ConfirmedSecondary {
            return;
        }
        let (source, as_of) = (table.source.clone(), table.as_of.clone());
        self.changes.push(Adjustment { field, before, after, why: why.to_owned(), source, as_of });
    }

    fn note<T>(&mut self, table: &Table<T>, text: String) {
        if table.status >= Status::ConfirmedSecondary {
            let (source, as_of) = (table.source.clone(), table.as_of.clone());
            self.notes.push(Note { text, source, as_of });
        }
    }

    /// Selected labels that are replaced.
    fn labels(&mut self) {
        let table = &self.catalog.tables().rewritten_labels;
        for entry in self.pod.node_selector() {
            if let Some(new) = table.rows.get(entry.key.as_str()) {
                let field = format!("nodeSelector.\"{}\"", entry.key);
                let before = Some((entry.value.scalar().unwrap_or_default().to_string(), entry.key_origin));
                let after = format!("removed, and `{new}` selected");
                self.push(table, field, before, after, "this label has given way to another one");
            }
        }
    }

    /// What stays absent in pods with GPUs, and how they are placed.
    fn gpus(&mut self) {
        let catalog = self.catalog;
        if self.pod.gpus.asked.is_none() {
            return;
        }
        let table = &catalog.tables().gpu_pod_resources;
        let containers: Vec<Container<'_>> = self.pod.running().collect();
        let lacks = |it: &Container<'_>| it.amount("cpu").is_none() || it.amount("memory").is_none();
        for container in containers.iter().filter(|it| lacks(it)) {
            let silent: Vec<&str> =
                ["cpu", "memory"].into_iter().filter(|it| container.amount(it).is_none()).collect();
            let name = container.name();
            let what = silent.join(" and ");
            self.note(table, format!("containers[name={name}] gets no default for {what}: the Pod has GPUs"));
        }
        let optional = self.facts.gke_version.is_none_or(|it| !it.lacks(&table.rows.limits_optional_since));
        let unlimited = |it: &&Container<'_>| it.limit("cpu").is_none() || it.limit("memory").is_none();
        if optional && containers.iter().any(|it| unlimited(&it)) {
            self.note(table, "limits that are absent stay absent, and the Pod is Burstable".to_owned());
        }
        let table = &catalog.tables().gpu_nodes;
        let label = &table.rows.count_label;
        if self.pod.selected(label).is_empty() {
            self.note(table, format!("one Pod is placed on each node, because `{label}` is not selected"));
        } else if containers.iter().any(lacks) {
            let text = "a container that asks for no CPU and memory gets the whole capacity of the node";
            self.note(table, text.to_owned());
        }
    }

    /// How long pods on Spot and flex-start nodes have.
    fn lifetime(&mut self) {
        let catalog = self.catalog;
        let tables = catalog.tables();
        let is_on = |label: &str| self.pod.selected(label).iter().any(|it| it.as_str() == Some("true"));
        let (spot, flex) = (is_on(&tables.added_tolerations.rows.spot), is_on(&tables.flex_start.rows.label));
        let grace = self.pod.spec.get("terminationGracePeriodSeconds").and_then(Node::as_i64);
        let most = tables.grace_periods.rows.spot_seconds;
        if spot && grace.is_none_or(|it| it > i64::from(most)) {
            let text = format!("when a Spot node is taken away, the Pod has at most {most} s to end");
            self.note(&tables.grace_periods, text);
        }
        if flex {
            let days = tables.flex_start.rows.most_days;
            self.note(&tables.flex_start, format!("a flex-start node is lent for at most {days} days"));
        }
    }

    /// What containers ask for: defaults first, then the least, the ratio and the step of the whole pod.
    fn requests(&mut self, object: &Object) {
        let catalog = self.catalog;
        let table = &catalog.tables().pod_resources;
        let rows = &table.rows;
        let general = is_general(&self.pod);
        let daemon = object.kind() == "DaemonSet";
        let defaults = if daemon { &rows.daemon_set_default } else { &rows.default };
        let containers: Vec<Container<'_>> = self.pod.running().collect();
        let mut totals = [Quantity::default(); 3];
        let mut known = true;
        for container in &containers {
            for (resource, total) in RESOURCES.into_iter().zip(&mut totals) {
                if let Some(own) = container.amount(resource) {
                    *total = [*total, own].into_iter().sum();
                    continue;
                }
                let asks = container.request(resource).or(container.limit(resource)).is_some();
                let default = amount(defaults, resource)
                    .filter(|_| !asks && (general || resource == "ephemeral-storage"));
                let Some(default) = default else {
                    known &= resource == "ephemeral-storage";
                    continue;
                };
                *total = [*total, default].into_iter().sum();
                let field = request_field(container, resource);
                let why = "a container that does not say what it needs gets the default";
                self.push(table, field, None, written(default, resource), why);
            }
        }
        // A quantity that cannot be read has no sum.
        if general && known && !daemon && !containers.is_empty() {
            let [cpu, memory, _] = totals;
            self.totals(&containers, cpu, memory);
        }
    }

    fn totals(&mut self, containers: &[Container<'_>], cpu: Quantity, memory: Quantity) {
        let catalog = self.catalog;
        let table = &catalog.tables().pod_resources;
        let rows = &table.rows;
        let old = self.facts.gke_version.is_some_and(|version| version.lacks(&rows.bursting_since));
        let least = if old { &rows.minimum } else { &rows.minimum_bursting };
        let path = ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
        let apart = self.pod.spec.at(&path).is_some_and(|terms| terms.items().next().is_some());
        let (mut more_cpu, mut more_memory) = (cpu, memory);
        let (mut cpu_why, mut memory_why) = (String::new(), String::new());
        let at_least = || "a Pod has at least this".to_owned();
        if let Some(least) = least.cpu.filter(|least| more_cpu < *least) {
            (more_cpu, cpu_why) = (least, at_least());
        }
        if apart && more_cpu < rows.separation_minimum_cpu {
            (more_cpu, cpu_why) =
                (rows.separation_minimum_cpu, "a Pod with anti-affinity has at least this".to_owned());
        }
        if let Some(least) = least.memory.filter(|least| more_memory < *least) {
            (more_memory, memory_why) = (least, at_least());
        }
        let [fewest, most] = rows.memory_gib_per_vcpu;
        if more_memory.per_gib() > more_cpu.times(most) {
            let why = format!("the most memory for each vCPU is {} GiB", most.decimal());
            (more_cpu, cpu_why) = (more_memory.per_gib().over(most), why);
        } else if more_memory.per_gib() < more_cpu.times(fewest) {
            let wanted = Quantity::gib(1).times(more_cpu.times(fewest));
            let why = format!("the least memory for each vCPU is {} GiB", fewest.decimal());
            (more_memory, memory_why) = (wanted, why);
        }
        if old && !more_cpu.is_multiple_of(rows.cpu_step) {
            (more_cpu, cpu_why) = (
                more_cpu.round_up(rows.cpu_step),
                "CPU is rounded up on clusters without bursting".to_owned(),
            );
        }
        let mut adjusted = false;
        for (resource, before, after, why) in
            [("cpu", cpu, more_cpu, cpu_why), ("memory", memory, more_memory, memory_why)]
        {
            if before >= after {
                continue;
            }
            adjusted = true;
            // Which of several containers gets the difference, no source says.
            let field = match containers {
                [only] => request_field(only, resource),
                _ => format!("containers[*].resources.requests.{resource} (sum)"),
            };
            let default = self.changes.iter().position(|it| it.field == field);
            let place = self.pod.first_request(resource).map(|node| node.origin);
            let before = match default.map(|index| self.changes.remove(index)) {
                Some(change) => change.before,
                None => place.map(|at| (written(before, resource), at)),
            };
            self.push(table, field, before, written(after, resource), &why);
        }
        if adjusted {
            let table = &catalog.tables().adjustment_annotation;
            let field = format!("metadata.annotations.\"{}\" (of the object)", table.rows);
            self.push(
                table,
                field,
                None,
                "what was adjusted, as JSON".to_owned(),
                "the mutator leaves a trace",
            );
        }
    }

    fn tolerations(&mut self) {
        let catalog = self.catalog;
        let table = &catalog.tables().added_tolerations;
        let gpus = &self.pod.gpus;
        let accelerated = gpus.asked.is_some() && !gpus.accelerators.is_empty();
        let spot = self.pod.selected(&table.rows.spot).iter().any(|it| it.as_str() == Some("true"));
        for (key, wanted, what) in [
            (&table.rows.gpu, accelerated, "nodes with GPUs are tainted"),
            (&table.rows.spot, spot, "Spot nodes are tainted"),
        ] {
            let has = self.pod.tolerations().iter().any(|it| it.str_at(&["key"]) == Some(key));
            if wanted && !has {
                let field = format!("tolerations[key={key}]");
                self.push(table, field, None, "added".to_owned(), what);
            }
        }
    }
}

fn request_field(container: &Container<'_>, resource: &str) -> String {
    format!("containers[name={}].resources.requests.{resource}", container.name())
}
