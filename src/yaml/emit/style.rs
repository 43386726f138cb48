//! How a text is written: plain, in quotes, or as a block.

use crate::yaml::number::Number;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Single,
    Double,
    Literal,
}

/// How a text is written, and whether it has line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) form: Form,
    /// It holds a line break of any sort, so it cannot be a simple key.
    pub(super) has_breaks: bool,
}

/// What sorts of bytes a text has.
mod sort {
    pub(super) const SPACE: u8 = 1;
    pub(super) const COLON: u8 = 2;
    pub(super) const HASH: u8 = 4;
    pub(super) const BREAK: u8 = 8;
    /// Control characters, tabs, and all that is not ASCII.
    pub(super) const OTHER: u8 = 16;
    pub(super) static OF: [u8; 256] = table();

    #[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would see a wrong index")]
    const fn table() -> [u8; 256] {
        let mut table = [OTHER; 256];
        let mut byte = 0x20;
        while byte < 0x7f {
            table[byte] = 0;
            byte += 1;
        }
        table[b' ' as usize] = SPACE;
        table[b':' as usize] = COLON;
        table[b'#' as usize] = HASH;
        table[b'\n' as usize] = BREAK;
        table
    }
}

impl Style {
    /// The style that go-yaml chooses for a text.
    pub(super) fn of(text: &str) -> Self {
        Self::of_simple(text).unwrap_or_else(|| Self::of_any(text))
    }

    /// The style of a text of plain letters in the common cases; the others need a closer look.
    pub(super) fn of_simple(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let sorts = bytes
            .iter()
            .fold(0, |sorts, byte| sorts | sort::OF.get(usize::from(*byte)).copied().unwrap_or(0));
        if sorts & sort::OTHER != 0 {
            return None;
        }
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return Some(Self { form: Form::Double, has_breaks: false });
        };
        if sorts & sort::BREAK != 0 {
            let blank_ends = *last == b' ' || memchr::memmem::find(bytes, b" \n").is_some();
            return (!blank_ends).then_some(Self { form: Form::Literal, has_breaks: true });
        }
        let indicates = match first {
            b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"'
            | b'%' | b'@' | b'`' | b' ' | b'?' | b':' => true,
            b'-' => bytes.len() < 2 || text.starts_with("- ") || text.starts_with("---"),
            b'.' => text.starts_with("..."),
            _ => false,
        };
        if indicates || matches!(last, b' ' | b':') {
            return None;
        }
        let spaced = sorts & sort::SPACE != 0;
        if spaced && sorts & (sort::COLON | sort::HASH) != 0 {
            let parts = bytes.windows(2).any(|pair| matches!(pair, b": " | b" #"));
            if parts {
                return None;
            }
        }
        let form = if reads_as_text(text) { Form::Plain } else { Form::Double };
        Some(Self { form, has_breaks: false })
    }

    /// The style of any text.
    fn of_any(text: &str) -> Self {
        let mut indicators = text.starts_with("---") || text.starts_with("...");
        let (mut breaks, mut special) = (false, false);
        let (mut leading, mut trailing_space, mut trailing_break) = (false, false, false);
        let (mut break_space, mut space_break) = (false, false);
        let (mut previous_space, mut previous_break) = (false, false);
        let mut after_blank = true;
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            let before_blank = next.is_none_or(|next| next == ' ' || next == '\t');
            indicators |= match letter {
                '#' => at == 0 || after_blank,
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
                    at == 0
                }
                '?' | '-' => at == 0 && before_blank,
                ':' => before_blank,
                _ => false,
            };
            special |= !is_printable(letter);
            let last = next.is_none();
            if letter == ' ' {
                leading |= at == 0;
                trailing_space |= last;
                break_space |= previous_break;
                (previous_space, previous_break) = (true, false);
            } else if is_break(letter) {
                breaks = true;
                leading |= at == 0;
                trailing_break |= last;
                space_break |= previous_space;
                (previous_space, previous_break) = (false, true);
            } else {
                (previous_space, previous_break) = (false, false);
            }
            after_blank = matches!(letter, ' ' | '\t' | '\0') || is_break(letter);
        }
        let unfit = space_break || special;
        let plain =
            !(leading || trailing_space || trailing_break || break_space || unfit || breaks || indicators);
        let form = if text.contains('\n') {
            if trailing_space || unfit { Form::Double } else { Form::Literal }
        } else if !reads_as_text(text) || break_space || unfit {
            Form::Double
        } else if plain {
            Form::Plain
        } else {
            Form::Single
        };
        Self { form, has_breaks: breaks }
    }
}

/// A line break as libyaml counts them.
pub(super) fn is_break(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// True if the letter needs no escape. Letters outside the basic plane do, tabs too.
pub(in crate::yaml) fn is_printable(letter: char) -> bool {
    matches!(letter, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// True if YAML 1.1 reads the plain text back as text.
fn reads_as_text(text: &str) -> bool {
    let Some(first) = text.as_bytes().first() else { return false };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => {
            Number::parse(text).is_none() && !is_word(text) && !is_time(text) && !is_base_60(text)
        }
        b'~' | b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => !is_word(text),
        _ => true,
    }
}

fn is_word(text: &str) -> bool {
    matches!(
        text,
        "~" | "null"
            | "Null"
            | "NULL"
            | "true"
            | "True"
            | "TRUE"
            | "false"
            | "False"
            | "FALSE"
            | "y"
            | "Y"
            | "yes"
            | "Yes"
            | "YES"
            | "on"
            | "On"
            | "ON"
            | "n"
            | "N"
            | "no"
            | "No"
            | "NO"
            | "off"
            | "Off"
            | "OFF"
            | ".nan"
            | ".NaN"
            | ".NAN"
            | ".inf"
            | ".Inf"
            | ".INF"
            | "+.inf"
            | "+.Inf"
            | "+.INF"
            | "-.inf"
            | "-.Inf"
            | "-.INF"
    )
}

fn is_time(text: &str) -> bool {
    crate::yaml::timestamp::timestamp(text).is_some()
}

/// `12:30:45` is a number in base 60 in YAML 1.1.
fn is_base_60(text: &str) -> bool {
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some((whole, rest)) = rest.split_once(':') else { return false };
    let mut digits = whole.bytes();
    if !digits.next().is_some_and(|byte| byte.is_ascii_digit())
        || !digits.all(|byte| byte.is_ascii_digit() || byte == b'_')
    {
        return false;
    }
    let (parts, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    parts.split(':').all(|part| matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']))
        && fraction.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}
