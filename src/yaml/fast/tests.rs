use std::fmt::Write;

use super::read;
use crate::diag::Session;
use crate::source::FileId;
use crate::yaml::documents::split;
use crate::yaml::node::Data;
use crate::yaml::node::Node;
use crate::yaml::parse::parse_any;
use crate::yaml::resolve::Rules;

/// Holds the fast reader against the parser crate; true if the fast reader took the text.
fn compare(text: &str, rules: Rules) -> bool {
    let mut session = Session::default();
    let any = parse_any(FileId::NONE, 7, text, rules, &mut session);
    let Some(fast) = read(FileId::NONE, 7, text, rules) else { return false };
    let Ok(any) = any else {
        panic!("{:?} is refused, but was read from\n{text}", session.diagnostics.all());
    };
    assert!(session.diagnostics.all().is_empty(), "{:?} is not told for\n{text}", session.diagnostics.all());
    let (mut ours, mut theirs) = (String::new(), String::new());
    tell(&fast, &mut ours);
    tell(&any, &mut theirs);
    assert!(ours == theirs, "from\n{text}\nfast:\n{ours}\nparser:\n{theirs}");
    true
}

/// A line for every value: its bytes and what it is.
fn tell(node: &Node, out: &mut String) {
    let _ = write!(out, "{}..{} ", node.origin.start, node.origin.end);
    match &node.data {
        Data::Seq(list) => {
            out.push_str("list\n");
            for node in list {
                tell(node, out);
            }
            out.push_str("end\n");
        }
        Data::Map(map) => {
            out.push_str("map\n");
            for entry in map {
                let _ =
                    writeln!(out, "{}..{} {:?}:", entry.key_origin.start, entry.key_origin.end, entry.key);
                tell(&entry.value, out);
            }
            out.push_str("end\n");
        }
        scalar => {
            let _ = writeln!(out, "{scalar:?}");
        }
    }
}

#[test]
fn reads_the_common_subset() {
    let texts = [
        "a: 1\nb:\n- x\n-   y # c\n- z: 1\n  w:\n    - 2\nc: {}\n",
        "---\n# c\na:\n  b: |\n    one\n\n    two\n  c: >-\n    one\n    two\n\n    three\n     four\n",
        "a: {b: c, \"d\":1, e: [x, 'y', -1]}\n",
        "a: plain\n  goes on\n\n  here\nb: \"x\\ty\"\nc: 'it''s'\n",
        "a: 'x\n  y\n\n  z'\nb: \"x \\\n  y  \n\n\n \\ z\\n\n  w\" # c\nc: 1\n",
        "a: |2\n   x\n  y\nb:\n- >2-\n\n  z\n   w\n- $patch: c\n",
        "- - a\n  - b\n-\n  c: d\n-\n",
        "a:\n# c\n\n- b\nc:\n",
        "",
        "# nothing\n",
        "---\n",
    ];
    for text in texts {
        for rules in [Rules::Resource, Rules::Config] {
            assert!(compare(text, rules), "given up:\n{text}");
        }
    }
}

/// A small generator of random numbers, so that every run is the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % limit
    }
}

const PIECES: &[&str] = &[
    "a",
    "b: ",
    "c:",
    "key: value",
    "- ",
    "-",
    "\n",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    "\n  - ",
    " ",
    "  ",
    "# c",
    " # c",
    "|",
    "|\n",
    ">-\n",
    "|2-\n",
    ">2\n",
    "|+1\n",
    "$patch: ",
    "|+\n",
    ">\n",
    "'",
    "\"",
    "''",
    "\\n",
    "\\",
    "{",
    "}",
    "{a: b}",
    "[",
    "]",
    "[x, y]",
    ", ",
    ",",
    ": ",
    ":",
    "1",
    "0x1",
    "true",
    "yes",
    "~",
    "null",
    ".inf",
    "2001-01-01",
    "12:30",
    "\t",
    "\r\n",
    "é",
    "\u{2028}",
    "?",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "...",
    "---",
    "%",
    "@",
    "word word",
    "\n\n",
    "\n \n",
    "\n   ",
    "\"x\": y",
    "'x': y",
    "http://a/b#c",
    "- - a",
    "-x",
    "\\u00e9",
    "\\x41",
];

#[test]
fn agrees_with_the_parser_on_random_text() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut taken = 0;
    for round in 0..60_000 {
        let length = 1 + random.below(14);
        let text: String = (0..length).map(|_| PIECES[random.below(PIECES.len())]).collect();
        let rules = if round % 2 == 0 { Rules::Resource } else { Rules::Config };
        taken += usize::from(compare(&text, rules));
    }
    assert!(taken > 3_000, "only {taken} were taken");
}

/// Changes real text in one place, which is where the two readers could part.
#[test]
fn agrees_with_the_parser_on_changed_cases() {
    let cases = include_str!("../emit/cases/out.yaml");
    let documents: Vec<&str> =
        split(cases).unwrap().into_iter().filter_map(|range| cases.get(range)).collect();
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for round in 0..6_000 {
        let document = documents[round % documents.len()];
        let lines: Vec<&str> = document.split_inclusive('\n').collect();
        let start = random.below(lines.len());
        let mut text: String = lines.iter().skip(start).take(12).copied().collect();
        let mut at = random.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        match random.below(3) {
            0 => text.truncate(at),
            1 => text.insert_str(at, PIECES[random.below(PIECES.len())]),
            _ => {
                text.remove(
                    at.min(text.len() - 1)
                        .saturating_sub(usize::from(!text.is_char_boundary(at.min(text.len() - 1)))),
                );
            }
        }
        compare(&text, if round % 5 == 0 { Rules::Config } else { Rules::Resource });
    }
}

/// `CORPUS` names a folder of real files.
#[test]
#[ignore = "needs a folder of real files: CORPUS=/path"]
fn agrees_with_the_parser_on_real_files() {
    let (mut taken, mut given_up, mut bytes) = (0, 0, 0);
    for entry in walkdir::WalkDir::new(std::env::var("CORPUS").unwrap()) {
        let entry = entry.unwrap();
        let yaml = entry.path().extension().is_some_and(|end| end == "yaml" || end == "yml");
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let Ok(documents) = split(&text) else { continue };
        for document in documents.into_iter().filter(|_| yaml) {
            let document = text.get(document).unwrap();
            if compare(document, Rules::Resource) {
                taken += document.len();
            } else {
                given_up += 1;
                bytes += document.len();
            }
        }
    }
    assert!(bytes * 10 < taken, "{taken} bytes were taken; {given_up} documents with {bytes} bytes were not");
}
