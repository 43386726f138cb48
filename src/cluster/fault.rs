//! Faults after which a cluster cannot be asked any more, in words that hold no secret.

use crate::diag::Diagnostic;
use crate::source::Origin;
use kube::client::AuthError;
use kube::config::InClusterError;
use kube::config::KubeconfigError;
use std::error::Error;
use std::path::Path;

/// No answer, or none that an API server gives.
pub(super) fn unreachable(address: &str, why: &str) -> Diagnostic {
    Diagnostic::error("cluster-unreachable", Origin::NONE, format!("{address} does not answer: {why}"))
        .help("look at the address in the kubeconfig, at the VPN and at the authorized networks; `--timeout` waits longer")
}

/// The server answers, but not to this user.
pub(super) fn unauthorized(address: &str) -> Diagnostic {
    Diagnostic::error(
        "cluster-unauthorized",
        Origin::NONE,
        format!("{address} does not accept the credentials: they are wrong or have expired"),
    )
    .help("log in again: `gcloud container clusters get-credentials CLUSTER --location=REGION`; in a Pod, its token is that of its ServiceAccount")
}

/// The server was given no credentials, so it takes the user for anybody.
pub(super) fn anonymous(address: &str) -> Diagnostic {
    Diagnostic::error(
        "cluster-unauthorized",
        Origin::NONE,
        format!("{address} was given no credentials: the user of the kubeconfig has none, or the file of its token is empty"),
    )
    .help("log in: `gcloud container clusters get-credentials CLUSTER --location=REGION`; in a Pod, its token is that of its ServiceAccount")
}

/// The user may not do what was asked.
pub(super) fn forbidden(message: &str) -> Diagnostic {
    Diagnostic::error("cluster-forbidden", Origin::NONE, format!("permission is lacking: {message}"))
        .help("a dry run needs the same permissions as applying; ask for a role that has them")
}

/// A kubeconfig that cannot be used. Its text may hold a token, so a parser's words about it are not told.
pub(super) fn configuration(error: &KubeconfigError, path: Option<&Path>) -> Diagnostic {
    let file = path.map_or_else(|| "the kubeconfig".to_owned(), |path| format!("`{}`", path.display()));
    let message = match error {
        KubeconfigError::FindPath => "there is no kubeconfig, and this is no Pod of a cluster".to_owned(),
        KubeconfigError::ReadConfig(error, path) => format!("`{}` cannot be read: {error}", path.display()),
        KubeconfigError::CurrentContextNotSet => format!("{file} has no current context"),
        KubeconfigError::LoadContext(name) => format!("{file} has no context `{name}`"),
        KubeconfigError::LoadClusterOfContext(name) => {
            format!("{file} has no cluster for the context `{name}`")
        }
        KubeconfigError::MissingClusterUrl => format!("{file} has no address for its cluster"),
        KubeconfigError::LoadCertificateAuthority(_) | KubeconfigError::ParseCertificates(_) => {
            format!("the certificate authority in {file} cannot be read")
        }
        KubeconfigError::LoadClientCertificate(_) | KubeconfigError::LoadClientKey(_) => {
            format!("the client certificate in {file} cannot be read")
        }
        _ => format!("{file} is no kubeconfig"),
    };
    Diagnostic::error("cluster-configuration", Origin::NONE, message)
        .help("give one with `--kubeconfig FILE`, and a context with `--context NAME`")
}

/// An authority that is named and holds no certificate, so that no server can be trusted.
pub(super) fn without_authority(path: Option<&Path>) -> Diagnostic {
    let file = path.map_or_else(
        || "the certificate authority in the kubeconfig".to_owned(),
        |path| format!("`{}`", path.display()),
    );
    Diagnostic::error("cluster-configuration", Origin::NONE, format!("{file} holds no certificate"))
        .help("it must hold the certificate of the authority that signed the server's, as PEM")
}

/// The account of a Pod that cannot be used.
pub(super) fn account(error: &InClusterError) -> Diagnostic {
    let folder = "/var/run/secrets/kubernetes.io/serviceaccount";
    let message = match error {
        InClusterError::ReadDefaultNamespace(error) => {
            format!("`{folder}/namespace` cannot be read: {error}")
        }
        InClusterError::ReadCertificateBundle(error) => format!("`{folder}/ca.crt` cannot be read: {error}"),
        InClusterError::ParseCertificates(error) => {
            format!("`{folder}/ca.crt` holds no certificate: {error}")
        }
        InClusterError::ParseClusterPort(_) => "`KUBERNETES_SERVICE_PORT` is no port".to_owned(),
        InClusterError::ParseClusterUrl(_) => "`KUBERNETES_SERVICE_HOST` is no host".to_owned(),
        InClusterError::ReadEnvironmentVariable(_) => {
            "`KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT` are not both set".to_owned()
        }
    };
    Diagnostic::error("cluster-configuration", Origin::NONE, message).help(
        "this is a Pod, and there is no kubeconfig: the kubelet mounts the files of its ServiceAccount unless \
         `automountServiceAccountToken` is false; or give a kubeconfig with `--kubeconfig FILE`",
    )
}

/// An error of the client.
pub(super) fn told(error: kube::Error, address: &str) -> Diagnostic {
    let mut at: Option<&(dyn Error + 'static)> = Some(&error);
    let mut words = String::new();
    while let Some(error) = at {
        if let Some(error) = error.downcast_ref::<AuthError>() {
            return credentials(error);
        }
        words = error.to_string();
        at = error.source();
    }
    match error {
        kube::Error::Auth(error) => credentials(&error),
        kube::Error::SerdeError(_) => unreachable(address, "what it says is not what an API server says"),
        // The innermost error says what happened, those around it where.
        _ => unreachable(address, &words),
    }
}

/// What a credential plugin printed may hold a token, so only its name is told.
fn credentials(error: &AuthError) -> Diagnostic {
    let message = match error {
        AuthError::AuthExecStart(error) => format!("the credential plugin cannot be run: {error}"),
        AuthError::AuthExecRun { cmd, out } => {
            format!("the credential plugin `{cmd}` failed: {}", out.status)
        }
        AuthError::ReadTokenFile(error, path) => {
            format!("the token `{}` cannot be read: {error}", path.display())
        }
        AuthError::MissingCommand => "the kubeconfig names no credential plugin to run".to_owned(),
        AuthError::InvalidBearerToken(_) => {
            "the token cannot be sent: it holds what no token holds".to_owned()
        }
        _ => "the credentials of the kubeconfig cannot be used".to_owned(),
    };
    let finding = Diagnostic::error("cluster-credentials", Origin::NONE, message);
    if matches!(error, AuthError::ReadTokenFile(..) | AuthError::InvalidBearerToken(_)) {
        return finding.help(
            "look at the file that holds the token; in a Pod, the kubelet mounts it for its ServiceAccount",
        );
    }
    finding.help("GKE needs the program `gke-gcloud-auth-plugin` on PATH; `gcloud auth login` renews a login")
}
