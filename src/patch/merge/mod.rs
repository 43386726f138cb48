//! Strategic merge, exactly as kustomize 5.8.1 does it.
//!
//! kustomize walks the target and the patch together. Where the patch has nothing it still visits the
//! target: a field that was left empty (`key:`) is dropped there, and lists that are merged are put in order.
//! Where the target has nothing, the patch is walked as if it were both sides: nulls and directives vanish.

mod directive;
mod lists;
mod slow;
mod whole;

#[cfg(test)]
mod tests;

use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::schema::merge::MergeSchema;
use crate::schema::merge::Place;
use crate::source::StepId;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Str;
use crate::yaml::spelled;
use directive::Directive;
use foldhash::HashMap;
use foldhash::HashMapExt as _;

/// What became of the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is still there.
    Merged,
    /// The patch deleted it (`$patch: delete`), or left nothing of it.
    Deleted,
}

/// Merges a patch into an object. Every value that is taken from the patch keeps the patch's own place, is
/// stamped with the step, and remembers what it replaced.
pub fn merge(
    target: &mut Node,
    patch: &Node,
    schema: &MergeSchema,
    step: StepId,
    session: &mut Session,
) -> Result<Outcome, Reported> {
    let mut patch = patch.clone();
    stamp(&mut patch, step);
    let mut merger = Merger { schema, session };
    match merger.pair(target, patch, None)? {
        Fate::Kept => {}
        Fate::Replaced(node) => *target = node,
        Fate::Cleared => return Ok(Outcome::Deleted),
    }
    let empty = target.as_map().is_none_or(Map::is_empty);
    Ok(if empty { Outcome::Deleted } else { Outcome::Merged })
}

/// Walks a patch that comes to nothing as kustomize does, for what is wrong in it.
pub fn settle(patch: &Node, schema: &MergeSchema, session: &mut Session) -> Result<(), Reported> {
    let mut patch = patch.clone();
    if let Some(map) = patch.as_map_mut() {
        map.remove("$patch");
    }
    Merger { schema, session }.settle(&mut patch, None).map(drop)
}

/// Says of a value and all below it, keys included, that a step put it where it is.
pub(crate) fn stamp(node: &mut Node, step: StepId) {
    node.origin = node.origin.by(step);
    match &mut node.data {
        Data::Seq(list) => list.iter_mut().for_each(|item| stamp(item, step)),
        Data::Map(map) => {
            for entry in map {
                entry.key_origin = entry.key_origin.by(step);
                stamp(&mut entry.value, step);
            }
        }
        _ => {}
    }
}

/// What a walk makes of the target's value.
enum Fate {
    /// It stays, perhaps changed in place.
    Kept,
    /// This takes its place. The target's value is untouched.
    Replaced(Node),
    /// It goes.
    Cleared,
}

/// The fields of a patch's map, to be taken out by key.
struct Changes {
    list: Vec<Option<Entry>>,
    /// Only for maps that are large enough.
    index: HashMap<Str, usize>,
}

impl Changes {
    /// Below this many fields, looking at each is faster.
    const SMALL: usize = 12;

    fn of(map: Map) -> Self {
        let list: Vec<_> = map.into_iter().map(Some).collect();
        let mut index = HashMap::new();
        if list.len() > Self::SMALL {
            index.extend(list.iter().flatten().enumerate().map(|(at, entry)| (entry.key.clone(), at)));
        }
        Self { list, index }
    }

    fn take(&mut self, key: &str) -> Option<Entry> {
        if self.list.len() > Self::SMALL {
            return self.list.get_mut(*self.index.get(key)?)?.take();
        }
        self.list.iter_mut().find(|it| it.as_ref().is_some_and(|entry| entry.key == key))?.take()
    }
}

/// Drops the entries at these places, which are in order.
fn drop_all(map: &mut Map, gone: &[usize]) {
    if gone.is_empty() {
        return;
    }
    let mut index = 0;
    map.retain(|_| {
        index += 1;
        gone.binary_search(&(index - 1)).is_err()
    });
}

struct Merger<'a> {
    schema: &'a MergeSchema,
    session: &'a mut Session,
}

/// Whether a null was written (`null`, `~`) or is what an empty value means. kustomize drops the latter.
fn is_written(null: &Node) -> bool {
    null.origin.start < null.origin.end || !null.origin.is_known() || null.form.quotes == Quotes::Printed
}

fn is_single(data: &Data) -> bool {
    !matches!(data, Data::Seq(_) | Data::Map(_))
}

impl<'a> Merger<'a> {
    /// The schema of a value. Where none is known, a value that says its own `apiVersion` and `kind` is one.
    fn place(&self, known: Option<Place<'a>>, sides: &[Option<&Node>]) -> Option<Place<'a>> {
        known.or_else(|| {
            sides.iter().flatten().find_map(|node| {
                let map = node.as_map()?;
                let text = |key| map.get(key).and_then(Node::as_str);
                self.schema.kind(text("apiVersion")?, text("kind")?)
            })
        })
    }

    /// Both sides have a value; the patch's may be null.
    fn pair(&mut self, target: &mut Node, patch: Node, known: Option<Place<'a>>) -> Result<Fate, Reported> {
        if target.is_nothing() {
            return Ok(self.alone(patch, known)?.map_or(Fate::Cleared, |node| self.instead(target, node)));
        }
        if patch.is_nothing() {
            return Ok(Fate::Cleared);
        }
        let place = self.place(known, &[Some(target), Some(&patch)]);
        match (&mut target.data, patch) {
            (Data::Map(map), Node { data: Data::Map(changes), origin, .. }) => {
                let mut patch = Node::new(Data::Map(changes), origin);
                match directive::of_map(&mut patch, &mut self.session.diagnostics)? {
                    Directive::Delete => Ok(Fate::Cleared),
                    Directive::Replace => {
                        self.settle_fields(&mut patch, place)?;
                        Ok(self.instead(target, patch))
                    }
                    Directive::Merge => {
                        let Data::Map(changes) = patch.data else { return Ok(Fate::Kept) };
                        self.fields(map, changes, place)?;
                        Ok(Fate::Kept)
                    }
                }
            }
            (Data::Seq(list), Node { data: Data::Seq(changes), origin, .. }) => {
                let Some((keys, item)) = place.and_then(Place::list) else {
                    return Ok(self.instead(target, Node::new(Data::Seq(changes), origin)));
                };
                let mut patch = Node::new(Data::Seq(changes), origin);
                match directive::of_list(&mut patch, &mut self.session.diagnostics)? {
                    Directive::Delete => Ok(Fate::Cleared),
                    Directive::Replace => {
                        self.settle_items(&mut patch, keys, item)?;
                        Ok(self.instead(target, patch))
                    }
                    Directive::Merge => {
                        let Data::Seq(changes) = patch.data else { return Ok(Fate::Kept) };
                        self.items(list, lists::Other::Patch(changes), keys, item)?;
                        Ok(Fate::Kept)
                    }
                }
            }
            (_, patch) => {
                if is_single(&target.data) && is_single(&patch.data) {
                    let mut patch = patch;
                    // The target's quotes stay, and a number in quotes is text.
                    if patch.as_str().is_none() && yaml::is_quoted(target, self.session) {
                        let text = spelled(&patch, self.session).or_else(|| patch.scalar());
                        patch.data = Data::Text(text.unwrap_or_default());
                    }
                    patch.form.quotes = target.form.quotes.inherited();
                    return Ok(self.instead(target, patch));
                }
                Err(self.mismatch(target, &patch))
            }
        }
    }

    fn fields(&mut self, map: &mut Map, changes: Map, place: Option<Place<'a>>) -> Result<(), Reported> {
        let mut changes = Changes::of(changes);
        let mut gone = Vec::new();
        for (index, entry) in map.iter_mut().enumerate() {
            let stays = match changes.take(&entry.key) {
                None => self.sweep_entry(entry, place)?,
                Some(change) => {
                    let below = place.and_then(|it| it.field(&entry.key));
                    if below.and_then(Place::list).is_none() {
                        whole::check(&entry.key, &entry.value, &change.value, self.session);
                    }
                    match self.pair(&mut entry.value, change.value, below)? {
                        Fate::Kept => true,
                        Fate::Replaced(node) => {
                            entry.value = node;
                            true
                        }
                        Fate::Cleared => false,
                    }
                }
            };
            if !stays {
                gone.push(index);
            }
        }
        drop_all(map, &gone);
        for Entry { key, key_origin, value } in changes.list.into_iter().flatten() {
            let below = place.and_then(|it| it.field(&key));
            if let Some(mut value) = self.alone(value, below)? {
                value.visited();
                map.push(Entry { key, key_origin, value });
            }
        }
        Ok(())
    }

    /// Visits a field that the patch does not have. False if it is to go.
    fn sweep_entry(&mut self, entry: &mut Entry, place: Option<Place<'a>>) -> Result<bool, Reported> {
        if entry.value.is_null() {
            return Ok(is_written(&entry.value));
        }
        if entry.value.is_nothing() {
            return Ok(false);
        }
        entry.value.visited();
        let below = place.and_then(|it| it.field(&entry.key));
        self.sweep(&mut entry.value, below)?;
        Ok(true)
    }

    /// Visits a value of the target that the patch says nothing about.
    fn sweep(&mut self, target: &mut Node, known: Option<Place<'a>>) -> Result<(), Reported> {
        if !matches!(target.data, Data::Map(_) | Data::Seq(_)) {
            return Ok(());
        }
        let place = self.place(known, &[Some(target)]);
        match &mut target.data {
            Data::Map(map) => {
                let mut gone = Vec::new();
                for (index, entry) in map.iter_mut().enumerate() {
                    if !self.sweep_entry(entry, place)? {
                        gone.push(index);
                    }
                }
                drop_all(map, &gone);
                Ok(())
            }
            Data::Seq(list) => match place.and_then(Place::list) {
                Some((keys, item)) => self.items(list, lists::Other::Nothing, keys, item),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The patch has a value where the target has none. `None` if nothing comes of it.
    fn alone(&mut self, mut patch: Node, known: Option<Place<'a>>) -> Result<Option<Node>, Reported> {
        let place = self.place(known, &[Some(&patch)]);
        match &patch.data {
            _ if patch.is_nothing() => return Ok(None),
            Data::Map(_) => {
                // kustomize takes no offence here at a directive that it does not know: the field stays.
                if directive::of_map_quietly(&mut patch) == Directive::Delete {
                    return Ok(None);
                }
                self.settle_fields(&mut patch, place)?;
            }
            Data::Seq(_) => {
                if let Some((keys, item)) = place.and_then(Place::list) {
                    self.settle_items(&mut patch, keys, item)?;
                }
            }
            _ => {}
        }
        Ok(Some(patch))
    }

    /// Walks a value of the patch as if it were both sides. False if it is to go.
    fn settle(&mut self, patch: &mut Node, known: Option<Place<'a>>) -> Result<bool, Reported> {
        let place = self.place(known, &[Some(patch)]);
        match &patch.data {
            _ if patch.is_nothing() => Ok(false),
            Data::Map(_) => {
                if directive::of_map(patch, &mut self.session.diagnostics)? == Directive::Delete {
                    return Ok(false);
                }
                self.settle_fields(patch, place)?;
                Ok(true)
            }
            Data::Seq(_) => {
                let Some((keys, item)) = place.and_then(Place::list) else { return Ok(true) };
                if directive::of_list(patch, &mut self.session.diagnostics)? == Directive::Delete {
                    return Ok(false);
                }
                self.settle_items(patch, keys, item)?;
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    fn settle_fields(&mut self, patch: &mut Node, place: Option<Place<'a>>) -> Result<(), Reported> {
        let Some(map) = patch.as_map_mut() else { return Ok(()) };
        let mut gone = Vec::new();
        for (index, entry) in map.iter_mut().enumerate() {
            let below = place.and_then(|it| it.field(&entry.key));
            entry.value.visited();
            if !self.settle(&mut entry.value, below)? {
                gone.push(index);
            }
        }
        drop_all(map, &gone);
        Ok(())
    }

    fn settle_items(
        &mut self,
        patch: &mut Node,
        keys: &[Str],
        item: Option<Place<'a>>,
    ) -> Result<(), Reported> {
        match patch.as_seq_mut() {
            Some(list) => self.items(list, lists::Other::Same, keys, item),
            None => Ok(()),
        }
    }

    /// A value of the patch in the place of one of the target.
    fn instead(&mut self, target: &Node, mut patch: Node) -> Fate {
        patch.origin = self.session.trace.replace(target.origin, patch.origin);
        Fate::Replaced(patch)
    }

    fn mismatch(&mut self, target: &Node, patch: &Node) -> Reported {
        let message = format!(
            "the patch has {} where the target has {}",
            directive::describe(patch),
            directive::describe(target)
        );
        let finding = Diagnostic::error("patch-type-mismatch", patch.origin, message)
            .also(target.origin, "the target's value")
            .help("give both the same form; to take the place of the old value, remove the field with `null` first");
        self.session.diagnostics.error(finding)
    }
}
