//! Where a value comes from.

use super::FieldPath;
use super::Options;
use super::Value;
use super::exact;
use super::field_path;
use crate::build::decode::Fields;
use crate::build::transform::patches::Take;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Id;
use crate::object::Object;
use crate::patch::target::seen_namespace;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Number;
use crate::yaml::Str;
use crate::yaml::spelled;

/// Where a value comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A text in the replacement itself.
    Text(Node),
    /// A field of an object.
    Field(Box<Selected>),
}

/// A field of the one object that fits.
#[derive(Clone, Debug)]
pub(super) struct Selected {
    group: Str,
    version: Str,
    kind: Str,
    name: Str,
    namespace: Str,
    path: FieldPath,
    options: Options,
    at: Origin,
}

impl Source {
    /// Reads `source` or `sourceValue`.
    pub(super) fn decode(
        fields: &Fields<'_>,
        place: &str,
        take: Take,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let text = fields.text("sourceValue", diagnostics)?;
        let (node, fault) = match (fields.get("source"), text) {
            (None, Some(text)) => return Ok(Self::Text(text.clone())),
            (Some(node), None) => (node, None),
            (Some(node), Some(_)) => (node, Some(format!("`{place}` has both `source` and `sourceValue`"))),
            (None, None) => {
                let message = format!("`{place}` has no `source`");
                let finding = Diagnostic::error("replacement-source", fields.origin(), message)
                    .help("name the object and the field: `source: {kind: ConfigMap, name: settings, fieldPath: data.image}`");
                return Err(diagnostics.error(finding));
            }
        };
        if let Some(message) = fault {
            let finding =
                Diagnostic::error("replacement-source", node.origin, message).help("remove one of them");
            return Err(diagnostics.error(finding));
        }
        let place = fields.place("source");
        let names = ["group", "version", "kind", "name", "namespace", "fieldPath", "options"];
        let source = take(node, &place, &names, diagnostics)?;
        let mut text = |name: &str| Ok(source.str(name, diagnostics)?.unwrap_or_default().into());
        let (group, version, kind) = (text("group")?, text("version")?, text("kind")?);
        let (name, namespace) = (text("name")?, text("namespace")?);
        let path = source.text("fieldPath", diagnostics)?.filter(|it| it.as_str() != Some(""));
        let path = match path {
            Some(node) => {
                FieldPath { written: node.as_str().unwrap_or_default().to_owned(), at: node.origin }
            }
            None => FieldPath { written: "metadata.name".to_owned(), at: node.origin },
        };
        let options = match source.get("options") {
            Some(node) => Options::decode(node, &source.place("options"), take, diagnostics)?,
            None => Options::default(),
        };
        let selected = Selected { group, version, kind, name, namespace, path, options, at: node.origin };
        Ok(Self::Field(Box::new(selected)))
    }

    /// The value.
    pub(super) fn value(
        &self,
        objects: &[Object],
        step: StepId,
        session: &mut Session,
    ) -> Result<Value, Reported> {
        match self {
            Self::Text(node) => {
                Ok(Value { node: Node::new(node.data.clone(), node.origin.by(step)), untyped: true })
            }
            Self::Field(selected) => {
                let mut node = selected.value(objects, session)?;
                crate::patch::merge::stamp(&mut node, step);
                Ok(Value { node, untyped: false })
            }
        }
    }
}

/// Where the value stands. kustomize does not copy it before it is written, so it changes with its object.
#[derive(Clone, Debug)]
pub(super) struct Live {
    /// The object among all.
    pub(super) index: usize,
    parts: Vec<String>,
}

impl Live {
    /// Reads the value anew.
    pub(super) fn refresh(&self, value: &mut Value, object: &Object, step: StepId) {
        if let Ok(Some(node)) = exact::value(&object.root, &self.parts) {
            value.node = node.clone();
            crate::patch::merge::stamp(&mut value.node, step);
        }
    }
}

impl Source {
    /// Where the value stands; `None` if it is text, or part of one.
    pub(super) fn live(&self, objects: &[Object]) -> Option<Live> {
        let Self::Field(selected) = self else { return None };
        if !selected.options.delimiter.is_empty() {
            return None;
        }
        let index = objects.iter().position(|object| selected.selects(object))?;
        Some(Live { index, parts: field_path::split(&selected.path.written) })
    }
}

/// `default` is the same as no namespace.
fn normal(namespace: &str) -> &str {
    if namespace.is_empty() { "default" } else { namespace }
}

impl Selected {
    fn fits(&self, id: &Id, namespace: &str) -> bool {
        let same = |wanted: &Str, found: &Str| wanted.is_empty() || wanted == found;
        same(&self.name, &id.name)
            && same(&self.kind, &id.gvk.kind)
            && same(&self.group, &id.gvk.group)
            && same(&self.version, &id.gvk.version)
            && (self.namespace.is_empty() || normal(&self.namespace) == normal(namespace))
    }

    /// True if the object has, or has had, an identity that fits. Earlier ones count with today's group and
    /// version.
    fn selects(&self, object: &Object) -> bool {
        let current = object.id();
        if self.fits(&current, &current.namespace) {
            return true;
        }
        object.previous.iter().any(|past| {
            let mut id = past.clone();
            id.gvk.group.clone_from(&current.gvk.group);
            id.gvk.version.clone_from(&current.gvk.version);
            self.fits(&id, seen_namespace(past))
        })
    }

    fn value(&self, objects: &[Object], session: &mut Session) -> Result<Node, Reported> {
        let mut found = objects.iter().filter(|object| self.selects(object));
        let object = match (found.next(), found.next()) {
            (Some(object), None) => object,
            (None, _) => return Err(self.absent(objects, session)),
            (Some(first), Some(second)) => {
                let mut finding = Diagnostic::error(
                    "replacement-source-ambiguous",
                    self.at,
                    "the source could be several objects",
                )
                .help("add what tells them apart: `kind`, `name`, `namespace`, `group` or `version`");
                for object in [first, second] {
                    finding = finding.also(name_at(object), format!("{} `{}`", object.kind(), object.name()));
                }
                return Err(session.diagnostics.error(finding));
            }
        };
        let parts = field_path::split(&self.path.written);
        let written = &self.path.written;
        let node = match exact::value(&object.root, &parts) {
            Ok(Some(node)) if !is_nothing(node) => node,
            Ok(_) => {
                let (end, help) = exact::missing(&object.root, &parts);
                let message = format!("the source has no value at `{written}`");
                let mut finding = Diagnostic::error("replacement-field", self.path.at, message)
                    .also(end, "the path ends here")
                    .about(object.reference());
                if let Some(help) = help.filter(|help| !help.contains("create: true")) {
                    finding = finding.help(help);
                }
                return Err(session.diagnostics.error(finding));
            }
            Err(fault) => {
                let message = format!("`{written}` cannot be followed in the source: {}", fault.message);
                let finding = Diagnostic::error("replacement-field", self.path.at, message)
                    .also(fault.at, "here")
                    .about(object.reference());
                return Err(session.diagnostics.error(finding));
            }
        };
        self.refined(node, session)
    }

    /// A part of the value, if it is to be split.
    fn refined(&self, node: &Node, session: &mut Session) -> Result<Node, Reported> {
        let options = &self.options;
        if options.delimiter.is_empty() {
            return Ok(node.clone());
        }
        let Some(text) = spelled(node, session).or_else(|| node.scalar()) else {
            let finding =
                Diagnostic::error("replacement-delimiter", self.at, "only a single value can be split")
                    .also(node.origin, "the source's value")
                    .help("remove `delimiter`, or name a field below");
            return Err(session.diagnostics.error(finding));
        };
        let pieces: Vec<&str> = text.split(options.delimiter.as_str()).collect();
        let Some(piece) = usize::try_from(options.index).ok().and_then(|index| pieces.get(index)) else {
            let message =
                format!("there is no piece {} in `{text}`, which has {}", options.index, pieces.len());
            let finding = Diagnostic::error("replacement-delimiter", self.at, message)
                .also(node.origin, "the source's value")
                .help(format!("pieces are counted from 0, up to {} here", pieces.len() - 1));
            return Err(session.diagnostics.error(finding));
        };
        let data = match &node.data {
            // The type stays that of the whole value.
            Data::Number(_) if Number::parse(piece).is_some() => Data::Number((*piece).into()),
            _ => Data::Text((*piece).into()),
        };
        Ok(Node::new(data, node.origin))
    }

    fn absent(&self, objects: &[Object], session: &mut Session) -> Reported {
        let mut wanted = Vec::new();
        for (field, value) in [("kind", &self.kind), ("name", &self.name), ("namespace", &self.namespace)] {
            if !value.is_empty() {
                wanted.push(format!("{field} `{value}`"));
            }
        }
        let message = format!("the source matches no object: {}", wanted.join(", "));
        let finding = Diagnostic::error("replacement-source-no-match", self.at, message);
        let of_kind: Vec<&Object> =
            objects.iter().filter(|it| self.kind.is_empty() || it.kind() == self.kind).collect();
        let finding = if let Some(near) = nearest(&self.name, of_kind.iter().map(|it| it.name())) {
            finding.help(format!("did you mean the name `{near}`?"))
        } else if let Some(near) = nearest(&self.kind, objects.iter().map(Object::kind)) {
            finding.help(format!("did you mean the kind `{near}`?"))
        } else {
            finding.help("source fields are texts, not patterns; the name may be the one before or after prefixes and suffixes")
        };
        session.diagnostics.error(finding)
    }
}

fn name_at(object: &Object) -> Origin {
    object.root.at(&["metadata", "name"]).map_or(object.root.origin, |name| name.origin)
}

fn is_nothing(node: &Node) -> bool {
    match &node.data {
        Data::Null => true,
        Data::Map(map) => Map::is_empty(map),
        Data::Seq(list) => list.is_empty(),
        _ => false,
    }
}
