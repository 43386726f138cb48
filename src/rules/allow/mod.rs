//! Waivers: comments and annotations that allow a finding, with a reason and perhaps an end.

mod comments;

use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Object;
use crate::object::Rendered;
use crate::report::Pages;
use crate::rules::day::Date;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml::Data;

/// The annotation that holds an object's waivers, one a line.
const ANNOTATION: &str = "flightplan.dev/allow";

/// The codes that this file reports; they cannot be waived.
const OWN: &[&str] = &["expired-waiver", "invalid-waiver", "unused-waiver"];

/// One waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The code that it allows.
    pub code: String,
    /// The path of the file that holds it.
    pub path: String,
    /// Its line, from 1.
    pub line: usize,
    /// True if it allowed a finding.
    pub used: bool,
    at: Origin,
    until: Option<Date>,
    scope: Scope,
}

/// What a waiver covers.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// A line of a file.
    Line(FileId, usize),
    /// An object, by its place among the rendered ones.
    Object(usize),
}

/// How the path of a text ends that stands inside another file.
const INNER: &str = " (text in it)";

/// The waivers of a run.
#[derive(Clone, Debug, Default)]
pub struct Waivers {
    /// In the order of the files.
    pub list: Vec<Waiver>,
}

/// A waiver as written: code, end, or what is wrong with it.
type Written<'t> = Result<(&'t str, Option<Date>), String>;

impl Waivers {
    /// Takes the findings that are waived out of the session, and reports waivers that are malformed or
    /// past their day. `today` is `None` where the day is not known; then no waiver has expired.
    pub fn apply(rendered: &Rendered, today: Option<Date>, session: &mut Session) -> Self {
        let mut found = Vec::new();
        comments::all(rendered, session, &mut found);
        for (index, object) in rendered.objects.iter().chain(&rendered.local).enumerate() {
            annotations(index, object, session, &mut found);
        }
        let mut waivers = Self::default();
        for (at, path, line, scope, written) in found {
            match written {
                Ok((code, until)) if today.is_some_and(|today| until.is_some_and(|until| until < today)) => {
                    let until = until.map(|until| until.to_string()).unwrap_or_default();
                    session.diagnostics.push(
                        Diagnostic::warning(
                            "expired-waiver",
                            at,
                            format!("the waiver of `{code}` ended on {until}"),
                        )
                        .help("correct what it waived, or set a new day with a new reason"),
                    );
                }
                Ok((code, until)) => {
                    waivers.list.push(Waiver { code, path, line, used: false, at, until, scope });
                }
                Err(message) => session.diagnostics.push(
                    Diagnostic::error("invalid-waiver", at, message)
                        .help("write `allow[CODE]: REASON` or `allow[CODE, until=YYYY-MM-DD]: REASON`"),
                ),
            }
        }
        waivers.take_out(rendered, session);
        waivers.settle_twins();
        waivers
    }

    /// A text inside another file is read twice, and so are its waivers: what one allowed, both did.
    fn settle_twins(&mut self) {
        let used: Vec<(String, String)> =
            self.list.iter().filter(|it| it.used).map(|it| (it.code.clone(), it.path.clone())).collect();
        for waiver in self.list.iter_mut().filter(|it| !it.used) {
            let twin = |path: &str, other: &str| path.strip_suffix(INNER) == Some(other);
            waiver.used = used.iter().any(|(code, path)| {
                *code == waiver.code && (twin(&waiver.path, path) || twin(path, &waiver.path))
            });
        }
    }

    fn take_out(&mut self, rendered: &Rendered, session: &mut Session) {
        let files = &session.files;
        let all: Vec<&Object> = rendered.objects.iter().chain(&rendered.local).collect();
        session.diagnostics.all_mut().retain(|finding| {
            if OWN.contains(&finding.code) {
                return true;
            }
            let place = finding.labels.first().map(|label| label.at);
            let line = place.map(|at| files.get(at.file).position(at.start).line);
            let mut keep = true;
            for waiver in self.list.iter_mut().filter(|waiver| waiver.code == finding.code) {
                let covers = match waiver.scope {
                    Scope::Line(file, own) => place.is_some_and(|at| at.file == file) && line == Some(own),
                    Scope::Object(index) => {
                        finding.resource.is_some()
                            && all
                                .get(index)
                                .is_some_and(|object| finding.resource == Some(object.reference()))
                    }
                };
                if covers {
                    waiver.used = true;
                    keep = false;
                }
            }
            keep
        });
    }

    /// Reports the waivers that allowed nothing. Where several results share files, a waiver is unused
    /// only if it is in all of them: see [`merge`](Self::merge).
    pub fn report_unused(&self, pages: &Pages, session: &mut Session) {
        for waiver in self.list.iter().filter(|waiver| !waiver.used) {
            if pages.find(&waiver.code).is_none() {
                let message = format!("the waiver names `{}`, and there is no such code", waiver.code);
                let finding = Diagnostic::error("invalid-waiver", waiver.at, message);
                session.diagnostics.push(match pages.nearest(&waiver.code) {
                    Some(right) => finding.help(format!("did you mean `{right}`?")),
                    None => finding.help("`flightplan rules --all` lists every code"),
                });
                continue;
            }
            session.diagnostics.push(
                Diagnostic::warning(
                    "unused-waiver",
                    waiver.at,
                    format!("the waiver of `{}` allows nothing", waiver.code),
                )
                .help("remove it, or move it to the line of the finding or directly above"),
            );
        }
    }

    /// Adds the waivers of another result: one that both know is used if either used it.
    pub fn merge(&mut self, other: Self) {
        for waiver in other.list {
            let same =
                |it: &&mut Waiver| it.path == waiver.path && it.line == waiver.line && it.code == waiver.code;
            match self.list.iter_mut().find(same) {
                Some(own) => own.used |= waiver.used,
                None => self.list.push(waiver),
            }
        }
    }
}

type Found = (Origin, String, usize, Scope, Result<(String, Option<Date>), String>);

/// The waivers in the annotation of an object.
fn annotations(index: usize, object: &Object, session: &Session, found: &mut Vec<Found>) {
    let Some(node) = object.root.at(&["metadata", "annotations", ANNOTATION]) else { return };
    let file = session.files.get(node.origin.file);
    let line = file.position(node.origin.start).line;
    let mut add = |written: Written<'_>| {
        found.push((node.origin, file.path.clone(), line, Scope::Object(index), owned(written)));
    };
    let Data::Text(text) = &node.data else {
        add(Err(format!("the annotation `{ANNOTATION}` is not text")));
        return;
    };
    for written in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        add(bare(written));
    }
}

fn owned(written: Written<'_>) -> Result<(String, Option<Date>), String> {
    written.map(|(code, until)| (code.to_owned(), until))
}

/// Reads `allow[CODE, until=DAY]: REASON`.
fn bracketed(text: &str) -> Written<'_> {
    let inner = text.strip_prefix("allow[").unwrap_or(text);
    match inner.split_once(']') {
        None => Err("the waiver has no `]`".to_owned()),
        Some((what, rest)) => match rest.strip_prefix(':') {
            Some(reason) => parts(what, reason),
            None => Err(format!("the waiver of `{what}` gives no reason")),
        },
    }
}

/// Reads `CODE, until=DAY: REASON`.
fn bare(text: &str) -> Written<'_> {
    match text.split_once(':') {
        Some((what, reason)) => parts(what, reason),
        None => Err(format!("the waiver of `{text}` gives no reason")),
    }
}

fn parts<'t>(what: &'t str, reason: &str) -> Written<'t> {
    let mut parts = what.split(',').map(str::trim);
    let code = parts.next().unwrap_or("");
    if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(format!("the waiver names no code: found `{code}`"));
    }
    let mut until = None;
    for part in parts {
        let day = part.strip_prefix("until=").map(str::trim);
        until = day.and_then(Date::parse);
        if until.is_none() {
            return Err(format!("the waiver of `{code}` says `{part}`, expected `until=YYYY-MM-DD`"));
        }
    }
    if reason.trim().is_empty() {
        return Err(format!("the waiver of `{code}` gives no reason"));
    }
    Ok((code, until))
}

#[cfg(test)]
mod tests {
    use super::{Waivers, bracketed};
    use crate::diag::Diagnostic;
    use crate::diag::Page;
    use crate::diag::Session;
    use crate::diag::Severity;
    use crate::object::Object;
    use crate::object::Rendered;
    use crate::report::Pages;
    use crate::rules::day::Date;
    use crate::source::Origin;
    use crate::yaml::Node;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    /// A finding of `code` on a line of `text`, waived or not; what is left, and the waivers.
    fn left(text: &str, line: usize, code: &'static str) -> (Vec<&'static str>, Waivers) {
        let mut session = Session::default();
        let file = session.files.add("a.yaml", text);
        let start = session.files.get(file).line_start(line).unwrap();
        session.diagnostics.push(Diagnostic::error(code, Origin::new(file, start, start + 1), "wrong"));
        let waivers = Waivers::apply(&Rendered::default(), Some(day("2026-11-24")), &mut session);
        let page = |code| Page { code, severity: Severity::Error, docs: "# x" };
        let pages = Pages::new([page("x-y"), page("other")]);
        waivers.report_unused(&pages, &mut session);
        (session.diagnostics.all().iter().map(|it| it.code).collect(), waivers)
    }

    #[test]
    fn a_waiver_covers_its_line_or_the_next_one() {
        let none: Vec<&str> = Vec::new();
        assert_eq!(left("a: 1 # allow[x-y]: because\n", 1, "x-y").0, none);
        assert_eq!(left("# allow[x-y]: because\n# of that\na: 1\n", 3, "x-y").0, none);
        assert_eq!(left("a: \"#\" # allow[x-y]: because\n", 1, "x-y").0, none);
        assert_eq!(left("a: 1 # allow[x-y, until=2026-11-24]: because\n", 1, "x-y").0, none);
        assert_eq!(left("a: 1\nb: 2 # allow[x-y]: because\n", 1, "x-y").0, ["x-y", "unused-waiver"]);
        assert_eq!(left("a: 1 # allow[other]: because\n", 1, "x-y").0, ["x-y", "unused-waiver"]);
        assert_eq!(left("a: 1 # allow[x-z]: because\n", 1, "x-y").0, ["x-y", "invalid-waiver"]);
    }

    #[test]
    fn a_text_holds_no_waivers() {
        let script = "kind: ConfigMap\ndata:\n  a: |\n    x # allow[x-y]: because\n    # allow[bad\n  b: 1\n";
        assert_eq!(left(script, 4, "x-y").0, ["x-y"]);
        assert_eq!(left("a: 'b # allow[x-y]: because'\n", 1, "x-y").0, ["x-y"]);
        assert_eq!(left("a: >  # allow[x-y]: because\n  b\n", 1, "x-y").0, [""; 0]);
        assert_eq!(left("a: |\n  b\n# allow[x-y]: because\nc: 1\n", 4, "x-y").0, [""; 0]);
    }

    #[test]
    fn a_waiver_without_reason_or_past_its_day_allows_nothing() {
        assert_eq!(left("a: 1 # allow[x-y]\n", 1, "x-y").0, ["x-y", "invalid-waiver"]);
        assert_eq!(left("a: 1 # allow[x-y]:  \n", 1, "x-y").0, ["x-y", "invalid-waiver"]);
        assert_eq!(left("a: 1 # allow[x-y, until=soon]: b\n", 1, "x-y").0, ["x-y", "invalid-waiver"]);
        assert_eq!(left("a: 1 # allow[x-y, until=2026-11-23]: b\n", 1, "x-y").0, ["x-y", "expired-waiver"]);
        assert!(bracketed("allow[x-y").is_err());
        assert!(bracketed("allow[]: b").is_err());
    }

    #[test]
    fn an_annotation_covers_its_object() {
        let mut session = Session::default();
        let file = session.files.add("a.yaml", "kind: Deployment\n");
        let at = Origin::new(file, 0, 4);
        let mut root = Node::map(at);
        let map = root.as_map_mut().unwrap();
        map.insert("kind", Node::text("Deployment", at));
        let mut metadata = Node::map(at);
        let mut annotations = Node::map(at);
        let text = "x-y: because\nz, until=2027-01-31: later";
        annotations.as_map_mut().unwrap().insert(super::ANNOTATION, Node::text(text, at));
        metadata.as_map_mut().unwrap().insert("annotations", annotations);
        map.insert("metadata", metadata);
        let object = Object::new(root);
        let about = object.reference();
        let rendered = Rendered { objects: vec![object], ..Rendered::default() };
        session.diagnostics.push(Diagnostic::error("x-y", at, "wrong").about(about));
        session.diagnostics.push(Diagnostic::error("x-y", at, "another object"));
        let waivers = Waivers::apply(&rendered, None, &mut session);
        let messages: Vec<&str> = session.diagnostics.all().iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages, ["another object"]);
        assert_eq!(waivers.list.iter().map(|it| it.used).collect::<Vec<_>>(), [true, false]);
    }
}
