//! The pages of the codes that this room reports.

use crate::diag::Page;
use crate::diag::Severity;
use crate::patch::typed;

/// One page for each code of this room.
pub const PAGES: &[Page] = &[
    Page {
        code: "patch-type-mismatch",
        severity: Severity::Error,
        docs: r"# A patch of another form than its target

## Why
A strategic merge joins maps with maps and lists with lists. It cannot join a map with a single value, and kustomize
stops there.

```yaml
# the target has `resources: {limits: {cpu: 12}}`
spec:
  containers:
  - name: vllm
    resources: large
```

## Fix
Write the patch in the form that the field has. To change the form, remove the field with one patch
(`resources: null`) and set it with another.
",
    },
    Page {
        code: "unknown-patch-directive",
        severity: Severity::Error,
        docs: r"# A `$patch` that does not exist

## Why
A strategic merge knows `$patch: delete`, `$patch: replace` and `$patch: merge`.

```yaml
spec:
  nodeSelector:
    $patch: remove
```

## Fix
Write one of the three. `delete` removes the map, the list element, or the whole object in which it stands.
",
    },
    Page {
        code: "element-not-replaced",
        severity: Severity::Warning,
        docs: r"# `$patch: replace` on a list element has no effect

## Why
In a list that is merged by a key, kustomize puts the old element back after it made room for the new one. The patch
changes nothing but the element's place in the list. The build goes on, with the same result.

```yaml
spec:
  containers:
  - name: vllm
    $patch: replace        # the old container stays
    image: vllm/vllm-openai:v0.11.0
```

## Fix
Name the fields to change, and set those that are to go to `null`. Or replace the whole list with an element
`- $patch: replace` beside the new ones.
",
    },
    typed::pages::DELETES_NOTHING,
    typed::pages::NEW_ELEMENT,
    typed::pages::UNKNOWN_FIELD,
    typed::pages::WRONG_TYPE,
];
