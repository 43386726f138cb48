//! A real API server with its etcd, on free ports of this machine.

use crate::crds;
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;
use std::time::Instant;
use tempfile::TempDir;

pub(crate) const OWN: &str = env!("CARGO_BIN_EXE_flightplan");

/// Who may do everything, and who may do nothing.
const TOKENS: &str = "admin-token,admin,1,\"system:masters\"\nnobody-token,nobody,2\n";

/// Starts both programs, and ends them when stdin is closed: when the tests have ended, however they did.
const RUN: &str = r#"
"$ETCD" --data-dir "$DIR/etcd" --listen-client-urls "http://127.0.0.1:$ETCD_PORT" \
  --advertise-client-urls "http://127.0.0.1:$ETCD_PORT" --listen-peer-urls "http://127.0.0.1:$PEER_PORT" \
  --unsafe-no-fsync --log-level error >"$DIR/etcd.log" 2>&1 &
etcd=$!
"$KUBE_APISERVER" --etcd-servers "http://127.0.0.1:$ETCD_PORT" --bind-address 127.0.0.1 --secure-port "$PORT" \
  --cert-dir "$DIR/certs" --token-auth-file "$DIR/tokens" --authorization-mode RBAC \
  --service-cluster-ip-range 10.0.0.0/16 --service-account-issuer https://localhost \
  --service-account-key-file "$DIR/key" --service-account-signing-key-file "$DIR/key" \
  --disable-admission-plugins ServiceAccount --profiling=false >"$DIR/apiserver.log" 2>&1 &
apiserver=$!
cat >/dev/null
kill -9 $etcd $apiserver
rm -rf "$DIR"
"#;

/// A running server.
pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
    // Its stdin is open as long as the tests run.
    _programs: Child,
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// The server that all tests share.
pub(crate) fn server() -> &'static Server {
    SERVER.get_or_init(Server::start)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn peer(variable: &str, name: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| name.to_owned())
}

/// A kubeconfig for an address.
pub(crate) fn kubeconfig(address: &str, token: &str, authority: Option<&Path>) -> String {
    let authority =
        authority.map_or_else(String::new, |it| format!("certificate-authority: {}", it.display()));
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: test\n\
         contexts:\n- name: test\n  context: {{cluster: test, user: test}}\n\
         clusters:\n- name: test\n  cluster:\n    server: {address}\n    {authority}\n\
         users:\n- name: test\n  user: {{token: {token}}}\n"
    )
}

impl Server {
    fn start() -> Self {
        // The script removes the folder, for a static is never dropped.
        let folder = tempfile::tempdir().unwrap().keep();
        fs::write(folder.join("tokens"), TOKENS).unwrap();
        let key = Command::new("openssl")
            .args(["genrsa", "-out", folder.join("key").to_str().unwrap(), "2048"])
            .stderr(Stdio::null())
            .status();
        assert!(key.unwrap().success(), "openssl makes no key");
        let port = free_port();
        let programs = Command::new("sh")
            .args(["-c", RUN])
            .env("DIR", &folder)
            .env("ETCD", peer("ETCD", "etcd"))
            .env("KUBE_APISERVER", peer("KUBE_APISERVER", "kube-apiserver"))
            .env("PORT", port.to_string())
            .env("ETCD_PORT", free_port().to_string())
            .env("PEER_PORT", free_port().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { folder, port, _programs: programs };
        let certificate = server.path("certs/apiserver.crt");
        server.wait("certificate", || certificate.exists().then_some(()));
        for (name, token) in
            [("admin", "admin-token"), ("nobody", "nobody-token"), ("expired", "was-a-token")]
        {
            fs::write(server.path(name), kubeconfig(&server.address(), token, Some(&certificate))).unwrap();
        }
        server.wait("readiness", || (server.get("/readyz")? == "ok").then_some(()));
        server.wait("namespace", || server.get("/api/v1/namespaces/default").map(|_| ()));
        for crd in crds::all() {
            server.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", &crd);
        }
        for (group, plural) in crds::served() {
            server.wait(&plural, || server.get(&format!("/apis/{group}/{plural}")).map(|_| ()));
        }
        server
    }

    pub(crate) fn address(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn log(&self) -> String {
        let text = |name: &str| fs::read_to_string(self.path(name)).unwrap_or_default();
        let all = format!("{}\n{}", text("etcd.log"), text("apiserver.log"));
        all.lines().rev().take(30).collect::<Vec<_>>().join("\n")
    }

    fn wait(&self, what: &str, ready: impl Fn() -> Option<()>) {
        let started = Instant::now();
        while ready().is_none() {
            assert!(started.elapsed() < Duration::from_mins(2), "no {what}:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn curl(&self, arguments: &[&str], path: &str, body: &str) -> Output {
        let mut child = Command::new("curl")
            .args(["--silent", "--show-error", "--fail-with-body", "--insecure"])
            .args([
                "--header",
                "Authorization: Bearer admin-token",
                "--header",
                "Content-Type: application/json",
            ])
            .args(arguments)
            .arg(format!("{}{path}", self.address()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(body.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// What is there; `None` if nothing is.
    pub(crate) fn get(&self, path: &str) -> Option<String> {
        let output = self.curl(&[], path, "");
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    /// Makes an object.
    pub(crate) fn post(&self, path: &str, body: &str) {
        self.send("POST", path, body);
    }

    /// Sends a body and gives the answer, which must be good.
    pub(crate) fn send(&self, method: &str, path: &str, body: &str) -> String {
        let output = self.curl(&["--request", method, "--data-binary", "@-"], path, body);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{method} {path}: {said}\n{body}");
        said
    }

    /// Runs the program against this server.
    pub(crate) fn run(&self, folder: &Path, arguments: &[&str]) -> Ran {
        self.run_as("admin", folder, arguments)
    }

    /// Runs the program as another user.
    pub(crate) fn run_as(&self, user: &str, folder: &Path, arguments: &[&str]) -> Ran {
        run(folder, arguments, &self.path(user))
    }
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        for token in ["admin-token", "nobody-token", "was-a-token", "secret-token"] {
            assert!(
                !format!("{}{}", self.stdout, self.stderr).contains(token),
                "a token is told:\n{}",
                self.stderr
            );
        }
        self
    }

    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(
            self.stdout.contains(words) || self.stderr.contains(words),
            "no `{words}`:\n{}\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

/// Runs the program with a kubeconfig.
pub(crate) fn run(folder: &Path, arguments: &[&str], kubeconfig: &Path) -> Ran {
    let output = Command::new(OWN)
        .args(arguments)
        .current_dir(folder)
        .env("KUBECONFIG", kubeconfig)
        .env("COLUMNS", "220")
        .env_remove("KUBERNETES_SERVICE_HOST")
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The base, the overlays and the examples in a folder of their own.
pub(crate) fn tree() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["base", "overlays", "examples"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        assert!(Command::new("cp").arg("-r").arg(from).arg(folder.path()).status().unwrap().success());
    }
    folder
}

/// Replaces text in a file; it must be there.
pub(crate) fn edit(tree: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(tree.join(path)).unwrap();
    assert!(text.contains(from), "{path} does not hold `{from}`:\n{text}");
    fs::write(tree.join(path), text.replacen(from, to, 1)).unwrap();
}
