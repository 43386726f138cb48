//! The pages of the codes about files and folders.

use crate::diag::Page;
use crate::diag::Severity;

pub(crate) const MISSING_ROOT: Page = Page {
    code: "missing-root",
    severity: Severity::Error,
    docs: r"# There is nothing to build

## Why
The folder that was named does not exist, or is a file.

## Fix
Name the folder that holds a kustomization.yaml.
",
};

pub(crate) const MISSING_FILE: Page = Page {
    code: "missing-file",
    severity: Severity::Error,
    docs: r"# An entry names nothing

## Why
A path in a kustomization is relative to the folder of that kustomization, and must name something that is there.

```yaml
resources: [deploymnet.yaml]
```

## Fix
Correct the path; the help text names what is there.
",
};

pub(crate) const UNREADABLE_FILE: Page = Page {
    code: "unreadable-file",
    severity: Severity::Error,
    docs: r"# A file cannot be read

## Why
The operating system refuses to hand the file out.

## Fix
Check its permissions.
",
};

pub(crate) const OUTSIDE_ROOT: Page = Page {
    code: "outside-root",
    severity: Severity::Error,
    docs: r"# A file outside the folder

## Why
A kustomization reads files in or below its own folder only, so that it means the same wherever it is copied to.
Other kustomizations may lie anywhere. A symbolic link counts as what it points to.

```yaml
resources: [../base/deployment.yaml]      # `../base` would do
```

## Fix
List the folder, move the file, or build with `--load-restrictor LoadRestrictionsNone`.
",
};

pub(crate) const ABSOLUTE_PATH: Page = Page {
    code: "absolute-path",
    severity: Severity::Error,
    docs: r"# A folder named by an absolute path

## Why
It would be somewhere else on every other machine. kustomize refuses it.

```yaml
resources: [/home/me/base]
```

## Fix
Write the path relative to the kustomization.
",
};

pub(crate) const MISSING_KUSTOMIZATION: Page = Page {
    code: "missing-kustomization",
    severity: Severity::Error,
    docs: r"# A folder without a kustomization

## Why
A folder is listed to be built, and building it takes a kustomization.yaml, kustomization.yml or Kustomization.

```yaml
resources: [../manifests]
```

## Fix
Add a kustomization.yaml that lists the folder's files, or list the files one by one.
",
};

pub(crate) const TWO_KUSTOMIZATIONS: Page = Page {
    code: "two-kustomizations",
    severity: Severity::Error,
    docs: r"# A folder with two kustomizations

## Why
Nobody can say which one is meant.

## Fix
Keep one of `kustomization.yaml`, `kustomization.yml` and `Kustomization`.
",
};

pub(crate) const REMOTE_ENTRY: Page = Page {
    code: "remote-entry",
    severity: Severity::Error,
    docs: r"# Something on another machine

## Why
The entry is the address of a repository or of a file on a web server, and it cannot be fetched here.

```yaml
resources: ['https://github.com/org/repo/base?ref=v1']
```

## Fix
Clone it beside the kustomization and list the folder.
",
};

pub(crate) const CYCLE: Page = Page {
    code: "cycle",
    severity: Severity::Error,
    docs: r"# Kustomizations that build on each other

## Why
A kustomization cannot be built before what it builds on. One that lists itself, directly or through others, or a
folder that holds it, can never be built.

```yaml
# a/kustomization.yaml
resources: [../b]
# b/kustomization.yaml
resources: [../a]
```

## Fix
Move what both need into a folder of its own, and list that in both.
",
};

pub(crate) const COMPONENT_KIND: Page = Page {
    code: "component-kind",
    severity: Severity::Error,
    docs: r"# A component where a kustomization is due, or the other way round

## Why
A component changes what others have brought together; a kustomization stands alone. They are listed in different
fields.

```yaml
resources: [../../base]
components: [../../overlays/spot]
```

## Fix
List folders with `kind: Component` under `components`, all others under `resources`.
",
};

pub(crate) const OFFLINE: Page = Page {
    code: "offline",
    severity: Severity::Error,
    docs: r"# A repository that may not be fetched

## Why
The build was asked to fetch nothing, and the entry names a repository that is not kept from an earlier build.
Only full commit ids are kept for good: what a branch or a tag stands for can change.

```yaml
resources: ['https://github.com/org/repo/base?ref=main']    # with `--offline`
```

## Fix
Build once without `--offline`, with the commit id as `ref`.
",
};

pub(crate) const UNREACHABLE_REPOSITORY: Page = Page {
    code: "unreachable-repository",
    severity: Severity::Error,
    docs: r"# A repository that cannot be fetched

## Why
`git` could not read the repository: the address is wrong, the machine cannot be reached, or a password is needed.

```yaml
resources: ['https://github.com/org/repoo/base?ref=v1']
```

## Fix
Try `git ls-remote` with the address. Access is that of git: SSH keys and credential helpers work here too.
",
};

pub(crate) const UNKNOWN_GIT_REFERENCE: Page = Page {
    code: "unknown-git-reference",
    severity: Severity::Error,
    docs: r"# A branch or tag that the repository does not have

## Why
`?ref=` names a branch, a tag, or a commit by all 40 digits of its id.

```yaml
resources: ['https://github.com/org/repo/base?ref=v1.O']
```

## Fix
Use the name given in the help text. A commit id is best: it cannot change, and it is fetched only once.
",
};

pub(crate) const MISSING_REMOTE_FOLDER: Page = Page {
    code: "missing-remote-folder",
    severity: Severity::Error,
    docs: r"# A folder that the repository does not have

## Why
The part of the address after the repository is a folder in it, at the commit that `ref` names.

```yaml
resources: ['https://github.com/org/repo/bsae?ref=v1']
```

## Fix
Correct the folder, or the `ref`. `//` parts the repository from the folder where that is not clear.
",
};
