//! The pages of the codes that this room reports; `file-too-large`, `not-utf8` and `unreadable-file` have
//! theirs in `build`, which reports them too.

use crate::diag::Page;
use crate::diag::Severity;

/// One page for each code of this room.
pub const PAGES: &[Page] = &[
    Page {
        code: "unbuilt-component",
        severity: Severity::Warning,
        docs: r"# A component that nothing builds

## Why
No kustomization of the repository lists this component, so what it changes is never rendered, and never checked
on anything: it rots. `check --all` looks for such components; where only a part of a repository is named, the
kustomizations of the whole repository count.

## Fix
List it under `components` of a kustomization, if only of an example, or remove it.
",
    },
    Page {
        code: "unlisted-manifest",
        severity: Severity::Warning,
        docs: r"# A manifest that no kustomization lists

## Why
Argo CD, Flux and `kubectl apply -k` apply what the kustomization of a folder lists. A manifest that merely lies
beside it never reaches a cluster, though everybody who reads the folder believes that it does. `check --all`
looks for such files: objects of Kubernetes and GKE, named by no kustomization of the repository.

## Fix
List it under `resources` of the kustomization beside it, or remove it. A file for tools carries the annotation
`config.kubernetes.io/local-config`.
",
    },
    Page {
        code: "nothing-to-check",
        severity: Severity::Error,
        docs: r"# Nothing to check

## Why
A check that looked at nothing would be green for ever: after a directory was renamed, or a pattern in CI no
longer matches. So it is an error, with exit code 2.

## Fix
Name a directory with a kustomization, a manifest, a directory of manifests, or `-` for stdin. A hook that
passes whatever changed uses `--allow-empty`.
",
    },
    Page {
        code: "invalid-config",
        severity: Severity::Error,
        docs: r#"# A configuration that cannot be read

## Why
`flightplan.toml` decides which findings count. One that is not TOML, or that has a value of another form than its
key takes, is refused as a whole: half of it would let through what the other half was to stop.

```toml
# flightplan.toml
deny = "warning"
ignore = ["lone-spot-replica"]
exclude = ["vendor", "**/testdata"]

[severity]
mutable-image = "info"

[facts]
location = "asia-northeast1"
gke-version = "1.34"

[per-path-ignores]
"overlays/dev" = ["unprobed-server"]
```

## Fix
Correct what the message names. `flightplan schema config` prints a JSON schema that editors read.
"#,
    },
    Page {
        code: "unknown-config-key",
        severity: Severity::Error,
        docs: r"# A key that the configuration does not have

## Why
A key that means nothing would be passed over without a word, and with it what it was to stop.

## Fix
Use the key that the message suggests; `flightplan schema config` lists all of them.
",
    },
    Page {
        code: "invalid-baseline",
        severity: Severity::Error,
        docs: r"# A baseline that cannot be read

## Why
`--baseline FILE` holds the findings that were known when it was written, so that only new ones fail a run. A file that
cannot be understood as a whole might let new ones through.

## Fix
Write it anew: `flightplan check --all . --baseline FILE --write-baseline`.
",
    },
    Page {
        code: "stale-baseline",
        severity: Severity::Warning,
        docs: r"# A known finding that is gone

## Why
An entry of the baseline that matches nothing would hide the same finding when it comes back. It is told only if its
root was checked.

## Fix
Take the line out of the file, or write it anew with `--write-baseline`.
",
    },
];
