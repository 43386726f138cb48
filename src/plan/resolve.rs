//! Finds the FlightPlan among the objects of a build.

use super::decode::decode;
use super::model::Resource;
use super::model::Spec;
use super::report;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::ResourceRef;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Node;

/// The group of our kinds.
pub(super) const GROUP: &str = "flightplan.dev";

/// The parameters of one deployment, beside the text they were read from.
#[derive(Clone, Debug)]
pub struct FlightPlan {
    /// The parameters.
    pub spec: Spec,
    object: Object,
}

impl FlightPlan {
    /// The name of the resource.
    pub fn name(&self) -> &str {
        self.object.name()
    }

    /// The namespace of the service.
    pub fn namespace(&self) -> &str {
        self.spec.namespace.as_ref().map_or("default", |name| name.as_str())
    }

    /// How findings name it.
    pub fn reference(&self) -> ResourceRef {
        self.object.reference()
    }

    /// Where an argument of the server stands; its name may hold dots.
    pub(super) fn argument(&self, name: &str) -> Origin {
        let found = self.object.root.at(&["spec", "server", "args", name]);
        found.map_or_else(|| self.origin("spec.server.args"), |node| node.origin)
    }

    /// How many elements a list has; 0 if it is not set.
    pub(super) fn length(&self, path: &str) -> usize {
        let keys: Vec<&str> = path.split('.').collect();
        self.object.root.at(&keys).and_then(Node::as_seq).map_or(0, <[Node]>::len)
    }

    /// Where a parameter stands (`spec.hyperdiskMl.storage`); if it is not set, where the nearest
    /// section above it does.
    pub fn origin(&self, path: &str) -> Origin {
        let mut node = &self.object.root;
        let mut origin = node.get("kind").map_or(node.origin, |kind| kind.origin);
        for key in path.split('.') {
            let below = match key.parse::<usize>() {
                Ok(index) => {
                    node.as_seq().and_then(|list| list.get(index)).map(|found| (found.origin, found))
                }
                Err(_) => node.as_map().and_then(|map| map.entry(key)).map(|entry| {
                    (
                        if entry.value.is_scalar() { entry.value.origin } else { entry.key_origin },
                        &entry.value,
                    )
                }),
            };
            let Some((at, found)) = below else { break };
            (origin, node) = (at, found);
        }
        origin
    }
}

/// True for the kind FlightPlan of our group.
pub fn is_flight_plan(gvk: &Gvk) -> bool {
    gvk.group == GROUP && gvk.kind == "FlightPlan"
}

/// The FlightPlan among these objects, if there is one.
pub fn find(objects: &[Object], session: &mut Session) -> Result<Option<FlightPlan>, Reported> {
    let mut plans = objects.iter().filter(|object| is_flight_plan(&Gvk::of(&object.root)));
    let Some(object) = plans.next() else { return Ok(None) };
    if let Some(other) = plans.next() {
        return Err(session.diagnostics.error(
            Diagnostic::error(
                "plan-twice",
                report::place(other),
                format!(
                    "there are two FlightPlans, `{}` and `{}`, but one deployment has one",
                    object.name(),
                    other.name()
                ),
            )
            .label("the second one")
            .also(report::place(object), "the first one")
            .help("remove one of them from `resources`")
            .about(other.reference()),
        ));
    }
    let spec = read::<Spec>(object, session)?;
    let plan = FlightPlan { spec, object: object.clone() };
    consistent(&plan, session)?;
    Ok(Some(plan))
}

/// Reads a resource of our group, its fields checked to the last.
pub(super) fn read<S: serde::de::DeserializeOwned>(
    object: &Object,
    session: &mut Session,
) -> Result<S, Reported> {
    match decode::<Resource<S>>(&object.root) {
        Ok(resource) => Ok(resource.spec),
        Err(fault) => Err(session.diagnostics.error(report::fault(object, &fault))),
    }
}

/// What no single field can tell: zones lie in the region, counts are counts.
fn consistent(plan: &FlightPlan, session: &mut Session) -> Result<(), Reported> {
    let spec = &plan.spec;
    let mut result = Ok(());
    let mut refuse = |path: &str, message: String| {
        let diagnostic = Diagnostic::error("plan-value", plan.origin(path), message);
        result = Err(session.diagnostics.error(diagnostic.about(plan.reference())));
    };
    for (index, zone) in spec.zones.iter().enumerate() {
        if !zone.is_in(&spec.location) {
            refuse(
                &format!("spec.zones.{index}"),
                format!("the zone `{zone}` does not lie in the region `{}`", spec.location),
            );
        }
    }
    if let Some(disk) = &spec.hyperdisk_ml
        && !disk.zone.is_in(&spec.location)
    {
        refuse(
            "spec.hyperdiskMl.zone",
            format!("the zone `{}` does not lie in the region `{}`", disk.zone, spec.location),
        );
    }
    if spec.accelerator.count == 0 {
        refuse("spec.accelerator.count", "a replica needs at least one GPU, found 0".to_owned());
    }
    if let Some(scale) = &spec.scale {
        for (field, value) in [("minReplicas", scale.min_replicas), ("maxReplicas", scale.max_replicas)] {
            if value.is_some_and(|value| value < 1) {
                refuse(&format!("spec.scale.{field}"), format!("`{field}` is less than 1"));
            }
        }
        if scale.average_value == Some(0) {
            refuse("spec.scale.averageValue", "`averageValue` is 0, and no load is below that".to_owned());
        }
    }
    result
}

/// Small additions to nodes that only this room needs.
trait Scalar {
    fn is_scalar(&self) -> bool;
}

impl Scalar for Node {
    fn is_scalar(&self) -> bool {
        self.as_map().is_none() && self.as_seq().is_none()
    }
}
