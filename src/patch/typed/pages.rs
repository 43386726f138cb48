//! The pages of the findings about typed patches.

use crate::diag::Page;
use crate::diag::Severity;

/// An element that deletes nothing.
pub(in crate::patch) const DELETES_NOTHING: Page = Page {
    code: "patch-deletes-nothing",
    severity: Severity::Warning,
    docs: "# A patch deletes an element that is not there\n\n\
        ## Why\n\
        `$patch: delete` removes the element whose key it names. If there is none, kustomize says nothing and \
        the element that was meant stays. Reported if one of nearly the same name is there.\n\n\
        ```yaml\n\
        volumes:\n\
        - name: model-weigths   # the base has model-weights\n  $patch: delete\n\
        ```\n\n\
        ## Fix\n\
        Write the name that the base has.\n",
};

/// An element that is new by mistake.
pub(in crate::patch) const NEW_ELEMENT: Page = Page {
    code: "patch-new-element",
    severity: Severity::Error,
    docs: "# A patch adds an element where it was to change one\n\n\
        ## Why\n\
        Lists such as `containers`, `env` and `volumes` are merged by a key. An element whose key is misspelt \
        matches nothing, so kustomize adds it as a new one and the old one stays as it was. An error if a \
        container would be added without an image, or beside one of nearly the same name with the same \
        image; a warning if only the names are nearly the same.\n\n\
        ```yaml\n\
        containers:\n\
        - name: infernce-server   # the base has inference-server\n  resources: {limits: {cpu: \"8\"}}\n\
        ```\n\n\
        ## Fix\n\
        Write the name that the base has. If a new element is meant, complete it (a container needs an \
        `image`), or give it a name that differs more.\n",
};

/// A field that is not there.
pub(in crate::patch) const UNKNOWN_FIELD: Page = Page {
    code: "patch-unknown-field",
    severity: Severity::Error,
    docs: "# A patch sets a field that the kind does not have\n\n\
        ## Why\n\
        kustomize merges any field. The API server refuses or drops an unknown one, and what the patch was to \
        change stays as it was.\n\n\
        ```yaml\n\
        kind: Deployment\n\
        metadata: {name: vllm}\n\
        spec:\n  replica: 2   # replicas\n\
        ```\n\n\
        ## Fix\n\
        Write the name that the finding suggests, or put the field where it belongs.\n",
};

/// A value of the wrong kind.
pub(in crate::patch) const WRONG_TYPE: Page = Page {
    code: "patch-wrong-type",
    severity: Severity::Error,
    docs: "# A patch sets a value of the wrong kind\n\n\
        ## Why\n\
        A number in quotes is text, a map is no list. kustomize takes the value over as it is, and the API \
        server refuses the result.\n\n\
        ```yaml\n\
        - op: replace\n  path: /spec/replicas\n  value: \"3\"   # 3\n\
        ```\n\n\
        ## Fix\n\
        Add or remove the quotes, or make it the list or map that is expected.\n",
};
