//! The arguments of every command.

use super::admission::AdmissionArgs;
use super::argocd::GenerateArgs;
use super::argocd::ParametersArgs;
use super::cluster::AccessArgs;
use super::cluster::ResolveArgs;
use super::cluster::VerifyArgs;
use super::console::Color;
use super::init::InitArgs;
use super::render::RenderArgs;
use crate::diag::Severity;
use crate::diag::nearest;
use crate::report::Format;
use crate::rules::Mode;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use std::path::PathBuf;
use std::str::FromStr;

/// Renders and checks Kubernetes manifests for vLLM inference on GKE Autopilot, offline.
///
/// Exit codes: 0 clean, 1 findings at or above the deny level, 2 could not run.
#[derive(Debug, Parser)]
#[command(name = "flightplan", disable_version_flag = true, disable_help_subcommand = true)]
pub struct Args {
    #[command(flatten)]
    pub(super) every: Every,
    /// Print the version.
    #[arg(short = 'V', long)]
    pub(super) version: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Every {
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Color,
    /// Say nothing on stderr but what went wrong.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Render a kustomization, byte for byte as `kustomize build` does
    Build(BuildArgs),
    /// Render, then check schemas and rules
    Check(CheckArgs),
    /// Check, then write manifests in phases with a runbook
    Bundle(BundleArgs),
    /// Write base, overlays and a FlightPlan for a model and an accelerator
    Init(InitArgs),
    /// Say where each value of an object comes from
    Blame(BlameArgs),
    /// Say what Autopilot makes of each Pod: defaults, adjustments, tolerations
    ExplainAdmission(AdmissionArgs),
    /// Compare with another revision: rendered differences, findings introduced and fixed
    Diff(DiffArgs),
    /// Try every object of a bundle on the API server, in a dry run (feature `cluster`)
    Verify(VerifyArgs),
    /// Write the disk that a claim got into the FlightPlan (feature `cluster`)
    Resolve(ResolveArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Print the page of a code: why it is reported, an example, the fix
    Explain(ExplainArgs),
    /// Commands of the Argo CD config management plugin
    #[command(subcommand)]
    Argocd(ArgocdCommand),
    /// KRM function: ResourceList on stdin, ResourceList on stdout
    Function,
    /// Print the JSON schema of a kind of flightplan.dev
    Schema(SchemaArgs),
    /// Print shell completions
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct BuildArgs {
    /// Directories that hold a kustomization; the working directory if none is given.
    #[arg(value_name = "DIR")]
    pub(super) roots: Vec<PathBuf>,
    /// Write to this file, or one file an object into this directory; with several DIRs, one file a DIR.
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag")]
pub(super) struct CheckArgs {
    /// Directories with a kustomization, manifests, directories of manifests, changed files, or `-` for
    /// stdin; the working directory if none is given.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Check every kustomization in and below each PATH.
    #[arg(long)]
    pub(super) all: bool,
    /// Leave out this path and all below it, even if it is named; repeatable.
    #[arg(long, value_name = "PATH")]
    pub(super) exclude: Vec<String>,
    /// Accepted for hooks: excludes always hold for paths that are named.
    #[arg(long, hide = true)]
    pub(super) force_exclude: bool,
    /// For hooks: a PATH that is gone, or that holds nothing to check, is no error.
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// How to report: text, concise, json, sarif, junit, github, gitlab or markdown; FORMAT=FILE writes to
    /// a file. Several may be given.
    #[arg(long, value_name = "FORMAT[=FILE]", value_delimiter = ',')]
    pub(super) output_format: Vec<Sink>,
    /// Exit with 0 even if there are findings.
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Say nothing of findings that this file knows; those that it knows in vain are told.
    #[arg(long, value_name = "FILE", help_heading = RULES)]
    pub(super) baseline: Option<PathBuf>,
    /// Write the findings to the file of `--baseline`, and end with 0.
    #[arg(long, requires = "baseline", help_heading = RULES)]
    pub(super) write_baseline: bool,
    /// Fix what is safe to fix, in the files that own the lines, and report the rest.
    #[arg(long, help_heading = FIXES)]
    pub(super) fix: bool,
    /// Show what `--fix` would change, and write nothing; exit with 1 if anything would change.
    #[arg(long, conflicts_with = "fix", help_heading = FIXES)]
    pub(super) diff: bool,
    /// With `--fix` or `--diff`: also fixes after which the author may have meant something else.
    #[arg(long, help_heading = FIXES)]
    pub(super) unsafe_fixes: bool,
    /// Fail if the kind `Check` with `stamp: true` has left none: kustomize skips functions without a word.
    #[arg(long)]
    pub(super) require_stamp: bool,
    #[command(flatten)]
    pub(super) facts: FactArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// Facts about the cluster; each goes before what the FlightPlan says.
#[derive(Debug, Default, clap::Args)]
pub(super) struct FactArgs {
    /// The region of the cluster, or its zone.
    #[arg(long, value_name = "REGION", help_heading = FACTS)]
    pub(super) location: Option<String>,
    /// The project of the cluster.
    #[arg(long, value_name = "PROJECT", help_heading = FACTS)]
    pub(super) project: Option<String>,
    /// The version of the cluster, such as 1.34.
    #[arg(long, value_name = "VERSION", help_heading = FACTS)]
    pub(super) gke_version: Option<String>,
    /// Who manages the nodes: autopilot or standard. A Standard cluster is spared the rules about Autopilot.
    #[arg(long, value_name = "MODE", value_parser = mode, help_heading = FACTS)]
    pub(super) mode: Option<Mode>,
    /// The objects go to GKE, even if nothing in them says so.
    #[arg(long, help_heading = FACTS)]
    pub(super) gke: bool,
    /// A directory with tables that replace or extend those built in.
    #[arg(long, value_name = "DIR", help_heading = FACTS)]
    pub(super) catalog: Option<PathBuf>,
}

/// Which findings count.
#[derive(Debug, Default, clap::Args)]
pub(super) struct RuleArgs {
    /// Findings of this severity or above fail the run; `error` if nothing is said.
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = RULES)]
    pub(super) deny: Option<Deny>,
    /// Run these rules only.
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = RULES)]
    pub(super) select: Vec<String>,
    /// Ignore findings of these codes.
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = RULES)]
    pub(super) ignore: Vec<String>,
    /// Read this configuration, and no flightplan.toml beside or above what is checked.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated", help_heading = RULES)]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long, help_heading = RULES)]
    pub(super) isolated: bool,
}

fn mode(text: &str) -> Result<Mode, String> {
    Mode::of(text).ok_or_else(|| format!("it is one of {}", Mode::ALL.map(Mode::name).join(", ")))
}

const FACTS: &str = "Cluster";
const RULES: &str = "Findings";
const FIXES: &str = "Fixes";

/// The severity that fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// Everything.
    Info,
}

impl Deny {
    /// As a severity.
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

/// A format, and the file that it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sink {
    /// The format.
    pub(super) format: Format,
    /// The file; stdout if there is none.
    pub(super) file: Option<PathBuf>,
}

impl FromStr for Sink {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        if let Some(format) = Format::of(name) {
            return Ok(Self { format, file });
        }
        let names = Format::ALL.map(Format::name);
        Err(match nearest(name, names) {
            Some(right) => format!("there is no format `{name}`, did you mean `{right}`?"),
            None => format!("there is no format `{name}`, only {}", names.join(", ")),
        })
    }
}

/// Arguments of `bundle`.
#[derive(Debug, clap::Args)]
pub(super) struct BundleArgs {
    /// The directory of a kustomization with a FlightPlan.
    #[arg(value_name = "DIR")]
    pub(super) root: PathBuf,
    /// The directory to write; a bundle that is there is replaced as a whole.
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) facts: FactArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// The kind, such as FlightPlan; all kinds are listed if it is not given.
    #[arg(value_name = "KIND")]
    pub(super) kind: Option<String>,
}

/// Arguments of `blame`.
#[derive(Debug, clap::Args)]
pub(super) struct BlameArgs {
    /// The directory of a kustomization, a manifest, or a directory of manifests.
    #[arg(value_name = "DIR")]
    pub(super) root: PathBuf,
    /// The object: KIND/NAME, or NAMESPACE/KIND/NAME. All objects if it is not given.
    #[arg(value_name = "RESOURCE")]
    pub(super) resource: Option<String>,
    /// The field, such as `spec.template.spec.containers[name=vllm].args[0]`; all fields if it is not given.
    #[arg(value_name = "FIELD")]
    pub(super) field: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag")]
pub(super) struct DiffArgs {
    /// Directories with a kustomization, or directories of those; the working directory if none is given.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The branch, tag or commit to compare the work tree with.
    #[arg(long, value_name = "REF", default_value = "HEAD")]
    pub(super) base: String,
    /// Compare with what the cluster holds: what applying would change (feature `cluster`).
    #[arg(long, conflicts_with_all = ["base", "merge_base", "all", "exclude"])]
    pub(super) cluster: bool,
    #[command(flatten)]
    pub(super) access: AccessArgs,
    /// Compare with the commit at which the work tree's history left REF, as pull requests do.
    #[arg(long)]
    pub(super) merge_base: bool,
    /// Compare every kustomization in and below each PATH.
    #[arg(long)]
    pub(super) all: bool,
    /// Leave out this path and all below it; repeatable.
    #[arg(long, value_name = "PATH")]
    pub(super) exclude: Vec<String>,
    /// How to write the differences.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) output_format: ChangesFormatArg,
    /// Exit with 1 if anything differs, not only if findings at or above the deny level were introduced.
    #[arg(long)]
    pub(super) exit_code: bool,
    #[command(flatten)]
    pub(super) facts: FactArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// How differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ChangesFormatArg {
    /// Unified diffs, then the findings introduced, then those fixed.
    #[default]
    Text,
    /// For a pull-request comment.
    Markdown,
    /// For programs.
    Json,
}

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    /// List every code: also what the renderer, the schemas and the typed patches report.
    #[arg(long)]
    pub(super) all: bool,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// The commands of `argocd`, which read what Argo CD says from the environment.
#[derive(Debug, Subcommand)]
pub(super) enum ArgocdCommand {
    /// Render and check the working directory; manifests alone on stdout
    Generate(GenerateArgs),
    /// Announce the FlightPlan's fields as parameters
    Parameters(ParametersArgs),
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// Codes as they stand in square brackets in a report.
    #[arg(value_name = "CODE", required = true)]
    pub(super) codes: Vec<String>,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Write a page for each command into this directory.
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}
