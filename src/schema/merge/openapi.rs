//! A user's own OpenAPI document (`openapi: {path: …}`).

use super::Behind;
use super::Beside;
use super::MergeSchema;
use super::Type;
use super::definitions;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::yaml::Node;
use crate::yaml::Str;
use foldhash::HashMap;
use foldhash::HashMapExt as _;

/// How many references, or lists within lists, may follow each other. kustomize hangs where they form a ring.
const LONGEST_CHAIN: usize = 100;

impl MergeSchema {
    /// Reads an OpenAPI v2 document: the `definitions` that carry `x-kubernetes-group-version-kind` are kinds.
    /// If the built-in schema counts beside it, references may name its definitions.
    pub fn read(root: &Node, beside: Beside, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        if root.as_map().is_none() {
            let found = match root.type_name() {
                "array" => "a list",
                "null" => "empty",
                _ => "a single value",
            };
            let message = format!("an OpenAPI document is a map, this is {found}");
            return Err(diagnostics.error(Diagnostic::error("malformed-openapi", root.origin, message)));
        }
        let definitions = root.get("definitions");
        let mut reader =
            Reader { definitions, named: HashMap::new(), waiting: Vec::new(), schema: Self::default() };
        reader.schema.beside = beside;
        for entry in definitions.and_then(Node::as_map).into_iter().flatten() {
            for gvk in entry.value.get("x-kubernetes-group-version-kind").into_iter().flat_map(Node::items) {
                let (Some(version), Some(kind)) = (gvk.str_at(&["version"]), gvk.str_at(&["kind"])) else {
                    let message = format!("`{}` names a kind without `version` or without `kind`", entry.key);
                    let finding = Diagnostic::error("malformed-openapi", gvk.origin, message)
                        .help("write `group`, `version` and `kind`; leave `group` empty for the core API");
                    return Err(diagnostics.error(finding));
                };
                let api_version = match gvk.str_at(&["group"]) {
                    None | Some("") => Str::from(version),
                    Some(group) => format!("{group}/{version}").into(),
                };
                let behind = reader.named(&entry.key, 0).unwrap_or(Behind::Opaque);
                reader.schema.kinds.entry(api_version).or_default().insert(kind.into(), behind);
            }
        }
        reader.fill();
        Ok(reader.schema)
    }
}

struct Reader<'n> {
    definitions: Option<&'n Node>,
    named: HashMap<Str, Behind>,
    /// Types that have a number but no fields yet.
    waiting: Vec<(usize, &'n Node)>,
    schema: MergeSchema,
}

impl<'n> Reader<'n> {
    /// The definition of a name.
    fn named(&mut self, name: &str, depth: usize) -> Option<Behind> {
        if let Some(known) = self.named.get(name) {
            return Some(known.clone());
        }
        let beside = self.schema.beside;
        let builtin = || definitions::builtin(name).map(Behind::Builtin);
        let first = if beside == Beside::BuiltinFirst { builtin() } else { None };
        let behind = match (first, self.definitions.and_then(|it| it.get(name))) {
            (Some(behind), _) => behind,
            (None, Some(node)) => self.behind(node, depth)?,
            (None, None) if beside == Beside::BuiltinLast => builtin()?,
            (None, None) => return None,
        };
        self.named.insert(name.into(), behind.clone());
        Some(behind)
    }

    /// What a schema says. Fields are left to [`Reader::fill`], since types may refer to themselves.
    fn behind(&mut self, node: &'n Node, depth: usize) -> Option<Behind> {
        if depth > LONGEST_CHAIN {
            return None;
        }
        if let Some(reference) = node.str_at(&["$ref"]) {
            return self.named(reference.strip_prefix("#/definitions/")?, depth + 1);
        }
        let strategy = node.str_at(&["x-kubernetes-patch-strategy"]).unwrap_or("");
        if strategy.split(',').any(|word| word == "merge") {
            let keys = match node.get("x-kubernetes-list-map-keys") {
                Some(list) => list.items().filter_map(Node::as_str).map(Str::from).collect(),
                None => node.str_at(&["x-kubernetes-patch-merge-key"]).map(Str::from).into_iter().collect(),
            };
            let array = node.str_at(&["type"]) == Some("array");
            let items = node.get("items").filter(|_| array);
            return Some(Behind::List(keys, items.and_then(|it| self.behind(it, depth + 1)).map(Box::new)));
        }
        if node.get("properties").is_none() && node.get("additionalProperties").is_none() {
            return Some(Behind::Opaque);
        }
        let index = self.schema.types.len();
        self.schema.types.push(Type::default());
        self.waiting.push((index, node));
        Some(Behind::Type(index))
    }

    fn fill(&mut self) {
        while let Some((index, node)) = self.waiting.pop() {
            let mut fields = Type::default();
            for entry in node.get("properties").and_then(Node::as_map).into_iter().flatten() {
                if let Some(behind) = self.behind(&entry.value, 0) {
                    fields.fields.insert(entry.key.clone(), behind);
                }
            }
            if let Some(rest) = node.get("additionalProperties").filter(|rest| rest.as_map().is_some()) {
                fields.rest = self.behind(rest, 0);
            }
            if let Some(place) = self.schema.types.get_mut(index) {
                *place = fields;
            }
        }
    }
}
