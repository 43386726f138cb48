use jsonptr::Pointer;

use super::{FieldPath, Step, at_pointer, follow, split_path};
use crate::diag::Session;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::emit;
use crate::yaml::parse;

fn tree(text: &str) -> Node {
    let mut session = Session::default();
    let file = session.files.add("t.yaml", text);
    parse(file, Rules::Resource, &mut session).unwrap().remove(0)
}

const POD: &str = "spec:\n  containers:\n  - {name: main, image: a}\n  - {name: maintenance, image: b}\n  args: [-x, -jar]\n";

#[test]
fn paths_are_cut_as_kustomize_cuts_them() {
    let parts = |path: &str| FieldPath::parse(path).parts().to_vec();
    assert_eq!(parts("metadata.annotations.[a.b/c]"), ["metadata", "annotations", "a.b/c"]);
    assert_eq!(parts("a.[name=x.y].b"), ["a", "[name=x.y]", "b"]);
    assert_eq!(parts(r"data.application\.yaml"), ["data", "application.yaml"]);
    assert_eq!(parts("a.[b].c"), ["a", "[b]", "c"]);
    assert_eq!(split_path("/a/b\\/c", '/'), ["a", "b/c"]);
}

#[test]
fn a_source_is_one_exact_node() {
    let pod = tree(POD);
    let text = |path: &str| FieldPath::parse(path).lookup(&pod).unwrap().and_then(Node::scalar);
    assert_eq!(text("spec.containers.[name=main].image").as_deref(), Some("a"));
    assert_eq!(text("spec.containers.1.image").as_deref(), Some("b"));
    assert_eq!(text("spec.args.-").as_deref(), Some("-jar"));
    assert_eq!(text("spec.nothing.here"), None);
    assert!(FieldPath::parse("spec.containers.*").lookup(&pod).is_err());
    assert!(FieldPath::parse("spec.args.x").lookup(&pod).is_err());
}

#[test]
fn targets_match_by_expression() {
    let pod = tree(POD);
    let count = |path: &str| FieldPath::parse(path).find(&pod).map(|found| found.len());
    assert_eq!(count("spec.containers.[name=main].image"), Ok(2));
    assert_eq!(count("spec.containers.[name=^main$].image"), Ok(1));
    assert_eq!(count("spec.containers.*.image"), Ok(2));
    assert_eq!(count("spec.args.[=jar]"), Ok(1));
    assert_eq!(count("spec.nothing"), Ok(0));
    assert!(count("spec.containers.7").is_err());
    assert!(count("spec.containers.[main]").is_err());
    let route = FieldPath::parse("spec.containers.1.image").find(&pod).unwrap().remove(0);
    assert_eq!(route.get(2), Some(&Step::Index(1)));
    assert_eq!(follow(&pod, &route).and_then(Node::as_str), Some("b"));
}

#[test]
fn missing_parts_are_made() {
    let mut pod = tree(POD);
    let leaf = Data::Text("new".into());
    for path in ["metadata.labels.a", "spec.containers.[name=side].image", "spec.args.2", "spec.hosts.0.ip"] {
        let made = FieldPath::parse(path).find_or_create(&mut pod, &leaf, Origin::NONE).unwrap();
        assert_eq!(made.len(), 1, "{path}");
    }
    assert!(FieldPath::parse("spec.args.9").find_or_create(&mut pod, &leaf, Origin::NONE).is_err());
    let mut out = String::new();
    emit(&pod, &mut out);
    assert_eq!(
        out,
        "metadata:\n  labels:\n    a: new\nspec:\n  args:\n  - -x\n  - -jar\n  - new\n  containers:\n  - image: a\n    \
         name: main\n  - image: b\n    name: maintenance\n  - image: new\n    name: side\n  hosts:\n  - ip: new\n"
    );
}

#[test]
fn pointers_lead_to_nodes() {
    let root = tree("a/b: {c~d: [x, y]}\n");
    let text = |pointer: &str| at_pointer(&root, Pointer::parse(pointer).unwrap()).and_then(Node::as_str);
    assert_eq!(text("/a~1b/c~0d/1"), Some("y"));
    assert_eq!(text("/a~1b/c~0d/2"), None);
    assert_eq!(text("/a~1b/c~0d/-"), None);
    assert_eq!(text("/a~1b/c~0d/01"), None);
    assert!(at_pointer(&root, Pointer::parse("").unwrap()).is_some_and(|node| node.as_map().is_some()));
}
