//! The pages of the codes that this room reports.

use crate::diag::Page;
use crate::diag::Severity;
use crate::patch::typed;

/// One page for each code of this room.
pub const PAGES: &[Page] = &[
    Page {
        code: "patch-loses-fields",
        severity: Severity::Error,
        docs: r"# A patch without a part of an element's name

## Why
Ports are known by two fields: `containerPort` and `protocol` in a container, `port` and `protocol` in a Service. A
patch that names only one of them meets the element that is there, and kustomize then keeps that element and drops the
other fields of the patch.

```yaml
# the base has `{port: 80, protocol: TCP, targetPort: http}`
spec:
  ports:
  - port: 80
    targetPort: 9000   # stays `http`
```

## Fix
Add the missing field as the base has it (`protocol: TCP`).
",
    },
    Page {
        code: "patch-replaces-list",
        severity: Severity::Warning,
        docs: r"# A patch that takes a list away

## Why
Lists that have no merge key are replaced as a whole: `args`, `command`, `tolerations`, `envFrom` of every kind, and
all lists, `containers` among them, of kinds that kustomize has no schema of (LeaderWorkerSet, JobSet, Rollout). What
the patch does not repeat is lost, and kustomize says nothing. Told are lists that are often taken for ones that are
added to, and only if the patch repeats nothing of the old list.

```yaml
# the base has `args: [--model=$(MODEL_ID), --tensor-parallel-size=2]`
spec:
  template:
    spec:
      containers:
      - name: inference-server
        args: [--max-model-len=8192]   # the only argument that is left
```

## Fix
Repeat what is to stay, or add one element with a JSON patch (`op: add`, a path that ends with `/-`). For arguments of
vLLM, the overlay `model-server` takes them as a map: one changes, the others stay. If the old list is to go, say so
with `# allow[patch-replaces-list]: reason` on the line.
",
    },
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
    Page {
        code: "malformed-json-patch",
        severity: Severity::Error,
        docs: r"# A JSON patch that cannot be read

## Why
A JSON patch is a list of operations: `add`, `remove`, `replace`, `move`, `copy`, `test`, each with a `path`. A patch
that starts with `[` is read as JSON in the strict sense.

```yaml
- op: replce
  path: /spec/replicas
  value: 2
```

## Fix
Correct the operation: `{op: replace, path: /spec/replicas, value: 2}`.
",
    },
    Page {
        code: "malformed-pointer",
        severity: Severity::Warning,
        docs: r"# A path that is no JSON pointer

## Why
A pointer starts with `/`, and `~` in it is written `~0`. kustomize ignores what stands before the first `/`, so
`spec/replicas` sets a field `replicas` of the object itself.

```yaml
- op: replace
  path: spec/replicas
  value: 2
```

## Fix
Write `/spec/replicas`. A `/` within a key is written `~1`: `/metadata/annotations/example.com~1team`.
",
    },
    Page {
        code: "json-patch-path",
        severity: Severity::Error,
        docs: r"# A JSON patch that leads nowhere

## Why
`add` makes the last part of its path and nothing before it; the other operations need the whole path.

```yaml
- op: add
  path: /spec/template/metadata/labels/team    # the template has no labels
  value: ml
```

## Fix
Correct the path, or add the map first: `{op: add, path: /spec/template/metadata/labels, value: {}}`. A strategic merge
makes what is missing by itself.
",
    },
    Page {
        code: "json-patch-test",
        severity: Severity::Error,
        docs: r"# A test in a JSON patch fails

## Why
`test` stops the build if the value is another one than the patch was written for.

```yaml
- op: test
  path: /spec/replicas
  value: 1
```

## Fix
See whether the patch still suits its target, then correct the expected value.
",
    },
    Page {
        code: "json-patch-creates",
        severity: Severity::Warning,
        docs: r"# A JSON patch changes what does not exist

## Why
`replace` and `copy` need a field that exists. kustomize adds it if it does not, so a typing error in the path adds a
field that nobody reads. The build goes on, with the same result.

```yaml
- op: replace
  path: /spec/replica
  value: 2
```

## Fix
Correct the path, or write `op: add` if the field is meant to be new.
",
    },
    Page {
        code: "malformed-pattern",
        severity: Severity::Error,
        docs: r"# A target with a broken pattern

## Why
`group`, `version`, `kind`, `name` and `namespace` of a target are regular expressions that must match as a whole.

```yaml
patches:
- path: p.yaml
  target: {kind: Deployment, name: '*'}
```

## Fix
Write `.*` for anything, and `\` before a character that means itself.
",
    },
    Page {
        code: "malformed-selector",
        severity: Severity::Error,
        docs: r"# A label selector that cannot be read

## Why
`labelSelector` and `annotationSelector` have the syntax of `kubectl --selector`.

```yaml
patches:
- path: p.yaml
  target: {labelSelector: 'app: vllm'}
```

## Fix
Write `app=vllm`; several requirements have commas between them: `app=vllm,tier in (gpu,tpu),!canary`.
",
    },
];
