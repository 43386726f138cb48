//! Which kinds there are, and which one was meant.

use super::blob::KIND_WORDS;
use super::blob::Section;
use super::builtin::builtin;
use super::types::Schemas;
use super::types::Type;
use crate::diag::nearest;
use crate::object::Gvk;

/// Why there is no schema for a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Kubernetes once had this version and has it no more.
    Gone(Gone),
    /// The group is one of Kubernetes' own, or can be nobody else's, and has no such kind or version.
    Unknown {
        /// The `apiVersion` and kind that were most likely meant.
        nearest: Option<(String, String)>,
    },
    /// The kind may be somebody's custom kind, but it looks like a known one.
    Doubtful {
        /// The `apiVersion` and kind that were most likely meant.
        nearest: (String, String),
    },
    /// A kind that these schemas do not hold.
    Foreign,
}

/// A version of a kind that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The first minor version of Kubernetes without it (`25` for 1.25).
    pub removed: u32,
    /// The `apiVersion` to use instead; `None` if the kind is gone too.
    pub instead: Option<String>,
}

/// One row of the table of kinds.
#[derive(Clone, Copy)]
struct Row<'s> {
    schemas: &'s Schemas,
    index: usize,
}

impl<'s> Row<'s> {
    fn word(self, word: usize) -> u32 {
        self.schemas.blob.at(Section::Kinds, self.index * KIND_WORDS + word)
    }

    fn kind(self) -> &'s str {
        self.schemas.blob.text(self.word(0))
    }

    fn group(self) -> &'s str {
        self.schemas.blob.text(self.word(1))
    }

    fn version(self) -> &'s str {
        self.schemas.blob.text(self.word(2))
    }

    fn of(self) -> Option<Type<'s>> {
        self.word(3).checked_sub(1).map(|index| Type::new(self.schemas, index))
    }

    fn api_version(self) -> String {
        if self.group().is_empty() {
            self.version().to_owned()
        } else {
            format!("{}/{}", self.group(), self.version())
        }
    }
}

impl Schemas {
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.blob.count(Section::Kinds, KIND_WORDS)).map(|index| Row { schemas: self, index })
    }

    fn row(&self, gvk: &Gvk) -> Option<Row<'_>> {
        let wanted = (gvk.kind.as_str(), gvk.group.as_str(), gvk.version.as_str());
        let mut range = 0..self.blob.count(Section::Kinds, KIND_WORDS);
        while !range.is_empty() {
            let index = range.start.midpoint(range.end);
            let row = Row { schemas: self, index };
            match (row.kind(), row.group(), row.version()).cmp(&wanted) {
                std::cmp::Ordering::Less => range.start = index + 1,
                std::cmp::Ordering::Greater => range.end = index,
                std::cmp::Ordering::Equal => return Some(row),
            }
        }
        None
    }

    fn any_row(&self, gvk: &Gvk) -> Option<Row<'_>> {
        self.row(gvk).or_else(|| self.base?.row(gvk))
    }

    /// The type of a kind's objects; `None` if these schemas do not hold it.
    pub fn find(&self, gvk: &Gvk) -> Option<Type<'_>> {
        self.row(gvk).and_then(Row::of).or_else(|| self.base?.find(gvk))
    }

    /// Whether objects of a kind live in a namespace; `None` for an unknown kind.
    pub fn is_namespaced(&self, gvk: &Gvk) -> Option<bool> {
        self.any_row(gvk).filter(|row| row.of().is_some()).map(|row| row.word(6) != 0)
    }

    /// The minor version of Kubernetes that brought a kind (`33` for 1.33); `None` if it is older than
    /// 1.26, a custom kind, or unknown.
    pub fn since(&self, gvk: &Gvk) -> Option<u32> {
        self.any_row(gvk).map(|row| row.word(4)).filter(|since| *since != 0)
    }

    /// What to tell about a kind that [`Schemas::find`] does not find.
    pub fn hint(&self, gvk: &Gvk) -> Hint {
        let all = || self.rows().chain(self.base.into_iter().flat_map(Self::rows));
        let current = || all().filter(|row| row.of().is_some());
        if let Some(row) = self.any_row(gvk) {
            return Hint::Gone(Gone { removed: row.word(5), instead: successor(gvk, current().collect()) });
        }
        // kustomize's own plugins, when their configuration is what was rendered.
        if gvk.group.is_empty() && gvk.version == "builtin" {
            return Hint::Foreign;
        }
        let of = |row: Row<'_>| (row.api_version(), row.kind().to_owned());
        let same_kind = || newest(current().filter(|row| row.kind() == gvk.kind));
        if builtin().rows().any(|row| row.group() == gvk.group && is_kubernetes(&gvk.group)) {
            // Kubernetes' own group: it has no kinds but its own.
            let in_group = || current().filter(|row| row.group() == gvk.group);
            let near = newest(in_group().filter(|row| row.kind() == gvk.kind))
                .or_else(|| {
                    let kind = nearest(&gvk.kind, in_group().map(Row::kind))?;
                    newest(in_group().filter(|row| row.kind() == kind))
                })
                .or_else(same_kind);
            return Hint::Unknown { nearest: near.map(of) };
        }
        if gvk.group.contains('.') {
            // Somebody's group, unless it is a known one with a letter wrong.
            let group = nearest(&gvk.group, current().map(Row::group));
            let row = group.filter(|group| *group != gvk.group).and_then(|group| {
                newest(current().filter(|row| row.group() == group && row.kind() == gvk.kind))
            });
            return row.map_or(Hint::Foreign, |row| Hint::Doubtful { nearest: of(row) });
        }
        // A custom group must have a dot, so this is nobody's.
        let near = same_kind().or_else(|| {
            let kind = nearest(&gvk.kind, current().map(Row::kind))?;
            newest(current().filter(|row| row.kind() == kind))
        });
        Hint::Unknown { nearest: near.map(of) }
    }
}

/// Groups of Kubernetes itself. Groups such as `snapshot.storage.k8s.io` are custom ones.
fn is_kubernetes(group: &str) -> bool {
    !group.contains('.')
        || matches!(
            group.strip_suffix(".k8s.io"),
            Some(
                "admissionregistration"
                    | "apiextensions"
                    | "apiregistration"
                    | "authentication"
                    | "authorization"
                    | "rbac.authorization"
                    | "certificates"
                    | "coordination"
                    | "discovery"
                    | "events"
                    | "flowcontrol.apiserver"
                    | "networking"
                    | "node"
                    | "resource"
                    | "scheduling"
                    | "storage"
                    | "storagemigration"
            )
        )
}

/// The most stable version: `v2` before `v1` before `v1beta1` before `v1alpha1`.
fn newest<'s>(rows: impl Iterator<Item = Row<'s>>) -> Option<Row<'s>> {
    rows.max_by_key(|row| {
        let version = row.version();
        let stability = if version.contains("alpha") {
            0
        } else if version.contains("beta") {
            1
        } else {
            2
        };
        (stability, version, std::cmp::Reverse(row.group()))
    })
}

fn successor(gvk: &Gvk, rows: Vec<Row<'_>>) -> Option<String> {
    // `extensions` was split: its kinds went to `apps` and `networking.k8s.io`.
    let same = rows.into_iter().filter(|row| {
        row.kind() == gvk.kind
            && (row.group() == gvk.group || (gvk.group == "extensions" && is_kubernetes(row.group())))
    });
    newest(same).map(Row::api_version)
}
