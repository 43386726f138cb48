//! Numbers: what a plain scalar means, and how Go prints it as JSON and as YAML.

use std::fmt::Write;

/// The value of a number as go-yaml reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Fits `i64`.
    Int(i64),
    /// Fits `u64` only.
    Uint(u64),
    /// Anything else that is finite.
    Float(f64),
}

impl Number {
    /// Resolves a plain scalar: decimal, `0x`, `0o`, `0b`, a leading zero for octal, `_` between digits,
    /// floats. `None` if it is text. The infinities and not-a-number are no numbers here (JSON has none).
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes().first()? {
            b'.' => dotted(text).map(Self::Float),
            b'0'..=b'9' | b'+' | b'-' => signed(text),
            _ => None,
        }
    }

    /// The nearest float.
    #[expect(clippy::cast_precision_loss, reason = "that is what a conversion to float means")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Uint(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The integer, if it is one (a float without a fraction counts).
    pub fn as_i64(self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(value),
            Self::Uint(value) => i64::try_from(value).ok(),
            Self::Float(_) => match self.through_json() {
                Self::Int(value) => Some(value),
                _ => None,
            },
        }
    }

    /// True if it has no fraction, however large it is.
    pub fn is_integer(self) -> bool {
        match self {
            Self::Int(_) | Self::Uint(_) => true,
            Self::Float(value) => value.fract() == 0.0,
        }
    }

    /// The text that Go's `encoding/json` writes.
    pub fn to_json(self) -> String {
        match self {
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => value.to_string(),
            Self::Float(value) => {
                let size = value.abs();
                if size != 0.0 && !(1e-6..1e21).contains(&size) {
                    let text = scientific(value);
                    // JSON drops the leading zero of a negative exponent, and only there.
                    match text.split_once("e-0") {
                        Some((digits, exponent)) => format!("{digits}e-{exponent}"),
                        None => text,
                    }
                } else {
                    value.to_string()
                }
            }
        }
    }

    /// The text that kustomize prints: the number goes through JSON, is read again, and is written with
    /// Go's `%g`. So `1.0` becomes `1` and `1000000.5` becomes `1.0000005e+06`.
    pub fn to_yaml(self) -> String {
        match self.through_json() {
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => value.to_string(),
            Self::Float(value) => general(value),
        }
    }

    /// The text of the number as Go's `float64` with `%g`: `1000000` is `1e+06`.
    pub fn to_float_text(self) -> String {
        general(self.as_f64())
    }

    /// The text that a plugin's configuration gives where it takes text: the number as kustomize prints it,
    /// and if that still has a fraction, with 32 bits.
    pub fn to_config_text(self) -> String {
        match self.through_json() {
            Self::Float(value) => float_key(value),
            whole => whole.to_yaml(),
        }
    }

    /// The number after it was written as JSON and read by go-yaml.
    fn through_json(self) -> Self {
        match self {
            Self::Float(value) if value.fract() == 0.0 && value.abs() < 1e21 => {
                let text = value.to_string();
                text.parse()
                    .map(Self::Int)
                    .or_else(|_| text.parse().map(Self::Uint))
                    .unwrap_or(Self::Float(value))
            }
            other => other,
        }
    }
}

/// A float that starts with its point. Here Go's own syntax counts: `_` only between digits.
fn dotted(text: &str) -> Option<f64> {
    if !text.contains('_') {
        return float(text);
    }
    let mut parts = text.split('_').peekable();
    while let Some(part) = parts.next() {
        let ends_right = parts.peek().is_none() || part.ends_with(|end: char| end.is_ascii_digit());
        let starts_right = part.starts_with('.') || part.starts_with(|start: char| start.is_ascii_digit());
        if !(ends_right && starts_right) {
            return None;
        }
    }
    float(&text.replace('_', ""))
}

fn signed(text: &str) -> Option<Number> {
    let cleaned;
    let plain = if text.contains('_') {
        cleaned = text.replace('_', "");
        &cleaned
    } else {
        text
    };
    integer(plain).or_else(|| float(plain).map(Number::Float))
}

fn integer(text: &str) -> Option<Number> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, digits.get(2..)?),
        [b'0', b'o' | b'O', _, ..] => (8, digits.get(2..)?),
        [b'0', b'b' | b'B', _, ..] => (2, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if !digits.bytes().all(|byte| (byte as char).is_digit(radix)) {
        return None;
    }
    let size = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        return 0i64.checked_sub_unsigned(size).map(Number::Int);
    }
    // Go reads an unsigned number without a sign only.
    match i64::try_from(size) {
        Ok(value) => Some(Number::Int(value)),
        Err(_) if text.starts_with('+') => None,
        Err(_) => Some(Number::Uint(size)),
    }
}

/// A float in YAML's decimal syntax; what overflows is text, as in go-yaml.
fn float(text: &str) -> Option<f64> {
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (rest, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let sound = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent));
    sound.then(|| text.parse::<f64>().ok()).flatten().filter(|value| value.is_finite())
}

/// Go's `%e` with the shortest digits: at least two digits of exponent, always signed.
fn scientific(value: f64) -> String {
    let short = format!("{value:e}");
    let Some((digits, exponent)) = short.split_once('e') else { return short };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    let mut text = digits.to_owned();
    let _ = write!(text, "e{sign}{exponent:0>2}");
    text
}

/// Go's `%g` with the shortest digits.
fn general(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e6).contains(&size) { scientific(value) } else { value.to_string() }
}

/// A float of a configuration file where text is due, as a key is: `sigs.k8s.io/yaml` prints it with 32 bits.
pub(super) fn float_key(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "that is what 32 bits mean")]
    let narrow = value as f32;
    // The shortest digits of the narrow number are kept by reading them as a wide one.
    general(narrow.to_string().parse().unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::Number;

    fn yaml(text: &str) -> String {
        Number::parse(text).map_or_else(|| "text".to_owned(), Number::to_yaml)
    }

    /// Every pair was printed by kustomize 5.8.1.
    #[test]
    fn numbers_print_as_kustomize_prints_them() {
        let pairs = [
            ("010", "8"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("1_000", "1000"),
            ("1.0", "1"),
            ("1e3", "1000"),
            ("1.10", "1.1"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("08", "8"),
            ("+12", "12"),
            ("0b11", "3"),
            (".5_0", "0.5"),
            ("18446744073709551615", "18446744073709551615"),
            ("18446744073709551616", "1.8446744073709552e+19"),
            ("-9223372036854775809", "-9.223372036854776e+18"),
            ("1000000.5", "1.0000005e+06"),
            ("0.00001", "1e-05"),
            ("1e-7", "1e-07"),
            ("123456789012345678901234", "1.2345678901234569e+23"),
            ("9007199254740993", "9007199254740993"),
            ("0x1FFFFFFFFFFFFFFFFF", "text"),
            ("1e400", "text"),
            ("12:30:45", "text"),
            ("+", "text"),
            ("-", "text"),
            (".", "text"),
            ("0x", "text"),
            ("1.2.3", "text"),
            ("1e", "text"),
            ("100m", "text"),
            ("+18446744073709551615", "1.8446744073709552e+19"),
        ];
        for (written, printed) in pairs {
            assert_eq!(yaml(written), printed, "{written}");
        }
    }

    #[test]
    fn json_writes_floats_as_go_does() {
        let json = |text: &str| Number::parse(text).map(Number::to_json).unwrap_or_default();
        assert_eq!(json("1e21"), "1e+21");
        assert_eq!(json("1e-7"), "1e-7");
        assert_eq!(json("1e20"), "100000000000000000000");
        assert_eq!(json("1.5e-10"), "1.5e-10");
        assert_eq!(json("1.0"), "1");
    }
}
