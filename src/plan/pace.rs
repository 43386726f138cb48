//! How fast the number of replicas changes: seconds, or multiples of the time in which a replica starts.

use super::patches::Pace;
use super::report;
use super::start_up::StartUp;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;

/// The most seconds that the API server takes for a window and for a period.
const MOST_WINDOW: i32 = 3600;
const MOST_PERIOD: i32 = 1800;

/// A pace in numbers. The flags say that a number was computed from the start of a replica.
pub(super) struct Rules {
    /// `stabilizationWindowSeconds`.
    pub(super) window: (i32, bool),
    /// `periodSeconds`.
    pub(super) period: (i32, bool),
    /// How many Pods in one period.
    pub(super) pods: i32,
}

/// A pace in numbers that the API server takes.
pub(super) fn rules(
    field: &str,
    pace: &Pace,
    start_up: &StartUp,
    most: i32,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<Rules, Reported> {
    let mut number =
        |name: &str, other: &str, seconds: Option<i32>, times: Option<f64>, range: (i32, i32)| {
            let written = |key: &str| author.patch.root.at(&["spec", field, key]).map(|node| node.origin);
            let refuse = |key: &str, message: String| {
                let at = written(key).or_else(|| written(name)).unwrap_or_else(|| author.place());
                Diagnostic::error("plan-value", at, message).also(author.place(), report::title(author.patch))
            };
            match (seconds, times) {
                (Some(seconds), None) if (range.0..=range.1).contains(&seconds) => Ok((seconds, false)),
                (Some(seconds), None) => {
                    let message =
                        format!("`{field}.{name}` is {seconds}, expected {} to {}", range.0, range.1);
                    Err(session.diagnostics.error(refuse(name, message)))
                }
                (None, Some(times)) if (0.1..=10.0).contains(&times) => {
                    Ok((scaled(start_up, times, range.1), true))
                }
                (None, Some(times)) => {
                    let message = format!("`{field}.{other}` is {times}, expected 0.1 to 10");
                    Err(session.diagnostics.error(refuse(other, message)))
                }
                (Some(_), Some(_)) | (None, None) => {
                    let message = format!("`{field}` needs one of `{name}` and `{other}`");
                    Err(session.diagnostics.error(refuse(other, message)))
                }
            }
        };
    let window = number(
        "stabilizationWindowSeconds",
        "stabilizationStartUps",
        pace.stabilization_window_seconds,
        pace.stabilization_start_ups,
        (0, MOST_WINDOW),
    )?;
    let period = number(
        "periodSeconds",
        "periodStartUps",
        pace.period_seconds,
        pace.period_start_ups,
        (1, MOST_PERIOD),
    )?;
    let pods = match pace.pods {
        // As many as there can be.
        None => most,
        Some(pods) if pods >= 1 => pods,
        Some(pods) => {
            let node = author.patch.root.at(&["spec", field, "pods"]);
            let at = node.map_or(author.place(), |node| node.origin);
            let message = format!("`{field}.pods` is {pods}, expected 1 or more");
            return Err(session.diagnostics.error(Diagnostic::error("plan-value", at, message)));
        }
    };
    Ok(Rules { window, period, pods })
}

/// A multiple of a start in seconds, rounded up to whole minutes.
fn scaled(start_up: &StartUp, times: f64, most: i32) -> i32 {
    // Tenths are exact enough, and whole numbers give the same result on every machine.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0.1 to 10, checked above")]
    let tenths = (times * 10.0).round() as u64;
    let minutes = start_up.total().saturating_mul(tenths).div_ceil(600);
    i32::try_from(minutes.saturating_mul(60)).unwrap_or(most).min(most)
}
