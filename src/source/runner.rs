//! Programs that a run may start: functions, `git`, `helm`. Rooms that need one describe it; only the
//! command line starts it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What stands for the folder of [`Job::temporary`].
pub const TEMPORARY: &str = "{temporary}";

/// A program to be started.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its path, absolute, or a name to be looked for on `PATH`.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// The folder that it runs in.
    pub folder: PathBuf,
    /// Variables added to the environment of this process.
    pub env: Vec<(String, String)>,
    /// What it reads.
    pub input: Vec<u8>,
    /// Files that are there while it runs: names and contents. They lie in a folder that is gone afterwards;
    /// [`TEMPORARY`] stands for it in `args` and `env`. Without files there is no folder.
    pub temporary: Vec<(String, Vec<u8>)>,
    /// How long it may take.
    pub limit: Duration,
    /// Whether the user sees at once what it writes to its standard error.
    pub loud: bool,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this exit code.
    Code(i32),
    /// By a signal.
    Signal,
    /// It took too long and was stopped.
    TimedOut,
    /// It wrote more than is read, and was stopped.
    TooMuch,
}

/// What came of a program.
#[derive(Clone, Debug)]
pub struct Finished {
    /// How it ended.
    pub end: End,
    /// What it wrote to its standard output.
    pub output: Vec<u8>,
    /// The end of what it wrote to its standard error.
    pub errors: String,
}

/// Starts programs.
pub trait Runner {
    /// Runs a program to its end. Fails if it cannot be started.
    fn run(&self, job: &Job) -> io::Result<Finished>;
}

/// What starts programs; nothing, unless the caller gives it.
#[derive(Clone, Default)]
pub struct Programs(Option<Arc<dyn Runner + Send + Sync>>);

impl Programs {
    /// Programs are started by this.
    pub fn new(runner: Arc<dyn Runner + Send + Sync>) -> Self {
        Self(Some(runner))
    }

    /// Runs a program to its end.
    pub fn run(&self, job: &Job) -> io::Result<Finished> {
        match &self.0 {
            Some(runner) => runner.run(job),
            None => Err(io::Error::new(io::ErrorKind::Unsupported, "no program may be started here")),
        }
    }
}

impl fmt::Debug for Programs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Programs(allowed)" } else { "Programs(none)" })
    }
}

/// Two are equal if both may start programs, or neither.
impl PartialEq for Programs {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_some() == other.0.is_some()
    }
}

impl Eq for Programs {}
