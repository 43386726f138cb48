//! The files of a new service: base, overlays and a FlightPlan. It writes nothing; the caller does, and
//! refuses to write over what is there.

mod models;
mod plan_text;
mod shipped;

use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::output::File;
use crate::plan::DiskImage;
use crate::plan::GkeVersion;
use crate::plan::ModelName;
use crate::plan::Name;
use crate::plan::ProjectId;
use crate::plan::ProjectNumber;
use crate::plan::Region;
use crate::plan::Size;
use crate::plan::Zone;
use crate::plan::gpu;
use crate::source::Origin;

/// What a new service is to be, as the user says it. Empty text and lists mean "not said".
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The model on Hugging Face.
    pub model: String,
    /// The type of GPU.
    pub accelerator: String,
    /// How many of them; found for known models.
    pub count: Option<u32>,
    /// The size of the weights; known for some models.
    pub weights_size: String,
    /// The region.
    pub location: String,
    /// The zones; found for known types of GPU.
    pub zones: Vec<String>,
    /// The project.
    pub project: String,
    /// Its number.
    pub project_number: String,
    /// The cluster.
    pub cluster: String,
    /// Its version.
    pub gke_version: String,
    /// The overlays, by the names of their folders.
    pub overlays: Vec<String>,
}

/// What a new service is to be, every part of it checked.
pub(super) struct Settled {
    model: ModelName,
    known: Option<&'static models::Known>,
    weights: Size,
    accelerator: String,
    count: u32,
    context: Option<u64>,
    location: Region,
    zones: Vec<Zone>,
    project: ProjectId,
    number: Option<ProjectNumber>,
    cluster: Name,
    version: GkeVersion,
    overlays: Vec<&'static str>,
}

/// The overlays in the order in which they are listed, with the axis of each.
const OVERLAYS: &[(&str, &str)] = &[
    ("model-server", "server"),
    ("accelerator", "accelerator"),
    ("image-preload", "image start"),
    ("image-streaming", "image start"),
    ("secret-manager", "secrets"),
    ("hyperdisk-ml", "weights"),
    ("gcs-fuse", "weights"),
    ("filestore", "weights"),
    ("spot", "capacity"),
    ("compute-class", "capacity"),
    ("scale/burst", "scale"),
    ("scale/steady", "scale"),
    ("scale/economy", "scale"),
];
/// Those that every service gets.
const ALWAYS: [&str; 2] = ["model-server", "accelerator"];
/// The scale profile of a service that names none.
const SCALE: &str = "scale/burst";

/// The files of a new service, below its folder.
pub fn init(wanted: &Wanted, session: &mut Session) -> Result<Vec<File>, Reported> {
    let settled = settle(wanted, session)?;
    let mut slug = settled.model.slug();
    // The name of a Service or Deployment has 63 characters, and some go in front and behind.
    slug.truncate(40);
    let slug = slug.trim_end_matches('-');
    let directory = settled.model.directory();
    let mut files = vec![
        File::new("kustomization.yaml", plan_text::kustomization(&settled)),
        File::new("flightplan.yaml", plan_text::flight_plan(&settled)),
        File::new(plan_text::SCHEMA_PATH, shipped::SCHEMA),
    ];
    for (path, text) in shipped::FILES {
        let chosen = settled.overlays.iter().any(|overlay| path.starts_with(&format!("overlays/{overlay}/")));
        if path.starts_with("base/") || chosen {
            files.push(shipped::adapted(path, text, settled.model.as_str(), directory, slug));
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn refuse(message: String, help: String, session: &mut Session) -> Reported {
    session.diagnostics.error(Diagnostic::error("init-argument", Origin::NONE, message).help(help))
}

/// A part that must be said, in the form that a FlightPlan takes.
fn part<T: TryFrom<String, Error = String>>(
    flag: &str,
    text: &str,
    session: &mut Session,
) -> Result<T, Reported> {
    if text.is_empty() {
        return Err(refuse(format!("`--{flag}` is not given"), format!("give `--{flag}`"), session));
    }
    T::try_from(text.to_owned())
        .map_err(|message| refuse(format!("`--{flag}`: {message}"), format!("correct `--{flag}`"), session))
}

fn settle(wanted: &Wanted, session: &mut Session) -> Result<Settled, Reported> {
    let model: ModelName = part("model", &wanted.model, session)?;
    let location: Region = part("location", &wanted.location, session)?;
    let project: ProjectId = part("project", &wanted.project, session)?;
    let number = match wanted.project_number.as_str() {
        "" => None,
        text => Some(part("project-number", text, session)?),
    };
    let known = models::find(model.as_str());
    let weights = match (wanted.weights_size.as_str(), known) {
        ("", Some(known)) => part("weights-size", &format!("{}Gi", known.download_gib), session)?,
        ("", None) => {
            let names: Vec<&str> = models::KNOWN.iter().map(|known| known.name).collect();
            return Err(refuse(
                format!("the size of `{model}` is not known here"),
                format!(
                    "give `--weights-size`, the sum of the files on its page, such as `35Gi`; known are {}",
                    names.join(", ")
                ),
                session,
            ));
        }
        (text, _) => part("weights-size", text, session)?,
    };
    let accelerator: Name = part("accelerator", &wanted.accelerator, session)?;
    let count = count(wanted, accelerator.as_str(), known, session)?;
    let memory = gpu::memory_mib(accelerator.as_str()).map(|each| usable(each, count));
    let context = known.zip(memory).and_then(|(known, memory)| known.context_within(memory));
    Ok(Settled {
        overlays: overlays(wanted, session)?,
        zones: zones(wanted, accelerator.as_str(), &location, session)?,
        cluster: part("cluster", if wanted.cluster.is_empty() { "vllm" } else { &wanted.cluster }, session)?,
        version: part(
            "gke-version",
            if wanted.gke_version.is_empty() { "1.35" } else { &wanted.gke_version },
            session,
        )?,
        accelerator: accelerator.to_string(),
        model,
        known,
        weights,
        count,
        context,
        location,
        project,
        number,
    })
}

/// The memory in MiB that vLLM takes of a number of GPUs: nine tenths.
fn usable(each: u64, count: u32) -> u64 {
    u64::from(count) * each * 9 / 10
}

/// The fewest GPUs that hold the weights, with two fifths beside them for the cache of keys and values.
fn count(
    wanted: &Wanted,
    kind: &str,
    known: Option<&models::Known>,
    session: &mut Session,
) -> Result<u32, Reported> {
    let Some(quantities) = gpu::quantities(kind) else {
        let names: Vec<&str> = gpu::names().collect();
        let help = match nearest(kind, names.iter().copied()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => format!("the types are {}", names.join(", ")),
        };
        return Err(refuse(format!("Autopilot has no GPU `{kind}`"), help, session));
    };
    let all: Vec<String> = quantities.iter().map(ToString::to_string).collect();
    if let Some(count) = wanted.count {
        if quantities.is_empty() || quantities.contains(&count) {
            return Ok(count);
        }
        let message = format!("Autopilot gives {} of `{kind}` to a Pod, not {count}", all.join(", "));
        return Err(refuse(message, "correct `--count`".to_owned(), session));
    }
    let (Some(known), Some(each)) = (known, gpu::memory_mib(kind)) else {
        let message = format!("how many `{kind}` `{}` needs is not known here", wanted.model);
        return Err(refuse(message, format!("give `--count`, one of {}", all.join(", ")), session));
    };
    let fits = |count: &&u32| usable(each, **count) >= known.memory_gib * 1024 * 7 / 5;
    quantities.iter().find(fits).copied().ok_or_else(|| {
        let message = format!("`{}` does not fit in {} of `{kind}`", wanted.model, all.join(", "));
        refuse(message, "choose a larger GPU".to_owned(), session)
    })
}

fn zones(
    wanted: &Wanted,
    kind: &str,
    location: &Region,
    session: &mut Session,
) -> Result<Vec<Zone>, Reported> {
    let found: Vec<String> =
        if wanted.zones.is_empty() { gpu::zones(kind, location.as_str()) } else { wanted.zones.clone() };
    if found.is_empty() {
        return Err(refuse(
            format!("in which zones of `{location}` there is `{kind}` is not known here"),
            "give `--zone`, or another region".to_owned(),
            session,
        ));
    }
    found.iter().map(|zone| part("zone", zone, session)).collect()
}

fn overlays(wanted: &Wanted, session: &mut Session) -> Result<Vec<&'static str>, Reported> {
    let mut chosen: Vec<&'static str> = ALWAYS.to_vec();
    for name in &wanted.overlays {
        let full = |known: &str| known == name || known.strip_prefix("scale/") == Some(name);
        let Some((overlay, axis)) = OVERLAYS.iter().find(|(known, _)| full(known)) else {
            let names = || OVERLAYS.iter().map(|(known, _)| *known);
            let help = match nearest(name, names()) {
                Some(right) => format!("did you mean `{right}`?"),
                None => format!("the overlays are {}", names().collect::<Vec<_>>().join(", ")),
            };
            return Err(refuse(format!("there is no overlay `{name}`"), help, session));
        };
        let other =
            OVERLAYS.iter().find(|(known, own)| own == axis && known != overlay && chosen.contains(known));
        if let Some((other, _)) = other {
            return Err(refuse(
                format!("`{other}` and `{overlay}` both decide the {axis}"),
                "name one of them".to_owned(),
                session,
            ));
        }
        if !chosen.contains(overlay) {
            chosen.push(overlay);
        }
    }
    if !chosen.iter().any(|overlay| overlay.starts_with("scale/")) {
        chosen.push(SCALE);
    }
    let place = |overlay: &&str| OVERLAYS.iter().position(|(known, _)| known == overlay);
    chosen.sort_by_key(place);
    Ok(chosen)
}

/// The name of the disk image for a container image.
pub(super) fn disk_image() -> &'static str {
    debug_assert!(DiskImage::try_from("vllm-v0-30-0-cu129".to_owned()).is_ok());
    "vllm-v0-30-0-cu129"
}

#[cfg(test)]
mod tests;
