//! The pages of the codes that replacements report.

use crate::diag::Page;
use crate::diag::Severity;

pub(crate) const REPLACEMENT_SOURCE: Page = Page {
    code: "replacement-source",
    severity: Severity::Error,
    docs: r"# An incomplete replacement

## Why
A replacement has one source (`source` or `sourceValue`) and at least one target with a `select`, or it names a file.

```yaml
replacements:
- source: {kind: ConfigMap, name: settings, fieldPath: data.image}
```

## Fix
Add what is missing, remove what is twice.
",
};

pub(crate) const REPLACEMENT_SOURCE_NO_MATCH: Page = Page {
    code: "replacement-source-no-match",
    severity: Severity::Error,
    docs: r"# A replacement whose source is no object

## Why
Without the source there is no value. The fields of a source are texts that must be the same, not patterns.

```yaml
replacements:
- source: {kind: ConfigMap, name: setting, fieldPath: data.image}     # it is called `settings`
```

## Fix
Correct the source. The name may be the one in the base, or the one after its prefixes and suffixes.
",
};

pub(crate) const REPLACEMENT_SOURCE_AMBIGUOUS: Page = Page {
    code: "replacement-source-ambiguous",
    severity: Severity::Error,
    docs: r"# A replacement whose source could be several objects

## Why
The value must come from exactly one object.

```yaml
replacements:
- source: {kind: Service, fieldPath: metadata.name}     # there are two Services
```

## Fix
Add the name, the namespace, the group or the version.
",
};

pub(crate) const REPLACEMENT_FIELD: Page = Page {
    code: "replacement-field",
    severity: Severity::Error,
    docs: r"# A replacement whose field does not exist

## Why
The path must lead to a value, in the source and in every target. Parts are parted by dots; `\.` is a dot within a part,
`[name=vllm]` an element of a list, `*` each of them.

```yaml
fieldPaths: [spec.template.spec.containers.[name=vlm].image]
```

## Fix
Correct the path. `options: {create: true}` on the target makes what is missing.
",
};

pub(crate) const REPLACEMENT_TYPE: Page = Page {
    code: "replacement-type",
    severity: Severity::Error,
    docs: r"# A replacement of the wrong type

## Why
A single value keeps its type and takes the text of the source: a number can only become a number. kustomize prints such
an object nowhere and stops.

```yaml
# the source is the text `many`, the target `spec.replicas: 1`
```

## Fix
Correct the source or the path. A text can take any value.
",
};

pub(crate) const REPLACEMENT_DELIMITER: Page = Page {
    code: "replacement-delimiter",
    severity: Severity::Error,
    docs: r"# A value that cannot be split

## Why
`delimiter` splits the text of a single value, and `index` counts its pieces from 0. In a source the piece must exist.

```yaml
source:
  kind: ConfigMap
  name: settings
  fieldPath: data.image        # vllm/vllm-openai, without a tag
  options: {delimiter: ':', index: 1}
```

## Fix
Correct `delimiter` or `index`, or remove them to copy the value as it is.
",
};

pub(crate) const REPLACEMENT_TARGET_NO_MATCH: Page = Page {
    code: "replacement-target-no-match",
    severity: Severity::Warning,
    docs: r"# A replacement whose target matches nothing

## Why
The value goes nowhere, and kustomize does not say so. The build goes on, with the same result.

```yaml
targets:
- select: {kind: Deployment, name: vlm}
  fieldPaths: [spec.replicas]
```

## Fix
Correct `select`. Its fields are regular expressions that must match as a whole.
",
};

pub(crate) const ENCODING_IGNORED: Page = Page {
    code: "encoding-ignored",
    severity: Severity::Warning,
    docs: r"# `encoding` of a replacement

## Why
kustomize knows the field and never reads it: the value is copied as it is.

```yaml
options: {encoding: base64}
```

## Fix
Remove it, and copy a value that is encoded already.
",
};
