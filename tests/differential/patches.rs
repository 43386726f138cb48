//! Patches and replacements.

use super::derive;
use super::kustomizations::Maker;
use super::objects;
use super::random::Random;
use super::scalars::IMAGES;
use super::scalars::any;
use super::scalars::key;
use super::scalars::number;
use super::scalars::odd;
use super::scalars::pairs;
use super::scalars::plain;
use super::scalars::text;
use super::tree::File;
use super::tree::Val;
use super::tree::map;
use super::tree::raw;

/// Adds `patches`, or the older fields for the same.
pub(crate) fn add(maker: &mut Maker, folder: &str, out: &mut Val) {
    let mut entries = Vec::new();
    for index in 0..=maker.random.below(2) {
        let Some((object, mut patch, mut target)) = start(maker) else { return };
        if maker.random.chance(30) {
            let mut entry = map([("target", target.clone())]);
            let operations = if maker.wild {
                operations(&mut maker.random, &objects::kind_of(&patch))
            } else {
                derive::operations(&object, &mut maker.random, true)
            };
            place(maker, folder, &format!("json{index}.yaml"), operations, &mut entry);
            entries.push(entry);
            continue;
        }
        let mut entry = map([]);
        if maker.wild {
            merge(&mut patch, &mut maker.random);
        } else {
            derive::merge(&object, &mut patch, &mut maker.random);
        }
        let targeted = maker.random.chance(60);
        if targeted {
            loosen(&mut target, &mut maker.random);
            entry.add("target", target);
        }
        if targeted && maker.random.chance(12) {
            if maker.random.chance(70) {
                entry.add("options", map([("allowNameChange", raw("true"))]));
                *patch.at("metadata").at("name") = raw("renamed");
            } else {
                entry.add("options", map([("allowKindChange", raw(maker.random.pick(&["true", "false"])))]));
                *patch.at("kind") = raw("Bar");
            }
        }
        place(maker, folder, &format!("patch{index}.yaml"), patch, &mut entry);
        entries.push(entry);
    }
    let all_merge = entries.iter().all(|entry| match entry.get("patch") {
        Some(Val::Text(documents)) => matches!(documents[0], Val::Map(_)),
        _ => entry.get("path").is_none_or(|it| !matches!(it, Val::Raw(path) if path.starts_with("json"))),
    });
    if maker.random.chance(10) && (maker.wild || all_merge) {
        let list = entries.into_iter().filter_map(|entry| {
            let Val::Map(fields) = entry else { return None };
            fields.into_iter().find(|(key, _)| key == "path" || key == "patch").map(|(_, value)| value)
        });
        out.add("patchesStrategicMerge", Val::Seq(list.collect()));
    } else {
        out.add("patches", Val::Seq(entries));
    }
}

/// Adds `patchesJson6902`.
pub(crate) fn add_json6902(maker: &mut Maker, folder: &str, out: &mut Val) {
    let Some((object, patch, target)) = start(maker) else { return };
    let Val::Map(fields) = &target else { return };
    let mut exact = map([]);
    for (key, value) in fields.iter().filter(|(key, _)| key != "labelSelector") {
        exact.add(key, value.clone());
    }
    let mut entry = map([("target", exact)]);
    let operations = if maker.wild {
        operations(&mut maker.random, &objects::kind_of(&patch))
    } else {
        derive::operations(&object, &mut maker.random, false)
    };
    place(maker, folder, "json.yaml", operations, &mut entry);
    out.add("patchesJson6902", Val::Seq(vec![entry]));
}

/// Puts a patch into a file or into the entry itself.
fn place(maker: &mut Maker, folder: &str, path: &str, patch: Val, entry: &mut Val) {
    if maker.random.chance(50) {
        maker.tree.files.insert(format!("{folder}/{path}"), File::Yaml(vec![patch]));
        entry.add("path", raw(path));
    } else {
        entry.add("patch", Val::Text(vec![patch]));
    }
}

/// The head of a patch for some object, and the target that selects it.
fn start(maker: &mut Maker) -> Option<(Val, Val, Val)> {
    if maker.objects.is_empty() {
        return None;
    }
    let object = maker.random.pick(&maker.objects);
    let Val::Map(fields) = &object else { return None };
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let (version, kind) = (field("apiVersion")?, field("kind")?);
    let name = raw(objects::name_of(&object));
    let mut metadata = map([("name", name.clone())]);
    if let Some(Val::Map(entries)) = field("metadata")
        && let Some((_, namespace)) = entries.iter().find(|(key, _)| key == "namespace")
    {
        metadata.add("namespace", namespace.clone());
    }
    let Val::Raw(version_text) = &version else { return None };
    let mut target = map([("kind", kind.clone()), ("name", name)]);
    match version_text.split_once('/') {
        Some((group, version)) => {
            target.add("group", raw(group));
            target.add("version", raw(version));
        }
        None => target.add("version", version.clone()),
    }
    let patch = map([("apiVersion", version), ("kind", kind), ("metadata", metadata)]);
    Some((object, patch, target))
}

fn loosen(target: &mut Val, random: &mut Random) {
    match random.below(8) {
        0 => {
            *target = map([(
                "kind",
                raw(random.pick(&["Deployment", "ConfigMap", "(Deployment|StatefulSet)", "nothing"])),
            )]);
        }
        1 => *target = map([("name", raw(random.pick(&["w.*", ".*", "web|db", "nothing"])))]),
        2 => {
            *target =
                map([("labelSelector", raw(random.pick(&["app", "app=x", "app!=x", "tier in (x, blue)"])))]);
        }
        3 => *target = map([("annotationSelector", raw("app=x"))]),
        4 => target.add("namespace", raw(random.pick(&["prod", "default", "ns.*"]))),
        _ => {}
    }
}

/// Fills a strategic merge patch.
fn merge(patch: &mut Val, random: &mut Random) {
    if random.chance(5) {
        patch.add("$patch", raw(random.pick(&["delete", "merge"])));
    }
    if random.chance(30) {
        let value = null_or(random, |random| pairs(random, text));
        let key = random.pick(&["labels", "annotations"]);
        patch.at("metadata").add(key, value);
    }
    let kind = match patch.at("kind") {
        Val::Raw(kind) => kind.clone(),
        _ => String::new(),
    };
    match kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => {
            let mut spec = map([]);
            if random.chance(30) {
                spec.add("replicas", null_or(random, number));
            }
            if random.chance(15) {
                spec.add("selector", map([("matchLabels", pairs(random, plain))]));
            }
            spec.add("template", map([("spec", pod(random))]));
            patch.add("spec", spec);
        }
        "CronJob" => {
            let template = map([("spec", map([("template", map([("spec", pod(random))]))]))]);
            patch.add("spec", map([("jobTemplate", template)]));
        }
        "Pod" => patch.add("spec", pod(random)),
        "Service" => {
            let mut spec = objects_spec(random);
            if random.chance(30) {
                spec.add("selector", null_or(random, |random| pairs(random, plain)));
            }
            patch.add("spec", spec);
        }
        "ConfigMap" | "Secret" => patch.add("data", null_or(random, |random| pairs(random, text))),
        "Role" | "ClusterRole" => patch.add("rules", any(random, 2)),
        _ => patch.add("spec", any(random, 3)),
    }
    if random.chance(10) {
        patch.add("extra", any(random, 2));
    }
}

fn objects_spec(random: &mut Random) -> Val {
    let ports = (0..random.below(3)).map(|_| {
        let mut port = map([("port", raw(random.pick(&["80", "443", "8080"])))]);
        if random.chance(40) {
            port.add("name", raw(random.pick(&["http", "https", "new"])));
        }
        if random.chance(30) {
            port.add("protocol", raw(random.pick(&["TCP", "UDP"])));
        }
        directive(&mut port, random);
        port
    });
    let ports = Val::Seq(ports.collect());
    map([("ports", ports)])
}

fn null_or(random: &mut Random, value: fn(&mut Random) -> Val) -> Val {
    if random.chance(20) { raw("null") } else { value(random) }
}

fn directive(value: &mut Val, random: &mut Random) {
    if random.chance(12) {
        value.add("$patch", raw(random.pick(&["delete", "replace", "merge", "delete"])));
    }
}

fn pod(random: &mut Random) -> Val {
    let mut pod = objects::pod(random);
    if let Val::Map(entries) = &mut pod {
        entries.retain(|_| random.chance(70));
        for (_, value) in entries.iter_mut() {
            if random.chance(6) {
                *value = null_or(random, |random| any(random, 2));
            }
            if let Val::Seq(items) = value {
                for item in items.iter_mut() {
                    directive(item, random);
                    if let Val::Map(fields) = item {
                        for (name, value) in fields.iter_mut() {
                            if name != "name" && random.chance(10) {
                                *value = null_or(random, odd);
                            }
                        }
                    }
                }
                if random.chance(5) {
                    items.insert(0, map([("$patch", raw("replace"))]));
                }
            }
        }
    }
    pod
}

/// A list of JSON patch operations.
fn operations(random: &mut Random, kind: &str) -> Val {
    let operations = (0..=random.below(2)).map(|_| {
        let key = key(random).replace('"', "").replace('/', "~1");
        let common = ["/metadata/annotations/".to_owned() + &key, format!("/{key}")];
        let own: &[&str] = match kind {
            "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => &[
                "/spec/replicas",
                "/spec/template/spec/containers/0/image",
                "/spec/template/spec/containers/-",
                "/spec/template/spec/containers/0/args",
                "/spec/template/spec/volumes",
            ],
            "Service" => &["/spec/ports/0", "/spec/ports/-", "/spec/type", "/spec/selector"],
            "ConfigMap" => &["/data", "/data/x"],
            _ => &["/spec", "/metadata/labels"],
        };
        let path = if random.chance(60) { random.pick(own).to_owned() } else { random.pick(&common) };
        let op = random.pick(&[
            "add", "add", "add", "add", "add", "add", "replace", "replace", "remove", "test", "copy", "move",
        ]);
        let mut operation = map([("op", raw(op)), ("path", raw(path))]);
        match op {
            "remove" => {}
            "copy" => operation.add("from", raw("/metadata/name")),
            _ => {
                let value = match random.below(4) {
                    0 => any(random, 2),
                    1 => raw(random.pick(&IMAGES)),
                    2 => odd(random),
                    _ => plain(random),
                };
                operation.add("value", value);
            }
        }
        operation
    });
    Val::Seq(operations.collect())
}

/// Adds `replacements`.
pub(crate) fn add_replacements(maker: &mut Maker, folder: &str, out: &mut Val) {
    if !maker.wild {
        if out.get("replacements").is_some() {
            return;
        }
        let Some(mut entry) = derive::replacement(maker) else { return };
        if maker.random.chance(15) {
            maker.tree.files.insert(format!("{folder}/replacement.yaml"), File::Yaml(vec![entry]));
            entry = map([("path", raw("replacement.yaml"))]);
        }
        out.add("replacements", Val::Seq(vec![entry]));
        return;
    }
    let Some((kind, name)) = maker.known() else { return };
    let random = &mut maker.random;
    let mut source = map([("kind", raw(kind)), ("name", raw(name))]);
    if random.chance(60) {
        let path = random.pick(&[
            "metadata.name",
            "metadata.namespace",
            "spec.replicas",
            "data.app",
            "metadata.labels.app",
            "spec",
        ]);
        source.add("fieldPath", raw(path));
    }
    let options = |random: &mut Random| {
        let mut options = map([]);
        if random.chance(40) {
            options.add("delimiter", raw(random.pick(&["':'", "/", "'-'"])));
            options.add("index", raw(random.pick(&["0", "1", "-1", "5"])));
        }
        if random.chance(40) {
            options.add("create", raw("true"));
        }
        options
    };
    if random.chance(15) {
        source.add("options", options(random));
    }
    let paths = [
        "metadata.labels.app",
        "metadata.annotations.[a.b/c]",
        "spec.template.spec.containers.[name=main].image",
        "spec.template.spec.containers.*.image",
        "spec.template.spec.containers.0.env.[name=A].value",
        "spec.replicas",
        "data.app",
        "metadata.labels.app",
        "spec.x.y",
        "metadata.name",
    ];
    let fields = (0..=random.below(2)).map(|_| raw(random.pick(&paths))).collect();
    let select = match random.below(4) {
        0 => map([("kind", raw(random.pick(&["Deployment", "ConfigMap", "Service"])))]),
        1 => map([("name", raw("web"))]),
        2 => map([("kind", raw("Deployment")), ("name", raw("web"))]),
        _ => map([("name", raw(".*"))]),
    };
    let mut target = map([("select", select), ("fieldPaths", Val::Seq(fields))]);
    if random.chance(20) {
        target.add("reject", Val::Seq(vec![map([("name", raw(random.pick(&["db", "web", "a"])))])]));
    }
    if random.chance(50) {
        target.add("options", options(random));
    }
    let mut entry = map([("targets", Val::Seq(vec![target]))]);
    if random.chance(10) {
        entry.add("sourceValue", text(random));
    } else {
        entry.add("source", source);
    }
    if maker.random.chance(15) {
        maker.tree.files.insert(format!("{folder}/replacement.yaml"), File::Yaml(vec![entry]));
        entry = map([("path", raw("replacement.yaml"))]);
    }
    out.add("replacements", Val::Seq(vec![entry]));
}
