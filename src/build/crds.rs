//! `crds`: OpenAPI definitions of custom kinds. Their extensions say which fields hold names, labels and
//! annotations, as rows of a table would.

use foldhash::HashSet;
use foldhash::HashSetExt as _;

use crate::build::config::Directive;
use crate::build::field_spec;
use crate::build::field_spec::FieldSpec;
use crate::build::tables::Referral;
use crate::build::tables::Tables;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::source::Origin;
use crate::yaml::Node;
use crate::yaml::Str;

/// Adds the rows that a file of definitions asks for.
pub(crate) fn merge(
    tables: &mut Tables,
    definitions: &Node,
    entry: &Directive<Str>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let Some(map) = definitions.as_map() else {
        let message = format!("`{}` holds no OpenAPI definitions", entry.value);
        let finding = Diagnostic::error("crd-definitions", definitions.origin, message)
            .also(entry.at, "listed here")
            .help(
                "the file maps names of types to `Schema`; list a CustomResourceDefinition under `resources`",
            );
        return Err(diagnostics.error(finding));
    };
    if map.get("kind").is_some_and(|kind| kind.as_str() == Some("CustomResourceDefinition")) {
        let message = format!("`{}` is a CustomResourceDefinition, which `crds` does not read", entry.value);
        let finding = Diagnostic::warning("crd-definitions", definitions.origin, message)
            .also(entry.at, "listed here")
            .help("list it under `resources`; `crds` takes OpenAPI definitions with `x-kubernetes-…` extensions");
        diagnostics.push(finding);
    }
    for definition in map {
        let Some(properties) = properties(&definition.value) else { continue };
        if !["kind", "apiVersion", "metadata"].iter().all(|name| properties.get(name).is_some()) {
            continue;
        }
        // The name of a type ends in its kind: `example.com/v1beta1.Bee`.
        let kind = definition.key.rsplit('.').next().map(Str::new);
        let mut walk =
            Walk { definitions, kind, rows: Vec::new(), referrals: Vec::new(), above: HashSet::new() };
        walk.definition(&definition.key, &mut Vec::new());
        let Walk { rows, referrals, .. } = walk;
        for (table, row) in rows {
            let list = match table {
                Table::Annotations => &mut tables.common_annotations,
                Table::Labels => &mut tables.common_labels,
                Table::Names => &mut tables.name_prefix,
            };
            field_spec::add(list.to_mut(), row, diagnostics)?;
        }
        for referral in referrals {
            tables.add_referral(referral, diagnostics)?;
        }
    }
    tables.sort();
    Ok(())
}

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.as_map()?.iter().find(|entry| entry.key.eq_ignore_ascii_case(name)).map(|entry| &entry.value)
}

fn properties(definition: &Node) -> Option<&Node> {
    field(definition, "schema")?.get("properties")
}

#[derive(Clone, Copy)]
enum Table {
    Annotations,
    Labels,
    Names,
}

/// Collects the rows of one kind.
struct Walk<'n> {
    definitions: &'n Node,
    kind: Option<Str>,
    rows: Vec<(Table, FieldSpec)>,
    referrals: Vec<Referral>,
    /// Types that the walk is within; one that holds itself is not entered again.
    above: HashSet<Str>,
}

impl Walk<'_> {
    fn definition(&mut self, name: &str, path: &mut Vec<Str>) {
        let Some(definition) = self.definitions.get(name) else { return };
        let Some(properties) = properties(definition).and_then(Node::as_map) else { return };
        if !self.above.insert(name.into()) {
            return;
        }
        for property in properties {
            path.push(property.key.clone());
            self.property(&property.value, property.key_origin, path);
            if let Some(reference) = property.value.str_at(&["$ref"]) {
                self.definition(reference, path);
            }
            path.pop();
        }
        self.above.remove(name);
    }

    fn property(&mut self, property: &Node, at: Origin, path: &[Str]) {
        let row = |path: &[Str]| FieldSpec {
            kind: self.kind.clone(),
            path: path.to_vec().into(),
            at,
            ..FieldSpec::new("")
        };
        for (extension, table) in [
            ("x-kubernetes-annotation", Table::Annotations),
            ("x-kubernetes-label-selector", Table::Labels),
            ("x-kubernetes-identity", Table::Names),
        ] {
            if property.str_at(&[extension]).is_some() {
                self.rows.push((table, row(path)));
            }
        }
        let text = |name: &str| property.str_at(&[name]);
        if let (Some(version), Some(kind)) =
            (text("x-kubernetes-object-ref-api-version"), text("x-kubernetes-object-ref-kind"))
        {
            let mut path = path.to_vec();
            path.push(text("x-kubernetes-object-ref-name-key").unwrap_or("name").into());
            let referral = Referral {
                group: None,
                version: field_spec::filled(version),
                kind: field_spec::filled(kind),
                fields: vec![row(&path)].into(),
            };
            self.referrals.push(referral);
        }
    }
}
