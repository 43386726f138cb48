//! The nearest right name, for help texts.

/// The candidate that a mistyped name most likely means, if one is near enough.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let limit = (written.len() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (distance(&written, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The candidate that a mistyped name means, if no other one is as near.
pub fn nearest_alone<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let near = nearest(name, candidates.clone())?;
    let written: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let own = distance(&written, near);
    let rivals = candidates.into_iter().filter(|it| *it != near && distance(&written, it) == own);
    rivals.take(1).count().eq(&0).then_some(near)
}

/// How many letters must be added, dropped, changed or swapped with the next one, upper and lower case
/// being the same.
fn distance(written: &[char], candidate: &str) -> usize {
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=written.len()).collect();
    let mut previous = None;
    for letter in candidate.chars().flat_map(char::to_lowercase) {
        let mut left = row.first().map_or(0, |first| first + 1);
        let mut next = vec![left];
        for (index, (pair, own)) in row.windows(2).zip(written).enumerate() {
            let [above_left, above_own] = pair else { continue };
            left = (above_left + usize::from(*own != letter)).min(above_own + 1).min(left + 1);
            let before = index.checked_sub(1);
            let swapped = before.and_then(|it| written.get(it)) == Some(&letter) && previous == Some(*own);
            if let (true, Some(two_back)) = (swapped, before.and_then(|it| above.get(it))) {
                left = left.min(two_back + 1);
            }
            next.push(left);
        }
        above = std::mem::replace(&mut row, next);
        previous = Some(letter);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_likely_name() {
        let names = ["literals", "files", "envs", "options"];
        assert_eq!(nearest("literal", names), Some("literals"));
        assert_eq!(nearest("OPTION", names), Some("options"));
        assert_eq!(nearest("evns", names), Some("envs"), "two letters swapped are one mistake");
        assert_eq!(nearest("env", names), Some("envs"));
        assert_eq!(super::nearest_alone("literal", names), Some("literals"));
        assert_eq!(super::nearest_alone("a", ["ab", "ac"]), None);
        assert_eq!(nearest("completely-else", names), None);
    }
}
