//! The pages of the codes about what a kustomization says.

use crate::diag::Page;
use crate::diag::Severity;

pub(crate) const EMPTY_KUSTOMIZATION: Page = Page {
    code: "empty-kustomization",
    severity: Severity::Error,
    docs: r"# A kustomization that says nothing

## Why
The file is empty, or holds nothing but `kind`, `apiVersion` and comments. kustomize refuses it, because a file that
was emptied by mistake would otherwise delete everything from a cluster that is synchronised with it.

```yaml
resources: []       # renders nothing, and says so
```

## Fix
List files under `resources`. To render nothing on purpose, write `resources: []`.
",
};

pub(crate) const KUSTOMIZATION_KIND: Page = Page {
    code: "kustomization-kind",
    severity: Severity::Error,
    docs: r"# Wrong `kind` or `apiVersion` of a kustomization

## Why
A kustomization.yaml is a `Kustomization` of `kustomize.config.k8s.io/v1beta1`, or a `Component` of
`kustomize.config.k8s.io/v1alpha1`. Anything else is another sort of file.

```yaml
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
```

## Fix
Correct the two lines, or leave both out. A Kubernetes object belongs in a file of its own, listed under `resources`.
",
};

pub(crate) const OPENAPI_SCHEMA: Page = Page {
    code: "openapi-schema",
    severity: Severity::Error,
    docs: r"# `openapi` cannot be used

## Why
`openapi` names either a `version` that is built in (`v1.21.2`) or the `path` of a schema, not both.

```yaml
openapi:
  path: schema.json
```

## Fix
Keep one of the two; a schema is a file in OpenAPI version 2, as `kubectl get --raw /openapi/v2` prints it.
",
};

pub(crate) const UNKNOWN_BUILD_METADATA: Page = Page {
    code: "unknown-build-metadata",
    severity: Severity::Warning,
    docs: r"# An unknown option of `buildMetadata`

## Why
`buildMetadata` knows `originAnnotations`, `transformerAnnotations` and `managedByLabel`. kustomize takes no notice of
anything else.

```yaml
buildMetadata: [originAnnotation]     # lacks an s
```

## Fix
Use the name given in the help text.
",
};

pub(crate) const DEPRECATED_FIELD: Page = Page {
    code: "deprecated-field",
    severity: Severity::Warning,
    docs: r"# A deprecated field

## Why
The field still works, and kustomize warns of it too. It may go away with a later version.

```yaml
commonLabels: {app: vllm}
# becomes
labels:
- pairs: {app: vllm}
  includeSelectors: true
```

## Fix
Do what the help text says, or run `kustomize edit fix`.
",
};
