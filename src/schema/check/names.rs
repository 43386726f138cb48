//! The syntax of names, labels and annotations.
//!
//! Source: k8s.io/apimachinery pkg/util/validation and pkg/api/validation, release 1.37.

/// The most bytes that the annotations of an object may take together.
pub(super) const ANNOTATIONS_LIMIT: usize = 256 * 1024;

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn ends(text: &str, good: fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|byte| good(*byte)) && bytes.last().is_some_and(|byte| good(*byte))
}

fn lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// What is wrong with a DNS label (RFC 1123), if anything.
pub(super) fn label(text: &str) -> Option<&'static str> {
    if text.len() > 63 {
        return Some("is longer than 63 characters");
    }
    let good = ends(text, lower) && text.bytes().all(|byte| lower(byte) || byte == b'-');
    (!good).then_some("must consist of `a-z`, `0-9` and `-`, and start and end with a letter or digit")
}

/// What is wrong with a DNS subdomain (RFC 1123), if anything.
pub(super) fn subdomain(text: &str) -> Option<&'static str> {
    if text.len() > 253 {
        return Some("is longer than 253 characters");
    }
    let part = |part: &str| ends(part, lower) && part.bytes().all(|byte| lower(byte) || byte == b'-');
    (!text.split('.').all(part))
        .then_some("must consist of `a-z`, `0-9`, `-` and `.`, and start and end with a letter or digit")
}

/// What is wrong with a name that is a part of a path, if anything.
pub(super) fn path_segment(text: &str) -> Option<&'static str> {
    let bad = matches!(text, "." | "..") || text.contains(['/', '%']);
    bad.then_some("must not hold `/` or `%`, nor be `.` or `..`")
}

/// What is wrong with the name of a port, if anything.
pub(super) fn port_name(text: &str) -> Option<&'static str> {
    if text.len() > 15 {
        return Some("is longer than 15 characters");
    }
    let good = ends(text, lower)
        && text.bytes().all(|byte| lower(byte) || byte == b'-')
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !text.contains("--");
    (!good).then_some("must consist of `a-z`, `0-9` and single `-`, with at least one letter")
}

fn qualified_part(text: &str) -> bool {
    text.len() <= 63
        && ends(text, alphanumeric)
        && text.bytes().all(|byte| alphanumeric(byte) || matches!(byte, b'-' | b'_' | b'.'))
}

/// What is wrong with the key of a label or annotation, if anything.
pub(super) fn key(text: &str) -> Option<&'static str> {
    let name = match text.split_once('/') {
        None => text,
        Some((prefix, name)) => {
            if prefix.is_empty() || subdomain(prefix).is_some() {
                return Some("has a prefix before `/` that is no DNS name in lower case");
            }
            name
        }
    };
    (!qualified_part(name)).then_some(
        "must be at most 63 letters, digits, `-`, `_` and `.` that start and end with a letter or digit, \
         after an optional `prefix/`",
    )
}

/// What is wrong with the value of a label, if anything.
pub(super) fn label_value(text: &str) -> Option<&'static str> {
    if text.len() > 63 {
        return Some("is longer than 63 characters, the most for the value of a label");
    }
    (!text.is_empty() && !qualified_part(text)).then_some(
        "is no value of a label: letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
    )
}

/// What is wrong with the name of an object of a kind, if anything.
pub(super) fn object(group: &str, kind: &str, name: &str) -> Option<&'static str> {
    match (group, kind) {
        ("", "Namespace" | "Service") => label(name),
        ("rbac.authorization.k8s.io" | "internal.apiserver.k8s.io", _)
        | ("certificates.k8s.io", "ClusterTrustBundle")
        | ("networking.k8s.io", "IPAddress") => path_segment(name),
        _ => subdomain(name),
    }
}

#[cfg(test)]
mod tests {
    use super::{key, label, label_value, object, port_name, subdomain};

    #[test]
    fn names_are_told_from_others() {
        assert!(label("vllm-gemma2").is_none());
        assert!(label("Vllm").is_some());
        assert!(label("a.b").is_some());
        assert!(label("-a").is_some());
        assert!(label("").is_some());
        assert!(subdomain("a.b-c").is_none());
        assert!(subdomain("a..b").is_some());
        assert!(port_name("http-metrics").is_none());
        assert!(port_name("8080").is_some());
        assert!(port_name("a-very-long-port").is_some());
        assert!(key("app.kubernetes.io/name").is_none());
        assert!(key("a/b/c").is_some());
        assert!(key("App.io/x").is_some());
        assert!(label_value("").is_none());
        assert!(label_value("v0.9.1_a").is_none());
        assert!(label_value("a b").is_some());
        assert!(object("rbac.authorization.k8s.io", "Role", "system:auth").is_none());
        assert!(object("apps", "Deployment", "my_app").is_some());
    }
}
