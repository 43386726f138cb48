//! Origins: where a value was written, what put it where it is, and what it replaced.

use super::files::FileId;
use std::ops::Range;

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

/// Some steps that were noted one after the other, and the origins that were replaced meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    steps: Range<usize>,
    past: Range<usize>,
}

impl Stretch {
    /// What was noted after another stretch.
    #[must_use]
    pub fn since(self, earlier: &Self) -> Self {
        Self { steps: earlier.steps.end..self.steps.end, past: earlier.past.end..self.past.end }
    }
}

/// Where the steps and replaced origins of a stretch are noted once more.
#[derive(Clone, Debug)]
pub struct Repeated {
    of: Stretch,
    led_by: (StepId, StepId),
    steps: usize,
    past: usize,
}

impl Repeated {
    /// The origin that a value gets which was written by the stretch, when that is done once more.
    #[must_use]
    pub fn of(&self, origin: Origin) -> Origin {
        let step = if origin.step == self.led_by.0 {
            self.led_by.1
        } else {
            StepId(moved(origin.step.0, &self.of.steps, self.steps))
        };
        Origin { step, past: PastId(moved(origin.past.0, &self.of.past, self.past)), ..origin }
    }
}

/// A number counted from 1, moved with its range.
fn moved(number: u32, from: &Range<usize>, to: usize) -> u32 {
    let place = (number as usize).checked_sub(1).filter(|place| from.contains(place));
    place.map_or(number, |place| u32::try_from(place - from.start + to + 1).unwrap_or(u32::MAX))
}

impl Trace {
    /// All that was noted so far.
    pub fn stretch(&self) -> Stretch {
        Stretch { steps: 0..self.steps.len(), past: 0..self.past.len() }
    }

    /// Notes a stretch once more, with another step leading to it.
    pub fn repeat(&mut self, stretch: &Stretch, old: StepId, new: StepId) -> Repeated {
        let repeated = Repeated {
            of: stretch.clone(),
            led_by: (old, new),
            steps: self.steps.len(),
            past: self.past.len(),
        };
        let steps = self.steps.get(stretch.steps.clone()).unwrap_or_default().to_vec();
        self.steps.extend(steps.into_iter().map(|step| Step { at: repeated.of(step.at), ..step }));
        let past = self.past.get(stretch.past.clone()).unwrap_or_default().to_vec();
        self.past.extend(past.into_iter().map(|origin| repeated.of(origin)));
        repeated
    }

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

#[cfg(test)]
mod tests {
    use super::Origin;
    use super::StepId;
    use super::Trace;
    use crate::source::Files;

    /// A base whose patch replaces a value, built for one root and repeated for another.
    #[test]
    fn what_is_repeated_reads_as_if_done_again() {
        let mut files = Files::default();
        let file = files.add("base.yaml", "a: 1");
        let mut trace = Trace::default();
        let first = trace.step("resources[0]", Origin::new(file, 0, 1));
        let before = trace.stretch();
        let patch = trace.step("patches[0]", Origin::new(file, 1, 2).by(first));
        let value = trace.replace(Origin::new(file, 2, 3), Origin::new(file, 3, 4).by(patch));
        let stretch = trace.stretch().since(&before);

        let second = trace.step("resources[7]", Origin::new(file, 9, 10));
        let repeated = trace.repeat(&stretch, first, second);
        let again = repeated.of(value);
        let step = |id: StepId| trace.get(id).unwrap().clone();
        assert_ne!((again.step, again.past), (value.step, value.past));
        assert_eq!(step(again.step).field, "patches[0]");
        assert_eq!(step(step(again.step).at.step).field, "resources[7]");
        assert_eq!(trace.chain(again).last(), Some(&Origin::new(file, 2, 3)));
        assert_eq!(step(step(value.step).at.step).field, "resources[0]", "the first root keeps its own");
        assert_eq!(repeated.of(Origin::new(file, 5, 6)), Origin::new(file, 5, 6));
    }
}
