//! `rules`: the list of rules, or of every code.

use super::args::RulesArgs;
use super::console::Console;
use super::exit::Exit;
use super::pages::pages;
use crate::diag::Page;
use crate::report::Pages;
use crate::rules::RULES;
use serde_json::json;
use std::fmt::Write as _;

/// Prints the list.
pub(super) fn run(args: &RulesArgs, console: &Console) -> Exit {
    let list = if args.all { pages() } else { Pages::new(RULES.iter().map(|rule| rule.page)) };
    console.product(&if args.json { document(&list) } else { table(&list) })
}

fn table(list: &Pages) -> String {
    let width = list.iter().map(|page| page.code.len()).max().unwrap_or(0);
    list.iter().fold(String::new(), |mut out, page| {
        let _ = writeln!(out, "{:width$}  {:7}  {}", page.code, page.severity.name(), page.title());
        out
    })
}

fn document(list: &Pages) -> String {
    let is_rule = |page: &Page| RULES.iter().any(|rule| rule.page.code == page.code);
    let items: Vec<_> = list
        .iter()
        .map(|page| {
            json!({
                "code": page.code,
                "severity": page.severity.name(),
                "title": page.title(),
                "rule": is_rule(page),
                "url": page.link(),
            })
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&json!({"version": 1, "rules": items})).unwrap_or_default();
    text.push('\n');
    text
}
