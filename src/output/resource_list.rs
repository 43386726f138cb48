//! KRM functions: a ResourceList in, a ResourceList out.

use std::sync::Arc;

use super::edit;
use super::edit::keyed;
use super::results;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::Gvk;
use crate::object::Object;
use crate::object::Rendered;
use crate::plan;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::emit;

/// The versions of the list that are understood; an answer has the version of its question.
const VERSIONS: [&str; 2] = ["config.kubernetes.io/v1", "config.kubernetes.io/v1beta1"];

/// The answer of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The ResourceList to print; empty if the input was none.
    pub text: String,
    /// Whether the function must exit with 1: an error was found.
    pub failed: bool,
}

/// A ResourceList as it was read.
#[derive(Debug)]
pub struct ResourceList {
    /// The objects.
    pub objects: Vec<Object>,
    /// What the function is asked to do.
    pub function: Object,
    text: Arc<str>,
    root: Node,
}

impl ResourceList {
    /// Runs the function that the list asks for. `check` is called for the kind that checks instead of
    /// changing; what it finds becomes the results, and an error makes the function fail.
    ///
    /// Items that the function does not change keep their bytes, so comments and the annotations by
    /// which kustomize and kpt recognise them come back as they were.
    pub fn run(
        text: impl Into<Arc<str>>,
        path: &str,
        check: &mut dyn FnMut(&Rendered, &mut Session),
        session: &mut Session,
    ) -> Verdict {
        let Ok(list) = Self::read(text, path, session) else {
            return Verdict { text: String::new(), failed: true };
        };
        let mut objects = list.objects.clone();
        if plan::apply(&list.function, &mut objects, session).is_err() {
            // What a patch did before it failed is not half done, it is not done.
            objects.clone_from(&list.objects);
        } else if plan::is_check(&list.function) {
            let (local, objects) = objects.iter().cloned().partition(is_local);
            check(&Rendered { objects, local }, session);
        }
        let failed = session.diagnostics.count(Severity::Error) > 0;
        Verdict { text: list.write(&objects, session), failed }
    }

    /// Reads a list.
    pub fn read(text: impl Into<Arc<str>>, path: &str, session: &mut Session) -> Result<Self, Reported> {
        let text = text.into();
        let file = session.files.add(path, Arc::clone(&text));
        let documents = yaml::parse(file, Rules::Resource, session)?;
        let mut roots = documents.into_iter().filter(|node| !node.is_null());
        let (Some(root), None) = (roots.next(), roots.next()) else {
            return Err(refuse(file, None, "the input should be one ResourceList", session));
        };
        let gvk = Gvk::of(&root);
        if gvk.kind != "ResourceList" || !VERSIONS.contains(&gvk.api_version().as_str()) {
            let message =
                format!("the input is a `{}` of `{}`, expected a ResourceList", gvk.kind, gvk.api_version());
            return Err(refuse(file, Some(&root), &message, session));
        }
        let Some(function) = root.get("functionConfig").filter(|node| node.as_map().is_some()) else {
            return Err(refuse(file, Some(&root), "the ResourceList has no `functionConfig`", session));
        };
        let objects = match root.get("items") {
            None => Vec::new(),
            Some(items) if items.is_null() => Vec::new(),
            Some(items)
                if items.as_seq().is_some_and(|list| list.iter().all(|item| item.as_map().is_some())) =>
            {
                items.items().cloned().map(Object::new).collect()
            }
            Some(items) => {
                return Err(refuse(file, Some(items), "`items` is not a list of objects", session));
            }
        };
        let function = Object::new(function.clone());
        Ok(Self { objects, function, text, root })
    }

    /// The list with these objects in place of its own, and with the findings as results. The first
    /// objects are the list's own, in their order; further ones are new.
    pub fn write(&self, objects: &[Object], session: &Session) -> String {
        let results = results::node(objects, session);
        self.edited(objects, results.as_ref()).unwrap_or_else(|| self.printed(objects, results))
    }

    /// The text of the list with changes made in place; `None` if the text is not written in lines, or
    /// would not read as it should.
    fn edited(&self, objects: &[Object], results: Option<&Node>) -> Option<String> {
        let before = self.root.get("items")?.as_seq()?;
        if self.root.get("results").is_some() {
            return None;
        }
        let mut out =
            edit::items(&self.text, before, &objects.iter().map(|object| &object.root).collect::<Vec<_>>())?;
        if out != *self.text && !reads_as(&out, objects) {
            return None;
        }
        if let Some(results) = results {
            if !out.ends_with('\n') {
                out.push('\n');
            }
            emit(&keyed("results", results.clone()), &mut out);
        }
        Some(out)
    }

    /// The list printed anew.
    fn printed(&self, objects: &[Object], results: Option<Node>) -> String {
        let mut root = Map::default();
        for entry in self.root.as_map().into_iter().flatten() {
            if entry.key != "items" && entry.key != "results" {
                root.push(entry.clone());
            }
        }
        let items = objects.iter().map(|object| object.root.clone()).collect();
        root.insert("items", Node::new(Data::Seq(items), Origin::NONE));
        if let Some(results) = results {
            root.insert("results", results);
        }
        let mut out = String::new();
        emit(&Node::new(Data::Map(root), Origin::NONE), &mut out);
        out
    }
}

/// True if a list reads as these objects.
fn reads_as(text: &str, objects: &[Object]) -> bool {
    let mut session = Session::default();
    let file = session.files.add("", text);
    let documents = yaml::parse(file, Rules::Resource, &mut session).unwrap_or_default();
    let items = documents.iter().find_map(|root| root.get("items")?.as_seq()).unwrap_or_default();
    items.len() == objects.len() && items.iter().zip(objects).all(|(item, object)| *item == object.root)
}

/// Kustomize drops these from its output, and so they are no part of what is checked.
fn is_local(object: &Object) -> bool {
    object.annotation("config.kubernetes.io/local-config").is_some_and(|value| value != "false")
}

fn refuse(file: FileId, at: Option<&Node>, message: &str, session: &mut Session) -> Reported {
    let at = at.map_or(Origin::new(file, 0, 0), |node| node.get("kind").unwrap_or(node).origin);
    session.diagnostics.error(
        Diagnostic::error("function-input", at, message)
            .help("kustomize and kpt write it; `flightplan --help` lists the commands for everyone else"),
    )
}
