//! Origins: where a value was written, what put it where it is, and what it replaced.

use super::files::FileId;

/// Names a step of the build. 0 means "as written".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct StepId(pub(crate) u32);

impl StepId {
    /// No step: the value stands where its file put it.
    pub const WRITTEN: Self = Self(0);
}

/// Names an origin that another value has replaced. 0 means "none".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PastId(pub(crate) u32);

/// Who wrote a value (file and byte range), which step put it where it is, and what was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file that holds the text of the value.
    pub file: FileId,
    /// First byte of the value in the file.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
    /// The step of the build that placed the value.
    pub step: StepId,
    /// The origin of the value that this one replaced.
    pub past: PastId,
}

impl Origin {
    /// The origin of values that the program makes from nothing.
    pub const NONE: Self =
        Self { file: FileId::NONE, start: 0, end: 0, step: StepId::WRITTEN, past: PastId(0) };

    /// A value as written in a file.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end, step: StepId::WRITTEN, past: PastId(0) }
    }

    /// The same place, put there by another step.
    #[must_use]
    pub fn by(self, step: StepId) -> Self {
        Self { step, ..self }
    }

    /// True if a file holds the value's text.
    pub fn is_known(self) -> bool {
        self.file != FileId::NONE
    }
}

/// One directive of a kustomization that was carried out.
#[derive(Clone, Debug)]
pub struct Step {
    /// The directive as a user would name it: `patches[0]`, `namePrefix`, `images[1]`.
    pub field: String,
    /// Where the directive stands (its own `step` is the component or resource entry that led there).
    pub at: Origin,
}

/// All steps of a run and all origins that were replaced, so that a value's history can be told.
#[derive(Debug, Default)]
pub struct Trace {
    steps: Vec<Step>,
    past: Vec<Origin>,
}

impl Trace {
    /// Notes a step and names it.
    pub fn step(&mut self, field: impl Into<String>, at: Origin) -> StepId {
        self.steps.push(Step { field: field.into(), at });
        StepId(u32::try_from(self.steps.len()).unwrap_or(u32::MAX))
    }

    /// The step of an id; `None` for "as written".
    pub fn get(&self, id: StepId) -> Option<&Step> {
        self.steps.get((id.0 as usize).checked_sub(1)?)
    }

    /// Gives `new` the memory of the value that it replaces.
    #[must_use]
    pub fn replace(&mut self, old: Origin, new: Origin) -> Origin {
        if !old.is_known()
            || (old.file, old.start, old.end, old.step) == (new.file, new.start, new.end, new.step)
        {
            return Origin { past: old.past, ..new };
        }
        self.past.push(old);
        Origin { past: PastId(u32::try_from(self.past.len()).unwrap_or(u32::MAX)), ..new }
    }

    /// The origin that this one replaced, if any.
    pub fn before(&self, origin: Origin) -> Option<Origin> {
        self.past.get((origin.past.0 as usize).checked_sub(1)?).copied()
    }

    /// The chain of origins of a value, the winning one first.
    pub fn chain(&self, origin: Origin) -> Vec<Origin> {
        let mut chain = vec![origin];
        let mut at = origin;
        while let Some(older) = self.before(at) {
            chain.push(older);
            at = older;
        }
        chain
    }
}
