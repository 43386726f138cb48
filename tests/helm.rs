//! Charts inflated by the real helm, for us and for the real kustomize.
#![expect(clippy::unwrap_used, reason = "tests may")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

/// A chart that shows all that helm is told.
const CHART: &[(&str, &str)] = &[
    ("charts/app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.2.3\nappVersion: '4.5'\n"),
    (
        "charts/app/values.yaml",
        "# Defaults.\nreplicas: 1\nimage: {name: example.com/app, tag: v1}\nargs: [--a, --b]\nnumber: 0777\nbig: 12345678901\nratio: 1.10\nempty:\nyes: 'on'\ntext: |\n  two\n  lines\n",
    ),
    (
        "charts/app/templates/deployment.yaml",
        "apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-app
  labels: {release: {{ .Release.Name }}, chart: '{{ .Chart.Version }}'}
  annotations:
    namespace: {{ .Release.Namespace | quote }}
    kube: {{ .Capabilities.KubeVersion.Version | quote }}
    widgets: {{ .Capabilities.APIVersions.Has \"example.com/v1/Widget\" | quote }}
    values: {{ .Values | toJson | quote }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
      - name: app
        image: {{ .Values.image.name }}:{{ .Values.image.tag }}
        args: {{ .Values.args | toJson }}
        envFrom:
        - configMapRef: {name: {{ .Release.Name }}-config}
",
    ),
    (
        "charts/app/templates/config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-config\n  namespace: {{ .Release.Namespace }}\ndata:\n  text: {{ .Values.text | quote }}\n",
    ),
    ("charts/app/templates/empty.yaml", "{{- if .Values.never }}\nkind: Nothing\n{{- end }}\n"),
    (
        "charts/app/templates/hook.yaml",
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: {{ .Release.Name }}-hook\n  annotations: {helm.sh/hook: pre-install}\n",
    ),
    (
        "charts/app/templates/tests/test.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}-test\n  annotations: {helm.sh/hook: test}\n",
    ),
    (
        "charts/app/templates/list.yaml",
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: one}\n- apiVersion: v1\n  kind: ServiceAccount\n  metadata: {name: two}\n",
    ),
    ("charts/app/templates/NOTES.txt", "Thank you.\n"),
    (
        "charts/app/crds/widget.yaml",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\n",
    ),
    ("charts/bad/Chart.yaml", "apiVersion: v2\nname: bad\nversion: 1.0.0\n"),
    ("charts/bad/values.yaml", "a: 1\n"),
    ("charts/bad/templates/a.yaml", "kind: {{ required \"no kind\" .Values.kind }}\n"),
    ("charts/bare/Chart.yaml", "apiVersion: v2\nname: bare\nversion: 1.0.0\n"),
    ("charts/bare/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bare}\n"),
    ("own.yaml", "replicas: 3\nimage: {name: example.com/own, tag: v2}\nnull_: ~\n"),
    ("more.yaml", "image: {tag: v3}\nextra: {list: [1, 2]}\n"),
    ("last.yaml", "image: {tag: v4}\n"),
    ("../outside.yaml", "replicas: 9\n"),
];

struct Case {
    /// The kustomization, or several files, each behind a line `-- path --`.
    text: &'static str,
    flags: &'static [&'static str],
}

const fn case(text: &'static str) -> Case {
    Case { text, flags: &["--enable-helm"] }
}

const CASES: &[Case] = &[
    case("helmCharts: [{name: app, releaseName: rel}]"),
    case(
        "helmCharts: [{name: app, releaseName: rel, valuesInline: {replicas: 5, image: {tag: v9}, args: [--c], empty: {a: 1}, number: null, new: 1.0, truth: yes}}]",
    ),
    case(
        "helmCharts: [{name: app, releaseName: rel, valuesMerge: merge, valuesInline: {replicas: 5, image: {tag: v9, digest: x}, args: [--c], new: '1'}}]",
    ),
    case(
        "helmCharts: [{name: app, releaseName: rel, valuesMerge: override, valuesInline: {big: 1e3, ratio: 12345678901234}}]",
    ),
    case("helmCharts: [{name: app, releaseName: rel, valuesMerge: replace, valuesInline: {replicas: 7}}]"),
    case("helmCharts: [{name: app, releaseName: rel, valuesFile: own.yaml}]"),
    case(
        "helmCharts: [{name: app, releaseName: rel, valuesFile: own.yaml, valuesInline: {image: {tag: inline}}}]",
    ),
    case("helmCharts: [{name: app, releaseName: rel, additionalValuesFiles: [more.yaml, last.yaml]}]"),
    case(
        "helmCharts: [{name: app, releaseName: rel, additionalValuesFiles: [more.yaml], valuesInline: {image: {tag: inline}}}]",
    ),
    case("helmCharts: [{name: app, releaseName: rel, namespace: own}]"),
    case("namespace: team\nhelmCharts: [{name: app, releaseName: rel}]"),
    case("namespace: team\nhelmCharts: [{name: app, releaseName: rel, namespace: own}]"),
    case(
        "-- kustomization.yaml --\nnamespace: team\nresources: [base]\n-- base/kustomization.yaml --\nhelmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: bare, releaseName: rel, valuesMerge: replace, valuesInline: {a: 1}}]\n",
    ),
    case("helmCharts: [{name: app, releaseName: rel, includeCRDs: true}]"),
    case("helmCharts: [{name: app, releaseName: rel, skipHooks: true}]"),
    case("helmCharts: [{name: app, releaseName: rel, skipTests: true}]"),
    case("helmCharts: [{name: app, nameTemplate: fixed-name}]"),
    case(
        "helmCharts: [{name: app, releaseName: rel, apiVersions: [example.com/v1/Widget, a/v1], kubeVersion: 1.30.1}]",
    ),
    Case {
        text: "helmCharts: [{name: app, releaseName: rel}]",
        flags: &[
            "--enable-helm",
            "--helm-api-versions",
            "example.com/v1/Widget,b/v1",
            "--helm-kube-version",
            "1.29.0",
        ],
    },
    Case {
        text: "helmCharts: [{name: app, releaseName: rel, kubeVersion: 1.30.1, apiVersions: [a/v1]}]",
        flags: &[
            "--enable-helm",
            "--helm-api-versions",
            "example.com/v1/Widget",
            "--helm-kube-version",
            "1.29.0",
        ],
    },
    Case {
        text: "helmCharts: [{name: app, releaseName: rel, devel: true}]",
        flags: &["--enable-helm", "--helm-debug"],
    },
    case(
        "helmCharts: [{name: app, releaseName: one, debug: true}, {name: bare, releaseName: two, valuesFile: own.yaml}]",
    ),
    case("helmCharts: [{name: app, releaseName: rel, version: 9.9.9}]"),
    case(
        "helmChartInflationGenerator: [{chartName: app, releaseName: rel, releaseNamespace: x, valuesLocal: {replicas: 4}, values: own.yaml}]",
    ),
    case(
        "-- kustomization.yaml --\ngenerators: [chart.yaml]\nnamespace: team\n-- chart.yaml --\napiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: gen}\nname: app\nreleaseName: rel\nvaluesInline: {replicas: 6}\n",
    ),
    case(
        "buildMetadata: [originAnnotations, transformerAnnotations]\nnamePrefix: p-\nhelmCharts: [{name: app, releaseName: rel}]",
    ),
    case(
        "namePrefix: p-\ncommonLabels: {team: x}\nimages: [{name: example.com/app, newTag: v7}]\nreplicas: [{name: rel-app, count: 8}]\nhelmCharts: [{name: app, releaseName: rel}]\npatches:\n- target: {kind: Deployment}\n  patch: '[{op: add, path: /spec/paused, value: true}]'\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: rel-config}\n    data: {more: b}\nnamespace: team",
    ),
    case(
        "-- kustomization.yaml --\nresources: [base]\nhelmGlobals: {chartHome: charts, configHome: cfg}\nhelmCharts: [{name: app, releaseName: rel}]\n-- base/kustomization.yaml --\nresources: [r.yaml]\n-- base/r.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: rel-config}\n",
    ),
    Case {
        text: "-- kustomization.yaml --\nresources: [base]\nnameSuffix: -s\n-- base/kustomization.yaml --\nhelmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: app, releaseName: rel, valuesFile: ../own.yaml}]\n",
        flags: &["--enable-helm", "--load-restrictor", "LoadRestrictionsNone"],
    },
    // What follows is refused by both.
    Case { text: "helmCharts: [{name: app, releaseName: rel}]", flags: &[] },
    Case {
        text: "helmCharts: [{name: app, releaseName: rel}]",
        flags: &["--enable-helm", "--helm-command", "no-helm-here"],
    },
    Case {
        text: "helmCharts: [{name: app, releaseName: rel}]",
        flags: &["--enable-helm", "--helm-command", "true"],
    },
    case("helmCharts: [{name: none, releaseName: rel}]"),
    case("helmCharts: [{releaseName: rel}]"),
    case("helmCharts: [{name: bad, releaseName: rel}]"),
    case("helmCharts: [{name: bare, releaseName: rel}]"),
    case("helmCharts: [{name: app, releaseName: rel, valuesMerge: other, valuesInline: {a: 1}}]"),
    case("helmCharts: [{name: app, releaseName: rel, valuesFile: none.yaml}]"),
    case("helmCharts: [{name: app, releaseName: rel, valuesFile: ../outside.yaml}]"),
    case("helmCharts: [{name: app, releaseName: rel, additionalValuesFiles: [../outside.yaml]}]"),
    case("helmCharts: [{name: app, releaseName: rel, additionalValuesFiles: [none.yaml]}]"),
    case("helmCharts: [{name: app, releaseName: rel, version: 1.2.3, repo: 'http://127.0.0.1:1'}]"),
    case("helmCharts: [{name: app, releaseName: rel, kubeVersion: nonsense}]"),
    case("helmCharts: [{name: app, releaseName: one}, {name: app, releaseName: one}]"),
];

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn run(program: &str, case: &Case, folder: &Path, helm: &str) -> Output {
    let mut command = Command::new(program);
    command.arg("build").args(case.flags).current_dir(folder);
    if !case.flags.contains(&"--helm-command") {
        command.args(["--helm-command", helm]);
    }
    command.output().unwrap()
}

#[test]
#[ignore = "needs the real helm and kustomize, as $HELM and $KUSTOMIZE or on PATH"]
fn charts_print_as_in_kustomize() {
    let peer = |variable: &str, name: &str| std::env::var(variable).unwrap_or_else(|_| name.to_owned());
    let (helm, kustomize) = (peer("HELM", "helm"), peer("KUSTOMIZE", "kustomize"));
    let mut wrong = Vec::new();
    let mut refused = 0;
    for case in CASES {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("root");
        fs::create_dir_all(&folder).unwrap();
        for (path, text) in CHART {
            write(&folder, path, text);
        }
        let mut path = "kustomization.yaml";
        let mut text = String::new();
        for line in case.text.lines() {
            match line.strip_prefix("-- ").and_then(|it| it.strip_suffix(" --")) {
                Some(next) => {
                    write(&folder, path, &text);
                    (path, text) = (next, String::new());
                }
                None => text.extend([line, "\n"]),
            }
        }
        write(&folder, path, &text);
        let ours = run(env!("CARGO_BIN_EXE_flightplan"), case, &folder, &helm);
        let theirs = run(&kustomize, case, &folder, &helm);
        refused += usize::from(!theirs.status.success());
        if ours.stdout != theirs.stdout || ours.status.success() != theirs.status.success() {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            wrong.push(format!(
                "{} {:?}\n-- ours\n{}{}\n-- theirs\n{}{}",
                case.text,
                case.flags,
                text(&ours.stdout),
                text(&ours.stderr),
                text(&theirs.stdout),
                text(&theirs.stderr)
            ));
        }
    }
    assert!(refused < 20, "kustomize refuses {refused} of {} cases", CASES.len());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
