//! The built-in transformers that patch, and the one that copies values.

use crate::build::accumulate::Accumulated;
use crate::build::accumulate::Build;
use crate::build::builtin;
use crate::build::config::Directive;
use crate::build::lookup::Lookup;
use crate::build::metadata::Author;
use crate::build::patching;
use crate::build::target::Target;
use crate::build::transform::patches;
use crate::build::transform::patches::Content;
use crate::build::transform::patches::Form;
use crate::build::transform::patches::Patch;
use crate::build::transform::patches::Text;
use crate::build::transform::replacements;
use crate::build::transformers;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Str;

/// Runs a transformer of patches; `None` if it is another one.
pub(super) fn transform(
    build: &mut Build<'_>,
    target: &Target<'_>,
    all: &mut Accumulated,
    (config, step): (&Object, StepId),
    by: Option<(&Author, Origin)>,
    session: &mut Session,
) -> Option<Result<(), Reported>> {
    let mut run = Run { build, target, all, config, step, by, session };
    match config.kind() {
        "PatchTransformer" => Some(run.one(&["path", "patch", "target", "options"], Form::Any)),
        "PatchJson6902Transformer" => Some(run.one(&["path", "jsonOp", "target"], Form::Json)),
        "PatchStrategicMergeTransformer" => Some(run.strategic()),
        "ReplacementTransformer" => Some(run.replacements()),
        _ => None,
    }
}

struct Run<'r, 'o, 'p> {
    build: &'r mut Build<'o>,
    target: &'r Target<'p>,
    all: &'r mut Accumulated,
    config: &'r Object,
    step: StepId,
    by: Option<(&'r Author, Origin)>,
    session: &'r mut Session,
}

impl Run<'_, '_, '_> {
    fn one(&mut self, names: &[&'static str], form: Form) -> Result<(), Reported> {
        let found = &mut self.session.diagnostics;
        let fields = builtin::fields(self.config, names, found)?;
        let kind = self.config.kind();
        let patch = Patch::of(&fields, kind, form, patches::loosely, found)?;
        let entry = Directive { field: kind.to_owned(), at: self.config.root.origin, value: patch };
        let loaded = patching::load(self.build, self.target, &entry, self.session)?;
        let openapi = &mut self.build.openapi;
        let schema = if loaded.merges() { openapi.used() } else { openapi.schema() };
        let step = self.step;
        let change = |objects: &mut Vec<Object>, session: &mut Session| {
            loaded.apply(objects, &mut Lookup::default(), schema, step, session)
        };
        transformers::change(
            self.all,
            self.by,
            Box::new(|objects, _, session| change(objects, session)),
            self.session,
        )
    }

    fn replacements(&mut self) -> Result<(), Reported> {
        let found = &mut self.session.diagnostics;
        let fields = builtin::fields(self.config, &["replacements"], found)?;
        let mut entries = Vec::new();
        for (index, node) in fields.list("replacements", found)?.iter().enumerate() {
            let field = format!("{}[{index}]", fields.place("replacements"));
            let value = replacements::Entry::decode_loosely(node, &field, found)?;
            entries.push(Directive { field, at: node.origin, value });
        }
        let list = patching::load_replacements(self.build, self.target, &entries, self.session)?;
        let step = self.step;
        let change = |objects: &mut Vec<Object>, session: &mut Session| {
            list.iter().try_for_each(|(it, _)| it.apply(objects, step, session))
        };
        transformers::change(
            self.all,
            self.by,
            Box::new(|objects, _, session| change(objects, session)),
            self.session,
        )
    }

    fn strategic(&mut self) -> Result<(), Reported> {
        let found = &mut self.session.diagnostics;
        let fields = builtin::fields(self.config, &["paths", "patches"], found)?;
        let paths: Vec<Directive<Str>> = fields
            .texts("paths", found)?
            .iter()
            .enumerate()
            .map(|(index, node)| Directive {
                field: format!("{}[{index}]", fields.place("paths")),
                at: node.origin,
                value: Str::new(node.as_str().unwrap_or_default()),
            })
            .collect();
        let text = fields.text("patches", found)?.filter(|node| node.as_str() != Some(""));
        let mut list: Vec<Object> = match (paths.is_empty(), text) {
            (true, None) => {
                let message = format!("the `{}` has neither `paths` nor `patches`", self.config.kind());
                let finding = Diagnostic::error("patch-source", self.config.root.origin, message)
                    .help("list files under `paths`, or write the patches under `patches: |-`");
                return Err(self.session.diagnostics.error(finding));
            }
            (true, Some(_)) => Vec::new(),
            (false, _) => patching::load_strategic(self.build, self.target, &paths, self.session)?.concat(),
        };
        if let Some(text) = text {
            match patches::read(&Text::Inline(text), &fields.place("patches"), self.session)? {
                Content::Merge(more) => list.extend(more),
                Content::Nothing => {}
                Content::Json(root) => {
                    let message = "a list of operations is no strategic merge patch";
                    let finding = Diagnostic::error("patch-source", root.origin, message)
                        .help("a `PatchJson6902Transformer` takes operations");
                    return Err(self.session.diagnostics.error(finding));
                }
            }
        }
        if list.is_empty() {
            let finding =
                Diagnostic::error("patch-empty", self.config.root.origin, "the patches hold no objects");
            return Err(self.session.diagnostics.error(finding));
        }
        let schema = self.build.openapi.used();
        let step = self.step;
        let change = |objects: &mut Vec<Object>, session: &mut Session| {
            patches::apply_strategic(&list, objects, &mut Lookup::default(), schema, step, session)
        };
        transformers::change(
            self.all,
            self.by,
            Box::new(|objects, _, session| change(objects, session)),
            self.session,
        )
    }
}
