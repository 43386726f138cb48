//! A kustomization at work, and what it builds on.

use std::path::PathBuf;
use std::rc::Rc;

use crate::build::config::Directive;
use crate::build::config::Kustomization;
use crate::build::load::Folder;
use crate::build::metadata::Place;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Str;

/// How deep kustomizations may be nested. The deepest tree that is known has seven levels.
pub(crate) const MAX_DEPTH: usize = 200;

/// A kustomization at work.
pub(crate) struct Target<'p> {
    pub(crate) folder: Folder,
    pub(crate) said: Rc<Kustomization>,
    /// The name of its file.
    pub(crate) file_name: &'static str,
    /// The step that led here.
    pub(crate) step: StepId,
    /// What builds on it, and the entry that names it there.
    pub(crate) parent: Option<(&'p Target<'p>, Origin)>,
    pub(crate) depth: usize,
    /// Where it lies as seen from the root, if objects are to say where they come from.
    pub(crate) path: Option<Place>,
}

impl Target<'_> {
    /// Notes that a directive is carried out.
    pub(crate) fn begin<T>(&self, directive: &Directive<T>, session: &mut Session) -> StepId {
        session.trace.step(directive.field.clone(), directive.at.by(self.step))
    }

    /// The namespace that charts are released in unless they say so: its own, or that of what builds on it.
    pub(crate) fn namespace_for_charts(&self) -> Str {
        let mut at = Some(self);
        while let Some(target) = at {
            let name = target.said.namespace.as_ref().and_then(|it| it.value.scalar());
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                return name;
            }
            at = target.parent.as_ref().map(|it| it.0);
        }
        Str::default()
    }

    /// True if folders may be entered from here, which lie so many levels below.
    pub(crate) fn may_enter(&self, folders: &[PathBuf], levels: usize) -> bool {
        let mut at = self.parent.as_ref().map(|it| it.0);
        while let Some(visited) = at {
            if folders.iter().any(|folder| visited.folder.real.starts_with(folder)) {
                return false;
            }
            at = visited.parent.as_ref().map(|it| it.0);
        }
        self.depth + levels <= MAX_DEPTH
    }
}

/// A kustomization may not build on itself, nor on a folder above one that is at work.
pub(crate) fn check_cycle(
    target: &Target<'_>,
    folder: &Folder,
    entry: &Directive<Str>,
    session: &mut Session,
) -> Result<(), Reported> {
    let mut at = Some(target);
    let mut chain = Vec::new();
    while let Some(visited) = at {
        if visited.folder.real.starts_with(&folder.real) {
            let message = if visited.folder.real == folder.real {
                format!("`{}` builds on itself", folder.shown.display())
            } else {
                format!(
                    "`{}` holds `{}`, which is being built",
                    folder.shown.display(),
                    visited.folder.shown.display()
                )
            };
            let mut finding = Diagnostic::error("cycle", entry.at, message)
                .help("a kustomization may only build on folders that do not contain it; move what both need to a folder beside them");
            for (shown, origin) in chain.into_iter().rev() {
                finding = finding.also(origin, format!("leads to `{shown}`"));
            }
            return Err(session.diagnostics.error(finding));
        }
        at = visited.parent.map(|(parent, origin)| {
            chain.push((visited.folder.shown.display().to_string(), origin));
            parent
        });
    }
    Ok(())
}
