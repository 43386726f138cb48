//! `vars`: values of objects' fields that `$(NAME)` stands for.

mod expand;
mod lookup;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::build::decode::Fields;
use crate::build::field_spec::FieldSpec;
use crate::build::scalars;
use crate::build::transform::field;
use crate::build::transform::field::Fault;
use crate::build::transform::field::Made;
use crate::build::transform::vars::expand::Value;
use crate::build::transform::vars::expand::expand;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Gvk;
use crate::object::Id;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Form;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Str;
use crate::yaml::Tag;

/// One entry of `vars:`.
#[derive(Clone, Debug)]
pub struct Var {
    /// What `$(NAME)` says.
    pub name: Str,
    /// The object whose field it is. Without a namespace, one of that name in any.
    pub target: Id,
    /// The field.
    pub path: Str,
    /// Where the entry stands.
    pub at: Origin,
    /// Where the object is named.
    pub target_at: Origin,
    /// Where the field is named.
    pub path_at: Origin,
}

impl Var {
    /// Decodes one entry.
    pub fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let fields = Fields::of(node, place, &["name", "objref", "fieldref"], diagnostics)?;
        let mut target = Id::default();
        let mut target_at = node.origin;
        if let Some(objref) = fields.get("objref") {
            let names = ["apiVersion", "group", "version", "kind", "name", "namespace"];
            let fields = Fields::of(objref, &fields.place("objref"), &names, diagnostics)?;
            let mut text = |name: &str| Ok(fields.str(name, diagnostics)?.map(Str::new).unwrap_or_default());
            let api_version = text("apiVersion")?;
            let mut gvk = Gvk { group: text("group")?, version: text("version")?, kind: text("kind")? };
            match api_version.split('/').collect::<Vec<_>>().as_slice() {
                [group, version] => (gvk.group, gvk.version) = (Str::new(group), Str::new(version)),
                [version] if !version.is_empty() => gvk.version = Str::new(version),
                _ => {}
            }
            target = Id { gvk, name: text("name")?, namespace: text("namespace")? };
            target_at = objref.origin;
        }
        let mut path = Node::text("metadata.name", node.origin);
        if let Some(fieldref) = fields.get("fieldref") {
            let fields = Fields::of(fieldref, &fields.place("fieldref"), &["fieldPath"], diagnostics)?;
            if let Some(written) = fields.text("fieldPath", diagnostics)?.filter(|it| it.as_str() != Some(""))
            {
                path = written.clone();
            }
        }
        let name = fields.str("name", diagnostics)?.map(Str::new).unwrap_or_default();
        let path_at = path.origin;
        Ok(Self {
            name,
            target,
            path: path.scalar().unwrap_or_default(),
            at: node.origin,
            target_at,
            path_at,
        })
    }

    fn means(&self, id: &Id) -> bool {
        let namespace = |id: &'_ Id| {
            if id.namespace.is_empty() { Str::new_static("default") } else { id.namespace.clone() }
        };
        id.name == self.target.name
            && id.gvk == self.target.gvk
            && (self.target.namespace.is_empty()
                || (!id.gvk.is_cluster_scoped() && namespace(id) == namespace(&self.target)))
    }

    fn target_shown(&self) -> String {
        format!("{} `{}`", self.target.gvk.kind, self.target.name)
    }
}

/// All `vars` of a kustomization and what it is built on.
#[derive(Clone, Debug, Default)]
pub struct Vars {
    by_name: BTreeMap<Str, Var>,
}

impl Vars {
    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// Adds the entries of a kustomization, when all else in it is done. The objects that they name
    /// remember it, so that they are found after later renames.
    pub fn add(
        &mut self,
        entries: Vec<Var>,
        objects: &mut [Object],
        session: &mut Session,
    ) -> Result<(), Reported> {
        for var in &entries {
            let mut named = objects.iter_mut().filter(|object| object.ids().any(|id| var.means(&id)));
            let Some(first) = named.next() else { continue };
            if let Some(second) = named.next() {
                let message = format!("`vars` entry `{}` could mean any {}", var.name, var.target_shown());
                let finding = Diagnostic::error("ambiguous-var", var.target_at, message)
                    .also(first.root.origin, "one of them")
                    .also(second.root.origin, "another one")
                    .help("add the `namespace` of the one you mean to `objref`");
                return Err(session.diagnostics.error(finding));
            }
            first.vars.push(var.name.clone());
        }
        entries.into_iter().try_for_each(|var| self.insert(var, session))
    }

    /// Takes over the entries of a base.
    pub fn absorb(&mut self, other: Self, session: &mut Session) -> Result<(), Reported> {
        other.by_name.into_values().try_for_each(|var| self.insert(var, session))
    }

    fn insert(&mut self, var: Var, session: &mut Session) -> Result<(), Reported> {
        if let Some(old) = self.by_name.get(&var.name) {
            let message = format!("there are two `vars` entries `{}`", var.name);
            let finding = Diagnostic::error("duplicate-var", var.at, message)
                .also(old.at, "the other one")
                .help("give one of them another name");
            return Err(session.diagnostics.error(finding));
        }
        self.by_name.insert(var.name.clone(), var);
        Ok(())
    }

    /// Replaces `$(NAME)` in the fields of the rows. `$$(NAME)` gives `$(NAME)`, and what names no var stays.
    pub fn resolve(
        &self,
        objects: &mut [Object],
        rows: &[FieldSpec],
        session: &mut Session,
    ) -> Result<(), Reported> {
        if self.is_empty() {
            return Ok(());
        }
        let mut values = BTreeMap::new();
        for var in self.by_name.values() {
            values.insert(var.name.clone(), Self::value(var, objects, session)?);
        }
        let mut used = BTreeSet::new();
        for object in objects {
            let gvk = Gvk::of(&object.root);
            for row in rows.iter().filter(|row| row.selects(&gvk)) {
                let result = field::write(&mut object.root, row, Made::Nothing, Origin::NONE, &mut |node| {
                    resolve_in(node, &values, &mut used, session)
                });
                result.map_err(|fault| fault.report(row, object, session))?;
            }
        }
        for var in self.by_name.values().filter(|var| !used.contains(&var.name)) {
            let message = format!("nothing uses the `vars` entry `{}`", var.name);
            let finding = Diagnostic::warning("unused-var", var.at, message).help(format!(
                "`$({})` is replaced only in fields that a `varReference` row names",
                var.name
            ));
            session.diagnostics.push(finding);
        }
        Ok(())
    }

    fn value(var: &Var, objects: &[Object], session: &mut Session) -> Result<Value, Reported> {
        let Some(object) = objects.iter().find(|object| object.vars.contains(&var.name)) else {
            let target = var.target_shown();
            let message = format!("`vars` entry `{}` names {target}, which is not here", var.name);
            let same_kind = |object: &&Object| object.kind() == var.target.gvk.kind;
            let originals: Vec<Id> = objects.iter().filter(same_kind).map(Object::original_id).collect();
            let names = originals.iter().map(|id| id.name.as_str());
            let help = match (nearest(&var.target.name, names), originals.first()) {
                (Some(near), _) if near != var.target.name => format!("did you mean `{near}`?"),
                (_, Some(id)) => {
                    format!("an object of that kind here has `apiVersion: {}`", id.gvk.api_version())
                }
                _ => "correct `objref`".to_owned(),
            };
            return Err(session
                .diagnostics
                .error(Diagnostic::error("unmatched-var", var.target_at, message).help(help)));
        };
        let found = lookup::find(&object.root, &var.path).and_then(|node| Value::of(node, &session.files));
        let Some(mut value) = found else {
            let message =
                format!("{} has no field `{}` that a `vars` entry could take", var.target_shown(), var.path);
            let finding = Diagnostic::error("missing-var-field", var.path_at, message)
                .also(object.root.origin, "this object")
                .about(object.reference())
                .help("correct `fieldPath`");
            return Err(session.diagnostics.error(finding));
        };
        if matches!(value.data, Data::Seq(_) | Data::Map(_)) {
            let message =
                format!("`vars` entry `{}` takes a list or a map, which cannot be put into text", var.name);
            let finding = Diagnostic::warning("unfit-var-value", var.path_at, message)
                .also(value.origin, "the value")
                .help("name a field below it in `fieldPath`");
            session.diagnostics.push(finding);
        }
        value.origin = value.origin.by(session.trace.step(format!("vars {}", var.name), var.at));
        Ok(value)
    }
}

fn resolve_in(
    node: &mut Node,
    values: &BTreeMap<Str, Value>,
    used: &mut BTreeSet<Str>,
    session: &mut Session,
) -> Result<(), Fault> {
    match &mut node.data {
        Data::Seq(items) => {
            if let Some(odd) = items.iter().find(|item| item.as_str().is_none()) {
                return Err(Fault::unfit(odd, "text"));
            }
            for item in items {
                resolve_one(item, values, used, session);
            }
        }
        Data::Map(map) => {
            for entry in map.iter_mut() {
                resolve_one(&mut entry.value, values, used, session);
            }
        }
        _ => resolve_one(node, values, used, session),
    }
    Ok(())
}

fn resolve_one(
    node: &mut Node,
    values: &BTreeMap<Str, Value>,
    used: &mut BTreeSet<Str>,
    session: &mut Session,
) {
    // What has no type is text from here on.
    if node.form.tag == Tag::None && node.as_str().is_none() {
        node.data = Data::Text(scalars::written(node, &session.files));
        node.form = Form { quotes: Quotes::Plain, tag: Tag::Own };
    }
    let Some(text) = node.as_str().filter(|text| text.contains('$')) else { return };
    let mut origin = None;
    let data = expand(text, &mut |name| {
        let (name, value) = values.get_key_value(name)?;
        if matches!(value.data, Data::Seq(_) | Data::Map(_)) {
            return None;
        }
        used.insert(name.clone());
        origin.get_or_insert(value.origin);
        Some(value)
    });
    if data != node.data {
        let origin = origin.unwrap_or(node.origin);
        field::put(node, data, origin, &mut session.trace);
    }
}
