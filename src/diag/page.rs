//! The page of a code: what `explain` prints and SARIF carries.

use super::diagnostic::Severity;

/// The page of one code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code.
    pub code: &'static str,
    /// The severity it is usually reported with.
    pub severity: Severity,
    /// Markdown: title, why, example, fix.
    pub docs: &'static str,
}

impl Page {
    /// The title, without its `#` and without marks of code.
    pub fn title(&self) -> String {
        let first = self.docs.lines().find(|line| !line.trim().is_empty()).unwrap_or(self.code);
        first.trim().trim_start_matches('#').trim().replace('`', "")
    }

    /// The text under a heading of the second level, without the heading; `None` if the page has none.
    pub fn section(&self, name: &str) -> Option<String> {
        let mut lines = self.docs.lines().map(str::trim_end).skip_while(|line| !is_heading(line, name));
        lines.next()?;
        let body: Vec<&str> = lines.take_while(|line| !line.trim_start().starts_with("## ")).collect();
        Some(body.join("\n").trim().to_owned())
    }

    /// The first web address on the page, those of examples left aside: where its fact comes from.
    pub fn link(&self) -> Option<&'static str> {
        let text = self.docs.split("```").step_by(2).find_map(|text| text.get(text.find("https://")?..))?;
        let end = text.find(|letter: char| letter.is_whitespace() || matches!(letter, ')' | '>' | ']' | '"'));
        text.get(..end.unwrap_or(text.len())).map(|link| link.trim_end_matches(['.', ',', ';']))
    }
}

fn is_heading(line: &str, name: &str) -> bool {
    line.trim().strip_prefix("## ").is_some_and(|title| title.trim() == name)
}

#[cfg(test)]
mod tests {
    use super::Page;
    use crate::diag::Severity;

    #[test]
    fn reads_a_page() {
        let page = Page {
            code: "x",
            severity: Severity::Error,
            docs: "# `replicas` twice\n\n## Why\nIt flaps.\nAlways.\n\n```yaml\nsource: https://example.com/no\n```\n\n## Fix\nDrop it (see https://example.com/a.).\n",
        };
        assert_eq!(page.title(), "replicas twice");
        assert_eq!(
            page.section("Why").as_deref(),
            Some("It flaps.\nAlways.\n\n```yaml\nsource: https://example.com/no\n```")
        );
        assert_eq!(page.section("Example"), None);
        assert_eq!(page.link(), Some("https://example.com/a"));
    }
}
