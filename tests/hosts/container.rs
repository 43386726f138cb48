//! The container images, built and run as README.md says. buildah stands in for docker, whose daemon a test has not.

use crate::copy;
use crate::edit;
use crate::good;
use crate::program;
use crate::readme;
use crate::root;
use crate::text;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use tempfile::TempDir;

/// `docker build` and `docker run` in words of buildah.
const DOCKER: &str = include_str!("docker.sh");

pub(crate) struct Docker {
    folder: TempDir,
}

impl Docker {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("docker");
        fs::write(&script, DOCKER).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    /// What makes it the docker of a command that looks for it in these folders.
    pub(crate) fn environment(&self, path: &str) -> [(&'static str, String); 2] {
        let folder = self.folder.path().display();
        [("PATH", format!("{folder}:{path}")), ("STORE", folder.to_string())]
    }

    fn run(&self, folder: &Path, line: &str) -> (Option<i32>, String) {
        let mut command = program(folder, "sh");
        command.args(["-ec", line]).envs(self.environment(&std::env::var("PATH").unwrap()));
        let output = command.output().unwrap();
        (output.status.code(), text(&output))
    }

    #[track_caller]
    pub(crate) fn good(&self, folder: &Path, line: &str) -> String {
        let (code, said) = self.run(folder, line);
        assert_eq!(code, Some(0), "{line}: {said}");
        said
    }
}

/// The lines of README.md for a host, without the first, which makes the static binary.
pub(crate) fn lines(host: &str) -> Vec<String> {
    let mut lines = readme::lines(host);
    assert_eq!(lines.remove(0), ".ci/release");
    let program = root().join("target/x86_64-unknown-linux-gnu/release/flightplan");
    assert!(program.is_file(), "run .ci/release first");
    lines
}

#[test]
#[ignore = "needs buildah, root, and the static binary of .ci/release"]
fn checks_a_folder_that_is_mounted() {
    let docker = Docker::new();
    let place = copy();
    let mut ran = 0;
    for line in lines("A container") {
        if line.starts_with("docker build ") {
            docker.good(root(), &line);
        } else {
            assert_eq!(docker.good(place.path(), &line).trim(), "no findings in 42 objects of 4 roots");
            edit(place.path(), "base/service.yaml", "spec:\n", "spec:\n  prots: []\n");
            let (code, said) = docker.run(place.path(), &line);
            assert_eq!(code, Some(1), "{said}");
            assert!(said.contains("base/service.yaml:"), "{said}");
            ran += 1;
        }
    }
    assert_eq!(ran, 1);
}

#[test]
#[ignore = "needs buildah, root, and the static binary of .ci/release"]
fn the_image_of_the_sidecar_holds_the_plugin_and_its_program() {
    let docker = Docker::new();
    let build = lines("Argo CD").remove(0);
    docker.good(root(), &build);
    let buildah = "buildah --storage-driver vfs --root \"$STORE/store\" --runroot \"$STORE/run\"";
    let mounted = docker.good(root(), &format!("{buildah} mount $({buildah} from flightplan-cmp)"));
    let mounted = PathBuf::from(mounted.trim());
    let plugin = fs::read_to_string(mounted.join("home/argocd/cmp-server/config/plugin.yaml")).unwrap();
    assert_eq!(plugin, fs::read_to_string(root().join("integrations/argocd/plugin.yaml")).unwrap());
    let plugin: serde_json::Value = serde_yaml::from_str(&plugin).unwrap();
    let program = plugin["spec"]["generate"]["command"][0].as_str().unwrap();
    good(root(), &["cp", "-r", copy().path().to_str().unwrap(), mounted.join("app").to_str().unwrap()]);
    // The sidecar has nothing but what the image holds: no shell, no library.
    let found = mounted.join("usr/local/bin").join(program);
    assert!(found.is_file(), "{}", found.display());
    let inside = format!("/usr/local/bin/{program}");
    let root = mounted.to_str().unwrap();
    let printed = good(&mounted, &["chroot", root, &inside, "build", "/app/examples/gemma2-tokyo"]);
    assert!(printed.contains("kind: Deployment"), "{printed}");
    docker.good(Path::new("/"), &format!("{buildah} rm --all"));
}
