//! The validation rules in CEL of the `CustomResourceDefinition`s that stand in the tree, as an API server
//! evaluates them when an object is created: <https://kubernetes.io/docs/reference/using-api/cel/>.
//!
//! A rule that cannot be told here is not evaluated and makes no finding: one that uses a function which only
//! Kubernetes knows, or that would take too long. Rules about a change (`oldSelf`) say nothing of a new object.

mod rule;
mod value;

use self::rule::Rule;
use self::rule::Verdict;
use super::check::Path;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::yaml::Data;
use crate::yaml::Node;
use std::collections::HashMap;
use std::collections::HashSet;

/// How many values are handed to rules in one run, in all.
const MOST_VALUES: usize = 5_000_000;

/// The rules of the definitions in a tree whose kinds are used there.
#[derive(Debug, Default)]
pub struct Validations<'a> {
    kinds: HashMap<Gvk, Definition<'a>>,
    values: usize,
}

#[derive(Debug)]
struct Definition<'a> {
    schema: &'a Node,
    /// By the place of the schema that holds them.
    rules: HashMap<*const Node, Vec<Rule<'a>>>,
    /// How many of them could not be told.
    skipped: usize,
}

impl<'a> Validations<'a> {
    /// Reads the rules of the definitions among the objects.
    pub fn of(objects: &'a [Object]) -> Self {
        let mut kinds = HashMap::new();
        let crds = || objects.iter().filter(|it| it.kind() == "CustomResourceDefinition");
        if crds().next().is_none() {
            return Self::default();
        }
        let used: HashSet<Gvk> = objects.iter().map(|it| Gvk::of(&it.root)).collect();
        for crd in crds() {
            let text = |path: &[&str]| crd.root.str_at(path).unwrap_or("");
            for version in crd.root.at(&["spec", "versions"]).into_iter().flat_map(Node::items) {
                let gvk = Gvk {
                    group: text(&["spec", "group"]).into(),
                    version: version.str_at(&["name"]).unwrap_or("").into(),
                    kind: text(&["spec", "names", "kind"]).into(),
                };
                let Some(schema) = version.at(&["schema", "openAPIV3Schema"]) else { continue };
                if used.contains(&gvk) {
                    let definition = Definition::new(schema);
                    if definition.skipped > 0 || !definition.rules.is_empty() {
                        kinds.insert(gvk, definition);
                    }
                }
            }
        }
        Self { kinds, values: 0 }
    }

    /// Evaluates the rules of an object that its schema accepts.
    pub fn check(&mut self, object: &Object, session: &mut Session) {
        if self.kinds.is_empty() {
            return;
        }
        let Some(definition) = self.kinds.get_mut(&Gvk::of(&object.root)) else { return };
        let mut run = Run { definition, values: &mut self.values, findings: Vec::new() };
        let schema = run.definition.schema;
        run.walk(&object.root, schema, &Path::ROOT);
        let findings = run.findings;
        for finding in findings {
            session.diagnostics.push(finding.about(object.reference()));
        }
    }

    /// Says of which kinds some rules were not evaluated.
    pub fn name_skipped(&self, session: &mut Session) {
        let mut skipped: Vec<(String, usize)> = self
            .kinds
            .iter()
            .filter(|(_, it)| it.skipped > 0)
            .map(|(gvk, it)| (format!("{} {}", gvk.api_version(), gvk.kind), it.skipped))
            .collect();
        skipped.sort();
        for (kind, count) in skipped {
            let why = format!("{count} validation rules in CEL cannot be evaluated");
            session.diagnostics.not_checked(kind, why);
        }
    }
}

impl<'a> Definition<'a> {
    fn new(schema: &'a Node) -> Self {
        let mut own = Self { schema, rules: HashMap::new(), skipped: 0 };
        own.collect(schema);
        own
    }

    fn collect(&mut self, schema: &'a Node) {
        for written in schema.get("x-kubernetes-validations").into_iter().flat_map(Node::items) {
            match Rule::read(written) {
                Ok(Some(rule)) => self.rules.entry(std::ptr::from_ref(schema)).or_default().push(rule),
                Ok(None) => {}
                Err(()) => self.skipped += 1,
            }
        }
        for entry in schema.get("properties").and_then(Node::as_map).into_iter().flatten() {
            self.collect(&entry.value);
        }
        for part in ["items", "additionalProperties"] {
            schema.get(part).into_iter().for_each(|inner| self.collect(inner));
        }
    }
}

struct Run<'r, 'a> {
    definition: &'r mut Definition<'a>,
    values: &'r mut usize,
    findings: Vec<Diagnostic>,
}

impl Run<'_, '_> {
    fn walk(&mut self, node: &Node, schema: &Node, path: &Path<'_>) {
        if node.is_null() {
            return;
        }
        let key = std::ptr::from_ref(schema);
        if let Some(rules) = self.definition.rules.get(&key) {
            let read = value::read(node, schema, path.is_root());
            for rule in rules {
                *self.values = self.values.saturating_add(read.count);
                let verdict = match &read.value {
                    Some(value) if *self.values <= MOST_VALUES => rule.judge(value, read.longest),
                    _ => Verdict::Unknown,
                };
                match verdict {
                    Verdict::Holds => {}
                    Verdict::Unknown => self.definition.skipped += 1,
                    Verdict::Broken(message) => self.findings.push(finding(node, path, rule, &message)),
                }
            }
        }
        match &node.data {
            Data::Map(map) => {
                for entry in map {
                    let own = schema.at(&["properties", &entry.key]);
                    if let Some(inner) = own.or(schema.get("additionalProperties")) {
                        self.walk(&entry.value, inner, &path.key(&entry.key));
                    }
                }
            }
            Data::Seq(list) => {
                let Some(inner) = schema.get("items") else { return };
                for (index, item) in list.iter().enumerate() {
                    self.walk(item, inner, &path.index(index));
                }
            }
            _ => {}
        }
    }
}

fn finding(node: &Node, path: &Path<'_>, rule: &Rule<'_>, message: &str) -> Diagnostic {
    let what = if path.is_root() { "the object".to_owned() } else { format!("`{path}`") };
    Diagnostic::error("schema-failed-validation", node.origin, format!("{what}: {message}"))
        .also(rule.at, "the rule of its definition")
        .help(format!("make `{}` hold, where `self` is {what}", rule.text))
}
