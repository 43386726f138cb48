//! Where a value stands in its object.

use std::fmt;

/// The way from an object's root to a value, without a copy of any key.
#[derive(Clone, Copy, Debug)]
pub struct Path<'p> {
    parent: Option<&'p Self>,
    step: Step<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The object itself.
    pub const ROOT: Self = Self { parent: None, step: Step::Root };

    /// The value of a key.
    #[must_use]
    pub fn key(&'p self, key: &'p str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    /// An element of a list.
    #[must_use]
    pub fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// The last key, to name the value in an advice.
    pub fn last_key(&self) -> &str {
        match self.step {
            Step::Key(key) => key,
            Step::Index(_) => self.parent.map_or("", Self::last_key),
            Step::Root => "",
        }
    }

    /// True for a field of the object itself, such as `metadata`.
    pub fn is_top(&self) -> bool {
        self.parent.is_some_and(Self::is_root)
    }

    /// True for the object itself.
    pub fn is_root(&self) -> bool {
        matches!(self.step, Step::Root)
    }
}

/// `spec.containers[0].image`, with `["a.b/c"]` for keys that are no words.
impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(out)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Index(index) => write!(out, "[{index}]"),
            Step::Key(key) if !key.is_empty() && !key.contains(['.', '/', '[', ']', '"', ' ']) => {
                let dot = if self.parent.is_none_or(Self::is_root) { "" } else { "." };
                write!(out, "{dot}{key}")
            }
            Step::Key(key) => write!(out, "[{key:?}]"),
        }
    }
}
