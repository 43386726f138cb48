//! What a server says when it refuses an object, and which field it means.

use super::fault;
use crate::diag::Diagnostic;
use kube::core::Status;
use regex::Regex;
use std::sync::LazyLock;

/// A refusal: HTTP code, reason, and what is wrong with which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The HTTP code; 0 for a kind that the server does not know.
    pub(super) code: u16,
    /// What the server says.
    pub(super) message: String,
    /// Fields with what is wrong with each; a field may be empty.
    pub(super) causes: Vec<(String, String)>,
}

impl Refusal {
    /// The server has no such kind.
    pub(super) fn unknown_kind() -> Self {
        Self { code: 0, message: String::new(), causes: Vec::new() }
    }

    /// Reads a status.
    pub(super) fn of(status: Status) -> Self {
        let causes = status.details.map(|details| details.causes).unwrap_or_default();
        let mut causes: Vec<(String, String)> = causes
            .into_iter()
            .map(|cause| (cause.field.trim_start_matches('.').to_owned(), cause.message))
            .filter(|(_, message)| !message.is_empty())
            .collect();
        if causes.is_empty() {
            causes = read(&status.message);
        }
        Self { code: status.code, message: status.message, causes }
    }

    /// Whether the server refuses who asks, and not what is asked.
    pub(super) fn is_about_credentials(&self) -> bool {
        // Admission answers 403 too, with words of its own.
        self.code == 401 || (self.code == 403 && self.message.contains(" cannot "))
    }

    /// As a fault of the whole run.
    pub(super) fn of_request(&self, address: &str) -> Diagnostic {
        match self.code {
            401 => fault::unauthorized(address),
            403 if self.message.contains("\"system:anonymous\"") => fault::anonymous(address),
            403 => fault::forbidden(&self.message),
            0 => fault::unreachable(address, "it does not know the kind that was asked for"),
            code => fault::unreachable(address, &format!("{} (HTTP {code})", self.message)),
        }
    }
}

static UNDECLARED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // `.spec.template.spec.containers[name="vllm"].imagee: field not declared in schema`
    Regex::new(r"(?:^|[\s:)\]])\.((?:[A-Za-z0-9_/-]+|\[[^\]]*\])(?:\.?(?:[A-Za-z0-9_/-]+|\[[^\]]*\]))*): ([^\n]+?)(?:\n|$)").ok()
});

static UNKNOWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // `strict decoding error: unknown field "spec.prots", duplicate field "spec.x"`
    Regex::new(r#"(unknown|duplicate) field "([^"]+)""#).ok()
});

/// Fields in a message without causes: that of the decoder, and that of server-side apply.
fn read(message: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(regex) = UNKNOWN.as_ref() {
        for part in regex.captures_iter(message) {
            let text = |at: usize| part.get(at).map_or("", |it| it.as_str());
            found.push((text(2).to_owned(), format!("{} field", text(1))));
        }
    }
    if let Some(regex) = UNDECLARED.as_ref().filter(|_| found.is_empty()) {
        for part in regex.captures_iter(message) {
            let text = |at: usize| part.get(at).map_or("", |it| it.as_str());
            found.push((text(1).to_owned(), text(2).to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn finds_the_field_that_a_message_is_about() {
        for (message, field, words) in [
            (
                r#"failed to create typed patch object (default/x; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="c"].imagee: field not declared in schema"#,
                r#"spec.template.spec.containers[name="c"].imagee"#,
                "field not declared in schema",
            ),
            (
                r#"PodMonitoring in version "v1" cannot be handled as a PodMonitoring: strict decoding error: unknown field "spec.endpoint""#,
                "spec.endpoint",
                "unknown field",
            ),
            (
                "failed to create manager for existing fields: errors:\n  .spec.ports: element 0: x",
                "spec.ports",
                "element 0: x",
            ),
        ] {
            assert_eq!(read(message), [(field.to_owned(), words.to_owned())], "{message}");
        }
        assert!(read("admission webhook denied the request").is_empty());
    }
}
