//! Bytes to text.

use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::FileId;
use crate::source::Origin;

/// The largest file that is read, in bytes. The largest manifests in use (bundles of CRDs) have 10 MiB.
pub const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;

/// Keeps the bytes of a file as text: UTF-8, or UTF-16 if it starts with its byte order mark, which is
/// what kustomize reads.
pub fn read(path: impl Into<String>, bytes: Vec<u8>, session: &mut Session) -> Result<FileId, Reported> {
    let path = path.into();
    if bytes.len() as u64 > MAX_FILE_SIZE {
        let file = session.files.add(path, "");
        let limit = MAX_FILE_SIZE / (1024 * 1024);
        return Err(session.diagnostics.error(
            Diagnostic::error(
                "file-too-large",
                Origin::new(file, 0, 0),
                format!("the file has {} bytes; at most {limit} MiB are read", bytes.len()),
            )
            .help("split the file"),
        ));
    }
    let wide = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => Some(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Some(utf16(rest, u16::from_be_bytes)),
        _ => None,
    };
    match wide {
        Some(Some(text)) => return Ok(session.files.add(path, text)),
        Some(None) => {
            let file = session.files.add(path, "");
            return Err(session.diagnostics.error(
                Diagnostic::error(
                    "file-encoding",
                    Origin::new(file, 0, 0),
                    "the file starts like UTF-16 but is none",
                )
                .help("save it as UTF-8"),
            ));
        }
        None => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(session.files.add(path, text)),
        Err(error) => {
            // The text up to the fault is kept, so that its place can be shown.
            let (at, bad) = (error.utf8_error().valid_up_to(), error.into_bytes());
            let byte = bad.get(at).copied().unwrap_or_default();
            let file = session.files.add(path, String::from_utf8_lossy(&bad).into_owned());
            let start = u32::try_from(at).unwrap_or(u32::MAX);
            Err(session.diagnostics.error(
                Diagnostic::error(
                    "file-encoding",
                    Origin::new(file, start, start + 3),
                    format!("the byte 0x{byte:02x} is not UTF-8"),
                )
                .label("expected text in UTF-8")
                .help("save the file as UTF-8; binary content belongs into a generator's `files`"),
            ))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>().ok()
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::diag::Session;

    #[test]
    fn reads_utf8_and_utf16() {
        let mut session = Session::default();
        for bytes in [b"a: \xc3\xbc".to_vec(), vec![0xff, 0xfe, b'a', 0, b':', 0, b' ', 0, 0xfc, 0]] {
            let file = read("t.yaml", bytes, &mut session).unwrap();
            assert_eq!(&*session.files.get(file).text, "a: ü");
        }
    }

    #[test]
    fn other_bytes_are_reported_where_they_stand() {
        let mut session = Session::default();
        read("t.yaml", b"a: 1\nb: \xff\n".to_vec(), &mut session).unwrap_err();
        let finding = session.diagnostics.all().first().unwrap();
        assert_eq!(finding.code, "file-encoding");
        let at = finding.labels.first().unwrap().at;
        assert_eq!(session.files.get(at.file).position(at.start).line, 2);
        read("t.yaml", vec![0xff, 0xfe, 0x61], &mut session).unwrap_err();
        assert_eq!(session.diagnostics.all().len(), 2);
    }
}
