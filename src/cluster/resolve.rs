//! Which disk a claim got: bound claim, volume, handle.

use super::access::Cluster;
use super::refusal::Refusal;
use crate::diag::Diagnostic;
use crate::object::Gvk;
use crate::object::Id;
use crate::object::Object;
use crate::output;
use crate::output::Phase;
use crate::yaml::Node;
use serde_json::Value;

/// The driver whose handles a FlightPlan takes.
const DRIVER: &str = "pd.csi.storage.gke.io";

/// A filled volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The claim that was filled, `namespace/name`.
    pub claim: String,
    /// The volume that it is bound to.
    pub volume: String,
    /// The disk: `projects/P/zones/Z/disks/N`.
    pub handle: String,
}

/// The disk that the claim of the phase `populate` is bound to. It must have been filled: the Jobs of the phase
/// are complete.
pub fn resolve(cluster: &mut Cluster, objects: &[Object]) -> Result<Resolved, Diagnostic> {
    let phases = output::phases(objects);
    let populates: Vec<&Object> = objects
        .iter()
        .zip(&phases)
        .filter(|(_, phase)| **phase == Phase::Populate)
        .map(|(it, _)| it)
        .collect();
    let claims = populates.iter().filter(|object| {
        object.kind() == "PersistentVolumeClaim" && object.root.at(&["spec", "volumeName"]).is_none()
    });
    let mut found = Vec::new();
    for claim in claims {
        found.extend(disk(cluster, claim)?);
    }
    for job in populates.iter().filter(|object| object.kind() == "Job") {
        complete(cluster, job)?;
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Diagnostic::error(
            "claim-unknown",
            crate::source::Origin::NONE,
            "nothing that is rendered claims a disk to be filled",
        )
        .help("list the overlay `hyperdisk-ml`; at its stage `populate` it makes the claim and the Job")),
        several => {
            let names: Vec<String> = several.iter().map(|it| format!("`{}`", it.claim)).collect();
            let message = format!("several claims are filled: {}", names.join(", "));
            Err(Diagnostic::error("claim-unknown", crate::source::Origin::NONE, message)
                .help("write the handle of one into the FlightPlan by hand"))
        }
    }
}

/// The disk of a claim; `None` if it is of another driver.
fn disk(cluster: &mut Cluster, claim: &Object) -> Result<Option<Resolved>, Diagnostic> {
    let id = claim.id();
    let name = format!("{}/{}", id.effective_namespace(), id.name);
    let at = claim.root.at(&["metadata", "name"]).map_or(claim.root.origin, |node| node.origin);
    let address = cluster.address().to_owned();
    let refused = |refusal: Refusal| refusal.of_request(&address);
    let unbound = |why: String| {
        Diagnostic::error("claim-unbound", at, why)
            .help("apply the phase `20-populate`, and wait for its Job")
    };
    let Some(live) = cluster.get(&id, id.effective_namespace())?.map_err(refused)? else {
        return Err(unbound(format!("the cluster has no claim `{name}`")));
    };
    let text = |value: &Value, pointer: &str| {
        value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let volume = text(&live, "/spec/volumeName");
    if volume.is_empty() || text(&live, "/status/phase") != "Bound" {
        return Err(unbound(format!("the claim `{name}` is not bound to a volume yet")));
    }
    let id =
        Id { gvk: Gvk::new("v1", "PersistentVolume"), name: volume.as_str().into(), namespace: "".into() };
    let Some(live) = cluster.get(&id, "")?.map_err(refused)? else {
        return Err(unbound(format!("the volume `{volume}` of the claim `{name}` has gone")));
    };
    if text(&live, "/spec/csi/driver") != DRIVER {
        return Ok(None);
    }
    Ok(Some(Resolved { claim: name, volume, handle: text(&live, "/spec/csi/volumeHandle") }))
}

/// A disk that is half full looks like one that is full, so the Job decides. One that is gone had its time.
fn complete(cluster: &mut Cluster, job: &Object) -> Result<(), Diagnostic> {
    let id = job.id();
    let address = cluster.address().to_owned();
    let live = cluster.get(&id, id.effective_namespace())?.map_err(|refusal| refusal.of_request(&address))?;
    let Some(live) = live else { return Ok(()) };
    let conditions = live.pointer("/status/conditions").and_then(Value::as_array);
    let is = |kind: &str| {
        conditions.is_some_and(|list| list.iter().any(|it| it["type"] == kind && it["status"] == "True"))
    };
    if is("Complete") {
        return Ok(());
    }
    let at = job.root.at(&["metadata", "name"]).map_or(job.root.origin, |node: &Node| node.origin);
    let state = if is("Failed") { "has failed" } else { "has not ended yet" };
    let message =
        format!("the Job `{}/{}`, which fills the claim, {state}", id.effective_namespace(), id.name);
    Err(Diagnostic::error("claim-unfilled", at, message).help(format!(
        "`kubectl --namespace={} logs job/{}` tells how far it is",
        id.effective_namespace(),
        id.name
    )))
}
