//! What the catalog knows of models.

use crate::rules::catalog::Model;
use crate::rules::rule::Cx;
use crate::rules::server::Argument;
use crate::rules::server::Server;

/// The model that a server serves, if the catalog knows it: its argument and its row. Names of the catalog
/// stand for their variants too: `google/gemma-2-9b` for `google/gemma-2-9b-it`. A quantised variant is
/// another model.
pub(super) fn of<'a, 's>(cx: &Cx<'a>, server: &'s Server<'_>) -> Option<(&'s Argument, &'a Model)> {
    let argument = server.model()?;
    let name = argument.value()?.to_lowercase();
    let quantised =
        ["fp8", "int8", "w8a8", "awq", "gptq", "int4", "w4a16", "4bit", "8bit", "gguf", "nvfp4", "mxfp4"];
    if quantised.iter().any(|word| name.contains(word)) {
        return None;
    }
    let rows = &cx.catalog().models.rows;
    let is_path = name.starts_with('/') || name.contains("://");
    let variants = rows.iter().filter(|(known, _)| {
        let known = known.to_lowercase();
        // Weights lie in a folder of the model's own name, where tools put them that fetch by name.
        let rest = if is_path {
            name.rsplit_once(&format!("/{known}")).map(|(_, rest)| rest.trim_end_matches('/'))
        } else {
            name.strip_prefix(known.as_str())
        };
        rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with('-') && !rest.contains('/')))
    });
    variants.max_by_key(|(known, _)| known.len()).map(|(_, row)| (argument, row))
}
