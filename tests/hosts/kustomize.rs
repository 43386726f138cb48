//! kustomize and kpt, with `flightplan` as their exec function.

use crate::OWN;
use crate::copy;
use crate::good;
use crate::peer;
use crate::readme;
use crate::root;
use crate::shell;
use std::fs;

const HOST: &str = "kustomize and kpt";

#[test]
#[ignore = "needs the real kustomize, on PATH or in $KUSTOMIZE"]
fn kustomize_prints_the_same_bytes_with_the_typed_patches_as_exec_functions() {
    let kustomize = peer("KUSTOMIZE", "kustomize");
    let mut roots = vec!["base".to_owned()];
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        roots.push(format!("examples/{}", entry.unwrap().file_name().to_str().unwrap()));
    }
    assert!(roots.len() >= 3, "{roots:?}");
    let told = readme::lines(HOST).into_iter().find(|line| line.starts_with("kustomize ")).unwrap();
    assert!(told.ends_with(" examples/gemma2-tokyo"), "{told}");
    for folder in &roots {
        let line = told.replace("examples/gemma2-tokyo", folder);
        let theirs = shell(root(), &line, &[("kustomize", &kustomize)]);
        let ours = good(root(), &[OWN, "build", folder]);
        assert!(theirs.trim_end() == ours, "{folder}: the outputs differ");
        assert!(ours.contains("kind: Deployment"), "{folder}: {ours}");
    }
}

#[test]
#[ignore = "needs kpt, on PATH or in $KPT"]
fn kpt_runs_a_typed_patch_as_the_readme_says() {
    let place = copy();
    let kpt = peer("KPT", "kpt");
    let mut ran = 0;
    for line in readme::lines(HOST).iter().filter(|line| !line.starts_with("kustomize ")) {
        shell(place.path(), line, &[("kpt", &kpt)]);
        ran += usize::from(line.starts_with("kpt "));
    }
    assert!(ran > 0, "README.md does not call kpt");
    let deployment = fs::read_to_string(place.path().join("package/deployment.yaml")).unwrap();
    assert!(deployment.contains("cloud.google.com/gke-spot"), "{deployment}");
}

/// The patch for Argo CD's repo-server, which README.md has kubectl apply.
#[test]
#[ignore = "needs the real kustomize, on PATH or in $KUSTOMIZE"]
fn the_sidecar_fits_the_repo_server() {
    let place = tempfile::tempdir().unwrap();
    let server = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: argocd-repo-server}\nspec:\n  template:\n    spec:\n      \
                  containers:\n      - {name: argocd-repo-server, image: argocd}\n      volumes:\n      \
                  - {name: var-files, emptyDir: {}}\n      - {name: plugins, emptyDir: {}}\n";
    fs::write(place.path().join("server.yaml"), server).unwrap();
    let sidecar = root().join("integrations/argocd/sidecar.yaml");
    fs::copy(sidecar, place.path().join("sidecar.yaml")).unwrap();
    let kustomization = "resources: [server.yaml]\npatches: [{path: sidecar.yaml}]\n";
    fs::write(place.path().join("kustomization.yaml"), kustomization).unwrap();
    let built = shell(place.path(), "kustomize build .", &[("kustomize", &peer("KUSTOMIZE", "kustomize"))]);
    let built: serde_json::Value = serde_yaml::from_str(&built).unwrap();
    let pod = &built["spec"]["template"]["spec"];
    let names = |list: &serde_json::Value| -> Vec<String> {
        let names = list.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned());
        names.collect()
    };
    let containers = names(&pod["containers"]);
    assert!(containers.contains(&"argocd-repo-server".to_owned()) && containers.len() == 2, "{containers:?}");
    let own = pod["containers"].as_array().unwrap().iter().find(|it| it["name"] == "flightplan").unwrap();
    let volumes = names(&pod["volumes"]);
    assert_eq!(volumes.len(), 3, "{volumes:?}");
    for mount in names(&own["volumeMounts"]) {
        assert!(volumes.contains(&mount), "no volume `{mount}`: {volumes:?}");
    }
    // The image is the one that README.md has docker build.
    let told = readme::lines("Argo CD").into_iter().find(|line| line.starts_with("docker build ")).unwrap();
    assert!(told.contains(&format!("-t {} ", own["image"].as_str().unwrap())), "{told}");
}
