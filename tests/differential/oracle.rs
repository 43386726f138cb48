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
        if let Some(server) = Server::start() {
            return Self::Server(Box::new(server));
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
            Self::Server(server) => match server.build(folder) {
                Some(verdict) => verdict,
                // Some faults end the process.
                None => {
                    **server = Server::start().expect("it has been started before");
                    Err("panic: kustomize has ended".to_owned())
                }
            },
        }
    }
}

impl Server {
    fn start() -> Option<Self> {
        let mut command = Command::new(std::env::var_os("FLIGHTPLAN_KUSTOMIZE_SERVER")?);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the server starts");
        let answers = BufReader::new(process.stdout.take().expect("it is piped"));
        Some(Self { process, answers })
    }

    fn build(&mut self, folder: &Path) -> Option<Verdict> {
        let input = self.process.stdin.as_mut()?;
        writeln!(input, "{}", folder.display()).ok()?;
        input.flush().ok()?;
        let mut line = String::new();
        self.answers.read_line(&mut line).ok()?;
        let (word, length) = line.trim().split_once(' ')?;
        let mut bytes = vec![0; length.parse().ok()?];
        self.answers.read_exact(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(if word == "ok" { Ok(text) } else { Err(text) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
