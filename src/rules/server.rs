//! vLLM servers among the containers: how they are started, with which arguments, of which version.

use crate::object::Container;
use crate::object::Image;
use crate::object::PodTemplate;
use crate::object::Role;
use crate::source::Origin;
use crate::yaml::Node;

/// How a server is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Entry {
    /// The OpenAI-compatible server.
    OpenAi,
    /// The demonstration server, without `/v1` and `/metrics`.
    Demo,
}

/// One argument.
#[derive(Debug)]
pub(in crate::rules) struct Argument {
    /// With its dashes, `_` written as `-`; empty for a word that is no flag.
    pub(in crate::rules) flag: String,
    /// Its value, variables of the container filled in; `None` if it has none.
    pub(in crate::rules) value: Option<String>,
    /// Where it stands.
    pub(in crate::rules) at: Origin,
}

/// A vLLM server.
#[derive(Debug)]
pub(in crate::rules) struct Server<'a> {
    /// Its container.
    pub(in crate::rules) container: Container<'a>,
    /// How it is started.
    pub(in crate::rules) entry: Entry,
    /// Where the entry point is named; the container, if the image names it.
    pub(in crate::rules) entry_at: Origin,
    /// Its arguments.
    pub(in crate::rules) arguments: Vec<Argument>,
    /// True if a shell starts it, so that the arguments were found in a script.
    pub(in crate::rules) in_script: bool,
}

/// A word of a command and where it stands.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    at: Origin,
}

/// The vLLM servers of a pod.
pub(in crate::rules) fn servers<'a>(pod: &PodTemplate<'a>) -> Vec<Server<'a>> {
    pod.containers().filter(|it| it.role != Role::Init).filter_map(server).collect()
}

fn server(container: Container<'_>) -> Option<Server<'_>> {
    let (words, in_script) = words(&container);
    if let Some((position, entry)) = entry_point(&words) {
        let at = words.get(position).map_or_else(|| container.origin(), |word| word.at);
        let rest = words.get(position + 1..).unwrap_or_default();
        let arguments = arguments(&container, rest, in_script);
        return Some(Server { container, entry, entry_at: at, arguments, in_script });
    }
    // The image starts the server itself, and `args` are its arguments.
    let image = Image::parse(container.image()?.as_str()?);
    let own = container.node.get("command").is_none() && image.name() == "vllm-openai";
    own.then(|| {
        let arguments = arguments(&container, &words, false);
        Server { container, entry: Entry::OpenAi, entry_at: container.origin(), arguments, in_script }
    })
}

/// The words of `command` and `args`; those of the script, if a shell runs one.
fn words(container: &Container<'_>) -> (Vec<Word>, bool) {
    let listed = container.list("command").iter().chain(container.list("args"));
    let words: Vec<Word> =
        listed.filter_map(|node| Some(Word { text: node.scalar()?.to_string(), at: node.origin })).collect();
    let shell = words
        .first()
        .is_some_and(|word| matches!(word.text.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash")));
    let script = words.iter().position(|word| {
        word.text.starts_with('-') && !word.text.starts_with("--") && word.text.ends_with('c')
    });
    match script.and_then(|flag| words.get(flag + 1)) {
        Some(script) if shell => (split(script), true),
        _ => (words, false),
    }
}

/// The words of a script: split at blanks and at the ends of commands, quotes taken off, lines continued.
fn split(script: &Word) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut open = false;
    let mut letters = script.text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(mark), _) if letter == mark => quote = None,
            (Some(_), _) => word.push(letter),
            (None, '\'' | '"') => (quote, open) = (Some(letter), true),
            (None, '\\') => {
                if let Some(next) = letters.next_if(|next| *next != '\n') {
                    word.push(next);
                } else {
                    letters.next();
                    end(&mut words, &mut word, &mut open, script.at);
                }
            }
            (None, ';' | '&' | '|' | '\n') => {
                end(&mut words, &mut word, &mut open, script.at);
                words.push(Word { text: ";".to_owned(), at: script.at });
            }
            (None, letter) if letter.is_whitespace() => end(&mut words, &mut word, &mut open, script.at),
            (None, letter) => word.push(letter),
        }
    }
    end(&mut words, &mut word, &mut open, script.at);
    words
}

fn end(words: &mut Vec<Word>, word: &mut String, open: &mut bool, at: Origin) {
    if !word.is_empty() || *open {
        words.push(Word { text: std::mem::take(word), at });
    }
    *open = false;
}

/// Where the words name a server, and which.
fn entry_point(words: &[Word]) -> Option<(usize, Entry)> {
    words.iter().enumerate().find_map(|(position, word)| {
        let entry = match word.text.as_str() {
            "vllm.entrypoints.openai.api_server" => Entry::OpenAi,
            "vllm.entrypoints.api_server" => Entry::Demo,
            "serve" if position > 0 => {
                let program = words.get(position - 1)?;
                (program.text.rsplit('/').next() == Some("vllm")).then_some(Entry::OpenAi)?
            }
            _ => return None,
        };
        Some((position, entry))
    })
}

fn arguments(container: &Container<'_>, words: &[Word], in_script: bool) -> Vec<Argument> {
    let mut arguments = Vec::new();
    let mut words = words.iter().take_while(|word| !in_script || word.text != ";").peekable();
    while let Some(word) = words.next() {
        let Some(flag) = word.text.strip_prefix("--") else {
            let short = word.text.starts_with('-') && word.text.len() > 1;
            let value = (!short).then(|| fill(container, &word.text));
            let flag = if short { word.text.clone() } else { String::new() };
            arguments.push(Argument { flag, value, at: word.at });
            continue;
        };
        let (flag, value) = match flag.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (flag, words.next_if(|next| !is_flag(&next.text)).map(|next| next.text.clone())),
        };
        let value = value.map(|value| fill(container, &value));
        arguments.push(Argument { flag: format!("--{}", flag.replace('_', "-")), value, at: word.at });
    }
    arguments
}

/// True for a word that is a flag and not a value such as `-1`.
fn is_flag(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
}

/// A text with the container's variables in the place of `$(NAME)`.
fn fill(container: &Container<'_>, text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("$(") {
        filled.push_str(before);
        let value = after
            .split_once(')')
            .and_then(|(name, tail)| Some((container.env(name).and_then(Node::scalar)?, tail)));
        match value {
            Some((value, tail)) => {
                filled.push_str(&value);
                rest = tail;
            }
            None => {
                filled.push_str("$(");
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

impl Server<'_> {
    /// An argument by its name or its short form.
    pub(in crate::rules) fn argument(&self, names: &[&str]) -> Option<&Argument> {
        self.arguments.iter().rev().find(|argument| names.contains(&argument.flag.as_str()))
    }

    /// The model: a name on Hugging Face, or a path.
    pub(in crate::rules) fn model(&self) -> Option<&Argument> {
        self.argument(&["--model"])
            .or_else(|| self.arguments.first().filter(|first| first.flag.is_empty() && first.value.is_some()))
    }

    /// The port on which it listens; `None` if that is not to be seen in the manifest.
    pub(in crate::rules) fn listens(&self, default: i64) -> Option<i64> {
        match self.argument(&["--port"]) {
            Some(argument) => argument.value.as_deref()?.parse().ok(),
            None => Some(default),
        }
    }

    /// The version of vLLM that the image's tag names.
    pub(in crate::rules) fn version(&self) -> Option<Release> {
        let image = Image::parse(self.container.image()?.as_str()?);
        let known = image.name().contains("vllm-openai") || image.name() == "vllm";
        image.tag.filter(|_| known).and_then(Release::parse)
    }
}

/// A release of vLLM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(pub [u32; 3]);

impl Release {
    /// Reads `v0.30.0-cu129`, `0.6.3.post1`; what follows the third number does not count.
    pub(in crate::rules) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).splitn(3, '.');
        let (major, minor, patch) = (parts.next()?, parts.next()?, parts.next()?);
        let end = patch.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(patch.len());
        let (patch, _) = patch.split_at_checked(end)?;
        Some(Self([major.parse().ok()?, minor.parse().ok()?, patch.parse().ok()?]))
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self([major, minor, patch]) = self;
        write!(out, "{major}.{minor}.{patch}")
    }
}

impl<'de> serde::Deserialize<'de> for Release {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no release of vLLM")))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Release {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Release".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"})
    }
}

#[cfg(test)]
mod tests {
    use super::{Release, Word, arguments, entry_point, split};
    use crate::object::Container;
    use crate::object::Role;
    use crate::source::Origin;
    use crate::yaml::Node;

    fn script(text: &str) -> Vec<Word> {
        split(&Word { text: text.to_owned(), at: Origin::NONE })
    }

    fn read(text: &str) -> Vec<(String, Option<String>)> {
        let node = Node::map(Origin::NONE);
        let container = Container { node: &node, role: Role::Main };
        let words = script(text);
        let (at, _) = entry_point(&words).unwrap();
        let list = arguments(&container, &words[at + 1..], true);
        list.into_iter().map(|it| (it.flag, it.value)).collect()
    }

    #[test]
    fn a_script_is_read_as_far_as_it_starts_the_server() {
        let found =
            read("cd /app; vllm serve 'a b' --port 8000 \\\n  --dtype=auto -tp 2 -x -1 && echo --done");
        let expected = [
            ("", Some("a b")),
            ("--port", Some("8000")),
            ("--dtype", Some("auto")),
            ("-tp", None),
            ("", Some("2")),
            ("-x", None),
            ("-1", None),
        ];
        let expected: Vec<(String, Option<String>)> =
            expected.iter().map(|(flag, value)| ((*flag).to_owned(), value.map(str::to_owned))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn flags_with_underscores_are_the_same_flags() {
        assert_eq!(
            read("python3 -m vllm.entrypoints.openai.api_server --max_model_len 10 --enforce-eager"),
            [("--max-model-len".to_owned(), Some("10".to_owned())), ("--enforce-eager".to_owned(), None)]
        );
    }

    #[test]
    fn tags_name_releases() {
        assert_eq!(Release::parse("v0.30.0-cu129"), Some(Release([0, 30, 0])));
        assert_eq!(Release::parse("0.6.3.post1"), Some(Release([0, 6, 3])));
        for text in ["latest", "20240910_0916_RC00", "v0.6", "0.6.x"] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
        assert!(Release([0, 9, 2]) < Release([0, 12, 0]));
    }
}
