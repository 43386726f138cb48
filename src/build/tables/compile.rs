//! Makes static rows of the tables in `*.yaml`, and holds that those that are compiled are the same.

use std::fmt::Write as _;
use std::path::Path;

use super::Referral;
use super::TABLES;
use super::Tables;
use crate::build::field_spec::FieldSpec;

const FILES: [(&str, &[&str]); 4] = [
    ("fields", &["namePrefix", "nameSuffix", "namespace", "images", "replicas"]),
    ("labels", &["commonLabels", "templateLabels", "commonAnnotations"]),
    ("name-references", &["nameReference"]),
    ("var-references", &["varReference"]),
];

const START: &str = r"//! Made by `compile.rs` of the table of the same name.

use crate::build::field_spec::FieldSpec;
use crate::build::field_spec::row;
";

/// Reads a table line by line.
fn read(tables: &mut Tables, text: &str) {
    let mut table = "";
    for line in text.lines() {
        if let Some(name) = line.strip_suffix(':').filter(|name| TABLES.contains(name)) {
            table = name;
        } else if let Some(row) = line.trim_start().strip_prefix("- {") {
            let mut spec = FieldSpec::new("");
            for (field, value) in row.trim_end_matches('}').split(", ").filter_map(|it| it.split_once(": ")) {
                assert!(spec.set(field, value), "{line}");
            }
            if table == "nameReference" {
                tables.name_references.to_mut().last_mut().unwrap().fields.to_mut().push(spec);
            } else {
                tables.list(table).unwrap().push(spec);
            }
        } else if table == "nameReference"
            && let Some((field, value)) = line.trim_start_matches(['-', ' ']).split_once(": ")
        {
            if line.starts_with('-') {
                tables.name_references.to_mut().push(Referral::default());
            }
            assert!(tables.name_references.to_mut().last_mut().unwrap().set(field, value), "{line}");
        } else {
            let known = line.is_empty() || line.starts_with('#') || line == "  fieldSpecs:";
            assert!(known, "{line}");
        }
    }
}

fn row(row: &FieldSpec) -> String {
    let text = |field: &Option<crate::yaml::Str>| format!("{:?}", field.as_deref().unwrap_or_default());
    let path: Vec<String> = row.path.iter().map(|element| format!("{element:?}")).collect();
    let (group, version, kind) = (text(&row.group), text(&row.version), text(&row.kind));
    format!("row!({group} {version} {kind} {} {})", row.create, path.join(" "))
}

fn rust(tables: &mut Tables, names: &[&str]) -> String {
    let mut out = START.to_owned();
    if names == ["nameReference"] {
        out.push_str("use crate::build::tables::Referral;\nuse crate::build::tables::referral;\n\npub(super) static NAME_REFERENCE: &[Referral] = &[\n");
        for referral in tables.name_references.iter() {
            let text = |field: &Option<crate::yaml::Str>| field.clone().unwrap_or_default();
            let (group, version, kind) =
                (text(&referral.group), text(&referral.version), text(&referral.kind));
            let _ = writeln!(out, "    referral!({group:?} {version:?} {kind:?}");
            for spec in referral.fields.iter() {
                let _ = writeln!(out, "        {},", row(spec));
            }
            out.push_str("    ),\n");
        }
        out.push_str("];\n");
        return out;
    }
    for name in names {
        let mut constant = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() {
                constant.push('_');
            }
            constant.push(letter.to_ascii_uppercase());
        }
        let _ = writeln!(out, "\npub(super) static {constant}: &[FieldSpec] = &[");
        for spec in tables.list(name).unwrap().iter() {
            let _ = writeln!(out, "    {},", row(spec));
        }
        out.push_str("];\n");
    }
    out
}

#[test]
fn what_is_compiled_is_what_the_tables_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/build/tables");
    for (file, names) in FILES {
        let mut tables = Tables::default();
        read(&mut tables, &std::fs::read_to_string(folder.join(file).with_extension("yaml")).unwrap());
        tables.sort();
        let made = rust(&mut tables, names);
        let path = folder.join(file.replace('-', "_")).with_extension("rs");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        assert!(
            std::fs::read_to_string(&path).unwrap_or_default() == made,
            "{} is old: run `UPDATE_EXPECT=1 cargo test --lib tables`",
            path.display()
        );
    }
}
