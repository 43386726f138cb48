//! Properties of reading and printing as a whole, over real text and text changed at random.

use crate::diag::Session;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::emit;
use crate::yaml::parse;

const CASES: [&str; 2] = [include_str!("emit/cases/in.yaml"), include_str!("emit/cases/out.yaml")];

fn read(text: &str, rules: Rules) -> Option<Vec<Node>> {
    let mut session = Session::default();
    let file = session.files.add("t.yaml", text);
    let roots = parse(file, rules, &mut session).ok();
    for finding in session.diagnostics.all() {
        assert!(finding.help.is_some(), "{} has no help", finding.code);
        assert!(
            crate::yaml::PAGES.iter().any(|page| page.code == finding.code),
            "{} has no page",
            finding.code
        );
        for label in &finding.labels {
            assert!(
                text.get(label.at.start as usize..label.at.end as usize).is_some(),
                "{finding:?} points into a letter"
            );
        }
    }
    roots
}

/// Where a scalar stands, its own text says what it is.
#[test]
fn the_text_of_a_scalar_resolves_to_its_value() {
    let mut seen = 0;
    for text in CASES {
        // Tags change the meaning of what follows them; a date in braces is read as text.
        let untagged: String = text
            .split_inclusive('\n')
            .filter(|line| !line.contains(" !") && !line.contains("flow:"))
            .collect();
        for root in read(&untagged, Rules::Resource).unwrap_or_default() {
            root.walk(&mut |node| {
                let (start, end) = (node.origin.start as usize, node.origin.end as usize);
                let own = untagged.get(start..end).unwrap();
                // The digit of a block counts from the indentation of its key, which is another here.
                let counted =
                    own.starts_with(['|', '>']) && own.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
                if matches!(node.data, Data::Seq(_) | Data::Map(_)) || own.is_empty() || counted {
                    return;
                }
                let again = read(&format!("k: {own}\n"), Rules::Resource).unwrap_or_default();
                let value = again.first().and_then(|root| root.get("k"));
                match (&node.data, value.map(|value| &value.data)) {
                    // The line breaks at the end of a block are not part of its place.
                    (Data::Text(text), Some(Data::Text(again))) if own.starts_with(['|', '>']) => {
                        assert_eq!(text.trim_end(), again.trim_end(), "{own}");
                    }
                    (data, again) => assert_eq!(Some(data), again, "{own}"),
                }
                seen += 1;
            });
        }
    }
    assert!(seen > 200, "only {seen} scalars");
}

/// A collection holds all of its parts.
#[test]
fn collections_cover_their_parts() {
    for text in CASES {
        for root in read(text, Rules::Resource).unwrap_or_default() {
            root.walk(&mut |node| {
                // What an alias stands for has the place of its anchor.
                let inside = |part: &Node| {
                    node.origin.start <= part.origin.start && part.origin.end <= node.origin.end
                };
                if node.get("<<").is_none() && !text.contains('&') {
                    assert!(node.items().all(inside));
                    assert!(node.as_map().into_iter().flatten().all(|entry| inside(&entry.value)));
                }
            });
        }
    }
}

/// Text changed at random never stops the reader, and what is read is printed so that it reads the same.
#[test]
fn changed_text_neither_panics_nor_changes_by_printing() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % limit
    };
    let signs = [
        "\n", " ", "\t", ":", ": ", "- ", "#", "'", "\"", "{", "}", "[", "]", ",", "&a ", "*a", "!!str ",
        "|", ">", "\\", "é", "\r", "---\n", "...",
    ];
    let mut printed = 0;
    for round in 0..1_500 {
        let mut text = CASES[round % 2].to_owned();
        for _ in 0..=random(3) {
            let mut at = random(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match random(3) {
                0 => text.insert_str(at, signs[random(signs.len())]),
                1 => {
                    text.remove(at);
                }
                _ => {
                    let mut end = (at + random(40)).min(text.len());
                    while !text.is_char_boundary(end) {
                        end -= 1;
                    }
                    text.replace_range(at..end.max(at), "");
                }
            }
        }
        let rules = if round % 3 == 0 { Rules::Config } else { Rules::Resource };
        for root in read(&text, rules).unwrap_or_default() {
            let mut once = String::new();
            emit(&root, &mut once);
            // Kustomize prints some letters that it does not read, or reads as others.
            if once.contains(['\u{2028}', '\u{85}']) {
                continue;
            }
            let again = read(&once, Rules::Resource).unwrap_or_else(|| panic!("does not read:\n{once}"));
            let mut twice = String::new();
            emit(again.first().unwrap(), &mut twice);
            assert_eq!(once, twice);
            printed += 1;
        }
    }
    assert!(printed > 1_000, "only {printed} documents were read");
}
