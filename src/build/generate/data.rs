//! Keys and values of a generator, from its literals and files.

use crate::build::generate::args::GeneratorArgs;
use crate::build::generate::env_file;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml::Node;
use crate::yaml::Str;

/// Reads the file that a text node names.
pub type Read<'a> = dyn FnMut(&Node, &mut Session) -> Result<(Vec<u8>, FileId), Reported> + 'a;

/// One key and its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) key: Str,
    pub(crate) key_origin: Origin,
    pub(crate) value: Vec<u8>,
    /// The literal, the line of an env file, or the whole file.
    pub(crate) origin: Origin,
}

/// All pairs: env files first, then literals, then files. A key must not be given twice.
pub(crate) fn collect(
    args: &GeneratorArgs,
    read: &mut Read<'_>,
    session: &mut Session,
) -> Result<Vec<Pair>, Reported> {
    let mut pairs = Vec::new();
    for env in &args.envs {
        let (bytes, file) = read(env, session)?;
        env_file::parse(&bytes, file, &mut pairs, session)?;
    }
    for item in &args.literals {
        pairs.push(literal(item, session)?);
    }
    for item in &args.files {
        pairs.push(file(item, read, session)?);
    }
    let mut sorted: Vec<&Pair> = pairs.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    for two in sorted.windows(2) {
        if let [first, second] = two
            && first.key == second.key
        {
            let message = format!("the {} `{}` gets the key `{}` twice", args.kind(), name(args), first.key);
            let finding = Diagnostic::error("duplicate-data-key", second.key_origin, message)
                .also(first.key_origin, "the first one")
                .help("remove one of them, or give one another key: `files: [other-key=path]`");
            return Err(session.diagnostics.error(finding));
        }
    }
    for pair in &pairs {
        if !is_valid_key(&pair.key) {
            let message = format!("Kubernetes does not accept `{}` as a key of a {}", pair.key, args.kind());
            let finding = Diagnostic::warning("invalid-data-key", pair.key_origin, message)
                .help("use letters, digits, `-`, `_` and `.`, at most 253 of them");
            session.diagnostics.push(finding);
        }
    }
    Ok(pairs)
}

fn name(args: &GeneratorArgs) -> &str {
    args.name.as_str().unwrap_or_default()
}

/// What the API server accepts.
fn is_valid_key(key: &str) -> bool {
    let letters = key.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'));
    !key.is_empty() && key.len() <= 253 && letters && key != "." && !key.starts_with("..")
}

fn literal(item: &Node, session: &mut Session) -> Result<Pair, Reported> {
    let written = item.as_str().unwrap_or_default();
    match written.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok(Pair {
            key: key.into(),
            key_origin: item.origin,
            value: unquoted(value).as_bytes().to_vec(),
            origin: item.origin,
        }),
        _ => {
            let message = format!("`{written}` is not of the form `key=value`");
            let finding = Diagnostic::error("malformed-literal", item.origin, message)
                .help("a value may be empty: `key=`");
            Err(session.diagnostics.error(finding))
        }
    }
}

/// The text without the quotes around it, if the same quote is at both ends.
fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|it| it.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

fn file(item: &Node, read: &mut Read<'_>, session: &mut Session) -> Result<Pair, Reported> {
    let written = item.as_str().unwrap_or_default();
    let (key, path) = match written.split_once('=') {
        None => (base(written), written),
        Some((key, path)) if !key.is_empty() && !path.is_empty() && !path.contains('=') => (key, path),
        Some((key, path)) => {
            let fault = if path.contains('=') {
                "has more than one `=`"
            } else if key.is_empty() {
                "has no key before the `=`"
            } else {
                "has no path after the `=`"
            };
            let message = format!("`{written}` {fault}");
            let finding = Diagnostic::error("malformed-file-entry", item.origin, message)
                .help("write `path`, or `key=path` to choose the key");
            return Err(session.diagnostics.error(finding));
        }
    };
    let (value, file) = read(&Node::text(path, item.origin), session)?;
    let end = u32::try_from(value.len()).unwrap_or(u32::MAX);
    Ok(Pair { key: key.into(), key_origin: item.origin, value, origin: Origin::new(file, 0, end) })
}

/// The last element of a path.
fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        Some("") | None if path.is_empty() => ".",
        Some("") | None => "/",
        Some(base) => base,
    }
}

#[cfg(test)]
mod tests {
    use super::base;
    use super::is_valid_key;
    use super::unquoted;

    #[test]
    fn takes_one_pair_of_quotes() {
        assert_eq!(unquoted(r#""a b""#), "a b");
        assert_eq!(unquoted("'a'"), "a");
        assert_eq!(unquoted(r#"""a"""#), r#""a""#);
        assert_eq!(unquoted(r#""a'"#), r#""a'"#);
        assert_eq!(unquoted("\""), "\"");
        assert_eq!(unquoted("''"), "");
    }

    #[test]
    fn keys() {
        assert_eq!(base("./path/my.file"), "my.file");
        assert_eq!(base("dir/"), "dir");
        assert!(is_valid_key("tls.crt") && is_valid_key("A_b-1"));
        assert!(!is_valid_key("a b") && !is_valid_key("") && !is_valid_key("..x") && !is_valid_key("."));
    }
}
