//! Axes, and what of them goes together.

/// The overlays of each axis.
pub(crate) const AXES: [&[&str]; 5] = [
    &["image-preload", "image-streaming"],
    &["hyperdisk-ml", "gcs-fuse", "filestore"],
    &["scale/burst", "scale/steady", "scale/economy"],
    &["spot", "compute-class"],
    &["secret-manager"],
];
/// Overlays of the core, which go with everything.
pub(crate) const CORE: [&str; 2] = ["model-server", "accelerator"];

/// Overlays in the order in which a kustomization lists them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    /// The overlays.
    pub(crate) overlays: Vec<&'static str>,
}

impl Case {
    /// A name for a file.
    pub(crate) fn name(&self) -> String {
        self.overlays.join("+").replace("scale/", "")
    }
}

/// Each overlay alone.
pub(crate) fn singles() -> Vec<Case> {
    CORE.iter().chain(AXES.iter().copied().flatten()).map(|one| Case { overlays: vec![one] }).collect()
}

/// Every choice of at most one overlay from each axis.
fn choices() -> Vec<Vec<&'static str>> {
    let mut all = vec![Vec::new()];
    for axis in AXES {
        let more: Vec<Vec<&str>> = all
            .iter()
            .flat_map(|chosen| axis.iter().map(move |one| [chosen.as_slice(), &[*one]].concat()))
            .collect();
        all.extend(more);
    }
    all
}

/// Overlays of two axes.
pub(crate) fn pairs() -> Vec<Case> {
    choices().into_iter().filter(|chosen| chosen.len() == 2).map(|overlays| Case { overlays }).collect()
}

/// Overlays of three axes.
pub(crate) fn triples() -> Vec<Case> {
    choices().into_iter().filter(|chosen| chosen.len() == 3).map(|overlays| Case { overlays }).collect()
}

/// Every combination with the core, and those of at most two axes without it.
pub(crate) fn all() -> Vec<Case> {
    let choices = choices();
    let with_core = choices.iter().map(|chosen| [CORE.as_slice(), chosen].concat());
    let without = choices.iter().filter(|chosen| chosen.len() <= 2).cloned();
    with_core.chain(without).map(|overlays| Case { overlays }).collect()
}

/// Two overlays of one axis.
pub(crate) fn conflicts() -> Vec<(&'static str, &'static str)> {
    let two = |axis: &[&'static str]| {
        let pairs = axis.iter().flat_map(|one| axis.iter().map(move |two| (*one, *two)));
        pairs.filter(|(one, two)| one != two).collect::<Vec<_>>()
    };
    AXES.iter().flat_map(|axis| two(axis)).collect()
}
