//! Reads the fields of a map in a kustomization or a configuration file: nothing is ignored.
//!
//! Field names count in any letter case, because kustomize accepts them so. Null means absent.

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::nearest;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;

/// The known fields of one map.
#[derive(Debug)]
pub struct Fields<'n> {
    node: &'n Node,
    place: String,
    found: Vec<(&'static str, &'n Node)>,
}

impl<'n> Fields<'n> {
    /// Takes a map apart. Anything but a map, and every field that is not in `names`, is reported.
    pub fn of(
        node: &'n Node,
        place: &str,
        names: &[&'static str],
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let Some(map) = node.as_map() else {
            return Err(wrong_type(node, place, "a map", diagnostics));
        };
        let mut found: Vec<(&'static str, &'n Node)> = Vec::new();
        let mut written: Vec<(&'static str, &'n str)> = Vec::new();
        let mut failed = None;
        for entry in map {
            let Some(name) = names.iter().find(|name| name.eq_ignore_ascii_case(&entry.key)) else {
                let message = if place.is_empty() {
                    format!("there is no field `{}`", entry.key)
                } else {
                    format!("`{place}` has no field `{}`", entry.key)
                };
                let finding = Diagnostic::error("unknown-field", entry.key_origin, message)
                    .help(suggestion(&entry.key, names));
                failed = Some(diagnostics.error(finding));
                continue;
            };
            // Of two that differ in letter case, kustomize reads the one last that sorts last.
            if written.iter().any(|(earlier, key)| earlier == name && *key > entry.key.as_str()) {
                continue;
            }
            written.push((name, &entry.key));
            found.retain(|(earlier, _)| earlier != name);
            if !entry.value.is_null() {
                found.push((name, &entry.value));
            }
        }
        match failed {
            Some(reported) => Err(reported),
            None => Ok(Self { node, place: place.to_owned(), found }),
        }
    }

    /// Takes a map apart of which kustomize reads some fields and no others: unknown ones are warned of.
    pub(crate) fn of_config(
        node: &'n Node,
        place: &str,
        names: &[&'static str],
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let Some(map) = node.as_map() else {
            return Err(wrong_type(node, place, "a map", diagnostics));
        };
        let mut found: Vec<(&'static str, &'n Node)> = Vec::new();
        for entry in map {
            match names.iter().find(|name| name.eq_ignore_ascii_case(&entry.key)) {
                Some(name) => {
                    found.retain(|(earlier, _)| earlier != name);
                    if !entry.value.is_null() {
                        found.push((name, &entry.value));
                    }
                }
                None => {
                    let message = format!("`{place}` has no field `{}`, which is ignored", entry.key);
                    let finding = Diagnostic::warning("unknown-field", entry.key_origin, message);
                    diagnostics.push(finding.help(suggestion(&entry.key, names)));
                }
            }
        }
        Ok(Self { node, place: place.to_owned(), found })
    }

    /// Where the map stands.
    pub fn origin(&self) -> Origin {
        self.node.origin
    }

    /// How findings call a field of this map.
    pub fn place(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }

    /// The value of a field, whatever it holds; `None` if it is absent or null.
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        self.found.iter().find(|(known, _)| *known == name).map(|(_, node)| *node)
    }

    /// The node of a field that must hold text.
    pub fn text(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<Option<&'n Node>, Reported> {
        match self.get(name) {
            Some(node) if node.as_str().is_none() => {
                Err(wrong_type(node, &self.place(name), "text", diagnostics))
            }
            found => Ok(found),
        }
    }

    /// A field that must hold text.
    pub fn str(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<Option<&'n str>, Reported> {
        Ok(self.text(name, diagnostics)?.and_then(Node::as_str))
    }

    /// A field that must hold text and must not be absent or empty.
    pub fn required(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<&'n Node, Reported> {
        match self.text(name, diagnostics)? {
            Some(node) if node.as_str() != Some("") => Ok(node),
            _ => {
                let message = format!("`{}` is missing", self.place(name));
                Err(diagnostics.error(Diagnostic::error("missing-field", self.origin(), message)))
            }
        }
    }

    /// A field that must hold `true` or `false`.
    pub fn bool(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<Option<bool>, Reported> {
        let Some(node) = self.get(name) else { return Ok(None) };
        match node.as_bool() {
            Some(value) => Ok(Some(value)),
            None => Err(wrong_type(node, &self.place(name), "`true` or `false`", diagnostics)),
        }
    }

    /// A field that must hold a whole number.
    pub fn int(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<Option<i64>, Reported> {
        let Some(node) = self.get(name) else { return Ok(None) };
        match integer(node) {
            Some(value) => Ok(Some(value)),
            None => Err(wrong_type(node, &self.place(name), "a whole number", diagnostics)),
        }
    }

    /// The elements of a field that must hold a list; none if it is absent.
    pub fn list(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<&'n [Node], Reported> {
        let Some(node) = self.get(name) else { return Ok(&[]) };
        match node.as_seq() {
            Some(list) => Ok(list),
            None => Err(wrong_type(node, &self.place(name), "a list", diagnostics)),
        }
    }

    /// The elements of a field that must hold a list of texts.
    pub fn texts(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<&'n [Node], Reported> {
        let list = self.list(name, diagnostics)?;
        for (index, node) in list.iter().enumerate() {
            if node.as_str().is_none() {
                let place = format!("{}[{index}]", self.place(name));
                return Err(wrong_type(node, &place, "text", diagnostics));
            }
        }
        Ok(list)
    }

    /// A field that must hold a map of texts, such as labels.
    pub fn pairs(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<Option<&'n Map>, Reported> {
        self.get(name).map(|node| pairs(node, &self.place(name), diagnostics)).transpose()
    }
}

/// A map of texts. A null value is accepted and means the empty text, as it does in kustomize.
pub fn pairs<'n>(node: &'n Node, place: &str, diagnostics: &mut Diagnostics) -> Result<&'n Map, Reported> {
    let Some(map) = node.as_map() else {
        return Err(wrong_type(node, place, "a map", diagnostics));
    };
    let mut failed = None;
    for entry in map {
        if entry.value.as_str().is_none() && !entry.value.is_null() {
            let place = format!("{place}.{}", entry.key);
            let scalar = entry.value.scalar();
            let mut finding = type_finding(&entry.value, &place, "text");
            if let Some(written) = scalar {
                finding = finding.help(format!("write it in quotes: `\"{written}\"`"));
            }
            failed = Some(diagnostics.error(finding));
        }
    }
    failed.map_or(Ok(map), Err)
}

/// Reports a value of the wrong type.
pub fn wrong_type(node: &Node, place: &str, wanted: &str, diagnostics: &mut Diagnostics) -> Reported {
    let mut finding = type_finding(node, place, wanted);
    if wanted == "text"
        && let Some(written) = node.scalar()
    {
        finding = finding.help(format!("write it in quotes: `\"{written}\"`"));
    }
    diagnostics.error(finding)
}

fn type_finding(node: &Node, place: &str, wanted: &str) -> Diagnostic {
    let found = describe(node);
    let message = if place.is_empty() {
        format!("expected {wanted}, found {found}")
    } else {
        format!("`{place}` must be {wanted}, this is {found}")
    };
    Diagnostic::error("wrong-type", node.origin, message)
}

/// What a value is, in words for a sentence.
pub fn describe(node: &Node) -> &'static str {
    match node.data {
        Data::Null => "null",
        Data::Bool(_) => "`true` or `false`",
        Data::Number(_) => "a number",
        Data::Text(_) => "text",
        Data::Seq(_) => "a list",
        Data::Map(_) => "a map",
    }
}

fn suggestion(key: &str, names: &[&'static str]) -> String {
    match nearest(key, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let known: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("known fields: {}", known.join(", "))
        }
    }
}

/// The whole number that a node holds: decimal, hexadecimal, octal, or a fraction that is whole.
fn integer(node: &Node) -> Option<i64> {
    let Data::Number(text) = &node.data else { return None };
    let plain = text.replace('_', "");
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let lower = digits.to_ascii_lowercase();
    let value = if let Some(hex) = lower.strip_prefix("0x") {
        i64::from_str_radix(hex, 16).ok()
    } else if let Some(octal) = lower.strip_prefix("0o") {
        i64::from_str_radix(octal, 8).ok()
    } else if lower.len() > 1 && lower.starts_with('0') && lower.bytes().all(|it| it.is_ascii_digit()) {
        i64::from_str_radix(&lower, 8).ok()
    } else {
        lower.parse().ok().or_else(|| whole(&lower))
    };
    value?.checked_mul(sign)
}

/// `3.0` and `1e3` are whole numbers as well.
fn whole(text: &str) -> Option<i64> {
    let value: f64 = text.parse().ok()?;
    let limit = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < limit { format!("{value:.0}").parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::Fields;
    use super::integer;
    use crate::diag::Diagnostics;
    use crate::source::Origin;
    use crate::yaml::Data;
    use crate::yaml::Node;

    fn map(entries: &[(&str, Data)]) -> Node {
        let mut node = Node::map(Origin::NONE);
        for (key, data) in entries {
            node.as_map_mut().unwrap().insert(*key, Node::new(data.clone(), Origin::NONE));
        }
        node
    }

    #[test]
    fn reads_fields_in_any_case_and_skips_null() {
        let node = map(&[
            ("NAME", Data::Text("x".into())),
            ("count", Data::Number("3".into())),
            ("on", Data::Bool(true)),
            ("gone", Data::Null),
        ]);
        let mut diagnostics = Diagnostics::default();
        let fields = Fields::of(&node, "it", &["name", "count", "on", "gone"], &mut diagnostics).unwrap();
        assert_eq!(fields.str("name", &mut diagnostics), Ok(Some("x")));
        assert_eq!(fields.int("count", &mut diagnostics), Ok(Some(3)));
        assert_eq!(fields.bool("on", &mut diagnostics), Ok(Some(true)));
        assert!(fields.get("gone").is_none());
        assert_eq!(fields.list("gone", &mut diagnostics), Ok([].as_slice()));
        assert!(diagnostics.all().is_empty());
    }

    #[test]
    fn reports_every_unknown_field_with_the_nearest_one() {
        let node = map(&[("nmae", Data::Null), ("zzzz", Data::Null), ("newTga", Data::Null)]);
        let mut diagnostics = Diagnostics::default();
        assert!(Fields::of(&node, "images[0]", &["name", "newTag"], &mut diagnostics).is_err());
        let helps: Vec<_> = diagnostics.all().iter().map(|it| it.help.as_deref().unwrap()).collect();
        assert_eq!(diagnostics.all()[0].message, "`images[0]` has no field `nmae`");
        assert_eq!(helps[1], "known fields: `name`, `newTag`");
        assert_eq!(helps[2], "did you mean `newTag`?");
    }

    #[test]
    fn reports_wrong_types() {
        let node = map(&[("newTag", Data::Number("1.10".into())), ("count", Data::Text("3".into()))]);
        let mut diagnostics = Diagnostics::default();
        let fields = Fields::of(&node, "images[0]", &["newTag", "count"], &mut diagnostics).unwrap();
        assert!(fields.str("newTag", &mut diagnostics).is_err());
        assert!(fields.int("count", &mut diagnostics).is_err());
        assert_eq!(diagnostics.all()[0].message, "`images[0].newTag` must be text, this is a number");
        assert_eq!(diagnostics.all()[0].help.as_deref(), Some("write it in quotes: `\"1.10\"`"));
        assert_eq!(diagnostics.all()[1].message, "`images[0].count` must be a whole number, this is text");
        assert!(Fields::of(&Node::text("x", Origin::NONE), "images[1]", &[], &mut diagnostics).is_err());
    }

    #[test]
    fn reads_integers_as_yaml_writes_them() {
        let read = |text: &str| integer(&Node::new(Data::Number(text.into()), Origin::NONE));
        assert_eq!(read("010"), Some(8));
        assert_eq!(read("-0x1F"), Some(-31));
        assert_eq!(read("1_000"), Some(1000));
        assert_eq!(read("3.0"), Some(3));
        assert_eq!(read("3.5"), None);
        assert_eq!(read("99999999999999999999"), None);
    }
}
