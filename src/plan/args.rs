//! The arguments of a command line as a map: one is changed, the others stay.

use std::collections::BTreeMap;

use super::model::Argument;
use super::values::ArgName;
use crate::source::Origin;
use crate::source::Trace;
use crate::yaml::Data;
use crate::yaml::Node;

/// Short names that vLLM gives to arguments.
const SHORT: &[(&str, &str)] = &[
    ("-tp", "tensor-parallel-size"),
    ("-pp", "pipeline-parallel-size"),
    ("-dp", "data-parallel-size"),
    ("-q", "quantization"),
];

/// One change of the command line.
pub(super) struct Change<'a> {
    /// The argument without its dashes.
    pub(super) name: &'a str,
    /// What it becomes.
    pub(super) value: Value,
    /// Where that is written.
    pub(super) origin: Origin,
}

/// What an argument becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// `--name=value`.
    Is(String),
    /// `--name`.
    On,
    /// `--no-name`.
    Off,
    /// Nothing of that name.
    Absent,
}

impl From<&Argument> for Value {
    fn from(argument: &Argument) -> Self {
        match argument {
            Argument::Flag(true) => Self::On,
            Argument::Flag(false) => Self::Off,
            Argument::Whole(number) => Self::Is(number.to_string()),
            Argument::Fraction(number) => Self::Is(number.to_string()),
            Argument::Text(text) => Self::Is(text.clone()),
            Argument::Absent(()) => Self::Absent,
        }
    }
}

/// Carries out changes on a container: in `command` if an argument stands there, otherwise in `args`.
pub(super) fn change(container: &mut Node, changes: &[Change<'_>], trace: &mut Trace) {
    for one in changes {
        let in_command = list(container, "command").is_some_and(|words| find(words, one.name).is_some());
        let key = if in_command { "command" } else { "args" };
        let Some(map) = container.as_map_mut() else { return };
        let words = map.get_or_insert_with(key, || Node::new(Data::Seq(Vec::new()), one.origin));
        if let Some(words) = words.as_seq_mut() {
            apply(words, one, trace);
        }
    }
}

/// The value of an argument, if the container has it.
pub(super) fn value<'a>(container: &'a Node, name: &str) -> Option<&'a str> {
    ["command", "args"].iter().filter_map(|key| list(container, key)).find_map(|words| {
        let found = find(words, name)?;
        match found.form {
            Form::Joined => words.get(found.at)?.as_str()?.split_once('=').map(|(_, value)| value),
            Form::Apart => words.get(found.at + 1)?.as_str(),
            Form::Bare => Some(""),
        }
    })
}

fn list<'a>(container: &'a Node, key: &str) -> Option<&'a [Node]> {
    container.get(key).and_then(Node::as_seq)
}

enum Form {
    /// `--name=value`
    Joined,
    /// `--name`, `value`
    Apart,
    /// `--name`
    Bare,
}

struct Found {
    at: usize,
    form: Form,
}

/// Finds an argument however it is written: with `=` or without, with dashes or underscores, short.
fn find(words: &[Node], name: &str) -> Option<Found> {
    let at = words.iter().position(|word| word.as_str().is_some_and(|word| is(word, name)))?;
    let form = if words.get(at)?.as_str()?.contains('=') {
        Form::Joined
    } else if words.get(at + 1).is_some_and(|next| !next.as_str().unwrap_or("").starts_with("--")) {
        Form::Apart
    } else {
        Form::Bare
    };
    Some(Found { at, form })
}

fn is(word: &str, name: &str) -> bool {
    let word = word.split('=').next().unwrap_or(word);
    if let Some((_, long)) = SHORT.iter().find(|(short, _)| *short == word) {
        return same(long, name);
    }
    let Some(long) = word.strip_prefix("--") else { return false };
    same(long, name)
        || long.strip_prefix("no-").or_else(|| long.strip_prefix("no_")).is_some_and(|it| same(it, name))
}

fn same(one: &str, other: &str) -> bool {
    one.replace('_', "-") == other.replace('_', "-")
}

fn apply(words: &mut Vec<Node>, change: &Change<'_>, trace: &mut Trace) {
    let found = find(words, change.name);
    let text = match &change.value {
        Value::Is(value) => Some(format!("--{}={value}", change.name)),
        Value::On => Some(format!("--{}", change.name)),
        Value::Off => Some(format!("--no-{}", change.name)),
        Value::Absent => None,
    };
    match (found, text) {
        (None, None) => {}
        (None, Some(text)) => words.push(Node::text(text, change.origin)),
        (Some(found), text) => {
            if matches!(found.form, Form::Apart) {
                words.remove(found.at + 1);
            }
            match text {
                None => {
                    words.remove(found.at);
                }
                Some(text) => {
                    if let Some(word) = words.get_mut(found.at) {
                        *word = Node::text(text, trace.replace(word.origin, change.origin));
                    }
                }
            }
        }
    }
}

/// The changes that a map of arguments asks for.
pub(super) fn changes(
    args: &BTreeMap<ArgName, Argument>,
    origin: impl Fn(&str) -> Origin,
) -> Vec<Change<'_>> {
    args.iter()
        .map(|(name, value)| Change {
            name: name.as_str(),
            value: value.into(),
            origin: origin(name.as_str()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Change;
    use super::Value;
    use super::apply;
    use crate::source::Origin;
    use crate::source::Trace;
    use crate::yaml::Node;

    fn changed(words: &[&str], name: &str, value: Value) -> Vec<String> {
        let mut nodes: Vec<Node> = words.iter().map(|word| Node::text(*word, Origin::NONE)).collect();
        apply(&mut nodes, &Change { name, value, origin: Origin::NONE }, &mut Trace::default());
        nodes.iter().map(|node| node.as_str().unwrap_or("").to_owned()).collect()
    }

    #[test]
    fn one_argument_changes_and_the_others_stay() {
        let is = |text: &str| Value::Is(text.to_owned());
        let base = ["--model=$(MODEL_ID)", "--tensor-parallel-size=2", "--port=8000"];
        assert_eq!(
            changed(&base, "tensor-parallel-size", is("4")),
            ["--model=$(MODEL_ID)", "--tensor-parallel-size=4", "--port=8000"]
        );
        assert_eq!(
            changed(&["--port=8000"], "max-model-len", is("8192")),
            ["--port=8000", "--max-model-len=8192"]
        );
        assert_eq!(
            changed(&["--max-model-len", "4096", "--port=1"], "max-model-len", is("8192")),
            ["--max-model-len=8192", "--port=1"]
        );
        assert_eq!(changed(&["--max_model_len=1"], "max-model-len", is("2")), ["--max-model-len=2"]);
        assert_eq!(changed(&["-tp", "2"], "tensor-parallel-size", is("4")), ["--tensor-parallel-size=4"]);
        assert_eq!(changed(&["--enforce-eager", "--port=1"], "enforce-eager", Value::Absent), ["--port=1"]);
        assert_eq!(
            changed(&["--enable-prefix-caching"], "enable-prefix-caching", Value::Off),
            ["--no-enable-prefix-caching"]
        );
        assert_eq!(
            changed(&["--no-enable-prefix-caching"], "enable-prefix-caching", Value::On),
            ["--enable-prefix-caching"]
        );
        assert_eq!(changed(&["--port=1"], "seed", Value::Absent), ["--port=1"]);
    }
}
