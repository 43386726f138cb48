//! Follows field paths through nodes.

use super::field_path;
use super::field_path::Part;
use crate::build::scalars;
use crate::diag::Session;
use crate::source::Files;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Form;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Rules;
use crate::yaml::Str;

/// Why a path leads nowhere.
#[derive(Debug)]
pub(super) struct Fault {
    /// The code of the finding.
    pub(super) code: &'static str,
    /// What is wrong, as a sentence.
    pub(super) message: String,
    /// Where the way ends.
    pub(super) at: Origin,
    /// What to do instead.
    pub(super) help: Option<String>,
    /// True if the value is written all the same: it may be replaced before it is printed.
    pub(super) kept: bool,
}

impl Fault {
    pub(super) fn new(message: String, at: Origin) -> Self {
        Self { code: "replacement-field", message, at, help: None, kept: false }
    }

    pub(super) fn kind(node: &Node, part: &str, wanted: &str) -> Self {
        Self::new(format!("`{part}` needs {wanted}, and this is {}", kind(node)), node.origin)
    }
}

fn kind(node: &Node) -> &'static str {
    match node.data {
        Data::Null => "null",
        Data::Map(_) => "a map",
        Data::Seq(_) => "a list",
        _ => "a single value",
    }
}

/// What is made where a path does not exist: a value of this form at its end, and what leads there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Make {
    /// Nothing.
    Nothing,
    /// A single value.
    Scalar,
    /// A map.
    Map,
    /// A list.
    Seq,
}

impl Make {
    /// The form of a value.
    pub(super) fn like(node: &Node) -> Self {
        match node.data {
            Data::Map(_) => Self::Map,
            Data::Seq(_) => Self::Seq,
            _ => Self::Scalar,
        }
    }

    /// What leads to the rest of a path, or stands at its end.
    fn node(self, rest: &[String], origin: Origin) -> Node {
        let data = match (rest.first().map(|next| field_path::part(next)), self) {
            (Some(Part::Index(_) | Part::Where(..) | Part::Brackets), _) | (None, Self::Seq) => {
                Data::Seq(Vec::new())
            }
            (Some(_), _) | (None, Self::Map) => Data::Map(Map::default()),
            (None, _) => Data::Null,
        };
        Node::new(data, origin)
    }
}

pub(super) fn elements<'n>(node: &'n Node, part: &str) -> Result<&'n [Node], Fault> {
    match &node.data {
        Data::Seq(list) => Ok(list),
        Data::Null => Ok(&[]),
        _ => Err(Fault::kind(node, part, "a list")),
    }
}

pub(super) fn brackets(part: &str, at: Origin) -> Fault {
    Fault::new(format!("`{part}` must say what it looks for: `[name=value]`"), at)
}

/// What is done with the values at a path; the second argument is true if the value was just made.
pub(super) type Change<'c> = dyn FnMut(&mut Node, bool, &mut Session) -> Result<(), Fault> + 'c;

/// Calls `change` on all values at a target's path, and counts them.
pub(super) struct Walk<'w, 'c> {
    pub(super) make: Make,
    /// The origin of what is made.
    pub(super) origin: Origin,
    pub(super) change: &'w mut Change<'c>,
}

impl Walk<'_, '_> {
    /// The number of values that were found.
    pub(super) fn run(
        &mut self,
        node: &mut Node,
        path: &[String],
        session: &mut Session,
    ) -> Result<usize, Fault> {
        self.enter(node, path, false, session)
    }

    fn enter(
        &mut self,
        node: &mut Node,
        path: &[String],
        made: bool,
        session: &mut Session,
    ) -> Result<usize, Fault> {
        let Some((text, rest)) = path.split_first() else {
            return (self.change)(node, made, session).map(|()| 1);
        };
        match field_path::part(text) {
            Part::Index(index) => self.index(node, index, text, rest, session),
            Part::Where(field, pattern) => self.matching(node, (field, pattern), text, rest, session),
            Part::Brackets => Err(brackets(text, node.origin)),
            Part::Every => {
                let mut count = 0;
                for item in list(node, text)? {
                    count += self.enter(item, rest, false, session)?;
                }
                Ok(count)
            }
            Part::Field(name) => self.field(node, name, rest, session),
        }
    }

    fn field(
        &mut self,
        node: &mut Node,
        name: &str,
        rest: &[String],
        session: &mut Session,
    ) -> Result<usize, Fault> {
        let origin = self.origin;
        let in_braces = yaml::is_in_braces(node, session);
        let map = match &mut node.data {
            // kustomize makes the field on a null, where it has no effect.
            Data::Null => return Ok(usize::from(self.make != Make::Nothing)),
            Data::Map(map) if !name.is_empty() => map,
            Data::Map(_) => {
                let message = "the path has an empty part".to_owned();
                return Err(Fault {
                    help: Some("write a single dot between two parts".to_owned()),
                    ..Fault::new(message, node.origin)
                });
            }
            _ => return Err(Fault::kind(node, name, "a map")),
        };
        let made = map.get(name).is_none();
        if made {
            if self.make == Make::Nothing {
                return Ok(0);
            }
            map.insert(name, self.make.node(rest, origin));
        }
        let Some(value) = map.get_mut(name) else { return Ok(0) };
        let single = !matches!(value.data, Data::Map(_) | Data::Seq(_));
        if single && !rest.is_empty() {
            return self.within_text(value, rest, session);
        }
        let count = self.enter(value, rest, made, session)?;
        if made && in_braces && value.is_null() && scalars::written(value, &session.files).is_empty() {
            // What is printed within braces as nothing is read again as text.
            value.data = Data::Text(Str::default());
            value.form = Form::default();
        }
        Ok(count)
    }

    /// The path goes on within the text of a scalar. kustomize looks there and leaves the text as it is.
    fn within_text(&mut self, value: &Node, rest: &[String], session: &mut Session) -> Result<usize, Fault> {
        let next = rest.first().map_or("", String::as_str);
        let fault = || Fault::kind(value, next, "a map or a list");
        let mut copy = match value.scalar() {
            Some(text) => parse(&text, session).ok_or_else(fault)?,
            None if value.origin.start < value.origin.end => Node::new(Data::Null, value.origin),
            None => return Err(fault()),
        };
        let mut nothing = |_: &mut Node, _: bool, _: &mut Session| Ok(());
        let mut walk = Walk { make: self.make, origin: self.origin, change: &mut nothing };
        walk.run(&mut copy, rest, session).map_err(|_| fault())
    }

    fn index(
        &mut self,
        node: &mut Node,
        index: usize,
        text: &str,
        rest: &[String],
        session: &mut Session,
    ) -> Result<usize, Fault> {
        let (make, origin, at) = (self.make, self.origin, node.origin);
        let items = list_mut(node, text)?;
        let fresh = index == items.len() && make != Make::Nothing;
        if fresh {
            items.push(make.node(rest, origin));
        }
        let length = items.len();
        match items.get_mut(index) {
            Some(item) => self.enter(item, rest, fresh, session),
            None => Err(Fault::new(format!("there is no element {index}: the list has {length}"), at)),
        }
    }

    fn matching(
        &mut self,
        node: &mut Node,
        (field, pattern): (&str, &str),
        text: &str,
        rest: &[String],
        session: &mut Session,
    ) -> Result<usize, Fault> {
        let at = node.origin;
        let (make, origin) = (self.make, self.origin);
        let regex = match field_path::pattern(pattern) {
            Ok(regex) => regex,
            // kustomize compiles it for every element, so an empty list takes anything.
            Err(_) if node.items().next().is_none() && make == Make::Nothing => return Ok(0),
            Err(message) => return Err(Fault::new(message, at)),
        };
        let mut count = 0;
        for again in [false, true] {
            if again {
                if count > 0 || make == Make::Nothing {
                    break;
                }
                let value = Node::untyped(pattern, Quotes::Plain, origin);
                let item = if field.is_empty() {
                    value
                } else {
                    let mut item = Node::map(origin);
                    item.as_map_mut().and_then(|map| map.insert(field, value));
                    item
                };
                list_mut(node, text)?.push(item);
            }
            for item in list(node, text)? {
                let shown = if field.is_empty() {
                    Some(shown(item, &session.files))
                } else {
                    item.as_map().and_then(|map| map.get(field)).map(|value| shown(value, &session.files))
                };
                if !shown.is_some_and(|shown| regex.is_match(&shown)) {
                    continue;
                }
                // The rest of the path does not count for elements that are scalars.
                let rest = if field.is_empty() { &[][..] } else { rest };
                count += self.enter(item, rest, false, session)?;
            }
        }
        if count == 0 && make != Make::Nothing {
            let message = format!("an element made for `{text}` does not match it");
            return Err(Fault::new(message, at));
        }
        Ok(count)
    }
}

fn list<'n>(node: &'n mut Node, part: &str) -> Result<&'n mut [Node], Fault> {
    if node.is_null() {
        return Ok(&mut []);
    }
    list_mut(node, part).map(Vec::as_mut_slice)
}

fn list_mut<'n>(node: &'n mut Node, part: &str) -> Result<&'n mut Vec<Node>, Fault> {
    let fault = Fault::kind(node, part, "a list");
    node.as_seq_mut().ok_or(fault)
}

/// A value as kustomize prints it to hold it against a pattern: with the quotes that it is written in.
fn shown(node: &Node, files: &Files) -> String {
    let Some(text) = node.scalar() else {
        if node.is_null() {
            return "null".to_owned();
        }
        let mut out = String::new();
        yaml::emit(node, &mut out);
        return out.trim().to_owned();
    };
    let source = files.get(node.origin.file).text.get(node.origin.start as usize..).unwrap_or_default();
    match source.chars().next() {
        Some(quote @ ('"' | '\'')) if node.as_str().is_some() => format!("{quote}{text}{quote}"),
        _ => text.to_string(),
    }
}

/// Reads a text as YAML; the first document counts. Faults are nobody's business.
pub(super) fn parse(text: &str, session: &mut Session) -> Option<Node> {
    if text.trim().is_empty() {
        return None;
    }
    let before = session.diagnostics.all().len();
    let file = session.files.add("(text within a value)", text);
    let root = yaml::parse(file, Rules::Resource, session);
    session.diagnostics.all_mut().truncate(before);
    root.ok()?.into_iter().next()
}
