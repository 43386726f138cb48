//! The base with every overlay, alone and combined: what comes out, and that it is sound.
//!
//! `tests/stack/` holds the renderings: the base, each overlay alone and the examples in full, pairs of
//! axes as differences from the base. `UPDATE_EXPECT=1` writes them anew.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
#![expect(clippy::print_stderr, reason = "the slow tests say what they compare")]

mod stack {
    pub(crate) mod axes;
    pub(crate) mod bundles;
    pub(crate) mod faults;
    pub(crate) mod fresh;
    pub(crate) mod hosts;
    pub(crate) mod sound;
    pub(crate) mod tree;
}

use std::path::Path;

use stack::axes;
use stack::axes::Case;
use stack::bundles;
use stack::tree;

/// Compares a rendering with the committed one.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stack").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let diff = similar::TextDiff::from_lines(committed.as_str(), text).unified_diff().to_string();
    assert!(diff.is_empty(), "tests/stack/{name} is another (UPDATE_EXPECT=1 writes it):\n{diff}");
}

#[test]
fn the_base_and_every_overlay_alone() {
    golden("base.yaml", &tree::rendered(&Case::default()));
    for case in axes::singles() {
        golden(&format!("{}.yaml", case.name()), &tree::rendered(&case));
    }
}

#[test]
fn pairs_of_axes() {
    let base = tree::rendered(&Case::default());
    for case in axes::pairs() {
        let text = tree::rendered(&case);
        let diff = similar::TextDiff::from_lines(base.as_str(), &text);
        golden(&format!("pairs/{}.diff", case.name()), &diff.unified_diff().context_radius(2).to_string());
    }
}

#[test]
fn the_examples() {
    let there = std::fs::read_dir(tree::repository().join("examples")).unwrap();
    assert_eq!(there.count(), tree::EXAMPLES.len());
    for name in tree::EXAMPLES {
        golden(&format!("{name}.yaml"), &tree::example(name));
    }
}

/// Every combination of axes renders, keeps to the schemas, and breaks no rule.
#[test]
fn every_combination_is_sound() {
    let mut count = 0;
    for case in axes::all() {
        stack::sound::check(&case);
        count += 1;
    }
    assert_eq!(count, 288 + 59);
}

/// The order of the overlays changes lists only in their order.
#[test]
fn the_order_of_overlays_is_free() {
    for case in axes::triples() {
        stack::sound::any_order(&case);
    }
}

#[test]
fn two_of_one_axis_are_refused_with_both_lines() {
    for (one, two) in axes::conflicts() {
        let findings = tree::findings(&Case { overlays: vec![one, two] });
        assert_eq!(findings.len(), 1, "{one} and {two}: {findings:?}");
        let (code, places) = &findings[0];
        assert_eq!(*code, "plan-axis", "{one} and {two}");
        let files: Vec<&str> = places.iter().map(|(path, _)| path.as_str()).collect();
        for (overlay, file) in [(two, files[0]), (one, files[1])] {
            assert!(file.contains(&format!("overlays/{overlay}/")), "{overlay}: {files:?}");
        }
        assert!(places.iter().all(|(_, line)| *line == 2), "{places:?}");
    }
}

#[test]
fn every_fault_of_a_flightplan_is_told_at_its_line() {
    stack::faults::check();
}

#[test]
fn runbooks_have_every_command_filled_in() {
    for overlays in [
        vec!["image-preload", "hyperdisk-ml", "scale/burst", "compute-class"],
        vec!["image-streaming", "filestore", "scale/steady", "spot", "secret-manager"],
        vec!["gcs-fuse", "scale/economy"],
    ] {
        let case = Case { overlays };
        let files = bundles::made(&case, &tree::plan());
        let runbook = bundles::text(&files, "runbook.md");
        bundles::is_complete(&case.name(), runbook);
        golden(&format!("runbooks/{}.md", case.name()), runbook);
    }
    // The disk is not filled yet: what comes later is said, not left out in silence.
    let handle = tree::plan().lines().find(|line| line.contains("volumeHandle:")).unwrap().to_owned();
    let case = Case { overlays: vec!["hyperdisk-ml", "scale/burst"] };
    let files = bundles::made(&case, &tree::plan().replace(&format!("{handle}\n"), ""));
    assert!(!files.iter().any(|file| file.path.starts_with("30-promote/")));
    let runbook = bundles::text(&files, "runbook.md");
    bundles::is_complete("not filled", runbook);
    golden("runbooks/not-filled-yet.md", runbook);
}

/// Every way from a filled disk to a volume that all servers read.
#[test]
fn read_only_volumes_are_made_in_four_ways() {
    for (name, plan) in tree::promotions() {
        let case = Case { overlays: vec!["accelerator", "hyperdisk-ml", "scale/burst"] };
        stack::sound::check_with(&case, &plan);
        let (session, rendered) = tree::render(&case, &plan);
        let rendered = rendered.unwrap_or_else(|| panic!("{name}: {:?}", session.diagnostics.all()));
        let base = tree::rendered(&case);
        let text = flightplan::output::stream(&rendered.objects);
        let diff = similar::TextDiff::from_lines(base.as_str(), &text);
        golden(&format!("promotions/{name}.diff"), &diff.unified_diff().context_radius(2).to_string());
        let files = bundles::made(&case, &plan);
        let runbook = bundles::text(&files, "runbook.md");
        bundles::is_complete(name, runbook);
        golden(&format!("runbooks/{name}.md"), runbook);
        // A new revision has volumes of its own; what the old servers read goes last.
        let newer = plan.replace("revision: 33c193028431", "revision: 44d193028431");
        let newer = tree::render(&case, &newer).1.unwrap();
        let volumes = |objects: &[flightplan::object::Object]| -> Vec<String> {
            let kinds = ["PersistentVolume", "PersistentVolumeClaim", "VolumeSnapshot"];
            let own = objects.iter().filter(|it| kinds.contains(&it.kind()));
            own.map(|it| format!("{}/{}", it.kind(), it.name())).collect()
        };
        let (old, new) = (volumes(&rendered.objects), volumes(&newer.objects));
        assert!(old.len() >= 2 && old.iter().all(|it| !new.contains(it)), "{name}: {old:?}, {new:?}");
        let read = rendered.objects.iter().filter(|it| it.name().contains("-read-"));
        for object in read {
            let option = object.annotation("argocd.argoproj.io/sync-options");
            assert_eq!(option, Some("PruneLast=true"), "{name}: {}", object.name());
        }
    }
}

#[test]
fn one_edited_line_changes_what_it_should() {
    let case = Case {
        overlays: vec![
            "model-server",
            "accelerator",
            "image-preload",
            "hyperdisk-ml",
            "scale/burst",
            "secret-manager",
        ],
    };
    for (name, line, instead) in [
        ("count", "    count: 2\n", "    count: 4\n"),
        ("argument", "      max-model-len: 8192\n", "      max-model-len: 4096\n"),
        ("scale", "    maxReplicas: 6\n", "    maxReplicas: 3\n"),
        ("storage", "    storage: 300Gi\n", "    storage: 500Gi\n"),
        ("disk", "disks/pvc-0a4f7c52", "disks/pvc-1b4f7c52"),
        ("revision", "revision: 33c193028431", "revision: 44d193028431"),
        ("weights", "    weightsSize: 35Gi\n", "    weightsSize: 18Gi\n"),
        ("disk-image", "diskImage: vllm-v0-30-0-cu129", "diskImage: vllm-v0-31-0-cu129"),
    ] {
        edit(name, &case, &tree::plan(), line, instead);
    }
    // A region is one line where nothing else names a place in it.
    let anywhere: String = tree::plan()
        .lines()
        .filter(|line| !line.contains("  zones:"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let (before, rest) = anywhere.split_once("  hyperdiskMl:\n").unwrap();
    let anywhere = format!("{before}{}", rest.get(rest.find("  gcsFuse:").unwrap()..).unwrap());
    let regional = Case {
        overlays: vec!["model-server", "accelerator", "image-streaming", "filestore", "scale/steady"],
    };
    edit("region", &regional, &anywhere, "  location: asia-northeast1\n", "  location: europe-west4\n");
    // The profile is one line of the kustomization.
    let economy = Case {
        overlays: case
            .overlays
            .iter()
            .map(|one| if *one == "scale/burst" { "scale/economy" } else { one })
            .collect(),
    };
    let before = bundles::joined(&bundles::made(&case, &tree::plan()));
    let after = bundles::joined(&bundles::made(&economy, &tree::plan()));
    difference("profile", &before, &after);
}

/// Compares what one edited line of the FlightPlan changes with what is committed.
fn edit(name: &str, case: &Case, plan: &str, line: &str, instead: &str) {
    assert!(plan.contains(line), "{line}");
    let before = bundles::joined(&bundles::made(case, plan));
    let after = bundles::joined(&bundles::made(case, &plan.replacen(line, instead, 1)));
    difference(name, &before, &after);
}

fn difference(name: &str, before: &str, after: &str) {
    let diff = similar::TextDiff::from_lines(before, after).unified_diff().context_radius(0).to_string();
    assert!(!diff.is_empty(), "{name} changes nothing");
    golden(&format!("edits/{name}.diff"), &diff);
}

#[test]
fn what_a_scale_profile_is_computed_from_stands_before_it() {
    for late in ["model-server", "image-preload", "image-streaming", "hyperdisk-ml", "gcs-fuse", "filestore"]
    {
        let findings = tree::findings(&Case { overlays: vec!["scale/burst", late] });
        let [(code, places)] = findings.as_slice() else { panic!("{late}: {findings:?}") };
        assert_eq!(*code, "plan-order", "{late}");
        assert!(places[0].0.contains(&format!("overlays/{late}/")), "{places:?}");
        assert!(places[1].0.contains("overlays/scale/burst/"), "{places:?}");
    }
    // What does not change the start may come after.
    for free in ["accelerator", "spot", "compute-class", "secret-manager"] {
        assert_eq!(tree::findings(&Case { overlays: vec!["scale/burst", free] }), [], "{free}");
    }
}

#[test]
fn a_bundle_is_a_kustomization_in_the_order_of_its_phases() {
    let case = Case { overlays: vec!["image-preload", "hyperdisk-ml", "scale/burst"] };
    let files = bundles::made(&case, &tree::plan());
    let (lines, count) = bundles::built(&files);
    let waves: Vec<&str> =
        lines.iter().filter_map(|line| line.trim().strip_prefix("argocd.argoproj.io/sync-wave: ")).collect();
    let mut sorted = waves.clone();
    sorted.sort_unstable();
    assert_eq!(waves, sorted);
    assert_eq!(waves.len(), count);
}

#[test]
fn from_an_empty_folder_in_three_commands() {
    stack::fresh::three_commands();
}

/// Whatever `init` is asked for renders, and checks clean.
#[test]
fn every_choice_of_init_is_sound() {
    assert_eq!(stack::fresh::every_choice(|_, _| ()), 216);
}

#[test]
#[ignore = "needs kustomize 5.8.1, on PATH or in $KUSTOMIZE"]
fn kustomize_gives_the_same_bytes_for_what_init_writes() {
    stack::hosts::compare_init();
}

#[test]
fn a_stamp_tells_that_the_functions_ran_and_that_nothing_was_changed_since() {
    let text = tree::stamped(&Case { overlays: axes::CORE.to_vec() });
    assert_eq!(text.matches("flightplan.dev/stamp: ").count(), 1);
    assert_eq!(tree::stamp_faults(&text), Vec::<&str>::new());
    // The order of objects, quotes, and what hosts add are no change.
    let mut documents: Vec<&str> = text.split("---\n").collect();
    documents.reverse();
    let same = documents.join("---\n").replace("name: llm-service", "name: 'llm-service'");
    assert_eq!(tree::stamp_faults(&same), Vec::<&str>::new());
    // A value, an object less, another version of the rules, no stamp.
    assert_eq!(tree::stamp_faults(&text.replace("port: 8000", "port: 8001")), ["changed-after-stamp"]);
    assert_eq!(tree::stamp_faults(&documents[1..].join("---\n")), ["changed-after-stamp"]);
    assert_eq!(tree::stamp_faults(&text.replace(" rules:", " rules:0")), ["stale-stamp"]);
    let bare: String =
        text.lines().filter(|line| !line.contains("/stamp: ")).fold(String::new(), |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        });
    assert_eq!(tree::stamp_faults(&bare), ["missing-stamp"]);
}

#[test]
#[ignore = "needs kustomize 5.8.1, on PATH or in $KUSTOMIZE"]
fn kustomize_gives_the_same_bytes() {
    stack::hosts::compare();
}

#[test]
#[ignore = "needs kustomize 5.5 in $KUSTOMIZE_5_5"]
fn kustomize_5_5_gives_the_same_bytes() {
    stack::hosts::compare_older();
}

#[test]
#[ignore = "needs kustomize 5.8.1, on PATH or in $KUSTOMIZE, and 5.5 in $KUSTOMIZE_5_5"]
fn kustomize_gives_the_same_stamp() {
    stack::hosts::compare_stamps();
}

#[test]
#[ignore = "needs kpt, on PATH or in $KPT, and kustomize, on PATH or in $KUSTOMIZE"]
fn kpt_gives_the_same_bytes() {
    stack::hosts::compare_kpt();
}

#[test]
#[ignore = "needs kpt, on PATH or in $KPT"]
fn kpt_refuses_two_of_one_axis() {
    stack::hosts::kpt_refuses();
}
