//! `blame DIR [RESOURCE [FIELD]]`: where each value comes from.

use super::args::BlameArgs;
use super::console::Console;
use super::exit::Exit;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Object;
use crate::pipeline;
use crate::pipeline::Blame;
use crate::pipeline::Source;
use crate::report::shown;
use crate::source::Disk;
use crate::source::Origin;
use serde_json::Value;
use serde_json::json;
use std::fmt::Write as _;

/// Renders, finds the fields, prints their chains.
pub(super) fn run(args: &BlameArgs, console: &Console) -> Exit {
    args.render.warn(console);
    let mut session = Session::default();
    let rendered = pipeline::load(&args.root, &Disk, &args.render.options(), &mut session);
    let Ok(rendered) = rendered else {
        console.findings(&session);
        return Exit::CouldNotRun;
    };
    let objects: Vec<&Object> = match &args.resource {
        None => rendered.objects.iter().collect(),
        Some(name) => match pipeline::find_object(&rendered, name) {
            Ok(object) => vec![object],
            Err(words) => return console.fail(Diagnostic::error("unknown-resource", Origin::NONE, words)),
        },
    };
    let mut all = Vec::new();
    for object in objects {
        match pipeline::blame(object, args.field.as_deref().unwrap_or(""), &session) {
            Ok(fields) => all.push((object, fields)),
            Err(words) => {
                let finding =
                    Diagnostic::error("unknown-path", Origin::NONE, words).about(object.reference());
                return console.fail(finding);
            }
        }
    }
    let many = args.resource.is_none();
    console.product(&if args.json { document(&all, console) } else { text(&all, many, console) })
}

fn text(all: &[(&Object, Vec<Blame>)], many: bool, console: &Console) -> String {
    let mut out = String::new();
    for (object, fields) in all {
        if many {
            let _ = writeln!(out, "# {}", pipeline::full_name(object));
        }
        for field in fields {
            let _ = writeln!(out, "{}: {}", field.path, field.value);
            for (index, source) in field.sources.iter().enumerate() {
                let _ = writeln!(out, "  {}", line(source, index, field, console));
            }
        }
    }
    out
}

/// `overlays/x/patch.yaml:6:13 by patches[0] (overlays/x/kustomization.yaml:12)`
fn line(source: &Source, index: usize, field: &Blame, console: &Console) -> String {
    let mut out = String::new();
    if index > 0 {
        out.push_str("replaced ");
    }
    if source.file.is_empty() {
        out.push_str("(made by flightplan)");
    } else {
        let _ = write!(out, "{}:{}:{}", shown(&source.file, &console.working), source.line, source.column);
    }
    // A value that reads as it stands need not be told twice.
    if !source.text.is_empty() && source.text.trim_matches(['"', '\'']) != field.value {
        let _ = write!(out, "  {}", source.text);
    }
    for step in &source.steps {
        let _ = write!(out, "\n      by {}", step.field);
        if !step.file.is_empty() {
            let _ = write!(out, "  {}:{}", shown(&step.file, &console.working), step.line);
        }
    }
    out
}

fn document(all: &[(&Object, Vec<Blame>)], console: &Console) -> String {
    let objects: Vec<Value> = all
        .iter()
        .map(|(object, fields)| {
            let id = object.reference();
            json!({
                "resource": {
                    "apiVersion": id.api_version,
                    "kind": id.kind,
                    "namespace": Some(id.namespace).filter(|it| !it.is_empty()),
                    "name": id.name,
                },
                "fields": fields.iter().map(|field| json!({
                    "path": field.path,
                    "value": field.value,
                    "sources": field.sources.iter().map(|it| source(it, console)).collect::<Vec<_>>(),
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut text =
        serde_json::to_string_pretty(&json!({"version": 1, "objects": objects})).unwrap_or_default();
    text.push('\n');
    text
}

fn source(source: &Source, console: &Console) -> Value {
    let steps: Vec<Value> = source
        .steps
        .iter()
        .map(|step| {
            let file = Some(&step.file).filter(|file| !file.is_empty());
            json!({
                "field": step.field,
                "file": file.map(|file| shown(file, &console.working)),
                "line": step.line,
            })
        })
        .collect();
    if source.file.is_empty() {
        return json!({"file": null, "steps": steps});
    }
    json!({
        "file": shown(&source.file, &console.working),
        "line": source.line,
        "column": source.column,
        "endLine": source.end_line,
        "endColumn": source.end_column,
        "text": source.text,
        "steps": steps,
    })
}
