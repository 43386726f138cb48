//! The real kustomize.

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

/// What a build gives: the output, or what went wrong.
pub(crate) type Verdict = Result<String, String>;

/// Runs kustomize.
pub(crate) enum Oracle {
    /// The program, started once for each tree.
    Program(PathBuf),
    /// A process that builds one folder for each line that it reads (`FLIGHTPLAN_KUSTOMIZE_SERVER`).
    Server(Box<Server>),
}

/// A running server and the way back from it.
pub(crate) struct Server {
    process: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Oracle {
    /// The oracle that the environment names; the program of version 5.8.1 otherwise.
    pub(crate) fn from_environment() -> Self {
        if let Some(command) = std::env::var_os("FLIGHTPLAN_KUSTOMIZE_SERVER") {
            let mut command = Command::new(command);
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut process = command.spawn().expect("the server starts");
            let answers = BufReader::new(process.stdout.take().expect("it is piped"));
            return Self::Server(Box::new(Server { process, answers }));
        }
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
        let default = home.join(".cache/flightplan-peers/kustomize-5.8.1/kustomize");
        Self::Program(std::env::var_os("FLIGHTPLAN_KUSTOMIZE").map_or(default, PathBuf::from))
    }

    /// Builds a folder.
    pub(crate) fn build(&mut self, folder: &Path) -> Verdict {
        match self {
            Self::Program(program) => {
                let output =
                    Command::new(program).arg("build").arg(folder).output().expect("kustomize starts");
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
            }
            Self::Server(server) => server.build(folder),
        }
    }
}

impl Server {
    fn build(&mut self, folder: &Path) -> Verdict {
        let input = self.process.stdin.as_mut().expect("it is piped");
        writeln!(input, "{}", folder.display()).expect("the server reads");
        input.flush().expect("the server reads");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the server answers");
        let (word, length) = line.trim().split_once(' ').expect("a word and a length");
        let mut bytes = vec![0; length.parse().expect("a length")];
        self.answers.read_exact(&mut bytes).expect("the server answers");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if word == "ok" { Ok(text) } else { Err(text) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
