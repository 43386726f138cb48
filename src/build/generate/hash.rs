//! The suffix that a name gets from its object's content.

use sha2::Digest;
use sha2::Sha256;

use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Number;
use crate::yaml::go_string;

/// Letters that stand for hexadecimal digits, so that no suffix can be read as a word or a number.
const LETTERS: [char; 16] = ['g', 'h', '2', 'k', '4', '5', '6', '7', '8', '9', 'm', 'b', 'c', 'd', 't', 'f'];

/// The ten characters that the content of a `ConfigMap` or Secret adds to its name; `None` for other
/// kinds, which have no content that is defined to count.
pub fn suffix(object: &Node) -> Option<String> {
    let kind = object.str_at(&["kind"])?;
    // Sorted as JSON is written: keys in byte order. kustomize always finds an empty `name`, since it
    // looks for one field called `metadata/name` (api/hasher/hasher.go, encodeConfigMap).
    let fields: &[&str] = match kind {
        "ConfigMap" => &["binaryData", "data", "kind", "name"],
        "Secret" => &["data", "kind", "name", "stringData", "type"],
        _ => return None,
    };
    let mut json = String::from("{");
    for field in fields {
        let value = match *field {
            "name" => None,
            field => object.get(field),
        };
        let optional = matches!(*field, "binaryData" | "stringData");
        if optional && value.is_none_or(|value| value.is_null() || value.scalar().is_some()) {
            continue;
        }
        if json.len() > 1 {
            json.push(',');
        }
        go_string(field, &mut json);
        json.push(':');
        match value {
            None => json.push_str("\"\""),
            // Only a JSON patch leaves null or a number here, and kustomize takes the text of it.
            Some(Node { data: Data::Null, .. }) => go_string("null", &mut json),
            Some(Node { data: Data::Number(written), .. }) => {
                let number = Number::parse(written).map(Number::to_float_text);
                go_string(number.as_deref().unwrap_or(written), &mut json);
            }
            Some(value) => match value.scalar() {
                Some(scalar) => go_string(&scalar, &mut json),
                None if value.as_seq().is_some() => json.push_str("null"),
                None => encode(value, &mut json),
            },
        }
    }
    json.push('}');
    let digest = Sha256::digest(json.as_bytes());
    let digits = digest.iter().take(5).flat_map(|byte| [byte >> 4, byte & 15]);
    Some(digits.filter_map(|digit| LETTERS.get(usize::from(digit))).collect())
}

/// Writes JSON as Go does: keys sorted, no blanks, characters that matter to HTML escaped.
fn encode(node: &Node, out: &mut String) {
    match &node.data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Data::Number(written) => number(written, out),
        Data::Text(value) => go_string(value, out),
        Data::Seq(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                encode(item, out);
            }
            out.push(']');
        }
        Data::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            out.push('{');
            for (index, entry) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                go_string(&entry.key, out);
                out.push(':');
                encode(&entry.value, out);
            }
            out.push('}');
        }
    }
}

/// A number as Go prints the double that it reads.
fn number(written: &str, out: &mut String) {
    match Number::parse(written) {
        Some(number) => out.push_str(&Number::Float(number.as_f64()).to_json()),
        None => go_string(written, out),
    }
}

#[cfg(test)]
mod tests {
    use super::suffix;
    use crate::source::Origin;
    use crate::yaml::Data;
    use crate::yaml::Node;

    fn object(kind: &str, sections: &[(&str, &[(&str, Data)])]) -> Node {
        let mut root = Node::map(Origin::NONE);
        let map = root.as_map_mut().unwrap();
        map.insert("kind", Node::text(kind, Origin::NONE));
        for (section, entries) in sections {
            let mut node = Node::map(Origin::NONE);
            for (key, data) in *entries {
                node.as_map_mut().unwrap().insert(*key, Node::new(data.clone(), Origin::NONE));
            }
            map.insert(*section, node);
        }
        root
    }

    fn text(value: &str) -> Data {
        Data::Text(value.into())
    }

    /// The suffixes are those that kustomize 5.8.1 gives to generators with these literals and files.
    #[test]
    fn suffixes_are_those_of_kustomize() {
        let number = |value: &str| Data::Number(value.into());
        let patched = [
            ("n", number("5")),
            ("f", number("1.5")),
            ("e", number("1e30")),
            ("t", number("0.0000001")),
            ("h", number("0x1F")),
            ("b", Data::Bool(true)),
            ("o", number("010")),
            ("z", text("1")),
        ];
        let opaque = |mut node: Node| {
            node.as_map_mut().unwrap().insert("type", Node::text("Opaque", Origin::NONE));
            node
        };
        let cases = [
            ("5m9tg7g54f", object("ConfigMap", &[("data", &[("a", text("1")), ("b", text("two"))])])),
            ("64k524k2kf", object("ConfigMap", &[("data", &[("k", text(r#"<a href="x">&'\</a>"#))])])),
            (
                "cbcfgf297b",
                object("ConfigMap", &[("data", &[("ctl.txt", text("a\u{8}b\u{c}c\u{1}\u{7f}\u{2028}x"))])]),
            ),
            ("g2t42g89f5", object("ConfigMap", &[("data", &[("ctl.txt", text("a\u{2028}x\r\n"))])])),
            ("5g97f57h2f", object("ConfigMap", &[("binaryData", &[("b.bin", text("//5iaW4="))])])),
            (
                "t2dcckb428",
                object(
                    "ConfigMap",
                    &[
                        ("data", &[("z", text("1")), ("A", text("tab\there"))]),
                        ("binaryData", &[("b.bin", text("//5iaW4="))]),
                    ],
                ),
            ),
            ("6ct58987ht", object("ConfigMap", &[])),
            ("bg9bmm7tct", object("ConfigMap", &[("data", &patched)])),
            ("46f8b28mk5", opaque(object("Secret", &[("data", &[])]))),
            (
                "m4g9729d86",
                opaque(object("Secret", &[("data", &[("a", text("MQ==")), ("b", text("dHdv"))])])),
            ),
            (
                "t25kck6c89",
                opaque(object(
                    "Secret",
                    &[("data", &[("a", text("MQ=="))]), ("stringData", &[("n", text("five"))])],
                )),
            ),
        ];
        for (expected, object) in cases {
            assert_eq!(suffix(&object).as_deref(), Some(expected), "{object:?}");
        }
    }

    #[test]
    fn other_kinds_have_none() {
        assert_eq!(suffix(&object("Deployment", &[])), None);
    }
}
