//! What only a cluster knows: whether its API server accepts objects, what it holds already, which disk a claim
//! got. Nothing here changes a cluster: every write is a dry run.
//!
//! Only this room names the client library. Credentials are read from the kubeconfig or from the Pod's own
//! account, and never told: of an error that could quote them only the kind is.

mod access;
mod fault;
mod live;
mod refusal;
mod resolve;
mod verify;

pub use access::Access;
pub use access::Cluster;
pub use live::live;
pub use resolve::Resolved;
pub use resolve::resolve;
pub use verify::Attempt;
pub use verify::Verdict;
pub use verify::verify;
