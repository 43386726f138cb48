//! The pages of the codes about Helm charts.

use crate::diag::Page;
use crate::diag::Severity;

pub(crate) const HELM_DISABLED: Page = Page {
    code: "helm-disabled",
    severity: Severity::Error,
    docs: r"# A Helm chart, and helm may not run

## Why
`helmCharts` starts a program, `helm`, which may fetch charts from other machines. Like kustomize, Flightplan does that
only when it is asked to.

```yaml
helmCharts:
- name: prometheus-adapter
  releaseName: adapter
```

## Fix
Build with `--enable-helm`, and name the program with `--helm-command` if it is not `helm` on the PATH. Or render the
chart once with `helm template`, commit the result and list it under `resources`: then what is deployed can be reviewed.
",
};

pub(crate) const HELM_CHART: Page = Page {
    code: "helm-chart",
    severity: Severity::Error,
    docs: r"# An entry of `helmCharts` that cannot be inflated

## Why
A chart has a `name`, which is that of its folder in `helmGlobals.chartHome` (`charts` unless it is set), or in the
`repo` that it is fetched from. `valuesMerge` says how `valuesInline` meets the file of values: `override` (inline
wins), `merge` (the file wins) or `replace` (the file does not count).

```yaml
helmGlobals: {chartHome: ../charts}
helmCharts:
- name: prometheus-adapter
  valuesInline: {replicas: 2}
  valuesMerge: override
```

## Fix
Correct the entry, or put the chart where it is looked for.
",
};

pub(crate) const HELM_FAILED: Page = Page {
    code: "helm-failed",
    severity: Severity::Error,
    docs: r"# helm could not be run, or failed

## Why
Flightplan runs `helm version`, `helm pull` if the chart is not there yet, and `helm template`, each for at most five
minutes. One of them could not be started, failed, or is of a version that is neither 3 nor 4.

## Fix
Read what helm says. Run the same command by hand; `--helm-debug` makes helm say more. `--helm-command` names another
helm.
",
};
