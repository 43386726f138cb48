use super::provider;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A volume of secrets that does not mount
    ///
    /// ## Why
    /// A volume of the secrets driver is `readOnly: true` and names a `secretProviderClass` of the Pod's own namespace.
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
    ///       driver: secrets-store-gke.csi.k8s.io  # flag
    ///       volumeAttributes: {secretProviderClass: token}
    /// ```
    ///
    /// ## Fix
    /// Add what is missing.
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
    /// ```
    ///
    /// ## Source
    /// <https://cloud.google.com/secret-manager/docs/secret-manager-managed-csi-component>, read 2026-11-23.
    "unmountable-secret-volume", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        for volume in provider::volumes(pod) {
            if volume.read_only != Some(true) {
                cx.flag(volume.driver.origin, "a volume of secrets is read-only")
                    .help("add `readOnly: true` under `csi`");
            }
            let Some(name) = volume.class else {
                cx.flag(volume.driver.origin, "the volume names no `secretProviderClass`")
                    .help("add it to `volumeAttributes`");
                continue;
            };
            let text = name.as_str().unwrap_or("");
            let elsewhere = cx.all("SecretProviderClass").find(|it| it.name() == text);
            if let Some(other) = elsewhere.filter(|_| provider::find(cx, object, text).is_none()) {
                cx.flag(name.origin, "the SecretProviderClass is in another namespace")
                    .also(place(other), "is there")
                    .help("put both into one namespace");
            }
        }
    }
}
