//! Where the values of a patch point to, whatever form it is written in.

use super::inline;
use crate::diag::Session;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::parse;

/// The text that `spec.x` of an inline patch points to in the kustomization, and whether it is exact.
fn pointed(kustomization: &str) -> String {
    let mut session = Session::default();
    let file = session.files.add("kustomization.yaml", kustomization);
    let root = parse(file, Rules::Config, &mut session).unwrap().remove(0);
    let patch: &Node = root.get("patch").unwrap();
    let text = patch.as_str().unwrap().trim().to_owned();
    let parsed = inline::parse(patch, &text, Rules::Resource, &mut session).unwrap().remove(0);
    let origin = parsed.at(&["spec", "x"]).unwrap().origin;
    assert_eq!(origin.file, file);
    kustomization.get(origin.start as usize..origin.end as usize).unwrap().to_owned()
}

#[test]
fn inline_patches_point_into_the_kustomization() {
    for block in [
        "patch: |-\n  kind: A\n  spec:\n    x: here\n",
        "patch: |\n\n\n  # a comment\n  kind: A\n\n  spec:\n    x: here\n\n",
        "patch: |-\n  kind: A\n   \n  spec: {y: 1, x: here}",
        "patch: '{kind: A, spec: {x: here}}'\n",
        "patch: \"{kind: A, spec: {x: here}}\"\n",
    ] {
        assert_eq!(pointed(block), "here", "{block}");
    }
    // Where the lines are joined or escaped, the whole scalar is the place.
    let folded = ">-\n  {kind: A,\n  spec: {x: here}}";
    assert!(pointed(&format!("patch: {folded}\n")).starts_with(">-"));
}
