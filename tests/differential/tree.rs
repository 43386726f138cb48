//! Trees of files that can be written out and made smaller.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// A YAML value, its scalars and keys as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Val {
    /// A scalar as it stands in the file; what follows a line break is indented.
    Raw(String),
    /// A list.
    Seq(Vec<Val>),
    /// A map.
    Map(Vec<(String, Val)>),
    /// YAML within a block scalar.
    Text(Vec<Val>),
    /// A value with an anchor or a tag before it.
    Marked(String, Box<Val>),
    /// A value on one line, in brackets.
    Flow(Box<Val>),
}

/// How the text of a file is changed once it is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Style {
    /// Lines end as on Windows.
    Crlf,
    /// A byte order mark comes first.
    Mark,
    /// A directive comes first.
    Directive,
    /// The end of the document is written.
    End,
    /// Comments stand between the lines and behind them.
    Comments,
    /// An empty document comes first, and one last.
    Empty,
}

/// The styles that there are.
pub(crate) const STYLES: [Style; 6] =
    [Style::Directive, Style::Crlf, Style::Mark, Style::End, Style::Comments, Style::Empty];

/// A file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum File {
    /// YAML documents.
    Yaml(Vec<Val>),
    /// Anything else.
    Plain(String),
}

/// A tree of files with the folder to build.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Tree {
    /// Files by path.
    pub(crate) files: BTreeMap<String, File>,
    /// Files whose text is changed.
    pub(crate) styles: BTreeMap<String, Style>,
    /// The folder to build.
    pub(crate) root: String,
}

/// A scalar.
pub(crate) fn raw(text: impl Into<String>) -> Val {
    Val::Raw(text.into())
}

/// A map, of those entries that are there.
pub(crate) fn map<const N: usize>(entries: [(&str, Val); N]) -> Val {
    Val::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Val {
    /// Adds an entry to a map. A map has one directive: kustomize takes a second one in silence, which this
    /// program refuses as any key that is given twice.
    pub(crate) fn add(&mut self, key: &str, value: Val) {
        if let Self::Map(entries) = self
            && (key != "$patch" || entries.iter().all(|(own, _)| own != key))
        {
            entries.push((key.to_owned(), value));
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Gives an entry another key.
    pub(crate) fn rename(&mut self, from: &str, to: &str) {
        if let Self::Map(entries) = self {
            entries.iter_mut().filter(|(key, _)| key == from).for_each(|(key, _)| to.clone_into(key));
        }
    }

    /// The value of a key, made as a map if it is missing.
    pub(crate) fn at(&mut self, key: &str) -> &mut Val {
        let Self::Map(entries) = self else { panic!("no map") };
        let index = entries.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
            entries.push((key.to_owned(), Val::Map(Vec::new())));
            entries.len() - 1
        });
        &mut entries[index].1
    }

    fn write(&self, indent: usize, out: &mut String) {
        let pad = " ".repeat(indent);
        match self {
            Self::Raw(text) => {
                let _ = writeln!(out, "{}", text.replace('\n', &format!("\n{pad}  ")));
            }
            Self::Marked(mark, value) => {
                let _ = write!(out, "{mark} ");
                if matches!(**value, Self::Map(ref list) if !list.is_empty())
                    || matches!(**value, Self::Seq(ref list) if !list.is_empty())
                {
                    out.push('\n');
                    out.push_str(&pad);
                }
                value.write(indent, out);
            }
            Self::Flow(value) => {
                value.flow(out);
                out.push('\n');
            }
            Self::Text(documents) => {
                let text = render(documents);
                out.push_str("|-\n");
                for line in text.lines() {
                    let _ = writeln!(out, "{pad}  {line}");
                }
            }
            Self::Seq(list) if list.is_empty() => out.push_str("[]\n"),
            Self::Map(list) if list.is_empty() => out.push_str("{}\n"),
            Self::Seq(list) => {
                for (index, item) in list.iter().enumerate() {
                    if index > 0 {
                        out.push_str(&pad);
                    }
                    out.push_str("- ");
                    item.write(indent + 2, out);
                }
            }
            Self::Map(list) => {
                for (index, (key, value)) in list.iter().enumerate() {
                    if index > 0 {
                        out.push_str(&pad);
                    }
                    let _ = write!(out, "{key}:");
                    match value {
                        Self::Map(inner) if !inner.is_empty() => {
                            let _ = write!(out, "\n{pad}  ");
                            value.write(indent + 2, out);
                        }
                        Self::Seq(inner) if !inner.is_empty() => {
                            let _ = write!(out, "\n{pad}");
                            value.write(indent, out);
                        }
                        Self::Marked(..) => {
                            out.push(' ');
                            value.write(indent + 2, out);
                        }
                        _ => {
                            out.push(' ');
                            value.write(indent, out);
                        }
                    }
                }
            }
        }
    }

    /// Writes the value on one line.
    fn flow(&self, out: &mut String) {
        match self {
            Self::Raw(text) => {
                let quoted = text.starts_with(['"', '\'']);
                let plain = text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-./_:+~".contains(&it));
                let safe = (quoted || plain) && !text.ends_with(':') && !text.contains('\n');
                out.push_str(if safe { text } else { "x" });
            }
            Self::Marked(_, value) | Self::Flow(value) => value.flow(out),
            Self::Text(_) => out.push_str("text"),
            Self::Seq(list) => {
                out.push('[');
                for (index, item) in list.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.flow(out);
                }
                out.push(']');
            }
            Self::Map(list) => {
                out.push('{');
                for (index, (key, value)) in list.iter().enumerate() {
                    let _ = write!(out, "{}{key}: ", if index > 0 { ", " } else { "" });
                    value.flow(out);
                }
                out.push('}');
            }
        }
    }

    /// Every value that is this one with something taken away.
    fn smaller(&self) -> Vec<Self> {
        let mut out = Vec::new();
        match self {
            Self::Raw(text) => {
                if text != "x" && text.len() > 1 {
                    out.push(raw("x"));
                }
            }
            Self::Marked(mark, value) => {
                out.push((**value).clone());
                out.extend(value.smaller().into_iter().map(|it| Self::Marked(mark.clone(), Box::new(it))));
            }
            Self::Flow(value) => {
                out.push((**value).clone());
                out.extend(value.smaller().into_iter().map(|it| Self::Flow(Box::new(it))));
            }
            Self::Seq(list) => out.extend(smaller_list(list, Self::smaller).into_iter().map(Self::Seq)),
            Self::Text(list) => out.extend(smaller_list(list, Self::smaller).into_iter().map(Self::Text)),
            Self::Map(list) => {
                let smaller = |(key, value): &(String, Self)| {
                    value.smaller().into_iter().map(|it| (key.clone(), it)).collect()
                };
                out.extend(smaller_list(list, smaller).into_iter().map(Self::Map));
            }
        }
        out
    }

    /// How much is in it.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Raw(text) => 1 + text.len() / 8,
            Self::Marked(_, value) | Self::Flow(value) => 2 + value.size(),
            Self::Seq(list) | Self::Text(list) => 1 + list.iter().map(Self::size).sum::<usize>(),
            Self::Map(list) => 1 + list.iter().map(|(_, value)| value.size()).sum::<usize>(),
        }
    }
}

/// A list without one element, or with one element made smaller; halves first.
fn smaller_list<T: Clone>(list: &[T], smaller: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let mut out = Vec::new();
    if list.len() > 3 {
        let (left, right) = list.split_at(list.len() / 2);
        out.push(left.to_vec());
        out.push(right.to_vec());
    }
    for index in 0..list.len() {
        let mut less = list.to_vec();
        less.remove(index);
        out.push(less);
    }
    for (index, item) in list.iter().enumerate() {
        for item in smaller(item) {
            let mut changed = list.to_vec();
            changed[index] = item;
            out.push(changed);
        }
    }
    out
}

impl Style {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Crlf => text.replace('\n', "\r\n"),
            Self::Mark => format!("\u{feff}{text}"),
            Self::Directive => format!("%YAML 1.1\n---\n{text}"),
            Self::End => format!("{text}...\n"),
            Self::Empty => format!("---\n---\n{text}---\n# nothing\n"),
            Self::Comments if text.contains(['|', '>', '%', '"']) => format!("# é\n\n{text}# last\n"),
            Self::Comments => {
                let note = |(index, line): (usize, &str)| match index % 3 {
                    0 => format!("{line} # note\n"),
                    1 => format!("{line}\n  # line\n"),
                    _ => format!("{line}\n\n"),
                };
                text.lines().enumerate().map(note).collect()
            }
        }
    }
}

/// Documents as text.
pub(crate) fn render(documents: &[Val]) -> String {
    let mut out = String::new();
    for (index, document) in documents.iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        document.write(0, &mut out);
    }
    out
}

impl Tree {
    /// The files as bytes.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, String)> {
        self.files.iter().map(|(path, file)| {
            let text = match file {
                File::Yaml(documents) => render(documents),
                File::Plain(text) => text.clone(),
            };
            let text = self.styles.get(path).map_or_else(|| text.clone(), |style| style.apply(&text));
            (path.as_str(), text)
        })
    }

    /// True if a patch of it may change kinds.
    pub(crate) fn changes_kinds(&self) -> bool {
        self.texts().any(|(_, text)| text.contains("allowKindChange"))
    }

    /// Writes the files below a folder.
    pub(crate) fn write(&self, folder: &Path) -> std::io::Result<()> {
        for (path, text) in self.texts() {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, text)?;
        }
        Ok(())
    }

    /// Takes fields out of every kustomization.
    pub(crate) fn leave_out(&mut self, fields: &[String]) {
        for (path, file) in &mut self.files {
            if let File::Yaml(documents) = file
                && path.ends_with("kustomization.yaml")
            {
                for document in documents {
                    if let Val::Map(entries) = document {
                        entries.retain(|(key, _)| !fields.contains(key));
                    }
                }
            }
        }
    }

    /// How much is in it.
    pub(crate) fn size(&self) -> usize {
        let files = self.files.values();
        self.styles.len()
            + files
                .map(|file| match file {
                    File::Yaml(documents) => 4 + documents.iter().map(Val::size).sum::<usize>(),
                    File::Plain(text) => 4 + text.len() / 8,
                })
                .sum::<usize>()
    }

    /// Every tree that is this one with something taken away.
    pub(crate) fn smaller(&self) -> Vec<Self> {
        let mut out = Vec::new();
        for path in self.styles.keys() {
            let mut less = self.clone();
            less.styles.remove(path);
            out.push(less);
        }
        for path in self.files.keys() {
            let mut less = self.clone();
            less.files.remove(path);
            out.push(less);
        }
        for (path, file) in &self.files {
            let files: Vec<File> = match file {
                File::Yaml(documents) => {
                    smaller_list(documents, Val::smaller).into_iter().map(File::Yaml).collect()
                }
                File::Plain(text) => {
                    let lines: Vec<&str> = text.split_inclusive('\n').collect();
                    smaller_list(&lines, |_| Vec::new())
                        .into_iter()
                        .map(|it| File::Plain(it.concat()))
                        .collect()
                }
            };
            for file in files {
                let mut changed = self.clone();
                changed.files.insert(path.clone(), file);
                out.push(changed);
            }
        }
        out
    }
}
