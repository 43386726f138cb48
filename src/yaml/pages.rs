//! One page for every code this room reports.

use crate::diag::Page;
use crate::diag::Severity;

const fn error(code: &'static str, docs: &'static str) -> Page {
    Page { code, severity: Severity::Error, docs }
}

const fn warning(code: &'static str, docs: &'static str) -> Page {
    Page { code, severity: Severity::Warning, docs }
}

/// The pages.
pub const PAGES: &[Page] = &[
    error(
        "bad-document-separator",
        "# Something stands behind the `---` that parts two documents\n\n\
        ## Why\n\
        kustomize cuts a file at every line that starts with `---`, and refuses anything there but blanks \
        and a comment. YAML itself would allow `--- {a: b}`.\n\n\
        ```yaml\n\
        kind: Service\n\
        --- kind: Deployment   # refused\n\
        ```\n\n\
        ## Fix\n\
        Move what follows the `---` to the next line.\n",
    ),
    error(
        "bad-indentation",
        "# A line that is indented wrongly\n\n\
        ## Why\n\
        In YAML the indentation says what belongs to what. The keys of one map stand below each other, and so \
        do the dashes of one list.\n\n\
        ```yaml\n\
        metadata:\n\
        \x20 name: web\n\
        \x20  labels: {}   # one blank too many\n\
        ```\n\n\
        ## Fix\n\
        Indent the line like the line that it should stand beside.\n",
    ),
    error(
        "bad-merge-key",
        "# `<<` merges something that is no map\n\n\
        ## Why\n\
        The merge key takes a map, an alias of a map, or a list of those.\n\n\
        ```yaml\n\
        defaults: &defaults {cpu: \"1\"}\n\
        requests:\n\
        \x20 <<: *defaults\n\
        \x20 memory: 1Gi\n\
        ```\n\n\
        ## Fix\n\
        Merge a map, or give the key another name.\n",
    ),
    warning(
        "document-ignored",
        "# A document that is not read\n\n\
        ## Why\n\
        kustomize cuts files at lines that start with `---` and reads one document of each part. What comes \
        behind a `...` line is dropped without a word. Of kustomization.yaml and of JSON patches only the \
        first document counts.\n\n\
        ## Fix\n\
        Part the documents of a resource file by `---`, and keep one document in a configuration file.\n",
    ),
    error(
        "duplicate-key",
        "# A key is given twice in one map\n\n\
        ## Why\n\
        Only one of the values can count. kustomize refuses such resources; in kustomization.yaml it takes \
        the last one without a word, so there it is a warning.\n\n\
        ```yaml\n\
        limits:\n\
        \x20 memory: 1Gi\n\
        \x20 memory: 2Gi   # again\n\
        ```\n\n\
        ## Fix\n\
        Keep one of the two.\n",
    ),
    error(
        "file-encoding",
        "# A file that is not UTF-8\n\n\
        ## Why\n\
        YAML is text in UTF-8, or in UTF-16 with a byte order mark.\n\n\
        ## Fix\n\
        Save the file as UTF-8. Binary content belongs into the `files` of a ConfigMap or Secret generator.\n",
    ),
    error(
        "file-too-large",
        "# A file that is too large to be a manifest\n\n\
        ## Why\n\
        At most 64 MiB are read from a file. A Kubernetes object has at most 1.5 MiB.\n\n\
        ## Fix\n\
        Split the file. If it is data for a container, mount it from a bucket or bake it into an image.\n",
    ),
    warning(
        "merge-key-in-quotes",
        "# A merge key in quotes\n\n\
        ## Why\n\
        `\"<<\"` in quotes is no merge key, so nothing is merged. kustomize then drops the key and its value.\n\n\
        ## Fix\n\
        Remove the quotes to merge a map, or choose another key.\n",
    ),
    error(
        "nested-too-deeply",
        "# Values nested too deeply\n\n\
        ## Why\n\
        Maps and lists may nest 512 levels deep, aliases included. No Kubernetes object comes near.\n\n\
        ## Fix\n\
        Look for brackets that are never closed, or for aliases that hold aliases.\n",
    ),
    error(
        "non-string-key",
        "# A key that is not text\n\n\
        ## Why\n\
        The keys of a Kubernetes object are text. YAML reads `1:`, `true:` or `2001-01-01:` as a number, a \
        bool or a date, and kustomize cannot print those.\n\n\
        ```yaml\n\
        data:\n\
        \x20 8080: open     # number\n\
        \x20 \"8080\": open   # text\n\
        ```\n\n\
        ## Fix\n\
        Put quotes around the key. A `{{ … }}` of a template needs quotes too.\n",
    ),
    error(
        "number-not-finite",
        "# A number that JSON cannot hold\n\n\
        ## Why\n\
        `.inf` and `.nan` are numbers in YAML. Kubernetes speaks JSON, which has neither.\n\n\
        ## Fix\n\
        Put quotes around it if it is text.\n",
    ),
    error(
        "odd-line-break",
        "# An invisible letter that breaks the line\n\n\
        ## Why\n\
        U+0085, U+2028 and U+2029 show as nothing or as a blank. kustomize reads them as line breaks, other \
        tools as text, so the same file means two things. They come from copied web pages.\n\n\
        ## Fix\n\
        Delete the letter. If it is meant, write it as `\"\\u2028\"` in double quotes.\n",
    ),
    error(
        "recursive-alias",
        "# An alias inside its own anchor\n\n\
        ## Why\n\
        `a: &x {b: *x}` would hold itself without end. kustomize 5.8.1 dies of it with a stack overflow.\n\n\
        ## Fix\n\
        Move the anchor to a value that does not hold the alias.\n",
    ),
    error(
        "tab-indentation",
        "# A tab where YAML wants blanks\n\n\
        ## Why\n\
        YAML indents with blanks only. A tab shows like blanks, and means nothing.\n\n\
        ## Fix\n\
        Replace the tab by blanks, and set the editor to insert blanks.\n",
    ),
    error(
        "template-text",
        "# A template where YAML is expected\n\n\
        ## Why\n\
        `{{ .Values.name }}` means something to Helm only. kustomize reads it as a map, or not at all.\n\n\
        ## Fix\n\
        Render the chart first (`helm template`), or put quotes around the text if it is meant as it stands.\n",
    ),
    error(
        "too-many-aliases",
        "# Aliases that stand for too much\n\n\
        ## Why\n\
        Aliases of anchors that hold aliases grow without bound: nine lines can stand for a billion values. \
        At most a million values per document are expanded.\n\n\
        ## Fix\n\
        Write the values out.\n",
    ),
    error(
        "unclosed-bracket",
        "# A bracket that is not closed\n\n\
        ## Why\n\
        A list in `[ ]` and a map in `{ }` go on over lines until the bracket is closed, so a missing one \
        swallows what follows.\n\n\
        ## Fix\n\
        Close the bracket, or put quotes around text that starts with one.\n",
    ),
    error(
        "unclosed-quote",
        "# A quote that is not closed\n\n\
        ## Why\n\
        Text in quotes goes on over lines until the quote is closed, so a missing one swallows the rest of \
        the file.\n\n\
        ## Fix\n\
        Close the quote. In single quotes a quote is doubled (`'it''s'`), in double quotes it is `\\\"`.\n",
    ),
    error(
        "unknown-anchor",
        "# An alias without an anchor\n\n\
        ## Why\n\
        `*name` stands for the value that `&name` marks. The anchor must come before the alias, in the same \
        document: anchors end at `---`.\n\n\
        ## Fix\n\
        Add the anchor, or put quotes around text that starts with `*`.\n",
    ),
    warning(
        "block-grows",
        "# A block that gains a line break\n\n\
        ## Why\n\
        A block that keeps the empty lines at its end (`|+`, `>+`) is the last value of its document, and a comment \
        follows. kustomize writes an empty line before that comment and reads the block again, which keeps it: the \
        value gets longer. Flightplan prints the same.\n\n\
        ```yaml\n\
        data:\n  \
          script: |+\n    \
            echo\n\
        \n\
        # the end\n\
        ```\n\n\
        ## Fix\n\
        Move the comment above the key, or write `|`, which keeps one line break.\n",
    ),
    error(
        "wrong-tag",
        "# A value that does not fit its tag\n\n\
        ## Why\n\
        `!!int`, `!!bool` and the like say how a value is to be read, and this value cannot be read so.\n\n\
        ```yaml\n\
        replicas: !!int three\n\
        ```\n\n\
        ## Fix\n\
        Drop the tag, or change the value.\n",
    ),
    error(
        "yaml-syntax",
        "# Text that is not YAML\n\n\
        ## Why\n\
        The file cannot be read past this place.\n\n\
        ## Fix\n\
        Often the fault is a line above: a quote or a bracket that was never closed, a `:` without the \
        blank behind it, or text that starts with one of ``@ ` % * & ! | > { [`` and needs quotes.\n",
    ),
];
