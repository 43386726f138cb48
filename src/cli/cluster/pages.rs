//! The pages of the codes that the commands for clusters report. They are there without the feature too, so that
//! `explain` knows them.

use crate::diag::Page;
use crate::diag::Severity;

const fn page(code: &'static str, severity: Severity, docs: &'static str) -> Page {
    Page { code, severity, docs }
}

/// One page for each code.
pub(in crate::cli) const PAGES: &[Page] = &[
    page(
        "without-cluster-feature",
        Severity::Error,
        r"# A build without the feature cluster

## Why
`verify`, `resolve` and `diff --cluster` need a client library that takes longer to compile than all the rest, so
it is an optional feature of the package.

## Fix
`cargo install --path . --features cluster`.
",
    ),
    page(
        "cluster-unreachable",
        Severity::Error,
        r"# An API server that does not answer

## Why
Nobody answers at the address of the kubeconfig, the answer takes longer than `--timeout`, or what answers is no API
server. Nothing was verified, so the exit code is 2.

## Fix
Look at the address, the VPN and the authorized networks of the cluster; `kubectl version` asks the same.
",
    ),
    page(
        "cluster-unauthorized",
        Severity::Error,
        r"# Credentials that the API server does not accept

## Why
The server answers 401: the token or certificate in the kubeconfig is wrong or has expired.

## Fix
Log in again: `gcloud container clusters get-credentials CLUSTER --location=REGION`.
",
    ),
    page(
        "cluster-forbidden",
        Severity::Error,
        r"# A permission that is lacking

## Why
A dry run needs the same permissions as applying: `patch` on each kind, and `get` for what is compared.

## Fix
Ask for a role with those permissions, such as `roles/container.developer`.
",
    ),
    page(
        "cluster-configuration",
        Severity::Error,
        r"# A kubeconfig that cannot be used

## Why
There is none, it cannot be read, or it lacks the context. Its text is never quoted: it may hold a token.

## Fix
Give one with `--kubeconfig FILE`, and a context with `--context NAME`.
",
    ),
    page(
        "cluster-credentials",
        Severity::Error,
        r"# A credential plugin that fails

## Why
The kubeconfig names a program that makes tokens, and it cannot be run or fails. What it printed is not told: it may
hold a token.

## Fix
Install `gke-gcloud-auth-plugin`, or log in again with `gcloud auth login`.
",
    ),
    page(
        "refused-by-server",
        Severity::Error,
        r"# An object that the API server refuses

## Why
A dry run of applying the object was refused, by the schema of its kind, by validation, or by admission: GKE's own,
a policy, or a quota. The message is the server's.

## Fix
Change the line that is told. If `flightplan check` said nothing about it, that is worth a report.
",
    ),
    page(
        "kind-not-served",
        Severity::Error,
        r"# A kind that the cluster does not know

## Why
The cluster has no such kind in that version: its CustomResourceDefinition is not installed, or the feature of GKE
that brings it is off, such as managed collection for `PodMonitoring`.

## Fix
Install the definition or turn the feature on, then apply; or use a version that the cluster serves.
",
    ),
    page(
        "missing-namespace",
        Severity::Warning,
        r"# A namespace that is not there yet

## Why
Applying fails until the namespace exists. The objects were tried in `default` instead, so quotas and policies of
their own namespace were not seen.

## Fix
Make the namespace first, or list a `Namespace` among the resources.
",
    ),
    page(
        "claim-unknown",
        Severity::Error,
        r"# No claim to read a disk from

## Why
`resolve` reads the disk of the one claim that the phase `populate` fills. Nothing that is rendered is such a claim,
or several are.

## Fix
List the overlay `hyperdisk-ml`, or write the handle by hand.
",
    ),
    page(
        "claim-unbound",
        Severity::Error,
        r"# A claim without a disk

## Why
The claim is not there, or no volume is bound to it: a disk is made when the first Pod that uses the claim starts.

## Fix
Apply the phase `20-populate` of the bundle and wait for its Job.
",
    ),
    page(
        "claim-unfilled",
        Severity::Error,
        r"# A disk that is not filled yet

## Why
The Job that fills the disk has not ended, or has failed. Servers that read such a disk fail to start, or read a part
of the weights.

## Fix
Wait for the Job, or look at its logs and run it again.
",
    ),
];
