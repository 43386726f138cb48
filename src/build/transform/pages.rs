//! The pages of the codes that transformers report.

use crate::diag::Page;
use crate::diag::Severity;

pub(crate) const UNFIT_FIELD: Page = Page {
    code: "unfit-field",
    severity: Severity::Error,
    docs: r"# A field that cannot be written

## Why
A row of a table names a field to write to, but the object has another type of value there or on the way:
labels cannot be set in a text, and a text is no place for a field.

```yaml
metadata:
  labels: [a, b]   # labels are a map
```

## Fix
Correct the value, or the row of the `configurations:` file that names the field.
",
};

pub(crate) const NAMESPACE_COLLISION: Page = Page {
    code: "namespace-collision",
    severity: Severity::Error,
    docs: r"# Two objects that become one

## Why
`namespace` moves every object into one namespace. Two objects of the same kind and name that lived in
different ones would then have the same identity.

```yaml
namespace: serving      # and the resources hold ConfigMap `env` of both `blue` and `green`
```

## Fix
Rename one of the objects, or build them from two kustomizations.
",
};

pub(crate) const UNKNOWN_SUBJECTS: Page = Page {
    code: "unknown-subjects",
    severity: Severity::Error,
    docs: r"# `setRoleBindingSubjects` has no such value

## Why
The field says which subjects of role bindings get the namespace, and knows three values.

```yaml
kind: NamespaceTransformer
setRoleBindingSubjects: all
```

## Fix
Write `defaultOnly`, `allServiceAccounts` or `none`.
",
};

pub(crate) const UNMATCHED_REPLICAS: Page = Page {
    code: "unmatched-replicas",
    severity: Severity::Error,
    docs: r"# `replicas` for an object that is not there

## Why
An entry of `replicas` names a Deployment, ReplicaSet, ReplicationController or StatefulSet. None of that
name is here.

```yaml
replicas:
- name: vlm      # the Deployment is called `vllm`
  count: 2
```

## Fix
Use the name that the object has in its own file, or the one that it has by now.
",
};

pub(crate) const UNMATCHED_IMAGE: Page = Page {
    code: "unmatched-image",
    severity: Severity::Warning,
    docs: r"# `images` for an image that is not there

## Why
An entry of `images` names an image without its tag, but no container here uses it. The build goes on with
the images as they are, which is rarely what is meant.

```yaml
images:
- name: vllm     # the container has `image: vllm/vllm-openai:v0.11.0`
  newTag: v0.11.1
```

## Fix
Use the whole name: `vllm/vllm-openai`.
",
};

pub(crate) const INVALID_PATTERN: Page = Page {
    code: "invalid-pattern",
    severity: Severity::Error,
    docs: r"# A regular expression that cannot be read

## Why
The field holds a regular expression. In `images`, the name is one.

```yaml
images:
- name: vllm/*(
```

## Fix
Put a backslash before characters that are meant as such: `*`, `+`, `?`, `(`, `[`.
",
};

pub(crate) const DUPLICATE_VAR: Page = Page {
    code: "duplicate-var",
    severity: Severity::Error,
    docs: r"# Two `vars` of one name

## Why
`$(NAME)` can stand for one value only. Names count across all kustomizations that are built together.

```yaml
vars:
- name: HOST
  objref: {apiVersion: v1, kind: Service, name: a}
- name: HOST
  objref: {apiVersion: v1, kind: Service, name: b}
```

## Fix
Give one of them another name.
",
};

pub(crate) const AMBIGUOUS_VAR: Page = Page {
    code: "ambiguous-var",
    severity: Severity::Error,
    docs: r"# A `vars` entry that could mean several objects

## Why
`objref` gives a kind and a name, and objects in several namespaces have both.

```yaml
vars:
- name: HOST
  objref: {apiVersion: v1, kind: Service, name: vllm}
```

## Fix
Add the `namespace` of the one you mean.
",
};

pub(crate) const UNMATCHED_VAR: Page = Page {
    code: "unmatched-var",
    severity: Severity::Error,
    docs: r"# A `vars` entry for an object that is not there

## Why
`objref` must give the `apiVersion`, the `kind` and the name of an object of this build, exactly as in the
object's own file.

```yaml
vars:
- name: HOST
  objref: {apiVersion: v1, kind: Service, name: vlm}
```

## Fix
Correct `objref`.
",
};

pub(crate) const MISSING_VAR_FIELD: Page = Page {
    code: "missing-var-field",
    severity: Severity::Error,
    docs: r"# A `vars` entry for a field that is not there

## Why
`fieldPath` leads to no value of the object. Keys are separated by dots, list elements are numbers.

```yaml
fieldref: {fieldPath: spec.port}    # the Service has `spec.ports[0].port`
```

## Fix
Correct `fieldPath`.
",
};

pub(crate) const UNFIT_VAR_VALUE: Page = Page {
    code: "unfit-var-value",
    severity: Severity::Warning,
    docs: r"# A `vars` entry that takes a list or a map

## Why
`$(NAME)` stands in text, and only a text, a number or a truth value can be put there. Wherever the name
is used, it stays as it is.

```yaml
fieldref: {fieldPath: spec.ports}
```

## Fix
Name a field below it: `spec.ports[0].port`.
",
};

pub(crate) const UNUSED_VAR: Page = Page {
    code: "unused-var",
    severity: Severity::Warning,
    docs: r"# A `vars` entry that nothing uses

## Why
`$(NAME)` is replaced only in fields that a table names: commands, arguments and environment of containers,
labels, annotations and a few more. Elsewhere it stays as it is.

```yaml
configMapGenerator:
- name: env
  literals: [HOST=$(HOST)]     # no table names `data`
```

## Fix
Remove the entry, or name the field in a `varReference` row of a `configurations:` file.
",
};

pub(crate) const SHARED_VALUE: Page = Page {
    code: "shared-value",
    severity: Severity::Warning,
    docs: r"# A change that reaches other fields as well

## Why
A label that `commonLabels`, or `labels` with `includeSelectors` or `includeTemplates`, adds to an object is
one value in all its places: metadata, pod template, selectors. Kustomize keeps it as one, so a later patch,
replacement or label that changes it in one of them changes the selector too, and selectors of running
workloads cannot be changed.

```yaml
# base                       # overlay
labels:                      labels:
- pairs: {app: vllm}         - pairs: {app: vllm-spot}   # the selector changes as well
  includeSelectors: true
```

## Fix
Give the overlay's label another key, or write the selector into the manifest itself.
",
};
