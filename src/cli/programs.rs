//! Starts programs and keeps them within limits.

use crate::source::End;
use crate::source::Finished;
use crate::source::Job;
use crate::source::Runner;
use crate::source::TEMPORARY;
use std::env;
use std::fs;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::PathBuf;
use std::process;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;

/// No program may write more. The largest build that is known is a tenth of it.
const MAX_OUTPUT: u64 = 256 * 1024 * 1024;

/// How much of what a program says on its standard error is kept, in bytes.
const KEPT_ERRORS: usize = 16 * 1024;

/// Starts real programs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Processes;

impl Runner for Processes {
    fn run(&self, job: &Job) -> io::Result<Finished> {
        let deadline = Instant::now() + job.limit;
        let temporary = Temporary::of(&job.temporary)?;
        let mut command = Command::new(&job.program);
        command
            .args(job.args.iter().map(|it| temporary.named(it)))
            .current_dir(&job.folder)
            .envs(job.env.iter().map(|(key, value)| (key, temporary.named(value))));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            let input = job.input.clone();
            // A program that does not read all of its input is not wrong, so a broken pipe is no error.
            thread::spawn(move || drop(stdin.write_all(&input)));
        }
        let output = child.stdout.take().map(|pipe| read_in_background(pipe, read_all));
        let loud = job.loud;
        let errors =
            child.stderr.take().map(|pipe| read_in_background(pipe, move |pipe| read_errors(pipe, loud)));
        let receive = |bytes: Option<mpsc::Receiver<Vec<u8>>>| match bytes {
            Some(bytes) => {
                let left = deadline.saturating_duration_since(Instant::now());
                bytes.recv_timeout(left.max(Duration::from_millis(1)))
            }
            None => Ok(Vec::new()),
        };
        let output = receive(output);
        let end = match &output {
            Err(_) => stop(&mut child, End::TimedOut)?,
            Ok(output) if output.len() as u64 >= MAX_OUTPUT => stop(&mut child, End::TooMuch)?,
            Ok(_) => wait(&mut child, deadline)?,
        };
        let errors = receive(errors).unwrap_or_default();
        let errors = String::from_utf8_lossy(&errors).into_owned();
        Ok(Finished { end, output: output.unwrap_or_default(), errors })
    }
}

/// A folder with files that are there while a program runs.
struct Temporary(Option<PathBuf>);

impl Temporary {
    fn of(files: &[(String, Vec<u8>)]) -> io::Result<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        if files.is_empty() {
            return Ok(Self(None));
        }
        let name = format!("flightplan-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = env::temp_dir().join(name);
        // One that is there already may be somebody else's trap.
        fs::create_dir(&folder)?;
        let made = Self(Some(folder.clone()));
        for (name, bytes) in files {
            fs::write(folder.join(name), bytes)?;
        }
        Ok(made)
    }

    fn named(&self, text: &str) -> String {
        match &self.0 {
            Some(folder) => text.replace(TEMPORARY, &folder.to_string_lossy()),
            None => text.to_owned(),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // What cannot be removed is left to the system, which clears the folder of temporary files.
            drop(fs::remove_dir_all(folder));
        }
    }
}

fn read_in_background<P: Send + 'static>(
    pipe: P,
    read: impl FnOnce(P) -> Vec<u8> + Send + 'static,
) -> mpsc::Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    // The reader of a program that was stopped may never end; nobody waits for it.
    thread::spawn(move || drop(send.send(read(pipe))));
    receive
}

fn read_all(pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before a pipe broke is what the program wrote.
    drop(pipe.take(MAX_OUTPUT).read_to_end(&mut bytes));
    bytes
}

fn read_errors(mut pipe: impl Read, loud: bool) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count) = pipe.read(&mut buffer) {
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
        if loud {
            // Nobody can be told that the standard error is gone.
            drop(io::stderr().write_all(bytes));
        }
        kept.extend_from_slice(bytes);
        let surplus = kept.len().saturating_sub(KEPT_ERRORS);
        kept.drain(..surplus);
    }
    kept
}

fn stop(child: &mut Child, end: End) -> io::Result<End> {
    child.kill()?;
    child.wait()?;
    Ok(end)
}

fn wait(child: &mut Child, deadline: Instant) -> io::Result<End> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code().map_or(End::Signal, End::Code));
        }
        if Instant::now() >= deadline {
            return stop(child, End::TimedOut);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

#[cfg(test)]
mod tests {
    use super::Processes;
    use crate::source::End;
    use crate::source::Job;
    use crate::source::Runner;
    use std::time::Duration;

    fn shell(script: &str, input: &str, limit: u64) -> crate::source::Finished {
        let job = Job {
            program: "sh".to_owned(),
            args: vec!["-c".to_owned(), script.to_owned()],
            folder: "/".into(),
            env: vec![("WORD".to_owned(), "given".to_owned())],
            input: input.as_bytes().to_vec(),
            temporary: Vec::new(),
            limit: Duration::from_millis(limit),
            loud: false,
        };
        Processes.run(&job).unwrap()
    }

    #[test]
    fn a_program_reads_writes_and_ends() {
        let done = shell("cat; echo \"$WORD\" >&2; exit 3", "in", 9000);
        assert_eq!(
            (done.end, done.output.as_slice(), done.errors.as_str()),
            (End::Code(3), &b"in"[..], "given\n")
        );
    }

    #[test]
    fn temporary_files_are_gone_afterwards() {
        let job = Job {
            program: "sh".to_owned(),
            args: vec!["-c".to_owned(), "cat {temporary}/a; echo {temporary}".to_owned()],
            folder: "/".into(),
            env: Vec::new(),
            input: Vec::new(),
            temporary: vec![("a".to_owned(), b"text\n".to_vec())],
            limit: Duration::from_secs(9),
            loud: false,
        };
        let printed = String::from_utf8(Processes.run(&job).unwrap().output).unwrap();
        let (text, folder) = printed.split_once('\n').unwrap();
        assert_eq!(text, "text");
        assert!(!std::path::Path::new(folder.trim()).exists(), "{folder}");
    }

    #[test]
    fn a_program_that_takes_too_long_is_stopped() {
        assert_eq!(shell("sleep 30", "", 50).end, End::TimedOut);
        assert_eq!(shell("exec >&-; sleep 30", "", 50).end, End::TimedOut);
    }

    #[test]
    fn a_program_need_not_read_its_input() {
        assert_eq!(shell("true", &"x".repeat(1 << 20), 9000).end, End::Code(0));
    }
}
