//! The flags of `kustomize build` as options of a build.

use super::console::Console;
use super::programs::Processes;
use crate::build::Functions;
use crate::build::Helm;
use crate::build::LoadRestrictor;
use crate::build::Options;
use crate::build::Order;
use crate::source::Programs;
use clap::ValueEnum;
use std::env;
use std::path::PathBuf;
use std::sync::Arc;

/// Flags of `kustomize build`, with their names and their meaning.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of kustomize")]
pub(super) struct RenderArgs {
    /// Which files a kustomization may load.
    #[arg(long, value_enum, default_value_t, value_name = "RESTRICTOR", help_heading = RENDER)]
    pub(super) load_restrictor: Restrictor,
    /// Run KRM functions that are not built in.
    #[arg(long, help_heading = RENDER)]
    pub(super) enable_alpha_plugins: bool,
    /// Run functions that are local programs.
    #[arg(long, help_heading = RENDER)]
    pub(super) enable_exec: bool,
    /// Inflate Helm charts.
    #[arg(long, help_heading = RENDER)]
    pub(super) enable_helm: bool,
    /// The helm program.
    #[arg(long, value_name = "PROGRAM", default_value = HELM, help_heading = RENDER)]
    pub(super) helm_command: String,
    /// Kubernetes API versions that Helm charts may ask for.
    #[arg(long, value_name = "VERSION", value_delimiter = ',', help_heading = RENDER)]
    pub(super) helm_api_versions: Vec<String>,
    /// The Kubernetes version that Helm charts may ask for.
    #[arg(long, value_name = "VERSION", help_heading = RENDER)]
    pub(super) helm_kube_version: Option<String>,
    /// Let helm say what it does.
    #[arg(long, help_heading = RENDER)]
    pub(super) helm_debug: bool,
    /// Give a network to functions that declare that they need it.
    #[arg(long, help_heading = RENDER)]
    pub(super) network: bool,
    /// The network of function containers.
    #[arg(long, value_name = "NAME", default_value = NETWORK, help_heading = RENDER)]
    pub(super) network_name: String,
    /// Mounts of function containers.
    #[arg(long, value_name = "MOUNT", help_heading = RENDER)]
    pub(super) mount: Vec<String>,
    /// Environment of functions: NAME=VALUE, or NAME to pass a variable on.
    #[arg(short, long, value_name = "NAME[=VALUE]", help_heading = RENDER)]
    pub(super) env: Vec<String>,
    /// Run function containers as the user who runs the build.
    #[arg(long, help_heading = RENDER)]
    pub(super) as_current_user: bool,
    /// Deprecated, use `sortOptions`: the order of the output.
    #[arg(long, value_enum, value_name = "ORDER", help_heading = RENDER)]
    pub(super) reorder: Option<Reorder>,
    /// Deprecated, use `buildMetadata: [managedByLabel]`: label every object with its maker.
    #[arg(long, help_heading = RENDER)]
    pub(super) enable_managedby_label: bool,
    /// Fetch nothing from other machines.
    #[arg(long, help_heading = RENDER)]
    pub(super) offline: bool,
}

const RENDER: &str = "Rendering";

/// The helm program, unless another is named.
const HELM: &str = "helm";
/// The network of function containers, unless another is named.
const NETWORK: &str = "bridge";

impl Default for RenderArgs {
    /// What no flag says.
    fn default() -> Self {
        Self {
            load_restrictor: Restrictor::default(),
            enable_alpha_plugins: false,
            enable_exec: false,
            enable_helm: false,
            helm_command: HELM.to_owned(),
            helm_api_versions: Vec::new(),
            helm_kube_version: None,
            helm_debug: false,
            network: false,
            network_name: NETWORK.to_owned(),
            mount: Vec::new(),
            env: Vec::new(),
            as_current_user: false,
            reorder: None,
            enable_managedby_label: false,
            offline: false,
        }
    }
}

/// Which files a kustomization may load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Restrictor {
    /// Files in or below the kustomization's own directory.
    #[default]
    #[value(name = "LoadRestrictionsRootOnly")]
    RootOnly,
    /// Any file.
    #[value(name = "LoadRestrictionsNone", alias = "none")]
    None,
}

/// The order of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Reorder {
    /// Namespaces first, webhooks last.
    Legacy,
    /// As loaded.
    None,
}

/// The variable by which kustomize takes `--enable-managedby-label`; it must be `on`.
const MANAGED_BY: &str = "KUSTOMIZE_ENABLE_MANAGEDBY_LABEL";

impl RenderArgs {
    /// The options of a build.
    pub(super) fn options(&self) -> Options {
        Options {
            load_restrictor: match self.load_restrictor {
                Restrictor::RootOnly => LoadRestrictor::RootOnly,
                Restrictor::None => LoadRestrictor::None,
            },
            functions: Functions {
                enabled: self.enable_alpha_plugins,
                exec: self.enable_exec,
                network: self.network,
                network_name: self.network_name.clone(),
                mounts: self.mount.clone(),
                env: self.env.clone(),
                as_current_user: self.as_current_user,
            },
            helm: Helm {
                enabled: self.enable_helm,
                command: self.helm_command.clone(),
                api_versions: self.helm_api_versions.clone(),
                kube_version: self.helm_kube_version.clone().unwrap_or_default(),
                debug: self.helm_debug,
            },
            managed_by_label: self.enable_managedby_label
                || env::var_os(MANAGED_BY).is_some_and(|value| value == "on"),
            reorder: self.reorder.map(|order| match order {
                Reorder::Legacy => Order::default(),
                Reorder::None => Order::Fifo,
            }),
            offline: self.offline,
            programs: Programs::new(Arc::new(Processes)),
            cache: cache(),
        }
    }

    /// Warns of deprecated flags, as kustomize does.
    pub(super) fn warn(&self, console: &Console) {
        for (given, flag, instead) in [
            (self.reorder.is_some(), "--reorder", "the field `sortOptions`"),
            (self.enable_managedby_label, "--enable-managedby-label", "`buildMetadata: [managedByLabel]`"),
        ] {
            if given {
                console.note(&format!("warning: {flag} is deprecated, use {instead} of the kustomization\n"));
            }
        }
    }
}

/// Where fetched repositories are kept: `flightplan` in the user's cache folder.
fn cache() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))?;
    Some(base.join("flightplan"))
}
