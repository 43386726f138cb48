//! Runs what a kustomization asks for on all that it has brought together, in kustomize's order.

use crate::build::accumulate::Accumulated;
use crate::build::accumulate::Build;
use crate::build::documents;
use crate::build::external;
use crate::build::lookup::Lookup;
use crate::build::metadata;
use crate::build::metadata::Author;
use crate::build::patching;
use crate::build::tables::Tables;
use crate::build::target::Target;
use crate::build::transform::namespace::Namespace;
use crate::build::transform::patches;
use crate::build::transform::prefix_suffix::Affix;
use crate::build::transform::prefix_suffix::Side;
use crate::build::transform::shared;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Data;
use std::slice;

/// One thing to do to all objects.
type Change<'c> = dyn FnOnce(&mut Vec<Object>, &Tables, &mut Session) -> Result<(), Reported> + 'c;

/// Runs one change, drops what became empty, and notes it on the objects if that is asked for.
pub(crate) fn change(
    all: &mut Accumulated,
    by: Option<(&Author, Origin)>,
    change: Box<Change<'_>>,
    session: &mut Session,
) -> Result<(), Reported> {
    let Accumulated { set, own_tables, .. } = all;
    let objects = set.objects_mut();
    let tables = own_tables.as_deref().unwrap_or_else(|| Tables::builtin());
    change(objects, tables, session)?;
    shared::follow(objects, session);
    objects.retain(|object| !documents::is_empty(&object.root));
    if let Some((author, at)) = by {
        metadata::mark_changed(objects, author, at, &session.files);
    }
    Ok(())
}

/// The changes of one kustomization.
struct Run<'r, 'p, 's> {
    target: &'r Target<'p>,
    all: &'r mut Accumulated,
    session: &'s mut Session,
}

impl Run<'_, '_, '_> {
    /// Writes to fields of the objects. None of them becomes empty by that.
    fn one(
        &mut self,
        kind: &str,
        at: Origin,
        what: impl FnOnce(&mut Vec<Object>, &Tables, &mut Session) -> Result<(), Reported>,
    ) -> Result<(), Reported> {
        let Accumulated { set, own_tables, .. } = &mut *self.all;
        let objects = set.objects_mut();
        what(objects, own_tables.as_deref().unwrap_or_else(|| Tables::builtin()), self.session)?;
        shared::follow(objects, self.session);
        if let Some(path) = &self.target.path {
            metadata::mark_changed(
                objects,
                &Author::builtin(self.target, path, kind),
                at,
                &self.session.files,
            );
        }
        Ok(())
    }

    /// Carries out patches. What they delete is null afterwards.
    fn patch(
        &mut self,
        kind: &str,
        at: Origin,
        lookup: &mut Lookup,
        what: impl FnOnce(&mut [Object], &mut Lookup, &mut Session) -> Result<(), Reported>,
    ) -> Result<(), Reported> {
        let objects = self.all.set.objects_mut();
        what(objects, lookup, self.session)?;
        for place in lookup.touched() {
            let Some(object) = objects.get_mut(place) else { continue };
            shared::follow(slice::from_mut(object), self.session);
            if documents::is_empty(&object.root) {
                object.root.data = Data::Null;
            }
            lookup.update(place, object);
        }
        if let Some(path) = &self.target.path {
            metadata::mark_changed(
                objects,
                &Author::builtin(self.target, path, kind),
                at,
                &self.session.files,
            );
        }
        Ok(())
    }

    /// Takes out what was deleted.
    fn drop_empty(&mut self) {
        self.all.set.objects_mut().retain(|object| !documents::is_empty(&object.root));
    }

    fn step<T>(&mut self, directive: &crate::build::config::Directive<T>) -> StepId {
        self.target.begin(directive, self.session)
    }
}

/// Runs the transformers of a kustomization: the built-in ones, then those it lists.
pub(crate) fn run(
    build: &mut Build<'_>,
    target: &Target<'_>,
    all: &mut Accumulated,
    session: &mut Session,
) -> Result<(), Reported> {
    let said = &target.said;
    let strategic = patching::load_strategic(build, target, &said.patches_strategic_merge, session)?;
    let patches = patching::load_all(build, target, &said.patches, session)?;
    let json = patching::load_all(build, target, &said.patches_json, session)?;
    let replacements = patching::load_replacements(build, target, &said.replacements, session)?;
    let mut run = Run { target, all, session };
    let mut lookup = Lookup::default();
    if let Some(first) = said.patches_strategic_merge.first() {
        let steps: Vec<StepId> = said.patches_strategic_merge.iter().map(|it| run.step(it)).collect();
        let schema = build.openapi.used();
        run.patch("PatchStrategicMergeTransformer", first.at, &mut lookup, |objects, lookup, session| {
            strategic.iter().zip(steps).try_for_each(|(list, step)| {
                patches::apply_strategic(list, objects, lookup, schema, step, session)
            })
        })?;
    }
    for (it, patch) in said.patches.iter().zip(patches) {
        let step = run.step(it);
        let schema = if patch.merges() { build.openapi.used() } else { build.openapi.schema() };
        run.patch("PatchTransformer", it.at, &mut lookup, |objects, lookup, session| {
            patch.apply(objects, lookup, schema, step, session)
        })?;
    }
    if !said.patches_strategic_merge.is_empty() || !said.patches.is_empty() {
        run.drop_empty();
    }
    if let Some(it) = &said.namespace {
        let step = run.step(it);
        run.one("NamespaceTransformer", it.at, |objects, tables, session| {
            Namespace::new(&it.value).apply(objects, &tables.namespace, step, session)
        })?;
    }
    for (it, side, kind) in [
        (&said.name_prefix, Side::Prefix, "PrefixTransformer"),
        (&said.name_suffix, Side::Suffix, "SuffixTransformer"),
    ] {
        let Some(it) = it else { continue };
        let step = run.step(it);
        run.one(kind, it.at, |objects, tables, session| {
            let rows = if side == Side::Prefix { &tables.name_prefix } else { &tables.name_suffix };
            Affix { side, text: it.value.clone() }.apply(objects, rows, step, session)
        })?;
    }
    for it in &said.labels {
        let step = run.step(it);
        run.one("LabelTransformer", it.at, |objects, tables, session| {
            let rows = it.value.rows(tables, &mut session.diagnostics)?;
            it.value.apply(objects, &rows, step, session)
        })?;
    }
    let common = said.common_labels.as_ref();
    if let Some(it) = common.filter(|it| !said.labels.is_empty() || !it.value.pairs.is_empty()) {
        let step = run.step(it);
        run.one("LabelTransformer", it.at, |objects, tables, session| {
            it.value.apply(objects, &tables.common_labels, step, session)
        })?;
    } else if let Some(it) = said.labels.last() {
        // kustomize runs the transformer of `commonLabels` even if there are only `labels`.
        run.one("LabelTransformer", it.at, |_, _, _| Ok(()))?;
    }
    if let Some(it) = said.common_annotations.as_ref().filter(|it| !it.value.pairs.is_empty()) {
        let step = run.step(it);
        run.one("AnnotationsTransformer", it.at, |objects, tables, session| {
            it.value.apply(objects, &tables.common_annotations, step, session)
        })?;
    }
    let mut lookup = Lookup::default();
    for (it, patch) in said.patches_json.iter().zip(json) {
        let step = run.step(it);
        let schema = build.openapi.schema();
        run.patch("PatchJson6902Transformer", it.at, &mut lookup, |objects, lookup, session| {
            patch.apply(objects, lookup, schema, step, session)
        })?;
    }
    if !said.patches_json.is_empty() {
        run.drop_empty();
    }
    for it in &said.replicas {
        let step = run.step(it);
        run.one("ReplicaCountTransformer", it.at, |objects, tables, session| {
            it.value.apply(objects, &tables.replicas, step, session)
        })?;
    }
    for it in &said.images {
        let step = run.step(it);
        run.one("ImageTagTransformer", it.at, |objects, tables, session| {
            it.value.apply(objects, &tables.images, step, session)
        })?;
    }
    if let Some(first) = said.replacements.first() {
        run.one("ReplacementTransformer", first.at, |objects, _, session| {
            replacements.iter().try_for_each(|(it, step)| it.apply(objects, *step, session))
        })?;
        run.drop_empty();
    }
    external::transform(build, target, all, session)
}
