use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A secret that cannot be found
    ///
    /// ## Why
    /// Each entry of `parameters.secrets` has a `resourceName` of the form `projects/P/secrets/S/versions/V` and a `path`
    /// or `fileName`.
    ///
    /// ```yaml fail
    /// apiVersion: secrets-store.csi.x-k8s.io/v1
    /// kind: SecretProviderClass
    /// metadata: {name: token}
    /// spec:
    ///   provider: gke
    ///   parameters:
    ///     secrets: |
    ///       - resourceName: my-project/token  # flag
    ///         path: token
    /// ```
    ///
    /// ## Fix
    /// Write the full name of the version.
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
    /// <https://github.com/GoogleCloudPlatform/secrets-store-csi-driver-provider-gcp>, commit 0077988,
    /// `config/config.go`.
    "malformed-secret-entry", Error, &["SecretProviderClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    if !matches!(object.root.str_at(&["spec", "provider"]), Some("gke" | "gcp")) {
        return;
    }
    let Some(node) = object.root.at(&["spec", "parameters", "secrets"]) else { return };
    let Some(text) = node.as_str() else { return };
    // The list is YAML within a text.
    let Ok(entries) = serde_yaml::from_str::<Vec<serde_json::Value>>(text) else {
        cx.flag(node.origin, "`secrets` is not a list").help("write a list of `resourceName` and `path`");
        return;
    };
    for entry in entries {
        let field = |name: &str| entry.get(name).and_then(serde_json::Value::as_str);
        let name = field("resourceName").unwrap_or("");
        if !is_version(name) && !name.contains("${") {
            cx.flag(cx.within(node.origin, name), format!("`{name}` is not the version of a secret"))
                .help("write `projects/PROJECT/secrets/SECRET/versions/VERSION`");
        } else if field("path").is_none() && field("fileName").is_none() {
            cx.flag(cx.within(node.origin, name), "the secret has no `path`")
                .help("add `path`, the name of the file");
        }
    }
}

/// True for `projects/P/secrets/S/versions/V`, with or without `locations/L`.
fn is_version(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    parts.iter().all(|part| !part.is_empty())
        && matches!(
            parts.as_slice(),
            ["projects", _, "secrets", _, "versions", _]
                | ["projects", _, "locations", _, "secrets", _, "versions", _]
        )
}
