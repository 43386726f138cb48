//! The commands that speak to a cluster. Without the feature `cluster` they are there to say so.

mod args;
#[cfg(feature = "cluster")]
mod diff;
pub(super) mod pages;
#[cfg(feature = "cluster")]
mod resolve;
#[cfg(feature = "cluster")]
mod verify;

pub(super) use args::AccessArgs;
pub(super) use args::ResolveArgs;
pub(super) use args::VerifyArgs;
#[cfg(feature = "cluster")]
pub(super) use diff::run as diff;
#[cfg(feature = "cluster")]
pub(super) use resolve::run as resolve;
#[cfg(feature = "cluster")]
pub(super) use verify::run as verify;

#[cfg(not(feature = "cluster"))]
pub(super) use absent::absent as diff;
#[cfg(not(feature = "cluster"))]
pub(super) use absent::absent as resolve;
#[cfg(not(feature = "cluster"))]
pub(super) use absent::absent as verify;

#[cfg(not(feature = "cluster"))]
mod absent {
    use crate::cli::console::Console;
    use crate::cli::exit::Exit;
    use crate::diag::Diagnostic;
    use crate::source::Origin;

    /// Says that this build cannot speak to a cluster.
    pub(in crate::cli) fn absent<A>(_: &A, console: &Console) -> Exit {
        let message = "this program was built without the feature `cluster`, so it speaks to no cluster";
        console.fail(
            Diagnostic::error("without-cluster-feature", Origin::NONE, message)
                .help("build it with `cargo install --path . --features cluster`"),
        )
    }
}
