//! Names and scalars, plain and odd.

use super::random::Random;
use super::tree::Val;
use super::tree::raw;

/// Names of objects: few, so that they meet.
pub(crate) const NAMES: [&str; 6] = ["web", "db", "a", "app", "conf", "default"];
/// Namespaces.
pub(crate) const NAMESPACES: [&str; 4] = ["default", "prod", "ns1", "ns-2"];
/// Images.
pub(crate) const IMAGES: [&str; 9] = [
    "nginx",
    "nginx:1.2",
    "docker.io/lib/nginx:1.25@sha256:0123abc",
    "vllm/vllm-openai:v0.9",
    "localhost:5000/app",
    "app@sha256:ffff",
    "gcr.io/p/app:{TAG}",
    "\"123\"",
    "\"nginx:\"",
];

/// Scalars that YAML parsers and printers disagree about.
const ODD: [&str; 90] = [
    "\"y\"",
    "y",
    "n",
    "yes",
    "\"yes\"",
    "on",
    "\"on\"",
    "Off",
    "true",
    "True",
    "\"true\"",
    "FALSE",
    "null",
    "~",
    "\"null\"",
    "\"~\"",
    "",
    "\"\"",
    "''",
    "0",
    "-0",
    "1",
    "010",
    "\"010\"",
    "0o17",
    "0x1F",
    "\"0x1F\"",
    "0b11",
    "1_000",
    "\"1_000\"",
    "1.0",
    "1.10",
    "1e3",
    "\"1e3\"",
    "1.5e-7",
    "-1.5",
    "+1",
    "\"+1\"",
    ".5",
    "5.",
    "1:30",
    "\"1:30\"",
    "9007199254740993",
    "18446744073709551615",
    "123456789012345678901234567890",
    "1e21",
    "1e-7",
    "0.1",
    "3.14159265358979",
    "\"2001-01-01\"",
    "12e03",
    "0.0",
    "'it''s'",
    "\"a\\tb\"",
    "\"a\\nb\"",
    "\"a\\nb\\n\"",
    "\"tail \"",
    "\" lead\"",
    "a:b",
    "\"a: b\"",
    "'#x'",
    "\"*x\"",
    "'&x'",
    "'!x'",
    "'%x'",
    "'@x'",
    "'`x'",
    "\"- x\"",
    "\"?\"",
    "\"{a}\"",
    "'[a]'",
    "a,b",
    "é",
    "日本語",
    "\"🚀\"",
    "\"\\u0007\"",
    "\"\\u00a0\"",
    "\"a\\u2028b\"",
    "$(A)",
    "\"$(A) $$(B) $(C)\"",
    "|\nline one\nline two\n",
    "|-\nline one\nline two\n",
    "|+\nkept\n\n",
    ">-\nfolded\ntext\n",
    "|2\n  deeper\nless\n",
    "a long text that goes on and on until it is far beyond the eighty characters at which a printer may fold",
    "\"a long text with a trailing blank that goes on and on until it is far beyond eighty characters \"",
    "a-long-text-without-any-blank-that-goes-on-and-on-until-it-is-far-beyond-the-eighty-characters-of-a-line",
    "\"{\\\"json\\\": [1, 2]}\"",
    "plain words here",
];

/// Text that is text however it is read.
const PLAIN: [&str; 8] = ["x", "blue", "v1", "hello world", "a.b/c", "\"1\"", "\"true\"", "some-value"];

/// Keys of labels, annotations and data.
const KEYS: [&str; 12] = [
    "app",
    "tier",
    "app.kubernetes.io/name",
    "a.b/c",
    "\"y\"",
    "x",
    "A",
    "a2",
    "a10",
    "a-b",
    "a_b",
    "config.yaml",
];

/// One of the names.
pub(crate) fn name(random: &mut Random) -> Val {
    raw(random.pick(&NAMES))
}

/// Any scalar, odd ones included.
pub(crate) fn odd(random: &mut Random) -> Val {
    raw(random.pick(&ODD))
}

/// A text, at times an odd one.
pub(crate) fn text(random: &mut Random) -> Val {
    if random.chance(25) { odd(random) } else { raw(random.pick(&PLAIN)) }
}

/// A text that every reader takes as such.
pub(crate) fn plain(random: &mut Random) -> Val {
    raw(random.pick(&PLAIN))
}

/// A number as a field may hold it.
pub(crate) fn number(random: &mut Random) -> Val {
    raw(random.pick(&["0", "1", "2", "3", "8080", "80", "010", "0x10", "1_000"]))
}

/// A key of a map of texts.
pub(crate) fn key(random: &mut Random) -> String {
    random.pick(&KEYS).to_owned()
}

/// A map of texts.
pub(crate) fn pairs(random: &mut Random, value: fn(&mut Random) -> Val) -> Val {
    let mut entries: Vec<(String, Val)> = Vec::new();
    for _ in 0..random.below(4) {
        let key = key(random);
        if !entries.iter().any(|(known, _)| *known == key) {
            entries.push((key, value(random)));
        }
    }
    Val::Map(entries)
}

/// Any value, a few levels deep.
pub(crate) fn any(random: &mut Random, depth: usize) -> Val {
    match random.below(if depth == 0 { 6 } else { 10 }) {
        0..6 => odd(random),
        6 => Val::Seq((0..random.below(4)).map(|_| any(random, depth - 1)).collect()),
        7 => Val::Seq((0..random.below(4)).map(|_| named(random, depth - 1)).collect()),
        _ => {
            let mut value = pairs(random, odd);
            if let Val::Map(entries) = &mut value {
                for (_, value) in entries {
                    if random.chance(30) {
                        *value = any(random, depth - 1);
                    }
                }
            }
            value
        }
    }
}

fn named(random: &mut Random, depth: usize) -> Val {
    let name = random.pick(&["name", "key", "containerPort", "mountPath"]);
    Val::Map(vec![(name.to_owned(), plain(random)), ("value".to_owned(), any(random, depth))])
}
