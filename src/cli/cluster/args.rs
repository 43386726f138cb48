//! The arguments of the commands that speak to a cluster.

use crate::cli::render::RenderArgs;
use std::path::PathBuf;

/// How a cluster is found.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct AccessArgs {
    /// The kubeconfig; `$KUBECONFIG`, `~/.kube/config` or the Pod's own account if it is not given.
    #[arg(long, value_name = "FILE", help_heading = ACCESS)]
    pub(super) kubeconfig: Option<PathBuf>,
    /// The context of the kubeconfig; its current one if it is not given.
    #[arg(long, value_name = "NAME", help_heading = ACCESS)]
    pub(super) context: Option<String>,
    /// How many seconds to wait for an answer of the API server.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3600), help_heading = ACCESS)]
    pub(super) timeout: u32,
}

const ACCESS: &str = "API server";

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct VerifyArgs {
    /// A bundle, or the directory of a kustomization.
    #[arg(value_name = "BUNDLE")]
    pub(super) path: PathBuf,
    /// The kustomization that the bundle was made of: what is refused is then told at the lines of its overlays.
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    #[command(flatten)]
    pub(super) access: AccessArgs,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// Arguments of `resolve`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ResolveArgs {
    /// The directory of a kustomization with a FlightPlan.
    #[arg(value_name = "DIR")]
    pub(super) root: PathBuf,
    /// Print what was found, and write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) access: AccessArgs,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

#[cfg(feature = "cluster")]
impl AccessArgs {
    /// As the cluster's room takes it.
    pub(super) fn access(&self) -> crate::cluster::Access {
        crate::cluster::Access {
            kubeconfig: self.kubeconfig.clone(),
            context: self.context.clone(),
            timeout: std::time::Duration::from_secs(self.timeout.into()),
        }
    }
}
