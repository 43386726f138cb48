use super::Wanted;
use super::init;
use crate::diag::Session;
use crate::output::File;

fn wanted(overlays: &[&str]) -> Wanted {
    Wanted {
        model: "google/gemma-2-9b".to_owned(),
        accelerator: "nvidia-l4".to_owned(),
        location: "asia-northeast1".to_owned(),
        project: "example-project".to_owned(),
        overlays: overlays.iter().map(|name| (*name).to_owned()).collect(),
        ..Wanted::default()
    }
}

fn made(wanted: &Wanted) -> Vec<File> {
    let mut session = Session::default();
    init(wanted, &mut session).unwrap_or_else(|_| panic!("{:?}", session.diagnostics.all()))
}

fn refused(wanted: &Wanted) -> String {
    let mut session = Session::default();
    assert!(init(wanted, &mut session).is_err());
    assert_eq!(session.diagnostics.all()[0].code, "init-argument");
    session.diagnostics.all()[0].message.clone()
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
}

#[test]
fn the_known_model_needs_no_more_than_its_name() {
    let files = made(&wanted(&["hyperdisk-ml", "image-preload"]));
    let kustomization = text(&files, "kustomization.yaml");
    assert!(kustomization.ends_with(
        "components:\n- overlays/model-server\n- overlays/accelerator\n- overlays/image-preload\n\
         - overlays/hyperdisk-ml\n- overlays/scale/burst\n"
    ));
    let plan = text(&files, "flightplan.yaml");
    for line in ["    weightsSize: 35Gi\n", "    count: 2\n", "zones: [asia-northeast1-a, asia-northeast1-b,"]
    {
        assert!(plan.contains(line), "{line} in\n{plan}");
    }
    assert!(!files.iter().any(|file| file.path.starts_with("overlays/gcs-fuse/")));
    assert!(text(&files, ".flightplan/FlightPlan.json").starts_with("{\n"));
}

#[test]
fn the_base_is_of_the_model() {
    let other = Wanted { model: "meta-llama/Llama-3.1-8B-Instruct".to_owned(), ..wanted(&[]) };
    let files = made(&other);
    for file in files.iter().filter(|file| file.path.starts_with("base/")) {
        for word in ["gemma", "Gemma", "SLUG", "DIRECTORY", "9.24", "27 min"] {
            assert!(!file.text.contains(word), "{word} in {}:\n{}", file.path, file.text);
        }
    }
    assert!(text(&files, "base/deployment.yaml").contains("  name: vllm-llama-3-1-8b-instruct\n"));
    let plan = text(&files, "flightplan.yaml");
    assert!(plan.contains("    count: 1\n"));
    // vLLM does not start with a context that does not fit beside the weights.
    assert!(
        plan.contains("131072 tokens, takes 16 GiB") && plan.contains("    args: {max-model-len: 32768}\n"),
        "{plan}"
    );
    let large =
        Wanted { accelerator: "nvidia-h100-80gb".to_owned(), location: "us-central1".to_owned(), ..other };
    assert!(!text(&made(&large), "flightplan.yaml").contains("\n  server:"));
}

#[test]
fn what_cannot_be_is_refused() {
    assert!(refused(&Wanted { model: "x".to_owned(), ..wanted(&[]) }).contains("--model"));
    assert!(refused(&Wanted { model: "my/own".to_owned(), ..wanted(&[]) }).contains("is not known here"));
    let own = Wanted { model: "my/own".to_owned(), weights_size: "20Gi".to_owned(), ..wanted(&[]) };
    assert!(refused(&own).contains("is not known here"));
    let own = Wanted { count: Some(4), ..own };
    assert!(!made(&own).is_empty());
    assert!(
        refused(&Wanted { location: "asia-northeast1-a".to_owned(), ..wanted(&[]) }).contains("is a zone")
    );
    assert!(refused(&Wanted { project: String::new(), ..wanted(&[]) }).contains("`--project` is not given"));
    assert!(refused(&Wanted { accelerator: "nvidia-l5".to_owned(), ..wanted(&[]) }).contains("no GPU"));
    assert!(refused(&Wanted { count: Some(3), ..wanted(&[]) }).contains("not 3"));
    assert!(refused(&wanted(&["hyperdisk"])).contains("no overlay `hyperdisk`"));
    assert!(refused(&wanted(&["gcs-fuse", "filestore"])).contains("both decide the weights"));
    assert!(refused(&Wanted { location: "europe-north1".to_owned(), ..wanted(&[]) }).contains("zones"));
}
