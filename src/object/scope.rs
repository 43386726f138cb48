//! Which kinds live outside every namespace.

use super::id::Gvk;

/// The versions that most groups of the built-in schema have.
const BOTH: &[&str] = &["v1", "v1beta1"];

/// The group and versions in which the API of kustomize's built-in schema knows a kind as cluster-scoped.
/// Unknown kinds count as namespaced, as they do there.
fn cluster_scoped(kind: &str) -> Option<(&'static str, &'static [&'static str])> {
    Some(match kind {
        "ComponentStatus" | "Namespace" | "Node" | "NodeProxyOptions" | "PersistentVolume" => ("", &["v1"]),
        "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration" => {
            ("admissionregistration.k8s.io", BOTH)
        }
        "CustomResourceDefinition" => ("apiextensions.k8s.io", BOTH),
        "APIService" => ("apiregistration.k8s.io", BOTH),
        "CertificateSigningRequest" => ("certificates.k8s.io", BOTH),
        "FlowSchema" | "PriorityLevelConfiguration" => ("flowcontrol.apiserver.k8s.io", &["v1beta1"]),
        "IngressClass" => ("networking.k8s.io", BOTH),
        "RuntimeClass" => ("node.k8s.io", BOTH),
        "PodSecurityPolicy" => ("policy", &["v1beta1"]),
        "ClusterRole" | "ClusterRoleBinding" => ("rbac.authorization.k8s.io", BOTH),
        "PriorityClass" => ("scheduling.k8s.io", BOTH),
        "CSIDriver" | "CSINode" | "StorageClass" | "VolumeAttachment" => ("storage.k8s.io", BOTH),
        _ => return None,
    })
}

impl Gvk {
    /// True if kustomize is certain that objects of this kind have no namespace.
    pub fn is_cluster_scoped(&self) -> bool {
        cluster_scoped(&self.kind)
            .is_some_and(|(group, versions)| self.group == group && versions.contains(&self.version.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use crate::object::Gvk;

    #[test]
    fn knows_scopes_by_group_and_version() {
        assert!(Gvk::new("v1", "Namespace").is_cluster_scoped());
        assert!(Gvk::new("storage.k8s.io/v1", "StorageClass").is_cluster_scoped());
        assert!(!Gvk::new("example.com/v1", "Namespace").is_cluster_scoped());
        assert!(!Gvk::new("apps/v1", "Deployment").is_cluster_scoped());
        assert!(!Gvk::new("example.com/v1", "Unknown").is_cluster_scoped());
    }
}
