//! The trees that are measured.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Writes a file and the folders above it.
pub(crate) fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn deployment(index: usize) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{index}
  labels:
    app: app-{index}
    tier: backend
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-{index}
  template:
    metadata:
      labels:
        app: app-{index}
    spec:
      containers:
      - name: server
        image: example.com/server:v1
        args:
        - --port=8080
        - --verbose
        env:
        - name: LEVEL
          value: info
        - name: CONFIG
          valueFrom:
            configMapKeyRef:
              name: config-{index}
              key: level
        ports:
        - containerPort: 8080
          name: http
        resources:
          requests:
            cpu: 500m
            memory: 512Mi
"
    )
}

/// A quarter each of four kinds.
pub(crate) fn resource(index: usize) -> String {
    let of = index / 4;
    match index % 4 {
        0 => deployment(of),
        1 => format!(
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: app-{of}\nspec:\n  ports:\n  - name: http\n    port: 80\n    targetPort: http\n  selector:\n    app: app-{of}\n"
        ),
        2 => format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-{of}\ndata:\n  level: info\n  text: |\n    first line\n    second line {of}\n"
        ),
        _ => format!("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: account-{of}\n"),
    }
}

/// `count` resources in files of ten, 50 strategic and 20 JSON patches, labels, images, a namespace.
pub(crate) fn generated(folder: &Path, count: usize) {
    let mut kustomization = String::from("resources:\n");
    for file in 0..count.div_ceil(10) {
        let last = ((file + 1) * 10).min(count);
        let texts: Vec<String> = (file * 10..last).map(resource).collect();
        write(folder, &format!("r{file}.yaml"), &texts.join("---\n"));
        let _ = writeln!(kustomization, "- r{file}.yaml");
    }
    kustomization.push_str(
        "namespace: prod\nlabels:\n- pairs:\n    team: serving\n  includeSelectors: true\nimages:\n- name: example.com/server\n  newTag: v2\npatches:\n",
    );
    let deployments = count / 4;
    for index in 0..50.min(deployments) {
        write(
            folder,
            &format!("p{index}.yaml"),
            &format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{index}\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: server\n        env:\n        - name: LEVEL\n          value: debug\n"
            ),
        );
        let _ = writeln!(kustomization, "- path: p{index}.yaml");
    }
    for index in 0..20.min(deployments) {
        let _ = write!(
            kustomization,
            "- target:\n    kind: Deployment\n    name: app-{index}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/resources/requests/cpu\n      value: 750m\n"
        );
    }
    write(folder, "kustomization.yaml", &kustomization);
}

/// A base and three overlays, one on the other.
pub(crate) fn stack(folder: &Path) {
    write(folder, "base/kustomization.yaml", "resources:\n- d.yaml\n- s.yaml\n- c.yaml\n");
    for (name, index) in [("d", 0), ("s", 1), ("c", 2)] {
        write(folder, &format!("base/{name}.yaml"), &resource(index));
    }
    write(
        folder,
        "team/kustomization.yaml",
        "resources:\n- ../base\nnamePrefix: team-\ncommonAnnotations:\n  owner: serving\n",
    );
    write(
        folder,
        "prod/kustomization.yaml",
        "resources:\n- ../team\nnamespace: prod\nimages:\n- name: example.com/server\n  newTag: v2\npatches:\n- path: patch.yaml\n",
    );
    write(
        folder,
        "prod/patch.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-0\nspec:\n  replicas: 5\n",
    );
    write(
        folder,
        "region/kustomization.yaml",
        "resources:\n- ../prod\nconfigMapGenerator:\n- name: region\n  literals:\n  - region=asia\nlabels:\n- pairs:\n    region: asia\n",
    );
}

/// 200 overlays of one base.
pub(crate) fn fleet(folder: &Path) -> Vec<String> {
    stack(folder);
    (0..200)
        .map(|index| {
            let root = format!("fleet/o{index}");
            write(
                folder,
                &format!("{root}/kustomization.yaml"),
                &format!("resources:\n- ../../prod\nnameSuffix: -o{index}\nreplicas:\n- name: app-0\n  count: {index}\n"),
            );
            root
        })
        .collect()
}

/// One file of this many bytes, and nothing to be done to it. Gives its exact size.
pub(crate) fn plain(folder: &Path, bytes: usize) -> usize {
    let mut text = String::with_capacity(bytes + 1024);
    let mut index = 0;
    while text.len() < bytes {
        if index > 0 {
            text.push_str("---\n");
        }
        text.push_str(&resource(index));
        index += 1;
    }
    write(folder, "all.yaml", &text);
    write(folder, "kustomization.yaml", "resources:\n- all.yaml\n");
    text.len()
}
