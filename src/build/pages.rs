//! The pages of the codes that this room reports.

use crate::build::config::pages as config;
use crate::build::helm::pages as helm;
use crate::build::object_pages as object;
use crate::build::transform::pages as transform;
use crate::build::transform::patches::pages as patches;
use crate::build::transform::replacements::pages as replacements;
use crate::build::tree_pages as tree;
use crate::diag::Page;
use crate::diag::Severity;

/// One page for each code of this room.
pub const PAGES: &[Page] = &[
    Page {
        code: "unknown-field",
        severity: Severity::Error,
        docs: r"# Unknown field

## Why
A field that nobody reads is nearly always a typing error, and the build would go on without what it asks for.

```yaml
images:
  - name: vllm/vllm-openai
    newTga: v0.11.0
```

## Fix
Use the name given in the help text, or remove the field.
",
    },
    Page {
        code: "wrong-type",
        severity: Severity::Error,
        docs: r"# Value of the wrong type

## Why
The field holds another type of value than the one that is expected, often because a text that looks like
a number or a truth value is not in quotes.

```yaml
commonAnnotations:
  example.com/enabled: true
```

## Fix
Write the value in the expected form; put text in quotes: `example.com/enabled: 'true'`.
",
    },
    Page {
        code: "missing-field",
        severity: Severity::Error,
        docs: r"# Missing field

## Why
The entry cannot be carried out without this field.

```yaml
images:
  - newTag: v0.11.0
```

## Fix
Add the field: `name: vllm/vllm-openai` says which images the entry is for.
",
    },
    Page {
        code: "conflicting-field-spec",
        severity: Severity::Error,
        docs: "# Two field specs that contradict each other

## Why
A row of a `configurations:` file names a field that another row, or a built-in table, names too, but
one has `create: true` and the other has not. Nobody can say whether a missing field is to be made.

```yaml
commonLabels:
- path: metadata/labels     # built in with `create: true`
  create: false
```

## Fix
Remove the row if the other one is enough, or give both the same `create`.
",
    },
    Page {
        code: "sort-order",
        severity: Severity::Error,
        docs: "# `sortOptions` that do not fit together

## Why
The order of the output is `legacy` (by kind) or `fifo` (as read), and only `legacy` has options.

```yaml
sortOptions:
  order: fifo
  legacySortOptions:        # of no use here
    orderFirst: [Namespace]
```

## Fix
Write `order: legacy` to sort by kind, or remove `legacySortOptions`.
",
    },
    Page {
        code: "duplicate-data-key",
        severity: Severity::Error,
        docs: r"# A generator gives one key twice

## Why
A key of a ConfigMap or Secret holds one value; two entries for it would hide one of them.

```yaml
configMapGenerator:
- name: settings
  literals: [mode=a]
  files: [mode=mode.txt]
```

## Fix
Remove one of the entries, or choose another key for a file: `other-key=path`.
",
    },
    Page {
        code: "invalid-data-key",
        severity: Severity::Warning,
        docs: r"# A key that Kubernetes does not accept

## Why
The API server takes letters, digits, `-`, `_` and `.` in the keys of a ConfigMap or Secret, and nothing else.
The build goes on, as kustomize does, but applying its result fails.

```yaml
configMapGenerator:
- name: settings
  literals: ['my key=1']
```

## Fix
Rename the key.
",
    },
    Page {
        code: "malformed-literal",
        severity: Severity::Error,
        docs: r"# A literal that is not `key=value`

## Why
Without a `=` there is no telling the key from the value.

```yaml
configMapGenerator:
- name: settings
  literals: [debug]
```

## Fix
Write `debug=true`, or `debug=` for an empty value.
",
    },
    Page {
        code: "malformed-file-entry",
        severity: Severity::Error,
        docs: r"# A file entry that is neither `path` nor `key=path`

## Why
Key and path are parted by the only `=` of the entry; neither may be empty.

```yaml
configMapGenerator:
- name: settings
  files: ['a=b=c.txt']
```

## Fix
Write `path`, or `key=path` to choose the key. Rename files with a `=` in their name.
",
    },
    Page {
        code: "env-file-line",
        severity: Severity::Error,
        docs: r"# A line of an env file that cannot be read

## Why
Each line of a file under `envs:` is `key=value` in UTF-8, shorter than 64 KiB. kustomize drops longer lines, and all
lines after them, without a word, and it drops lines that start with `=` as well.

```yaml
# app.env, listed under envs:
# =lost
```

## Fix
Write `key=value`. Put long or binary values into files of their own and list those under `files:`.
",
    },
    Page {
        code: "unknown-behavior",
        severity: Severity::Warning,
        docs: r"# A behavior that does not exist

## Why
A generator creates its object, replaces one that is there, or is merged into it. Any other word is ignored, as
kustomize does it, and the object is created.

```yaml
configMapGenerator:
- name: settings
  behavior: append
```

## Fix
Write `create`, `replace` or `merge`.
",
    },
    Page {
        code: "ambiguous-reference",
        severity: Severity::Error,
        docs: r"# A name that could mean several objects

## Why
After renames, a field still holds a name that more than one object has had, and nothing (kind, namespace, prefixes and
suffixes) tells which of them is meant.

```yaml
# bases `a` and `b` both hold a ConfigMap `cm`, and each adds a prefix of its own
kind: Pod
spec:
  containers:
  - envFrom:
    - configMapRef: {name: cm}
```

## Fix
Write the name that the object has after its base's renames (`a-cm`), or give the objects different names.
",
    },
    Page {
        code: "unhashed-kind",
        severity: Severity::Warning,
        docs: r"# A generated object that is no ConfigMap or Secret gets no hash

## Why
A generated object gets a hash of its content behind its name. What that content is, is defined for a ConfigMap and a
Secret alone. If a patch made the object another kind, kustomize adds a number that depends on the lines and the blanks
of the files it was read from; Flightplan adds nothing.

```yaml
configMapGenerator: [{name: settings}]
patches:
- target: {kind: ConfigMap}
  options: {allowKindChange: true}
  patch: |
    kind: Settings
    metadata: {name: settings}
```

## Fix
Keep the kind, or switch the hash off: `options: {disableNameSuffixHash: true}`.
",
    },
    Page {
        code: "malformed-api-version",
        severity: Severity::Error,
        docs: r"# An apiVersion has no group before its slash

## Why
A `/` in `apiVersion` parts the group from the version. With nothing before it no API is named, and no server takes
the object. Often a replacement has copied something else into the field.

```yaml
apiVersion: /v1        # `v1`, or `apps/v1`
kind: Deployment
```

## Fix
Write `group/version`, or the version alone for the core group.
",
    },
    Page {
        code: "unfit-reference-field",
        severity: Severity::Error,
        docs: r"# A field for names holds something else

## Why
A table says that the name of another object stands at this path, but the way there is blocked by a scalar, or the map
that is there has no `name`.

```yaml
kind: Pod
spec:
  volumes: none        # a list of volumes is expected
```

## Fix
Correct the value. If the table is your own (`configurations:`), correct its path.
",
    },
    transform::UNFIT_FIELD,
    transform::NAMESPACE_COLLISION,
    transform::UNKNOWN_SUBJECTS,
    transform::UNMATCHED_REPLICAS,
    transform::UNMATCHED_IMAGE,
    transform::INVALID_PATTERN,
    transform::DUPLICATE_VAR,
    transform::AMBIGUOUS_VAR,
    transform::UNMATCHED_VAR,
    transform::MISSING_VAR_FIELD,
    transform::UNFIT_VAR_VALUE,
    transform::UNUSED_VAR,
    patches::PATCH_SOURCE,
    patches::PATCH_EMPTY,
    patches::PATCH_TARGET_NO_MATCH,
    patches::PATCH_WITHOUT_TARGET,
    patches::PATCH_SEVERAL_OBJECTS,
    patches::PATCH_NO_OBJECT,
    patches::PATCH_AMBIGUOUS,
    patches::PATCH_WITHOUT_EFFECT,
    patches::UNKNOWN_OPENAPI_VERSION,
    transform::SHARED_VALUE,
    replacements::REPLACEMENT_SOURCE,
    replacements::REPLACEMENT_SOURCE_NO_MATCH,
    replacements::REPLACEMENT_SOURCE_AMBIGUOUS,
    replacements::REPLACEMENT_FIELD,
    replacements::REPLACEMENT_TYPE,
    replacements::REPLACEMENT_DELIMITER,
    replacements::REPLACEMENT_TARGET_NO_MATCH,
    replacements::ENCODING_IGNORED,
    helm::HELM_DISABLED,
    helm::HELM_CHART,
    helm::HELM_FAILED,
    config::EMPTY_KUSTOMIZATION,
    config::KUSTOMIZATION_KIND,
    config::OPENAPI_SCHEMA,
    config::UNKNOWN_BUILD_METADATA,
    config::DEPRECATED_FIELD,
    tree::MISSING_ROOT,
    tree::MISSING_FILE,
    tree::UNREADABLE_FILE,
    tree::OUTSIDE_ROOT,
    tree::ABSOLUTE_PATH,
    tree::MISSING_KUSTOMIZATION,
    tree::TWO_KUSTOMIZATIONS,
    tree::REMOTE_ENTRY,
    tree::OFFLINE,
    tree::UNREACHABLE_REPOSITORY,
    tree::UNKNOWN_GIT_REFERENCE,
    tree::MISSING_REMOTE_FOLDER,
    tree::CYCLE,
    tree::COMPONENT_KIND,
    object::NOT_AN_OBJECT,
    object::MISSING_KIND,
    object::MISSING_NAME,
    object::DUPLICATE_OBJECT,
    object::GENERATOR_TARGET,
    object::CRD_DEFINITIONS,
    object::UNSUPPORTED_FIELD,
    object::FUNCTION_REFUSED,
    object::FUNCTION_SPEC,
    object::FUNCTION_FAILED,
    object::FUNCTION_RESULT,
    object::MISPLACED_PLUGIN,
    object::UNKNOWN_PLUGIN,
    object::UNKNOWN_CLOUD,
    object::VALIDATOR_CHANGES,
];
