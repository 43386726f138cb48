//! What kustomize merges lists by: for each kind, which lists a strategic merge joins element by element.
//!
//! kustomize asks the OpenAPI document that it carries (Kubernetes v1.21.2, whatever the cluster runs), or
//! the one that `openapi: {path: …}` names. Only the extensions `x-kubernetes-patch-strategy`,
//! `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` count. A list without them is replaced.

mod definitions;
mod openapi;
mod table;

#[cfg(test)]
mod tests;

use crate::yaml::Str;
use foldhash::HashMap;
use std::sync::OnceLock;

/// What lies behind a field.
#[derive(Clone, Debug, PartialEq)]
enum Behind {
    /// Known, and nothing in or below it is merged element by element.
    Nothing,
    /// Known itself, but its fields are not.
    Opaque,
    /// A map with known fields.
    Type(usize),
    /// A list that is merged: the keys that name an element (none for a list of scalars), and its elements.
    List(Vec<Str>, Option<Box<Self>>),
    /// Something of the built-in schema.
    Builtin(&'static Self),
}

/// A map's fields.
#[derive(Clone, Debug, Default)]
struct Type {
    fields: HashMap<Str, Behind>,
    /// All fields that have no name of their own (`additionalProperties`).
    rest: Option<Behind>,
}

/// The lists that a strategic merge joins, by kind and path.
#[derive(Clone, Debug, Default)]
pub struct MergeSchema {
    types: Vec<Type>,
    /// By `apiVersion`, then by kind.
    kinds: HashMap<Str, HashMap<Str, Behind>>,
    /// What the program has compiled in; nothing in a user's own schema.
    table: table::Table,
    beside: Beside,
}

/// Whether the built-in schema counts beside a user's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Beside {
    /// It does not.
    #[default]
    Nothing,
    /// It counts for what the user's does not have. That is so if lists were merged by it before a
    /// kustomization further down named the user's.
    BuiltinLast,
    /// It wins. That is so if, before a kustomization further down named the user's, an object was met whose
    /// kind is not known, but no list was merged.
    BuiltinFirst,
}

/// A place in a [`MergeSchema`].
#[derive(Clone, Copy, Debug)]
pub struct Place<'s> {
    schema: &'s MergeSchema,
    behind: &'s Behind,
}

impl MergeSchema {
    /// What kustomize 5.8.1 uses when nothing else is asked for.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<MergeSchema> = OnceLock::new();
        BUILTIN.get_or_init(table::read)
    }

    fn type_at(&self, number: usize) -> Option<&Type> {
        self.types.get(number).or_else(|| self.table.type_at(number))
    }

    /// The schema of a kind; `None` if it has none.
    pub fn kind(&self, api_version: &str, kind: &str) -> Option<Place<'_>> {
        let own = || {
            let read = self.kinds.get(api_version).and_then(|kinds| kinds.get(kind));
            let behind = read.or_else(|| self.table.kind(api_version, kind))?;
            Some(Place { schema: self, behind }.resolved())
        };
        let builtin = || Self::builtin().kind(api_version, kind);
        match self.beside {
            Beside::Nothing => own(),
            Beside::BuiltinLast => own().or_else(builtin),
            Beside::BuiltinFirst => builtin().or_else(own),
        }
    }
}

impl<'s> Place<'s> {
    /// What is borrowed from the built-in schema, as a place there.
    fn resolved(self) -> Self {
        match self.behind {
            Behind::Builtin(behind) => Self { schema: MergeSchema::builtin(), behind },
            _ => self,
        }
    }

    /// The schema of a field; `None` if nothing is known of it.
    pub fn field(self, name: &str) -> Option<Self> {
        match self.behind {
            Behind::Nothing => Some(self),
            Behind::Opaque | Behind::List(..) | Behind::Builtin(_) => None,
            Behind::Type(index) => {
                let fields = self.schema.type_at(*index)?;
                let behind = fields.fields.get(name).or(fields.rest.as_ref())?;
                Some(Self { schema: self.schema, behind }.resolved())
            }
        }
    }

    /// For a list that is merged: the keys that name an element (none for a list of scalars), and the
    /// schema of its elements. `None` for everything else.
    pub fn list(self) -> Option<(&'s [Str], Option<Self>)> {
        match self.behind {
            Behind::List(keys, item) => {
                let item = item.as_deref().map(|behind| Self { schema: self.schema, behind }.resolved());
                Some((keys, item))
            }
            _ => None,
        }
    }
}
