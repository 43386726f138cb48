//! One page for every code this room reports.

use crate::diag::Page;
use crate::diag::Severity;

/// The pages.
pub const PAGES: &[Page] = &[
    Page {
        code: "missing-stamp",
        severity: Severity::Error,
        docs: "# A tree in which the functions did not run\n\n\
            ## Why\n\
            Kustomize skips exec functions without a word if `--enable-exec` is missing, and exits with 0: the \
            output is then the base without its overlays. The kind `Check` with `stamp: true`, listed last under \
            `transformers`, leaves the annotation `flightplan.dev/stamp` on the first object, and `flightplan check \
            --require-stamp` looks for it.\n\n\
            ```yaml\n\
            # check.yaml\n\
            apiVersion: flightplan.dev/v1alpha1\n\
            kind: Check\n\
            metadata:\n\
            \x20 name: check\n\
            \x20 annotations:\n\
            \x20   config.kubernetes.io/function: |\n\
            \x20     exec: {path: flightplan}\n\
            spec: {stamp: true}\n\
            ```\n\n\
            ## Fix\n\
            List such a file last under `transformers`, and render with `kustomize build \
            --enable-alpha-plugins --enable-exec` or with `flightplan build`.\n",
    },
    Page {
        code: "changed-after-stamp",
        severity: Severity::Error,
        docs: "# Objects that were changed after their stamp\n\n\
            ## Why\n\
            The stamp that the kind `Check` leaves holds a digest of the objects that it saw. If they read otherwise \
            now, somebody edited the rendered file, rendered only a part of the tree, or a later directive changed \
            what had been checked. Order, quotes, and the hash suffixes of generated names do not count.\n\n\
            ## Fix\n\
            Render the tree again. Let `Check` be the last entry under `transformers` of the outermost \
            kustomization, so that nothing comes after it.\n",
    },
    Page {
        code: "stale-stamp",
        severity: Severity::Warning,
        docs: "# A stamp of another version\n\n\
            ## Why\n\
            The stamp names the version of the program, and digests of its rules and of the facts that they read. \
            Another version may set and check other values.\n\n\
            ## Fix\n\
            Render the tree again with the version that checks it.\n",
    },
    Page {
        code: "plan-axis",
        severity: Severity::Error,
        docs: "# Two overlays of one axis\n\n\
            ## Why\n\
            Each overlay decides one thing: how the image starts, where the weights lie, how the service \
            scales, which capacity it runs on. Two that decide the same thing would overwrite each other, and the order in \
            `components` would choose.\n\n\
            ```yaml\n\
            components:\n\
            - ../../overlays/scale/burst\n\
            - ../../overlays/scale/economy   # also scale\n\
            ```\n\n\
            ## Fix\n\
            Keep one of them.\n",
    },
    Page {
        code: "plan-order",
        severity: Severity::Error,
        docs: "# An overlay after the scale profile\n\n\
            ## Why\n\
            A scale profile computes the autoscaler's windows, the budget of the startup probe and the deadline of \
            a roll-out from the time in which a server starts: from its image, and from where the weights come \
            from. An overlay that changes those afterwards would leave times that do not fit.\n\n\
            ```yaml\n\
            components:\n\
            - ../../overlays/scale/burst\n\
            - ../../overlays/hyperdisk-ml   # too late\n\
            ```\n\n\
            ## Fix\n\
            List `scale/...` last.\n",
    },
    Page {
        code: "plan-conflict",
        severity: Severity::Error,
        docs: "# A typed patch adds an object that is there already\n\n\
            ## Why\n\
            An overlay brings its own objects, such as a StorageClass. One of the same kind and name in the \
            tree would be replaced, or would replace it.\n\n\
            ## Fix\n\
            Remove the object from the tree, or give it another name. The name of the StorageClass is a \
            field of the typed patch, `spec.storageClassName`.\n",
    },
    Page {
        code: "plan-field",
        severity: Severity::Error,
        docs: "# A field that the FlightPlan or a typed patch does not have\n\n\
            ## Why\n\
            A misspelt parameter would be ignored, and the overlay would use another value than the one \
            that is written.\n\n\
            ```yaml\n\
            hyperdiskMl:\n\
            \x20 storge: 300Gi   # `storage`\n\
            ```\n\n\
            ## Fix\n\
            Use the name that the message suggests. `schemas/flightplan.dev/` holds the JSON schemas, which \
            editors can use.\n",
    },
    Page {
        code: "plan-kind",
        severity: Severity::Error,
        docs: "# A kind of flightplan.dev that is not a typed patch\n\n\
            ## Why\n\
            Under `transformers` of a kustomization the group `flightplan.dev` has the kinds `ModelServer`, \
            `Accelerator`, `ImagePreload`, `ImageStreaming`, `HyperdiskMl`, `GcsFuse`, `Filestore`, \
            `ScaleProfile`, `Spot`, `ComputeClassProfile`, `SecretManager` and `Check`. A FlightPlan holds \
            parameters and is a resource.\n\n\
            ## Fix\n\
            Correct the kind, or list the FlightPlan under `resources`.\n",
    },
    Page {
        code: "plan-missing",
        severity: Severity::Error,
        docs: "# A parameter that is not set\n\n\
            ## Why\n\
            An overlay reads its section of the FlightPlan: `image-preload` reads `spec.imagePreload`, \
            `hyperdisk-ml` reads `spec.hyperdiskMl`. Nothing is guessed, and no placeholder is left in the \
            output.\n\n\
            ```yaml\n\
            spec:\n\
            \x20 project: example-project\n\
            \x20 location: asia-northeast1\n\
            \x20 gkeVersion: \"1.35\"\n\
            \x20 cluster: vllm\n\
            \x20 model: {name: google/gemma-2-9b, weightsSize: 35Gi}\n\
            \x20 accelerator: {type: nvidia-l4, count: 2}\n\
            \x20 imagePreload: {diskImage: vllm-v0-30-0, logBucket: gs://example-project-logs}\n\
            \x20 hyperdiskMl: {zone: asia-northeast1-a, storage: 300Gi}\n\
            ```\n\n\
            `hyperdiskMl.volumeHandle` names a disk that exists only after the download has run. Until then \
            leave it out: the disk is filled, and servers load from Hugging Face.\n\n\
            ## Fix\n\
            Set the parameter in the FlightPlan, or drop the overlay that needs it.\n",
    },
    Page {
        code: "plan-target",
        severity: Severity::Error,
        docs: "# A typed patch does not find what it changes\n\n\
            ## Why\n\
            Typed patches change the Deployment whose Pods have the label `ai.gke.io/inference-server: vllm`, \
            in it the container that asks for `nvidia.com/gpu`, and the HorizontalPodAutoscaler that scales \
            it. `hyperdisk-ml` writes the path of the model into the variable `MODEL_ID`.\n\n\
            ## Fix\n\
            Set the label, or name the Deployment in `spec.target` of the typed patch. Compare with `base/`.\n",
    },
    Page {
        code: "plan-twice",
        severity: Severity::Error,
        docs: "# Two FlightPlans in one tree\n\n\
            ## Why\n\
            A FlightPlan holds the parameters of one deployment. With two of them it would be a matter of \
            order which one counts.\n\n\
            ## Fix\n\
            Keep one, beside the kustomization that is built.\n",
    },
    Page {
        code: "plan-unused",
        severity: Severity::Info,
        docs: "# A typed patch that has nothing to change\n\n\
            ## Why\n\
            `secret-manager` gives the token for Hugging Face to whatever reads it from a Secret. If the weights \
            are read from a bucket that is filled outside the cluster, nothing does.\n\n\
            ## Fix\n\
            Drop the overlay, or leave it for a model that is downloaded in the cluster.\n",
    },
    Page {
        code: "plan-value",
        severity: Severity::Error,
        docs: "# A parameter with a value that cannot be right\n\n\
            ## Why\n\
            Parameters become names, labels and sizes that Google Cloud or Kubernetes would refuse much \
            later: a disk image name of more than 39 characters does not fit the node label, a disk in \
            another zone does not attach, a size without a unit means bytes.\n\n\
            ```yaml\n\
            hyperdiskMl:\n\
            \x20 zone: asia-northeast1-a\n\
            \x20 storage: 300GB   # 300Gi\n\
            ```\n\n\
            ## Fix\n\
            Write the value in the form that the message expects.\n",
    },
];
