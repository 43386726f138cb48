//! Kubernetes quantities: `500m`, `48Gi`, `1e3`.

use crate::yaml::Node;

/// An amount, exact to a billionth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Quantity {
    nanos: i128,
}

const UNIT: i128 = 1_000_000_000;

/// Digits beyond this cannot be an amount that any machine has; they also keep the arithmetic in range.
const MAX_DIGITS: usize = 24;

impl Quantity {
    /// A whole number of units.
    pub fn whole(units: i64) -> Self {
        Self { nanos: i128::from(units) * UNIT }
    }

    /// Thousandths of a unit.
    pub fn milli(thousandths: i64) -> Self {
        Self { nanos: i128::from(thousandths) * (UNIT / 1000) }
    }

    /// A number of GiB, in bytes.
    pub fn gib(gib: i64) -> Self {
        Self { nanos: i128::from(gib) * (1 << 30) * UNIT }
    }

    /// A number of MiB, in bytes.
    pub fn mib(mib: i64) -> Self {
        Self { nanos: i128::from(mib) * (1 << 20) * UNIT }
    }

    /// Reads a quantity; `None` if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, suffix) = text.split_at_checked(end)?;
        let (integer, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (integer.is_empty() && fraction.is_empty())
            || fraction.contains('.')
            || integer.len() + fraction.len() > MAX_DIGITS
        {
            return None;
        }
        let digits: i128 = format!("0{integer}{fraction}").parse().ok()?;
        let (times, over) = scale(suffix)?;
        let divisor = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?.checked_mul(over)?;
        let nanos = digits.checked_mul(times)?.checked_mul(UNIT)?.checked_div(divisor)?;
        Some(Self { nanos: if negative { -nanos } else { nanos } })
    }

    /// Reads a quantity from a scalar.
    pub fn of(node: &Node) -> Option<Self> {
        Self::parse(&node.scalar()?)
    }

    /// The amount if it is a whole number.
    pub fn as_whole(self) -> Option<i64> {
        if self.nanos % UNIT == 0 { i64::try_from(self.nanos / UNIT).ok() } else { None }
    }

    /// True for nothing at all.
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// The amount times a factor given in thousandths.
    #[must_use]
    pub fn times_milli(self, thousandths: i64) -> Self {
        Self { nanos: self.nanos.saturating_mul(i128::from(thousandths)) / 1000 }
    }

    /// The number of GiB of a number of bytes.
    #[must_use]
    pub fn per_gib(self) -> Self {
        Self { nanos: self.nanos >> 30 }
    }

    /// This many times another amount.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self { nanos: self.nanos.saturating_mul(other.nanos) / UNIT }
    }

    /// How many times another amount goes into this one, rounded up to a thousandth; nothing goes in no times.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        let milli = UNIT / 1000;
        let exact = self.nanos.saturating_mul(UNIT).checked_div(other.nanos).unwrap_or(0);
        Self { nanos: (exact + milli - 1).div_euclid(milli) * milli }
    }

    /// The least multiple of a step that is not less.
    #[must_use]
    pub fn round_up(self, step: Self) -> Self {
        let short = self.nanos.checked_rem_euclid(step.nanos).unwrap_or(0);
        Self { nanos: if short == 0 { self.nanos } else { self.nanos + step.nanos - short } }
    }

    /// Without what is less than one unit.
    #[must_use]
    pub fn floor(self) -> Self {
        Self { nanos: self.nanos - self.nanos.rem_euclid(UNIT) }
    }

    /// True if the amount is a multiple of another one.
    pub fn is_multiple_of(self, step: Self) -> bool {
        self.nanos.checked_rem(step.nanos) == Some(0)
    }

    /// As a decimal number: `6.5`.
    pub fn decimal(self) -> String {
        let fraction = format!("{:09}", (self.nanos % UNIT).abs());
        let number = format!("{}.{}", self.nanos / UNIT, fraction.trim_end_matches('0'));
        number.trim_end_matches('.').to_owned()
    }

    /// As a person would write a number of cores: `12`, `500m`.
    pub fn cores(self) -> String {
        match self.as_whole() {
            Some(whole) => whole.to_string(),
            None => format!("{}m", self.nanos / (UNIT / 1000)),
        }
    }

    /// As a person would write a number of bytes: `48Gi`, `512Mi`, `1536`.
    pub fn bytes(self) -> String {
        let bytes = self.nanos / UNIT;
        for (shift, suffix) in [(40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")] {
            let unit = 1_i128 << shift;
            if bytes != 0 && bytes % unit == 0 {
                return format!("{}{suffix}", bytes / unit);
            }
        }
        bytes.to_string()
    }
}

impl<'de> serde::Deserialize<'de> for Quantity {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a quantity")))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Quantity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]+([.][0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$"})
    }
}

impl std::ops::Add for Quantity {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { nanos: self.nanos.saturating_add(other.nanos) }
    }
}

impl std::ops::Sub for Quantity {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { nanos: self.nanos.saturating_sub(other.nanos) }
    }
}

impl std::iter::Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |sum, it| sum + it)
    }
}

/// The factor and the divisor of a suffix.
fn scale(suffix: &str) -> Option<(i128, i128)> {
    Some(match suffix {
        "n" => (1, 1_000_000_000),
        "u" => (1, 1_000_000),
        "m" => (1, 1000),
        "" => (1, 1),
        "k" => (1000, 1),
        "M" => (1_000_000, 1),
        "G" => (1_000_000_000, 1),
        "T" => (1_000_000_000_000, 1),
        "P" => (1_000_000_000_000_000, 1),
        "E" => (1_000_000_000_000_000_000, 1),
        "Ki" => (1 << 10, 1),
        "Mi" => (1 << 20, 1),
        "Gi" => (1 << 30, 1),
        "Ti" => (1 << 40, 1),
        "Pi" => (1 << 50, 1),
        "Ei" => (1 << 60, 1),
        exponent => {
            let power: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            let factor = 10_i128.checked_pow(power.unsigned_abs().min(18))?;
            if power < 0 { (1, factor) } else { (factor, 1) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    #[test]
    fn the_same_amount_reads_the_same() {
        for (left, right) in
            [("0.5", "500m"), ("1", "1000m"), ("1Gi", "1024Mi"), ("1e3", "1k"), ("12E3", "12k")]
        {
            assert_eq!(Quantity::parse(left).unwrap(), Quantity::parse(right).unwrap(), "{left} {right}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        for text in ["", ".", "Gi", "1GiB", "1.2.3", "abc", "1 Gi", "1e", "99999999999999999999999999999"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_print_as_people_write_them() {
        assert_eq!(Quantity::parse("48Gi").unwrap().bytes(), "48Gi");
        assert_eq!(Quantity::parse("0.5Gi").unwrap().bytes(), "512Mi");
        assert_eq!(Quantity::parse("1500m").unwrap().cores(), "1500m");
        assert_eq!(Quantity::parse("3000m").unwrap().cores(), "3");
        assert_eq!(Quantity::parse("6.5").unwrap().decimal(), "6.5");
        assert_eq!(Quantity::parse("1").unwrap().decimal(), "1");
    }

    #[test]
    fn amounts_can_be_compared_with_their_share() {
        let [memory, cpu] = ["16Gi", "2500m"].map(|text| Quantity::parse(text).unwrap());
        assert_eq!(memory.per_gib().decimal(), "16");
        assert_eq!(cpu.times(Quantity::parse("6.5").unwrap()).decimal(), "16.25");
        assert!(cpu.is_multiple_of(Quantity::milli(250)));
        assert!(!cpu.is_multiple_of(Quantity::milli(400)));
        assert!(!cpu.is_multiple_of(Quantity::default()));
    }
}
