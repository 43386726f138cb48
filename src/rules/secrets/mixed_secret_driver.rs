use super::provider;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A driver for secrets with the provider of another
    ///
    /// ## Why
    /// GKE's Secret Manager add-on has the driver `secrets-store-gke.csi.k8s.io` and the provider `gke`; the open-source
    /// one has `secrets-store.csi.k8s.io` and `gcp`. Mixed, the volume does not mount.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/library/nginx:1.29
    ///     volumeMounts: [{name: token, mountPath: /secrets, readOnly: true}]
    ///   volumes:
    ///   - name: token
    ///     csi:
    ///       driver: secrets-store.csi.k8s.io  # flag
    ///       readOnly: true
    ///       volumeAttributes: {secretProviderClass: token}
    /// ---
    /// apiVersion: secrets-store.csi.x-k8s.io/v1
    /// kind: SecretProviderClass
    /// metadata: {name: token}
    /// spec:
    ///   provider: gke
    ///   parameters:
    ///     secrets: |
    ///       - resourceName: projects/my-project/secrets/token/versions/1
    ///         path: token
    /// ```
    ///
    /// ## Fix
    /// Use the driver and the provider of the add-on.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/library/nginx:1.29
    ///     volumeMounts: [{name: token, mountPath: /secrets, readOnly: true}]
    ///   volumes:
    ///   - name: token
    ///     csi:
    ///       driver: secrets-store-gke.csi.k8s.io
    ///       readOnly: true
    ///       volumeAttributes: {secretProviderClass: token}
    /// ---
    /// apiVersion: secrets-store.csi.x-k8s.io/v1
    /// kind: SecretProviderClass
    /// metadata: {name: token}
    /// spec:
    ///   provider: gke
    ///   parameters:
    ///     secrets: |
    ///       - resourceName: projects/my-project/secrets/token/versions/1
    ///         path: token
    /// ```
    ///
    /// ## Source
    /// <https://cloud.google.com/secret-manager/docs/secret-manager-managed-csi-component>, read 2026-11-23.
    "mixed-secret-driver", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        for volume in provider::volumes(pod) {
            let Some(class) = volume.class.and_then(|name| provider::find(cx, object, name.as_str()?)) else {
                continue;
            };
            let Some(node) = class.root.at(&["spec", "provider"]) else { continue };
            let wanted = if volume.is_add_on() { "gke" } else { "gcp" };
            // The open-source driver has providers of other clouds as well.
            let own = matches!(node.as_str(), Some("gke" | "gcp"));
            if own && node.as_str() != Some(wanted) {
                cx.flag(volume.driver.origin, format!("this driver needs the provider `{wanted}`"))
                    .also(node.origin, "the provider")
                    .help("use `secrets-store-gke.csi.k8s.io` with the provider `gke`");
            }
        }
    }
}
