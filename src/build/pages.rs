//! The pages of the codes that this room reports.

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
];
