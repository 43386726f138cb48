//! Functions: programs and containers that are handed all objects and hand them back.

use crate::build::options::Functions;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;

/// What a function is listed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// `generators`.
    Generator,
    /// `transformers`.
    Transformer,
    /// `validators`.
    Validator,
}

/// Runs the function that an object configures on all objects. A generator gets none and returns what it
/// made; the others change what they get.
pub(crate) fn run(
    config: &Object,
    role: Role,
    objects: &mut Vec<Object>,
    options: &Functions,
    session: &mut Session,
) -> Result<(), Reported> {
    let _ = (role, objects);
    let kind = config.kind();
    let at = config.root.get("kind").map_or(config.root.origin, |node| node.origin);
    let finding = if options.enabled {
        Diagnostic::error(
            "function-refused",
            at,
            format!("`{kind}` is a function, and functions are not run yet"),
        )
        .help("run it with `kustomize fn run`, or replace it by a built-in transformer")
    } else {
        Diagnostic::error(
            "function-refused",
            at,
            format!("`{kind}` is not built in, and functions are not allowed to run"),
        )
        .help(
            "if you trust it, build with `--enable-alpha-plugins`; built-in kinds have `apiVersion: builtin`",
        )
    };
    Err(session.diagnostics.error(finding.about(config.reference())))
}
