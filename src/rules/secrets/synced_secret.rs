use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A Secret that the add-on does not make
    ///
    /// ## Why
    /// GKE's Secret Manager add-on mounts secrets as files. It does not copy them into Kubernetes Secrets:
    /// `secretObjects` has no effect, and a variable that reads such a Secret keeps the Pod from starting.
    ///
    /// ```yaml fail
    /// apiVersion: secrets-store.csi.x-k8s.io/v1
    /// kind: SecretProviderClass
    /// metadata: {name: token}
    /// spec:
    ///   provider: gke
    ///   parameters:
    ///     secrets: |
    ///       - resourceName: projects/my-project/secrets/token/versions/1
    ///         path: token
    ///   secretObjects:  # flag
    ///   - secretName: hf-secret
    ///     type: Opaque
    ///     data: [{objectName: token, key: hf_api_token}]
    /// ```
    ///
    /// ## Fix
    /// Read the mounted file, or use the driver with the provider `gcp`.
    ///
    /// ```yaml pass
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
    "synced-secret", Error, &["SecretProviderClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    if object.root.str_at(&["spec", "provider"]) != Some("gke") {
        return;
    }
    let spec = object.root.get("spec").and_then(Node::as_map);
    let Some(entry) = spec.and_then(|map| map.entry("secretObjects")) else { return };
    let names: Vec<&str> = entry.value.items().filter_map(|it| it.str_at(&["secretName"])).collect();
    let reader = links::pods_beside(cx, object).into_iter().flat_map(|pod| pod.containers()).find_map(|it| {
        it.list("env").iter().find_map(|env| {
            let name = env.at(&["valueFrom", "secretKeyRef", "name"])?;
            names.contains(&name.as_str()?).then_some(name.origin)
        })
    });
    let mut flag = cx
        .flag(entry.key_origin, "the add-on does not copy secrets into Kubernetes Secrets")
        .help("read the mounted file, or use the driver with the provider `gcp`");
    if let Some(at) = reader {
        flag = flag.also(at, "reads the Secret that is never made");
    }
    let _ = flag;
}
