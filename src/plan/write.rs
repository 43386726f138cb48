//! Objects made of Kubernetes' own types, as nodes with origins.

use serde::Serialize;
use serde_json::Value;

use super::report;
use super::resolve::FlightPlan;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Map;
use crate::yaml::Node;

/// A typed patch at work: where it stands, which step it is, and the parameters it reads.
#[derive(Clone, Copy)]
pub(super) struct Author<'a> {
    /// The typed patch.
    pub(super) patch: &'a Object,
    /// The step that all it writes gets.
    pub(super) step: StepId,
    /// The parameters.
    pub(super) plan: &'a FlightPlan,
    /// Whether it has changed these objects in a run before.
    pub(super) again: bool,
}

impl Author<'_> {
    /// The origin of what the typed patch itself decides.
    pub(super) fn place(&self) -> Origin {
        report::place(self.patch).by(self.step)
    }

    /// Starts an object or a patch; every node has the typed patch's line as its origin.
    pub(super) fn write(&self, value: &impl Serialize) -> Draft<'_> {
        let root = match serde_json::to_value(value) {
            Ok(value) => node(&value, self.place()),
            Err(error) => unreachable!("Kubernetes' types become JSON: {error}"),
        };
        Draft { root, author: self }
    }
}

/// An object or a patch in the making.
pub(super) struct Draft<'a> {
    root: Node,
    author: &'a Author<'a>,
}

impl Draft<'_> {
    /// Says that a value, given as a JSON pointer, comes from a field of the FlightPlan.
    pub(super) fn planned(self, pointer: &str, field: &str) -> Self {
        let origin = self.author.plan.origin(field);
        self.stamped(pointer, origin)
    }

    /// Says that a list, given as a JSON pointer, is a list of the FlightPlan, element by element.
    pub(super) fn planned_each(self, pointer: &str, field: &str) -> Self {
        let count = self.author.plan.length(field);
        let whole = self.planned(pointer, field);
        (0..count).fold(whole, |draft, index| {
            draft.planned(&format!("{pointer}/{index}"), &format!("{field}.{index}"))
        })
    }

    /// Says that a value, given as a JSON pointer, comes from a field of the typed patch's `spec`
    /// (`scaleUp.pods`), if that is set.
    pub(super) fn patched(self, pointer: &str, field: &str) -> Self {
        let path: Vec<&str> = std::iter::once("spec").chain(field.split('.')).collect();
        match self.author.patch.root.at(&path) {
            Some(node) => {
                let origin = node.origin;
                self.stamped(pointer, origin)
            }
            None => self,
        }
    }

    /// Says where a value, given as a JSON pointer, comes from; the step is that of the typed patch.
    pub(super) fn stamped(self, pointer: &str, origin: Origin) -> Self {
        let step = self.author.step;
        self.stamped_by(pointer, origin.by(step))
    }

    /// Says where a value, given as a JSON pointer, comes from, and which step put it there.
    pub(super) fn stamped_by(mut self, pointer: &str, origin: Origin) -> Self {
        let found = at_pointer(&mut self.root, pointer);
        debug_assert!(found.is_some(), "no value at {pointer}");
        if let Some(found) = found {
            found.walk_mut(&mut |node| {
                node.origin = origin;
                if let Some(map) = node.as_map_mut() {
                    map.iter_mut().for_each(|entry| entry.key_origin = origin);
                }
            });
        }
        self
    }

    /// The finished object.
    pub(super) fn object(self) -> Object {
        Object::new(self.root)
    }

    /// The finished patch: empty maps and lists are what Kubernetes' types must have and mean
    /// nothing, so they are left out.
    pub(super) fn patch(mut self) -> Node {
        prune(&mut self.root);
        self.root
    }
}

fn at_pointer<'a>(root: &'a mut Node, pointer: &str) -> Option<&'a mut Node> {
    pointer.split('/').skip(1).try_fold(root, |node, part| {
        let key = part.replace("~1", "/").replace("~0", "~");
        match &mut node.data {
            Data::Map(map) => map.get_mut(&key),
            Data::Seq(list) => list.get_mut(key.parse::<usize>().ok()?),
            _ => None,
        }
    })
}

fn node(value: &Value, origin: Origin) -> Node {
    let data = match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Number(number) => Data::Number(number.to_string().into()),
        Value::String(text) => Data::Text(text.into()),
        Value::Array(list) => Data::Seq(list.iter().map(|value| node(value, origin)).collect()),
        Value::Object(map) => Data::Map(
            map.iter()
                .map(|(key, value)| Entry { key: key.into(), key_origin: origin, value: node(value, origin) })
                .collect::<Map>(),
        ),
    };
    Node::new(data, origin)
}

fn prune(node: &mut Node) -> bool {
    match &mut node.data {
        Data::Map(map) => {
            for entry in map.iter_mut() {
                if prune(&mut entry.value) {
                    entry.value.data = Data::Null;
                }
            }
            map.retain(|entry| !entry.value.is_null());
            map.is_empty()
        }
        Data::Seq(list) => {
            for node in list.iter_mut() {
                prune(node);
            }
            list.is_empty()
        }
        _ => false,
    }
}
