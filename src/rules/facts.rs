//! What is known of the cluster and the service: from the FlightPlan of the tree, or given by the user.

use super::version::VersionRange;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Rendered;
use crate::plan;
use crate::plan::FlightPlan;

/// What the user says of the cluster; it goes before the FlightPlan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The project.
    pub project: Option<String>,
    /// The region, or the zone of a zonal cluster.
    pub location: Option<String>,
    /// The zones in which pods may run.
    pub zones: Vec<String>,
    /// Who manages the nodes.
    pub mode: Option<Mode>,
    /// The version of the cluster.
    pub gke_version: Option<VersionRange>,
    /// True if the objects are for GKE Autopilot, of which nothing else is known.
    pub gke: bool,
}

/// Who manages the nodes of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Google does: what a pod may be is limited.
    Autopilot,
    /// The user does.
    Standard,
}

impl Mode {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Autopilot, Self::Standard];

    /// The name in arguments and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Autopilot => "autopilot",
            Self::Standard => "standard",
        }
    }

    /// The mode of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

impl Given {
    /// What is said here, and where nothing is, what another says. Zones count for their own location.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        let same_place = self.location.is_none() || self.location == other.location;
        let zones = if self.zones.is_empty() && same_place { other.zones.clone() } else { self.zones };
        Self {
            project: self.project.or_else(|| other.project.clone()),
            location: self.location.or_else(|| other.location.clone()),
            zones,
            mode: self.mode.or(other.mode),
            gke_version: self.gke_version.or(other.gke_version),
            gke: self.gke || other.gke,
        }
    }
}

/// What is known of the cluster and the service.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The project of the cluster.
    pub project: Option<String>,
    /// The region of the cluster, or its zone.
    pub location: Option<String>,
    /// The zones in which pods may run; empty if nothing is known of them.
    pub zones: Vec<String>,
    /// The version of the cluster.
    pub gke_version: Option<VersionRange>,
    /// True if the user says that the objects are for GKE Autopilot.
    pub gke: bool,
    /// Who manages the nodes, if the user says so.
    pub mode: Option<Mode>,
    /// The FlightPlan of the tree, if it has one.
    pub plan: Option<FlightPlan>,
}

impl Facts {
    /// Collects what the user and the FlightPlan of the tree say. Fails, after telling so, if there is a
    /// FlightPlan that cannot be read.
    pub fn find(rendered: &Rendered, given: &Given, session: &mut Session) -> Result<Self, Reported> {
        let plan = plan::find(&rendered.local, session)?;
        let spec = plan.as_ref().map(|plan| &plan.spec);
        let location = given.location.clone().or_else(|| spec.map(|spec| spec.location.as_str().to_owned()));
        Ok(Self {
            project: given.project.clone().or_else(|| spec.map(|spec| spec.project.as_str().to_owned())),
            // Zones of another region say nothing of the one that was given.
            zones: if given.zones.is_empty() {
                spec.filter(|spec| location.as_deref() == Some(spec.location.as_str()))
                    .map(|spec| spec.zones.iter().map(|zone| zone.as_str().to_owned()).collect())
                    .unwrap_or_default()
            } else {
                given.zones.clone()
            },
            gke_version: given
                .gke_version
                .or_else(|| spec.and_then(|spec| VersionRange::parse(spec.gke_version.as_str()))),
            gke: given.gke,
            mode: given.mode,
            location,
            plan,
        })
    }

    /// True if anything is known of the cluster.
    pub(super) fn are_known(&self) -> bool {
        self.plan.is_some()
            || self.location.is_some()
            || self.gke_version.is_some()
            || self.gke
            || self.mode.is_some()
    }

    /// What is known if there is no FlightPlan that can be read.
    pub fn without_plan(given: &Given) -> Self {
        Self {
            project: given.project.clone(),
            location: given.location.clone(),
            zones: given.zones.clone(),
            gke_version: given.gke_version,
            gke: given.gke,
            mode: given.mode,
            plan: None,
        }
    }

    /// The region of the cluster, if its location is known: that of `us-central1-a` is `us-central1`.
    pub fn region(&self) -> Option<&str> {
        self.location.as_deref().map(region)
    }
}

/// The region of a region or zone.
pub(super) fn region(location: &str) -> &str {
    match location.rsplit_once('-') {
        Some((region, letter)) if letter.len() == 1 => region,
        _ => location,
    }
}
