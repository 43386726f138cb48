//! `ImageStreaming`: containers start while their image still comes.

use super::patches::ImageStreamingPatch;
use super::report;
use super::target;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Image;
use crate::object::Object;
use crate::yaml::Node;

/// Takes the server's images from a repository in the cluster's region. Autopilot streams from there and
/// from the multi-region around it, without being asked.
pub(super) fn apply(
    spec: &ImageStreamingPatch,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plan = author.plan;
    let Some(streaming) = &plan.spec.image_streaming else {
        return Err(session.diagnostics.error(
            report::missing(plan, "spec", "spec.imageStreaming", author.patch)
                .help("add `imageStreaming: {repository: ...}` to the FlightPlan"),
        ));
    };
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let location = plan.spec.location.as_str();
    let origin = plan.origin("spec.imageStreaming.repository").by(author.step);
    let Some(pod) = server.pod_mut(objects) else { return Ok(()) };
    for list in ["initContainers", "containers"] {
        for container in pod.get_mut(list).and_then(Node::as_seq_mut).into_iter().flatten() {
            let Some(node) = container.get_mut("image") else { continue };
            let text = node.as_str().unwrap_or_default().to_owned();
            let image = Image::parse(&text);
            match image.registry_location() {
                Some(there) if there == location || location.split('-').next() == Some(there) => continue,
                None if image.host == "docker.io" => {}
                _ => return Err(session.diagnostics.error(elsewhere(&text, node, author))),
            }
            let repository = match image.repository.split_once('/') {
                Some(_) => image.repository.to_owned(),
                // Docker Hub's own images lie under a name that nobody writes.
                None => format!("library/{}", image.repository),
            };
            let mut moved = format!(
                "{location}-docker.pkg.dev/{}/{}/{repository}",
                plan.spec.project, streaming.repository
            );
            for (mark, part) in [(':', image.tag), ('@', image.digest)] {
                if let Some(part) = part {
                    moved.push(mark);
                    moved.push_str(part);
                }
            }
            *node = Node::text(moved, session.trace.replace(node.origin, origin));
        }
    }
    Ok(())
}

fn elsewhere(text: &str, node: &Node, author: &Author<'_>) -> Diagnostic {
    Diagnostic::error(
        "plan-value",
        node.origin,
        format!(
            "the image `{text}` comes neither from Docker Hub, which the repository `spec.imageStreaming` caches, nor \
             from the region `{}`",
            author.plan.spec.location
        ),
    )
    .also(author.place(), format!("{} moves it to the region", report::title(author.patch)))
    .help("copy the image to a repository in that region and name it in `spec.server.image`")
}
