//! `verify`, `resolve` and `diff --cluster`, and the faults of servers.

use crate::server::edit;
use crate::server::kubeconfig;
use crate::server::run;
use crate::server::server;
use crate::server::tree;
use serde_json::Value;
use serde_json::json;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

/// Lets a file that was changed be the one that the bundle was written with.
fn redigest(bundle: &Path, file: &Path) {
    let mut manifest: Value =
        serde_json::from_str(&fs::read_to_string(bundle.join("bundle.json")).unwrap()).unwrap();
    let path = file.strip_prefix(bundle).unwrap().to_str().unwrap();
    let outputs = manifest["outputs"].as_array_mut().unwrap();
    let entry = outputs.iter_mut().find(|it| it["path"] == path).unwrap();
    entry["sha256"] = flightplan::output::digest(fs::read(file).unwrap()).into();
    fs::write(bundle.join("bundle.json"), manifest.to_string()).unwrap();
}

/// No server is asked about a bundle that is not whole.
#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn a_bundle_that_was_altered_is_not_sent() {
    let tree = tree();
    server().run(tree.path(), &["bundle", "examples/gemma2-tokyo", "-o", "out"]).exits(0);
    let nobody = tree.path().join("config");
    fs::write(&nobody, kubeconfig("https://127.0.0.1:1", "secret-token", None)).unwrap();
    let verify = || run(tree.path(), &["verify", "out"], &nobody);
    verify().exits(2).says("cluster-unreachable");
    let runbook = fs::read_to_string(tree.path().join("out/runbook.md")).unwrap();
    edit(tree.path(), "out/runbook.md", "#", "##");
    let ran =
        verify().exits(1).says("altered-bundle").says("`runbook.md` was changed").says("nothing was sent");
    assert!(!ran.stderr.contains("cluster-unreachable") && ran.stdout.is_empty(), "{}", ran.stderr);
    fs::remove_file(tree.path().join("out/runbook.md")).unwrap();
    verify().exits(1).says("`runbook.md` is missing");
    fs::write(tree.path().join("out/runbook.md"), runbook).unwrap();
    fs::write(tree.path().join("out/40-serve/x.yaml"), "[").unwrap();
    verify().exits(1).says("`40-serve/x.yaml` is no part of the bundle");
    fs::write(tree.path().join("out/bundle.json"), "{").unwrap();
    verify().exits(2).says("out/bundle.json:1").says("nothing was sent");
}

fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| format!("examples/{}", entry.unwrap().file_name().to_str().unwrap()))
        .collect();
    names.sort();
    assert!(names.len() >= 3, "{names:?}");
    names
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn every_example_is_accepted() {
    let tree = tree();
    for root in examples() {
        let out = tree.path().join("out").to_str().unwrap().to_owned();
        server().run(tree.path(), &["bundle", &root, "-o", &out]).exits(0);
        let ran = server().run(tree.path(), &["verify", &out, "--root", &root]).exits(0);
        assert!(ran.stdout.lines().count() > 5, "{}", ran.stdout);
        assert!(ran.stdout.lines().all(|line| line.contains(" accepted ")), "{root}: {}", ran.stdout);
        // In the order in which they are applied.
        let mut phases: Vec<&str> = ran.stdout.lines().map(|line| line.split_once('-').unwrap().0).collect();
        phases.dedup();
        assert!(phases.is_sorted() && phases.last() == Some(&"40"), "{phases:?}");
    }
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn a_refusal_is_told_at_the_line_of_the_overlay() {
    let tree = tree();
    let root = "examples/gemma2-tokyo";
    server().run(tree.path(), &["bundle", root, "-o", "out"]).exits(0);
    let service = fs::read_dir(tree.path().join("out/40-serve"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_str().unwrap().contains("service"))
        .unwrap();
    let text = fs::read_to_string(&service).unwrap();
    fs::write(&service, text.replace("targetPort: ", "targetPort: -") + "").unwrap();
    server().run(tree.path(), &["verify", "out", "--root", root]).exits(1).says("altered-bundle");
    redigest(&tree.path().join("out"), &service);
    let ran = server().run(tree.path(), &["verify", "out", "--root", root]).exits(1);
    let ran = ran.says("refused-by-server").says("base/service.yaml:").says("refused   Service/");
    assert!(ran.stdout.contains(" accepted  "), "the others are tried all the same: {}", ran.stdout);
    // Without the root, the line of the bundle is all there is.
    server().run(tree.path(), &["verify", "out"]).exits(1).says("out/40-serve/").says("targetPort");
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn a_namespace_and_a_kind_that_are_not_there_are_told() {
    let tree = tree();
    let write = |text: &str| fs::write(tree.path().join("x.yaml"), text).unwrap();
    write("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: nowhere}\n");
    let ran = server().run(tree.path(), &["verify", "x.yaml"]).exits(0).says("missing-namespace");
    ran.says("kubectl create namespace nowhere").says("x.yaml:3:").says("accepted  nowhere/ConfigMap/a");
    write(
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: new}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: new}\n",
    );
    let ran = server().run(tree.path(), &["verify", "x.yaml"]).exits(0).says("tried in `default`");
    assert!(!ran.stderr.contains("missing-namespace"), "{}", ran.stderr);
    write("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n");
    server().run(tree.path(), &["verify", "x.yaml"]).exits(1).says("kind-not-served").says("x.yaml:2:");
    write("apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\n");
    server().run(tree.path(), &["verify", "x.yaml"]).exits(1).says("kind-not-served");
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn what_can_no_longer_change_is_told() {
    let tree = tree();
    let text = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: fixed\n\
                provisioner: pd.csi.storage.gke.io\nparameters: {type: hyperdisk-ml}\n";
    let class = json!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "fixed"},
        "provisioner": "pd.csi.storage.gke.io", "parameters": {"type": "hyperdisk-ml"},
    });
    server().post("/apis/storage.k8s.io/v1/storageclasses", &class.to_string());
    fs::write(tree.path().join("x.yaml"), text).unwrap();
    server().run(tree.path(), &["verify", "x.yaml"]).exits(0);
    fs::write(tree.path().join("x.yaml"), text.replace("hyperdisk-ml", "pd-ssd")).unwrap();
    let ran = server().run(tree.path(), &["verify", "x.yaml"]).exits(1).says("refused-by-server");
    ran.says("x.yaml:6:").says("parameters");
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn credentials_are_refused_in_plain_words_and_never_told() {
    let tree = tree();
    let root = "examples/gemma2-tokyo";
    server().run_as("expired", tree.path(), &["verify", root]).exits(2).says("cluster-unauthorized");
    server().run_as("nobody", tree.path(), &["verify", root]).exits(2).says("cluster-forbidden");
    let with = |text: &str, words: &str| {
        let path = tree.path().join("config");
        fs::write(&path, text).unwrap();
        run(tree.path(), &["verify", root], &path).exits(2).says(words);
    };
    let address = server().address();
    with("users: [{name: a, user: {token: secret-token}]", "is no kubeconfig");
    with(&kubeconfig(&address, "secret-token", None), "cluster-unreachable");
    let plugin = kubeconfig(&address, "secret-token", Some(&server().path("certs/apiserver.crt")));
    let exec = |command: &str| {
        let call = format!(
            "{{exec: {{apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: {command}}}}}"
        );
        plugin.replace("{token: secret-token}", &call)
    };
    with(&exec("no-such-plugin"), "cluster-credentials");
    let script = tree.path().join("plugin");
    fs::write(&script, "#!/bin/sh\necho secret-token; echo secret-token >&2; exit 1\n").unwrap();
    assert!(std::process::Command::new("chmod").arg("+x").arg(&script).status().unwrap().success());
    with(&exec(script.to_str().unwrap()), "cluster-credentials");
    run(tree.path(), &["verify", root], Path::new("/nowhere")).exits(2).says("cluster-configuration");
    server().run(tree.path(), &["verify", root, "--context", "other"]).exits(2).says("no context `other`");
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn a_server_that_is_not_there_or_hangs_is_told_in_time() {
    let tree = tree();
    let verify = |address: &str| {
        let path = tree.path().join("config");
        fs::write(&path, kubeconfig(address, "secret-token", None)).unwrap();
        let started = Instant::now();
        let arguments = ["verify", "examples/gemma2-tokyo", "--timeout", "2"];
        let ran = run(tree.path(), &arguments, &path).exits(2).says("cluster-unreachable");
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}: {}", started.elapsed(), ran.stderr);
        assert!(ran.stdout.is_empty(), "{}", ran.stdout);
        ran
    };
    verify("https://127.0.0.1:1").says("refused");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    verify(&format!("http://127.0.0.1:{port}")).says("127.0.0.1");
    verify(&format!("https://127.0.0.1:{port}")).says("127.0.0.1");
    verify("https://no-such-host.invalid").says("no-such-host.invalid");
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn resolve_writes_the_disk_into_the_flight_plan() {
    let tree = tree();
    let root = "examples/gemma2-tokyo";
    let plan = format!("{root}/flightplan.yaml");
    let full = fs::read_to_string(tree.path().join(&plan)).unwrap();
    let handle_line = full.lines().find(|it| it.contains("volumeHandle:")).unwrap();
    let before = full.replace(&format!("{handle_line}\n"), "");
    fs::write(tree.path().join(&plan), &before).unwrap();
    let resolve = || server().run(tree.path(), &["resolve", root]);
    resolve().exits(2).says("claim-unbound").says("20-populate");

    // What the cluster would hold once the Job has run.
    let rendered = server().run(tree.path(), &["build", root]).exits(0).stdout;
    let claim = rendered
        .split("\n---\n")
        .map(|text| serde_yaml::from_str::<Value>(text).unwrap())
        .find(|object| object["kind"] == "PersistentVolumeClaim")
        .unwrap();
    let name = claim["metadata"]["name"].as_str().unwrap();
    let claims = "/api/v1/namespaces/default/persistentvolumeclaims";
    server().post(claims, &claim.to_string());
    resolve().exits(2).says("not bound");
    let handle = "projects/example-project/zones/asia-northeast1-a/disks/pvc-77";
    let volume = json!({
        "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pvc-77"},
        "spec": {
            "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "300Gi"},
            "csi": {"driver": "pd.csi.storage.gke.io", "volumeHandle": handle},
        },
    });
    server().post("/api/v1/persistentvolumes", &volume.to_string());
    let mut live: Value = serde_json::from_str(&server().get(&format!("{claims}/{name}")).unwrap()).unwrap();
    live["spec"]["volumeName"] = "pvc-77".into();
    server().send("PUT", &format!("{claims}/{name}"), &live.to_string());
    let mut live: Value = serde_json::from_str(&server().get(&format!("{claims}/{name}")).unwrap()).unwrap();
    live["status"] = json!({"phase": "Bound"});
    server().send("PUT", &format!("{claims}/{name}/status"), &live.to_string());

    let ran = server().run(tree.path(), &["resolve", root, "--dry-run"]).exits(0);
    assert_eq!(ran.stdout, format!("{handle}\n"));
    assert_eq!(fs::read_to_string(tree.path().join(&plan)).unwrap(), before, "nothing was written");
    resolve().exits(0).says("written to");
    server().run(tree.path(), &["bundle", root, "-o", "out"]).exits(0);
    server().run(tree.path(), &["verify", "out", "--root", root]).exits(0).says("30-promote   accepted");
    let after = fs::read_to_string(tree.path().join(&plan)).unwrap();
    let added: Vec<&str> = after.lines().filter(|line| !before.contains(line)).collect();
    assert_eq!(added, [format!("    volumeHandle: {handle}")]);
    for line in before.lines() {
        assert!(after.contains(line), "`{line}` was lost");
    }
    // A second time, and over another disk, comments stay and one line changes.
    resolve().exits(0).says("says so already");
    fs::write(
        tree.path().join(&plan),
        full.replace("asia-northeast1-a/disks/pvc-", "asia-northeast1-a/disks/was-"),
    )
    .unwrap();
    resolve().exits(0).says("written to");
    assert_eq!(
        fs::read_to_string(tree.path().join(&plan)).unwrap(),
        full.replace(handle_line, &format!("    volumeHandle: {handle}"))
    );
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn diff_shows_what_applying_would_change() {
    let tree = tree();
    let write = |text: &str| fs::write(tree.path().join("x.yaml"), text).unwrap();
    let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: differs\nspec:\n  selector: {app: a}\n  ports:\n  - port: 80\n";
    write(text);
    let diff = || server().run(tree.path(), &["diff", "x.yaml", "--cluster", "--exit-code"]);
    diff().exits(1).says("+  - port: 80").says("differs");
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "differs"},
        "spec": {"selector": {"app": "a"}, "ports": [{"port": 80}]},
    });
    server().post("/api/v1/namespaces/default/services", &service.to_string());
    // Defaults, addresses and managed fields are the server's and no difference.
    let ran = diff().exits(0);
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    write(&text.replace("app: a", "app: b"));
    let ran = diff().exits(1).says("-    app: a").says("+    app: b");
    assert!(!ran.stdout.contains("managedFields") && !ran.stdout.contains("clusterIP:"), "{}", ran.stdout);
    write(&text.replace("port: 80", "port: 0"));
    let ran = diff().exits(1).says("refused-by-server").says("x.yaml:8:");
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    edit(tree.path(), "x.yaml", "v1", "v9");
    diff().exits(1).says("kind-not-served");
}
