//! Commands that a person pastes into a POSIX shell.

use std::fmt::Write;

/// Lines longer than this are broken before an option.
const WIDTH: usize = 96;

/// A word as the shell must read it: as it is if no character of it means anything to a shell, otherwise
/// in single quotes.
pub(super) fn quote(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "@%+=:,./_-".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    if let Some((option, value)) = word.split_once('=')
        && option.starts_with("--")
        && !option.contains(|letter| !plain(letter))
    {
        return format!("{option}={}", quote(value));
    }
    if word.chars().any(char::is_control) {
        let mut out = String::from("$'");
        for letter in word.chars() {
            match letter {
                '\'' | '\\' => out.extend(['\\', letter]),
                letter if letter.is_control() => {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "\\u{:04x}", u32::from(letter));
                }
                letter => out.push(letter),
            }
        }
        out.push('\'');
        return out;
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A command of these words, each quoted. A long one is broken before its options.
pub(super) fn command<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| quote(word.as_ref())).collect();
    let line = words.join(" ");
    if line.chars().count() <= WIDTH {
        return line;
    }
    let mut out = String::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            // The option that stands before a subcommand belongs to its program.
            out.push_str(if index > 1 && word.starts_with("--") { " \\\n  " } else { " " });
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::command;
    use super::quote;

    #[test]
    fn words_survive_a_shell() {
        let words = [
            "plain-1.0",
            "",
            "it's",
            "$(reboot)",
            "a b",
            "`x`",
            "two\nlines",
            "!",
            "{.spec}",
            "~",
            "--a=b c",
            "--a='x'",
        ];
        for word in words {
            let script = format!("printf '%s' {}", quote(word));
            let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), word);
        }
    }

    #[test]
    fn long_commands_break_before_options() {
        let words = ["gcloud", "container", "clusters", "create-auto", "vllm", "--project=example-project"];
        let more = ["--region=asia-northeast1", "--monitoring=SYSTEM,DCGM"];
        assert_eq!(
            command(words.iter().chain(&more)),
            "gcloud container clusters create-auto vllm \\\n  --project=example-project \\\n  \
             --region=asia-northeast1 \\\n  --monitoring=SYSTEM,DCGM"
        );
    }
}
