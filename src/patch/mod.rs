//! Strategic merge, JSON 6902 and targets, on nodes with origins. It knows no kustomization.
