//! The rounds: check, choose fixes that do not meet, edit, check again.

use super::texts::Change;
use super::texts::Patch;
use super::texts::Texts;
use crate::diag::Severity;
use crate::pipeline::check::Outcome;
use crate::pipeline::check::Settings;
use crate::pipeline::check::check;
use crate::pipeline::includes::Includes;
use crate::pipeline::includes::clean;
use crate::pipeline::targets::Target;
use crate::source::Tree;
use crate::source::each;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// A fix that uncovers another one, which uncovers another one: no real tree has needed more than three.
const MOST_ROUNDS: usize = 10;

/// What became of fixing.
#[derive(Debug)]
pub struct Fixing {
    /// The files that change; none if there is nothing to fix.
    pub changes: Vec<Change>,
    /// How many findings are fixed, by code.
    pub fixed: BTreeMap<&'static str, usize>,
    /// How many fixes were given up, because what they gave would not build or had new errors.
    pub refused: usize,
    /// What the check of each target finds afterwards.
    pub outcomes: Vec<Outcome>,
}

/// Fixes what can be fixed. `others` finds the settings of roots that share a file with the targets.
///
/// # Errors
/// A file that cannot be read any more.
pub fn fix(
    targets: &[(Target, Settings)],
    tree: &dyn Tree,
    unsafe_too: bool,
    others: &dyn Fn(&Path) -> Settings,
) -> io::Result<Fixing> {
    let mut fixing =
        Rounds { targets, tree, unsafe_too, refused: BTreeSet::new(), owned: owned(targets, tree) };
    let mut texts = Texts::default();
    let mut outcomes = fixing.check(&texts)?;
    let mut fixed: BTreeMap<&'static str, usize> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let chosen = fixing.choose(&outcomes);
        if chosen.is_empty() {
            break;
        }
        let mut kept = Vec::new();
        if let Some((new, after)) = fixing.attempt(&texts, &chosen, &outcomes, others)? {
            (texts, outcomes) = (new, after);
            kept = chosen;
        } else {
            // One of them is wrong: each is tried alone, as long as the edits of those before do not move it.
            for one in chosen {
                let moved = kept.iter().any(|it: &Chosen| it.moves(&one));
                if moved {
                    continue;
                }
                match fixing.attempt(&texts, std::slice::from_ref(&one), &outcomes, others)? {
                    Some((new, after)) => {
                        (texts, outcomes) = (new, after);
                        kept.push(one);
                    }
                    None => {
                        fixing.refused.insert(one.patches);
                    }
                }
            }
        }
        for one in kept {
            *fixed.entry(one.code).or_default() += 1;
        }
    }
    Ok(Fixing { changes: texts.changes(), fixed, refused: fixing.refused.len(), outcomes })
}

/// A fix that was chosen.
#[derive(Clone, Debug)]
struct Chosen {
    code: &'static str,
    patches: Vec<Patch>,
}

impl Chosen {
    fn meets(&self, other: &Self) -> bool {
        self.patches.iter().any(|one| other.patches.iter().any(|two| one.meets(two)))
    }

    /// True if the places of another fix are not what they were once this one is made.
    fn moves(&self, other: &Self) -> bool {
        self.patches
            .iter()
            .any(|one| other.patches.iter().any(|two| one.path == two.path && one.from <= two.to))
    }
}

struct Rounds<'r> {
    targets: &'r [(Target, Settings)],
    tree: &'r dyn Tree,
    unsafe_too: bool,
    refused: BTreeSet<Vec<Patch>>,
    owned: Vec<PathBuf>,
}

impl Rounds<'_> {
    fn check(&self, texts: &Texts) -> io::Result<Vec<Outcome>> {
        let layered = texts.over(self.tree)?;
        Ok(each(self.targets, |(target, settings)| check(target, &layered, settings)))
    }

    /// Fixes of which no two meet; the same one of several roots is made once.
    fn choose(&self, outcomes: &[Outcome]) -> Vec<Chosen> {
        let mut chosen: Vec<Chosen> = Vec::new();
        for (outcome, (_, settings)) in outcomes.iter().zip(self.targets) {
            if outcome.rendered.is_none() {
                continue;
            }
            for finding in outcome.session.diagnostics.all() {
                let Some(fix) = finding.fix.as_deref().filter(|fix| fix.safe || self.unsafe_too) else {
                    continue;
                };
                let patches = Patch::of(fix, &outcome.session, self.tree, &self.owned, &settings.working);
                let Some(patches) = patches.filter(|patches| !self.refused.contains(patches)) else {
                    continue;
                };
                let one = Chosen { code: finding.code, patches };
                if !chosen.iter().any(|it| it.meets(&one)) {
                    chosen.push(one);
                }
            }
        }
        // From the end of each file, so that an edit does not move those that are still to be made.
        chosen.sort_by(|one, other| other.patches.cmp(&one.patches));
        chosen
    }

    /// The texts and what is found with these fixes; nothing if they break something.
    fn attempt(
        &self,
        texts: &Texts,
        chosen: &[Chosen],
        before: &[Outcome],
        others: &dyn Fn(&Path) -> Settings,
    ) -> io::Result<Option<(Texts, Vec<Outcome>)>> {
        let mut new = texts.clone();
        let patches: Vec<Patch> = chosen.iter().flat_map(|it| it.patches.iter().cloned()).collect();
        new.apply(&patches, self.tree)?;
        let after = self.check(&new)?;
        let good = before.iter().zip(&after).all(|(before, after)| is_no_worse(before, after));
        if !good || !self.spares_others(&new, others)? {
            return Ok(None);
        }
        Ok(Some((new, after)))
    }

    /// True if roots that share a changed file with the targets build as they did.
    fn spares_others(&self, texts: &Texts, others: &dyn Fn(&Path) -> Settings) -> io::Result<bool> {
        let own: BTreeSet<PathBuf> =
            self.targets.iter().filter_map(|(target, _)| self.tree.canonical(target.name()).ok()).collect();
        let mut roots: BTreeSet<PathBuf> = BTreeSet::new();
        for folder in &self.owned {
            let changed: Vec<&PathBuf> = texts.paths().filter(|path| path.starts_with(folder)).collect();
            if !changed.is_empty() {
                let includes = Includes::read(folder, self.tree);
                roots.extend(changed.into_iter().flat_map(|path| includes.including(path)));
            }
        }
        let layered = texts.over(self.tree)?;
        Ok(roots.iter().filter(|root| !own.contains(*root)).all(|root| {
            let target = Target::Root(root.clone());
            let settings = others(root);
            is_no_worse(&check(&target, self.tree, &settings), &check(&target, &layered, &settings))
        }))
    }
}

/// True if what was rendered still is, and no code has more errors than it had.
fn is_no_worse(before: &Outcome, after: &Outcome) -> bool {
    let errors = |outcome: &Outcome| {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for finding in outcome.session.diagnostics.all().iter().filter(|it| it.severity == Severity::Error) {
            *counts.entry(finding.code).or_default() += 1;
        }
        counts
    };
    let (was, is) = (errors(before), errors(after));
    let objects = |outcome: &Outcome| outcome.rendered.as_ref().map(|it| it.objects.len());
    (before.rendered.is_none() || objects(before) == objects(after))
        && is.iter().all(|(code, count)| was.get(code).is_some_and(|it| count <= it))
}

/// The folders whose files are the user's: the repositories of the targets, or the targets themselves. What
/// was fetched from elsewhere is not edited.
fn owned(targets: &[(Target, Settings)], tree: &dyn Tree) -> Vec<PathBuf> {
    let mut folders = BTreeSet::new();
    for (target, settings) in targets {
        let path = clean(&settings.working.join(target.name()));
        let path = tree.canonical(&path).unwrap_or(path);
        let repository = path.ancestors().find(|it| tree.kind(&it.join(".git")).is_some());
        let folder = match repository {
            Some(folder) => folder.to_owned(),
            None if path.starts_with(&settings.working) => settings.working.clone(),
            None => path,
        };
        folders.insert(tree.canonical(&folder).unwrap_or(folder));
    }
    folders.into_iter().collect()
}
