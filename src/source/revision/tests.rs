use super::Revision;
use crate::source::End;
use crate::source::EntryKind;
use crate::source::Finished;
use crate::source::Job;
use crate::source::Programs;
use crate::source::Runner;
use crate::source::Stand;
use crate::source::Tree;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// Answers as `git` does for a repository at `/r` with files, links and a submodule.
struct Git;

const BLOBS: &[(&str, &str, &str)] = &[
    ("100644", "a/one.yaml", "a: 1\n"),
    ("100644", "a/two.yaml", "b: 2\n\nc: 3\n"),
    ("120000", "link", "a"),
    ("120000", "loop", "loop"),
    ("120000", "a/up.yaml", "../top.yaml"),
    ("100644", "top.yaml", ""),
];

impl Runner for Git {
    fn run(&self, job: &Job) -> io::Result<Finished> {
        let words: Vec<&str> = job.args.iter().map(String::as_str).collect();
        let (end, output) = match words.as_slice() {
            ["rev-parse", "--show-toplevel"] => (0, "/r\n".to_owned()),
            ["rev-parse", .., "main^{commit}"] => (0, "c0ffee\n".to_owned()),
            ["ls-tree", .., "c0ffee"] => {
                let line = |(index, (mode, path, bytes)): (usize, &(&str, &str, &str))| {
                    format!("{mode} blob {index} {:>7}\t{path}\0", bytes.len())
                };
                let blobs = BLOBS.iter().enumerate().map(line).collect::<Vec<_>>().concat();
                (0, format!("160000 commit 99 -\tmodule\0{blobs}"))
            }
            ["cat-file", "--batch"] => {
                let ids = String::from_utf8_lossy(&job.input).into_owned();
                let blob = |id: &str| {
                    let (_, _, bytes) = BLOBS[id.parse::<usize>().unwrap()];
                    format!("{id} blob {}\n{bytes}\n", bytes.len())
                };
                (0, ids.lines().map(blob).collect::<Vec<_>>().concat())
            }
            _ => (128, String::new()),
        };
        Ok(Finished { end: End::Code(end), output: output.into_bytes(), errors: String::new() })
    }
}

fn open(reference: &str) -> Result<Revision, String> {
    Revision::open(Path::new("/r/a"), reference, false, &Programs::new(Arc::new(Git)))
}

#[test]
fn a_commit_reads_as_a_folder_on_disk() {
    let tree = open("main").unwrap();
    assert_eq!(tree.commit(), "c0ffee");
    assert_eq!(tree.read(Path::new("two.yaml")).unwrap(), b"b: 2\n\nc: 3\n");
    assert_eq!(tree.read(Path::new("../link/one.yaml")).unwrap(), b"a: 1\n");
    assert_eq!(tree.read(Path::new("up.yaml")).unwrap(), b"");
    assert_eq!(tree.canonical(Path::new("/r/link/../top.yaml")).unwrap(), PathBuf::from("/r/top.yaml"));
    assert_eq!(tree.size(Path::new("one.yaml")).unwrap(), 5);
    assert_eq!(tree.stand(Path::new("/r/link")), Some(Stand::Link));
    assert_eq!(tree.stand(Path::new("one.yaml")), Some(Stand::File(5)));
    assert_eq!(tree.stand(Path::new("/r/link/one.yaml")), Some(Stand::File(5)));
    let names: Vec<String> = tree.list(Path::new("/r")).unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [".git", "a", "top.yaml"]);
    assert_eq!(tree.kind(Path::new("/r/link")), Some(EntryKind::Folder));
    assert_eq!(tree.kind(Path::new("/r/loop")), None);
    assert_eq!(tree.kind(Path::new("/r/module")), None);
    assert!(tree.read(Path::new("three.yaml")).is_err());
}

#[test]
fn a_commit_that_is_not_there_is_told() {
    assert_eq!(open("gone").unwrap_err(), "the repository has no branch, tag or commit of that name");
}
