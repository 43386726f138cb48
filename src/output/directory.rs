//! Objects as one file each.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::file::File;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Id;
use crate::object::Object;
use crate::yaml::emit;

/// The objects as kustomize writes them with `-o` and a directory, sorted by file name.
///
/// Two objects whose names differ in upper and lower case only get the same file name. Kustomize lets
/// the last one win and says nothing; here it wins too, with a warning.
pub fn directory(objects: &[Object], session: &mut Session) -> Vec<File> {
    let mut files: BTreeMap<String, (String, &Object)> = BTreeMap::new();
    for (name, object) in names(objects).into_iter().zip(objects) {
        let mut text = String::new();
        emit(&object.root, &mut text);
        if let Some((_, lost)) = files.insert(name.clone(), (text, object)) {
            session.diagnostics.push(
                Diagnostic::warning(
                    "output-name-clash",
                    lost.root.origin,
                    format!("`{name}` holds one object, and two have that file name"),
                )
                .label("this one is not written")
                .also(object.root.origin, "this one is")
                .help("give one of them another name, or write one stream instead of a directory")
                .about(lost.reference()),
            );
        }
    }
    files.into_iter().map(|(path, (text, _))| File { path, text }).collect()
}

/// The file name of each object: `[namespace_]group_version_kind_name.yaml` in lower case. What is empty
/// is left out, and the namespace stands only if the objects lie in more than one.
pub(super) fn names(objects: &[Object]) -> Vec<String> {
    let ids: Vec<_> = objects.iter().map(Object::id).collect();
    let namespaces: BTreeSet<&str> =
        ids.iter().map(Id::effective_namespace).filter(|namespace| !namespace.is_empty()).collect();
    ids.iter()
        .map(|id| {
            let namespace = if namespaces.len() > 1 { id.effective_namespace() } else { "" };
            let gvk = &id.gvk;
            let parts =
                [namespace, gvk.group.as_str(), gvk.version.as_str(), gvk.kind.as_str(), id.name.as_str()];
            let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            // A slash in a name, which only a broken object has, must not lead out of the directory.
            format!("{}.yaml", name.join("_").to_lowercase().replace(['/', '\\'], "-"))
        })
        .collect()
}
