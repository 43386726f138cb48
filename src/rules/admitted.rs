//! What Autopilot makes of the pods of a result: defaults, adjustments, tolerations. Only confirmed facts of the
//! catalog count, and whatever is not known stays as it is and is told.

use super::catalog::Amounts;
use super::catalog::Catalog;
use super::catalog::Status;
use super::catalog::Table;
use super::facts::Facts;
use super::gpu::Gpus;
use super::resources::is_general;
use crate::diag::ResourceRef;
use crate::object::Container;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::Quantity;
use crate::object::Rendered;
use crate::object::templates;
use crate::source::Origin;

/// The pods of an object, and what admission changes in them.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// The object that makes the pods.
    pub object: ResourceRef,
    /// The changes, in the order of the containers; none if the pods stay as they are.
    pub changes: Vec<Adjustment>,
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
    "requests of init containers",
    "CPU and memory of Pods with an accelerator, a machine family or a compute class",
    "sidecars that webhooks of other components add",
];

/// What admission makes of every pod template of a result.
pub fn admitted(rendered: &Rendered, facts: &Facts, catalog: &Catalog) -> Vec<Admitted> {
    let mut all = Vec::new();
    for object in &rendered.objects {
        for pod in templates(object) {
            let mut admission = Admission { pod, facts, catalog, changes: Vec::new() };
            admission.requests(object);
            admission.tolerations();
            all.push(Admitted { object: object.reference(), changes: admission.changes });
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
    pod: PodTemplate<'a>,
    facts: &'a Facts,
    catalog: &'a Catalog,
    changes: Vec<Adjustment>,
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
        let gpus = Gpus::of(&self.pod);
        let spot = self.pod.selected(&table.rows.spot).iter().any(|it| it.as_str() == Some("true"));
        for (key, wanted, what) in [
            (
                &table.rows.gpu,
                gpus.asked.is_some() && !gpus.accelerators.is_empty(),
                "nodes with GPUs are tainted",
            ),
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
