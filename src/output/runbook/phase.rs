//! One phase: what it applies, and what to wait for.

use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;
use super::shell::quote;
use crate::diag::Session;
use crate::object::Object;
use crate::output::Phase;
use crate::plan::Promotion;
use crate::yaml::Node;

/// What Kubernetes assumes if a Deployment does not set it.
const PROGRESS_DEADLINE: i64 = 600;

pub(super) fn write(page: &mut Page, scene: &Scene<'_>, phase: Phase, session: &Session) {
    let objects: Vec<&Object> = scene.of(phase).collect();
    if objects.is_empty() {
        if phase == Phase::Promote && by_handle(scene) && claims(scene).next().is_some() {
            later(page, scene, session);
        }
        return;
    }
    page.heading(2, &format!("Phase {}", code(phase.folder())));
    page.say(match phase {
        Phase::Cluster => "What must be there before anything can run.",
        Phase::Populate => "Storage, and what fills it. This happens once for each model and revision.",
        Phase::Promote => "The filled storage, made readable for any number of servers.",
        Phase::Serve => "The service.",
    });
    let list: Vec<String> =
        objects.iter().map(|object| format!("- {} {}", object.kind(), code(object.name()))).collect();
    page.say(&list.join("\n"));
    page.run([command(["kubectl", "apply", "-f", &format!("{}/", phase.folder())])]);
    let waits: Vec<String> = objects.iter().filter_map(|object| wait(object, phase)).collect();
    if !waits.is_empty() {
        page.say("Go on when this returns:");
        page.run(waits);
    }
    match phase {
        Phase::Populate if by_handle(scene) => handles(page, scene, session),
        Phase::Serve => watch(page, scene),
        Phase::Cluster | Phase::Populate | Phase::Promote => {}
    }
}

/// A command that returns when an object is what the next phase needs.
fn wait(object: &Object, phase: Phase) -> Option<String> {
    let id = object.id();
    let name = object.name();
    let mut words = vec!["kubectl".to_owned()];
    if !id.effective_namespace().is_empty() {
        words.push(format!("--namespace={}", id.effective_namespace()));
    }
    let wait = |condition: &str, what: &str, timeout: &str| {
        let mut words = words.clone();
        words.extend(["wait".to_owned(), format!("--for={condition}")]);
        words.extend([format!("{what}/{name}"), format!("--timeout={timeout}")]);
        Some(command(words))
    };
    match object.kind() {
        "CustomResourceDefinition" => wait("condition=Established", "crd", "2m"),
        "Job" => wait("condition=Complete", "job", "3h"),
        // A snapshot of hundreds of GiB takes its time, and the disk that is made of it again.
        "VolumeSnapshot" => wait("jsonpath={.status.readyToUse}=true", "volumesnapshot", "2h"),
        "PersistentVolumeClaim" if phase == Phase::Promote => {
            wait("jsonpath={.status.phase}=Bound", "persistentvolumeclaim", "10m")
        }
        "Service" if object.root.str_at(&["spec", "type"]) == Some("LoadBalancer") => {
            wait("jsonpath={.status.loadBalancer.ingress[0].ip}", "service", "10m")
        }
        "HorizontalPodAutoscaler" => wait("condition=ScalingActive", "horizontalpodautoscaler", "15m"),
        kind @ ("Deployment" | "StatefulSet") => {
            let deadline = object.root.at(&["spec", "progressDeadlineSeconds"]).and_then(Node::as_i64);
            words.extend(["rollout".to_owned(), "status".to_owned()]);
            words.push(format!("{}/{name}", kind.to_lowercase()));
            words.push(format!("--timeout={}s", deadline.unwrap_or(PROGRESS_DEADLINE)));
            Some(command(words))
        }
        _ => None,
    }
}

/// True if the filled disk is named by its handle, so that somebody must read it from the cluster.
fn by_handle(scene: &Scene<'_>) -> bool {
    let disk = scene.plan.spec.hyperdisk_ml.as_ref();
    disk.is_none_or(|disk| disk.promotion == Promotion::VolumeHandle)
}

/// Claims that a Job fills and that become a disk whose handle the read-only volume names.
fn claims<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a Object> {
    let classes: Vec<&str> = scene
        .all("StorageClass")
        .filter(|class| class.root.str_at(&["parameters", "type"]) == Some("hyperdisk-ml"))
        .map(Object::name)
        .collect();
    scene.of(Phase::Populate).filter(move |object| {
        object.kind() == "PersistentVolumeClaim"
            && object.root.str_at(&["spec", "storageClassName"]).is_some_and(|class| classes.contains(&class))
    })
}

fn look_up(claim: &Object) -> String {
    let namespace = quote(claim.id().effective_namespace());
    let name = quote(claim.name());
    format!(
        "kubectl get persistentvolume -o jsonpath='{{.spec.csi.volumeHandle}}{{\"\\n\"}}' \\\n  \
         \"$(kubectl --namespace={namespace} get persistentvolumeclaim {name} -o jsonpath='{{.spec.volumeName}}')\""
    )
}

/// The handle of the disk, which the cluster chose.
fn handles(page: &mut Page, scene: &Scene<'_>, session: &Session) {
    let volume = scene.objects.iter().find_map(|object| {
        let handle = object.root.str_at(&["spec", "csi", "volumeHandle"])?;
        (object.kind() == "PersistentVolume").then_some(handle)
    });
    for claim in claims(scene) {
        match volume {
            Some(handle) => page.say(&format!(
                "The disk behind {} must be the one that the next phase names, {}. If it is another one, correct \
                 `volumeHandle` at {} and make the bundle again.",
                code(claim.name()),
                code(handle),
                place(scene, session, "spec.hyperdiskMl.volumeHandle"),
            )),
            None => page.say(&format!("The handle of the disk behind {}:", code(claim.name()))),
        }
        page.run([look_up(claim)]);
    }
}

/// What is to be done before the phase that is left out.
fn later(page: &mut Page, scene: &Scene<'_>, session: &Session) {
    page.heading(2, &format!("Phase {}: not yet", code(Phase::Promote.folder())));
    page.say(&format!(
        "The FlightPlan does not name the filled disk, so this bundle cannot make it readable. Servers load their \
         weights from Hugging Face until then. Write what the last command printed as `volumeHandle` into the \
         section `hyperdiskMl` at {}, remove a `stage` of `populate`, and make the bundle again.",
        place(scene, session, "spec.hyperdiskMl"),
    ));
}

/// The line of a parameter. Only the file's name is told: the path depends on where the run started.
fn place(scene: &Scene<'_>, session: &Session, field: &str) -> String {
    let origin = scene.plan.origin(field);
    let file = session.files.get(origin.file);
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    code(&format!("{name}:{}", file.position(origin.start).line))
}

/// Why a server that does not come up does not.
fn watch(page: &mut Page, scene: &Scene<'_>) {
    page.say("If it takes long: which step a Pod is at, and how long the images took to pull.");
    let namespace = format!("--namespace={}", scene.plan.namespace());
    page.run([
        command(["kubectl", &namespace, "get", "pods", "-o", "wide"]),
        command(["kubectl", &namespace, "get", "events", "--field-selector=reason=Pulled"]),
        command(["kubectl", &namespace, "describe", "horizontalpodautoscaler"]),
    ]);
}
