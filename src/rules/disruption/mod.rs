//! Disruption: budgets, and pods that may not be evicted.

pub(super) mod blocking_disruption_budget;
pub(super) mod pinned_pod;
pub(super) mod refused_pinned_pod;
