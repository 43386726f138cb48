//! `GcsFuse`: the weights in a bucket of Cloud Storage.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::CSIVolumeSource;
use k8s_openapi::api::core::v1::Volume;

use super::identity;
use super::mount;
use super::mount::Mount;
use super::patches::GcsFusePatch;
use super::report;
use super::target;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;

const DRIVER: &str = "gcsfuse.csi.storage.gke.io";
/// GiB that the driver's container needs beside the cache: the default of its limit.
const SIDECAR_GIB: u64 = 5;

/// Mounts the bucket read-only, with a cache that the whole model fits in: vLLM reads its files in
/// ranges, and a cached file is fetched once, as a whole.
pub(super) fn apply(
    spec: &GcsFusePatch,
    objects: &mut Vec<Object>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plan = author.plan;
    let Some(fuse) = &plan.spec.gcs_fuse else {
        return Err(session.diagnostics.error(
            report::missing(plan, "spec", "spec.gcsFuse", author.patch)
                .help("add `gcsFuse: {bucket: gs://...}` to the FlightPlan"),
        ));
    };
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    identity::give(&server, objects, author, session)?;

    let cache = plan.spec.model.weights_size.gibibytes();
    let bucket = fuse.bucket.as_str().trim_start_matches("gs://");
    let (bucket, directory) = bucket.split_once('/').unwrap_or((bucket, ""));
    let directory = directory.trim_end_matches('/');
    let mut options = vec!["implicit-dirs".to_owned()];
    if !directory.is_empty() {
        options.push(format!("only-dir:{directory}"));
    }
    let attributes = [
        ("bucketName", bucket.to_owned()),
        ("mountOptions", options.join(",")),
        ("fileCacheCapacity", format!("{cache}Gi")),
        ("fileCacheForRangeRead", "true".to_owned()),
    ];
    let source = CSIVolumeSource {
        driver: DRIVER.to_owned(),
        read_only: Some(true),
        volume_attributes: Some(attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ..CSIVolumeSource::default()
    };
    let field = plan.origin("spec.gcsFuse.bucket");
    let mount = Mount {
        volume: Volume { csi: Some(source), ..Volume::default() },
        origins: vec![
            ("/csi/volumeAttributes/bucketName".to_owned(), field),
            ("/csi/volumeAttributes/mountOptions".to_owned(), field),
            ("/csi/volumeAttributes/fileCacheCapacity".to_owned(), plan.origin("spec.model.weightsSize")),
        ],
        path: spec.mount_path.as_str(),
        annotations: BTreeMap::from([
            // On the Pods, not on the Deployment: the driver adds its container to Pods that say so.
            ("gke-gcsfuse/volumes".to_owned(), "true".to_owned()),
            // The cache lies on the local storage of that container and must be smaller than its limit.
            (
                "gke-gcsfuse/ephemeral-storage-limit".to_owned(),
                format!("{}Gi", cache.saturating_add(SIDECAR_GIB)),
            ),
        ]),
    };
    mount::mount(mount, &server, objects, author, session)
}
