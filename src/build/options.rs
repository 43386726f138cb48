//! What a caller may ask of a build: the flags of `kustomize build`, without the ones about output.

use crate::build::order::Order;
use crate::source::Programs;
use std::path::PathBuf;

/// Which files a kustomization may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LoadRestrictor {
    /// Files in or below the kustomization's own folder; other kustomizations may lie anywhere.
    #[default]
    RootOnly,
    /// Any file.
    None,
}

/// How `helm` is run for `helmCharts`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Helm {
    /// Whether charts may be inflated at all.
    pub enabled: bool,
    /// The program; `helm` if empty.
    pub command: String,
    /// `--api-versions` for every chart.
    pub api_versions: Vec<String>,
    /// `--kube-version` for every chart.
    pub kube_version: String,
    /// Whether helm prints what it does.
    pub debug: bool,
}

/// How functions are run: the KRM functions listed under `generators`, `transformers` and `validators`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
pub struct Functions {
    /// Whether kinds that are not built in may run (`--enable-alpha-plugins`).
    pub enabled: bool,
    /// Whether functions that are local programs may run (`--enable-exec`).
    pub exec: bool,
    /// Whether containers that ask for it get a network (`--network`).
    pub network: bool,
    /// The name of that network (`--network-name`). Like kustomize, nothing takes notice of it.
    pub network_name: String,
    /// Mounts for containers (`--mount`), as written.
    pub mounts: Vec<String>,
    /// Environment for functions (`--env`): `NAME=value`, or `NAME` to pass a variable on.
    pub env: Vec<String>,
    /// Whether containers run as the user who runs the build (`--as-current-user`).
    pub as_current_user: bool,
}

/// All that a caller may ask of a build.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Options {
    /// Which files a kustomization may read.
    pub load_restrictor: LoadRestrictor,
    /// Functions.
    pub functions: Functions,
    /// Helm charts.
    pub helm: Helm,
    /// Whether every object gets the label `app.kubernetes.io/managed-by`.
    pub managed_by_label: bool,
    /// The order of the output (`--reorder`), unless the kustomization has `sortOptions`; `None` for the
    /// default order.
    pub reorder: Option<Order>,
    /// Whether nothing may be fetched from another machine.
    pub offline: bool,
    /// What starts functions, `git` and `helm`.
    pub programs: Programs,
    /// The folder in which repositories are kept that were fetched; without it none are.
    pub cache: Option<PathBuf>,
}
