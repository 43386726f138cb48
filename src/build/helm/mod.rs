//! `helmCharts`: charts that the real `helm` inflates.
//!
//! As kustomize does it: `helm version`, then `helm pull` unless the chart is in the chart folder, then `helm
//! template` with the values in a file of their own (api/internal/builtins/HelmChartInflationGenerator.go).

mod output;
pub(crate) mod pages;
#[cfg(test)]
mod tests;
mod values;

use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use crate::build::accumulate::Build;
use crate::build::config::Directive;
use crate::build::config::HelmChart;
use crate::build::config::HelmGlobals;
use crate::build::helm::values::Values;
use crate::build::places;
use crate::build::target::Target;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Object;
use crate::source::End;
use crate::source::Job;
use crate::source::StepId;
use crate::source::TEMPORARY;
use crate::yaml::Node;
use crate::yaml::Str;

/// Where charts lie unless `chartHome` says otherwise.
const DEFAULT_HOME: &str = "charts";

/// How long helm may take: a chart may have to be fetched.
const LIMIT: Duration = Duration::from_mins(5);

/// One chart, about to be inflated.
struct Chart<'c> {
    entry: &'c Directive<HelmChart>,
    globals: &'c HelmGlobals,
    /// The namespace of the release; empty for helm's own choice.
    namespace: Str,
    /// The folder that holds the chart's folder.
    home: PathBuf,
    /// The folder of the kustomization.
    root: &'c Path,
    step: StepId,
}

/// The objects of a chart, released in this namespace unless the entry names one.
pub(crate) fn inflate(
    build: &mut Build<'_>,
    target: &Target<'_>,
    entry: &Directive<HelmChart>,
    globals: &HelmGlobals,
    namespace: Str,
    session: &mut Session,
) -> Result<Vec<Object>, Reported> {
    let said = &entry.value;
    check(build, entry, session)?;
    let namespace = if said.namespace.is_empty() { namespace } else { said.namespace.clone() };
    let folder = if globals.chart_home.is_empty() { DEFAULT_HOME } else { &globals.chart_home };
    let mut home = places::clean(&target.folder.real.join(folder));
    if !said.version.is_empty() && !said.repo.is_empty() {
        home.push(format!("{}-{}", said.name, said.version));
    }
    let step = target.begin(entry, session);
    let chart = Chart { entry, globals, namespace, home, root: &target.folder.real, step };
    for (index, file) in said.additional_values_files.iter().enumerate() {
        // They are read here only to hold them to the folder of the kustomization.
        let field = format!("{}.additionalValuesFiles[{index}]", entry.field);
        let value = Str::new(file.as_str().unwrap_or_default());
        build.loader.bytes(&target.folder, &Directive { field, at: file.origin, value }, session)?;
    }
    chart.check_version(build, session)?;
    if !build.loader.is_folder(&chart.home.join(said.name.as_str())) {
        chart.pull(build, session)?;
    }
    let values = Values::of(&chart, build, target, session)?;
    let job = chart.job(build, chart.template(build, &values), values.text);
    let printed = chart.run(build, &job, session)?;
    output::read(&chart, &printed, session)
}

/// Reports what can be told before helm is asked.
fn check(build: &Build<'_>, entry: &Directive<HelmChart>, session: &mut Session) -> Result<(), Reported> {
    let (helm, said) = (&build.options.helm, &entry.value);
    let finding = if !helm.enabled {
        let message = format!("`{}` asks for a Helm chart, and helm may not run", entry.field);
        Diagnostic::error("helm-disabled", entry.at, message)
            .help("build with `--enable-helm`, or render the chart with `helm template` and list the result under `resources`")
    } else if helm.command.is_empty() {
        Diagnostic::error("helm-disabled", entry.at, "`--helm-command` is empty")
            .help("name the program, or leave the flag out: it is `helm` then")
    } else if said.name.is_empty() {
        Diagnostic::error("helm-chart", entry.at, format!("`{}` has no `name`", entry.field))
            .help("name the chart: the folder that it has in `chartHome`, or its name in `repo`")
    } else if !said.values_merge.is_empty() && !values::MERGES.contains(&said.values_merge.as_str()) {
        let message = format!("`valuesMerge` of `{}` cannot be `{}`", entry.field, said.values_merge);
        let near = nearest(&said.values_merge, values::MERGES).unwrap_or("override");
        Diagnostic::error("helm-chart", entry.at, message)
            .help(format!("write `{near}`; it is one of `{}`", values::MERGES.join("`, `")))
    } else {
        return Ok(());
    };
    Err(session.diagnostics.error(finding))
}

impl Chart<'_> {
    /// What helm is run with. What it keeps is thrown away afterwards, unless `configHome` says where.
    fn job(&self, build: &Build<'_>, args: Vec<String>, values: Vec<u8>) -> Job {
        let home = match self.globals.config_home.as_str() {
            "" => format!("{TEMPORARY}/helm"),
            home => home.to_owned(),
        };
        Job {
            program: build.options.helm.command.clone(),
            args,
            folder: PathBuf::from("."),
            env: vec![
                ("HELM_CONFIG_HOME".to_owned(), home.clone()),
                ("HELM_CACHE_HOME".to_owned(), format!("{home}/.cache")),
                ("HELM_DATA_HOME".to_owned(), format!("{home}/.data")),
            ],
            input: Vec::new(),
            temporary: vec![(self.values_name(), values)],
            limit: LIMIT,
            loud: false,
        }
    }

    fn values_name(&self) -> String {
        format!("{}-kustomize-values.yaml", self.entry.value.name)
    }

    /// Runs helm, and gives what it prints.
    fn run(&self, build: &Build<'_>, job: &Job, session: &mut Session) -> Result<String, Reported> {
        let command = format!("{} {}", job.program, job.args.first().map_or("", String::as_str));
        let (why, said) = match build.options.programs.run(job) {
            Ok(done) => match done.end {
                End::Code(0) => return Ok(String::from_utf8_lossy(&done.output).into_owned()),
                End::Code(code) => (format!("ended with exit code {code}"), done.errors),
                End::Signal => ("was ended by a signal".to_owned(), done.errors),
                End::TimedOut => (format!("took longer than {} s", LIMIT.as_secs()), done.errors),
                End::TooMuch => ("printed more than is read".to_owned(), done.errors),
            },
            Err(error) => (format!("could not be started: {error}"), String::new()),
        };
        let message = format!("`{command}` {why}");
        let finding = Diagnostic::error("helm-failed", self.entry.at, message);
        let said = said.trim();
        Err(session.diagnostics.error(if said.is_empty() {
            finding.help("install helm, or name it with `--helm-command`")
        } else {
            finding.help(format!("helm says: {said}"))
        }))
    }

    /// Only helm 3 and 4 know `template` as it is used here.
    fn check_version(&self, build: &Build<'_>, session: &mut Session) -> Result<(), Reported> {
        let args = ["version", "--short"].map(str::to_owned).to_vec();
        let printed = self.run(build, &self.job(build, args, Vec::new()), session)?;
        match version(&printed) {
            Some("3" | "4") => Ok(()),
            found => {
                let message = match found {
                    Some(major) => {
                        format!("helm 3 or 4 is needed, and `{}` is {major}", build.options.helm.command)
                    }
                    None => format!("`{} version --short` tells no version", build.options.helm.command),
                };
                let finding = Diagnostic::error("helm-failed", self.entry.at, message);
                Err(session
                    .diagnostics
                    .error(finding.help("name a helm of version 3 or 4 with `--helm-command`")))
            }
        }
    }

    /// Fetches the chart into the chart folder.
    fn pull(&self, build: &Build<'_>, session: &mut Session) -> Result<(), Reported> {
        let said = &self.entry.value;
        let finding = if said.repo.is_empty() {
            let message = format!("there is no chart `{}` in `{}`", said.name, self.home.display());
            let near = build.loader.near(&self.home, &said.name);
            Diagnostic::error("helm-chart", self.entry.at, message).help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "put the chart there, set `helmGlobals.chartHome` to where it is, or give its `repo`"
                    .to_owned(),
            })
        } else if build.options.offline {
            let message =
                format!("`{}` has to be fetched from `{}`, and nothing may be fetched", said.name, said.repo);
            Diagnostic::error("offline", self.entry.at, message)
                .help("build once without `--offline`; the chart stays in the chart folder")
        } else {
            let text = |text: &str| text.to_owned();
            let mut args =
                vec![text("pull"), text("--untar"), text("--untardir"), self.home.display().to_string()];
            if said.repo.starts_with("oci://") {
                args.push(format!("{}/{}", said.repo.strip_suffix('/').unwrap_or(&said.repo), said.name));
            } else {
                args.extend([text("--repo"), text(&said.repo), text(&said.name)]);
            }
            if !said.version.is_empty() {
                args.extend([text("--version"), text(&said.version)]);
            }
            if said.devel {
                args.push(text("--devel"));
            }
            return self.run(build, &self.job(build, args, Vec::new()), session).map(drop);
        };
        Err(session.diagnostics.error(finding))
    }

    /// The arguments of `helm template`. What the entry says counts more than what the command line says.
    fn template(&self, build: &Build<'_>, values: &Values) -> Vec<String> {
        let (said, helm) = (&self.entry.value, &build.options.helm);
        let mut args = vec!["template".to_owned()];
        args.push(match said.release_name.as_str() {
            "" => "--generate-name".to_owned(),
            name => name.to_owned(),
        });
        args.push(places::clean(&self.home.join(said.name.as_str())).display().to_string());
        let mut pair = |flag: &str, value: &str| {
            if !value.is_empty() {
                args.extend([flag.to_owned(), value.to_owned()]);
            }
        };
        pair("--namespace", &self.namespace);
        pair("--name-template", &said.name_template);
        pair("-f", &format!("{TEMPORARY}/{}", self.values_name()));
        for file in &values.additional {
            pair("-f", file);
        }
        let own: Vec<&str> = said.api_versions.iter().filter_map(Node::as_str).collect();
        let given: Vec<&str> = helm.api_versions.iter().map(String::as_str).collect();
        for version in if own.is_empty() { given } else { own } {
            args_pair(&mut args, "--api-versions", version);
        }
        let kube = if said.kube_version.is_empty() { &helm.kube_version } else { said.kube_version.as_str() };
        if !kube.is_empty() {
            args_pair(&mut args, "--kube-version", kube);
        }
        for (given, flag) in [
            (said.include_crds, "--include-crds"),
            (said.skip_tests, "--skip-tests"),
            (said.skip_hooks, "--no-hooks"),
            (said.debug || helm.debug, "--debug"),
            (said.devel, "--devel"),
        ] {
            if given {
                args.push(flag.to_owned());
            }
        }
        args
    }
}

fn args_pair(args: &mut Vec<String>, flag: &str, value: &str) {
    args.extend([flag.to_owned(), value.to_owned()]);
}

/// The major version in what `helm version --short` prints: the first run of numbers with dots between them.
fn version(printed: &str) -> Option<&str> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let mut rest = printed;
    loop {
        rest = rest.trim_start_matches(|it: char| !it.is_ascii_digit());
        let (major, behind) = rest.split_at_checked(digits(rest)).filter(|it| !it.0.is_empty())?;
        if behind.strip_prefix('.').is_some_and(|minor| digits(minor) > 0) {
            return Some(major);
        }
        rest = behind;
    }
}
