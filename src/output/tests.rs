//! Tests of the room as others see it.

use super::File;
use super::Phase;
use super::Request;
use super::ResourceList;
use super::Verdict;
use super::Versions;
use super::bundle;
use super::directory;
use super::phases;
use super::stream;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::Object;
use crate::object::Rendered;
use crate::yaml;
use crate::yaml::Rules;

fn read(text: &str, session: &mut Session) -> Vec<Object> {
    let file = session.files.add("examples/tokyo/all.yaml", text);
    let nodes = yaml::parse(file, Rules::Resource, session).unwrap_or_default();
    nodes.into_iter().filter(|node| !node.is_null()).map(Object::new).collect()
}

fn run(text: &str) -> (Verdict, Session) {
    let mut session = Session::default();
    let verdict = ResourceList::run(text, "stdin", &mut |_, _| {}, &mut session);
    (verdict, session)
}

const SERVICE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: vllm}
spec:
  template:
    metadata: {labels: {app: vllm, ai.gke.io/inference-server: vllm}}
    spec:
      nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
      containers:
      - name: server
        image: docker.io/vllm/vllm-openai:v0.30.0
        args: [--model=$(MODEL_ID)]
        env:
        - {name: MODEL_ID, value: google/gemma-2-9b}
        - name: HF_TOKEN
          valueFrom: {secretKeyRef: {name: hf-secret, key: hf_api_token}}
        resources: {limits: {nvidia.com/gpu: 2}}
---
apiVersion: v1
kind: Service
metadata:
  name: llm
  annotations: {networking.gke.io/load-balancer-type: Internal}
spec: {type: LoadBalancer, selector: {app: vllm}, ports: [{port: 8000}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: vllm}
spec:
  scaleTargetRef: {kind: Deployment, name: vllm}
  metrics:
  - {type: Pods, pods: {metric: {name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge}}}
";

const PLAN: &str = "\
apiVersion: flightplan.dev/v1alpha1
kind: FlightPlan
metadata: {name: tokyo}
spec:
  project: example-project
  projectNumber: \"123456789012\"
  location: asia-northeast1
  gkeVersion: \"1.35\"
  cluster: vllm
  model: {name: google/gemma-2-9b, weightsSize: 35Gi}
  accelerator: {type: nvidia-l4, count: 2}
";

fn bundled(objects: &str, plan: &str) -> (Vec<File>, Session) {
    let mut session = Session::default();
    let objects = read(objects, &mut session);
    let local = read(plan, &mut session);
    let rendered = Rendered { objects, local };
    let versions = Versions::default();
    let request = Request { root: "examples/tokyo", rendered: &rendered, versions: &versions };
    let files = bundle(&request, &mut session).unwrap_or_default();
    (files, session)
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
}

#[test]
fn a_stream_has_a_line_between_documents() {
    let mut session = Session::default();
    let objects = read("b: 1\na: 2\n---\nc: 3\n", &mut session);
    assert_eq!(stream(&objects), "a: 2\nb: 1\n---\nc: 3\n");
    assert_eq!(stream(&[]), "");
}

#[test]
fn files_have_the_names_that_kustomize_gives_them() {
    let mut session = Session::default();
    let one = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: X.y}\n";
    let objects = read(one, &mut session);
    let names = |files: Vec<File>| files.into_iter().map(|file| file.path).collect::<Vec<_>>();
    assert_eq!(names(directory(&objects, &mut session)), ["apps_v1_deployment_x.y.yaml"]);
    let two = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: Other}\n\
               ---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n";
    let objects = read(&format!("{one}{two}"), &mut session);
    assert_eq!(
        names(directory(&objects, &mut session)),
        ["default_apps_v1_deployment_x.y.yaml", "other_v1_configmap_c.yaml", "v1_namespace_n.yaml"]
    );
    assert!(session.diagnostics.all().is_empty());
    let clash = format!("{one}---\n{}", one.replace("X.y", "x.Y"));
    let objects = read(&clash, &mut session);
    assert_eq!(names(directory(&objects, &mut session)), ["apps_v1_deployment_x.y.yaml"]);
    assert_eq!(session.diagnostics.all().first().map(|it| it.code), Some("output-name-clash"));
}

#[test]
fn objects_fall_into_phases() {
    let mut session = Session::default();
    let objects = read(
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: hyperdisk-ml}\n\
         ---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: write}\n\
         ---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: download}\nspec: {template: {spec: {\
         containers: [{name: x, envFrom: [{configMapRef: {name: env}}]}], \
         volumes: [{name: v, persistentVolumeClaim: {claimName: write}}]}}}\n\
         ---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: env}\n\
         ---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n\
         ---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: read}\n\
         ---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: test}\nspec: {template: {spec: {containers: []}}}\n",
        &mut session,
    );
    assert_eq!(
        phases(&objects),
        [
            Phase::Cluster,
            Phase::Populate,
            Phase::Populate,
            Phase::Populate,
            Phase::Serve,
            Phase::Promote,
            Phase::Serve
        ]
    );
}

#[test]
fn a_bundle_is_the_same_every_time() {
    let (one, session) = bundled(SERVICE, PLAN);
    assert_eq!(session.diagnostics.all(), [], "{:?}", session.diagnostics.all());
    let (two, _) = bundled(SERVICE, PLAN);
    assert_eq!(one, two);
    let paths: Vec<&str> = one.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "40-serve/apps_v1_deployment_vllm.yaml",
            "40-serve/autoscaling_v2_horizontalpodautoscaler_vllm.yaml",
            "40-serve/v1_service_llm.yaml",
            "kustomization.yaml",
            "runbook.md",
            "bundle.json"
        ]
    );
    assert!(text(&one, "40-serve/v1_service_llm.yaml").contains("argocd.argoproj.io/sync-wave: \"40\"\n"));
    assert!(text(&one, "kustomization.yaml").ends_with("- 40-serve/apps_v1_deployment_vllm.yaml\n- 40-serve/v1_service_llm.yaml\n- 40-serve/autoscaling_v2_horizontalpodautoscaler_vllm.yaml\n"));
    let manifest: serde_json::Value = serde_json::from_str(text(&one, "bundle.json")).unwrap();
    assert_eq!(manifest["outputs"].as_array().unwrap().len(), 5);
    assert_eq!(manifest["inputs"][0]["path"], "all.yaml");
}

#[test]
fn the_runbook_has_no_placeholder() {
    let (files, _) = bundled(SERVICE, PLAN);
    let runbook = text(&files, "runbook.md");
    assert!(runbook.contains(
        "--member=principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/\
         example-project.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter"
    ));
    assert!(runbook.contains("--from-file=hf_api_token=<(printf %s \"$HF_TOKEN\")"));
    assert!(runbook.contains("\"model\":\"google/gemma-2-9b\""));
    // The only variables are those that a line of the same block sets.
    let variables: Vec<&str> = runbook.matches("$PROJECT").chain(runbook.matches("${")).collect();
    assert_eq!(variables, Vec::<&str>::new());
    for word in ["TODO", "FIXME", "<PROJECT", "YOUR_", "REPLACE"] {
        assert!(!runbook.contains(word), "{word}");
    }
}

#[test]
fn the_project_number_is_looked_up_if_it_is_not_written() {
    let without = PLAN.replace("  projectNumber: \"123456789012\"\n", "");
    let (files, session) = bundled(SERVICE, &without);
    assert_eq!(session.diagnostics.all(), []);
    let runbook = text(&files, "runbook.md");
    let look_up =
        "PROJECT_NUMBER=\"$(gcloud projects describe example-project --format='value(projectNumber)')\"\n";
    let (_, after) = runbook.split_once(look_up).unwrap();
    let block = after.split("```").next().unwrap();
    assert!(block.contains("--member=\"principal://iam.googleapis.com/projects/$PROJECT_NUMBER/"), "{block}");
    assert_eq!(runbook.matches("$PROJECT").count(), block.matches("$PROJECT_NUMBER/").count());
}

#[test]
fn a_parameter_that_is_not_set_is_named() {
    let label = "cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-vllm: \
                 CONTAINER_IMAGE_CACHE.example-project";
    let service = SERVICE.replace("nodeSelector: {", &format!("nodeSelector: {{{label}, "));
    let plan = format!("{PLAN}  imagePreload: {{diskImage: vllm, logBucket: gs://logs-of-example}}\n");
    let (files, session) = bundled(&service, &plan);
    assert!(files.is_empty());
    let all = session.diagnostics.all();
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0].code, "plan-missing");
    assert!(all[0].message.contains("`spec.zones`"), "{}", all[0].message);
    assert!(all[0].labels[0].at.is_known());
}

#[test]
fn a_bundle_needs_a_plan_and_the_same_namespace() {
    let (files, session) = bundled(SERVICE, "");
    assert!(files.is_empty());
    assert_eq!(session.diagnostics.all()[0].code, "bundle-plan");
    let elsewhere = format!("{PLAN}  namespace: inference\n");
    let (files, session) = bundled(SERVICE, &elsewhere);
    assert!(files.is_empty());
    assert_eq!(session.diagnostics.all()[0].code, "bundle-namespace");
}

const LIST: &str = "\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
# the items
items:
- apiVersion: apps/v1 # kept
  kind: Deployment
  metadata:
    name: vllm
    annotations:
      internal.config.kubernetes.io/index: '0'
  spec:
    template:
      metadata:
        labels:
          ai.gke.io/inference-server: vllm
      spec:
        containers:
        - name: server
          image: x:1
- apiVersion: autoscaling/v2
  kind: HorizontalPodAutoscaler
  metadata:
    name: vllm
    annotations:
      internal.config.kubernetes.io/index: '1'
  spec:
    scaleTargetRef: {kind: Deployment, name: vllm}
- apiVersion: flightplan.dev/v1alpha1
  kind: FlightPlan
  metadata:
    name: p
  spec:
    project: example-project
    location: asia-northeast1
    gkeVersion: '1.35'
    cluster: vllm
    model: {name: google/gemma-2-9b, weightsSize: 35Gi}
    accelerator: {type: nvidia-l4, count: 2}
# what to do
functionConfig:
  apiVersion: flightplan.dev/v1alpha1
  kind: Check
  metadata:
    name: check
  spec: {}
";

#[test]
fn what_a_function_does_not_change_keeps_its_bytes() {
    let mut session = Session::default();
    let list = ResourceList::read(LIST, "stdin", &mut session).unwrap();
    assert_eq!(list.write(&list.objects, &session), LIST);
    let (verdict, session) = run(LIST);
    assert_eq!(session.diagnostics.all(), []);
    assert_eq!(verdict, Verdict { text: LIST.to_owned(), failed: false });
    let (verdict, _) = run(&LIST.replace("spec: {}", "spec: {stamp: true}"));
    // The stamp is on the first object, and all else is as it was.
    let (first, rest) = LIST.split_at(LIST.find("- apiVersion: autoscaling").unwrap());
    assert!(
        !first.contains("stamp") && verdict.text.contains("      flightplan.dev/stamp: "),
        "{}",
        verdict.text
    );
    assert!(verdict.text.ends_with(&rest.replace("spec: {}", "spec: {stamp: true}")), "{}", verdict.text);
}

#[test]
fn the_stamp_is_the_same_in_every_host() {
    let stamp = |text: &str| {
        let (_, rest) = text.split_once("flightplan.dev/stamp: ").unwrap();
        rest.lines().next().unwrap().to_owned()
    };
    let list = LIST.replace("spec: {}", "spec: {stamp: true}");
    let (one, _) = run(&list);
    let (two, _) = run(&list.replace("internal.config.kubernetes.io/index", "config.k8s.io/id"));
    assert_eq!(stamp(&one.text), stamp(&two.text));
    let (three, _) = run(&list.replace("image: x:1", "image: x:2"));
    assert_ne!(stamp(&one.text), stamp(&three.text));
    // The FlightPlan is not printed, so nobody who checks the output could know it.
    let local = list.replace(
        "    name: p\n",
        "    name: p\n    annotations: {config.kubernetes.io/local-config: 'true'}\n",
    );
    let (five, _) = run(&local);
    let (six, _) = run(&local.replace("'1.35'", "'1.34'"));
    assert_eq!(stamp(&five.text), stamp(&six.text));
}

#[test]
fn a_typed_patch_changes_its_objects_only() {
    let list = LIST.replace(
        "  kind: Check\n  metadata:\n    name: check\n  spec: {}\n",
        "  kind: ImagePreload\n  metadata:\n    name: preload\n  spec: {}\n",
    );
    let list = list.replace(
        "    cluster: vllm\n",
        "    cluster: vllm\n    imagePreload: {diskImage: vllm, logBucket: gs://logs-of-example}\n",
    );
    let (verdict, session) = run(&list);
    assert_eq!(session.diagnostics.all(), []);
    assert!(!verdict.failed);
    let text = &verdict.text;
    assert!(text.contains("# the items\n"), "{text}");
    assert!(text.contains("# what to do\nfunctionConfig:\n"), "{text}");
    assert!(text.contains("    scaleTargetRef: {kind: Deployment, name: vllm}\n"), "{text}");
    assert!(text.contains("gke-secondary-boot-disk-vllm: CONTAINER_IMAGE_CACHE.example-project\n"), "{text}");
    assert!(text.contains("internal.config.kubernetes.io/index: '0'\n"), "{text}");
    // What stands on other lines of a changed object stays as it was.
    assert!(text.contains("- apiVersion: apps/v1 # kept\n"), "{text}");
    assert!(text.contains("        nodeSelector:\n          cloud.google.com.node-restriction"), "{text}");
    assert!(text.contains("- apiVersion: node.gke.io/v1\n  kind: GCPResourceAllowlist\n"), "{text}");
    // What was written is a list again. The same patch may run on it again, as kpt does, and changes nothing.
    let (again, session) = run(text);
    assert_eq!(session.diagnostics.all(), []);
    assert_eq!(again.text, *text);
    // Another patch of the axis finds it taken, and the first one's file is told.
    let path = "    name: other\n    annotations: {config.kubernetes.io/path: b.yaml}\n";
    let (before, after) = text.rsplit_once("    name: preload\n").unwrap();
    let (other, session) = run(&format!("{before}{path}{after}"));
    assert!(other.failed);
    let finding = &session.diagnostics.all()[0];
    assert_eq!(finding.code, "plan-axis");
    assert!(
        finding.message.starts_with("ImagePreload `preload` and ImagePreload `other` of b.yaml both decide"),
        "{}",
        finding.message
    );
}

#[test]
fn findings_become_results() {
    let list =
        LIST.replace("kind: Check\n", "kind: HyperdiskMl\n").replace("spec: {}\n", "spec: {mountPth: /m}\n");
    let (verdict, session) = run(&list);
    assert!(verdict.failed);
    assert_eq!(session.diagnostics.count(Severity::Error), 1);
    let rest = verdict.text.strip_prefix(list.as_str()).unwrap();
    assert!(rest.starts_with("results:\n- message: "), "{rest}");
    assert!(rest.contains("    rule: plan-field\n"), "{rest}");
    assert!(rest.contains("  severity: error\n"), "{rest}");
}

#[test]
fn a_list_written_as_json_is_printed_anew() {
    let list = r#"{"apiVersion": "config.kubernetes.io/v1beta1", "kind": "ResourceList", "items": [],
        "functionConfig": {"apiVersion": "flightplan.dev/v1alpha1", "kind": "Check", "metadata": {"name": "c"}, "spec": {}}}"#;
    let (verdict, _) = run(list);
    assert!(!verdict.failed);
    assert!(verdict.text.starts_with("apiVersion: config.kubernetes.io/v1beta1\n"), "{}", verdict.text);
    assert!(verdict.text.contains("items: []\n"), "{}", verdict.text);
}

#[test]
fn what_is_no_list_is_refused() {
    for text in [
        "",
        "a: 1\n",
        "kind: ResourceList\n",
        "- x\n",
        LIST.split_once("# what").unwrap().0,
        "a: 1\n---\nb: 1\n",
    ] {
        let (verdict, session) = run(text);
        assert_eq!(verdict, Verdict { text: String::new(), failed: true });
        assert_eq!(session.diagnostics.all()[0].code, "function-input", "{text}");
    }
    let (verdict, _) = run("a: [");
    assert_eq!(verdict, Verdict { text: String::new(), failed: true });
}
