use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A secret in plain text
    ///
    /// ## Why
    /// Data of a Secret is encoded, not encrypted: whoever reads the repository, or the output of a CI job, has it.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Secret  # flag
    /// metadata: {name: hf-secret}
    /// stringData:
    ///   hf_api_token: hf_abcdefghijklmnopqrstuvwxyz
    /// ```
    ///
    /// ## Fix
    /// Make the Secret outside git, or read it from Secret Manager.
    ///
    /// ```yaml pass
    /// apiVersion: secrets-store.csi.x-k8s.io/v1
    /// kind: SecretProviderClass
    /// metadata: {name: hf-secret}
    /// spec:
    ///   provider: gke
    ///   parameters:
    ///     secrets: |
    ///       - resourceName: projects/my-project/secrets/hf-token/versions/1
    ///         path: hf_api_token
    /// ```
    ///
    /// Secrets that are encrypted with SOPS, placeholders and empty values are left out.
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/configuration/secret/#information-security-for-secrets>, read 2026-11-23.
    "plain-secret", Warning, &["Secret"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    if object.root.get("sops").is_some()
        || object.root.str_at(&["type"]) == Some("kubernetes.io/service-account-token")
    {
        return;
    }
    let values = ["data", "stringData"].iter().filter_map(|field| object.root.get(field)?.as_map()).flatten();
    let real = values.filter(|entry| {
        entry.value.as_str().is_some_and(|text| {
            !text.trim().is_empty() && !text.contains(['$', '<', '{']) && !text.starts_with("ENC[")
        })
    });
    if real.count() > 0 {
        let at = object.root.get("kind").unwrap_or(&object.root).origin;
        cx.flag(at, "this Secret can be read by whoever reads the manifests")
            .help("make it outside git, or read it from Secret Manager");
    }
}
