//! What only the outside knows: stdin, the repository, the day.

use crate::diag::Diagnostic;
use crate::rules::Date;
use crate::source::Origin;
use crate::yaml::MAX_FILE_SIZE;
use std::io;
use std::io::Read as _;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// All of stdin, or what is wrong with it. What is larger than any file may be is cut, and refused later.
pub(super) fn stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The finding for a stdin that cannot be read.
pub(super) fn unreadable_stdin(error: &io::Error) -> Diagnostic {
    Diagnostic::error("unreadable-file", Origin::NONE, format!("stdin cannot be read: {error}"))
}

/// The day in UTC.
pub(super) fn today() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let days = i64::try_from(seconds / 86_400).ok()?;
    let (year, month, day) = civil(days);
    Date::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

/// Year, month and day of a number of days since 1970-01-01, in the Gregorian calendar. Counted from a
/// 1 March, so that the leap day comes last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn counts_days() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
        assert_eq!(civil(20_781), (2026, 11, 24));
    }
}
