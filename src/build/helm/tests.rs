//! What helm is started with, and what becomes of what it prints, with a helm that only says what it is told.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

use crate::build::Options;
use crate::build::build;
use crate::build::helm::version;
use crate::diag::Session;
use crate::object::Rendered;
use crate::source::End;
use crate::source::Finished;
use crate::source::Job;
use crate::source::Memory;
use crate::source::Programs;
use crate::source::Runner;

struct Fake {
    printed: &'static str,
    jobs: Arc<Mutex<Vec<Job>>>,
}

impl Runner for Fake {
    fn run(&self, job: &Job) -> io::Result<Finished> {
        self.jobs.lock().unwrap().push(job.clone());
        let version = job.args.first().is_some_and(|it| it == "version");
        let output = if version { "v3.18.6+gb76a950" } else { self.printed }.as_bytes().to_vec();
        Ok(Finished { end: End::Code(0), output, errors: String::new() })
    }
}

const PRINTED: &str = "---
# Source: app/templates/a.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
---
# Source: app/templates/b.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: b
";

fn run(kustomization: &str, printed: &'static str) -> (Session, Option<Rendered>, Vec<Job>) {
    let mut tree = Memory::default();
    tree.insert("/r/kustomization.yaml", kustomization);
    tree.insert("/r/charts/app/Chart.yaml", "name: app\n");
    tree.insert("/r/charts/app/values.yaml", "a: {x: 1, y: 2}\nlist: [1, 2]\ngone: yes\n");
    tree.insert("/r/more.yaml", "z: 1\n");
    let jobs = Arc::new(Mutex::new(Vec::new()));
    let mut options = Options {
        programs: Programs::new(Arc::new(Fake { printed, jobs: Arc::clone(&jobs) })),
        ..Options::default()
    };
    options.helm.enabled = true;
    options.helm.command = "helm".to_owned();
    options.helm.kube_version = "1.30".to_owned();
    let mut session = Session::default();
    let rendered = build(Path::new("/r"), &tree, &options, &mut session).ok();
    let jobs = jobs.lock().unwrap().clone();
    (session, rendered, jobs)
}

fn values(job: &Job) -> &str {
    std::str::from_utf8(&job.temporary.first().unwrap().1).unwrap()
}

#[test]
fn helm_gets_what_the_entry_says() {
    let (session, rendered, jobs) = run(
        "namespace: team
helmCharts:
- name: app
  releaseName: rel
  additionalValuesFiles: [more.yaml]
  valuesInline: {a: {x: 7}, list: [3], gone: null}
  apiVersions: [a/v1, b/v1]
  includeCRDs: true
  skipTests: true
",
        PRINTED,
    );
    assert!(session.diagnostics.all().is_empty(), "{:?}", session.diagnostics.all());
    let [version, template] = jobs.as_slice() else { panic!("{jobs:?}") };
    assert_eq!(version.args, ["version", "--short"]);
    assert_eq!(
        template.args.join(" "),
        "template rel /r/charts/app --namespace team -f {temporary}/app-kustomize-values.yaml -f /r/more.yaml --api-versions a/v1 --api-versions b/v1 --kube-version 1.30 --include-crds --skip-tests"
    );
    assert_eq!(values(template), "a:\n  x: 7\n  \"y\": 2\nlist:\n- 3\n");
    let rendered = rendered.unwrap();
    let second = rendered.objects.get(1).unwrap().root.at(&["metadata", "name"]).unwrap().origin;
    let file = session.files.get(second.file);
    assert_eq!(file.path, "charts/app/templates/b.yaml (rendered by helm)");
    assert_eq!(file.text.get(second.start as usize..second.end as usize), Some("b"));
    assert_eq!(session.trace.get(second.step).unwrap().field, "helmCharts[0]");
    assert_eq!(rendered.objects.first().unwrap().namespace(), "", "helm has put it where it belongs");
}

#[test]
fn the_file_may_win_and_the_entry_counts_more_than_the_command_line() {
    let (_, _, jobs) = run(
        "helmCharts: [{name: app, kubeVersion: '1.31', valuesMerge: merge, valuesInline: {a: {x: 7, w: 8}}}]",
        PRINTED,
    );
    let template = jobs.last().unwrap();
    assert!(template.args.join(" ").contains("--generate-name /r/charts/app -f"));
    assert!(template.args.join(" ").ends_with("--kube-version 1.31"));
    assert_eq!(values(template), "a:\n  w: 8\n  x: 1\n  \"y\": 2\ngone: \"yes\"\nlist:\n- 1\n- 2\n");
    let (_, _, jobs) = run("helmCharts: [{name: app, valuesMerge: replace, valuesInline: {b: 1}}]", PRINTED);
    assert_eq!(values(jobs.last().unwrap()), "b: 1\n");
}

#[test]
fn chatter_before_the_first_document_is_passed_over() {
    let (session, rendered, _) = run(
        "helmCharts: [{name: app}]",
        "WARNING: old\nwords: [\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
    );
    assert_eq!(rendered.map(|it| it.objects.len()), Some(1), "{:?}", session.diagnostics.all());
}

#[test]
fn what_is_wrong_is_told_at_the_entry() {
    for (entry, code) in [
        ("{name: ''}", "helm-chart"),
        ("{name: ap}", "helm-chart"),
        ("{name: app, valuesMerge: overide}", "helm-chart"),
        ("{name: app, valuesFile: none.yaml}", "missing-file"),
        ("{name: app, additionalValuesFiles: [none.yaml]}", "missing-file"),
    ] {
        let (session, rendered, _) = run(&format!("helmCharts: [{entry}]"), PRINTED);
        assert!(rendered.is_none(), "{entry}");
        let finding = session.diagnostics.all().first().unwrap();
        assert_eq!((finding.code, finding.labels.is_empty()), (code, false), "{entry}");
    }
}

#[test]
fn reads_versions() {
    assert_eq!(version("v3.18.6+gb76a950"), Some("3"));
    assert_eq!(version("WARNING: 2 files\nv4.1.0"), Some("4"));
    assert_eq!(version("none"), None);
}
