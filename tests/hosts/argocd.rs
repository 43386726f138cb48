//! The real plugin server of Argo CD, with the plugin as it is shipped, driven over its socket as the repo-server
//! does. `.ci/run` installs the server and the client, and runs these.

use crate::OWN;
use crate::peer;
use crate::readme;
use crate::root;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;
use tempfile::TempDir;

/// The Application that most tests render.
const APP: &str = "examples/gemma2-tokyo";

/// A plugin server, and a repository of an Application.
struct Server {
    folder: TempDir,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// A server with the plugin as it is shipped.
    fn new() -> Self {
        Self::with_flags("")
    }

    /// A server whose plugin calls `generate` with further flags.
    fn with_flags(flags: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["config", "work", "app"] {
            fs::create_dir(path(name)).unwrap();
        }
        let plugin = fs::read_to_string(root().join("integrations/argocd/plugin.yaml")).unwrap();
        let command = "[flightplan, argocd, generate";
        assert!(plugin.contains(command), "{plugin}");
        fs::write(path("config/plugin.yaml"), plugin.replace(command, &format!("{command}{flags}"))).unwrap();
        for name in ["base", "overlays", "examples"] {
            let copied = Command::new("cp").arg("-r").arg(root().join(name)).arg(path("app")).status();
            assert!(copied.unwrap().success());
        }
        let programs = Path::new(OWN).parent().unwrap().to_str().unwrap();
        let program = peer("ARGOCD_CMP_SERVER", "argocd-cmp-server");
        let child = Command::new(&program)
            .args(["--config-dir-path", path("config").to_str().unwrap(), "--loglevel", "debug"])
            .env("ARGOCD_PLUGINSOCKFILEPATH", folder.path())
            .env("ARGOCD_CMP_WORKDIR", path("work"))
            .env("PATH", format!("{programs}:{}", std::env::var("PATH").unwrap()))
            .stdout(Stdio::null())
            .stderr(fs::File::create(path("log")).unwrap())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let mut server = Self { folder, child };
        let started = Instant::now();
        while !server.path("flightplan.sock").exists() {
            let ended = server.child.try_wait().unwrap();
            assert!(ended.is_none() && started.elapsed() < Duration::from_secs(30), "{}", server.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path("app").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path("app").join(path)).unwrap();
        assert!(text.contains(from), "{path} does not hold `{from}`");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Sends the repository: the lines of the answer, or what the server said instead.
    fn ask(
        &self,
        method: &str,
        app: &str,
        times: u32,
        seconds: &str,
        env: &[&str],
    ) -> Result<Vec<String>, String> {
        let program = peer("CMP_CLIENT", "cmp-client");
        let output = Command::new(&program)
            .args([self.path("flightplan.sock").to_str().unwrap(), method])
            .args([self.path("app").to_str().unwrap(), app, &times.to_string(), seconds])
            .args(env)
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        if output.status.success() {
            Ok(text(&output.stdout).lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
        } else {
            Err(text(&output.stderr))
        }
    }

    fn generate(&self, env: &[&str]) -> Result<Vec<Value>, String> {
        self.ask("GenerateManifest", APP, 1, "60", env).map(|lines| objects(&lines))
    }

    /// What the server says when it refuses. It must say something.
    #[track_caller]
    fn refuses(&self, env: &[&str], words: &str) -> String {
        let said = self.generate(env).map(|objects| format!("{} objects", objects.len())).unwrap_err();
        assert!(said.contains(words), "no `{words}`: {said}");
        said
    }
}

fn objects(lines: &[String]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What `build` prints, as the server reads it.
fn built(folder: &Path) -> Vec<Value> {
    let output = Command::new(OWN).args(["build", APP]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .unwrap()
        .split("\n---\n")
        .map(|document| serde_yaml::from_str(document).unwrap())
        .collect()
}

/// The field of the first object of a kind.
fn field<'a>(objects: &'a [Value], kind: &str, pointer: &str) -> &'a Value {
    objects.iter().find(|it| it["kind"] == kind).and_then(|it| it.pointer(pointer)).unwrap_or(&Value::Null)
}

#[test]
#[ignore = "needs the real argocd-cmp-server, in $ARGOCD_CMP_SERVER, and its client, in $CMP_CLIENT"]
fn generates_what_build_prints() {
    let server = Server::new();
    let want = built(&server.path("app"));
    assert!(want.len() > 5, "{want:?}");
    for env in
        [&[][..], &["ARGOCD_APP_PARAMETERS=null"], &["ARGOCD_APP_PARAMETERS=[]", "KUBE_VERSION=1.35.2"]]
    {
        let got = server.generate(env).unwrap();
        assert!(got == want, "{env:?}: {got:?}\n{want:?}");
    }
    let line = |answer: Result<Vec<String>, String>| answer.unwrap().join("");
    let discovery = server.ask("CheckPluginConfiguration", APP, 1, "10", &[]);
    assert_eq!(line(discovery), "discovery false", "with discovery the repository is sent twice");
    let matched = server.ask("MatchRepository", APP, 1, "10", &[]);
    assert_eq!(line(matched), "supported false discovery false", "an Application names the plugin");
}

/// The Application of README.md, as the repo-server hands it over: the name of the plugin is that of the socket, and
/// the parameters come as JSON.
#[test]
#[ignore = "needs the real argocd-cmp-server, in $ARGOCD_CMP_SERVER, and its client, in $CMP_CLIENT"]
fn the_application_of_the_readme_is_generated() {
    let server = Server::new();
    let application: Value = serde_yaml::from_str(&readme::yaml("Argo CD")).unwrap();
    let source = &application["spec"]["source"];
    assert_eq!(source["path"], APP);
    let socket = format!("{}.sock", source["plugin"]["name"].as_str().unwrap());
    assert!(server.path(&socket).exists(), "no {socket}");
    let parameters = &source["plugin"]["parameters"];
    let objects = server.generate(&[&format!("ARGOCD_APP_PARAMETERS={parameters}")]).unwrap();
    let want = parameters[0]["map"]["maxReplicas"].as_str().unwrap();
    assert_eq!(field(&objects, "HorizontalPodAutoscaler", "/spec/maxReplicas").to_string(), want);
    assert_ne!(
        field(&built(&server.path("app")), "HorizontalPodAutoscaler", "/spec/maxReplicas").to_string(),
        want
    );
}

#[test]
#[ignore = "needs the real argocd-cmp-server, in $ARGOCD_CMP_SERVER, and its client, in $CMP_CLIENT"]
fn parameters_are_announced_and_override_the_flight_plan() {
    let server = Server::new();
    let announced = server.ask("GetParametersAnnouncement", APP, 1, "10", &[]).unwrap();
    for line in [
        "location\tstring\tstring\ttrue\tasia-northeast1",
        "zones\tarray\tstring\tfalse\tasia-northeast1-a,asia-northeast1-b,asia-northeast1-c",
        "accelerator.count\tstring\tnumber\ttrue\t2",
        "scale.maxReplicas\tstring\tnumber\tfalse\t4",
        // Not written in the file, but its section could have it.
        "scale.minReplicas\tstring\tnumber\tfalse\t",
    ] {
        assert!(announced.iter().any(|it| it == line), "no `{line}`: {announced:#?}");
    }
    let set = |json: &str| server.generate(&[&format!("ARGOCD_APP_PARAMETERS={json}")]).unwrap();
    let pointer = "/spec/maxReplicas";
    assert_eq!(field(&built(&server.path("app")), "HorizontalPodAutoscaler", pointer), 4);
    let objects = set(r#"[{"name": "scale", "map": {"maxReplicas": "7", "minReplicas": "2"}}]"#);
    assert_eq!(field(&objects, "HorizontalPodAutoscaler", pointer), 7);
    assert_eq!(field(&objects, "HorizontalPodAutoscaler", "/spec/minReplicas"), 2);
    let objects = set(r#"[{"name": "zones", "array": ["asia-northeast1-a"]}]"#);
    assert_eq!(objects.len(), built(&server.path("app")).len());
}

#[test]
#[ignore = "needs the real argocd-cmp-server, in $ARGOCD_CMP_SERVER, and its client, in $CMP_CLIENT"]
fn what_cannot_be_rendered_is_an_error_that_says_why() {
    let server = Server::new();
    for (json, words) in [
        (r#"[{"name": "scale.maxReplicas", "string": "many"}]"#, "`many` is no whole number"),
        (r#"[{"name": "scale.maxReplica", "string": "7"}]"#, "did you mean `maxReplicas`?"),
        (r#"[{"name": "zones", "string": "asia-northeast1-a"}]"#, "a list is expected"),
        (
            r#"[{"name": "location", "string": "asia-northeast1-a"}]"#,
            "is a zone, but an Autopilot cluster lies in a region",
        ),
        (r#"[{"name": "accelerator.count", "string": "3"}]"#, "Autopilot gives 1, 2, 4, 8 of `nvidia-l4`"),
    ] {
        server.refuses(&[&format!("ARGOCD_APP_PARAMETERS={json}")], words);
    }
    server.edit("base/service.yaml", "spec:\n", "spec:\n  prots: []\n");
    let said = server.refuses(&[], "did you mean `ports`");
    assert!(
        said.contains("base/service.yaml:") && said.contains("`flightplan argocd generate` failed"),
        "{said}"
    );
    assert!(said.contains("exit status 1"), "{said}");

    // A tree without an object, and none at all: a success would have everything pruned.
    server.write("examples/gemma2-tokyo/kustomization.yaml", "namePrefix: x-\n");
    server.refuses(&[], "no object");
    fs::remove_file(server.path("app").join("examples/gemma2-tokyo/kustomization.yaml")).unwrap();
    server.refuses(&[], "exit status 2");
    let said = server.ask("GetParametersAnnouncement", APP, 1, "10", &[]).unwrap_err();
    assert!(said.contains("exit status 2"), "{said}");
}

#[test]
#[ignore = "needs the real argocd-cmp-server, in $ARGOCD_CMP_SERVER, and its client, in $CMP_CLIENT"]
fn warnings_go_into_annotations_when_they_are_asked_for() {
    let server = Server::new();
    server.edit("base/deployment.yaml", "spec:\n", "spec:\n  replicas: 2\n");
    let find = |env: &[&str]| -> Vec<String> {
        let objects = server.generate(env).unwrap();
        let texts =
            objects.iter().filter_map(|it| it.pointer("/metadata/annotations/flightplan.dev~1warnings"));
        texts.map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    assert!(find(&[]).is_empty());
    let found = find(&["ARGOCD_ENV_FLIGHTPLAN_ANNOTATE_WARNINGS=true"]);
    assert!(found.iter().any(|it| it.starts_with("hpa-owned-replicas: ")), "{found:?}\n{}", server.log());
}

#[test]
#[ignore = "needs the real argocd-cmp-server, in $ARGOCD_CMP_SERVER, and its client, in $CMP_CLIENT"]
fn a_tree_that_hangs_ends_at_the_deadline() {
    let server = Server::with_flags(", --enable-alpha-plugins, --enable-exec");
    let pid = server.path("pid");
    let script = format!("#!/bin/sh\necho $$ > {}\nexec sleep 600\n", pid.display());
    let function = server.path("hang");
    fs::write(&function, script).unwrap();
    assert!(Command::new("chmod").arg("+x").arg(&function).status().unwrap().success());
    server.write(
        "examples/gemma2-tokyo/hang.yaml",
        &format!(
            "apiVersion: example.com/v1\nkind: Hang\nmetadata:\n  name: hang\n  annotations:\n    \
             config.kubernetes.io/function: |\n      exec:\n        path: {}\n",
            function.display()
        ),
    );
    server.edit(
        "examples/gemma2-tokyo/kustomization.yaml",
        "resources:",
        "transformers: [hang.yaml]\nresources:",
    );
    let started = Instant::now();
    let said = server.ask("GenerateManifest", APP, 1, "3", &[]).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(9), "{:?}: {said}", started.elapsed());
    // The server ends the plugin a tenth of a second before; the client may be the one who notices.
    let words = ["deadline", "Timeout expired", "signal: "];
    assert!(words.iter().any(|it| said.contains(it)), "{said}");
    // Nothing of it is left to run: Argo CD ends the whole group.
    let pid = fs::read_to_string(&pid).unwrap();
    let ended = || !Path::new("/proc").join(pid.trim()).exists();
    while !ended() {
        assert!(started.elapsed() < Duration::from_secs(15), "the function is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
#[ignore = "needs the real argocd-cmp-server, in $ARGOCD_CMP_SERVER, and its client, in $CMP_CLIENT"]
fn fifty_applications_at_once() {
    let server = Server::new();
    let want = built(&server.path("app"));
    let started = Instant::now();
    let lines = server.ask("GenerateManifest", APP, 50, "60", &["ARGOCD_APP_PARAMETERS=null"]).unwrap();
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
    let all = objects(&lines);
    assert_eq!(all.len(), 50 * want.len());
    assert!(all.chunks(want.len()).all(|one| one == want.as_slice()));
}
