//! Functions of a few lines, run by a stand-in for the shell.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

use crate::build;
use crate::build::Functions;
use crate::build::Options;
use crate::diag::Session;
use crate::object::Object;
use crate::source::End;
use crate::source::Finished;
use crate::source::Job;
use crate::source::Memory;
use crate::source::Programs;
use crate::source::Runner;
use crate::yaml;

const CONFIG_MAP: &str = "apiVersion: v1\ndata:\n  x: \"1\"\nkind: ConfigMap\nmetadata:\n  name: a\n";

/// Exit code and stdout for a text on stdin.
type Answer = dyn Fn(&str) -> (i32, String) + Send + Sync;

/// Answers every job with what `answer` makes of its input.
struct Stand {
    answer: Box<Answer>,
    jobs: Mutex<Vec<Job>>,
}

impl Runner for Stand {
    fn run(&self, job: &Job) -> io::Result<Finished> {
        self.jobs.lock().unwrap().push(job.clone());
        if job.program == "docker" {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        }
        let (code, output) = (self.answer)(std::str::from_utf8(&job.input).unwrap());
        Ok(Finished {
            end: End::Code(code),
            output: output.into_bytes(),
            errors: "line one\nline two\n".to_owned(),
        })
    }
}

struct Outcome {
    /// The output, or the codes of the findings.
    built: Result<String, Vec<&'static str>>,
    objects: Vec<Object>,
    session: Session,
    jobs: Vec<Job>,
}

fn run(
    field: &str,
    how: &str,
    functions: Functions,
    answer: impl Fn(&str) -> (i32, String) + Send + Sync + 'static,
) -> Outcome {
    let mut tree = Memory::default();
    tree.insert("/app/kustomization.yaml", format!("resources: [r.yaml]\n{field}: [fn.yaml]\n"));
    tree.insert("/app/r.yaml", CONFIG_MAP);
    let config = format!(
        "apiVersion: example.com/v1\nkind: Touch\nmetadata:\n  name: touch\n  annotations:\n    config.kubernetes.io/function: |\n      {how}\nspec: {{value: \"5\"}}\n"
    );
    tree.insert("/app/fn.yaml", config);
    let stand = Arc::new(Stand { answer: Box::new(answer), jobs: Mutex::default() });
    let options =
        Options { functions, programs: Programs::new(Arc::<Stand>::clone(&stand)), ..Options::default() };
    let mut session = Session::default();
    let built = build::build(Path::new("/app"), &tree, &options, &mut session);
    let objects = built.as_ref().map(|it| it.objects.clone()).unwrap_or_default();
    let built =
        built.map_err(|_| session.diagnostics.all().iter().map(|it| it.code).collect()).map(|rendered| {
            let texts = rendered.objects.iter().map(|object| {
                let mut text = String::new();
                yaml::emit(&object.root, &mut text);
                text
            });
            texts.collect::<Vec<_>>().join("---\n")
        });
    let jobs = stand.jobs.lock().unwrap().clone();
    Outcome { built, objects, session, jobs }
}

fn all() -> Functions {
    Functions { enabled: true, exec: true, ..Functions::default() }
}

const EXEC: &str = "exec: {path: ./touch, args: [a], envs: [K=v]}";

#[test]
fn a_transformer_changes_adds_and_removes() {
    let done = run("transformers", EXEC, all(), |input| (0, input.replace("x: \"1\"", "x: \"2\"")));
    assert_eq!(done.built.unwrap(), CONFIG_MAP.replace("\"1\"", "\"2\""));
    let job = &done.jobs[0];
    assert_eq!((job.program.as_str(), job.folder.as_path()), ("/app/./touch", Path::new("/app")));
    assert_eq!(
        (job.args.as_slice(), job.env.as_slice()),
        (&["a".to_owned()][..], &[("K".to_owned(), "v".to_owned())][..])
    );
    let input = std::str::from_utf8(&job.input).unwrap();
    for part in
        ["kind: ResourceList", "config.kubernetes.io/local-config: \"true\"", "value: \"5\"", "name: a\n"]
    {
        assert!(input.contains(part), "{part} in {input}");
    }

    let added = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n";
    let done = run("transformers", EXEC, all(), move |_| (0, added.to_owned()));
    assert_eq!(done.built.unwrap(), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n");
    let done = run("transformers", EXEC, all(), |_| (0, String::new()));
    assert_eq!(done.built.unwrap(), "");
    let twice = format!("{added}---\n{added}");
    let done = run("transformers", EXEC, all(), move |_| (0, twice.clone()));
    assert_eq!(done.built.unwrap_err(), ["function-failed"]);
}

#[test]
fn a_generator_adds_with_a_hash_if_it_asks_for_one() {
    let made = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n  annotations: {kustomize.config.k8s.io/needs-hash: \"true\"}\n";
    let done = run("generators", EXEC, all(), move |input| {
        assert!(!input.contains("name: a\n"));
        (0, made.to_owned())
    });
    let built = done.built.unwrap();
    assert!(built.starts_with(CONFIG_MAP) && built.contains("name: b-6ct58987ht\n"), "{built}");
}

#[test]
fn a_validator_may_return_what_it_got_and_no_more() {
    let done = run("validators", EXEC, all(), |input| (0, input.to_owned()));
    assert_eq!(done.built.unwrap(), CONFIG_MAP);
    let done = run("validators", EXEC, all(), |_| (0, String::new()));
    assert_eq!(done.built.unwrap(), CONFIG_MAP);
    let done = run("validators", EXEC, all(), |input| (0, input.replace("x: \"1\"", "x: \"2\"")));
    assert_eq!(done.built.unwrap_err(), ["validator-changes"]);
    let done = run("validators", EXEC, all(), |_| (7, String::new()));
    assert_eq!(done.built.unwrap_err(), ["function-failed"]);
    let finding = &done.session.diagnostics.all()[0];
    assert_eq!(finding.message, "`Touch` failed with exit code 7");
    assert_eq!(finding.help.as_deref(), Some("it says: line two"));
}

#[test]
fn results_are_told() {
    let results = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\nresults:\n- message: too old\n  severity: error\n  resourceRef: {kind: ConfigMap, name: a}\n";
    let done = run("validators", EXEC, all(), move |_| (0, results.to_owned()));
    assert!(done.built.is_ok());
    assert_eq!(done.session.diagnostics.all()[0].message, "too old (ConfigMap a)");
}

#[test]
fn nothing_runs_without_its_flag() {
    let ok = |input: &str| (0, input.to_owned());
    for (how, functions, code) in [
        (EXEC, Functions::default(), "function-refused"),
        (EXEC, Functions { enabled: true, ..Functions::default() }, "function-refused"),
        ("container: {image: x, network: true}", all(), "function-refused"),
        ("container: {image: x, mounts: [{type: bind, src: ../up, dst: /up}]}", all(), "function-spec"),
        ("exec: {pth: ./touch}", all(), "unknown-field"),
        ("deferFailure: true", all(), "function-spec"),
    ] {
        let done = run("transformers", how, functions, ok);
        assert_eq!(done.built.unwrap_err(), [code], "{how}");
        assert!(done.jobs.is_empty());
    }
}

#[test]
fn a_container_runs_as_kustomize_runs_it() {
    let how = "container: {image: \"example.com/fn:v1\", envs: [B=2, HOME], mounts: [{type: bind, src: in, dst: /in}]}";
    let done = run("transformers", how, Functions { enabled: true, ..Functions::default() }, |input| {
        (0, input.to_owned())
    });
    assert_eq!(done.built.unwrap(), CONFIG_MAP);
    assert_eq!(done.jobs[1].program, "podman");
    let expected = "run --rm -i -a STDIN -a STDOUT -a STDERR --network none --user nobody --security-opt=no-new-privileges --mount type=bind,source=/app/in,target=/in,readonly -e B=2 -e LOG_TO_STDERR=true -e STRUCTURED_RESULTS=true -e HOME example.com/fn:v1";
    assert_eq!(done.jobs[0].args.join(" "), expected);
}

#[test]
fn values_that_a_function_leaves_as_they_are_keep_their_place() {
    let done =
        run("transformers", EXEC, all(), |input| (0, input.replace("x: \"1\"", "x: \"1\"\n    y: \"2\"")));
    let place = |key: &str| {
        let origin = done.objects[0].root.at(&["data", key]).unwrap().origin;
        done.session.files.get(origin.file).path.clone()
    };
    assert_eq!(place("x"), "/app/r.yaml");
    assert_eq!(place("y"), "(output of Touch `touch`)");
}
