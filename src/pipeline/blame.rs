//! Where values come from.

use super::field;
use super::field::push_element;
use super::field::push_key;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Object;
use crate::object::Rendered;
use crate::source::File;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;

/// Shown text of a value is cut here.
const LONGEST: usize = 80;

/// Where one field of an object comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blame {
    /// The field.
    pub path: String,
    /// Its value on one line.
    pub value: String,
    /// Who wrote it: the winner first, then what each one replaced.
    pub sources: Vec<Source>,
}

/// A place that wrote a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path of the file; empty for values that the program made itself.
    pub file: String,
    /// Line from 1; 0 if there is no file.
    pub line: usize,
    /// Column from 1; 0 if there is no file.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column after the end.
    pub end_column: usize,
    /// The text that stands there.
    pub text: String,
    /// What put it in its place, the nearest first: `patches[0]`, and the `components[1]` that led to it.
    pub steps: Vec<Placing>,
}

/// A directive that put a value in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    /// The directive.
    pub field: String,
    /// The file that holds it; empty for a step of the program itself.
    pub file: String,
    /// Its line.
    pub line: usize,
}

/// The object that a user names as `KIND/NAME` or `NAMESPACE/KIND/NAME`, upper and lower case of the kind
/// being the same, and the name being the one in the output or any that it had before. If there is none,
/// or more than one, the words say so.
pub fn find_object<'r>(rendered: &'r Rendered, name: &str) -> Result<&'r Object, String> {
    let parts: Vec<&str> = name.split('/').collect();
    let (namespace, kind, wanted) = match parts.as_slice() {
        [kind, name] => (None, *kind, *name),
        [namespace, kind, name] => (Some(*namespace), *kind, *name),
        _ => return Err(format!("`{name}` is no `KIND/NAME` or `NAMESPACE/KIND/NAME`")),
    };
    let all = || rendered.objects.iter().chain(&rendered.local);
    let fits = |object: &&Object| {
        object.kind().eq_ignore_ascii_case(kind)
            && namespace.is_none_or(|it| object.id().effective_namespace() == it || object.namespace() == it)
    };
    let is = |object: &&Object| object.name() == wanted;
    let was = |object: &&Object| object.previous.iter().any(|id| id.name == wanted);
    for found in [
        all().filter(fits).filter(is).collect::<Vec<_>>(),
        all().filter(fits).filter(was).collect::<Vec<_>>(),
    ] {
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one),
            many => {
                let names: Vec<String> = many.iter().map(|it| full_name(it)).collect();
                return Err(format!("`{name}` names {} objects: {}", many.len(), names.join(", ")));
            }
        }
    }
    let names: Vec<String> = all().map(|it| format!("{}/{}", it.kind(), it.name())).collect();
    let short = format!("{kind}/{wanted}");
    Err(match nearest(&short, names.iter().map(String::as_str)) {
        Some(right) => format!("there is no `{name}`, did you mean `{right}`?"),
        None => format!("there is no `{name}`, only {}", names.join(", ")),
    })
}

/// `KIND/NAME`, after the namespace if there is one.
pub fn full_name(object: &Object) -> String {
    match object.namespace() {
        "" => format!("{}/{}", object.kind(), object.name()),
        namespace => format!("{namespace}/{}/{}", object.kind(), object.name()),
    }
}

/// Where a field comes from, and every field below it. If there is no such field, the words say what is
/// there instead.
pub fn blame(object: &Object, path: &str, session: &Session) -> Result<Vec<Blame>, String> {
    let (path, node) = field::find(&object.root, path)?;
    let mut found = Vec::new();
    descend(node, path, session, &mut found);
    Ok(found)
}

fn descend(node: &Node, path: String, session: &Session, found: &mut Vec<Blame>) {
    match &node.data {
        Data::Map(map) if !map.is_empty() => {
            for entry in map {
                let mut below = path.clone();
                push_key(&mut below, &entry.key);
                descend(&entry.value, below, session, found);
            }
        }
        Data::Seq(list) if !list.is_empty() => {
            for (index, item) in list.iter().enumerate() {
                let mut below = path.clone();
                push_element(&mut below, list, index);
                descend(item, below, session, found);
            }
        }
        _ => found.push(Blame { path, value: value(node), sources: sources(node.origin, session) }),
    }
}

fn value(node: &Node) -> String {
    match &node.data {
        Data::Null => "null".to_owned(),
        Data::Map(_) => "{}".to_owned(),
        Data::Seq(_) => "[]".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(text) => text.to_string(),
        Data::Text(text) => one_line(text),
    }
}

fn one_line(text: &str) -> String {
    let mut words = text.trim_end().replace('\n', "\\n");
    if words.chars().count() > LONGEST {
        words = words.chars().take(LONGEST).chain(['…']).collect();
    }
    words
}

fn sources(origin: Origin, session: &Session) -> Vec<Source> {
    session.trace.chain(origin).into_iter().map(|origin| source(origin, session)).collect()
}

fn source(origin: Origin, session: &Session) -> Source {
    let steps = steps(origin, session);
    if !origin.is_known() {
        return Source {
            file: String::new(),
            line: 0,
            column: 0,
            end_line: 0,
            end_column: 0,
            text: String::new(),
            steps,
        };
    }
    let file = session.files.get(origin.file);
    let (from, to) = (file.position(origin.start), file.position(origin.end));
    Source {
        file: file.path.clone(),
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
        text: one_line(text(file, origin)),
        steps,
    }
}

fn text(file: &File, origin: Origin) -> &str {
    file.text.get(origin.start as usize..origin.end as usize).unwrap_or("")
}

/// The directive that placed a value, and those that led to it.
fn steps(origin: Origin, session: &Session) -> Vec<Placing> {
    let mut placings = Vec::new();
    let mut id = origin.step;
    while let Some(step) = session.trace.get(id) {
        let (file, line) = if step.at.is_known() {
            let file = session.files.get(step.at.file);
            (file.path.clone(), file.position(step.at.start).line)
        } else {
            (String::new(), 0)
        };
        placings.push(Placing { field: step.field.clone(), file, line });
        // A step is noted after the one that led to it; anything else would be a circle.
        if step.at.step >= id {
            break;
        }
        id = step.at.step;
    }
    placings
}
