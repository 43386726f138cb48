//! Every kind of fault, at its line.

use crate::diag::Session;
use crate::object::Object;
use crate::schema::check;
use crate::yaml::Rules;

/// The findings of a text: `line: code: message (help)`.
fn findings(text: &str) -> Vec<String> {
    let mut session = Session::default();
    let file = session.files.add("a.yaml", text);
    for root in crate::yaml::parse(file, Rules::Resource, &mut session).unwrap() {
        check(&Object::new(root), &mut session);
    }
    let shown = session.diagnostics.all().iter().map(|it| {
        let at = it.labels.first().unwrap().at;
        let line = session.files.get(at.file).position(at.start).line;
        let help = it.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{line}: {} {}: {}{help}", it.severity.name(), it.code, it.message)
    });
    shown.collect()
}

fn deployment(spec: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: vllm}}\nspec:\n  selector: {{}}\n  \
         template:\n    metadata: {{labels: {{app: vllm}}}}\n    spec:\n      containers:\n{spec}"
    )
}

#[test]
fn a_good_object_has_no_findings() {
    let text = deployment(
        "      - name: vllm\n        image: vllm/vllm-openai\n        ports: [{containerPort: 8000}]\n        \
         resources: {limits: {nvidia.com/gpu: 1, cpu: 500m, memory: 4Gi}}\n        env: [{name: A, value: \"1\"}]\n",
    );
    assert_eq!(findings(&text), [""; 0]);
}

#[test]
fn unknown_fields_are_named() {
    let text = deployment("      - name: a\n        imagee: b\n        volumeMount: []\n");
    assert_eq!(
        findings(&text),
        [
            "11: error schema-unknown-field: `spec.template.spec.containers[0]` has no field `imagee` \
             (did you mean `image`?)",
            "12: error schema-unknown-field: `spec.template.spec.containers[0]` has no field `volumeMount` \
             (did you mean `volumeMounts`?)",
        ]
    );
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replica: 2\n  selector: {}\n  \
                nodeSelector: {}\n  template: {spec: {containers: [{name: a}], replicas: 1}}\n";
    assert_eq!(
        findings(text),
        [
            "5: error schema-unknown-field: `spec` has no field `replica` (did you mean `replicas`?)",
            "7: error schema-unknown-field: `spec` has no field `nodeSelector` \
             (`nodeSelector` belongs in `template.spec` below)",
            "8: error schema-unknown-field: `spec.template.spec` has no field `replicas` \
             (`replicas` belongs in `spec`)",
        ]
    );
}

#[test]
fn wrong_types_tell_the_change() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  labels: {a: 1, b: true}\nspec:\n  \
                replicas: \"3\"\n  paused: \"yes\"\n  selector: []\n  template:\n    spec:\n      containers:\n        \
                name: a\n      nodeSelector: {count: 4}\n      tolerations: x\n      hostNetwork: 1\n";
    assert_eq!(
        findings(text),
        [
            "5: error schema-wrong-type: `metadata.labels.a` must be text, not the number `1` \
             (add quotes: `a: \"1\"`)",
            "5: error schema-wrong-type: `metadata.labels.b` must be text, not the boolean `true` \
             (add quotes: `b: \"true\"`)",
            "7: error schema-wrong-type: `spec.replicas` must be a whole number, not the text \"3\" \
             (remove the quotes: `replicas: 3`)",
            "8: error schema-wrong-type: `spec.paused` must be `true` or `false`, not the text \"yes\" \
             (write `paused: true`, without quotes)",
            "9: error schema-wrong-type: `spec.selector` must be a map, not a list \
             (remove the `- ` before its fields)",
            "12: error schema-wrong-type: `spec.template.spec.containers` must be a list, not a map \
             (start its first line with `- ` to make it a list)",
            "14: error schema-wrong-type: `spec.template.spec.nodeSelector.count` must be text, not the \
             number `4` (add quotes: `count: \"4\"`)",
            "15: error schema-wrong-type: `spec.template.spec.tolerations` must be a list, not the text \"x\" \
             (make it a list: `tolerations: [x]`)",
            "16: error schema-wrong-type: `spec.template.spec.hostNetwork` must be `true` or `false`, not \
             the number `1`",
        ]
    );
}

#[test]
fn numbers_are_read_as_yaml_reads_them() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: b}]\n  volumes:\n  \
                - name: a\n    secret: {secretName: s, defaultMode: 0644}\n  - name: b\n    configMap: {name: c, defaultMode: 1e2}\n  \
                - name: c\n    configMap: {name: c, defaultMode: 0.5}\n  - name: d\n    emptyDir: {sizeLimit: 1_000}\n";
    assert_eq!(
        findings(text),
        [
            "12: error schema-wrong-type: `spec.volumes[2].configMap.defaultMode` must be a whole number, not the \
          number `0.5`"
        ]
    );
}

#[test]
fn values_outside_the_allowed_are_named() {
    let text = deployment(
        "      - name: Vllm\n        imagePullPolicy: ifNotPresent\n        ports: [{containerPort: 80000, name: 8000x--}]\n        \
         resources: {limits: {memory: 4GB}}\n",
    );
    assert_eq!(
        findings(&text),
        [
            "10: error schema-invalid-value: `spec.template.spec.containers[0].name` is \"Vllm\", which must \
             consist of `a-z`, `0-9` and `-`, and start and end with a letter or digit",
            "11: error schema-invalid-value: `spec.template.spec.containers[0].imagePullPolicy` is \
             \"ifNotPresent\", which is not one of `Always`, `IfNotPresent`, `Never` (write `IfNotPresent`)",
            "12: error schema-invalid-value: `spec.template.spec.containers[0].ports[0].containerPort` must be at \
             most 65535, not 80000",
            "12: error schema-invalid-value: `spec.template.spec.containers[0].ports[0].name` is \"8000x--\", which \
             must consist of `a-z`, `0-9` and single `-`, with at least one letter",
            "13: error schema-invalid-value: `spec.template.spec.containers[0].resources.limits.memory` must be a \
             quantity such as `500m` or `4Gi`, not \"4GB\"",
        ]
    );
}

#[test]
fn missing_fields_are_shown_at_their_parent() {
    let text = deployment("      - image: a\n");
    assert_eq!(
        findings(&text),
        ["10: error schema-missing-field: `spec.template.spec.containers[0]` lacks `name`"]
    );
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replicas: 1\n  selector: null\n";
    assert_eq!(
        findings(text),
        [
            "4: error schema-missing-field: `spec` lacks `selector`",
            "4: error schema-missing-field: `spec` lacks `template`",
        ]
    );
}

#[test]
fn objects_need_a_name_and_a_version() {
    assert_eq!(
        findings(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: a}\n---\nkind: Deployment\nspec: {}\n"
        ),
        [
            "3: error schema-missing-field: the object lacks `metadata.name`",
            "5: error schema-missing-field: the object lacks `apiVersion` (add `apiVersion: apps/v1`)",
        ]
    );
}

#[test]
fn encrypted_objects_are_not_judged() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: 'ENC[x]'}\nsops: {mac: x}\n";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn twins_are_found() {
    let text = deployment(
        "      - name: a\n        env:\n        - name: X\n        - name: X\n        ports:\n        \
         - containerPort: 1\n        - {containerPort: 1, protocol: TCP}\n        - {containerPort: 1, protocol: UDP}\n      \
         - name: a\n",
    );
    assert_eq!(
        findings(&text),
        [
            "13: warning schema-duplicate-key: `spec.template.spec.containers[0].env[1]` is a second element \
             with `name: X` (remove one of them: server-side apply refuses both)",
            "16: warning schema-duplicate-key: `spec.template.spec.containers[0].ports[1]` is a second element \
             with `containerPort: 1` and `protocol: TCP` (remove one of them: server-side apply refuses both)",
            "18: error schema-duplicate-key: `spec.template.spec.containers[1]` is a second element with \
             `name: a` (remove one of them, or give it another name)",
        ]
    );
}

#[test]
fn exclusive_fields_are_found() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {}\n  \
                strategy:\n    type: Recreate\n    rollingUpdate: {}\n  template:\n    spec:\n      containers:\n      \
                - name: a\n        env:\n        - {name: A, value: \"\", valueFrom: {fieldRef: {fieldPath: a}}}\n      \
                volumes:\n      - name: a\n        emptyDir: {}\n        configMap: {name: x}\n";
    assert_eq!(
        findings(text),
        [
            "8: error schema-exclusive-fields: `spec.strategy.rollingUpdate` must not be set when `type` is \
             `Recreate` (remove it; in a patch, `rollingUpdate: null`)",
            "17: error schema-exclusive-fields: `spec.template.spec.volumes[0]` sets both `configMap` and \
             `emptyDir` (keep one of them; in a patch, `KEY: null` removes the other)",
        ]
    );
}

#[test]
fn names_and_labels_are_checked() {
    let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: vLLM_a\n  namespace: a.b\n  labels:\n    a b: c\n    \
                c: \"a b\"\n  annotations:\n    X.Y/z: any text\n    a/b/c: d\nspec:\n  selector: {app: \"x/y\"}\n";
    assert_eq!(
        findings(text),
        [
            "4: error schema-invalid-name: the name \"vLLM_a\" must consist of `a-z`, `0-9` and `-`, and start \
             and end with a letter or digit (`vllm-a` would do)",
            "5: error schema-invalid-name: the namespace \"a.b\" must consist of `a-z`, `0-9` and `-`, and \
             start and end with a letter or digit (`a-b` would do)",
            "7: error schema-invalid-name: `metadata.labels[\"a b\"]`: \"a b\" must be at most 63 letters, \
             digits, `-`, `_` and `.` that start and end with a letter or digit, after an optional `prefix/`",
            "8: error schema-invalid-name: `metadata.labels.c`: \"a b\" is no value of a label: letters, digits, \
             `-`, `_` and `.`, with a letter or digit at both ends",
            "11: error schema-invalid-name: `metadata.annotations[\"a/b/c\"]`: \"a/b/c\" must be at most 63 \
             letters, digits, `-`, `_` and `.` that start and end with a letter or digit, after an optional \
             `prefix/`",
            "13: error schema-invalid-name: `spec.selector.app`: \"x/y\" is no value of a label: letters, \
             digits, `-`, `_` and `.`, with a letter or digit at both ends",
        ]
    );
}

#[test]
fn kinds_without_a_schema_are_noted() {
    let mut session = Session::default();
    let file = session.files.add("a.yaml", "apiVersion: example.com/v1\nkind: Widget\nspec: {anything: 1}\n");
    for root in crate::yaml::parse(file, Rules::Resource, &mut session).unwrap() {
        check(&Object::new(root), &mut session);
    }
    assert!(session.diagnostics.all().is_empty());
    assert_eq!(session.diagnostics.unchecked()[0].what, "example.com/v1 Widget");
}

#[test]
fn misspelt_and_removed_kinds_are_found() {
    assert_eq!(
        findings("apiVersion: apps/v1\nkind: Deploymnet\nmetadata: {name: a}\n"),
        [
            "2: error schema-unknown-kind: there is no kind Deploymnet in apps/v1 (did you mean `kind: Deployment`?)"
        ]
    );
    assert_eq!(
        findings("apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\n"),
        [
            "1: error schema-removed-version: Kubernetes has no autoscaling/v2beta2 HorizontalPodAutoscaler since \
          1.26 (use `apiVersion: autoscaling/v2`; its fields may differ)"
        ]
    );
}

#[test]
fn placeholders_nulls_and_lists_are_understood() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: \
                \"${NAME}\", creationTimestamp: null}\n  spec: {replicas: \"${REPLICAS}\", paused: null, selector: {}, \
                template: {}, x: 1}\n  status: {conditions: [{}]}\n";
    assert_eq!(
        findings(text),
        ["7: error schema-unknown-field: `spec` has no field `x` (the fields here are `minReadySeconds`, \
          `paused`, `progressDeadlineSeconds`, `replicas`, `revisionHistoryLimit`, `selector`, `strategy`, \
          `template`)"]
    );
}

#[test]
fn partly_known_kinds_warn_only() {
    let text = "apiVersion: cloud.google.com/v1\nkind: ComputeClass\nmetadata: {name: a}\nspec:\n  priorities:\n  \
                - storage: {bootDiskSizes: 100, somethingNew: 1}\n";
    assert_eq!(
        findings(text),
        ["6: warning schema-unknown-field: `spec.priorities[0].storage` has no field `bootDiskSizes` \
          (did you mean `bootDiskSize`?)"]
    );
}

#[test]
fn objects_do_not_contradict_themselves() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector:\n    matchLabels:\n      \
                app: a\n      tier: b\n  template:\n    metadata: {labels: {app: b}}\n    spec:\n      \
                restartPolicy: Never\n      initContainers: [{name: a}]\n      containers:\n      - name: a\n        \
                volumeMounts: [{name: weigths, mountPath: /a}]\n        resources:\n          \
                requests: {cpu: 2, memory: 1Gi}\n          limits: {cpu: 1500m, memory: 1Gi}\n      \
                volumes: [{name: weights}]\n";
    assert_eq!(
        findings(text),
        [
            "16: error schema-unknown-volume: container `a` mounts the volume `weigths`, which the pod does not \
             have (did you mean `weights`?)",
            "15: error schema-duplicate-key: a container and an init container are both named `a` \
             (give one of them another name)",
            "18: warning schema-invalid-value: container `a` requests 2 of `cpu`, more than its limit of 1500m \
             (raise the limit, or lower the request)",
            "12: error schema-invalid-value: the pods of a Deployment must not have `restartPolicy: Never` \
             (write `restartPolicy: Always`)",
            "7: error schema-selector-mismatch: the selector asks for the label `app: a`, which the pods do not \
             have (make the two the same)",
            "8: error schema-selector-mismatch: the selector asks for the label `tier: b`, which the pods do not \
             have (add `tier: b` to `spec.template.metadata.labels`)",
        ]
    );
    let text = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      \
                containers: [{name: a}]\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  \
                - {name: a, port: 1}\n  - port: 2\n";
    assert_eq!(
        findings(text),
        [
            "7: error schema-invalid-value: the pods of a Job must not have `restartPolicy: Always`, the value if \
             nothing is set (write `restartPolicy: OnFailure` or `restartPolicy: Never`)",
            "15: error schema-missing-field: a Service with several ports needs a name for each (add `name:`)",
        ]
    );
}

#[test]
fn claims_of_a_stateful_set_are_volumes() {
    let text = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec:\n  selector: {}\n  template:\n    \
                spec:\n      containers: [{name: a, image: b, volumeMounts: [{name: data, mountPath: /d}]}]\n  \
                volumeClaimTemplates: [{metadata: {name: data}}]\n";
    assert_eq!(findings(text), [""; 0]);
}
