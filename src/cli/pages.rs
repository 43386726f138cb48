//! The pages of the codes that the command line reports, and all pages of the program.

use super::cluster::pages::PAGES as CLUSTER;
use crate::build::pages::PAGES as BUILD;
use crate::diag::Page;
use crate::diag::Severity;
use crate::output::PAGES as OUTPUT;
use crate::patch::PAGES as PATCH;
use crate::pipeline::PAGES as PIPELINE;
use crate::plan::PAGES as PLAN;
use crate::report::Pages;
use crate::rules::PAGES as RULES_ROOM;
use crate::rules::RULES;
use crate::schema::pages::PAGES as SCHEMA;
use crate::yaml::PAGES as YAML;

/// All pages of the program.
pub fn pages() -> Pages {
    let rooms = [YAML, SCHEMA, PATCH, PLAN, BUILD, OUTPUT, RULES_ROOM, PIPELINE, PAGES, CLUSTER];
    Pages::new(rooms.into_iter().flatten().copied().chain(RULES.iter().map(|rule| rule.page)))
}

/// One page for each code of this room.
pub(super) const PAGES: &[Page] = &[
    Page {
        code: "output-unwritable",
        severity: Severity::Error,
        docs: r"# Output that cannot be written

## Why
The result is complete, but the place it was to go to cannot be written: the directory is missing, the
disk is full, or permission is lacking. The message ends with what the operating system says.

## Fix
Give another path to `--output`, or make the directory first.
",
    },
    Page {
        code: "output-in-the-way",
        severity: Severity::Error,
        docs: r"# Something else stands where the bundle is to go

## Why
A bundle takes the place of the whole directory. A directory that holds anything but a bundle, which is known
by its `bundle.json`, is not replaced.

## Fix
Give another path to `--output`, or remove what is there.
",
    },
    Page {
        code: "unknown-kind",
        severity: Severity::Error,
        docs: r"# No kind of ours

## Why
`flightplan schema` prints the JSON schemas of the FlightPlan and of the typed patches, which editors use.
Schemas of other kinds are published by those who make them.

## Fix
Name one of the kinds that `flightplan schema` lists.
",
    },
    Page {
        code: "unknown-code",
        severity: Severity::Error,
        docs: r"# Unknown code

## Why
`explain`, `--select` and `--ignore` take the code of a rule or of another finding, as it stands in square
brackets in a report. A code that does not exist would select nothing, or ignore nothing, without a word.

## Fix
Use the code that the help text suggests; `flightplan rules --all` lists every code.
",
    },
    Page {
        code: "malformed-argument",
        severity: Severity::Error,
        docs: r"# Argument that cannot be read

## Why
A fact about the cluster decides what the rules say, so a version or a place that cannot be read is refused
instead of being left out.

## Fix
Write it in the form that the message shows.
",
    },
    Page {
        code: "unknown-resource",
        severity: Severity::Error,
        docs: r"# No such object

## Why
`blame` looks for an object in the rendered result by kind and name. Nothing there has that kind and name,
under the name of today or one that it had before a prefix, a suffix or a hash was added; or more than one
object has it.

## Fix
Use the name that the message suggests, or add the namespace: `flightplan blame DIR prod/Deployment/vllm`.
",
    },
    Page {
        code: "unreadable-revision",
        severity: Severity::Error,
        docs: r"# A revision that cannot be read

## Why
`flightplan diff --base REF` reads the commit that REF names through `git`, without touching the work tree. The
repository has no such branch, tag or commit, the working directory is in no repository, or `git` is missing.

## Fix
Name a branch, a tag or a commit. CI systems clone only the newest commit: fetch the branch first, for example
with `fetch-depth: 0` of actions/checkout, or `git fetch origin main` and `--base origin/main`.
",
    },
    Page {
        code: "unknown-path",
        severity: Severity::Error,
        docs: r"# No such field

## Why
The object has no field at that path. Elements of lists are named by place, `containers[0]`, or by a field,
`containers[name=vllm]`; a key with a dot may stand in quotes.

## Fix
Use the name that the message suggests, or leave the path out to see every field.
",
    },
];
