//! Running other programs: what they say is kept, and shown only when they fail.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt::Write as _,
    io::{self, ErrorKind, Read as _, pipe},
    iter,
    path::Path,
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Error, Result, bail};

/// What a program said, standard output and standard error as they came, and whether it succeeded.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) success: bool,
    pub(crate) output: String,
}

/// Runs a program to its end.
pub(crate) fn capture(mut command: Command) -> Result<Finished> {
    let (mut reader, writer) = pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .env("NO_COLOR", "1")
        .env("CARGO_TERM_COLOR", "never");
    let mut child = command.spawn().map_err(|error| missing(&command, error))?;
    drop(command); // It holds the pipe's other end, and the reader waits until the last of those is closed.
    let mut output = Vec::new();
    reader.read_to_end(&mut output)?;
    let success = child.wait()?.success();
    Ok(Finished { success, output: String::from_utf8_lossy(&output).into_owned() })
}

/// Runs a program that must succeed, and gives what it said.
pub(crate) fn run(command: Command) -> Result<String> {
    let shown = shown(&command);
    let finished = capture(command)?;
    if !finished.success {
        bail!("`{shown}` failed\n{}", tail(&finished.output));
    }
    Ok(finished.output)
}

/// Runs a program that speaks for itself, on this terminal, and ends as it ends.
pub(crate) fn hand_over(mut command: Command) -> Result<ExitCode> {
    let status = command.status().map_err(|error| missing(&command, error))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// A program with its arguments.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// The cargo that runs this tool, so that `cargo +toolchain xtask` means that toolchain throughout, and building
/// into the workspace's own target folder whatever the environment says, since that is where this tool looks.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.args(arguments).env("CARGO_TARGET_DIR", "target");
    command
}

/// npm, which on Windows is a script.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments)
}

/// A program that `npm ci` put into www.
pub(crate) fn npm_bin(name: &str, arguments: &[&str]) -> Command {
    let ending = if cfg!(windows) { ".cmd" } else { "" };
    command(&format!("www/node_modules/.bin/{name}{ending}"), arguments)
}

/// The end of what a program said: a failing test prints its reason last.
pub(crate) fn tail(output: &str) -> String {
    const LINES: usize = 200;
    let lines: Vec<&str> = output.lines().collect();
    let left_out = lines.len().saturating_sub(LINES);
    let mut tail = String::new();
    if left_out > 0 {
        _ = writeln!(tail, "… {left_out} lines left out …");
    }
    tail + &lines[left_out..].join("\n")
}

/// Why a program did not start, with what to do about it.
fn missing(command: &Command, error: io::Error) -> Error {
    let program = command.get_program().to_string_lossy().into_owned();
    if error.kind() != ErrorKind::NotFound {
        return Error::new(error).context(format!("{program} does not start"));
    }
    let mend = match program.as_str() {
        "node" | "npm" | "npm.cmd" => "install Node 20 or newer",
        "rustc" | "rustup" => "install Rust with rustup",
        _ => "is it installed, and on the PATH?",
    };
    Error::msg(format!("{program} is not found: {mend}"))
}

/// A command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_and_errors_come_as_one() {
        let finished = capture(command("sh", &["-c", "echo one; echo two >&2; exit 3"])).unwrap();
        assert_eq!((finished.success, finished.output.as_str()), (false, "one\ntwo\n"));
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(command("no-such-program", &[])).unwrap_err();
        assert!(error.to_string().starts_with("no-such-program is not found"));
    }

    #[test]
    fn a_failure_carries_the_command_and_its_last_words() {
        let error = run(command("sh", &["-c", "seq 300; exit 1"])).unwrap_err().to_string();
        assert!(error.starts_with("`sh -c seq 300; exit 1` failed\n… 100 lines left out …\n101\n"));
        assert!(error.ends_with("\n300"));
    }
}
