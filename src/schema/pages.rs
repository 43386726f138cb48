//! One page for every code this room reports.

use crate::diag::Page;
use crate::diag::Severity;

/// The pages.
pub const PAGES: &[Page] = &[
    Page {
        code: "schema-duplicate-key",
        severity: Severity::Error,
        docs: "# Two elements of a list with the same key\n\n\
            ## Why\n\
            Kubernetes tells the elements of some lists apart by a key: containers and volumes by `name`, mounts \
            by `mountPath`. The API server refuses two containers of one name. Elsewhere (environment variables, \
            container ports) the last one wins, and server-side apply refuses both; that is a warning.\n\n\
            ```yaml\n\
            containers:\n\
            - name: vllm\n\
            - name: vllm   # again\n\
            ```\n\n\
            ## Fix\n\
            Remove one of them, or give it another name. Two patches that both append with JSON patch \
            `add …/-` are a common cause.\n",
    },
    Page {
        code: "schema-exclusive-fields",
        severity: Severity::Error,
        docs: "# Two fields of which only one may be set\n\n\
            ## Why\n\
            A volume has one source, a probe one handler, an environment variable `value` or `valueFrom`, and a \
            Deployment with `strategy.type: Recreate` no `rollingUpdate`. A strategic-merge patch adds the new one \
            and leaves the old one in place, and the API server refuses the result.\n\n\
            ```yaml\n\
            volumes:\n\
            - name: weights\n  emptyDir: {}               # from the base\n  \
            persistentVolumeClaim:     # from the patch\n    claimName: weights\n\
            ```\n\n\
            ## Fix\n\
            Remove the other one in the patch: `emptyDir: null`.\n",
    },
    Page {
        code: "schema-failed-validation",
        severity: Severity::Error,
        docs: "# A value that breaks a rule of its definition\n\n\
            ## Why\n\
            A `CustomResourceDefinition` may hold rules in CEL (`x-kubernetes-validations`), and the API server refuses \
            an object that breaks one. The rules of the definitions that stand in the same tree are evaluated here as \
            well. A rule that uses functions of Kubernetes itself, or that looks at the object before a change, is left \
            to the server; the summary says of which kinds.\n\n\
            ```yaml\n\
            x-kubernetes-validations:          # in the definition\n\
            - rule: self.minReplicas <= self.replicas\n\
            ---\n\
            spec: {minReplicas: 3, replicas: 1}   # in the object\n\
            ```\n\n\
            ## Fix\n\
            Change the value until the rule holds; the finding shows it.\n",
    },
    Page {
        code: "schema-invalid-name",
        severity: Severity::Error,
        docs: "# A name, label or annotation key that Kubernetes does not allow\n\n\
            ## Why\n\
            Names are DNS names: lower case letters, digits and `-` (some kinds also `.`). Values of labels are at \
            most 63 letters, digits, `-`, `_` and `.`. The API server refuses anything else.\n\n\
            ```yaml\n\
            metadata:\n  name: vLLM_gemma        # upper case and _\n  labels:\n    owner: the ML team   # blanks\n\
            ```\n\n\
            ## Fix\n\
            Write it within the syntax; free text belongs in an annotation.\n",
    },
    Page {
        code: "schema-invalid-value",
        severity: Severity::Error,
        docs: "# A value of the right kind that is not allowed\n\n\
            ## Why\n\
            Some fields take one of a closed set of values, a number within limits, a quantity, or text of a \
            certain form. The API server refuses others.\n\n\
            ```yaml\n\
            imagePullPolicy: ifNotPresent   # IfNotPresent\n\
            resources:\n  limits: {memory: 4GB}         # 4G or 4Gi\n\
            ```\n\n\
            ## Fix\n\
            Write one of the values that the finding names.\n",
    },
    Page {
        code: "schema-missing-field",
        severity: Severity::Error,
        docs: "# A field that must be there is not\n\n\
            ## Why\n\
            The API server refuses an object without it. An element that a patch created by mistake, with a \
            misspelt name and nothing else in it, is a common cause.\n\n\
            ```yaml\n\
            kind: Deployment\n\
            spec:\n  replicas: 1   # no selector, no template\n\
            ```\n\n\
            ## Fix\n\
            Add the field.\n",
    },
    Page {
        code: "schema-removed-version",
        severity: Severity::Error,
        docs: "# An apiVersion that Kubernetes no longer has\n\n\
            ## Why\n\
            Beta versions end. A cluster of the minor version that the finding names, or a newer one, answers \
            \"no matches for kind\".\n\n\
            ```yaml\n\
            apiVersion: autoscaling/v2beta2   # autoscaling/v2\n\
            kind: HorizontalPodAutoscaler\n\
            ```\n\n\
            ## Fix\n\
            Write the version that took its place. Fields may have moved: the finding goes away and others may \
            come. The list: <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>.\n",
    },
    Page {
        code: "schema-selector-mismatch",
        severity: Severity::Error,
        docs: "# A selector that does not match the pods beside it\n\n\
            ## Why\n\
            A Deployment finds its pods by `spec.selector`. The API server refuses one whose template does not have \
            these labels. A patch of the labels that forgets the selector is a common cause.\n\n\
            ```yaml\n\
            spec:\n  selector: {matchLabels: {app: vllm}}\n  template:\n    metadata: {labels: {app: llm}}\n\
            ```\n\n\
            ## Fix\n\
            Make the two the same. The selector of a Deployment that is running cannot be changed.\n",
    },
    Page {
        code: "schema-unknown-field",
        severity: Severity::Error,
        docs: "# A field that the kind does not have\n\n\
            ## Why\n\
            `kubectl apply` refuses it; Argo CD, Flux and older clients let the API server drop it, and the \
            setting silently has no effect.\n\n\
            ```yaml\n\
            spec:\n  replica: 2   # replicas\n\
            ```\n\n\
            ## Fix\n\
            Write the name that the finding suggests, or move the field to where it belongs.\n",
    },
    Page {
        code: "schema-unknown-kind",
        severity: Severity::Error,
        docs: "# A kind that does not exist\n\n\
            ## Why\n\
            The API group is one of Kubernetes' own, or has no dot and so can be nobody else's, and holds no such \
            kind or version. With a group of somebody else's that looks like a known one it is a warning.\n\n\
            ```yaml\n\
            apiVersion: apps/v1\n\
            kind: Deploymnet\n\
            ```\n\n\
            ## Fix\n\
            Write the kind and `apiVersion` that the finding suggests.\n",
    },
    Page {
        code: "schema-unknown-volume",
        severity: Severity::Error,
        docs: "# A mount of a volume that the pod does not have\n\n\
            ## Why\n\
            A container mounts volumes of its own pod by name. The API server refuses a mount whose name no entry of \
            `volumes` has.\n\n\
            ```yaml\n\
            containers:\n\
            - name: vllm\n  volumeMounts: [{name: weights, mountPath: /models}]\n\
            volumes:\n\
            - name: model-weights\n  emptyDir: {}\n\
            ```\n\n\
            ## Fix\n\
            Write the name that the volume has, or add the volume.\n",
    },
    Page {
        code: "schema-wrong-type",
        severity: Severity::Error,
        docs: "# A value of the wrong kind\n\n\
            ## Why\n\
            A number in quotes is text, and `8080`, `true` or `1.10` without quotes are not. The API server refuses \
            the object as a whole, with a message that names no line.\n\n\
            ```yaml\n\
            spec:\n  replicas: \"3\"        # 3\n\
            env:\n\
            - name: PORT\n  value: 8080          # \"8080\"\n\
            ```\n\n\
            ## Fix\n\
            Add or remove the quotes, or make it the list or map that is expected.\n",
    },
    Page {
        code: "malformed-openapi",
        severity: Severity::Error,
        docs: r"# OpenAPI document that cannot be read

## Why
`openapi.path` names the document by which lists are merged. It must be a map whose `definitions` say, in
`x-kubernetes-group-version-kind`, which kind each of them describes.

```yaml
definitions:
  com.example.Server:
    x-kubernetes-group-version-kind:
    - {group: example.com, version: v1, kind: Server}
```

## Fix
Write `group`, `version` and `kind` of each kind; `group` is empty for the core API.
",
    },
];
