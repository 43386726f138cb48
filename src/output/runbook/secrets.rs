//! Secrets that the Pods read and that are in no manifest.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;
use super::shell::quote;
use crate::yaml::Node;

/// Namespace and name of a Secret.
type Name = (String, String);
/// The keys that are read, each with the variable that takes it.
type Keys = BTreeMap<String, String>;

pub(super) fn write(page: &mut Page, scene: &Scene<'_>) {
    let made: BTreeSet<Name> = scene
        .all("Secret")
        .map(|object| (object.id().effective_namespace().to_owned(), object.name().to_owned()))
        .collect();
    let mut needed: BTreeMap<Name, Keys> = BTreeMap::new();
    for template in scene.templates() {
        let namespace = template.object.id().effective_namespace().to_owned();
        let need = |reference: &Node, name: &str| {
            let optional = reference.get("optional").and_then(Node::as_bool) == Some(true);
            let secret = reference.str_at(&[name]).map(|name| (namespace.clone(), name.to_owned()));
            secret.filter(|secret| !optional && !made.contains(secret))
        };
        for container in template.containers() {
            for variable in container.list("env") {
                let Some(reference) = variable.at(&["valueFrom", "secretKeyRef"]) else { continue };
                let Some(secret) = need(reference, "name") else { continue };
                let key = reference.str_at(&["key"]).unwrap_or_default().to_owned();
                let name = variable.str_at(&["name"]).unwrap_or_default().to_owned();
                needed.entry(secret).or_default().entry(key).or_insert(name);
            }
            for source in container.list("envFrom") {
                let secret = source.get("secretRef").and_then(|reference| need(reference, "name"));
                if let Some(secret) = secret {
                    needed.entry(secret).or_default();
                }
            }
        }
        for volume in template.volumes() {
            let secret = volume.get("secret").and_then(|reference| need(reference, "secretName"));
            if let Some(secret) = secret {
                needed.entry(secret).or_default();
            }
        }
    }
    if needed.is_empty() {
        return;
    }
    page.heading(2, "Secrets");
    page.say("They are in no manifest, so that they are in no git repository either.");
    let model = &scene.plan.spec.model.name;
    for ((namespace, name), keys) in &needed {
        if keys.is_empty() {
            page.say(&format!("{} must be there before the Pods start:", code(&format!("Secret/{name}"))));
            page.run([command(["kubectl", &format!("--namespace={namespace}"), "get", "secret", name])]);
            continue;
        }
        if keys.values().any(|variable| variable.starts_with("HF_") || variable.starts_with("HUGGING_FACE_"))
        {
            page.say(&format!(
                "The token is one of <https://huggingface.co/settings/tokens> that may read; its owner has accepted \
                 the terms at <https://huggingface.co/{model}>, if the model has any. It is asked for, not echoed \
                 and not kept:"
            ));
        } else {
            page.say("The values are asked for, not echoed and not kept:");
        }
        page.run(create(namespace, name, keys));
    }
}

fn create(namespace: &str, name: &str, keys: &Keys) -> Vec<String> {
    let shell_name = |index: usize, variable: &str| {
        let good = variable.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && variable.starts_with(|first: char| first.is_ascii_alphabetic());
        if good { variable.to_owned() } else { format!("VALUE_{index}") }
    };
    let mut lines = Vec::new();
    let mut create =
        vec![format!("kubectl --namespace={} create secret generic {}", quote(namespace), quote(name))];
    let mut unset = Vec::new();
    for (index, (key, variable)) in keys.iter().enumerate() {
        let variable = shell_name(index, variable);
        lines.push(format!("printf '%s: ' {}; read -rs {variable}; echo", quote(key)));
        // A file descriptor, because arguments of a process can be read by others on the machine.
        create.push(format!("--from-file={}=<(printf %s \"${variable}\")", quote(key)));
        unset.push(variable);
    }
    create.push("--dry-run=client -o yaml | kubectl apply --server-side -f -".to_owned());
    lines.push(create.join(" \\\n  "));
    lines.push(format!("unset {}", unset.join(" ")));
    lines
}
