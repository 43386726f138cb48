//! Lists that are merged element by element.
//!
//! Elements that only the patch has come first, in its order. With one key, the elements that both have
//! follow in the patch's order; with several keys, they stay in the target's order.

use super::Fate;
use super::Merger;
use super::slow;
use super::whole;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::schema::merge::Place;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Form;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Str;
use crate::yaml::Tag;
use foldhash::HashMap;
use foldhash::HashMapExt as _;
use foldhash::HashSet;
use foldhash::HashSetExt as _;

/// The other side of a target's list.
pub(super) enum Other {
    /// The patch does not have the list.
    Nothing,
    /// Target and patch are one and the same.
    Same,
    /// The patch's list.
    Patch(Vec<Node>),
}

/// What names an element: the texts of its keys, or the text of a scalar.
type Name = Vec<Str>;

impl<'a> Merger<'a> {
    /// Merges a list into the target's.
    pub(super) fn items(
        &mut self,
        list: &mut Vec<Node>,
        other: Other,
        keys: &[Str],
        item: Option<Place<'a>>,
    ) -> Result<(), Reported> {
        let patch = match &other {
            Other::Patch(patch) => names(patch, keys),
            Other::Nothing | Other::Same => Some(Vec::new()),
        };
        let (Some(target), Some(patch)) = (names(list, keys), patch) else {
            let changes = match &other {
                Other::Patch(changes) if keys.len() > 1 => changes.clone(),
                _ => Vec::new(),
            };
            slow::merge(self, list, other, keys, item)?;
            for change in &changes {
                whole::check_element(change, list, keys, self.session);
            }
            return Ok(());
        };
        let mut side = Side::of(std::mem::take(list), target);
        match other {
            Other::Same => self.settle_each(&mut side, item)?,
            Other::Nothing => {}
            Other::Patch(changes) => {
                for (name, change) in patch.into_iter().zip(changes) {
                    self.one(&mut side, name, change, item)?;
                }
            }
        }
        for index in side.untouched() {
            if let Some(Some(node)) = side.nodes.get_mut(index) {
                self.sweep(node, item)?;
            }
        }
        *list = side.finish(keys.len() > 1);
        if keys.is_empty() {
            // kustomize writes each element again, without a type.
            for node in list {
                node.form = Form { quotes: Quotes::of(node, self.session), tag: Tag::None };
            }
        }
        Ok(())
    }

    fn settle_each(&mut self, side: &mut Side, item: Option<Place<'a>>) -> Result<(), Reported> {
        for index in side.untouched() {
            let Some(Some(node)) = side.nodes.get_mut(index) else { continue };
            if !self.settle(node, item)? {
                side.delete(index);
            }
            side.touch(index);
        }
        Ok(())
    }

    /// One element of the patch.
    fn one(
        &mut self,
        side: &mut Side,
        name: Name,
        change: Node,
        item: Option<Place<'a>>,
    ) -> Result<(), Reported> {
        let Some(found) = side.first.get(&name).copied() else {
            // A second element of the same name in the patch counts for nothing.
            if side.new.contains(&name) {
                return Ok(());
            }
            let value = self.alone(change, item)?;
            side.new.insert(name);
            side.order.extend(value.map(Source::New));
            return Ok(());
        };
        if side.is_touched(found) {
            return Ok(());
        }
        side.touch(found);
        side.order.push(Source::Target(found));
        let Some(Some(node)) = side.nodes.get_mut(found) else { return Ok(()) };
        let origin = change.origin;
        match self.pair(node, change, item)? {
            Fate::Kept => {}
            Fate::Cleared => side.delete(found),
            Fate::Replaced(_) => self.not_replaced(node.origin, origin, &node.data),
        }
        Ok(())
    }

    /// kustomize puts the old element back where one of the patch would take its place. For a scalar that
    /// is the same value; for a map it is a `$patch: replace` without effect.
    fn not_replaced(&mut self, old: Origin, new: Origin, data: &Data) {
        if matches!(data, Data::Map(_)) {
            let message = "`$patch: replace` has no effect on one element of a list that is merged";
            let finding = Diagnostic::warning("element-not-replaced", new, message)
                .label("kustomize keeps the old element")
                .also(old, "this stays as it is")
                .help("name each field to change, and set fields that are to go to `null`");
            self.session.diagnostics.push(finding);
        }
    }
}

/// Where an element of the result comes from.
enum Source {
    New(Node),
    Target(usize),
}

/// The target's list on its way.
struct Side {
    nodes: Vec<Option<Node>>,
    touched: Vec<bool>,
    /// The first and the last element of each name.
    first: HashMap<Name, usize>,
    last: HashMap<usize, usize>,
    /// The first element of the same name as each one.
    leader: Vec<usize>,
    order: Vec<Source>,
    new: HashSet<Name>,
}

impl Side {
    fn of(nodes: Vec<Node>, names: Vec<Name>) -> Self {
        let mut first = HashMap::with_capacity(names.len());
        let mut last = HashMap::new();
        let mut leader = Vec::with_capacity(names.len());
        for (index, name) in names.into_iter().enumerate() {
            let found = *first.entry(name).or_insert(index);
            leader.push(found);
            if found != index {
                last.insert(found, index);
            }
        }
        let touched = vec![false; nodes.len()];
        let nodes = nodes.into_iter().map(Some).collect();
        Self { nodes, touched, first, last, leader, order: Vec::new(), new: HashSet::new() }
    }

    fn touch(&mut self, index: usize) {
        if let Some(mark) = self.touched.get_mut(index) {
            *mark = true;
        }
    }

    fn is_touched(&self, index: usize) -> bool {
        self.touched.get(index) == Some(&true)
    }

    /// The first elements of their names that were not visited yet.
    fn untouched(&self) -> Vec<usize> {
        let own = |index: &usize| self.leader.get(*index) == Some(index) && !self.is_touched(*index);
        (0..self.nodes.len()).filter(own).collect()
    }

    /// Deletes all elements that have the name of this one.
    fn delete(&mut self, index: usize) {
        for (node, leader) in self.nodes.iter_mut().zip(&self.leader) {
            if *leader == index {
                *node = None;
            }
        }
    }

    /// The list that comes of it. Of elements with the same name, kustomize keeps the last.
    fn finish(mut self, several_keys: bool) -> Vec<Node> {
        let mut out = Vec::with_capacity(self.nodes.len() + self.order.len());
        let mut placed = vec![false; self.nodes.len()];
        for place in std::mem::take(&mut self.order) {
            match place {
                Source::New(node) => out.push(node),
                Source::Target(_) if several_keys => {}
                Source::Target(index) => {
                    if let Some(mark) = placed.get_mut(index) {
                        *mark = true;
                    }
                    out.extend(self.take_last(index));
                }
            }
        }
        for index in 0..self.nodes.len() {
            let leader = self.leader.get(index).copied().unwrap_or(index);
            let last = self.last.get(&leader).copied().unwrap_or(leader);
            let turn = if several_keys { last } else { leader };
            if turn == index && placed.get(leader) != Some(&true) {
                out.extend(self.take_last(leader));
            }
        }
        out
    }

    fn take_last(&mut self, leader: usize) -> Option<Node> {
        let last = self.last.get(&leader).copied().unwrap_or(leader);
        self.nodes.get_mut(last)?.take()
    }
}

/// The names of all elements; `None` if one has none, or is of another form than such a list's elements.
fn names(list: &[Node], keys: &[Str]) -> Option<Vec<Name>> {
    list.iter()
        .map(|node| {
            if keys.is_empty() {
                return Some(vec![node.scalar().filter(|text| !text.is_empty())?]);
            }
            let map = node.as_map()?;
            keys.iter().map(|key| text(map, key)).collect()
        })
        .collect()
}

fn text(map: &Map, key: &str) -> Option<Str> {
    map.get(key)?.scalar().filter(|text| !text.is_empty())
}
