use crate::object::Image;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::Date;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An image of years ago
    ///
    /// ## Why
    /// An image that nobody has renewed for two years has the drivers, the models' support and the security fixes
    /// of that time. Tags of Google's model images begin with the day of their build; some images are no longer
    /// made at all.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: us-docker.pkg.dev/vertex-ai/vertex-vision-model-garden-dockers/pytorch-vllm-serve:20240910_0916_RC00  # flag
    /// ```
    ///
    /// ## Fix
    /// Use a current tag, and try it.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: us-docker.pkg.dev/vertex-ai/vertex-vision-model-garden-dockers/pytorch-vllm-serve:20260713_0916_RC01
    /// ```
    ///
    /// Age counts from the day of the catalog, not from today, so that a result does not change by itself.
    ///
    /// ## Source
    /// The catalog, table `abandoned_images`; the form of the tags is that of
    /// `us-docker.pkg.dev/vertex-ai/vertex-vision-model-garden-dockers`, 2026-07.
    "outdated-image", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let catalog = cx.catalog();
    let Some(today) = Date::parse(&catalog.day.rows) else { return };
    for pod in cx.pods() {
        for container in pod.containers() {
            let Some(node) = container.image() else { continue };
            let Some(image) = node.as_str().map(Image::parse) else { continue };
            if let Some(instead) = catalog.abandoned_images.rows.get(image.repository) {
                cx.flag(
                    cx.written(node.origin, image.repository),
                    format!("`{}` is no longer made", image.repository),
                )
                .by(catalog.abandoned_images.status)
                .help(instead);
            } else if let Some(built) = image.tag.and_then(built)
                && built.years_before(today) >= 2
            {
                cx.flag(node.origin, format!("the image was built on {built}"))
                    .help("use a current tag, and try it");
            }
        }
    }
}

/// The day with which a tag begins: `20240910_0916_RC00`.
fn built(tag: &str) -> Option<Date> {
    let (digits, rest) = tag.split_at_checked(8)?;
    if rest.starts_with(|next: char| next.is_ascii_digit()) {
        return None;
    }
    let (year, day) = digits.split_at_checked(4)?;
    let (month, day) = day.split_at_checked(2)?;
    Date::parse(&format!("{year}-{month}-{day}"))
}
