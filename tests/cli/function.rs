//! The program as a KRM function.

use crate::harness::Tree;

const PLAIN: &str = "\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
functionConfig:
  apiVersion: flightplan.dev/v1alpha1
  kind: Check
  metadata:
    name: check
  spec: {}
items:
- apiVersion: v1
  kind: Service # a comment stays
  metadata:
    name: s
  spec:
    selector: {app: x}
    ports:
    - port: 80
";

#[test]
fn a_resource_list_on_stdin_needs_no_arguments() {
    let tree = Tree::of(&[]);
    for arguments in [&[][..], &["function"]] {
        let ran = tree.run_with(arguments, PLAIN, &[]).exits(0);
        assert!(ran.stdout.contains("kind: Service # a comment stays"), "{}", ran.all());
        assert!(
            ran.stdout.starts_with("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"),
            "{}",
            ran.all()
        );
    }
}

#[test]
fn an_error_is_a_result_and_a_message_and_exit_1() {
    let list = PLAIN.replace("    ports:\n", "    prots: []\n    ports:\n");
    let ran = Tree::of(&[]).run_with(&[], &list, &[]).exits(1).says("results:");
    assert!(ran.stderr.contains("`ports`"), "{}", ran.all());
}

#[test]
fn anything_else_on_stdin_is_refused() {
    let tree = Tree::of(&[]);
    tree.run_with(&[], "kind: Pod\n", &[]).exits(2).prints_nothing().says("[function-input]");
    tree.run_with(&["function"], "", &[]).exits(2).prints_nothing();
    tree.run_with(&["function"], "a: [", &[]).exits(2).prints_nothing();
}
