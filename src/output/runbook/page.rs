//! Markdown in the making.

/// A page of Markdown.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// A heading. Level 1 is the title.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.block(&format!("{} {text}", "#".repeat(level)));
    }

    /// A paragraph or a list.
    pub(super) fn say(&mut self, text: &str) {
        self.block(text);
    }

    /// Commands, to be run in order.
    pub(super) fn run<L: AsRef<str>>(&mut self, commands: impl IntoIterator<Item = L>) {
        let lines: Vec<String> = commands.into_iter().map(|line| line.as_ref().to_owned()).collect();
        // A fence is longer than any run of backticks inside it.
        let fence = "`".repeat(longest_run(&lines.join("\n")).max(2) + 1);
        self.block(&format!("{fence}bash\n{}\n{fence}", lines.join("\n")));
    }

    /// The finished text.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn block(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }
}

/// Text in the font of code.
pub(super) fn code(text: &str) -> String {
    match longest_run(text) {
        0 => format!("`{text}`"),
        run => {
            let fence = "`".repeat(run + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}
