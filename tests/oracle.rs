//! Random patches, merged here and by the real kustomize (`KUSTOMIZE`, else `kustomize` on the path).
#![expect(clippy::unwrap_used, clippy::print_stderr, clippy::indexing_slicing, reason = "tests")]

use flightplan::diag::Session;
use flightplan::patch::Outcome;
use flightplan::patch::merge;
use flightplan::schema::merge::MergeSchema;
use flightplan::yaml::Rules;
use flightplan::yaml::emit;
use flightplan::yaml::parse;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// A small generator of random numbers, so that a failing run can be repeated by its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

fn indent(text: &str, depth: usize) -> String {
    let lead = " ".repeat(depth);
    text.lines().flat_map(|line| [lead.as_str(), line, "\n"]).collect()
}

/// A list of maps with some keys, in block style.
fn list(random: &mut Random, patch: bool, element: &mut dyn FnMut(&mut Random) -> Vec<String>) -> String {
    let mut out = String::new();
    for _ in 0..random.below(4) {
        let mut lines = element(random);
        if patch && random.chance(15) {
            lines.push(format!("$patch: {}", random.pick(&["delete", "merge", "replace"])));
        }
        if lines.is_empty() {
            lines.push("x: 1".to_owned());
        }
        for (index, line) in lines.iter().enumerate() {
            for (at, part) in line.lines().enumerate() {
                let lead = if index == 0 && at == 0 { "- " } else { "  " };
                let _ = writeln!(out, "{lead}{part}");
            }
        }
    }
    if patch && random.chance(8) {
        let _ = writeln!(out, "- $patch: {}", random.pick(&["delete", "replace", "merge"]));
    }
    out
}

fn field(name: &str, list: &str) -> Option<String> {
    (!list.is_empty()).then(|| format!("{name}:\n{}", list.trim_end()))
}

fn env(random: &mut Random, patch: bool) -> String {
    list(random, patch, &mut |random| {
        let mut out = Vec::new();
        if random.chance(95) {
            out.push(format!("name: {}", random.pick(&["A", "B", "C", "5"])));
        }
        if random.chance(70) {
            out.push(format!("value: {}", random.pick(&["one", "'2'", "null", "~"])));
        }
        out
    })
}

fn ports(random: &mut Random, patch: bool, key: &str) -> String {
    let mut one = |random: &mut Random| {
        let mut out = Vec::new();
        if random.chance(95) {
            out.push(format!("{key}: {}", random.pick(&["80", "81", "82"])));
        }
        if random.chance(60) {
            out.push(format!("protocol: {}", random.pick(&["TCP", "UDP"])));
        }
        if random.chance(60) {
            out.push(format!("name: {}", random.pick(&["x", "y", "z"])));
        }
        out
    };
    list(random, patch, &mut one)
}

fn container(random: &mut Random, patch: bool) -> Vec<String> {
    let mut out = Vec::new();
    if random.chance(97) {
        out.push(format!("name: {}", random.pick(&["a", "b", "c"])));
    }
    if random.chance(50) {
        out.push(format!("image: {}", random.pick(&["x:1", "y:2"])));
    }
    if random.chance(40) {
        out.push(format!("args: {}", random.pick(&["[a]", "[b, c]", "[]", "null"])));
    }
    let env = env(random, patch);
    let ports = ports(random, patch, "containerPort");
    out.extend(field("env", &env));
    out.extend(field("ports", &ports));
    if random.chance(30) {
        out.push(format!(
            "resources: {}",
            random.pick(&["{limits: {cpu: 1}}", "{limits: {cpu: null}}", "{}", "null"])
        ));
    }
    out
}

fn deployment(random: &mut Random, name: &str, patch: bool) -> String {
    let mut out = format!("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n");
    if random.chance(40) {
        let _ =
            writeln!(out, "  finalizers: {}", random.pick(&["[x, y]", "[y, z]", "[z]", "[]", "[x, x, y]"]));
    }
    if random.chance(40) {
        let _ = writeln!(out, "  labels: {}", random.pick(&["{a: b}", "{c: d, a: null}", "{}", "{e: ~}"]));
    }
    out.push_str("spec:\n");
    if random.chance(50) {
        let _ = writeln!(out, "  replicas: {}", random.pick(&["1", "2", "null"]));
    }
    if random.chance(30) {
        out.push_str("  paused:\n");
    }
    if patch && random.chance(5) {
        let _ = writeln!(out, "  $patch: {}", random.pick(&["replace", "merge", "delete"]));
    }
    let containers = list(random, patch, &mut |random| container(random, patch));
    let volumes = list(random, patch, &mut |random| {
        let mut out = vec![format!("name: {}", random.pick(&["v", "w"]))];
        if random.chance(70) {
            out.push(
                random.pick(&["emptyDir: {}", "emptyDir: {medium: Memory}", "emptyDir: null"]).to_owned(),
            );
        }
        out
    });
    let tolerations =
        random.pick(&["", "tolerations: [{key: a}]\n", "tolerations: [{key: b, value: null}]\n"]);
    let pod: Vec<String> =
        field("containers", &containers).into_iter().chain(field("volumes", &volumes)).collect();
    let _ = write!(
        out,
        "  template:\n    metadata:\n      annotations:\n        k: v\n    spec:\n      dnsPolicy: x\n"
    );
    for part in pod {
        out.push_str(&indent(&part, 6));
    }
    out.push_str(&indent(tolerations, 6));
    out
}

fn service(random: &mut Random, name: &str, patch: bool) -> String {
    let ports = ports(random, patch, "port");
    let spec = field("ports", &ports).unwrap_or_else(|| "type: x".to_owned());
    format!("apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\nspec:\n{}", indent(&spec, 2))
}

fn crd(random: &mut Random, name: &str, patch: bool) -> String {
    let kind = random.pick(&["Thing", "Deployment"]);
    let env = env(random, patch);
    let mut inner = field("env", &env).unwrap_or_else(|| "none:".to_owned());
    if kind == "Deployment" {
        // An object within a custom resource is merged by its own kind.
        inner = indent(&deployment(random, "inner", patch), 0);
    }
    format!(
        "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: {name}\nspec:\n  part:\n{}",
        indent(&inner, 4)
    )
}

/// What kustomize makes of a target and a patch; `None` if it fails.
fn kustomize(folder: &Path, pairs: &[(String, String)]) -> Option<String> {
    let join = |texts: Vec<&str>| texts.join("---\n");
    let base = join(pairs.iter().map(|(base, _)| base.as_str()).collect());
    let patches = join(pairs.iter().map(|(_, patch)| patch.as_str()).collect());
    std::fs::write(folder.join("base.yaml"), base).unwrap();
    std::fs::write(folder.join("patch.yaml"), patches).unwrap();
    let text = "resources: [base.yaml]\npatches: [{path: patch.yaml}]\nsortOptions: {order: fifo}\n";
    std::fs::write(folder.join("kustomization.yaml"), text).unwrap();
    let program = std::env::var("KUSTOMIZE").unwrap_or_else(|_| "kustomize".to_owned());
    let output = Command::new(program).arg("build").arg(folder).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

fn ours(base: &str, patch: &str) -> Option<String> {
    let mut session = Session::default();
    let base = session.files.add("base.yaml", base);
    let patch = session.files.add("patch.yaml", patch);
    let mut base = parse(base, Rules::Resource, &mut session).unwrap().remove(0);
    let patch = parse(patch, Rules::Resource, &mut session).unwrap().remove(0);
    let step = session.trace.step("patches[0]", patch.origin);
    let outcome = merge(&mut base, &patch, MergeSchema::builtin(), step, &mut session).ok()?;
    let mut out = String::new();
    if outcome == Outcome::Merged {
        emit(&base, &mut out);
    }
    Some(out)
}

#[test]
#[ignore = "needs kustomize"]
fn random_patches_are_merged_as_kustomize_merges_them() {
    let folder = tempfile::tempdir().unwrap();
    let seed = std::env::var("SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(88_172_645_463_325_252);
    let mut random = Random(seed);
    let (mut equal, mut failed) = (0, 0);
    for round in 0..20 {
        let pairs: Vec<(String, String)> = (0..100)
            .map(|index| {
                let name = format!("it-{index}");
                let make = [deployment, service, crd][usize::try_from(random.below(3)).unwrap()];
                let both = random.0;
                let base = make(&mut random, &name, false);
                if random.chance(50) {
                    random.0 = both ^ 1;
                }
                let patch = make(&mut random, &name, true);
                (base, patch)
            })
            .collect();
        let mut good: Vec<&(String, String)> = Vec::new();
        for pair in &pairs {
            match ours(&pair.0, &pair.1) {
                Some(_) => good.push(pair),
                None => {
                    failed += 1;
                    if failed < 40 {
                        assert!(
                            kustomize(folder.path(), std::slice::from_ref(pair)).is_none(),
                            "{}\n+\n{}",
                            pair.0,
                            pair.1
                        );
                    }
                }
            }
        }
        let pairs: Vec<(String, String)> = good.into_iter().cloned().collect();
        let parts: Vec<String> = pairs.iter().filter_map(|(base, patch)| ours(base, patch)).collect();
        let expected = kustomize(folder.path(), &pairs);
        let own: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        if expected.as_deref() == Some(&own.join("---\n")) {
            equal += pairs.len();
            continue;
        }
        for (pair, own) in pairs.iter().zip(&parts) {
            let theirs = kustomize(folder.path(), std::slice::from_ref(pair));
            if theirs.as_deref() != Some(own) {
                eprintln!(
                    "round {round}\n{}\n+\n{}\nkustomize:\n{}\nours:\n{own}",
                    pair.0,
                    pair.1,
                    theirs.unwrap_or_default()
                );
                panic!("not the same");
            }
        }
    }
    eprintln!("{equal} equal, {failed} refused by both");
}
