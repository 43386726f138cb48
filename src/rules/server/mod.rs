//! vLLM servers among the containers: how they are started, with which arguments, of which version.

mod environment;
mod release;
mod words;

use self::environment::Environment;
pub(in crate::rules) use self::environment::{Source, Variable};
pub use self::release::Release;
use self::words::{END, Word, split};
use crate::object::Container;
use crate::object::Image;
use crate::object::PodTemplate;
use crate::object::Role;
use crate::rules::rule::Cx;
use crate::source::Origin;

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
    /// Its value, with the variables of the container that are known; `None` if it has none.
    pub(in crate::rules) written: Option<String>,
    /// Where it stands.
    pub(in crate::rules) at: Origin,
    /// The variables whose values are in it.
    pub(in crate::rules) sources: Vec<Source>,
}

impl Argument {
    /// Its value, if it has one and no part of it is made elsewhere: by a variable that the objects do not
    /// set, a command, or whoever fills in a template.
    pub(in crate::rules) fn value(&self) -> Option<&str> {
        self.written.as_deref().filter(|it| !it.contains(['$', '`']) && !it.contains("{{"))
    }
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
    /// True if it may have arguments that nobody sees here, from a variable or a file.
    pub(in crate::rules) open: bool,
    environment: Environment<'a>,
}

/// The flags of one dash whose value is the next word.
const SHORT: &[&str] = &["-tp", "-pp", "-dp", "-q"];

/// The vLLM servers of a pod.
pub(in crate::rules) fn servers<'a>(cx: &Cx<'a>, pod: &PodTemplate<'a>) -> Vec<Server<'a>> {
    let running = pod.containers().filter(|it| it.role != Role::Init);
    running
        .filter_map(|it| {
            let environment = Environment::of(&it, Some(pod.object));
            server(it, environment, &|name| environment.get(Some(cx), name))
        })
        .collect()
}

fn server<'a>(
    container: Container<'a>,
    environment: Environment<'a>,
    value: &impl Fn(&str) -> Variable,
) -> Option<Server<'a>> {
    let (words, in_script) = words(&container, value);
    if let Some((position, entry)) = entry_point(&words) {
        let at = words.get(position).map_or_else(|| container.origin(), |word| word.at);
        let rest = words.get(position + 1..).unwrap_or_default();
        let (arguments, open) = arguments(rest, in_script, container.origin());
        return Some(Server { container, entry, entry_at: at, arguments, in_script, open, environment });
    }
    // The image starts the server itself, and `args` are its arguments.
    let image = Image::parse(container.image()?.as_str()?);
    let own = container.node.get("command").is_none() && image.name() == "vllm-openai";
    own.then(|| {
        let entry_at = container.origin();
        let (arguments, open) = arguments(&words, false, entry_at);
        Server { container, entry: Entry::OpenAi, entry_at, arguments, in_script: false, open, environment }
    })
}

/// The words of `command` and `args`; those of the script, if a shell runs one.
fn words(container: &Container<'_>, value: &impl Fn(&str) -> Variable) -> (Vec<Word>, bool) {
    let listed = || container.list("command").iter().chain(container.list("args"));
    let texts: Vec<_> = listed().filter_map(|node| Some((node.scalar()?, node.origin))).collect();
    let shell = texts
        .first()
        .is_some_and(|(text, _)| matches!(text.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash")));
    let script = texts
        .iter()
        .position(|(text, _)| text.starts_with('-') && !text.starts_with("--") && text.ends_with('c'));
    match script.and_then(|flag| texts.get(flag + 1)) {
        Some((script, at)) if shell => (split(script, *at, value), true),
        _ => (texts.iter().map(|(text, at)| Word::listed(text, *at, value)).collect(), false),
    }
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

/// The arguments among words, and whether there may be others.
fn arguments(words: &[Word], in_script: bool, none: Origin) -> (Vec<Argument>, bool) {
    let mut arguments: Vec<Argument> = Vec::new();
    let end = if in_script { words.iter().position(|word| word.text == END) } else { None };
    let words = words.get(..end.unwrap_or(words.len())).unwrap_or_default();
    let unknown = |word: &Word| word.text.starts_with(['$', '`']);
    // The first word is the model, if it is no flag.
    let mut open = words.iter().skip(1).any(|word| word.open && unknown(word));
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        let mut sources = word.sources.clone();
        let Some(flag) = word.text.strip_prefix("--") else {
            let short = word.text.starts_with('-') && word.text.len() > 1;
            let (flag, written) =
                if short { (word.text.clone(), None) } else { (String::new(), Some(word.text.clone())) };
            let value = rest.next_if(|next| SHORT.contains(&flag.as_str()) && !is_flag(&next.text));
            sources.extend(value.into_iter().flat_map(|it| it.sources.clone()));
            // A whole argument that is a variable may be any flag.
            open |= !short && unknown(word) && !arguments.is_empty();
            let written = value.map(|it| it.text.clone()).or(written);
            arguments.push(Argument { flag, written, at: word.at, sources });
            continue;
        };
        let (flag, written) = match flag.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => {
                let value = rest.next_if(|next| !is_flag(&next.text));
                sources.extend(value.into_iter().flat_map(|it| it.sources.clone()));
                (flag, value.map(|it| it.text.clone()))
            }
        };
        let flag = format!("--{}", flag.replace('_', "-"));
        open |= flag == "--config";
        let at = if word.at.is_known() { word.at } else { none };
        arguments.push(Argument { flag, written, at, sources });
    }
    (arguments, open)
}

/// True for a word that is a flag and not a value such as `-1`.
fn is_flag(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
}

impl<'a> Server<'a> {
    /// An argument by its name or its short form.
    pub(in crate::rules) fn argument(&self, names: &[&str]) -> Option<&Argument> {
        self.arguments.iter().rev().find(|argument| names.contains(&argument.flag.as_str()))
    }

    /// The model: a name on Hugging Face, or a path.
    pub(in crate::rules) fn model(&self) -> Option<&Argument> {
        self.argument(&["--model"]).or_else(|| {
            self.arguments.first().filter(|first| first.flag.is_empty() && first.written.is_some())
        })
    }

    /// The port on which it listens; `None` if that is not to be seen in the manifest.
    pub(in crate::rules) fn listens(&self, default: i64) -> Option<i64> {
        match self.argument(&["--port"]) {
            Some(argument) => argument.value()?.parse().ok(),
            None => Some(default).filter(|_| !self.open),
        }
    }

    /// The version of vLLM that the image's tag names.
    pub(in crate::rules) fn version(&self) -> Option<Release> {
        let image = Image::parse(self.container.image()?.as_str()?);
        let known = image.name().contains("vllm-openai") || image.name() == "vllm";
        image.tag.filter(|_| known).and_then(Release::parse)
    }

    /// What a variable is in its container.
    pub(in crate::rules) fn variable(&self, cx: &Cx<'a>, name: &str) -> Variable {
        self.environment.get(Some(cx), name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, Variable, Word, arguments, entry_point, split};
    use crate::source::Origin;

    fn value(name: &str) -> Variable {
        match name {
            "SIZE" => Variable::Set("4".to_owned(), Origin::NONE),
            "EXTRA" => Variable::Set("--port 80 --dtype=auto".to_owned(), Origin::NONE),
            "TOKEN" => Variable::Elsewhere,
            _ => Variable::Unset,
        }
    }

    fn script(text: &str) -> Vec<Word> {
        split(text, Origin::NONE, &value)
    }

    /// The arguments of a script, and whether there may be others.
    fn read_all(text: &str) -> (Vec<(String, Option<String>)>, bool) {
        let words = script(text);
        let (at, _) = entry_point(&words).unwrap();
        let (list, open) = arguments(&words[at + 1..], true, Origin::NONE);
        (list.into_iter().map(|it| (it.flag, it.written)).collect(), open)
    }

    fn read(text: &str) -> Vec<(String, Option<String>)> {
        read_all(text).0
    }

    #[test]
    fn a_script_is_read_as_far_as_it_starts_the_server() {
        let found =
            read("cd /app; vllm serve 'a b' --port 8000 \\\n  --dtype=auto -tp 2 -x -1 && echo --done");
        let expected = [
            ("", Some("a b")),
            ("--port", Some("8000")),
            ("--dtype", Some("auto")),
            ("-tp", Some("2")),
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

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
        list.iter().map(|(flag, value)| ((*flag).to_owned(), Some((*value).to_owned()))).collect()
    }

    #[test]
    fn a_script_is_read_with_its_variables() {
        for text in ["$SIZE", "${SIZE}", "$(SIZE)", "\"$SIZE\"", "'$(SIZE)'", "${SIZE:-2}", "${NONE:-4}"] {
            assert_eq!(
                read_all(&format!("vllm serve -tp {text}")),
                (pairs(&[("-tp", "4")]), false),
                "{text}"
            );
        }
        let many = pairs(&[("", "m"), ("--port", "80"), ("--dtype", "auto")]);
        assert_eq!(read_all("vllm serve m $EXTRA"), (many, false));
        assert_eq!(read("vllm serve -tp '$SIZE'"), pairs(&[("-tp", "$SIZE")]));
        assert_eq!(read("# vllm serve a\nvllm serve b # c\nd"), pairs(&[("", "b")]));
    }

    #[test]
    fn what_a_script_makes_itself_is_not_known() {
        for text in [
            "$TOKEN",
            "$NONE",
            "$(nproc --all)",
            "`nproc`",
            "$@",
            "${SIZE%x}",
            "${TOKEN:-1}",
            "${NONE:-$TOKEN}",
        ] {
            let (found, open) = read_all(&format!("vllm serve m {text}"));
            assert!(open && found.len() == 2 && found[1].1.as_deref() == Some(text), "{text}: {found:?}");
        }
        for line in ["SIZE=2", "export SIZE", "read SIZE", "eval x", "source /etc/profile"] {
            assert_eq!(read(&format!("{line}\nvllm serve -tp $SIZE")), pairs(&[("-tp", "$SIZE")]), "{line}");
        }
        // The model may be anything; it is no flag.
        assert!(!read_all("vllm serve $MODEL --port 1").1);
    }

    #[test]
    fn no_script_is_too_odd_to_be_read() {
        for text in ["$", "${", "$(", "`", "\\", "'", "\"$", "\"\\", "$(a(b)", "${é}", "$é", "a\\é", "#"] {
            script(text);
        }
    }

    #[test]
    fn a_word_knows_where_its_variables_are_set() {
        let words = script("a $SIZE$SIZE $EXTRA");
        let names =
            |at: usize| words[at].sources.iter().map(|Source { name, .. }| name.as_str()).collect::<Vec<_>>();
        assert_eq!(names(1), ["SIZE", "SIZE"]);
        assert_eq!((names(2), names(3), names(4)), (vec!["EXTRA"], vec!["EXTRA"], vec!["EXTRA"]));
    }
}
