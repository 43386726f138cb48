//! `images`: names, tags and digests of container images.

use foldhash::HashMap;
use foldhash::HashMapExt as _;

use crate::yaml::regexp;
use regex::Regex;

use crate::build::decode::Fields;
use crate::build::field_spec::FieldSpec;
use crate::build::transform::field;
use crate::build::transform::field::Fault;
use crate::build::transform::field::Made;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::ByKind;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Str;
use crate::yaml::Tag;

/// One entry of `images:`. Texts that are empty count as absent.
#[derive(Clone, Debug)]
pub struct Image {
    /// The name to look for: a regular expression for everything before the tag.
    pub name: Node,
    /// The name to write.
    pub new_name: Option<Node>,
    /// The tag to write.
    pub new_tag: Option<Node>,
    /// What is put after the tag that is there.
    pub tag_suffix: Option<Node>,
    /// The digest to write.
    pub digest: Option<Node>,
}

impl Image {
    /// Decodes one entry.
    pub fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let names = ["name", "newName", "tagSuffix", "newTag", "digest"];
        let fields = Fields::of(node, place, &names, diagnostics)?;
        let mut text = |name: &str| {
            let found = fields.text(name, diagnostics)?;
            Ok(found.filter(|it| it.as_str() != Some("")).cloned())
        };
        Ok(Self {
            name: text("name")?.unwrap_or_else(|| Node::text("", node.origin)),
            new_name: text("newName")?,
            new_tag: text("newTag")?,
            tag_suffix: text("tagSuffix")?,
            digest: text("digest")?,
        })
    }

    /// Rewrites the images that the entry is for: first in every list called `containers` or
    /// `initContainers`, wherever it stands, then in the fields of the rows. An image that both reach is
    /// rewritten twice, so a `tagSuffix` is put there twice, as kustomize does it
    /// (api/internal/builtins/ImageTagTransformer.go).
    pub fn apply(
        &self,
        objects: &mut [Object],
        rows: &[FieldSpec],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let mut rewrite = Rewrite {
            image: self,
            pattern: None,
            known: HashMap::new(),
            origins: self.value_origins().into_iter().map(|at| at.by(step)).collect(),
            hit: false,
            seen: Vec::new(),
            session,
        };
        let mut kinds: ByKind<Vec<&FieldSpec>> = ByKind::default();
        for object in objects.iter_mut().filter(|object| object.kind() != "CustomResourceDefinition") {
            let result = rewrite.walk(&mut object.root);
            result.map_err(|fault| {
                fault.report(&FieldSpec::new("containers/image"), object, rewrite.session)
            })?;
            let rows = kinds.of(&object.root, |gvk| rows.iter().filter(|row| row.selects(&gvk)).collect());
            for row in rows.iter().copied() {
                let result = field::write(&mut object.root, row, Made::Nothing, Origin::NONE, &mut |node| {
                    rewrite.set(node)
                });
                result.map_err(|fault| fault.report(row, object, rewrite.session))?;
            }
        }
        if !rewrite.hit {
            let seen = rewrite.seen;
            self.warn_unmatched(&seen, session);
        }
        Ok(())
    }

    /// Where the texts stand that change an image: the name's first, so that the tag's is the last word.
    fn value_origins(&self) -> Vec<Origin> {
        let tag = [&self.new_tag, &self.digest, &self.tag_suffix].into_iter().flatten().next();
        let parts: Vec<Origin> = self.new_name.iter().chain(tag).map(|it| it.origin).collect();
        if parts.is_empty() { vec![self.name.origin] } else { parts }
    }

    /// The image that takes the place of another one.
    fn replace(&self, old: &str) -> String {
        let text = |node: &Option<Node>| node.as_ref().and_then(Node::as_str).map(str::to_owned);
        let (name, tag, digest) = split(old);
        let (tag, digest) = match (text(&self.new_tag), text(&self.digest), text(&self.tag_suffix)) {
            (None, None, None) => (tag.to_owned(), digest.to_owned()),
            (None, None, Some(suffix)) => (format!("{tag}{suffix}"), String::new()),
            (tag, digest, _) => (tag.unwrap_or_default(), digest.unwrap_or_default()),
        };
        let mut image = text(&self.new_name).unwrap_or_else(|| name.to_owned());
        for (mark, part) in [(':', tag), ('@', digest)] {
            if !part.is_empty() {
                image.push(mark);
                image.push_str(&part);
            }
        }
        image
    }

    fn warn_unmatched(&self, seen: &[String], session: &mut Session) {
        let name = self.name.as_str().unwrap_or_default();
        let names: Vec<&str> = seen.iter().map(|image| split(image).0).collect();
        let message = format!("no image is called `{name}`");
        let mut listed = names.clone();
        listed.sort_unstable();
        listed.dedup();
        listed.truncate(5);
        let help = match (nearest(name, names), listed.as_slice()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => "no object here has an image".to_owned(),
            (None, listed) => format!("images here: `{}`", listed.join("`, `")),
        };
        session
            .diagnostics
            .push(Diagnostic::warning("unmatched-image", self.name.origin, message).help(help));
    }
}

struct Rewrite<'a> {
    image: &'a Image,
    pattern: Option<Regex>,
    /// What images that were met become; `None` for those that the entry is not for.
    known: HashMap<Str, Option<Str>>,
    /// What changes the image, the last one decisive.
    origins: Vec<Origin>,
    hit: bool,
    /// Images that the entry is not for.
    seen: Vec<String>,
    session: &'a mut Session,
}

impl Rewrite<'_> {
    /// Looks for lists of containers below a node.
    fn walk(&mut self, node: &mut Node) -> Result<(), Fault> {
        match &mut node.data {
            Data::Seq(items) => items.iter_mut().try_for_each(|item| self.walk(item)),
            Data::Map(map) => map.iter_mut().try_for_each(|entry| {
                self.walk(&mut entry.value)?;
                match &mut entry.value.data {
                    Data::Seq(items) if matches!(entry.key.as_str(), "containers" | "initContainers") => {
                        items.iter_mut().try_for_each(|item| self.container(item))
                    }
                    _ => Ok(()),
                }
            }),
            _ => Ok(()),
        }
    }

    fn container(&mut self, container: &mut Node) -> Result<(), Fault> {
        match &mut container.data {
            Data::Null => Ok(()),
            Data::Map(map) => map.get_mut("image").map_or(Ok(()), |image| self.set(image)),
            _ => Err(Fault::unfit(container, "a map")),
        }
    }

    fn set(&mut self, node: &mut Node) -> Result<(), Fault> {
        field::scalar_only(node)?;
        if node.is_null() {
            return Ok(());
        }
        let old = node.scalar().unwrap_or_default();
        let new = match self.known.get(&old) {
            Some(known) => known.clone(),
            None => {
                let fits = self.fits(&old)?;
                let new = fits.then(|| Str::from(self.image.replace(&old)));
                self.known.entry(old.clone()).or_insert(new).clone()
            }
        };
        let Some(new) = new else {
            if !self.hit && !old.is_empty() {
                self.seen.push(old.to_string());
            }
            return Ok(());
        };
        self.hit = true;
        let data = field::unquoted(new.to_string(), node, self.session);
        if new == old {
            // It is written again, without a type.
            node.data = data;
            node.form.tag = Tag::None;
            return Ok(());
        }
        let Some((last, first)) = self.origins.split_last() else { return Ok(()) };
        for origin in first {
            node.origin = self.session.trace.replace(node.origin, *origin);
        }
        field::put_untyped(node, data, *last, &mut self.session.trace);
        Ok(())
    }

    /// Whether the entry is for an image. The name is not put in brackets, so that `a|b` reads as in kustomize:
    /// starts with `a`, or ends with `b` (api/internal/image/image.go). The pattern is compiled when the first
    /// image is met; most names need none.
    fn fits(&mut self, image: &str) -> Result<bool, Fault> {
        let name = self.image.name.as_str().unwrap_or_default();
        if !name.is_empty() && name.bytes().all(is_literal) {
            return Ok(is_named(image, name));
        }
        let pattern = match self.pattern.take() {
            Some(pattern) => pattern,
            None => self.compile()?,
        };
        Ok(self.pattern.insert(pattern).is_match(image))
    }

    fn compile(&mut self) -> Result<Regex, Fault> {
        let name = self.image.name.as_str().unwrap_or_default();
        let pattern = format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$");
        regexp(&pattern).map_err(|reason| {
            let message = format!("`{name}` is no valid regular expression: {reason}");
            let finding = Diagnostic::error("invalid-pattern", self.image.name.origin, message)
                .help("the name is a regular expression: put a backslash before `*`, `+`, `?`, `(` and `[`");
            Fault::Reported(self.session.diagnostics.error(finding))
        })
    }
}

/// True for the letters that stand for themselves in a pattern; a dot stands for any letter.
fn is_literal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-' | b'_' | b':')
}

/// What the pattern of a name of such letters says of an image: the name, a tag if there is one, and a digest if
/// there is one.
fn is_named(image: &str, name: &str) -> bool {
    let mut rest = image.chars();
    let same = name.chars().all(|wanted| match rest.next() {
        Some(letter) => letter == wanted || (wanted == '.' && letter != '\n'),
        None => false,
    });
    let is_end = |text: &str| text.bytes().all(|it| it.is_ascii_alphanumeric() || b"_.{}-".contains(&it));
    let rest = rest.as_str();
    let (tag, digest) = rest.split_once("@sha256:").unwrap_or((rest, ""));
    same && is_end(digest) && (tag.is_empty() || tag.strip_prefix(':').is_some_and(is_end))
}

/// Name, tag and digest of an image. A colon before the first slash belongs to the host.
fn split(image: &str) -> (&str, &str, &str) {
    let host = image.find('/').unwrap_or(0);
    let (_, searched) = image.split_at(host);
    let at = searched.find('@').map(|index| index + host);
    let colon = searched.find(':').map(|index| index + host);
    let (name_end, digest) = match at {
        Some(at) => (colon.unwrap_or(at).min(at), image.split_at(at).1),
        None => (colon.unwrap_or(image.len()), ""),
    };
    let (name, rest) = image.split_at(name_end);
    let tag = rest.strip_suffix(digest).unwrap_or(rest);
    (name, tag.strip_prefix(':').unwrap_or(tag), digest.strip_prefix('@').unwrap_or(digest))
}

#[cfg(test)]
mod tests {
    use super::is_literal;
    use super::is_named;
    use crate::yaml::regexp;

    #[test]
    fn names_without_signs_fit_what_their_pattern_fits() {
        let names = ["nginx", "example.com/a", "example.com:5000/a", "a", "x-y_z", "nginx:v1"];
        let ends = [
            "",
            ":",
            ":v1",
            ":v.1_{}-x",
            ":v 1",
            ":a:b",
            "@sha256:",
            "@sha256:0f",
            "@sha256:0@sha256:1",
            "@sha",
            "x",
            "/x",
        ];
        for name in names {
            assert!(name.bytes().all(is_literal));
            let pattern =
                regexp(&format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$")).unwrap();
            for first in
                names.iter().copied().chain(["", "exampleXcom/a", "example\ncom/a", "example\u{e9}com/a"])
            {
                for tag in ends {
                    for digest in ends {
                        let image = format!("{first}{tag}{digest}");
                        assert_eq!(is_named(&image, name), pattern.is_match(&image), "{name:?} {image:?}");
                    }
                }
            }
        }
    }
}
