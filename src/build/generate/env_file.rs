//! Files of `key=value` lines.

use crate::build::generate::data::Pair;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::FileId;
use crate::source::Origin;

/// A line that is longer makes kustomize drop it and all lines after it without a word.
const LONGEST_LINE: usize = 64 * 1024 - 1;

/// Adds the pairs of an env file. Blanks before a key are dropped, all others are kept; quotes mean
/// nothing; a line without `=` gives an empty value; lines that are empty or start with `#` are skipped.
pub(crate) fn parse(
    bytes: &[u8],
    file: FileId,
    pairs: &mut Vec<Pair>,
    session: &mut Session,
) -> Result<(), Reported> {
    let mut start = 0;
    for (index, raw) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line_start = start;
        start += raw.len() + 1;
        let at = |from: usize, len: usize| {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            Origin::new(file, offset(from), offset(from + len))
        };
        if raw.len() > LONGEST_LINE {
            let message = format!("this line has {} bytes, more than an env file can hold", raw.len());
            let finding = Diagnostic::error("env-file-line", at(line_start, 1), message)
                .help("put the value into a file of its own and list that under `files:`");
            return Err(session.diagnostics.error(finding));
        }
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        let Ok(line) = std::str::from_utf8(raw) else {
            let message = format!("line {} is not UTF-8", index + 1);
            let finding = Diagnostic::error("env-file-line", at(line_start, raw.len()), message)
                .help("list binary files under `files:`");
            return Err(session.diagnostics.error(finding));
        };
        let line = if index == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let indent = raw.len() - line.len();
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        if key.is_empty() {
            let finding = Diagnostic::warning(
                "env-file-line",
                at(line_start + indent, line.len()),
                "this line has no key before the `=` and is ignored",
            )
            .help("write `key=value`, or remove the line");
            session.diagnostics.push(finding);
            continue;
        }
        let origin = at(line_start + indent, line.len());
        let value = value.as_bytes().to_vec();
        pairs.push(Pair { key: key.into(), key_origin: origin, value, origin });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::diag::Session;

    fn pairs(text: &[u8]) -> Result<Vec<(String, String)>, Box<Session>> {
        let mut session = Session::default();
        let file = session.files.add("x.env", String::from_utf8_lossy(text).into_owned());
        let mut pairs = Vec::new();
        match parse(text, file, &mut pairs, &mut session) {
            Ok(()) => {
                let owned = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                Ok(pairs.iter().map(|it| (it.key.to_string(), owned(&it.value))).collect())
            }
            Err(_) => Err(Box::new(session)),
        }
    }

    #[test]
    fn lines_are_kept_as_written() {
        let text = b"\xef\xbb\xbfA=1\r\n# note\n\n  B = \"q\" \nC\n=lost\nD=a=b";
        let expected = [("A", "1"), ("B ", " \"q\" "), ("C", ""), ("D", "a=b")];
        let found = pairs(text).unwrap();
        assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn origins_are_the_lines() {
        let mut session = Session::default();
        let text = "# c\n  B=two\n";
        let file = session.files.add("x.env", text);
        let mut pairs = Vec::new();
        parse(text.as_bytes(), file, &mut pairs, &mut session).unwrap();
        let origin = pairs[0].origin;
        assert_eq!(text.get(origin.start as usize..origin.end as usize), Some("B=two"));
    }

    #[test]
    fn bad_lines_are_errors() {
        assert_eq!(pairs(b"A=\xff").unwrap_err().diagnostics.all()[0].code, "env-file-line");
        let long = [b"A=".as_slice(), &vec![b'x'; 70_000]].concat();
        assert!(pairs(&long).is_err());
    }
}
