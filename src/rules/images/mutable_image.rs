use crate::object::Image;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An image that can change under its name
    ///
    /// ## Why
    /// A tag such as `latest` or `main`, or none at all, names whatever was pushed last: two replicas may run two
    /// programs, and a rollback rolls nothing back.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:latest  # flag
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Fix
    /// Name a version, or better a digest.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13.1
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/containers/images/#image-names>, read 2026-11-23.
    "mutable-image", Warning, WORKLOADS
}

/// Tags that are moved on purpose.
const MOVING: &[&str] = &["latest", "main", "master", "nightly", "edge", "dev", "stable"];

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for container in pod.containers() {
            let Some(node) = container.image() else { continue };
            let Some(text) =
                node.as_str().filter(|text| !text.is_empty() && !text.contains(['$', '{', '<', ' ']))
            else {
                continue;
            };
            let image = Image::parse(text);
            // What is no image reference has findings of its own; a bare name is often replaced by `images`.
            if image.digest.is_some()
                || text.bytes().any(|byte| byte.is_ascii_uppercase()) && image.tag.is_none()
            {
                continue;
            }
            let message = match image.tag {
                Some(tag) if MOVING.contains(&tag) => {
                    format!("the tag `{tag}` names whatever was pushed last")
                }
                None => "without a tag the image is whatever was pushed last".to_owned(),
                Some(_) => continue,
            };
            cx.flag(node.origin, message).help("name a version, or a digest");
        }
    }
}
