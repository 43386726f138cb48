//! Dates: yaml.v3 reads some plain scalars as a time, and JSON then prints them in full.

/// A scalar that yaml.v3 takes for a time, as Go's `encoding/json` writes it; `None` if it is text.
///
/// The formats are `2001-1-2`, `2001-1-2 3:4:5.6`, and `2001-1-2T3:4:5.6Z` with `t` and `+07:00` allowed.
pub(super) fn timestamp(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if bytes.get(4) != Some(&b'-') || !bytes.iter().take(4).all(u8::is_ascii_digit) {
        return None;
    }
    let mut rest = Cursor { rest: bytes.get(5..)? };
    let year: u32 = text.get(..4)?.parse().ok()?;
    let month = rest.number()?;
    rest.expect(b"-")?;
    let day = rest.number()?;
    if !(1..=12).contains(&month) || !(1..=days(year, month)).contains(&day) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if rest.rest.is_empty() {
        return Some(format!("{date}T00:00:00Z"));
    }
    let zoned = rest.expect(b"Tt ")? != b' ';
    let hour = rest.number()?;
    rest.expect(b":")?;
    let minute = rest.number()?;
    rest.expect(b":")?;
    let second = rest.number()?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let fraction = rest.fraction();
    let zone = if zoned { rest.zone()? } else { "Z".to_owned() };
    rest.rest.is_empty().then(|| format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"))
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    fn expect(&mut self, any: &[u8]) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        any.contains(first).then(|| {
            self.rest = rest;
            *first
        })
    }

    fn digit(&mut self) -> Option<u32> {
        self.expect(b"0123456789").map(|byte| u32::from(byte - b'0'))
    }

    /// One or two digits.
    fn number(&mut self) -> Option<u32> {
        let first = self.digit()?;
        Some(self.digit().map_or(first, |second| first * 10 + second))
    }

    /// A fraction of a second, cut to nine digits and without trailing zeros; empty if there is none.
    fn fraction(&mut self) -> String {
        let [b'.' | b',', digit, ..] = self.rest else { return String::new() };
        if !digit.is_ascii_digit() {
            return String::new();
        }
        let _ = self.expect(b".,");
        let mut digits = String::new();
        while let Some(digit) = self.expect(b"0123456789") {
            if digits.len() < 9 {
                digits.push(digit as char);
            }
        }
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() { String::new() } else { format!(".{digits}") }
    }

    fn zone(&mut self) -> Option<String> {
        let sign = self.expect(b"Z+-")?;
        if sign == b'Z' {
            return Some("Z".to_owned());
        }
        let hour = self.digit()? * 10 + self.digit()?;
        self.expect(b":")?;
        let minute = self.digit()? * 10 + self.digit()?;
        match (hour, minute) {
            (0, 0) => Some("Z".to_owned()),
            (0..24, 0..60) => Some(format!("{}{hour:02}:{minute:02}", sign as char)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    /// Every pair was printed by kustomize 5.8.1.
    #[test]
    fn dates_are_written_in_full() {
        let pairs = [
            ("2001-1-1 1:2:3.5", Some("2001-01-01T01:02:03.5Z")),
            ("2001-01-01T01:02:03Z", Some("2001-01-01T01:02:03Z")),
            ("2001-01-01t01:02:03Z", Some("2001-01-01T01:02:03Z")),
            ("2001-1-1", Some("2001-01-01T00:00:00Z")),
            ("2001-01-01T01:02:03+02:00", Some("2001-01-01T01:02:03+02:00")),
            ("2001-01-01 01:02:03", Some("2001-01-01T01:02:03Z")),
            ("2001-1-1T1:2:3Z", Some("2001-01-01T01:02:03Z")),
            ("0001-01-01", Some("0001-01-01T00:00:00Z")),
            ("2001-02-30", None),
            ("2001-01-01T01:02:03.123456789Z", Some("2001-01-01T01:02:03.123456789Z")),
            ("2001-01-01T01:02:03", None),
            ("2001-01-01T", None),
            ("20010-1-1", None),
        ];
        for (written, printed) in pairs {
            assert_eq!(timestamp(written).as_deref(), printed, "{written}");
        }
    }
}
