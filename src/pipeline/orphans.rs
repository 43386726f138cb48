//! What nothing builds: components that no kustomization includes, and manifests beside a kustomization that
//! does not list them.

use super::includes::Includes;
use super::manifests::is_manifest_name;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Gvk;
use crate::source::EntryKind;
use crate::source::Tree;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;
use std::path::Path;
use std::path::PathBuf;

/// The codes of these findings: a search that ends with them has found its targets all the same.
pub const CODES: &[&str] = &["unbuilt-component", "unlisted-manifest"];

/// The annotation of objects that are for tools, not for a cluster.
const LOCAL: &[&str] = &["metadata", "annotations", "config.kubernetes.io/local-config"];

/// Reports what nothing builds in the folders of `own`. Only where no kustomization of the whole repository
/// names it is that certain.
pub(super) fn report(
    own: &Includes,
    repository: &Includes,
    tree: &dyn Tree,
    wanted: &dyn Fn(&Path) -> bool,
    name: &dyn Fn(&Path) -> PathBuf,
    session: &mut Session,
) {
    let unnamed = |path: &Path| !repository.is_named(path) && wanted(path);
    for folder in own.orphans().iter().filter(|folder| unnamed(folder)) {
        let Some(path) = own.files_of(folder, tree).into_iter().next() else { continue };
        let message = "no kustomization of the repository includes this component";
        let help = "list it under `components` of a kustomization, or remove it";
        tell("unbuilt-component", message, help, &path, tree, name, session);
    }
    for folder in own.listing() {
        for (entry, kind) in tree.list(&folder).unwrap_or_default() {
            let path = folder.join(&entry);
            let is_candidate = kind == EntryKind::File && is_manifest_name(&entry) && unnamed(&path);
            if is_candidate && is_manifest(&path, tree) {
                let message = "no kustomization of the repository lists this manifest";
                let help = "list it under `resources` of the kustomization beside it, or remove it";
                tell("unlisted-manifest", message, help, &path, tree, name, session);
            }
        }
    }
}

/// True if a file holds nothing but objects of Kubernetes and GKE that are meant for a cluster.
fn is_manifest(path: &Path, tree: &dyn Tree) -> bool {
    let mut aside = Session::default();
    let Ok(bytes) = tree.read(path) else { return false };
    let Ok(file) = yaml::read(path.to_string_lossy().into_owned(), bytes, &mut aside) else { return false };
    let Ok(documents) = yaml::parse(file, Rules::Resource, &mut aside) else { return false };
    let mut objects = documents.iter().filter(|it| !it.is_null()).peekable();
    objects.peek().is_some() && objects.all(is_for_cluster)
}

fn is_for_cluster(document: &Node) -> bool {
    let gvk = Gvk::of(document);
    let group = gvk.group.as_str();
    // Applications of Argo CD, configurations of tools and the like are handed over in other ways.
    let own = !group.contains('.')
        || (group.ends_with(".k8s.io") && !group.ends_with(".x-k8s.io") && !group.starts_with("kustomize."))
        || ["gke.io", "cloud.google.com", "monitoring.googleapis.com"].iter().any(|it| group.ends_with(it));
    own && !gvk.kind.is_empty()
        && !gvk.version.is_empty()
        && document.str_at(&["metadata", "name"]).is_some()
        && document.str_at(LOCAL) != Some("true")
}

/// Reports at the `kind` of a file's first document.
fn tell(
    code: &'static str,
    message: &str,
    help: &str,
    path: &Path,
    tree: &dyn Tree,
    name: &dyn Fn(&Path) -> PathBuf,
    session: &mut Session,
) {
    let Ok(bytes) = tree.read(path) else { return };
    let Ok(file) = yaml::read(name(path).to_string_lossy().into_owned(), bytes, session) else { return };
    let Ok(documents) = yaml::parse(file, Rules::Resource, session) else { return };
    let first = documents.iter().find(|it| !it.is_null());
    let Some(at) = first.map(|it| it.get("kind").unwrap_or(it).origin) else { return };
    session.diagnostics.push(Diagnostic::warning(code, at, message).help(help));
}

#[cfg(test)]
mod tests {
    use crate::diag::Session;
    use crate::pipeline::Choice;
    use crate::pipeline::Choose;
    use crate::pipeline::Configs;
    use crate::pipeline::targets;
    use crate::report::Pages;
    use crate::source::Memory;
    use std::path::PathBuf;

    fn tree() -> Memory {
        let mut tree = Memory::default();
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
        for (path, text) in [
            ("/r/.git/HEAD", "x"),
            ("/r/app/kustomization.yaml", "resources: [listed.yaml]\n"),
            ("/r/app/listed.yaml", object),
            ("/r/app/forgotten.yaml", object),
            ("/r/app/shared.yaml", object),
            ("/r/app/values.yaml", "replicas: 1\n"),
            (
                "/r/app/application.yaml",
                "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n",
            ),
            ("/r/app/part/kustomization.yaml", "kind: Component\n"),
            ("/r/app/used/kustomization.yaml", "kind: Component\n"),
            ("/r/other/kustomization.yaml", "resources: [../app/shared.yaml]\ncomponents: [../app/used]\n"),
            ("/r/plain/loose.yaml", object),
        ] {
            tree.insert(path, text);
        }
        tree
    }

    fn found(path: &str, all: bool) -> Vec<(&'static str, String)> {
        let mut session = Session::default();
        let choice = Choice {
            paths: vec![PathBuf::from(path)],
            working: PathBuf::from("/r"),
            all,
            ..Choice::default()
        };
        let (tree, pages) = (tree(), Pages::default());
        let configs = Configs::new(Choose::Isolated, &choice.working, &tree, &pages);
        targets(&choice, &configs, &tree, &mut session);
        let all = session.diagnostics.all().iter();
        all.map(|it| (it.code, session.files.get(it.labels[0].at.file).path.clone())).collect()
    }

    #[test]
    fn what_nothing_builds_is_named_where_every_kustomization_is_meant() {
        let expected = [
            ("unbuilt-component", "app/part/kustomization.yaml".to_owned()),
            ("unlisted-manifest", "app/forgotten.yaml".to_owned()),
        ];
        assert_eq!(found("/r", true), expected);
        assert_eq!(found("/r/app", true), expected, "what another folder of the repository uses is used");
        assert!(found("/r/app", false).is_empty());
    }
}
