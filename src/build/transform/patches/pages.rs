//! The pages of the codes that patches report.

use crate::diag::Page;
use crate::diag::Severity;

pub(crate) const PATCH_SOURCE: Page = Page {
    code: "patch-source",
    severity: Severity::Error,
    docs: r"# An entry of `patches` without a patch, or with two

## Why
An entry names a file with `path`, or holds the patch as text under `patch`.

```yaml
patches:
- target: {kind: Deployment}
```

## Fix
Add one of the two, and remove the other.
",
};

pub(crate) const PATCH_EMPTY: Page = Page {
    code: "patch-empty",
    severity: Severity::Error,
    docs: r"# `patchesStrategicMerge` without a patch

## Why
The files and texts that are listed hold no objects, and kustomize stops there.

```yaml
patchesStrategicMerge:
- empty.yaml
```

## Fix
Remove the entries, or write the patches.
",
};

pub(crate) const PATCH_TARGET_NO_MATCH: Page = Page {
    code: "patch-target-no-match",
    severity: Severity::Warning,
    docs: r"# A patch whose target matches nothing

## Why
The patch changes nothing, and kustomize does not say so. Nearly always a name was misspelt, or the object was renamed. The
build goes on, with the same result.

```yaml
patches:
- path: replicas.yaml
  target: {kind: Deployment, name: vlm}
```

## Fix
Correct the target. The fields are regular expressions that must match as a whole; the name may be the one in the
base or the one after its prefixes and suffixes.
",
};

pub(crate) const PATCH_WITHOUT_TARGET: Page = Page {
    code: "patch-without-target",
    severity: Severity::Error,
    docs: r"# A JSON patch without a target

## Why
The operations of a JSON patch do not say which object they are for.

```yaml
patches:
- patch: |-
    - {op: replace, path: /spec/replicas, value: 2}
```

## Fix
Add `target: {kind: Deployment, name: vllm}`. In `patchesJson6902` the name is required.
",
};

pub(crate) const PATCH_SEVERAL_OBJECTS: Page = Page {
    code: "patch-several-objects",
    severity: Severity::Error,
    docs: r"# A target for several patches

## Why
The patch holds more than one object, so kustomize cannot tell which of them is for the target.

```yaml
patches:
- path: two-deployments.yaml
  target: {kind: Deployment}
```

## Fix
Remove the target: then each object finds its own by kind and name. Or write an entry for each.
",
};

pub(crate) const PATCH_NO_OBJECT: Page = Page {
    code: "patch-no-object",
    severity: Severity::Error,
    docs: r"# A patch for an object that does not exist

## Why
Without a `target`, a strategic merge patch is for the object of its own group, version, kind, name and namespace.

```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: vlm}      # the object is called `vllm`
```

## Fix
Correct what differs. The name is the one in the base, or the one after its prefixes and suffixes.
",
};

pub(crate) const PATCH_AMBIGUOUS: Page = Page {
    code: "patch-ambiguous",
    severity: Severity::Error,
    docs: r"# A patch that could be for several objects

## Why
Two objects have had the identity of the patch before they were renamed.

```yaml
# bases `a` and `b` both hold a Deployment `vllm`, and each adds a prefix of its own
kind: Deployment
metadata: {name: vllm}
```

## Fix
Write the name that the object has now, or give the entry a `target`, which may match several.
",
};

pub(crate) const UNKNOWN_OPENAPI_VERSION: Page = Page {
    code: "unknown-openapi-version",
    severity: Severity::Error,
    docs: r"# A schema that kustomize does not have

## Why
`openapi.version` chooses among the schemas that kustomize carries, and 5.8.1 carries only that of Kubernetes v1.21.2.

```yaml
openapi:
  version: v1.33.0
```

## Fix
Remove the field. The schema only decides which lists are merged; it does not limit what objects may hold.
",
};

pub(crate) const PATCH_WITHOUT_EFFECT: Page = Page {
    code: "patch-without-effect",
    severity: Severity::Warning,
    docs: r"# A patch that changes nothing

## Why
`$patch: replace` at the top of a patch asks for a whole new object. Kustomize makes one, drops it, and goes
on with the old one, and so does this build.

```yaml
kind: Service
metadata: {name: vllm}
$patch: replace
spec: {type: LoadBalancer}
```

## Fix
Write the directive into the fields that are to be replaced: `spec: {$patch: replace, type: LoadBalancer}`.
",
};
