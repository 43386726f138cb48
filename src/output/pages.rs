//! One page for every code this room reports.

use crate::diag::Page;
use crate::diag::Severity;

/// The pages.
pub const PAGES: &[Page] = &[
    Page {
        code: "altered-bundle",
        severity: Severity::Error,
        docs: "# A bundle that is not what was written\n\n\
            ## Why\n\
            `bundle.json` holds the digest of every file of a bundle. A file was changed, is missing, or was added \
            after the bundle was written, so what was checked is not what would be applied. A change by hand is lost \
            the next time, and no overlay tells of it. git may have changed the ends of lines: \
            `* -text` in `.gitattributes` keeps it from that.\n\n\
            ## Fix\n\
            Make the change in the overlay or the FlightPlan, and write the bundle again.\n",
    },
    Page {
        code: "bundle-empty",
        severity: Severity::Error,
        docs: "# A bundle of nothing\n\n\
            ## Why\n\
            The tree renders to no object at all. A bundle without manifests, applied by a tool that prunes, \
            removes the whole service.\n\n\
            ## Fix\n\
            List the base under `resources` of the kustomization.\n",
    },
    Page {
        code: "bundle-namespace",
        severity: Severity::Error,
        docs: "# The FlightPlan's namespace is not the one of the server\n\n\
            ## Why\n\
            A PersistentVolume names the namespace of its claim, and the runbook's commands look in that \
            namespace. Both read `spec.namespace` of the FlightPlan (`default` if it is not set). If the server \
            is rendered into another one, the claim never binds.\n\n\
            ## Fix\n\
            Set `namespace` in the kustomization and `spec.namespace` in the FlightPlan to the same name.\n",
    },
    Page {
        code: "bundle-plan",
        severity: Severity::Error,
        docs: "# A bundle needs a FlightPlan\n\n\
            ## Why\n\
            The runbook's commands name the project, the location and the cluster, and those are parameters \
            of the FlightPlan. Without one they would be placeholders.\n\n\
            ## Fix\n\
            List a file with `kind: FlightPlan` under `resources`, beside the base. `flightplan build` renders \
            a tree without one.\n",
    },
    Page {
        code: "function-input",
        severity: Severity::Error,
        docs: "# The input of the function is not a ResourceList\n\n\
            ## Why\n\
            Without arguments `flightplan` is a KRM function: it reads a ResourceList of \
            `config.kubernetes.io/v1` or `config.kubernetes.io/v1beta1` from the standard input and writes one \
            to the standard output. Kustomize calls it that way for each typed patch under `transformers`.\n\n\
            ```yaml\n\
            apiVersion: config.kubernetes.io/v1\n\
            kind: ResourceList\n\
            functionConfig:\n\
            \x20 apiVersion: flightplan.dev/v1alpha1\n\
            \x20 kind: ImagePreload\n\
            \x20 metadata: {name: image-preload}\n\
            \x20 spec: {}\n\
            items: []\n\
            ```\n\n\
            ## Fix\n\
            Call it through `kustomize build --enable-alpha-plugins --enable-exec`, or use a command; \
            `flightplan --help` lists them.\n",
    },
    Page {
        code: "init-argument",
        severity: Severity::Error,
        docs: "# A new service that cannot be made as asked\n\n\
            ## Why\n\
            `init` writes a base, overlays and a FlightPlan, and every parameter of it is checked before a file is \
            written: a region and not a zone, a GPU in a number that Autopilot gives, one overlay of each axis. \
            The size of a model that is not in the program's table must be given.\n\n\
            ## Fix\n\
            Correct the argument that the message names; `flightplan init --help` lists all.\n",
    },
    Page {
        code: "unreadable-bundle",
        severity: Severity::Error,
        docs: "# A bundle without a manifest\n\n\
            ## Why\n\
            `bundle.json` tells which files a bundle has, with their digests. It cannot be read, is not what \
            `flightplan bundle` writes, or was written by a version whose format this one does not know.\n\n\
            ## Fix\n\
            Write the bundle again with `flightplan bundle`.\n",
    },
    Page {
        code: "output-name-clash",
        severity: Severity::Warning,
        docs: "# Two objects with one file name\n\n\
            ## Why\n\
            With a directory as its output each object gets a file whose name is made of its group, version, \
            kind and name in lower case. Names that differ in upper and lower case only get the same file, \
            and the last one wins.\n\n\
            ## Fix\n\
            Rename one of them, or write one stream.\n",
    },
];
