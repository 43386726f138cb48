//! Each edit on a small source: what it becomes, or that it is left alone.

use super::add_after;
use super::quote;
use super::remove_element;
use super::remove_entry;
use super::rename_key;
use super::replace_scalar;
use crate::diag::Edit;
use crate::diag::Session;
use crate::yaml::Entry;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::parse;

/// The text after the edit, or `-` for none.
fn after(text: &str, make: impl Fn(&Session, &Node) -> Option<Edit>) -> String {
    let mut session = Session::default();
    let file = session.files.add("a.yaml", text);
    let root = parse(file, Rules::Resource, &mut session).unwrap().remove(0);
    let Some(edit) = make(&session, &root) else { return "-".to_owned() };
    let mut text = text.to_owned();
    text.replace_range(edit.at.start as usize..edit.at.end as usize, &edit.text);
    text
}

fn entry<'n>(root: &'n Node, path: &[&str]) -> &'n Entry {
    let (last, above) = path.split_last().unwrap();
    let node = above.iter().fold(root, |node, key| match key.parse::<usize>() {
        Ok(index) => &node.as_seq().unwrap()[index],
        Err(_) => node.get(key).unwrap(),
    });
    node.as_map().unwrap().entry(last).unwrap()
}

#[track_caller]
fn removes(path: &[&str], text: &str, want: &str) {
    let got = after(text, |session, root| {
        let entry = entry(root, path);
        remove_entry(&session.files, &entry.key, &entry.value)
    });
    assert_eq!(got, want, "{text}");
}

#[test]
fn an_entry_goes_with_its_line() {
    removes(&["a", "x"], "a:\n  x: 1  # one\n  y: 2\n", "a:\n  y: 2\n");
    removes(&["a", "y"], "a:\n  x: 1\n  # two\n  y: 2\n", "a:\n  x: 1\n  # two\n");
    removes(&["a", "y"], "a:\n  x: 1\n  y: 2", "a:\n  x: 1\n");
    removes(&["a", "x"], "a:\r\n  x: 1\r\n  y: 2\r\n", "a:\r\n  y: 2\r\n");
    removes(&["a", "x"], "a:\n  x: 1  # one\nb: 1\n", "a: {}  # one\nb: 1\n");
    removes(&["a", "x"], "a:\n  x:\n    y: 1\n    z: [1]\n  b: 1\n", "a:\n  b: 1\n");
    removes(&["a", "0", "x"], "a:\n- x: 1\n  y: 2\n", "a:\n- y: 2\n");
    removes(&["a", "x"], "a: {x: 1, y: 2}\n", "a: {y: 2}\n");
    removes(&["a", "y"], "a: {x: 1, y: 2}\n", "a: {x: 1}\n");
    removes(&["a", "x"], "a: {x: 1}\n", "a: {}\n");
    removes(&["a", "y"], "{\"a\": {\n  \"x\": 1,\n  \"y\": 2\n}}\n", "{\"a\": {\n  \"x\": 1\n}}\n");
    removes(&["x"], "---\nx: 1\ny: 2\n---\nz: 1\n", "---\ny: 2\n---\nz: 1\n");
}

#[test]
fn what_is_not_plain_is_left_alone() {
    removes(&["a", "x"], "a:\n  x: &n 1\n  y: *n\n", "-");
    removes(&["a", "y"], "a:\n  x: &n 1\n  y: *n\n", "-");
    removes(&["b", "x"], "a: &m\n  x: 1\n  y: 2\nb: *m\n", "-");
    removes(&["b", "x"], "a: &m\n  x: 1\n  y: 2\nb:\n  <<: *m\n  z: 1\n", "-");
    removes(&["a", "x"], "a:\n  x: !!str 1\n  y: 2\n", "-");
    removes(&["a", "0", "x"], "a:\n- x: 1\n  # two\n  y: 2\n", "-");
    removes(&["a", "0", "x"], "a:\n- x: 1\n", "-");
    removes(&["a", "x"], "a: {x: 1, # one\n  y: 2}\n", "-");
    removes(&["a", "x"], "? a\n: x: 1\n  y: 2\n", "-");
}

#[test]
fn an_element_goes_whole() {
    let element = |text: &str, index: usize| {
        after(text, |session, root| {
            let entry = entry(root, &["a", &index.to_string(), "k"]);
            remove_element(&session.files, &entry.key, &entry.value)
        })
    };
    assert_eq!(element("a:\n- k: 1\n  v: 2\n- k: 2\nb: 1\n", 0), "a:\n- k: 2\nb: 1\n");
    assert_eq!(element("a:\n- k: 1\n- v: 2  # x\n  k: 2\nb: 1\n", 1), "a:\n- k: 1\nb: 1\n");
    assert_eq!(element("c: 1\na:\n- k: 1\n  v: 1\nb: 1\n", 0), "c: 1\nb: 1\n");
    assert_eq!(element("a: [{k: 1}, {k: 2}]\n", 1), "a: [{k: 1}]\n");
    assert_eq!(element("a: &l\n- k: 1\n- k: 2\nb: *l\n", 0), "-");
}

#[test]
fn scalars_are_quoted_as_they_are_written() {
    let quoted =
        |text: &str| after(text, |session, root| quote(&session.files, &entry(root, &["a", "x"]).value));
    assert_eq!(quoted("a:\n  x: 1.10  # one\n"), "a:\n  x: \"1.10\"  # one\n");
    assert_eq!(quoted("a: {x: true, y: 1}\n"), "a: {x: \"true\", y: 1}\n");
    assert_eq!(quoted("a:\n  x: &n 1\n  y: *n\n"), "-");
    assert_eq!(quoted("a:\n  x: True\n"), "-");
}

#[test]
fn scalars_are_replaced() {
    let replaced = |text: &str| {
        after(text, |session, root| replace_scalar(&session.files, &entry(root, &["a"]).value, "true"))
    };
    assert_eq!(replaced("a: false # x\n"), "a: true # x\n");
    assert_eq!(replaced("a: |\n  false\n"), "-");
    assert_eq!(replaced("b: &x false\na: *x\n"), "-");
}

#[test]
fn keys_are_renamed() {
    let renamed = |text: &str| {
        after(text, |session, root| {
            let entry = entry(root, &["a", "replica"]);
            rename_key(&session.files, entry.key_origin, "replica", "replicas")
        })
    };
    assert_eq!(renamed("a:\n  replica: 1\n"), "a:\n  replicas: 1\n");
    assert_eq!(renamed("a: {\"replica\": 1}\n"), "a: {\"replicas\": 1}\n");
    assert_eq!(renamed("b: &m {replica: 1}\na: *m\n"), "-");
}

#[test]
fn entries_are_added_in_the_style_of_their_map() {
    let added = |text: &str, path: &[&str]| {
        after(text, |session, root| {
            let entry = entry(root, path);
            add_after(&session.files, (&entry.key, &entry.value), "readOnly", "true")
        })
    };
    let list = &["a", "0", "name"][..];
    assert_eq!(
        added("a:\n  - name: x  # x\n    p: 1\n", list),
        "a:\n  - name: x  # x\n    readOnly: true\n    p: 1\n"
    );
    assert_eq!(added("a:\r\n- name: x\r\n", list), "a:\r\n- name: x\r\n  readOnly: true\r\n");
    assert_eq!(added("a:\n- name: x", list), "a:\n- name: x\n  readOnly: true");
    assert_eq!(added("a: [{name: x, p: 1}]\n", list), "a: [{name: x, readOnly: true, p: 1}]\n");
    assert_eq!(
        added("{\"a\": [{\n  \"name\": \"x\"\n}]}", list),
        "{\"a\": [{\n  \"name\": \"x\",\n  \"readOnly\": true\n}]}"
    );
    assert_eq!(added("a:\n- name: x\n  readOnly: false\n", list), "-");
    assert_eq!(added("a:\n- &m {name: x}\n- *m\n", list), "-");
}

#[test]
fn patches_within_a_kustomization_are_edited_there() {
    let text = "patches:\n- patch: |-\n    spec:\n      replicas: 3\n      paused: true\n  target: {kind: Deployment}\n";
    let mut session = Session::default();
    let file = session.files.add("a.yaml", text);
    let at = |word: &str| {
        let start = u32::try_from(text.find(word).unwrap()).unwrap();
        crate::source::Origin::new(file, start, start + u32::try_from(word.len()).unwrap())
    };
    let value = Node::new(crate::yaml::Data::Number("3".into()), at("3"));
    let edit = remove_entry(&session.files, "replicas", &value).unwrap();
    let mut text = text.to_owned();
    text.replace_range(edit.at.start as usize..edit.at.end as usize, &edit.text);
    assert_eq!(text, "patches:\n- patch: |-\n    spec:\n      paused: true\n  target: {kind: Deployment}\n");
}
