//! Compares parsing and printing with the real kustomize, over generated documents.
//!
//! `KUSTOMIZE=/path/to/kustomize cargo test --test yaml_oracle -- --ignored --nocapture`; `SEED` and
//! `ROUNDS` choose what is generated.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use flightplan::diag::{Session, Severity};
use flightplan::yaml::{Rules, emit, parse};

/// A small generator of random numbers, so that every run of a seed is the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % limit
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const PIECES: &[&str] = &[
    "a",
    "b",
    "word",
    "longer-word",
    " ",
    "  ",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "\n ",
    " \n",
    "\t",
    ":",
    ": ",
    " #",
    "#",
    "-",
    "- ",
    "?",
    "? ",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ", ",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "0",
    "1",
    "12",
    ".",
    "_",
    "e",
    "x",
    "0x",
    "0o",
    "+",
    "~",
    "yes",
    "no",
    "on",
    "null",
    "true",
    "é",
    "ü",
    "日本",
    "😀",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{ad}",
    "\u{7}",
    "\u{0}",
    "\r",
    "\r\n",
    "=",
    "<<",
    "---",
    "...",
    "$",
    "/",
    "(",
    ")",
    "the quick brown fox",
    "jumps over the lazy dog and runs away from the hunter",
    "https://example.com/a/b?c=d&e=f#g",
    "T",
    "Z",
    "2001-01-01",
    "12:30",
];

const WHOLE: &[&str] = &[
    "",
    "y",
    "n",
    "Y",
    "yes",
    "No",
    "on",
    "OFF",
    "~",
    "null",
    "NULL",
    "true",
    "False",
    "0",
    "00",
    "012",
    "08",
    "0o17",
    "0x1F",
    "0b11",
    "1_000",
    "1.0",
    "1e3",
    "1.10",
    "-0",
    "-0.0",
    "+1",
    ".5",
    "5.",
    "1.e5",
    "1e400",
    ".inf",
    "-.Inf",
    ".nan",
    "12:30:45",
    "1:2",
    "190:20:30.15",
    "-1:59",
    "1:60",
    "2001-01-01",
    "2001-1-1 1:2:3",
    "2001-01-01T01:02:03Z",
    "2001-13-01",
    "<<",
    "=",
    "-",
    "--",
    "---",
    "--- a",
    "...",
    "....",
    ":",
    "::",
    "?",
    "?a",
    "-a",
    "a:",
    "a: b",
    "a :b",
    "a #b",
    "a# b",
    "# a",
    "@a",
    "`a",
    "%a",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "'a'",
    "\"a\"",
    "{a}",
    "[a]",
    "a,b",
    "a]",
    " a",
    "a ",
    "\na",
    "a\n",
    "a\n\n",
    "\n",
    " ",
    "\t",
    "a\tb",
    "a\n b\n",
    "a\n\n  b\nc\n",
    " a\nb",
    "a \nb",
    "a\nb ",
    "\\",
    "100m",
    "1Gi",
    "1e3Mi",
    "0.5",
    "1e21",
    "1e-7",
    "123456789012345678901234",
    "18446744073709551615",
    "9223372036854775808",
    "-9223372036854775809",
    "1000000.5",
    "0.00001",
    "1__0",
    "_1",
    "1_",
    "0x_1",
    "._5",
    ".5_0",
    "+.5",
    "-.5",
    "+.inf",
    "0b",
    "0x",
    "0o8",
    "1E5",
    "1e+5",
    "0.1e1",
    "é",
    "😀",
    "\u{feff}a b",
    "a\u{2028}b",
    "a\u{2028}b\n",
    "\u{a0}",
    "a\u{85}b",
];

impl Random {
    fn text(&mut self) -> String {
        if self.below(3) == 0 {
            return self.pick(WHOLE).to_owned();
        }
        let length = match self.below(10) {
            0 => 40,
            1..4 => 12,
            _ => 4,
        };
        let count = self.below(length) + 1;
        (0..count).map(|_| self.pick(PIECES)).collect()
    }

    /// A scalar as source text for a position at an indentation.
    fn scalar(&mut self, indent: usize, flow: bool) -> String {
        let text = self.text();
        match self.below(if flow { 5 } else { 9 }) {
            0 | 1 => double(&text),
            2 if !text.contains(['\n', '\r', '\0', '\u{7}', '\u{85}', '\u{2028}', '\u{feff}']) => {
                format!("'{}'", text.replace('\'', "''"))
            }
            3 => self.pick(WHOLE).replace('\n', " "),
            4 => {
                let tag = self.pick(&[
                    "!!str",
                    "!!int",
                    "!!float",
                    "!!bool",
                    "!!null",
                    "!!binary",
                    "!x",
                    "!",
                    "!!timestamp",
                ]);
                format!("{tag} {}", double(&text))
            }
            5 | 6 if !text.contains(['\r', '\0', '\u{7}', '\u{85}', '\u{2028}', '\u{feff}']) => {
                let header = self.pick(&["|", "|-", "|+", ">", ">-", ">+", "|2", ">2-"]);
                let mut out = header.to_owned();
                let hint = if header.contains('2') { 2 } else { 1 + self.below(3) };
                for line in text.split('\n') {
                    out.push('\n');
                    if !line.is_empty() {
                        out.push_str(&" ".repeat(indent + hint));
                        out.push_str(line);
                    }
                }
                out
            }
            _ => text.replace(['\n', '\r', '\0', '\u{7}', '\u{85}', '\u{2028}', '\u{feff}'], " "),
        }
    }

    fn key(&mut self) -> String {
        match self.below(6) {
            0 => double(&self.text()),
            1 => self.pick(WHOLE).replace('\n', " "),
            2 => format!("{}{}", self.pick(&["a", "b", "a-", "a.", "a_", "x/", "é"]), self.below(120)),
            3 => format!("k{}", "long ".repeat(self.below(60))).trim_end().to_owned(),
            _ => format!("k{}", self.below(50)),
        }
    }

    fn value(&mut self, indent: usize, depth: usize, out: &mut String) {
        match self.below(if depth > 4 { 4 } else { 10 }) {
            0..=3 => {
                out.push(' ');
                out.push_str(&self.scalar(indent, false));
                out.push('\n');
            }
            4 | 5 => {
                out.push(' ');
                self.flow(depth, out);
                out.push('\n');
            }
            6 | 7 => {
                out.push('\n');
                self.map(indent + 2, depth + 1, out);
            }
            _ => {
                out.push('\n');
                let offset = self.below(2) * 2;
                for _ in 0..=self.below(3) {
                    let _ = write!(out, "{}-", " ".repeat(indent + offset));
                    if self.below(3) == 0 {
                        let _ = write!(out, " {}:", self.key());
                        self.value(indent + offset + 2, depth + 2, out);
                    } else {
                        self.value(indent + offset, depth + 1, out);
                    }
                }
            }
        }
    }

    fn map(&mut self, indent: usize, depth: usize, out: &mut String) {
        for _ in 0..=self.below(4) {
            let _ = write!(out, "{}{}:", " ".repeat(indent), self.key());
            self.value(indent, depth, out);
        }
    }

    fn flow(&mut self, depth: usize, out: &mut String) {
        match self.below(if depth > 5 { 1 } else { 4 }) {
            0 | 1 => out.push_str(&self.scalar(0, true)),
            2 => {
                out.push('[');
                for index in 0..self.below(4) {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    self.flow(depth + 1, out);
                }
                out.push(']');
            }
            _ => {
                out.push('{');
                for index in 0..self.below(4) {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    out.push_str(&self.key());
                    out.push_str(": ");
                    self.flow(depth + 1, out);
                }
                out.push('}');
            }
        }
    }
}

fn double(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            ' '..='~' => out.push(letter),
            _ if letter.is_alphabetic() => out.push(letter),
            _ => {
                let _ = write!(out, "\\U{:08x}", u32::from(letter));
            }
        }
    }
    out.push('"');
    out
}

fn document(random: &mut Random, index: usize) -> String {
    let mut out = format!("apiVersion: x/v1\nkind: T\nmetadata: {{name: t{index}}}\nspec:");
    random.value(0, 0, &mut out);
    out
}

/// The documents as kustomize prints them; its complaint if it does.
fn oracle(kustomize: &str, folder: &Path, text: &str) -> Result<Vec<String>, String> {
    std::fs::write(folder.join("kustomization.yaml"), "resources: [r.yaml]\nsortOptions: {order: fifo}\n")
        .unwrap();
    std::fs::write(folder.join("r.yaml"), text).unwrap();
    let run = Command::new(kustomize).arg("build").arg(folder).output().unwrap();
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).chars().take(300).collect());
    }
    let text = String::from_utf8(run.stdout).unwrap();
    Ok(text.split("\n---\n").map(|document| document.trim_end_matches('\n').to_owned()).collect())
}

fn ours(text: &str) -> Result<Vec<String>, String> {
    let mut session = Session::default();
    let file = session.files.add("r.yaml", text);
    let Ok(roots) = parse(file, Rules::Resource, &mut session) else {
        let told: Vec<String> =
            session.diagnostics.all().iter().map(|it| format!("{} {}", it.code, it.message)).collect();
        return Err(told.join("; "));
    };
    assert_eq!(session.diagnostics.count(Severity::Error), 0);
    Ok(roots
        .iter()
        .filter(|root| !root.is_null())
        .map(|root| {
            let mut out = String::new();
            emit(root, &mut out);
            out.trim_end_matches('\n').to_owned()
        })
        .collect())
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
#[ignore = "needs the kustomize binary: KUSTOMIZE=/path/to/kustomize"]
fn documents_print_as_kustomize_prints_them() {
    let kustomize = std::env::var("KUSTOMIZE").expect("KUSTOMIZE names the binary");
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(setting("SEED", 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (mut same, mut refused, mut different) = (0, 0, 0);
    for _ in 0..setting("ROUNDS", 5) {
        let candidates: Vec<String> = (0..100).map(|index| document(&mut random, index)).collect();
        let mut good = Vec::new();
        for text in candidates {
            match ours(&text) {
                Ok(printed) if printed.len() == 1 => good.push((text, printed[0].clone())),
                // What we refuse is tried alone.
                Ok(_) | Err(_) if setting("REFUSED", 0) == 0 => refused += 1,
                Ok(printed) => println!("NOT ONE DOCUMENT ({}):\n{text}", printed.len()),
                Err(error) => match oracle(&kustomize, folder.path(), &text) {
                    Ok(printed) => {
                        different += 1;
                        println!(
                            "=== WE REFUSE ({error})\n{text}\n--- kustomize prints\n{}",
                            printed.join("\n")
                        );
                    }
                    Err(_) => refused += 1,
                },
            }
        }
        compare(&kustomize, folder.path(), &good, &mut same, &mut different);
    }
    println!("{same} same, {refused} refused by us, {different} different");
    assert_eq!(different, 0);
}

/// True for what kustomize cannot read again after it has written it down itself: keys with a line break of
/// Unicode, and text over several lines that starts with a tab. This program prints them.
fn is_unreadable_there(text: &str) -> bool {
    text.contains("U00000085")
        || text.contains('\u{85}')
        || text.lines().any(|line| line.trim_start_matches(' ').starts_with('\t'))
}

/// Compares a batch, halving it while kustomize refuses it.
fn compare(
    kustomize: &str,
    folder: &Path,
    batch: &[(String, String)],
    same: &mut usize,
    different: &mut usize,
) {
    if batch.is_empty() {
        return;
    }
    let text = batch.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("---\n");
    match oracle(kustomize, folder, &text) {
        Ok(printed) if printed.len() == batch.len() => {
            for ((text, ours), theirs) in batch.iter().zip(printed) {
                if *ours == theirs {
                    *same += 1;
                } else {
                    *different += 1;
                    println!("=== DIFFERENT\n{text}\n--- kustomize\n{theirs}\n--- ours\n{ours}\n");
                }
            }
        }
        Ok(printed) if batch.len() == 1 => {
            *different += 1;
            println!("=== {} DOCUMENTS\n{}", printed.len(), batch[0].0);
        }
        Err(_) if batch.len() == 1 && is_unreadable_there(&batch[0].0) => {}
        Err(error) if batch.len() == 1 => {
            *different += 1;
            println!("=== KUSTOMIZE REFUSES ({error})\n{}\n--- ours\n{}", batch[0].0, batch[0].1);
        }
        _ => {
            let (left, right) = batch.split_at(batch.len() / 2);
            compare(kustomize, folder, left, same, different);
            compare(kustomize, folder, right, same, different);
        }
    }
}

/// JSON patches are read as configuration; what they put in comes out as kustomize prints it. (Numbers
/// above `i64` differ: a JSON patch turns them into floats, which is the patch's doing.)
#[test]
#[ignore = "needs the kustomize binary: KUSTOMIZE=/path/to/kustomize"]
fn values_of_json_patches_are_read_as_kustomize_reads_them() {
    let kustomize = std::env::var("KUSTOMIZE").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(setting("SEED", 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (mut same, mut refused, mut different) = (0, 0, 0);
    for _ in 0..setting("ROUNDS", 100) {
        let mut text = String::from("- op: add\n  path: /spec\n  value:");
        random.value(2, 0, &mut text);
        let mut session = Session::default();
        let file = session.files.add("p.yaml", text.as_str());
        let printed = parse(file, Rules::Config, &mut session).ok().and_then(|roots| {
            let value = roots.first()?.items().next()?.get("value")?.clone();
            let mut out = String::from("apiVersion: x/v1\nkind: T\nmetadata:\n  name: t\n");
            let mut spec = flightplan::yaml::Node::map(value.origin);
            spec.as_map_mut()?.insert("spec", value);
            emit(&spec, &mut out);
            Some(out)
        });
        let Some(printed) = printed else {
            refused += 1;
            continue;
        };
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("kustomization.yaml", "resources: [r.yaml]\npatches:\n- {path: p.yaml, target: {kind: T}}\n");
        write("r.yaml", "apiVersion: x/v1\nkind: T\nmetadata: {name: t}\n");
        write("p.yaml", &text);
        let run = Command::new(&kustomize).arg("build").arg(folder.path()).output().unwrap();
        let theirs = String::from_utf8(run.stdout).unwrap();
        if theirs == printed {
            same += 1;
        } else if !run.status.success() && is_unreadable_there(&text) {
            refused += 1;
        } else {
            different += 1;
            println!(
                "=== DIFFERENT\n{text}\n--- kustomize\n{theirs}{}\n--- ours\n{printed}",
                String::from_utf8_lossy(&run.stderr)
            );
        }
    }
    println!("{same} same, {refused} refused by us, {different} different");
    assert_eq!(different, 0);
}

/// `CORPUS` names a folder: what kustomize printed lies in it, source trees lie in its folders.
#[test]
#[ignore = "needs a folder of real files: CORPUS=/path"]
fn real_output_prints_as_itself_and_real_sources_are_read() {
    let corpus = std::env::var("CORPUS").unwrap();
    let (mut same, mut different, mut read, mut refused) = (0, 0, 0, 0);
    for entry in walkdir::WalkDir::new(&corpus).sort_by_file_name() {
        let entry = entry.unwrap();
        let yaml = entry.path().extension().is_some_and(|end| end == "yaml" || end == "yml");
        if !yaml || !entry.file_type().is_file() {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let printed = ours(&text);
        match printed {
            Err(error) => {
                refused += 1;
                println!("{}: {error}", entry.path().display());
            }
            Ok(_) if entry.depth() > 1 => read += 1,
            Ok(documents) if documents.join("\n---\n") == text.trim_end_matches('\n') => same += 1,
            Ok(documents) => {
                different += 1;
                let ours = documents.join("\n---\n");
                let line = ours.lines().zip(text.lines()).find(|(ours, theirs)| ours != theirs);
                println!("{}: {line:?}", entry.path().display());
            }
        }
    }
    println!("{same} same, {different} different, {read} read, {refused} refused");
    assert_eq!(different, 0);
}
