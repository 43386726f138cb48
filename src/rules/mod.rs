//! Checks of a rendered result against GKE, Kubernetes and vLLM facts: one file per rule. It knows no
//! kustomization and changes nothing.
