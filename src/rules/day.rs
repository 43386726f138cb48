//! Days, as waivers and the catalog write them.

/// A day. Days compare in the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |length: usize| parts.next().filter(|part| part.len() == length);
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        let date = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        let leap =
            date.year.is_multiple_of(4) && (!date.year.is_multiple_of(100) || date.year.is_multiple_of(400));
        let days = match date.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => return None,
        };
        (1..=days).contains(&date.day).then_some(date)
    }

    /// How many whole years this day lies before another.
    pub(super) fn years_before(self, later: Self) -> i32 {
        let full = (self.month, self.day) <= (later.month, later.day);
        i32::from(later.year) - i32::from(self.year) - i32::from(!full)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn days_are_days() {
        assert!(day("2026-11-24") > day("2026-02-28"));
        assert_eq!(day("2024-11-25").years_before(day("2026-11-24")), 1);
        assert_eq!(day("2024-11-24").years_before(day("2026-11-24")), 2);
        for text in [
            "2026-1-2",
            "2026-13-01",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-00-01",
            "26-01-01",
            "2026-01-01-01",
            "+026-01-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
