//! The pages of the codes about objects and plugins.

use crate::diag::Page;
use crate::diag::Severity;

pub(crate) const NOT_AN_OBJECT: Page = Page {
    code: "not-an-object",
    severity: Severity::Error,
    docs: r"# A document that is no Kubernetes object

## Why
Every document of a file under `resources` is an object: a map with `apiVersion`, `kind` and `metadata`.

## Fix
Remove the document, or list the file in the field it is meant for: patches under `patches`, data under `files`.
",
};

pub(crate) const MISSING_KIND: Page = Page {
    code: "missing-kind",
    severity: Severity::Error,
    docs: r"# An object without a kind

## Why
Nothing can be done with an object whose kind is not known.

```yaml
apiVersion: v1
kind: ConfigMap
```

## Fix
Add `kind`. If the file is no object, list it in the field it is meant for.
",
};

pub(crate) const MISSING_NAME: Page = Page {
    code: "missing-name",
    severity: Severity::Error,
    docs: r"# An object without a name

## Why
Objects are told apart by their names; `generateName` gives none before the cluster sees the object.

```yaml
metadata:
  name: vllm
```

## Fix
Add `metadata.name`.
",
};

pub(crate) const DUPLICATE_OBJECT: Page = Page {
    code: "duplicate-object",
    severity: Severity::Error,
    docs: r"# Two objects that are one

## Why
Group, version, kind, namespace and name are the same, so a cluster would hold only one of them. No namespace is the
same as `default`.

## Fix
Remove one, rename one, or give one of the bases a `namePrefix` or a `namespace`. To change the other object, write a patch.
",
};

pub(crate) const GENERATOR_TARGET: Page = Page {
    code: "generator-target",
    severity: Severity::Error,
    docs: r"# A generator does not fit to what is there

## Why
Without a `behavior` a generator creates an object, which must not be there; with `merge` or `replace` it changes one,
which must be there.

```yaml
configMapGenerator:
- name: settings
  behavior: merge
  literals: [mode=fast]
```

## Fix
Set the right `behavior`, or correct the name and namespace.
",
};

pub(crate) const CRD_DEFINITIONS: Page = Page {
    code: "crd-definitions",
    severity: Severity::Error,
    docs: r"# A file under `crds` that holds no definitions

## Why
`crds` takes OpenAPI definitions by type name, whose `x-kubernetes-…` extensions say which fields hold names, labels
and annotations. A CustomResourceDefinition is not that.

## Fix
List a CustomResourceDefinition under `resources`.
",
};

pub(crate) const UNSUPPORTED_FIELD: Page = Page {
    code: "unsupported-field",
    severity: Severity::Error,
    docs: r"# Something that is not carried out

## Why
kustomize can do this, and this program cannot yet. It is refused, because ignoring it would give a wrong result.

## Fix
Write it another way; the help text says how, if there is one.
",
};

pub(crate) const FUNCTION_REFUSED: Page = Page {
    code: "function-refused",
    severity: Severity::Error,
    docs: r"# A function that may not run

## Why
The kind of this plugin is not built in, so running it means running a program or a container. kustomize leaves some
of them out without a word; here that is an error.

## Fix
If you trust it, allow it: `--enable-alpha-plugins`, and for local programs `--enable-exec`.
",
};

pub(crate) const MISPLACED_PLUGIN: Page = Page {
    code: "misplaced-plugin",
    severity: Severity::Error,
    docs: r"# A plugin in the wrong field

## Why
Generators make objects, transformers change them.

```yaml
transformers: [config-map-generator.yaml]    # belongs under `generators`
```

## Fix
Move the entry.
",
};

pub(crate) const UNKNOWN_PLUGIN: Page = Page {
    code: "unknown-plugin",
    severity: Severity::Error,
    docs: r"# A built-in kind that does not exist

## Why
`apiVersion: builtin` names kinds that are part of kustomize, such as `PrefixTransformer`.

## Fix
Correct the kind.
",
};

pub(crate) const UNKNOWN_CLOUD: Page = Page {
    code: "unknown-cloud",
    severity: Severity::Error,
    docs: r"# A cloud that is not known

## Why
`IAMPolicyGenerator` knows `gke` only.

## Fix
Write `cloud: gke`.
",
};

pub(crate) const VALIDATOR_CHANGES: Page = Page {
    code: "validator-changes",
    severity: Severity::Error,
    docs: r"# A validator that changes objects

## Why
What is listed under `validators` must leave objects as they are.

## Fix
List it under `transformers`.
",
};

pub(crate) const FUNCTION_SPEC: Page = Page {
    code: "function-spec",
    severity: Severity::Error,
    docs: r"# A function that cannot be run as it is described

## Why
The annotation `config.kubernetes.io/function` says how a function is run: as a local program or as a container.
A container sees only folders below the kustomization.

```yaml
metadata:
  annotations:
    config.kubernetes.io/function: |
      exec: {program: ./set-labels}     # the field is `path`
```

## Fix
Write `exec: {path: ./set-labels}` or `container: {image: example.com/set-labels:v1}`.
",
};

pub(crate) const FUNCTION_FAILED: Page = Page {
    code: "function-failed",
    severity: Severity::Error,
    docs: r"# A function that failed

## Why
The program or container could not be started, ended with an error, took too long, or wrote something that
is no list of objects. What it said on its standard error is shown above.

## Fix
Run it by itself: it reads a `ResourceList` on its standard input and writes one to its standard output.
",
};

pub(crate) const FUNCTION_RESULT: Page = Page {
    code: "function-result",
    severity: Severity::Warning,
    docs: r"# What a function has found

## Why
A function may return `results` beside the objects. kustomize drops them; here they are shown, with the
severity that the function gives them.

## Fix
Do what the message says.
",
};
