//! Makes a tree smaller for as long as the two still differ in the same way.

use super::compare::Difference;
use super::compare::Pair;
use super::tree::Tree;

/// How many trees are tried before the smallest one so far is taken.
const TRIES: usize = 1500;

/// The smallest tree found, and how the two differ on it.
pub(crate) fn shrink(mut tree: Tree, mut difference: Difference, pair: &mut Pair) -> (Tree, Difference) {
    let mut tries = 0;
    'again: loop {
        let mut candidates = tree.smaller();
        candidates.sort_by_key(Tree::size);
        for candidate in candidates {
            if candidate.files.is_empty() || candidate.size() >= tree.size() {
                continue;
            }
            tries += 1;
            if tries > TRIES {
                return (tree, difference);
            }
            if let Err(still) = pair.compare(&candidate)
                && still.is_like(&difference)
            {
                (tree, difference) = (candidate, still);
                continue 'again;
            }
        }
        return (tree, difference);
    }
}
