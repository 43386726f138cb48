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

/// All that a build says.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The output, or what went wrong.
    pub(crate) verdict: Verdict,
    /// What went to standard error beside that.
    pub(crate) notes: String,
}

/// Runs kustomize.
pub(crate) enum Oracle {
    /// The program, started once for each tree.
    Program(PathBuf),
    /// `tests/peers/kustomize-server`: one folder for each line that it reads (`KUSTOMIZE_SERVER`).
    Server(Box<Server>),
}

/// A running server and the way back from it.
pub(crate) struct Server {
    process: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Oracle {
    /// The server that the environment names; the program otherwise.
    pub(crate) fn from_environment() -> Self {
        Self::server().unwrap_or_else(Self::program)
    }

    /// The server that the environment names.
    pub(crate) fn server() -> Option<Self> {
        Some(Self::Server(Box::new(Server::start()?)))
    }

    /// The program that the environment names, version 5.8.1 of the usual place otherwise.
    pub(crate) fn program() -> Self {
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
        let default = home.join(".cache/flightplan-peers/kustomize-5.8.1/kustomize");
        Self::Program(std::env::var_os("KUSTOMIZE").map_or(default, PathBuf::from))
    }

    /// Builds a folder.
    pub(crate) fn build(&mut self, folder: &Path) -> Answer {
        match self {
            Self::Program(program) => {
                let output =
                    Command::new(program).arg("build").arg(folder).output().expect("kustomize starts");
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let notes = text(&output.stderr);
                let verdict = if output.status.success() {
                    Ok(text(&output.stdout))
                } else {
                    Err(notes.lines().filter(|line| !line.starts_with("# ")).collect())
                };
                Answer { verdict, notes }
            }
            Self::Server(server) => match server.build(folder) {
                Some(answer) => answer,
                // Some faults end the process.
                None => {
                    **server = Server::start().expect("it has been started before");
                    let verdict = Err("panic: kustomize has ended".to_owned());
                    Answer { verdict, notes: String::new() }
                }
            },
        }
    }
}

impl Server {
    fn start() -> Option<Self> {
        let mut command = Command::new(std::env::var_os("KUSTOMIZE_SERVER")?);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the server starts");
        let answers = BufReader::new(process.stdout.take().expect("it is piped"));
        Some(Self { process, answers })
    }

    fn build(&mut self, folder: &Path) -> Option<Answer> {
        let input = self.process.stdin.as_mut()?;
        writeln!(input, "{}", folder.display()).ok()?;
        input.flush().ok()?;
        let mut line = String::new();
        self.answers.read_line(&mut line).ok()?;
        let (word, lengths) = line.trim().split_once(' ')?;
        let (text, notes) = lengths.split_once(' ')?;
        let text = self.read(text.parse().ok()?)?;
        let notes = self.read(notes.parse().ok()?)?;
        Some(Answer { verdict: if word == "ok" { Ok(text) } else { Err(text) }, notes })
    }

    fn read(&mut self, length: usize) -> Option<String> {
        let mut bytes = vec![0; length];
        self.answers.read_exact(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
