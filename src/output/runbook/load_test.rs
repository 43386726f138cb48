//! A request, and the article's load.

use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;
use super::shell::quote;
use crate::object::Container;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::yaml::Node;

pub(super) fn write(page: &mut Page, scene: &Scene<'_>) {
    for (template, container) in scene.servers() {
        let Some(service) = scene.all("Service").find(|service| selects(service, &template)) else {
            continue;
        };
        let Some(model) = model(&container) else { continue };
        section(page, service, &model);
    }
}

fn section(page: &mut Page, service: &Object, model: &str) {
    let namespace = format!("--namespace={}", service.id().effective_namespace());
    let name = service.name();
    let port = service
        .root
        .at(&["spec", "ports"])
        .and_then(|ports| ports.items().next())
        .and_then(|port| port.get("port"))
        .and_then(Node::as_i64)
        .unwrap_or(80);
    page.heading(2, &format!("Load test of {}", code(name)));
    let balanced = service.root.str_at(&["spec", "type"]) == Some("LoadBalancer");
    let internal =
        service.annotation("networking.gke.io/load-balancer-type").is_some_and(|kind| kind == "Internal");
    if balanced {
        let from = if internal { " Run it on a machine of the same VPC network and region." } else { "" };
        page.say(&format!(
            "10 requests a second for 10 minutes, 128 tokens each, at most 30 seconds for an answer.{from}"
        ));
    } else {
        page.say(
            "10 requests a second for 10 minutes, 128 tokens each, at most 30 seconds for an answer. The Service has \
             no address outside the cluster, so keep this running in another terminal:",
        );
        page.run([command([
            "kubectl",
            &namespace,
            "port-forward",
            &format!("service/{name}"),
            &format!("8000:{port}"),
        ])]);
    }
    let address = if balanced {
        format!(
            "ADDRESS=\"$(kubectl {} get service {} -o jsonpath='{{.status.loadBalancer.ingress[0].ip}}'):{port}\"",
            quote(&namespace),
            quote(name)
        )
    } else {
        "ADDRESS=127.0.0.1:8000".to_owned()
    };
    let request = serde_json::json!({
        "model": model,
        "prompt": "Explain how an aeroplane files its flight plan.",
        "max_tokens": 128,
    });
    page.run([
        address,
        format!("printf '%s' {} > request.json", quote(&request.to_string())),
        "curl --fail-with-body --max-time 30 -H 'Content-Type: application/json' \\\n  \
         --data @request.json \"http://$ADDRESS/v1/completions\""
            .to_owned(),
        "printf 'POST http://%s/v1/completions\\nContent-Type: application/json\\n@request.json\\n' \"$ADDRESS\" |\n  \
         vegeta attack -rate=10/s -duration=10m -timeout=30s > results.bin"
            .to_owned(),
        "vegeta report results.bin".to_owned(),
    ]);
}

/// True if a Service sends its traffic to the Pods of a template.
fn selects(service: &Object, template: &PodTemplate<'_>) -> bool {
    let Some(selector) = service.root.at(&["spec", "selector"]).and_then(Node::as_map) else { return false };
    !selector.is_empty()
        && service.id().effective_namespace() == template.object.id().effective_namespace()
        && selector.iter().all(|entry| {
            template
                .label(&entry.key)
                .and_then(Node::scalar)
                .is_some_and(|own| Some(own) == entry.value.scalar())
        })
}

/// The name under which clients ask for the model.
fn model(container: &Container<'_>) -> Option<String> {
    let words: Vec<&str> =
        ["command", "args"].iter().flat_map(|list| container.list(list)).filter_map(Node::as_str).collect();
    let option = |name: &str| {
        words.iter().enumerate().find_map(|(index, word)| match word.strip_prefix(name) {
            Some("") => words.get(index + 1).copied(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        })
    };
    let served = words.iter().position(|word| *word == "serve").and_then(|at| words.get(at + 1).copied());
    let name = option("--served-model-name").or_else(|| option("--model")).or(served)?;
    Some(expand(name, container))
}

/// Kubernetes puts the value of a variable in place of `$(NAME)`.
fn expand(text: &str, container: &Container<'_>) -> String {
    let name = text.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')'));
    let value = name.and_then(|name| container.env(name)).and_then(Node::as_str);
    value.unwrap_or(text).to_owned()
}
