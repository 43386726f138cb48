//! The memory of a server's GPUs.

use crate::object::Quantity;
use crate::rules::catalog::Model;
use crate::rules::pods::Pod;
use crate::rules::rule::Cx;
use crate::rules::server::Server;
use crate::yaml::Node;

/// The share of GPU memory that vLLM uses unless it is told otherwise, in thousandths.
const SHARE: i64 = 900;

/// The accelerator of a server, and the memory that vLLM takes of its GPUs. `None` if that is not to be known:
/// the weights are kept in another form, or partly elsewhere.
pub(super) fn of<'a>(
    cx: &Cx<'a>,
    pod: &Pod<'a>,
    server: &Server<'_>,
) -> Option<(&'a Node, Quantity, Quantity)> {
    let accelerator = pod.gpus.accelerator()?;
    let kind = cx.catalog().gpu_types.rows.get(accelerator.as_str()?)?;
    if server.argument(&["--quantization", "-q", "--load-format", "--cpu-offload-gb"]).is_some()
        || server.open
    {
        return None;
    }
    let count = server.container.limit("nvidia.com/gpu").and_then(Quantity::of)?;
    let share = match server.argument(&["--gpu-memory-utilization"]) {
        Some(given) => Quantity::parse(given.value()?)?,
        None => Quantity::milli(SHARE),
    };
    let memory = Quantity::mib(i64::try_from(kind.memory_mib?).unwrap_or(i64::MAX));
    Some((accelerator, count, memory.times(count).times(Quantity::whole(pod.group_size)).times(share)))
}

/// The memory that the weights of a model take.
pub(super) fn weights(model: &Model) -> Quantity {
    model.parameters_billion.times(Quantity::whole(model.bytes_per_parameter.saturating_mul(1_000_000_000)))
}

/// An amount in whole GiB.
pub(super) fn gib(amount: Quantity) -> String {
    format!("{} GiB", amount.per_gib().floor().decimal())
}
