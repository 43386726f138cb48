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

/// How many letters must be added, dropped or changed, upper and lower case being the same.
fn distance(written: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=written.len()).collect();
    for letter in candidate.chars().flat_map(char::to_lowercase) {
        let mut left = row.first().map_or(0, |first| first + 1);
        let mut next = vec![left];
        for (pair, own) in row.windows(2).zip(written) {
            if let [above_left, above] = pair {
                left = (above_left + usize::from(*own != letter)).min(above + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
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
        assert_eq!(nearest("evns", names), None);
        assert_eq!(nearest("env", names), Some("envs"));
        assert_eq!(nearest("completely-else", names), None);
    }
}
