//! The flags of `kustomize build` as options of a build.

use super::args::RenderArgs;
use super::args::Reorder;
use super::args::Restrictor;
use super::console::Console;
use super::programs::Processes;
use crate::build::Functions;
use crate::build::Helm;
use crate::build::LoadRestrictor;
use crate::build::Options;
use crate::build::Order;
use crate::source::Programs;
use std::env;
use std::path::PathBuf;
use std::sync::Arc;

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
