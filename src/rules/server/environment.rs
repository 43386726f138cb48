//! The variables of a container, as far as the objects of the build tell them.

use crate::object::Container;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::source::Origin;
use crate::yaml::Node;

/// How deep variables that name variables are followed.
const DEEPEST: usize = 16;

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Variable {
    /// Its value, and where that was written.
    Set(String, Origin),
    /// It is set by something that the build does not hold, such as a Secret or a field of the Pod.
    Elsewhere,
    /// Nothing of the manifest sets it; the image may.
    Unset,
}

/// A variable whose value went into a text, and where the value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Source {
    /// The name of the variable.
    pub(in crate::rules) name: String,
    /// The place of its value, in a ConfigMap or in the container.
    pub(in crate::rules) at: Origin,
}

/// A text with the values of variables in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Filled {
    pub(super) text: String,
    pub(super) sources: Vec<Source>,
}

/// The variables of a container.
#[derive(Clone, Copy, Debug)]
pub(super) struct Environment<'a> {
    env: &'a [Node],
    sources: &'a [Node],
    object: Option<&'a Object>,
}

impl<'a> Environment<'a> {
    /// Those of a container of an object.
    pub(super) fn of(container: &Container<'a>, object: Option<&'a Object>) -> Self {
        Self { env: container.list("env"), sources: container.list("envFrom"), object }
    }

    /// What a variable is in the container.
    pub(super) fn get(&self, cx: Option<&Cx<'a>>, name: &str) -> Variable {
        self.before(cx, name, self.env.len(), 0)
    }

    /// What a variable is when the first entries of `env` are set: an entry sees those above it.
    fn before(&self, cx: Option<&Cx<'a>>, name: &str, end: usize, depth: usize) -> Variable {
        let above = self.env.get(..end).unwrap_or_default();
        let found = above.iter().enumerate().rev().find(|(_, it)| it.str_at(&["name"]) == Some(name));
        let Some((position, entry)) = found else { return self.listed_whole(cx, name) };
        if let Some(source) = entry.get("valueFrom") {
            let Some(reference) = source.get("configMapKeyRef") else { return Variable::Elsewhere };
            let map = reference.get("name").and_then(|it| self.map(cx?, it.as_str()?));
            let Some((map, key)) = map.zip(reference.str_at(&["key"])) else { return Variable::Elsewhere };
            return entry_of(map, key).unwrap_or(Variable::Elsewhere);
        }
        let Some(value) = entry.get("value") else { return Variable::Set(String::new(), entry.origin) };
        let Some(text) = value.scalar().filter(|_| depth < DEEPEST) else { return Variable::Elsewhere };
        let filled = fill(&text, |name| self.before(cx, name, position, depth + 1));
        Variable::Set(filled.text, value.origin)
    }

    /// What `envFrom` makes of a variable: the last source that has it counts.
    fn listed_whole(&self, cx: Option<&Cx<'a>>, name: &str) -> Variable {
        let mut all_known = true;
        for source in self.sources.iter().rev() {
            let prefix = source.str_at(&["prefix"]).unwrap_or("");
            let Some(key) = name.strip_prefix(prefix) else { continue };
            let map = source.at(&["configMapRef", "name"]).and_then(|it| self.map(cx?, it.as_str()?));
            match map.map(|map| entry_of(map, key)) {
                Some(Some(found)) => return found,
                Some(None) => {}
                None => all_known = false,
            }
        }
        if all_known { Variable::Unset } else { Variable::Elsewhere }
    }

    /// The ConfigMap of a name, if there is one of it. Where an object names no namespace, whoever applies it
    /// says which.
    fn map(&self, cx: &Cx<'a>, name: &'a str) -> Option<&'a Object> {
        let own = self.object.map_or("", Object::namespace);
        let near = |it: &&Object| own.is_empty() || it.namespace().is_empty() || it.namespace() == own;
        let mut maps = cx.named("ConfigMap", name).filter(near);
        maps.next().filter(|_| maps.next().is_none())
    }
}

fn entry_of(map: &Object, key: &str) -> Option<Variable> {
    let node = map.root.at(&["data", key])?;
    // What is no text here is bytes, or refused.
    Some(node.scalar().map_or(Variable::Elsewhere, |text| Variable::Set(text.to_string(), node.origin)))
}

/// A text with the values of variables in the place of `$(NAME)`, as Kubernetes fills in `command` and `args`.
/// What is not known stays as it is.
pub(super) fn fill(text: &str, value: impl Fn(&str) -> Variable) -> Filled {
    let mut filled = Filled::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.text.push_str(before);
        rest = after;
        if let Some(after) = after.strip_prefix('$') {
            filled.text.push('$');
            rest = after;
        } else if let Some((name, tail)) = after.strip_prefix('(').and_then(|it| it.split_once(')'))
            && let Variable::Set(value, at) = value(name)
        {
            filled.text.push_str(&value);
            filled.sources.push(Source { name: name.to_owned(), at });
            rest = tail;
        } else {
            filled.text.push('$');
        }
    }
    filled.text.push_str(rest);
    filled
}
