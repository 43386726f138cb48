//! Scalars: what their text means, and what kustomize makes of it.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::ScalarStyle;
use granit_parser::Tag;

use super::Builder;
use crate::diag::Session;
use crate::source::Origin;
use crate::yaml::fold;
use crate::yaml::form;
use crate::yaml::node::Data;
use crate::yaml::node::Node;
use crate::yaml::node::Str;
use crate::yaml::resolve;
use crate::yaml::resolve::Rules;
use crate::yaml::strict;

impl Builder<'_> {
    pub(super) fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        range: &Range<usize>,
        session: &mut Session,
    ) -> Node {
        let mut range = range.clone();
        if range.is_empty() {
            let at = self.place_of_nothing(range.start);
            range = at..at;
        }
        match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let content = range;
                range = fold::block_range(self.text, self.last, &content);
                if let Some(refused) = strict::block(self.text, &range, content.start, content.end) {
                    self.refuse(&refused, session);
                }
            }
            ScalarStyle::Plain => {
                let flow = self.stack.last().is_some_and(|frame| frame.flow);
                if let Some(refused) = strict::plain_scalar(self.text, &range, flow) {
                    self.refuse(&refused, session);
                }
            }
            _ => {}
        }
        let origin = self.at(&range);
        let data = match (tag.and_then(|tag| meaning(tag, self.rules)), style) {
            // The parser gives nothing as `~`.
            (Some(tag), _) if range.is_empty() => resolve::tagged(&tag, "", self.rules),
            (Some(tag), _) => resolve::tagged(&tag, text, self.rules),
            (None, ScalarStyle::Plain) if range.is_empty() => return self.empty(origin),
            (None, ScalarStyle::Plain) => {
                resolve::plain(text, self.rules).map(|data| self.quirk_of_flow(text, data))
            }
            (None, ScalarStyle::Folded | ScalarStyle::Literal) if self.rules == Rules::Resource => {
                let rest = self.text.get(range.end..).unwrap_or_default();
                Ok(Data::Text(fold::block(text, style == ScalarStyle::Folded, rest, origin, session)))
            }
            (None, _) => Ok(Data::Text(Str::new(text))),
        };
        let data = match data {
            Ok(data) => data,
            Err(fault) => {
                let finding = fault.explain(text, origin);
                if let Some(tag) = tag.and_then(|tag| self.tag_to_keep(tag)) {
                    let mut node = Node::new(Data::Text(Str::new(text)), origin);
                    node.form.tag = tag;
                    session.deferred.push((origin, finding));
                    return node;
                }
                self.failed = Some(session.diagnostics.error(finding));
                Data::Null
            }
        };
        Node::new(data, origin)
    }

    /// kustomize finds out that a value does not fit its tag when it prints the object, which it does not do
    /// with one that is local.
    fn tag_to_keep(&mut self, tag: &Tag) -> Option<form::Tag> {
        let (text, rules) = (self.text, self.rules);
        let is_local = || rules == Rules::Resource && text.contains("config.kubernetes.io/local-config");
        if !*self.local.get_or_insert_with(is_local) {
            return None;
        }
        match meaning(tag, rules)?.as_ref() {
            "int" => Some(form::Tag::Int),
            "float" => Some(form::Tag::Float),
            "bool" => Some(form::Tag::Bool),
            "null" => Some(form::Tag::Null),
            _ => None,
        }
    }

    /// Nothing stands right behind the sign that asks for it, before any blanks and comments.
    fn place_of_nothing(&self, at: usize) -> usize {
        match self.stack.last() {
            None => 0,
            Some(frame) if !frame.flow && !frame.wants_key() && !frame.wants_value() => {
                let (mut from, mut place) = (self.last, at);
                while let dash = fold::find_sign(self.text, from, at, |byte| byte == b'-')
                    && dash < at
                {
                    (from, place) = (dash + 1, dash + 1);
                }
                place
            }
            Some(_) => at,
        }
    }

    /// Nothing, where a value should stand.
    ///
    /// kustomize writes every resource out and reads it again. In braces and brackets it writes nothing as
    /// `''`, so it reads empty text; until then it is null.
    fn empty(&self, origin: Origin) -> Node {
        if self.rules != Rules::Resource || !self.stack.last().is_some_and(|frame| frame.flow) {
            return Node::new(Data::Null, origin);
        }
        let mut node = Node::new(Data::Text(Str::default()), origin);
        node.form.tag = form::Tag::Null;
        node
    }

    /// For the same reason a time with a `:` in braces or brackets gets quotes, and is text from then on.
    fn quirk_of_flow(&self, text: &str, data: Data) -> Data {
        let quoted = matches!(data, Data::Text(_))
            && text.contains(':')
            && self.rules == Rules::Resource
            && self.stack.last().is_some_and(|frame| frame.flow);
        if quoted { Data::Text(Str::new(text)) } else { data }
    }
}

/// The name of a tag: `int` for YAML's own, with its sign for any other. `!` alone says nothing to yaml.v3,
/// and that the value is text to the reader of configuration.
fn meaning(tag: &Tag, rules: Rules) -> Option<Cow<'_, str>> {
    tag.suffix_in_namespace("tag:yaml.org,2002:").or_else(|| {
        let (handle, suffix) = tag.parts();
        let bare = rules == Rules::Resource && format!("{handle}{suffix}") == "!";
        (!bare).then(|| Cow::Owned(format!("!{suffix}")))
    })
}
