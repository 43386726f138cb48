//! Whether a name is a misspelling of another or a name of its own.

/// True if one is most likely a slip for the other. Deliberately strict: `worker-1` and `worker-2`, `FOO_A` and
/// `FOO_B`, `http` and `https` are different names.
pub(super) fn is_slip(written: &str, meant: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (written.chars().collect(), meant.chars().collect());
    if a.len().min(b.len()) < 5 || written == meant {
        return false;
    }
    let changes = changes(&a, &b);
    let allowed = if a.len().min(b.len()) >= 10 { 2 } else { 1 };
    if changes > allowed {
        return false;
    }
    let letters = |text: &[char]| text.iter().filter(|it| !it.is_ascii_digit()).copied().collect::<String>();
    if letters(&a) == letters(&b) {
        return false;
    }
    // The parts of a name that differ must be words, not letters that tell siblings apart.
    let split = |it: char| !it.is_alphanumeric();
    let (mut one, mut other) = (written.split(split), meant.split(split));
    loop {
        match (one.next(), other.next()) {
            (Some(x), Some(y)) if x == y || x.len().min(y.len()) >= 4 => {}
            // A letter too many or too few in a short word (`IDD`) is a slip, another letter is not.
            (Some(x), Some(y)) if x.len() != y.len() && x.len().max(y.len()) >= 3 && !is_plural(x, y) => {}
            (Some(_), Some(_)) => return false,
            // The end, or a separator that was left out or put in.
            _ => return true,
        }
    }
}

fn is_plural(x: &str, y: &str) -> bool {
    x.strip_prefix(y) == Some("s") || y.strip_prefix(x) == Some("s")
}

/// How many letters must be added, dropped, changed or swapped with their neighbour.
fn changes(a: &[char], b: &[char]) -> usize {
    let mut above_row: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&above_row, j - 1) + 1);
            }
            next.push(best);
        }
        above_row = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_are_told_from_names() {
        for (written, meant) in [
            ("infernce-server", "inference-server"),
            ("inferecne-server", "inference-server"),
            ("MODEL_IDD", "MODEL_ID"),
            ("model-weigths", "model-weights"),
            ("inferenceserver", "inference-server"),
        ] {
            assert!(is_slip(written, meant), "{written}");
        }
        for (written, other) in [
            ("worker-1", "worker-2"),
            ("FOO_BAR_A", "FOO_BAR_B"),
            ("app", "api"),
            ("https", "http"),
            ("proxy", "proxy"),
            ("POSTGRES_DB", "POSTGRES_ID"),
            ("data-v2", "data-v10"),
            ("frontend", "backend"),
        ] {
            assert!(!is_slip(written, other), "{written}");
        }
    }
}
