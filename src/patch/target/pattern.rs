//! Anchored regular expressions.

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::source::Origin;
use crate::yaml::regexp;
use regex::Regex;

/// A pattern that a whole text must match: `^(?:pattern)$`.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    /// `None` if the text means itself.
    regex: Option<Regex>,
}

impl Pattern {
    /// Reads a pattern. An empty one is `None`: kustomize takes it to match everything.
    pub fn new(text: &str, at: Origin, diagnostics: &mut Diagnostics) -> Result<Option<Self>, Reported> {
        if text.is_empty() {
            return Ok(None);
        }
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte)) {
            return Ok(Some(Self { text: text.to_owned(), regex: None }));
        }
        match regexp(&format!("^(?:{text})$")) {
            Ok(regex) => Ok(Some(Self { text: text.to_owned(), regex: Some(regex) })),
            Err(reason) => {
                let message = format!("`{text}` is not a regular expression");
                let finding = Diagnostic::error("malformed-pattern", at, message)
                    .label(reason)
                    .help("the fields of a target are regular expressions; put `\\` before a character that means itself");
                Err(diagnostics.error(finding))
            }
        }
    }

    /// True if the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        match &self.regex {
            None => self.text == text,
            Some(regex) => regex.is_match(text),
        }
    }

    /// The only text that matches, if it means itself.
    pub fn literal(&self) -> Option<&str> {
        self.regex.is_none().then_some(self.text.as_str())
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }
}
