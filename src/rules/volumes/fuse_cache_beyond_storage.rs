use super::fuse;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A file cache larger than its storage
    ///
    /// ## Why
    /// The file cache of Cloud Storage FUSE lies on the ephemeral storage of the sidecar, of which there are 5 GiB unless
    /// `gke-gcsfuse/ephemeral-storage-limit` says otherwise. A larger cache gets the Pod evicted.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, annotations: {gke-gcsfuse/volumes: "true"}}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/library/nginx:1.29
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     volumeMounts: [{name: weights, mountPath: /models}]
    ///   volumes:
    ///   - name: weights
    ///     csi:
    ///       driver: gcsfuse.csi.storage.gke.io
    ///       readOnly: true
    ///       volumeAttributes:
    ///         bucketName: my-bucket
    ///         fileCacheCapacity: 20Gi  # flag
    /// ```
    ///
    /// ## Fix
    /// Raise the annotation above the capacity of the cache, or bring a volume `gke-gcsfuse-cache`.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: server
    ///   annotations: {gke-gcsfuse/volumes: "true", gke-gcsfuse/ephemeral-storage-limit: 24Gi}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/library/nginx:1.29
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     volumeMounts: [{name: weights, mountPath: /models}]
    ///   volumes:
    ///   - name: weights
    ///     csi:
    ///       driver: gcsfuse.csi.storage.gke.io
    ///       readOnly: true
    ///       volumeAttributes:
    ///         bucketName: my-bucket
    ///         fileCacheCapacity: 20Gi
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver>, commit 5fcdc04, `docs/troubleshooting.md`.
    "fuse-cache-beyond-storage", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gcs_fuse;
    for pod in cx.pods() {
        if pod.volume("gke-gcsfuse-cache").is_some() {
            continue;
        }
        let limit = pod.annotation("gke-gcsfuse/ephemeral-storage-limit");
        let amount = limit.and_then(Quantity::of).unwrap_or(table.rows.default_ephemeral_storage);
        for volume in fuse::volumes(pod) {
            let Some(cache) = volume.attribute("fileCacheCapacity") else { continue };
            // `-1` is a cache without a limit; 0 in the annotation means the same.
            let endless = cache.scalar().is_some_and(|text| text.starts_with('-'));
            let larger = Quantity::of(cache).is_some_and(|cache| cache >= amount);
            if (larger || endless) && !amount.is_zero() {
                let mut flag = cx
                    .flag(cache.origin, format!("the cache has {} of ephemeral storage", amount.bytes()))
                    .by(table.status)
                    .help("set the annotation `gke-gcsfuse/ephemeral-storage-limit` to more than the cache");
                if let Some(limit) = limit {
                    flag = flag.also(limit.origin, "its storage");
                }
                let _ = flag;
            }
        }
    }
}
