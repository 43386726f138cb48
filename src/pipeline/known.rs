//! What the schema of the FlightPlan says of a field.

use crate::diag::nearest;
use crate::plan;
use serde_json::Map;
use serde_json::Value;

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    Flag,
    /// Several texts.
    Texts,
    /// Text, a number, `true` or `false`.
    Scalar,
    /// Fields of its own.
    Section,
}

/// A field of the FlightPlan as its schema knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// What may stand in it.
    pub(super) kind: Kind,
    /// What it is for.
    pub(super) about: String,
    /// Whether its section must have it.
    pub(super) required: bool,
}

/// The schema of the FlightPlan.
pub(super) struct Schema {
    root: Value,
}

impl Schema {
    /// The schema that the program is built with.
    pub(super) fn new() -> Self {
        Self { root: serde_json::from_str(plan::FLIGHT_PLAN_SCHEMA).unwrap_or_default() }
    }

    /// The field at a path from the root of the resource. If there is none, the words say what there is.
    pub(super) fn field(&self, path: &[String]) -> Result<Known, String> {
        let mut at = &self.root;
        let mut known = Known { kind: Kind::Section, about: String::new(), required: true };
        for key in path {
            let section = self.resolve(at);
            let fields = fields(section);
            let pattern = section.get("patternProperties").and_then(Value::as_object);
            let named = fields.and_then(|fields| fields.get(key));
            at = match (named.or_else(|| pattern?.values().next()), fields) {
                (Some(field), _) => field,
                (None, None) => return Err("it is no section".to_owned()),
                (None, Some(fields)) => return Err(unknown(key, fields)),
            };
            known = self.known(at, section, key);
        }
        Ok(known)
    }

    /// The fields of a section, with their names.
    pub(super) fn section(&self, path: &[String]) -> Vec<(String, Known)> {
        let mut at = &self.root;
        for key in path {
            let Some(field) = self.resolve(at).get("properties").and_then(|fields| fields.get(key)) else {
                return Vec::new();
            };
            at = field;
        }
        let section = self.resolve(at);
        let named = fields(section).into_iter().flatten();
        named.map(|(name, field)| (name.clone(), self.known(field, section, name))).collect()
    }

    fn known(&self, field: &Value, section: &Value, name: &str) -> Known {
        let required = section.get("required").and_then(Value::as_array);
        let about = field.get("description").or_else(|| self.resolve(field).get("description"));
        Known {
            kind: self.kind(field),
            about: about.and_then(Value::as_str).unwrap_or_default().replace('\n', " "),
            required: required.is_some_and(|list| list.iter().any(|it| it == name)),
        }
    }

    fn kind(&self, field: &Value) -> Kind {
        let field = self.resolve(field);
        let kind = field.get("type").map(|it| match it {
            // `[integer, null]`: a field that may be left out.
            Value::Array(list) => list.iter().find(|it| *it != "null").and_then(Value::as_str),
            other => other.as_str(),
        });
        match kind.flatten() {
            Some("integer") => Kind::Whole,
            Some("boolean") => Kind::Flag,
            Some("array") => Kind::Texts,
            Some("object") => Kind::Section,
            Some(_) => Kind::Text,
            // An argument of vLLM has several alternatives, words of an enumeration only constants.
            None if field.get("oneOf").is_some() => Kind::Text,
            None => Kind::Scalar,
        }
    }

    /// Follows references, and the one alternative that is not null.
    fn resolve<'s>(&'s self, mut at: &'s Value) -> &'s Value {
        for _ in 0..8 {
            let reference = at.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
            let choices = at.get("anyOf").and_then(Value::as_array);
            let choices: Vec<&Value> = choices
                .map(|list| list.iter().filter(|it| it.get("type") != Some(&Value::from("null"))).collect())
                .unwrap_or_default();
            at = match (reference, choices.as_slice()) {
                (Some(pointer), _) => self.root.pointer(pointer).unwrap_or(&Value::Null),
                (None, [one]) => one,
                _ => return at,
            };
        }
        at
    }
}

fn fields(section: &Value) -> Option<&Map<String, Value>> {
    section.get("properties").and_then(Value::as_object)
}

fn unknown(key: &str, fields: &Map<String, Value>) -> String {
    match nearest(key, fields.keys().map(String::as_str)) {
        Some(name) => format!("there is no field `{key}`, did you mean `{name}`?"),
        None => {
            let names: Vec<String> = fields.keys().map(|name| format!("`{name}`")).collect();
            format!("there is no field `{key}`, only {}", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use super::Schema;

    fn path(text: &str) -> Vec<String> {
        text.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn fields_have_the_types_of_the_schema() {
        let schema = Schema::new();
        for (name, kind) in [
            ("spec.location", Kind::Text),
            ("spec.projectNumber", Kind::Text),
            ("spec.zones", Kind::Texts),
            ("spec.accelerator.count", Kind::Whole),
            ("spec.accelerator.cpu", Kind::Whole),
            ("spec.computeClass.spot", Kind::Flag),
            ("spec.hyperdiskMl.stage", Kind::Text),
            ("spec.server.args.max-model-len", Kind::Scalar),
            ("spec.scale", Kind::Section),
        ] {
            let known = schema.field(&path(name));
            assert_eq!(known.map(|it| it.kind), Ok(kind), "{name}");
        }
        assert!(schema.field(&path("spec.location")).unwrap().required);
        assert!(!schema.field(&path("spec.namespace")).unwrap().required);
    }

    #[test]
    fn what_is_not_known_has_a_near_name() {
        let schema = Schema::new();
        for (name, words) in [
            ("spec.scale.maxReplica", "did you mean `maxReplicas`?"),
            ("spec.location.zone", "no section"),
            ("spec.zz", "only `project`"),
        ] {
            let said = schema.field(&path(name)).unwrap_err();
            assert!(said.contains(words), "{name}: {said}");
        }
    }
}
