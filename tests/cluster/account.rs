//! `verify` in a Pod: the address in the environment, the token, the authority and the namespace in files of their
//! own, under the paths that every Pod has. A mount namespace holds those, so that the machine keeps none.

use crate::server::OWN;
use crate::server::Ran;
use crate::server::Server;
use crate::server::server;
use crate::server::tree;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use serde_json::json;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::sync::OnceLock;
use tempfile::TempDir;

const ROOT: &str = "examples/gemma2-tokyo";

/// Puts a copy of a folder where a Pod has its account, and runs what follows.
const POD: &str = r#"mount -t tmpfs none /var/run
mkdir -p /var/run/secrets/kubernetes.io
cp -r "$ACCOUNT" /var/run/secrets/kubernetes.io/serviceaccount
exec "$@"
"#;

/// What the kubelet writes for a Pod.
struct Account {
    folder: TempDir,
    token: String,
}

impl Account {
    fn new(token: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
        write("token", token.as_bytes());
        write("namespace", b"default");
        write("ca.crt", &fs::read(server().path("certs/apiserver.crt")).unwrap());
        Self { folder, token: token.to_owned() }
    }

    fn without(self, name: &str) -> Self {
        fs::remove_file(self.folder.path().join(name)).unwrap();
        self
    }

    fn with(self, name: &str, text: &str) -> Self {
        fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    /// Runs the program as that Pod would. It must not tell the token, nor a part of it.
    #[track_caller]
    fn run(&self, folder: &Path, env: &[(&str, &str)], code: i32) -> Ran {
        let address = server().address();
        let (host, port) = address.trim_start_matches("https://").split_once(':').unwrap();
        let output = Command::new("unshare")
            .args(["--mount", "sh", "-ec", POD, "sh", OWN, "verify", ROOT, "--timeout", "20"])
            .current_dir(folder)
            .env("ACCOUNT", self.folder.path())
            .env("KUBERNETES_SERVICE_HOST", host)
            .env("KUBERNETES_SERVICE_PORT", port)
            .env_remove("KUBECONFIG")
            .env("HOME", folder)
            .env("COLUMNS", "220")
            .envs(env.iter().copied())
            .output()
            .unwrap();
        let ran = Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        let ran = ran.exits(code);
        for part in self.token.split('.').filter(|part| part.len() > 10) {
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(!said.contains(part), "the token is told:\n{said}");
        }
        ran
    }
}

/// A token for a new account.
fn token(server: &Server, name: &str) -> String {
    let accounts = "/api/v1/namespaces/default/serviceaccounts";
    let account = json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}});
    server.post(accounts, &account.to_string());
    let request = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 600}});
    let answer = server.send("POST", &format!("{accounts}/{name}/token"), &request.to_string());
    let answer: Value = serde_json::from_str(&answer).unwrap();
    answer["status"]["token"].as_str().unwrap().to_owned()
}

/// The same token, signed anew by the server's key, as it will be when its time is over.
fn expired(token: &str) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    for (claim, seconds) in [("exp", 3600), ("iat", 7200), ("nbf", 7200)] {
        claims[claim] = (claims["iat"].as_i64().unwrap_or_default() - seconds).into();
    }
    let signed = format!("{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mut openssl = Command::new("openssl")
        .args(["dgst", "-sha256", "-sign", server().path("key").to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(signed.as_bytes()).unwrap();
    let signature = openssl.wait_with_output().unwrap().stdout;
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token that may do everything.
fn verifier() -> String {
    static TOKEN: OnceLock<String> = OnceLock::new();
    let make = || {
        let bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
        let binding = json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "verifier"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
            "subjects": [{"kind": "ServiceAccount", "name": "verifier", "namespace": "default"}],
        });
        server().post(bindings, &binding.to_string());
        token(server(), "verifier")
    };
    TOKEN.get_or_init(make).clone()
}

#[test]
#[ignore = "needs root, kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn a_pod_verifies_with_its_own_account() {
    let tree = tree();
    let token = verifier();
    let ran = Account::new(&token).run(tree.path(), &[], 0);
    assert!(ran.stdout.lines().count() > 5, "{}", ran.stdout);
    assert!(ran.stdout.lines().all(|line| line.contains(" accepted ")), "{}", ran.stdout);

    let old = Account::new(&expired(&token)).run(tree.path(), &[], 2).says("cluster-unauthorized");
    old.says("have expired").says("ServiceAccount");
    let other = self::token(server(), "stranger");
    let ran = Account::new(&other).run(tree.path(), &[], 2).says("cluster-forbidden");
    ran.says("system:serviceaccount:default:stranger");
}

#[test]
#[ignore = "needs root, kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn what_a_pod_lacks_is_told() {
    let tree = tree();
    let token = verifier();
    let account = || Account::new(&token);
    let run = |account: Account, env: &[(&str, &str)], code: &str, words: &str| {
        let ran = account.run(tree.path(), env, 2).says(code).says(words);
        assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    };
    let folder = "/var/run/secrets/kubernetes.io/serviceaccount";
    let configuration = "cluster-configuration";
    run(account().without("ca.crt"), &[], configuration, &format!("`{folder}/ca.crt` cannot be read"));
    run(
        account().with("ca.crt", "-----BEGIN CERTIFICATE-----\n"),
        &[],
        configuration,
        "ca.crt` holds no certificate",
    );
    run(account().with("ca.crt", ""), &[], configuration, "ca.crt` holds no certificate");
    run(account().without("namespace"), &[], configuration, &format!("`{folder}/namespace` cannot be read"));
    run(account().without("token"), &[], "cluster-credentials", &format!("`{folder}/token` cannot be read"));
    run(account().with("token", ""), &[], "cluster-unauthorized", "was given no credentials");
    run(account().with("token", "two\nlines-of-a-token"), &[], "cluster-credentials", "token");
    let port = [("KUBERNETES_SERVICE_PORT", "https")];
    run(account(), &port, configuration, "`KUBERNETES_SERVICE_PORT`");
    let nobody = [("KUBERNETES_SERVICE_PORT", "1")];
    run(account(), &nobody, "cluster-unreachable", "https://127.0.0.1:1");
    // A kubeconfig that is named goes before the account, and is not passed over if it is broken.
    fs::write(tree.path().join("config"), "users: [{name: a, user: {token: secret-token}]").unwrap();
    let config = tree.path().join("config");
    run(account(), &[("KUBECONFIG", config.to_str().unwrap())], configuration, "is no kubeconfig");
}
