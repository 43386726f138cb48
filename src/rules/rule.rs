//! What a rule is, and all that it may ask.

use super::catalog::Catalog;
use super::catalog::Status;
use super::catalog::Tables;
use super::facts::Facts;
use super::index::Index;
use super::pods::Pod;
use super::server::Server;
use super::version::VersionRange;
use crate::diag::Diagnostic;
use crate::diag::Edit;
use crate::diag::Fix;
use crate::diag::Label;
use crate::diag::Page;
use crate::diag::Severity;
use crate::object::Object;
use crate::rules::server::Argument;
use crate::source::Files;
use crate::source::Origin;
use crate::source::Trace;
use crate::yaml::Node;
use crate::yaml::edit;

/// One check of the rendered result.
#[derive(Debug)]
pub struct Rule {
    /// Code, severity and page.
    pub page: Page,
    /// The kinds it looks at; `*` for every object.
    pub kinds: &'static [&'static str],
    /// The file that holds it.
    pub file: &'static str,
    /// Looks at one object.
    pub check: for<'a> fn(&mut Cx<'a>, &'a Object),
}

/// The rules whose faults any API server refuses. On trees that are not for GKE nothing else is an error.
const REFUSED_BY_KUBERNETES: &[&str] =
    &["contradictory-autoscaler", "malformed-gpu-quantity", "unresolved-placeholder"];

/// Declares the rule of a file: its doc comment is its page, and the function `check` beside it is what
/// it does.
macro_rules! rule {
    ($(#[doc = $doc:literal])* $code:literal, $severity:ident, $kinds:expr) => {
        /// The rule of this file.
        pub(in crate::rules) const RULE: $crate::rules::rule::Rule = {
            const WRITTEN: &str = concat!($($doc, "\n"),*);
            const TEXT: [u8; $crate::rules::page::length(WRITTEN)] = $crate::rules::page::outdent(WRITTEN);
            $crate::rules::rule::Rule {
                page: $crate::diag::Page {
                    code: $code,
                    severity: $crate::diag::Severity::$severity,
                    docs: $crate::rules::page::text(&TEXT),
                },
                kinds: $kinds,
                file: file!(),
                check,
            }
        };
    };
}

pub(in crate::rules) use rule;

/// What a rule may ask, and where it reports. A rule flags the object it was given and points at others
/// with [`Flag::also`].
#[derive(Debug)]
pub struct Cx<'a> {
    pub(super) rule: &'static Rule,
    pub(super) object: &'a Object,
    pub(super) pods: &'a [Pod<'a>],
    /// The vLLM servers of each pod.
    pub(super) servers: &'a [Vec<Server<'a>>],
    pub(super) index: &'a Index<'a>,
    pub(super) files: &'a Files,
    pub(super) trace: &'a Trace,
    pub(super) facts: &'a Facts,
    pub(super) on_gke: bool,
    pub(super) catalog: &'a Catalog,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) lacking: Vec<(&'static str, &'static str)>,
}

impl<'a> Cx<'a> {
    /// The objects of a kind, in output order.
    pub fn all(&self, kind: &str) -> impl Iterator<Item = &'a Object> + use<'a> {
        self.index.of_kind(kind).iter().copied()
    }

    /// The objects of a kind and a name, of all namespaces, in output order.
    pub fn named(&self, kind: &'a str, name: &'a str) -> impl Iterator<Item = &'a Object> + use<'a> {
        self.index.named(kind, name).iter().copied()
    }

    /// The pods of the object that the rule looks at.
    pub(super) fn pods(&self) -> &'a [Pod<'a>] {
        self.pods
    }

    /// What is known of the cluster. A rule that cannot do without a fact asks for it by name
    /// ([`location`](Self::location)), so that its absence is told.
    pub fn facts(&self) -> &'a Facts {
        self.facts
    }

    /// The place of a part within the text of a value; the place of the value if the part is not found
    /// there as it is.
    pub fn within(&self, at: Origin, part: &str) -> Origin {
        let text = self.files.get(at.file).text.get(at.start as usize..at.end as usize);
        let Some(found) = text.and_then(|text| text.find(part)) else { return at };
        let start = at.start.saturating_add(u32::try_from(found).unwrap_or(0));
        Origin { start, end: start.saturating_add(u32::try_from(part.len()).unwrap_or(0)), ..at }
    }

    /// Where a part of a value was written: an image's name and its tag may come from two lines. The place of
    /// the value if the part is found nowhere.
    pub fn written(&self, at: Origin, part: &str) -> Origin {
        let holds = |it: &Origin| {
            it.is_known()
                && self
                    .files
                    .get(it.file)
                    .text
                    .get(it.start as usize..it.end as usize)
                    .is_some_and(|text| text.contains(part))
        };
        self.trace.chain(at).into_iter().find(holds).unwrap_or(at)
    }

    /// The files, for the edits of a fix.
    pub fn files(&self) -> &'a Files {
        self.files
    }

    /// The edit that takes the entry at a path out of an object's source.
    pub fn removal(&self, root: &Node, path: &[&str]) -> Option<Edit> {
        let (key, above) = path.split_last()?;
        let entry = root.at(above)?.as_map()?.entry(key)?;
        edit::remove_entry(self.files, &entry.key, &entry.value)
    }

    /// The edit that makes a map say `readOnly: true`: what it says is replaced, or an entry is added after
    /// another one.
    pub fn read_only(&self, map: &Node, after: &str) -> Option<Edit> {
        if let Some(written) = map.get("readOnly") {
            return edit::replace_scalar(self.files, written, "true");
        }
        let entry = map.as_map()?.entry(after)?;
        edit::add_after(self.files, (after, &entry.value), "readOnly", "true")
    }

    /// The tables of the catalog.
    pub fn catalog(&self) -> &'a Tables {
        self.catalog.tables()
    }

    /// The region of the cluster, or a note that this rule did not run.
    pub fn location(&mut self) -> Option<&'a str> {
        let facts = self.facts;
        self.need(facts.location.as_deref(), "needs the location (`--location` or a FlightPlan)")
    }

    /// The version of the cluster, or a note that this rule did not run.
    pub fn gke_version(&mut self) -> Option<VersionRange> {
        let facts = self.facts;
        self.need(facts.gke_version, "needs the GKE version (`--gke-version` or a FlightPlan)")
    }

    /// True if the objects are for GKE: a fact of the cluster is known, or an object names something of
    /// GKE. What only Autopilot would refuse is not reported on other trees.
    pub fn on_gke(&mut self) -> bool {
        if !self.on_gke {
            self.lacking.push((self.rule.page.code, "nothing says that the objects are for GKE"));
        }
        self.on_gke
    }

    fn need<T>(&mut self, fact: Option<T>, why: &'static str) -> Option<T> {
        if fact.is_none() {
            self.lacking.push((self.rule.page.code, why));
        }
        fact
    }

    /// Reports a finding at a place of the object that the rule was given: code and severity are the
    /// rule's own. A place that no file holds becomes the place of the object.
    pub fn flag(&mut self, at: Origin, message: impl Into<String>) -> Flag<'_> {
        let at = if at.is_known() { at } else { place(self.object) };
        let page = &self.rule.page;
        let worst = if self.on_gke || REFUSED_BY_KUBERNETES.contains(&page.code) {
            page.severity
        } else {
            page.severity.min(Severity::Warning)
        };
        let finding = Diagnostic::new(page.code, worst, at, message).about(self.object.reference());
        self.findings.push(finding);
        Flag { finding: self.findings.last_mut() }
    }
}

/// Where an object is named.
pub(in crate::rules) fn place(object: &Object) -> Origin {
    let root = &object.root;
    root.at(&["metadata", "name"]).or(root.get("kind")).unwrap_or(root).origin
}

/// A finding that was just reported, to be completed.
#[derive(Debug)]
pub struct Flag<'f> {
    finding: Option<&'f mut Diagnostic>,
}

impl Flag<'_> {
    fn with(mut self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(finding) = self.finding.as_deref_mut() {
            change(finding);
        }
        self
    }

    /// Words beside the line to edit.
    #[expect(clippy::return_self_not_must_use, reason = "the finding is reported already")]
    pub fn label(self, message: impl Into<String>) -> Self {
        self.with(|it| {
            if let Some(first) = it.labels.first_mut() {
                first.message = message.into();
            }
        })
    }

    /// A related place.
    #[expect(clippy::return_self_not_must_use, reason = "the finding is reported already")]
    pub fn also(self, at: Origin, message: impl Into<String>) -> Self {
        self.with(|it| {
            if at.is_known() {
                it.labels.push(Label { at, message: message.into() });
            }
        })
    }

    /// The places where the variables in an argument get their values.
    pub(in crate::rules) fn set_by(self, arguments: &[&Argument]) -> Self {
        let sources = arguments.iter().flat_map(|it| &it.sources);
        sources.fold(self, |flag, it| flag.also(it.at, format!("`{}` is set here", it.name)))
    }

    /// The change to make.
    #[expect(clippy::return_self_not_must_use, reason = "the finding is reported already")]
    pub fn help(self, help: impl Into<String>) -> Self {
        self.with(|it| it.help = Some(help.into()))
    }

    /// A change of the source that does away with it, if there is one; it keeps what the author meant.
    #[expect(clippy::return_self_not_must_use, reason = "the finding is reported already")]
    pub fn fix(self, title: impl Into<String>, edit: Option<Edit>) -> Self {
        self.with(|it| {
            it.fix = edit.map(|edit| Box::new(Fix { title: title.into(), edits: vec![edit], safe: true }));
        })
    }

    /// A change of the source that does away with it, and perhaps with something that was meant.
    #[expect(clippy::return_self_not_must_use, reason = "the finding is reported already")]
    pub fn unsafe_fix(self, title: impl Into<String>, edit: Option<Edit>) -> Self {
        self.with(|it| {
            it.fix = edit.map(|edit| Box::new(Fix { title: title.into(), edits: vec![edit], safe: false }));
        })
    }

    /// No worse than this.
    #[expect(clippy::return_self_not_must_use, reason = "the finding is reported already")]
    pub fn at_most(self, severity: Severity) -> Self {
        self.with(|it| it.severity = it.severity.min(severity))
    }

    /// No worse than the facts behind it allow: a fact of unsure status at most warns.
    #[expect(clippy::return_self_not_must_use, reason = "the finding is reported already")]
    pub fn by(self, status: Status) -> Self {
        self.at_most(status.worst())
    }
}
