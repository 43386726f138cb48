//! One rule: what it says, and whether a value obeys it.

use crate::source::Origin;
use crate::yaml::Node;
use cel::Context;
use cel::Program;
use cel::Value;

/// The functions that mean the same here as in an API server.
const FUNCTIONS: &[&str] = &[
    "!_",
    "-_",
    "@in",
    "@not_strictly_false",
    "_!=_",
    "_%_",
    "_&&_",
    "_*_",
    "_+_",
    "_-_",
    "_/_",
    "_<=_",
    "_<_",
    "_==_",
    "_>=_",
    "_>_",
    "_?_:_",
    "_[_]",
    "_||_",
    "contains",
    "endsWith",
    "matches",
    "size",
    "startsWith",
];

/// How often values of lists are named one by one.
const MACROS: &[&str] = &["all", "exists", "exists_one", "filter", "map"];

/// The longest rule that is read, in bytes.
const LONGEST: usize = 4096;

/// The most operators, brackets and dots in a rule: the library goes one level deeper for each of them.
const MOST_STEPS: usize = 256;

/// How many elements a rule may look at, the lists within its loops multiplied.
const MOST_LOOKS: usize = 1_000_000;

/// What a value is by a rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    /// It does not hold: what the definition says then.
    Broken(String),
    /// Nobody can tell here.
    Unknown,
}

/// A rule that can be evaluated.
#[derive(Debug)]
pub(super) struct Rule<'a> {
    pub(super) text: &'a str,
    pub(super) at: Origin,
    message: Option<&'a str>,
    /// An expression that makes the message.
    expression: Option<Program>,
    program: Program,
    /// How deep loops stand within loops.
    depth: u32,
}

impl<'a> Rule<'a> {
    /// Reads a rule. `Ok(None)` for one that says nothing of a new object, an error for one that cannot be
    /// evaluated here.
    pub(super) fn read(written: &'a Node) -> Result<Option<Self>, ()> {
        let Some(text) = written.str_at(&["rule"]) else { return Err(()) };
        if text.contains("oldSelf") {
            return Ok(None);
        }
        let program = compile(text).ok_or(())?;
        let at = written.get("rule").unwrap_or(written).origin;
        let message = written.str_at(&["message"]).map(str::trim).filter(|it| !it.is_empty());
        let expression = written.str_at(&["messageExpression"]).and_then(compile);
        Ok(Some(Self { text: text.trim(), at, message, expression, program, depth: depth(text) }))
    }

    /// What a value is by the rule. `longest` is the length of the longest list, map or text in it.
    pub(super) fn judge(&self, value: &Value, longest: usize) -> Verdict {
        if longest.max(1).saturating_pow(self.depth) > MOST_LOOKS {
            return Verdict::Unknown;
        }
        let mut context = Context::default();
        context.add_variable_from_value("self", value.clone());
        match self.program.execute(&context) {
            Ok(Value::Bool(true)) => Verdict::Holds,
            Ok(Value::Bool(false)) => Verdict::Broken(self.message(&context)),
            // An API server refuses what a rule fails on, but here the library may lack something.
            _ => Verdict::Unknown,
        }
    }

    fn message(&self, context: &Context<'_, '_>) -> String {
        let made = self.expression.as_ref().and_then(|it| it.execute(context).ok());
        match (made, self.message) {
            (Some(Value::String(text)), _) if !text.trim().is_empty() => text.trim().to_owned(),
            (_, Some(message)) => message.to_owned(),
            _ => format!("failed rule: {}", self.text),
        }
    }
}

fn compile(text: &str) -> Option<Program> {
    let steps = text.chars().filter(|it| "+-*/%&|!=<>?:.,([{".contains(*it)).count()
        + text.split_whitespace().filter(|it| *it == "in").count();
    if text.len() > LONGEST || steps > MOST_STEPS {
        return None;
    }
    let program = Program::compile(text).ok()?;
    let known =
        program.references().functions().iter().all(|it| FUNCTIONS.contains(it) || MACROS.contains(it));
    known.then_some(program)
}

/// How deep loops stand within loops.
fn depth(text: &str) -> u32 {
    let mut open: Vec<bool> = Vec::new();
    let (mut deepest, mut word) = (0, String::new());
    for letter in text.chars() {
        match letter {
            '(' => open.push(MACROS.contains(&word.as_str())),
            ')' => {
                open.pop();
            }
            _ => {}
        }
        deepest = deepest.max(open.iter().filter(|it| **it).count());
        if letter.is_alphanumeric() || letter == '_' {
            word.push(letter);
        } else {
            word.clear();
        }
    }
    u32::try_from(deepest).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{FUNCTIONS, Verdict, compile, depth};
    use cel::Context;
    use cel::Value;
    use std::sync::Arc;

    fn is(rule: &str, value: Value) -> Option<bool> {
        let mut context = Context::default();
        context.add_variable_from_value("self", value);
        match compile(rule)?.execute(&context) {
            Ok(Value::Bool(found)) => Some(found),
            _ => None,
        }
    }

    #[test]
    fn the_library_evaluates_as_the_language_says() {
        assert!(FUNCTIONS.is_sorted());
        let text = || Value::from("é12");
        let list =
            |numbers: &[i64]| Value::List(Arc::new(numbers.iter().map(|it| Value::Int(*it)).collect()));
        for (rule, value, expected) in [
            ("size(self) == 3 && self.size() < 4", text(), Some(true)),
            ("self.matches('^[a-z]+$')", text(), Some(false)),
            ("self.matches('12')", text(), Some(true)),
            ("self.startsWith('é') && !self.endsWith('é') && self.contains('1')", text(), Some(true)),
            ("self in ['a', 'é12']", text(), Some(true)),
            ("self.all(x, x > 0)", list(&[1, 2]), Some(true)),
            ("self.all(x, x > 0)", list(&[]), Some(true)),
            ("self.exists(x, x == 2)", list(&[1, 2]), Some(true)),
            ("self.exists(x, x == 2)", list(&[]), Some(false)),
            ("self.exists_one(x, x == 1)", list(&[1, 2, 1]), Some(false)),
            ("self.filter(x, x > 1).map(x, x * 2).exists(y, y == 6)", list(&[1, 3]), Some(true)),
            ("self.all(a, self.exists_one(b, a == b))", list(&[1, 1]), Some(false)),
            ("self[0] == 1 ? self[1] == 2 : false", list(&[1, 2]), Some(true)),
            ("self > 1.5 || self == 1", Value::Int(1), Some(true)),
            ("self % 2 == 0", Value::Int(4), Some(true)),
            ("self > 0.5", Value::Float(0.5), Some(false)),
            // What fails is not false, wherever it stands.
            ("self.x == 1 || true", Value::Int(1), Some(true)),
            ("true || self.x == 1", Value::Int(1), Some(true)),
            ("self.x == 1", Value::Int(1), None),
            ("!(self.x == 1)", Value::Int(1), None),
            ("self[9] == 1 ? false : false", list(&[1]), None),
            ("self.all(x, x.y == 1)", list(&[1]), None),
            ("self.exists(x, x.y == 1)", list(&[1]), None),
            ("1 / self == 1", Value::Int(0), None),
            ("self + 9223372036854775807 > 0", Value::Int(1), None),
            // What only Kubernetes knows is not read at all.
            ("isURL(self)", text(), None),
            ("quantity(self).isGreaterThan(quantity('1'))", text(), None),
            ("self.lowerAscii() == 'a'", text(), None),
            ("type(self) == int", Value::Int(1), None),
            ("self.?a.orValue(1) == 1", Value::Int(1), None),
        ] {
            assert_eq!(is(rule, value), expected, "{rule}");
        }
        assert_ne!(Verdict::Holds, Verdict::Unknown);
    }

    #[test]
    fn long_and_deep_rules_are_refused_before_they_are_read() {
        let around = |open: &str, middle: &str, close: &str, count: usize| {
            format!("{}{middle}{}", open.repeat(count), close.repeat(count))
        };
        let shapes: Vec<(usize, String)> = [16, 100, 250, 2000]
            .into_iter()
            .flat_map(|count| {
                [
                    format!("true{}", "||true".repeat(count / 2)),
                    format!("1{} > 0", "+1".repeat(count)),
                    format!("self{}", ".a".repeat(count)),
                    format!("self{}", "[0]".repeat(count)),
                    format!("1{}", " in [1]".repeat(count / 2)),
                    format!("{}1{}", "true?".repeat(count / 2), ":1".repeat(count / 2)),
                    around("!", "true", "", count),
                    around("-", "1", "", count),
                    around("(", "1", ")", count),
                    around("[", "", "]", count),
                    around("size(", "self", ")", count),
                    around("self[", "0", "]", count),
                    around("self.all(x,", "true", ")", count / 3),
                    around("{'a':", "1", "}", count / 2),
                ]
                .map(|rule| (count, rule))
            })
            .collect();
        // Without optimisation each level takes many times what it takes in a program that is handed out.
        let stack = if cfg!(debug_assertions) { 32 << 20 } else { 1 << 20 };
        std::thread::Builder::new()
            .stack_size(stack)
            .spawn(move || {
                for (count, rule) in shapes {
                    let program = compile(&rule);
                    assert!(count < 2000 || program.is_none(), "{rule}");
                    if let Some(program) = program {
                        let mut context = Context::default();
                        context.add_variable_from_value("self", Value::Int(1));
                        let _ = program.execute(&context);
                    }
                }
            })
            .unwrap()
            .join()
            .unwrap();
    }

    #[test]
    fn loops_within_loops_are_counted() {
        for (rule, expected) in [
            ("self > 1", 0),
            ("self.all(x, x > 1) && self.all(x, x < 9)", 1),
            ("self.all(x, self.map(y, y) == x)", 2),
        ] {
            assert_eq!(depth(rule), expected, "{rule}");
        }
    }
}
