//! Objects made from literals and files: `configMapGenerator` and `secretGenerator`.

mod args;
mod config_map;
mod data;
mod env_file;
pub mod hash;
mod secret;

pub use args::GeneratorArgs;
pub use args::Options;
pub use args::decode;
pub use data::Read;

use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Str;

/// Makes the object of a generator. `options` are the generator's own with the kustomization's merged
/// in ([`Options::over`]). `read` gives the bytes of a file that is named by a text node.
pub fn generate(
    args: &GeneratorArgs,
    options: &Options,
    step: StepId,
    read: &mut Read<'_>,
    session: &mut Session,
) -> Result<Object, Reported> {
    let pairs = data::collect(args, read, session)?;
    let origin = args.at.by(step);
    let mut root = Node::map(origin);
    let mut metadata = Node::map(origin);
    set(&mut metadata, "name", node(&args.name, step));
    if let Some(namespace) = &args.namespace {
        set(&mut metadata, "namespace", node(namespace, step));
    }
    for (field, list) in [("labels", &options.labels), ("annotations", &options.annotations)] {
        if !list.is_empty() {
            let mut map = Node::map(origin);
            for (key, value) in list {
                set(&mut map, key.clone(), node(value, step));
            }
            set(&mut metadata, field, map);
        }
    }
    set(&mut root, "apiVersion", Node::text("v1", origin));
    set(&mut root, "kind", Node::text(args.kind(), origin));
    set(&mut root, "metadata", metadata);
    if args.secret {
        secret::fill(&mut root, args, pairs, step);
    } else {
        config_map::fill(&mut root, pairs, step);
    }
    if let Some(at) = options.immutable {
        set(&mut root, "immutable", Node::new(Data::Bool(true), at.by(step)));
    }
    let mut object = Object::new(root);
    object.behavior = args.behavior;
    object.needs_hash = !options.disable_name_suffix_hash;
    Ok(object)
}

fn set(node: &mut Node, key: impl Into<Str>, value: Node) {
    if let Some(map) = node.as_map_mut() {
        map.insert(key, value);
    }
}

/// The text of a node, placed by a step.
fn node(value: &Node, step: StepId) -> Node {
    Node::text(value.scalar().unwrap_or_default(), value.origin.by(step))
}

/// Adds an entry of data under a section, which is made if it is missing. It has the quotes that kustomize
/// gives it, whatever its source has.
fn put(root: &mut Node, section: &str, key: (Str, Origin), mut value: Node) {
    let block = value.as_str().is_some_and(|text| text.contains('\n'));
    value.form.quotes = if block { Quotes::Quoted } else { Quotes::Plain };
    value.visited();
    let origin = root.origin;
    let Some(map) = root.as_map_mut() else { return };
    if let Some(section) = map.get_or_insert_with(section, || Node::map(origin)).as_map_mut() {
        section.push(Entry { key: key.0, key_origin: key.1, value });
    }
}

#[cfg(test)]
mod tests {
    use super::GeneratorArgs;
    use super::Options;
    use super::decode;
    use super::generate;
    use super::hash;
    use crate::diag::Session;
    use crate::object::Behavior;
    use crate::source::Origin;
    use crate::source::StepId;
    use crate::yaml::Data;
    use crate::yaml::Node;

    fn args(lists: &[(&str, &[&str])], secret: bool) -> (GeneratorArgs, Session) {
        let mut session = Session::default();
        let mut text = String::new();
        let mut node = Node::map(Origin::NONE);
        let mut placed = |value: &str| {
            let start = u32::try_from(text.len()).unwrap();
            text.push_str(value);
            (value.to_owned(), start, u32::try_from(text.len()).unwrap())
        };
        let placed: Vec<_> = lists
            .iter()
            .map(|(field, values)| (*field, values.iter().map(|value| placed(value)).collect::<Vec<_>>()))
            .collect();
        let file = session.files.add("kustomization.yaml", text);
        for (field, values) in placed {
            let list: Vec<_> = values
                .into_iter()
                .map(|(value, start, end)| Node::text(value, Origin::new(file, start, end)))
                .collect();
            let value = match field {
                "name" | "behavior" | "type" | "namespace" => list.into_iter().next().unwrap(),
                _ => Node::new(Data::Seq(list), Origin::NONE),
            };
            node.as_map_mut().unwrap().insert(field, value);
        }
        let args = decode(&node, "configMapGenerator[0]", secret, &mut session.diagnostics).unwrap();
        (args, session)
    }

    fn run(args: &GeneratorArgs, session: &mut Session) -> Option<crate::object::Object> {
        let mut read = |node: &Node, session: &mut Session| {
            let bytes = match node.as_str().unwrap() {
                "app.env" => b"E=from env\n".to_vec(),
                "b.bin" => b"\xff\xfebin".to_vec(),
                other => panic!("unexpected file {other}"),
            };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok((bytes, session.files.add(node.as_str().unwrap(), text)))
        };
        generate(args, &args.options, StepId::WRITTEN, &mut read, session).ok()
    }

    #[test]
    fn values_point_at_what_they_are_made_from() {
        let lists: &[(&str, &[&str])] = &[
            ("name", &["settings"]),
            ("literals", &["a=1"]),
            ("envs", &["app.env"]),
            ("files", &["key=b.bin"]),
            ("behavior", &["merge"]),
        ];
        let (args, mut session) = args(lists, false);
        let object = run(&args, &mut session).unwrap();
        assert!(object.needs_hash);
        assert_eq!(object.behavior, Behavior::Merge);
        assert_eq!((object.kind(), object.name()), ("ConfigMap", "settings"));
        assert_eq!(object.root.str_at(&["binaryData", "key"]), Some("//5iaW4="));
        for (path, file, text) in [
            (["data", "a"], "kustomization.yaml", "a=1"),
            (["data", "E"], "app.env", "E=from env"),
            (["metadata", "name"], "kustomization.yaml", "settings"),
        ] {
            let origin = object.root.at(&path).unwrap().origin;
            let found = session.files.get(origin.file);
            assert_eq!(
                (found.path.as_str(), found.text.get(origin.start as usize..origin.end as usize)),
                (file, Some(text))
            );
        }
    }

    /// The hash is that of kustomize 5.8.1 for `literals: [a=1, b=two]`.
    #[test]
    fn secrets_are_base64() {
        let (args, mut session) = args(&[("name", &["s"]), ("literals", &["a=1", "b='two'"])], true);
        let object = run(&args, &mut session).unwrap();
        assert_eq!(object.root.str_at(&["data", "b"]), Some("dHdv"));
        assert_eq!(object.root.str_at(&["type"]), Some("Opaque"));
        assert_eq!(hash::suffix(&object.root).as_deref(), Some("m4g9729d86"));
    }

    #[test]
    fn bad_entries_are_reported() {
        for (field, value, code) in [
            ("literals", "novalue", "malformed-literal"),
            ("literals", "=x", "malformed-literal"),
            ("files", "a=b=c", "malformed-file-entry"),
            ("files", "=b", "malformed-file-entry"),
            ("files", "b=", "malformed-file-entry"),
        ] {
            let (args, mut session) = args(&[("name", &["s"]), (field, &[value])], false);
            assert!(run(&args, &mut session).is_none());
            assert_eq!(session.diagnostics.all()[0].code, code);
        }
        let (args, mut session) = args(&[("name", &["s"]), ("literals", &["a=1", "a=2"])], false);
        assert!(run(&args, &mut session).is_none());
        assert_eq!(session.diagnostics.all()[0].code, "duplicate-data-key");
        assert_eq!(session.diagnostics.all()[0].labels.len(), 2);
    }

    #[test]
    fn own_options_win_but_true_stays_true() {
        let text = |value: &str| Node::text(value, Origin::NONE);
        let own = Options { labels: vec![("a".into(), text("own"))], ..Options::default() };
        let global = Options {
            labels: vec![("a".into(), text("global")), ("b".into(), text("global"))],
            disable_name_suffix_hash: true,
            ..Options::default()
        };
        let merged = own.over(&global);
        let shown: Vec<_> =
            merged.labels.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap())).collect();
        assert_eq!(shown, [("a", "own"), ("b", "global")]);
        assert!(merged.disable_name_suffix_hash && merged.immutable.is_none());
    }
}
