//! Pages of the codes that this room reports beside its rules.

use crate::diag::Page;
use crate::diag::Severity;

/// The pages.
pub const PAGES: &[Page] = &[
    Page {
        code: "expired-waiver",
        severity: Severity::Warning,
        docs: "# A waiver whose day has passed\n\n\
            ## Why\n\
            `until=` says until when a finding may wait. From the next day on it is reported again.\n\n\
            ```yaml\n\
            replicas: 1   # allow[hpa-owned-replicas, until=2025-01-31]: until the autoscaler is tuned\n\
            ```\n\n\
            ## Fix\n\
            Correct what was waived, or set a new day with a new reason.\n",
    },
    Page {
        code: "invalid-catalog",
        severity: Severity::Error,
        docs: "# A catalog folder that cannot be used\n\n\
            ## Why\n\
            `--catalog DIR` lays the tables of `DIR/*.yaml` over those that the program carries: a machine \
            type that is newer than the program, for example. A table has a source, a date, a status and \
            rows, in the form of `schemas/gke/`.\n\n\
            ```yaml\n\
            managed_namespaces:\n\
            \x20 source: https://example.com/our-notes\n\
            \x20 as_of: \"2026-11-24\"\n\
            \x20 status: confirmed   # confirmed, confirmed_secondary, derived or unsure\n\
            \x20 rows: [our-system]\n\
            ```\n\n\
            ## Fix\n\
            Correct the file that the message names; `schemas/gke/schema.json` is its JSON schema.\n",
    },
    Page {
        code: "invalid-waiver",
        severity: Severity::Error,
        docs: "# A waiver that does not say what, or why\n\n\
            ## Why\n\
            A waiver names the code that it allows and gives a reason, so that somebody can judge it later. \
            One that cannot be read allows nothing.\n\n\
            ```yaml\n\
            replicas: 1   # allow[hpa-owned-replicas]: the autoscaler is off until Monday\n\
            ```\n\n\
            On an object the annotation `flightplan.dev/allow` holds one waiver a line:\n\n\
            ```yaml\n\
            metadata:\n\
            \x20 annotations:\n\
            \x20   flightplan.dev/allow: |\n\
            \x20     hpa-owned-replicas: the autoscaler is off until Monday\n\
            \x20     cross-region-image, until=2027-01-31: the mirror is being built\n\
            ```\n\n\
            ## Fix\n\
            Write `# allow[CODE]: REASON` or `# allow[CODE, until=YYYY-MM-DD]: REASON`.\n",
    },
    Page {
        code: "unused-waiver",
        severity: Severity::Warning,
        docs: "# A waiver that allows nothing\n\n\
            ## Why\n\
            The finding it was written for is gone, or stands on another line. Left in place it would hide \
            the next one.\n\n\
            ## Fix\n\
            Remove it, or move it to the line that the finding names: the same line, or a comment directly \
            above.\n",
    },
];
