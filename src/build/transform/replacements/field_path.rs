//! Field paths: `spec.template.spec.containers.[name=vllm].image`.

use crate::yaml::regexp;
use regex::Regex;

/// Splits a path at its dots. `\.` is a dot within a part; brackets keep a part together.
pub(super) fn split(path: &str) -> Vec<String> {
    let mut pieces = path.split('.').peekable();
    // A dot in front counts for nothing.
    if pieces.peek() == Some(&"") && path.contains('.') {
        pieces.next();
    }
    let mut parts: Vec<String> = Vec::new();
    for piece in pieces {
        match parts.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('.');
                last.push_str(piece);
            }
            _ => parts.push(piece.to_owned()),
        }
    }
    let mut out = Vec::new();
    let mut parts = parts.into_iter();
    while let Some(part) = parts.next() {
        if !part.starts_with('[') || part.ends_with(']') {
            out.push(part);
            continue;
        }
        let mut whole = part;
        for next in parts.by_ref() {
            whole.push('.');
            whole.push_str(&next);
            if next.ends_with(']') {
                break;
            }
        }
        let named = whole.contains('=');
        out.push(if named { whole } else { whole.trim_matches(['[', ']']).to_owned() });
    }
    out
}

/// What a part asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part<'p> {
    /// An element by its place.
    Index(usize),
    /// Elements whose field has a value: `[name=vllm]`; the field is empty for elements that are scalars.
    Where(&'p str, &'p str),
    /// Brackets without `=`.
    Brackets,
    /// Every element.
    Every,
    /// A field.
    Field(&'p str),
}

/// Reads a part.
pub(super) fn part(text: &str) -> Part<'_> {
    if let Some(index) = text.parse::<i64>().ok().and_then(|index| usize::try_from(index).ok()) {
        return Part::Index(index);
    }
    if text.starts_with('[') && text.ends_with(']') {
        let inner = text.strip_suffix(']').unwrap_or(text);
        let inner = inner.strip_prefix('[').unwrap_or(inner);
        return inner.split_once('=').map_or(Part::Brackets, |(field, value)| Part::Where(field, value));
    }
    if text == "*" { Part::Every } else { Part::Field(text) }
}

/// The pattern of a target's `[field=pattern]`, which need not match the whole text.
pub(super) fn pattern(text: &str) -> Result<Regex, String> {
    regexp(text).map_err(|_| format!("`{text}` is not a regular expression"))
}

#[cfg(test)]
mod tests {
    use super::Part;
    use super::part;
    use super::split;

    #[test]
    fn paths_are_split_as_kustomize_splits_them() {
        for (path, parts) in [
            ("a.b", &["a", "b"][..]),
            (".a.b", &["a", "b"]),
            ("a..b", &["a", "", "b"]),
            (r"metadata.annotations.a\.b/c", &["metadata", "annotations", "a.b/c"]),
            ("metadata.annotations.[a.b/c].d", &["metadata", "annotations", "a.b/c", "d"]),
            ("c.[name=x.y].image", &["c", "[name=x.y]", "image"]),
            ("c.[name=x].image", &["c", "[name=x]", "image"]),
            ("c.[k]", &["c", "[k]"]),
            ("c.[k.l", &["c", "k.l"]),
            ("", &[""]),
            (".", &[""]),
        ] {
            assert_eq!(split(path), parts, "{path}");
        }
    }

    #[test]
    fn parts_say_what_they_are() {
        assert_eq!(part("0"), Part::Index(0));
        assert_eq!(part("+1"), Part::Index(1));
        assert_eq!(part("-1"), Part::Field("-1"));
        assert_eq!(part("[a=b=c]"), Part::Where("a", "b=c"));
        assert_eq!(part("[=x]"), Part::Where("", "x"));
        assert_eq!(part("[x]"), Part::Brackets);
        assert_eq!(part("*"), Part::Every);
        assert_eq!(part("-"), Part::Field("-"));
    }
}
