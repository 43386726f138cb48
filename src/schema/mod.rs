//! Fields, types and merge keys by group, version and kind. It knows no file, no kustomization and no rule.
