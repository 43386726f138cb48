//! Kubernetes objects, most of them of the shape that their schema gives.

use super::random::Random;
use super::scalars::IMAGES;
use super::scalars::NAMES;
use super::scalars::NAMESPACES;
use super::scalars::any;
use super::scalars::name;
use super::scalars::number;
use super::scalars::odd;
use super::scalars::pairs;
use super::scalars::plain;
use super::scalars::text;
use super::tree::Val;
use super::tree::map;
use super::tree::raw;

/// Kinds with their `apiVersion`.
pub(crate) const KINDS: [(&str, &str); 31] = [
    ("apps/v1", "Deployment"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"),
    ("batch/v1", "CronJob"),
    ("v1", "Pod"),
    ("v1", "Service"),
    ("v1", "Service"),
    ("v1", "ConfigMap"),
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("v1", "ServiceAccount"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "PersistentVolume"),
    ("v1", "Namespace"),
    ("rbac.authorization.k8s.io/v1", "Role"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    ("networking.k8s.io/v1", "Ingress"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("policy/v1", "PodDisruptionBudget"),
    ("storage.k8s.io/v1", "StorageClass"),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
    ("apiregistration.k8s.io/v1", "APIService"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ("monitoring.googleapis.com/v1", "PodMonitoring"),
    ("example.com/v1", "Foo"),
];

/// An object of any kind.
pub(crate) fn object(random: &mut Random, wild: bool) -> Val {
    let (version, kind) = random.pick(&KINDS);
    let wild = if wild { 20 } else { 2 };
    let mut object = map([("apiVersion", raw(version)), ("kind", raw(kind))]);
    object.add("metadata", metadata(random, wild));
    fill(&mut object, kind, random, wild);
    if random.chance(4) {
        object.add("extra", any(random, 2));
    }
    object
}

/// The metadata of an object.
pub(crate) fn metadata(random: &mut Random, wild: usize) -> Val {
    let mut metadata = map([("name", name(random))]);
    if random.chance(30) {
        metadata.add("namespace", raw(random.pick(&NAMESPACES)));
    }
    if random.chance(40) {
        let value = if random.chance(wild) { text } else { plain };
        metadata.add("labels", pairs(random, value));
    }
    if random.chance(25) {
        let value = if random.chance(wild) { text } else { plain };
        metadata.add("annotations", pairs(random, value));
    }
    if random.chance(3) {
        metadata.at("annotations").add("config.kubernetes.io/local-config", raw("\"true\""));
    }
    if random.chance(5) {
        metadata.add("finalizers", Val::Seq(vec![raw("a/b"), raw("c/d")]));
    }
    metadata
}

fn fill(object: &mut Val, kind: &str, random: &mut Random, wild: usize) {
    match kind {
        "Deployment" | "StatefulSet" | "DaemonSet" => {
            let mut spec = map([]);
            if random.chance(50) {
                spec.add("replicas", if random.chance(wild) { odd(random) } else { number(random) });
            }
            if random.chance(70) {
                spec.add("selector", map([("matchLabels", pairs(random, plain))]));
            }
            if kind == "StatefulSet" {
                spec.add("serviceName", name(random));
                if random.chance(40) {
                    let claim = map([
                        ("metadata", metadata(random, wild)),
                        ("spec", map([("storageClassName", name(random))])),
                    ]);
                    spec.add("volumeClaimTemplates", Val::Seq(vec![claim]));
                }
            }
            spec.add("template", template(random));
            object.add("spec", spec);
        }
        "Job" => object.add("spec", map([("template", template(random))])),
        "CronJob" => {
            let job = map([("spec", map([("template", template(random))]))]);
            object.add("spec", map([("schedule", raw("\"*/5 * * * *\"")), ("jobTemplate", job)]));
        }
        "Pod" => object.add("spec", pod(random)),
        "Service" => {
            let ports = (0..random.below(3)).map(|_| port(random, "port")).collect();
            let mut spec = map([("ports", Val::Seq(ports))]);
            if random.chance(70) {
                spec.add("selector", pairs(random, plain));
            }
            object.add("spec", spec);
        }
        "ConfigMap" => {
            object.add("data", pairs(random, text));
            if random.chance(10) {
                object.add("binaryData", map([("b", raw("AAEC"))]));
            }
        }
        "Secret" => object.add(random.pick(&["data", "stringData"]), pairs(random, text)),
        "Role" | "ClusterRole" => {
            let rule = map([
                ("apiGroups", Val::Seq(vec![raw("\"\"")])),
                ("resources", Val::Seq(vec![raw("configmaps")])),
                ("resourceNames", Val::Seq(vec![name(random)])),
                ("verbs", Val::Seq(vec![raw("get")])),
            ]);
            object.add("rules", Val::Seq(vec![rule]));
        }
        "RoleBinding" | "ClusterRoleBinding" => {
            let role = random.pick(&["Role", "ClusterRole"]);
            let group = raw("rbac.authorization.k8s.io");
            object.add("roleRef", map([("apiGroup", group), ("kind", raw(role)), ("name", name(random))]));
            let subjects = (0..random.below(3)).map(|_| {
                let mut subject =
                    map([("kind", raw(random.pick(&["ServiceAccount", "ServiceAccount", "User"])))]);
                subject.add("name", name(random));
                if random.chance(50) {
                    subject.add("namespace", raw(random.pick(&NAMESPACES)));
                }
                subject
            });
            let subjects = Val::Seq(subjects.collect());
            object.add("subjects", subjects);
        }
        "Ingress" => {
            let service = map([("name", name(random)), ("port", map([("number", raw("80"))]))]);
            let path = map([("path", raw("/")), ("backend", map([("service", service)]))]);
            let rule = map([("host", text(random)), ("http", map([("paths", Val::Seq(vec![path]))]))]);
            object.add("spec", map([("rules", Val::Seq(vec![rule]))]));
            if random.chance(40) {
                let tls = map([("secretName", name(random)), ("hosts", Val::Seq(vec![plain(random)]))]);
                object.at("spec").add("tls", Val::Seq(vec![tls]));
            }
        }
        "NetworkPolicy" => {
            let selector =
                |random: &mut Random| map([("podSelector", map([("matchLabels", pairs(random, plain))]))]);
            let from = map([("from", Val::Seq(vec![selector(random)]))]);
            let mut spec = selector(random);
            spec.add("ingress", Val::Seq(vec![from]));
            object.add("spec", spec);
        }
        "HorizontalPodAutoscaler" => {
            let kind = random.pick(&["Deployment", "StatefulSet"]);
            let target = map([("apiVersion", raw("apps/v1")), ("kind", raw(kind)), ("name", name(random))]);
            object.add("spec", map([("maxReplicas", number(random)), ("scaleTargetRef", target)]));
        }
        "PodDisruptionBudget" => {
            let selector = map([("matchLabels", pairs(random, plain))]);
            object.add("spec", map([("maxUnavailable", raw("1")), ("selector", selector)]));
        }
        "PersistentVolume" | "PersistentVolumeClaim" => {
            let mut spec = map([("storageClassName", name(random)), ("volumeName", name(random))]);
            spec.add("accessModes", Val::Seq(vec![raw("ReadOnlyMany")]));
            object.add("spec", spec);
        }
        "ValidatingWebhookConfiguration" => {
            let service = map([("name", name(random)), ("namespace", raw(random.pick(&NAMESPACES)))]);
            let hook = map([("name", plain(random)), ("clientConfig", map([("service", service)]))]);
            object.add("webhooks", Val::Seq(vec![hook]));
        }
        "APIService" => {
            object.add("spec", map([("service", map([("name", name(random))])), ("version", raw("v1"))]));
        }
        "CustomResourceDefinition" => {
            object.add("spec", map([("group", raw("example.com")), ("names", any(random, 1))]));
        }
        "StorageClass" => object.add("provisioner", raw("pd.csi.storage.gke.io")),
        "Foo" | "PodMonitoring" => {
            let spec = if random.chance(wild) { any(random, 3) } else { spec(random) };
            object.add("spec", spec);
            if random.chance(30) {
                object.add("image", raw(random.pick(&IMAGES)));
            }
        }
        _ => {}
    }
}

/// A map of anything.
fn spec(random: &mut Random) -> Val {
    let mut out = pairs(random, odd);
    for key in ["deep", "list", "template"] {
        if random.chance(50) {
            // The tables of kustomize look into a template, and refuse a scalar there.
            let holds_pods = key == "template" && random.chance(90);
            out.add(key, if holds_pods { template(random) } else { any(random, 2) });
        }
    }
    if random.chance(20) {
        out.add("flow", Val::Flow(Box::new(any(random, 2))));
    }
    out
}

fn port(random: &mut Random, key: &str) -> Val {
    let mut port = map([(key, raw(random.pick(&["80", "443", "8080"])))]);
    if random.chance(50) {
        port.add("name", raw(random.pick(&["http", "https", "grpc"])));
    }
    if random.chance(30) {
        port.add("protocol", raw(random.pick(&["TCP", "UDP"])));
    }
    if key == "port" && random.chance(50) {
        port.add("targetPort", raw(random.pick(&["80", "http", "8080"])));
    }
    port
}

fn template(random: &mut Random) -> Val {
    let mut template = map([]);
    if random.chance(70) {
        template.add("metadata", map([("labels", pairs(random, plain))]));
    }
    template.add("spec", pod(random));
    template
}

/// The spec of a pod.
pub(crate) fn pod(random: &mut Random) -> Val {
    let containers = (0..=random.below(2)).map(|index| container(random, index)).collect();
    let mut pod = map([("containers", Val::Seq(containers))]);
    if random.chance(20) {
        pod.add("initContainers", Val::Seq(vec![container(random, 3)]));
    }
    if random.chance(50) {
        pod.add("volumes", Val::Seq((0..=random.below(2)).map(|index| volume(random, index)).collect()));
    }
    if random.chance(20) {
        pod.add("serviceAccountName", name(random));
    }
    if random.chance(10) {
        pod.add("imagePullSecrets", Val::Seq(vec![map([("name", name(random))])]));
    }
    if random.chance(15) {
        let item = map([("key", plain(random)), ("operator", raw("Exists"))]);
        pod.add("tolerations", Val::Seq(vec![item]));
    }
    if random.chance(10) {
        let term = map([
            ("topologyKey", raw("kubernetes.io/hostname")),
            ("labelSelector", map([("matchLabels", pairs(random, plain))])),
        ]);
        let rule = map([("requiredDuringSchedulingIgnoredDuringExecution", Val::Seq(vec![term]))]);
        pod.add("affinity", map([("podAntiAffinity", rule)]));
    }
    if random.chance(10) {
        pod.add("nodeSelector", pairs(random, plain));
    }
    pod
}

/// A container.
pub(crate) fn container(random: &mut Random, index: usize) -> Val {
    let names = ["main", "side", "main2", "init"];
    let mut container = map([("name", raw(names[index.min(3)]))]);
    if random.chance(90) {
        container.add("image", raw(random.pick(&IMAGES)));
    }
    if random.chance(40) {
        container.add("env", Val::Seq((0..random.below(4)).map(|_| env(random)).collect()));
    }
    if random.chance(20) {
        let key = random.pick(&["configMapRef", "secretRef"]);
        container.add("envFrom", Val::Seq(vec![map([(key, map([("name", name(random))]))])]));
    }
    if random.chance(30) {
        container.add("args", Val::Seq((0..random.below(4)).map(|_| text(random)).collect()));
    }
    if random.chance(40) {
        let ports = (0..=random.below(2)).map(|_| port(random, "containerPort")).collect();
        container.add("ports", Val::Seq(ports));
    }
    if random.chance(30) {
        let mounts = (0..=random.below(2)).map(|index| {
            map([("name", raw(format!("v{index}"))), ("mountPath", raw(random.pick(&["/a", "/b", "/data"])))])
        });
        let mounts = Val::Seq(mounts.collect());
        container.add("volumeMounts", mounts);
    }
    if random.chance(25) {
        let limits = map([("cpu", raw(random.pick(&["1", "500m", "\"2\"", "0.5"]))), ("memory", raw("1Gi"))]);
        container.add("resources", map([("limits", limits)]));
    }
    container
}

fn env(random: &mut Random) -> Val {
    let mut env = map([("name", raw(random.pick(&["A", "B", "C", "MODEL_ID"])))]);
    match random.below(4) {
        0 => {
            let source = random.pick(&["configMapKeyRef", "secretKeyRef"]);
            let from = map([(source, map([("name", name(random)), ("key", plain(random))]))]);
            env.add("valueFrom", from);
        }
        1 => env.add("value", odd(random)),
        _ => env.add("value", plain(random)),
    }
    env
}

fn volume(random: &mut Random, index: usize) -> Val {
    let mut volume = map([("name", raw(format!("v{index}")))]);
    match random.below(6) {
        0 => volume.add("emptyDir", map([])),
        1 => volume.add("configMap", map([("name", name(random))])),
        2 => volume.add("secret", map([("secretName", name(random))])),
        3 => volume.add("persistentVolumeClaim", map([("claimName", name(random))])),
        4 => {
            let source = map([("configMap", map([("name", name(random))]))]);
            volume.add("projected", map([("sources", Val::Seq(vec![source]))]));
        }
        _ => volume.add("image", map([("reference", raw(random.pick(&IMAGES)))])),
    }
    volume
}

/// True if two objects of one build would collide.
pub(crate) fn same(a: &Val, b: &Val) -> bool {
    kind_of(a) == kind_of(b) && name_of(a) == name_of(b)
}

/// The kind of an object.
pub(crate) fn kind_of(object: &Val) -> String {
    let Val::Map(entries) = object else { return String::new() };
    match entries.iter().find(|(key, _)| key == "kind").map(|(_, value)| value) {
        Some(Val::Raw(kind)) => kind.clone(),
        _ => String::new(),
    }
}

/// The name of an object, as its file has it.
pub(crate) fn name_of(object: &Val) -> String {
    let Val::Map(entries) = object else { return NAMES[0].to_owned() };
    let metadata = entries.iter().find(|(key, _)| key == "metadata").map(|(_, value)| value);
    let Some(Val::Map(entries)) = metadata else { return NAMES[0].to_owned() };
    match entries.iter().find(|(key, _)| key == "name").map(|(_, value)| value) {
        Some(Val::Raw(name)) => name.clone(),
        _ => NAMES[0].to_owned(),
    }
}
