//! Puts references right after objects were renamed, moved to a namespace, or given a hash.
//!
//! A field of the tables holds a name that an object has had before; it gets the name the object has
//! now, and the origin of that name. Objects that never changed are no candidates.

mod candidates;

use foldhash::HashMap;
use foldhash::HashMapExt as _;

use crate::build::field_spec;
use crate::build::field_spec::FieldSpec;
use crate::build::names::candidates::Candidate;
use crate::build::names::candidates::Candidates;
use crate::build::names::candidates::Found;
use crate::build::names::candidates::Referrer;
use crate::build::names::candidates::Search;
use crate::build::tables::Referral;
use crate::build::tables::Tables;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Str;

/// Puts the references of all objects right. All that is wrong is reported before it fails.
pub fn fix_references(
    objects: &mut [Object],
    tables: &Tables,
    session: &mut Session,
) -> Result<(), Reported> {
    check_subjects(objects, session)?;
    check_versions(objects, tables, session)?;
    let candidates = Candidates::of(objects);
    let referrals: Vec<&Referral> =
        tables.name_references.iter().filter(|referral| candidates.has_any(referral)).collect();
    if referrals.is_empty() {
        return Ok(());
    }
    let mut rows: HashMap<Gvk, Vec<(&Referral, &FieldSpec)>> = HashMap::new();
    let mut outcome = Ok(());
    for object in objects {
        let mut gvk = Gvk::of(&object.root);
        if let Some(original) = object.previous.first() {
            gvk.kind = original.gvk.kind.clone();
        }
        let rows = rows.entry(gvk).or_insert_with_key(|gvk| rows_for(gvk, &referrals));
        let mut referrer = None;
        let before = session.diagnostics.all().len();
        for (referral, spec) in rows.iter() {
            // Most rows are about fields that most objects do not have.
            if !candidates.may_be_named(&object.root, &spec.path) {
                continue;
            }
            let referrer = &*referrer.get_or_insert_with(|| Referrer::of(object));
            let mut fix = Fix { referral, spec, referrer, candidates: &candidates, session };
            if let Err(reported) = fix.run(&mut object.root) {
                outcome = Err(reported);
            }
        }
        for finding in session.diagnostics.all_mut().iter_mut().skip(before) {
            finding.resource = Some(object.reference());
        }
    }
    outcome
}

/// A service account that a `RoleBinding` names in no namespace is refused, as kustomize does it.
fn check_subjects(objects: &[Object], session: &mut Session) -> Result<(), Reported> {
    for object in objects.iter().filter(|object| object.kind() == "RoleBinding") {
        let subjects = object.root.get("subjects").map(Node::items).into_iter().flatten();
        for subject in subjects.filter(|it| it.str_at(&["kind"]) == Some("ServiceAccount")) {
            if let Some(node) = subject.get("namespace").filter(|it| it.as_str().is_none()) {
                let message = "the `namespace` of this service account is not text";
                let finding = Diagnostic::error("unfit-reference-field", node.origin, message)
                    .about(object.reference())
                    .help("write the namespace that the service account lies in, or remove the field");
                return Err(session.diagnostics.error(finding));
            }
        }
    }
    Ok(())
}

/// An `apiVersion` with an empty group is refused where an object may name others, as kustomize does it.
fn check_versions(objects: &[Object], tables: &Tables, session: &mut Session) -> Result<(), Reported> {
    for object in objects {
        let Some(node) =
            object.root.get("apiVersion").filter(|it| it.as_str().is_some_and(|it| it.starts_with('/')))
        else {
            continue;
        };
        let mut gvk = Gvk::of(&object.root);
        gvk.kind = object.original_id().gvk.kind;
        if tables.name_references.iter().any(|it| it.fields.iter().any(|spec| spec.selects(&gvk))) {
            let message = "this `apiVersion` has a `/` but no group before it";
            let finding = Diagnostic::error("malformed-api-version", node.origin, message)
                .about(object.reference())
                .help("write `group/version`, or the version alone for the core group");
            return Err(session.diagnostics.error(finding));
        }
    }
    Ok(())
}

fn rows_for<'t>(gvk: &Gvk, referrals: &[&'t Referral]) -> Vec<(&'t Referral, &'t FieldSpec)> {
    let rows = referrals.iter().flat_map(|referral| referral.fields.iter().map(|spec| (*referral, spec)));
    rows.filter(|(_, spec)| spec.selects(gvk)).collect()
}

/// One field of one object.
struct Fix<'a> {
    referral: &'a Referral,
    spec: &'a FieldSpec,
    referrer: &'a Referrer,
    candidates: &'a Candidates,
    session: &'a mut Session,
}

/// Why a field could not be fixed.
enum Fault {
    /// A scalar or an unfit value is in the way.
    Shape(Origin, &'static str, &'static str),
    Reported(Reported),
}

impl<'a> Fix<'a> {
    fn run(&mut self, root: &mut Node) -> Result<(), Reported> {
        let path = &self.spec.path;
        if path.iter().all(Str::is_empty) {
            let finding = Diagnostic::error("missing-field", self.spec.at, "`path` is missing")
                .help("say which field holds the name");
            return Err(self.session.diagnostics.error(finding));
        }
        let result = field_spec::visit(root, path, &mut |node| self.fix(node), &mut |node| {
            Fault::Shape(node.origin, "a map or a list", node.type_name())
        });
        match result {
            Ok(()) => Ok(()),
            Err(Fault::Reported(reported)) => Err(reported),
            Err(Fault::Shape(at, wanted, found)) => {
                let message = format!(
                    "expected {wanted} on the way to `{}`, found a value of type {found}",
                    self.spec.shown()
                );
                let mut finding =
                    Diagnostic::error("unfit-reference-field", at, message).help("correct the value");
                if self.spec.at.is_known() {
                    finding = finding
                        .also(self.spec.at, "this row says that the field holds a name")
                        .help("correct the value, or the row");
                }
                Err(self.session.diagnostics.error(finding))
            }
        }
    }

    /// A name, a map with a name and perhaps a namespace, or a list of either.
    fn fix(&mut self, node: &mut Node) -> Result<(), Fault> {
        let Some(items) = node.as_seq_mut() else { return self.fix_one(node) };
        items.iter_mut().try_for_each(|item| match item.data {
            Data::Null => Ok(()),
            Data::Seq(_) => Err(Fault::Shape(item.origin, "names or maps", "array")),
            _ => self.fix_one(item),
        })
    }

    fn fix_one(&mut self, node: &mut Node) -> Result<(), Fault> {
        if node.as_map().is_some() {
            return self.fix_map(node);
        }
        let Some(name) = node.scalar() else { return Ok(()) };
        let Some(found) = self.find(&name, None, false, node.origin)? else { return Ok(()) };
        if found.name.0 != name {
            let origin = self.session.trace.replace(node.origin, found.name.1);
            put_name(node, &found.name.0, origin, self.session);
        }
        Ok(())
    }

    fn fix_map(&mut self, node: &mut Node) -> Result<(), Fault> {
        let Some(name_node) = node.get("name") else {
            return Err(Fault::Shape(node.origin, "a map with a `name`", "object without it"));
        };
        let Some(name) = name_node.scalar() else { return Ok(()) };
        let name_origin = name_node.origin;
        let namespace = node.get("namespace").map(|it| it.scalar().unwrap_or_default());
        let Some(found) = self.find(&name, namespace.as_deref(), true, name_origin)? else { return Ok(()) };
        let values =
            [("name", &found.name, &name), ("namespace", &found.namespace, &namespace.unwrap_or_default())];
        let place = node.origin;
        let Some(map) = node.as_map_mut() else { return Ok(()) };
        for (key, (value, origin), old) in values {
            if value.is_empty() || value == old {
                continue;
            }
            let old_origin = map.get(key).map_or(place, |it| it.origin);
            let origin = match map.get(key) {
                Some(_) => self.session.trace.replace(old_origin, *origin),
                None => *origin,
            };
            match map.get_mut(key) {
                Some(node) => put_name(node, value, origin, self.session),
                None => {
                    let mut node = Node::untyped(value, Quotes::Plain, origin);
                    node.visited();
                    map.insert(key, node);
                }
            }
        }
        Ok(())
    }

    fn find(
        &mut self,
        name: &str,
        namespace: Option<&str>,
        with_namespace: bool,
        at: Origin,
    ) -> Result<Option<&'a Candidate>, Fault> {
        let role =
            matches!(&*self.spec.path, [.., role, name] if role.ends_with("roleRef") && name == "name");
        let search =
            Search { referral: self.referral, referrer: self.referrer, role, namespace, with_namespace };
        match self.candidates.find(name, &search) {
            Found::Nothing => Ok(None),
            Found::One(candidate) => Ok(Some(candidate)),
            Found::Many(all) => {
                let message = format!(
                    "`{}` names `{name}`, which could be any of {}",
                    self.spec.shown(),
                    all.iter().map(|it| shown(it)).collect::<Vec<_>>().join(", ")
                );
                let mut finding = Diagnostic::error("ambiguous-reference", at, message).help(
                    "write the name that the one you mean has after all renames, or rename one of them",
                );
                for candidate in all {
                    finding = finding.also(candidate.name.1, format!("`{}` is named here", candidate.name.0));
                }
                Err(Fault::Reported(self.session.diagnostics.error(finding)))
            }
        }
    }
}

/// Writes a name over another one. It has no type, and the quotes stay.
fn put_name(node: &mut Node, name: &Str, origin: Origin, session: &Session) {
    node.data = Data::Text(node.scalar().unwrap_or_default());
    *node = Node::untyped(name, Quotes::of(node, session), origin);
}

fn shown(candidate: &Candidate) -> String {
    let namespace = &candidate.namespace.0;
    let within = if namespace.is_empty() { String::new() } else { format!(" in `{namespace}`") };
    format!("{} `{}`{within}", candidate.kind, candidate.name.0)
}

#[cfg(test)]
mod tests;
