//! `namespace`: moves every object that can live in a namespace into one.

use foldhash::HashMap;
use foldhash::HashMapExt as _;

use crate::build::field_spec::FieldSpec;
use crate::build::set::Key;
use crate::build::transform::field;
use crate::build::transform::field::Fault;
use crate::build::transform::field::Made;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::ByKind;
use crate::object::Gvk;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::source::Trace;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Str;

/// Which subjects of a `RoleBinding` or `ClusterRoleBinding` get the namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Subjects {
    /// Those called `default`.
    #[default]
    DefaultOnly,
    /// Those of the kind `ServiceAccount`.
    AllServiceAccounts,
    /// None.
    None,
}

const MODES: [(&str, Subjects); 3] = [
    ("defaultOnly", Subjects::DefaultOnly),
    ("allServiceAccounts", Subjects::AllServiceAccounts),
    ("none", Subjects::None),
];

impl Subjects {
    /// Decodes `setRoleBindingSubjects:`.
    pub fn decode(node: &Node, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let written = node.scalar().unwrap_or_default();
        if written.is_empty() && node.as_seq().is_none() && node.as_map().is_none() {
            return Ok(Self::default());
        }
        if let Some((_, mode)) = MODES.iter().find(|(name, _)| *name == written) {
            return Ok(*mode);
        }
        let names = MODES.map(|(name, _)| name);
        let message = format!("`setRoleBindingSubjects` cannot be `{written}`");
        let help = match nearest(&written, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of `{}`", names.join("`, `")),
        };
        Err(diagnostics.error(Diagnostic::error("unknown-subjects", node.origin, message).help(help)))
    }
}

/// The namespace that objects move to.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// Its name; nothing is done if it is empty.
    pub name: Node,
    /// Whether fields that hold a namespace already keep it.
    pub unset_only: bool,
    /// Which subjects of role bindings move too.
    pub subjects: Subjects,
}

impl Namespace {
    /// `namespace:` of a kustomization.
    pub fn new(name: &Node) -> Self {
        Self { name: name.clone(), unset_only: false, subjects: Subjects::default() }
    }

    /// Moves the objects. Afterwards no two may have the same identity.
    pub fn apply(
        &self,
        objects: &mut [Object],
        rows: &[FieldSpec],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let name = self.name.scalar().unwrap_or_default();
        if name.is_empty() {
            return Ok(());
        }
        let mover = Mover { name, origin: self.name.origin.by(step), how: self };
        let mut kinds = ByKind::default();
        for object in objects.iter_mut().filter(|object| !object.from_helm) {
            object.remember();
            let kind = kinds.of(&object.root, |gvk| Kind::of(&gvk, rows));
            mover.run(object, kind, session)?;
        }
        self.check(objects, session)
    }

    fn check(&self, objects: &[Object], session: &mut Session) -> Result<(), Reported> {
        let mut seen: HashMap<Key, Origin> = HashMap::with_capacity(objects.len());
        let mut outcome = Ok(());
        for object in objects {
            let named_at = object.root.at(&["metadata", "name"]).map_or(object.root.origin, |it| it.origin);
            let Some(earlier) = seen.insert(Key::of(object.id()), named_at) else { continue };
            let id = object.id();
            let message = format!(
                "two objects become {} `{}` in namespace `{}`",
                id.gvk.kind,
                id.name,
                self.name.scalar().unwrap_or_default()
            );
            let before = object.previous.last().map(|it| it.namespace.clone()).unwrap_or_default();
            let origin = |at: Origin| session.trace.chain(at).last().copied().unwrap_or(at);
            let finding = Diagnostic::error("namespace-collision", self.name.origin, message)
                .also(origin(earlier), "one of them")
                .also(
                    origin(named_at),
                    if before.is_empty() {
                        "the other".to_owned()
                    } else {
                        format!("the other, which was in `{before}`")
                    },
                )
                .about(object.reference())
                .help("rename one of them, or leave one out of this kustomization");
            outcome = Err(session.diagnostics.error(finding));
        }
        outcome
    }
}

/// What is written to objects of one kind.
struct Kind<'r> {
    /// The row of the object's own namespace, if it can live in one.
    own: Option<FieldSpec>,
    /// Whether it binds roles to subjects.
    binding: bool,
    /// The other rows.
    rows: Vec<&'r FieldSpec>,
}

impl<'r> Kind<'r> {
    fn of(gvk: &Gvk, rows: &'r [FieldSpec]) -> Self {
        let own = FieldSpec { create: true, ..FieldSpec::new("metadata/namespace") };
        let binding = matches!(gvk.kind.as_str(), "RoleBinding" | "ClusterRoleBinding");
        Self {
            own: (!gvk.is_cluster_scoped()).then_some(own),
            binding,
            rows: rows.iter().filter(|row| row.selects(gvk) && !is_special(row, gvk, binding)).collect(),
        }
    }
}

struct Mover<'a> {
    name: Str,
    origin: Origin,
    how: &'a Namespace,
}

impl Mover<'_> {
    fn run(&self, object: &mut Object, kind: &Kind<'_>, session: &mut Session) -> Result<(), Reported> {
        if let Some(own) = &kind.own {
            self.write(object, own, session)?;
        }
        if kind.binding {
            let result = self.write_subjects(&mut object.root, &mut session.trace);
            result.map_err(|fault| fault.report(&FieldSpec::new("subjects/namespace"), object, session))?;
        }
        kind.rows.iter().try_for_each(|row| self.write(object, row, session))
    }

    fn write(&self, object: &mut Object, row: &FieldSpec, session: &mut Session) -> Result<(), Reported> {
        let trace = &mut session.trace;
        let result =
            field::write(&mut object.root, row, Made::Text, self.origin, &mut |node| self.set(node, trace));
        result.map_err(|fault| fault.report(row, object, session))
    }

    fn set(&self, node: &mut Node, trace: &mut Trace) -> Result<(), Fault> {
        field::scalar_only(node)?;
        let is_set = node.scalar().is_some_and(|text| !text.is_empty());
        if !(is_set && self.how.unset_only) {
            field::put(node, Data::Text(self.name.clone()), self.origin, trace);
        }
        Ok(())
    }

    fn write_subjects(&self, root: &mut Node, trace: &mut Trace) -> Result<(), Fault> {
        let (key, wanted) = match self.how.subjects {
            Subjects::None => return Ok(()),
            Subjects::DefaultOnly => ("name", "default"),
            Subjects::AllServiceAccounts => ("kind", "ServiceAccount"),
        };
        let Some(subjects) = root.get_mut("subjects").filter(|it| !it.is_null()) else { return Ok(()) };
        let Data::Seq(list) = &mut subjects.data else { return Err(Fault::unfit(subjects, "a list")) };
        for subject in list {
            let map = match &mut subject.data {
                Data::Null => continue,
                Data::Map(map) => map,
                _ => return Err(Fault::unfit(subject, "a map")),
            };
            if let Some(value) = map.get(key) {
                field::scalar_only(value)?;
            }
            if map.get(key).and_then(Node::scalar).is_some_and(|it| it == wanted) {
                let node = map.get_or_insert_with("namespace", || Node::new(Data::Null, self.origin));
                self.set(node, trace)?;
            }
        }
        Ok(())
    }
}

/// True for rows that never count: an object's own namespace is set by scope, subjects by their own
/// rule, and the name of a `Namespace` only for the real kind.
fn is_special(row: &FieldSpec, gvk: &Gvk, binding: bool) -> bool {
    let path: Vec<&str> = row.path.iter().map(Str::as_str).collect();
    match path.as_slice() {
        ["metadata", "namespace"] => true,
        ["metadata", "name"] => gvk.api_version() != "v1",
        ["subjects", "namespace"] => {
            binding && matches!(row.kind.as_deref(), Some("RoleBinding" | "ClusterRoleBinding"))
        }
        _ => false,
    }
}
