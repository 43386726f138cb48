//! Lists that are merged although some element lacks a key, or is no map.
//!
//! What comes of them in kustomize follows from how its steps work on each other: an element without its
//! key drops those before it, and an element without its second key takes the one of an element that has
//! it, and loses the patch's other fields. The steps are taken here one by one, so that the result is the same.

use super::Fate;
use super::Merger;
use super::directive;
use super::is_written;
use super::lists::Other;
use super::whole;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::schema::merge::Place;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Str;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Merges a list into the target's, step by step.
pub(super) fn merge<'a>(
    merger: &mut Merger<'a>,
    list: &mut Vec<Node>,
    other: Other,
    keys: &[Str],
    item: Option<Place<'a>>,
) -> Result<(), Reported> {
    let mut pool = std::mem::take(list);
    let target: Vec<usize> = (0..pool.len()).collect();
    let alone = matches!(other, Other::Same);
    let patch: Option<Vec<usize>> = match other {
        Other::Nothing => None,
        Other::Same => Some(target.clone()),
        Other::Patch(nodes) => {
            let start = pool.len();
            pool.extend(nodes);
            Some((start..pool.len()).collect())
        }
    };
    let scalar_keys = [Str::default()];
    let keys = if keys.is_empty() { &scalar_keys[..] } else { keys };
    let mut steps = Steps { merger, pool, keys, item, alone };
    let result = steps.run(target, patch.as_deref())?;
    let pool = steps.pool;
    if alone {
        whole::check_empty(&pool, &result, &mut merger.session.diagnostics);
    }
    *list = result.into_iter().filter_map(|id| pool.get(id).cloned()).collect();
    Ok(())
}

/// Elements are known by their place in the pool, because kustomize tells them apart by identity.
struct Steps<'m, 'a> {
    merger: &'m mut Merger<'a>,
    pool: Vec<Node>,
    /// One empty key for a list of scalars.
    keys: &'m [Str],
    item: Option<Place<'a>>,
    /// Target and patch are one list: what is dropped from one is gone from the other.
    alone: bool,
}

impl Steps<'_, '_> {
    fn node(&self, id: usize) -> &Node {
        static NOTHING: LazyLock<Node> = LazyLock::new(|| Node::new(Data::Null, Origin::NONE));
        self.pool.get(id).unwrap_or(&NOTHING)
    }

    fn run(&mut self, mut target: Vec<usize>, patch: Option<&[usize]>) -> Result<Vec<usize>, Reported> {
        let mut names = self.names(&target, patch);
        if names.is_empty() {
            return Ok(target);
        }
        if self.keys.len() > 1 {
            join(&mut names);
        }
        let valid: Vec<usize> =
            (0..self.keys.len()).filter(|at| names.iter().any(|name| given(name, *at))).collect();
        let valid = if valid.is_empty() { (0..self.keys.len()).collect() } else { valid };
        let keys: Vec<Str> = valid.iter().filter_map(|at| self.keys.get(*at).cloned()).collect();
        let mut result: Vec<usize> = Vec::new();
        for name in &names {
            let values: Vec<Str> = valid.iter().filter_map(|at| name.get(*at).cloned()).collect();
            let in_target = self.find(&target, &keys, &values);
            let in_patch = match patch {
                Some(_) if self.alone => in_target,
                Some(ids) => self.find(ids, &keys, &values),
                None => None,
            };
            let value = self.walk(in_target, in_patch)?;
            let empty = value.is_none_or(|id| match &self.node(id).data {
                Data::Null => true,
                Data::Map(map) => map.is_empty(),
                _ => false,
            });
            match value {
                Some(id) if !empty => {
                    self.name(id, &keys, &values);
                    self.set(&mut result, Some(id), &keys, &values)?;
                }
                _ => self.set(&mut target, None, &keys, &values)?,
            }
        }
        for id in target {
            self.append(&mut result, id, &keys)?;
        }
        Ok(result)
    }

    /// What names the elements of both lists, the patch's first, each once.
    fn names(&self, target: &[usize], patch: Option<&[usize]>) -> Vec<Vec<Str>> {
        let mut seen = BTreeSet::new();
        let mut names = Vec::new();
        for id in patch.unwrap_or_default().iter().chain(target) {
            let node = self.node(*id);
            let name: Vec<Str> = if self.of_scalars() {
                vec![written(node)]
            } else {
                self.keys.iter().map(|key| node.get(key).and_then(Node::scalar).unwrap_or_default()).collect()
            };
            if seen.insert(name.clone()) {
                names.push(name);
            }
        }
        names
    }

    fn of_scalars(&self) -> bool {
        self.keys.first().is_some_and(smol_str::SmolStr::is_empty)
    }

    /// The first element with these values. Values that are empty do not count, unless all are.
    fn find(&self, list: &[usize], keys: &[Str], values: &[Str]) -> Option<usize> {
        let all_empty = values.iter().all(smol_str::SmolStr::is_empty);
        list.iter().copied().find(|id| {
            let node = self.node(*id);
            if self.of_scalars() {
                return values.first().is_some_and(|value| written(node) == *value);
            }
            let Some(map) = node.as_map() else { return false };
            keys.iter().zip(values).all(|(key, value)| {
                (value.is_empty() && !all_empty) || map.get(key).is_some_and(|it| written(it) == *value)
            })
        })
    }

    fn walk(&mut self, target: Option<usize>, patch: Option<usize>) -> Result<Option<usize>, Reported> {
        match (target, patch) {
            (None, None) => Ok(None),
            (Some(id), None) => {
                if self.node(id).is_null() {
                    return Ok(None);
                }
                if let Some(node) = self.pool.get_mut(id) {
                    self.merger.sweep(node, self.item)?;
                }
                Ok(Some(id))
            }
            (None, Some(id)) => {
                let change = self.take_change(id);
                let Some(value) = self.merger.alone(change, self.item)? else { return Ok(None) };
                Ok(self.put(id, value))
            }
            (Some(id), Some(same)) if id == same => {
                let stays = match self.pool.get_mut(id) {
                    Some(node) => self.merger.settle(node, self.item)?,
                    None => false,
                };
                Ok(stays.then_some(id))
            }
            (Some(id), Some(other)) => {
                let change = self.take_change(other);
                let Some(node) = self.pool.get_mut(id) else { return Ok(None) };
                match self.merger.pair(node, change, self.item)? {
                    Fate::Kept => Ok(Some(id)),
                    Fate::Replaced(value) => Ok(self.put(other, value)),
                    Fate::Cleared => Ok(None),
                }
            }
        }
    }

    /// An element of the patch. Its directive counts once: kustomize may visit it again, and has removed it then.
    fn take_change(&mut self, id: usize) -> Node {
        let change = self.node(id).clone();
        if let Some(node) = self.pool.get_mut(id) {
            directive::of_map_quietly(node);
        }
        change
    }

    fn put(&mut self, id: usize, value: Node) -> Option<usize> {
        *self.pool.get_mut(id)? = value;
        Some(id)
    }

    /// Gives an element the keys that it was found to have.
    fn name(&mut self, id: usize, keys: &[Str], values: &[Str]) {
        let Some(node) = self.pool.get_mut(id) else { return };
        let origin = node.origin;
        let Some(map) = node.as_map_mut() else { return };
        for (key, value) in
            keys.iter().zip(values).filter(|(key, value)| !key.is_empty() && !value.is_empty())
        {
            if map.get(key).is_none() {
                map.insert(key.clone(), plain(value, origin));
            }
        }
    }

    /// Sets an element in a list, in the place of all that match, or at the end; without an element, all that
    /// match are removed. Null and empty elements are dropped. Without values, all others are dropped as well.
    fn set(
        &mut self,
        list: &mut Vec<usize>,
        element: Option<usize>,
        keys: &[Str],
        values: &[Str],
    ) -> Result<(), Reported> {
        let named =
            keys.first().is_some_and(|it| !it.is_empty()) && values.first().is_some_and(|it| !it.is_empty());
        let mut kept = Vec::with_capacity(list.len() + 1);
        let mut matched = false;
        for id in list.iter().copied() {
            let node = self.node(id);
            if node.is_null() || node.as_map().is_some_and(Map::is_empty) {
                continue;
            }
            if node.as_map().is_none() && named {
                kept.push(id);
                continue;
            }
            let mut found = true;
            let mut value = false;
            for (at, key) in keys.iter().enumerate() {
                if let Some(wanted) = values.get(at) {
                    value = self.has(id, key, wanted)?;
                }
                if !value {
                    found = false;
                    break;
                }
            }
            if !found {
                if !values.is_empty() {
                    kept.push(id);
                }
                continue;
            }
            matched = true;
            kept.extend(element);
        }
        if let Some(element) = element.filter(|id| !self.node(*id).is_null())
            && !matched
        {
            kept.push(element);
        }
        *list = kept;
        Ok(())
    }

    /// True if an element has a key with this value; any value will do for an empty one.
    fn has(&mut self, id: usize, key: &str, value: &str) -> Result<bool, Reported> {
        let node = self.node(id);
        if key.is_empty() {
            if matches!(node.data, Data::Map(_) | Data::Seq(_)) {
                return Err(self.misfit(id));
            }
            return Ok(written(node) == value);
        }
        let Some(map) = node.as_map() else { return Err(self.misfit(id)) };
        Ok(map.get(key).is_some_and(|it| value.is_empty() || written(it) == value))
    }

    /// Puts an element of the target at the end of the result, or in the place of the one of its name.
    fn append(&mut self, result: &mut Vec<usize>, id: usize, keys: &[Str]) -> Result<(), Reported> {
        if self.of_scalars() {
            let value = written(self.node(id));
            return self.set(result, Some(id), keys, &[value]);
        }
        let mut values = Vec::new();
        for key in keys {
            let node = self.node(id);
            if node.as_map().is_none() && !node.is_null() {
                return Err(self.misfit(id));
            }
            match node.get(key) {
                Some(value) => values.push(written(value)),
                None => result.push(id),
            }
        }
        if keys.len() > 1 {
            self.set(result, None, keys, &values)?;
        }
        self.set(result, Some(id), keys, &values)
    }

    fn misfit(&mut self, id: usize) -> Reported {
        let node = self.node(id);
        let message = if self.of_scalars() {
            format!("{} cannot be merged into a list of single values", directive::describe(node))
        } else {
            let keys: Vec<String> = self.keys.iter().map(|key| format!("`{key}`")).collect();
            format!(
                "{} cannot be merged into a list whose elements are named by {}",
                directive::describe(node),
                keys.join(" and ")
            )
        };
        let finding = Diagnostic::error("patch-type-mismatch", node.origin, message);
        self.merger.session.diagnostics.error(finding)
    }
}

/// The text of a scalar; nothing for a map or a list.
fn written(node: &Node) -> Str {
    match node.scalar() {
        Some(text) => text,
        None if node.is_null() && is_written(node) => Str::new_static("null"),
        None => Str::default(),
    }
}

/// A value that is written without quotes.
fn plain(text: &Str, origin: Origin) -> Node {
    let number = text.bytes().all(|byte| byte.is_ascii_digit());
    let data = match text.as_str() {
        "true" => Data::Bool(true),
        "false" => Data::Bool(false),
        _ if number => Data::Number(text.clone()),
        _ => Data::Text(text.clone()),
    };
    Node::new(data, origin)
}

fn given(name: &[Str], at: usize) -> bool {
    name.get(at).is_some_and(|value| !value.is_empty())
}

/// Fills the gaps of names that agree in at least one key and differ in none.
fn join(names: &mut [Vec<Str>]) {
    if names.iter().all(|name| (0..name.len()).all(|at| given(name, at))) {
        return;
    }
    for left in 0..names.len() {
        let Some(own) = names.get(left).cloned() else { continue };
        for right in 0..names.len() {
            let Some(joined) = names.get(right).and_then(|other| joined(&own, other)) else { continue };
            for at in [left, right] {
                if let Some(name) = names.get_mut(at) {
                    name.clone_from(&joined);
                }
            }
        }
    }
}

fn joined(left: &[Str], right: &[Str]) -> Option<Vec<Str>> {
    let mut common = false;
    let mut out = Vec::with_capacity(left.len());
    for (left, right) in left.iter().zip(right) {
        if left == right {
            common = true;
        } else if !left.is_empty() && !right.is_empty() {
            return None;
        }
        out.push(if left.is_empty() { right.clone() } else { left.clone() });
    }
    common.then_some(out)
}
