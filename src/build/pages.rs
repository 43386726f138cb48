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
];
