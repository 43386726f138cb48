//! What README.md tells the users of a host to write and to run, and that the pages of the book say the same.

use crate::root;
use regex::Regex;
use std::fs;

const HOSTS: &[(&str, &str)] = &[
    ("A shell, or any CI", "shell"),
    ("kustomize and kpt", "kustomize"),
    ("pre-commit", "pre-commit"),
    ("Argo CD", "argocd"),
    ("GitHub Actions", "github-actions"),
    ("A container", "container"),
];

/// The blocks of a language in the section of a host.
#[track_caller]
pub(crate) fn blocks(host: &str, language: &str) -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let section = readme.split_once(&format!("\n### {host}\n")).unwrap().1;
    let section = section.split("\n##").next().unwrap();
    let fence = format!("```{language}\n");
    let parts = section.split(&fence).skip(1);
    let blocks: Vec<String> = parts.map(|part| part.split("```").next().unwrap().to_owned()).collect();
    assert!(!blocks.is_empty(), "README.md has no {language} for {host}");
    blocks
}

/// The lines that the users of a host are told to run.
#[track_caller]
pub(crate) fn lines(host: &str) -> Vec<String> {
    blocks(host, "sh").iter().flat_map(|block| block.lines()).map(str::to_owned).collect()
}

/// The only block of YAML for a host.
#[track_caller]
pub(crate) fn yaml(host: &str) -> String {
    let mut blocks = blocks(host, "yaml");
    assert_eq!(blocks.len(), 1, "{host}");
    blocks.remove(0)
}

#[test]
fn the_book_tells_the_same_lines() {
    let plain = |line: &str| line.split(" #").next().unwrap().trim().to_owned();
    for (host, page) in HOSTS {
        let page = fs::read_to_string(root().join(format!("docs/hosts/{page}.md"))).unwrap();
        let told: Vec<String> = page.lines().map(plain).collect();
        let language = if *host == "A shell, or any CI" { "console" } else { "sh" };
        let mut all = if *host == "GitHub Actions" { Vec::new() } else { blocks(host, language) };
        if matches!(*host, "pre-commit" | "Argo CD" | "GitHub Actions") {
            all.push(yaml(host));
        }
        let mut count = 0;
        for line in all.iter().flat_map(|block| block.lines()).map(plain).filter(|line| !line.is_empty()) {
            assert!(told.contains(&line), "docs say nothing of `{line}` for {host}");
            count += 1;
        }
        assert!(count > 1, "{host}");
    }
}

/// One word stands for the address of the user's copy, with the version of the package where one is named.
#[test]
fn the_address_to_fill_in_is_the_same_everywhere() {
    let mut places = vec![root().join("README.md"), root().join(".pre-commit-hooks.yaml")];
    places.extend(fs::read_dir(root().join("docs/hosts")).unwrap().map(|entry| entry.unwrap().path()));
    let version = env!("CARGO_PKG_VERSION");
    let known = Regex::new(&format!(
        r"^(https://github\.com/OWNER/flightplan|OWNER/flightplan@v{version}|ghcr\.io/OWNER/flightplan:v{version}|OWNER)$"
    ))
    .unwrap();
    let mut count = 0;
    for path in places {
        let text = fs::read_to_string(&path).unwrap();
        for word in text.split_whitespace().filter(|word| word.contains("OWNER")) {
            assert!(known.is_match(word.trim_matches(['.', ',', '`'])), "{}: {word}", path.display());
            count += 1;
        }
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("rev: ")) {
            assert_eq!(line, format!("v{version}"), "{}", path.display());
        }
    }
    assert!(count >= 6, "{count}");
}
