//! Objects against their schema: every fault with its place and the nearest right name.

mod compiled;
mod demands;
mod fields;
mod lists;
mod names;
mod path;
mod relations;
mod value;
mod walk;

pub use fields::advice;
pub use path::Path;
pub use value::Fault;
pub use value::fault;

use super::builtin::builtin;
use super::kinds::Hint;
use super::types::Schemas;
use super::types::Type;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::ByKind;
use crate::object::Gvk;
use crate::object::Object;
use crate::yaml::Node;
use compiled::Types;

/// Checks objects against the built-in schemas and against the `CustomResourceDefinition`s among them.
pub fn check_all(objects: &[Object], session: &mut Session) {
    let schemas = Schemas::with_crds(objects);
    let mut checker = schemas.checker();
    for object in objects {
        checker.check(object, session);
    }
}

/// Checks an object against the built-in schemas. A kind without a schema is noted as not checked.
pub fn check(object: &Object, session: &mut Session) {
    builtin().check(object, session);
}

impl Schemas {
    /// Checks an object. A kind without a schema is noted as not checked.
    pub fn check(&self, object: &Object, session: &mut Session) {
        self.checker().check(object, session);
    }

    /// A check of several objects: kinds and types are looked up once for all of them.
    pub fn checker(&self) -> Checker<'_> {
        Checker { schemas: self, types: Types::new(self), kinds: ByKind::default() }
    }
}

/// A check of several objects.
#[derive(Debug)]
pub struct Checker<'s> {
    schemas: &'s Schemas,
    types: Types<'s>,
    /// The type of each kind.
    kinds: ByKind<(Gvk, Option<Type<'s>>)>,
}

impl Checker<'_> {
    /// Checks an object. A kind without a schema is noted as not checked.
    pub fn check(&mut self, object: &Object, session: &mut Session) {
        let start = session.diagnostics.all().len();
        self.object(&object.root, session);
        if !is_encrypted(&object.root) {
            relations::check(object, &mut |finding| session.diagnostics.push_once(finding, &[]));
            // The server looks at the rest only once an object is what its schema says, and so do we: a
            // container with `imagee` need not be told that it lacks `image` as well.
            let faulty = |it: &Diagnostic| it.severity == Severity::Error;
            if !session.diagnostics.all().iter().skip(start).any(faulty) {
                demands::check(object, &mut |finding| session.diagnostics.push_once(finding, &[]));
            }
        }
        // The reference is made only if there is something to say.
        if session.diagnostics.all().len() > start {
            let about = object.reference();
            for it in session.diagnostics.all_mut().iter_mut().skip(start) {
                it.resource.get_or_insert_with(|| about.clone());
            }
        }
    }

    fn object(&mut self, root: &Node, session: &mut Session) {
        if root.is_null() {
            return;
        }
        let schemas = self.schemas;
        let (gvk, of) = self.kinds.of(root, |gvk| {
            let of = schemas.find(&gvk);
            (gvk, of)
        });
        let (gvk, of) = (&*gvk, *of);
        if gvk.kind.is_empty() || gvk.version.is_empty() {
            return schemas.nameless(gvk, root, session);
        }
        if is_encrypted(root) {
            let what = format!("{} {}", gvk.api_version(), gvk.kind);
            return session.diagnostics.not_checked(what, "encrypted with SOPS");
        }
        if gvk.kind == "List" && gvk.group.is_empty() {
            for item in root.get("items").into_iter().flat_map(Node::items) {
                self.check(&Object::new(item.clone()), session);
            }
            return;
        }
        match of {
            Some(of) => walk::object(of, &self.types, gvk, root, session),
            None => schemas.unknown(gvk, root, session),
        }
    }
}

impl Schemas {
    /// An object without `apiVersion` or `kind`.
    fn nameless(&self, gvk: &Gvk, root: &Node, session: &mut Session) {
        let missing = if gvk.kind.is_empty() { "kind" } else { "apiVersion" };
        let at =
            root.as_map().and_then(|map| map.iter().next()).map_or(root.origin, |entry| entry.key_origin);
        let mut finding =
            Diagnostic::error("schema-missing-field", at, format!("the object lacks `{missing}`"));
        if let Hint::Unknown { nearest: Some((api_version, kind)) } = self.hint(gvk)
            && missing == "apiVersion"
            && *kind == *gvk.kind
        {
            finding = finding.help(format!("add `apiVersion: {api_version}`"));
        }
        session.diagnostics.push(finding);
    }

    fn unknown(&self, gvk: &Gvk, root: &Node, session: &mut Session) {
        let (kind, api_version) = (&gvk.kind, gvk.api_version());
        let origin = |key: &str| root.get(key).unwrap_or(root).origin;
        let finding = match self.hint(gvk) {
            Hint::Foreign => {
                let what = format!("{api_version} {kind}");
                return session.diagnostics.not_checked(what, "no schema for this kind");
            }
            Hint::Gone(gone) => {
                let message = format!("Kubernetes has no {api_version} {kind} since 1.{}", gone.removed);
                let it = Diagnostic::error("schema-removed-version", origin("apiVersion"), message);
                match gone.instead {
                    Some(instead) => it.help(format!("use `apiVersion: {instead}`; its fields may differ")),
                    None => it.help("the kind is gone and nothing took its place: remove the object"),
                }
            }
            Hint::Unknown { nearest } => {
                let wrong_kind = nearest.as_ref().is_some_and(|(_, near)| near != kind);
                let at = origin(if wrong_kind { "kind" } else { "apiVersion" });
                let message = format!("there is no kind {kind} in {api_version}");
                let it = Diagnostic::error("schema-unknown-kind", at, message);
                match nearest {
                    Some(near) => it.help(meant(gvk, &near)),
                    None => it,
                }
            }
            Hint::Doubtful { nearest } => {
                let message = format!("no schema is known for {api_version} {kind}");
                let at = origin("apiVersion");
                Diagnostic::new("schema-unknown-kind", Severity::Warning, at, message)
                    .help(meant(gvk, &nearest))
            }
        };
        session.diagnostics.push(finding);
    }
}

/// True for an object that SOPS encrypted: a later step decrypts it.
fn is_encrypted(root: &Node) -> bool {
    root.at(&["sops", "mac"]).is_some()
}

fn meant(gvk: &Gvk, (api_version, kind): &(String, String)) -> String {
    let same_version = *api_version == gvk.api_version();
    match (same_version, *kind == gvk.kind) {
        (true, _) => format!("did you mean `kind: {kind}`?"),
        (false, true) => format!("did you mean `apiVersion: {api_version}`?"),
        (false, false) => format!("did you mean `{kind}` of `{api_version}`?"),
    }
}

#[cfg(test)]
mod tests;
