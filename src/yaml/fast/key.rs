//! Keys before their `:`.

use super::Reader;
use crate::yaml::node::Data;
use crate::yaml::resolve;

/// Keys longer than this are for the parser to judge: YAML allows 1024 letters.
const LONGEST: usize = 1000;

/// A key.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) text: &'a str,
    /// First byte, with the quotes.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
    /// The byte behind the `:`.
    pub(super) after: usize,
}

/// True for the letters that plain keys are made of.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'$')
}

/// False for most texts that are no bool and not null, by a look at their first two letters.
fn may_be_word(text: &str) -> bool {
    let lower = |byte: u8| byte | 0x20;
    match text.as_bytes() {
        [_] => true,
        [first, second, ..] if text.len() <= 5 => matches!(
            (lower(*first), lower(*second)),
            (b'y', b'e') | (b'n', b'o' | b'u') | (b't', b'r') | (b'f', b'a') | (b'o', b'n' | b'f')
        ),
        _ => false,
    }
}

impl<'a> Reader<'a> {
    /// The key that starts at an offset, if one does and it is text.
    pub(super) fn key(&self, start: usize) -> Option<Key<'a>> {
        let (text, end) = self.key_text(start)?;
        let after = end + 1;
        let sound =
            self.byte(end) == b':' && matches!(self.byte(after), b' ' | b'\n') && end - start <= LONGEST;
        sound.then_some(Key { text, start, end, after })
    }

    /// The text of a key, and the byte behind it.
    pub(super) fn key_text(&self, start: usize) -> Option<(&'a str, usize)> {
        let first = self.byte(start);
        if matches!(first, b'"' | b'\'') {
            let inside = self.bytes.get(start + 1..)?;
            let length = inside.iter().position(|byte| matches!(*byte, b'"' | b'\'' | b'\\' | b'\n'))?;
            let end = start + 1 + length;
            let text = self.text.get(start + 1..end)?;
            // A quoted merge key is dropped with a warning.
            return (self.byte(end) == first && self.byte(end + 1) != first && text != "<<")
                .then_some((text, end + 1));
        }
        if !first.is_ascii_alphabetic() && !matches!(first, b'_' | b'/' | b'$') {
            return None;
        }
        let length = self.bytes.get(start..)?.iter().take_while(|byte| is_plain(**byte)).count();
        let text = self.text.get(start..start + length)?;
        // A key that reads as a bool or null is no text.
        let word = may_be_word(text) && !matches!(resolve::plain(text, self.rules), Ok(Data::Text(_)));
        (!word).then_some((text, start + length))
    }
}
