//! What is done once, when all is brought together: hashes, references, vars, local objects, order.

use crate::build::accumulate::Accumulated;
use crate::build::documents;
use crate::build::field_spec::FieldSpec;
use crate::build::generate::hash;
use crate::build::metadata;
use crate::build::names;
use crate::build::options::Options;
use crate::build::order;
use crate::build::order::Order;
use crate::build::scalars;
use crate::build::set;
use crate::build::tables::Tables;
use crate::build::target::Target;
use crate::build::transform::labels::Labels;
use crate::build::transform::shared;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::object::Rendered;
use crate::source::Origin;
use crate::yaml::Map;
use crate::yaml::Node;

/// The version of kustomize whose output this is: what `managedByLabel` says.
const MANAGED_BY: &str = "kustomize-v5.8.1";

/// Objects with this annotation are not printed, unless it is `false`.
const LOCAL: &str = "config.kubernetes.io/local-config";

/// Annotations that kustomize works with and takes out of its output, even if they were in the input.
const INTERNAL: [&str; 19] = [
    "internal.config.kubernetes.io/previousKinds",
    "internal.config.kubernetes.io/previousNames",
    "internal.config.kubernetes.io/prefixes",
    "internal.config.kubernetes.io/suffixes",
    "internal.config.kubernetes.io/previousNamespaces",
    "internal.config.kubernetes.io/allowNameChange",
    "internal.config.kubernetes.io/allowKindChange",
    "internal.config.kubernetes.io/refBy",
    "internal.config.kubernetes.io/generatorBehavior",
    "internal.config.kubernetes.io/needsHashSuffix",
    "internal.config.kubernetes.io/helm-generated",
    "internal.config.kubernetes.io/path",
    "internal.config.kubernetes.io/index",
    "internal.config.kubernetes.io/seqindent",
    "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "config.kubernetes.io/path",
    "config.kubernetes.io/index",
    "config.k8s.io/id",
];

/// Makes the result of a build.
pub(crate) fn finish(
    all: Accumulated,
    root: &Target<'_>,
    options: &Options,
    session: &mut Session,
) -> Result<Rendered, Reported> {
    let Accumulated { set, own_tables, vars, .. } = all;
    let tables = own_tables.as_deref().unwrap_or_else(|| Tables::builtin());
    let mut objects = set.into_objects();
    add_hashes(&mut objects, session);
    names::fix_references(&mut objects, tables, session)?;
    vars.resolve(&mut objects, &tables.var_references, session)?;
    shared::follow(&mut objects, session);
    // Patches may have taken away what every object must have.
    objects.iter().try_for_each(|object| documents::validate(&object.root, session))?;
    let (local, mut objects): (Vec<Object>, Vec<Object>) = objects.into_iter().partition(is_local);
    scalars::refuse_misfits(&objects, session)?;
    // What can be done in the order of loading is: there, neighbours lie side by side in memory.
    for object in &mut objects {
        clean_annotations(object, root, session);
    }
    let order = order_of(root, options, session)?;
    let distinct = order == Order::Fifo || set::are_distinct(&objects);
    order::sort(&mut objects, &order);
    if !distinct {
        set::check_distinct(&objects, session)?;
    }
    if options.managed_by_label || root.said.build_metadata.managed_by {
        label(&mut objects, root.said.at, session)?;
    }
    Ok(Rendered { objects, local })
}

/// The order of the output. `sortOptions` counts at the root only, so that is where it is read.
fn order_of(root: &Target<'_>, options: &Options, session: &mut Session) -> Result<Order, Reported> {
    match (&root.said.sort_options, &options.reorder) {
        (Some(written), asked) => {
            if asked.is_some() {
                let message = "the order is set by `sortOptions`, which counts more than `--reorder`";
                let finding = Diagnostic::warning("sort-order", root.said.at, message);
                session.diagnostics.push(finding.help("leave the flag out"));
            }
            Order::decode(written, &mut session.diagnostics)
        }
        (None, Some(asked)) => Ok(asked.clone()),
        (None, None) => Ok(Order::legacy().clone()),
    }
}

/// Adds the hash of the content to the names of generated objects. The names still come from where they
/// are written.
pub(crate) fn add_hashes(objects: &mut [Object], session: &mut Session) {
    for object in objects.iter_mut().filter(|object| object.needs_hash) {
        let Some(hash) = hash::suffix(&object.root) else {
            let at = object.root.get("kind").map_or(object.root.origin, |it| it.origin);
            let message = format!("the name of this {} gets no hash of its content", object.kind());
            let finding = Diagnostic::warning("unhashed-kind", at, message)
                .about(object.reference())
                .help("keep it a ConfigMap or a Secret, or say `disableNameSuffixHash: true`");
            session.diagnostics.push(finding);
            continue;
        };
        object.remember();
        let Some(name) = object.root.at_mut(&["metadata", "name"]) else { continue };
        let renamed = format!("{}-{hash}", name.scalar().unwrap_or_default());
        *name = Node::text(renamed, name.origin);
    }
}

fn is_local(object: &Object) -> bool {
    object
        .root
        .at(&["metadata", "annotations", LOCAL])
        .is_some_and(|it| it.scalar().is_none_or(|text| text != "false"))
}

fn label(objects: &mut [Object], at: Origin, session: &mut Session) -> Result<(), Reported> {
    let mut pairs = Map::default();
    pairs.insert("app.kubernetes.io/managed-by", Node::text(MANAGED_BY, at));
    let row = FieldSpec { create: true, ..FieldSpec::new("metadata/labels") };
    Labels { pairs, ..Labels::default() }.apply(objects, &[row], at.step, session)
}

/// Values of annotations are text in the end, and those that served the build are gone.
fn clean_annotations(object: &mut Object, root: &Target<'_>, session: &Session) {
    let asked = root.said.build_metadata;
    let origin = object.root.origin;
    let Some(root_map) = object.root.as_map_mut() else { return };
    // Only lists have none; kustomize gives them an empty one when it takes its own annotations away.
    let metadata = root_map.get_or_insert_with("metadata", || Node::map(origin));
    let Some(metadata) = metadata.as_map_mut() else { return };
    let Some(annotations) = metadata.get_mut("annotations") else { return };
    if let Some(map) = annotations.as_map_mut() {
        map.retain(|entry| match entry.key.as_str() {
            metadata::ORIGIN => asked.origins,
            metadata::TRANSFORMATIONS => asked.transformations,
            key => !INTERNAL.contains(&key),
        });
    }
    if !scalars::make_text(annotations, &session.files) {
        metadata.remove("annotations");
    }
}
