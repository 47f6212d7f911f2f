//! A program in a pseudo-terminal, watched through a terminal emulator.

use std::{
    io::{Read as _, Write as _},
    num::NonZero,
    process::Command,
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// Set for the child that panics.
pub(crate) const PANIC: &str = "BEDCHECK_TEST_PANIC";

/// Longer than anything takes on a busy machine; no test waits this long unless it fails.
const PATIENCE: Duration = Duration::from_secs(60);

struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

pub(crate) struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    input: Box<dyn std::io::Write + Send>,
    seen: Arc<Mutex<Seen>>,
    terminal_before: String,
    ended: Option<ExitStatus>,
    /// The child's home: it must not find the files of whoever runs the tests.
    home: tempfile::TempDir,
}

impl Session {
    pub(crate) fn demo(columns: u16, rows: u16) -> Self {
        Self::demo_with("demo", columns, rows, &[])
    }

    /// The demo, started in a project.
    pub(crate) fn demo_in(project: &std::path::Path, columns: u16, rows: u16) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_bedcheck"));
        command.args(["--demo=demo", "--claude-code-version", "2.1.330", "--project"]);
        command.arg(project);
        Self::start(command, columns, rows, &[])
    }

    pub(crate) fn demo_with(scenario: &str, columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_bedcheck"));
        command.args([&format!("--demo={scenario}"), "--claude-code-version", "2.1.330"]);
        Self::start(command, columns, rows, variables)
    }

    /// The program with these arguments and variables, and nothing else.
    pub(crate) fn program(args: &[&str], columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_bedcheck"));
        command.args(args);
        Self::start(command, columns, rows, variables)
    }

    /// The files in the working directory whose names begin so, with their contents.
    pub(crate) fn files(&self, begin: &str) -> Vec<(String, String)> {
        let entries = std::fs::read_dir(self.home.path()).unwrap().map(Result::unwrap);
        let named = entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
        let wanted = named.filter(|(name, path)| name.starts_with(begin) && path.is_file());
        wanted.map(|(name, path)| (name, std::fs::read_to_string(path).unwrap())).collect()
    }

    /// Whether something of that name is in the working directory.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.home.path().join(name).exists()
    }

    pub(crate) fn panicking() -> Self {
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child_that_panics", "--nocapture"]);
        Self::start(command, 80, 24, &[(PANIC, "1")])
    }

    fn start(mut command: CommandBuilder, columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        command.env_clear();
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.cwd(home.path());
        for (name, value) in variables {
            command.env(name, value);
        }
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let terminal_before = format!("{:?}", pair.master.get_termios());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let seen = Arc::new(Mutex::new(Seen {
            parser: vt100::Parser::new(at_least_two(rows), at_least_two(columns), 0),
            bytes: Vec::new(),
        }));
        let mut output = pair.master.try_clone_reader().unwrap();
        let watched = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                let mut seen = watched.lock().unwrap();
                seen.bytes.extend_from_slice(&buffer[..count]);
                seen.parser.process(&buffer[..count]);
            }
        });
        let input = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, input, seen, terminal_before, ended: None, home }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    pub(crate) fn keys(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.seen().parser.screen_mut().set_size(at_least_two(rows), at_least_two(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// What is on screen, line by line.
    pub(crate) fn text(&self) -> String {
        self.seen().parser.screen().contents()
    }

    /// Everything ever written to the terminal.
    pub(crate) fn sent(&self) -> String {
        String::from_utf8_lossy(&self.seen().bytes).into_owned()
    }

    pub(crate) fn with_screen(&self, look: impl FnOnce(&vt100::Screen)) {
        look(self.seen().parser.screen());
    }

    /// Starts from a blank screen, so that what is waited for must be drawn anew.
    pub(crate) fn forget_screen(&self) {
        self.seen().parser.process(b"\x1b[H\x1b[2J");
    }

    pub(crate) fn wait_for(&self, wanted: &str) {
        self.wait_until(wanted, |text| text.contains(wanted));
    }

    pub(crate) fn wait_until(&self, what: &str, holds: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !holds(&self.text()) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what:?}; on screen:\n{}", self.text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The same for looks.
    pub(crate) fn wait_until_screen(&self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        let start = Instant::now();
        while !holds(self.seen().parser.screen()) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what:?}; on screen:\n{}", self.text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The column and row, from 0, where a text of ASCII letters is on screen.
    pub(crate) fn find(&self, wanted: &str) -> (usize, usize) {
        let text = self.text();
        let place = |(row, line): (usize, &str)| Some((line[..line.find(wanted)?].chars().count(), row));
        text.lines().enumerate().find_map(place).unwrap_or_else(|| panic!("{wanted:?} is not on screen:\n{text}"))
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    pub(crate) fn wait_to_end(&mut self) {
        let start = Instant::now();
        while self.ended.is_none() {
            assert!(start.elapsed() < PATIENCE, "the program goes on; on screen:\n{}", self.text());
            thread::sleep(Duration::from_millis(10));
            self.ended = self.child.try_wait().unwrap();
        }
        // What was written last is still on its way through the pseudo-terminal.
        let mut count = usize::MAX;
        while count != self.seen().bytes.len() {
            count = self.seen().bytes.len();
            thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn expect_exit(&mut self, status: u32) {
        self.wait_to_end();
        let ended = self.ended.as_ref().unwrap();
        assert_eq!(ended.exit_code(), status, "{ended:?}:\n{}", self.text());
    }

    /// Main screen, visible cursor, no bracketed paste, and the line discipline of before.
    pub(crate) fn expect_terminal_as_before(&self) {
        let seen = self.seen();
        let screen = seen.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was not left");
        assert!(!screen.hide_cursor(), "the cursor stays hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste stays on");
        assert_eq!(format!("{:?}", self.master.get_termios()), self.terminal_before, "raw mode stays on");
    }

    /// Waits until the process is stopped, as its parent sees it.
    pub(crate) fn wait_until_stopped(&self) {
        let pid = self.child.process_id().unwrap().to_string();
        let start = Instant::now();
        loop {
            let output = Command::new("ps").args(["-o", "stat=", "-p", &pid]).output().unwrap();
            if String::from_utf8_lossy(&output.stdout).trim_start().starts_with('T') {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "it does not stop: {output:?}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Bytes written so far, and how often any of the program's threads went to sleep.
    #[cfg(target_os = "linux")]
    pub(crate) fn bytes_and_wake_ups(&self) -> (usize, u64) {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.process_id().unwrap())).unwrap();
        let naps = |task: std::fs::DirEntry| -> Option<u64> {
            let status = std::fs::read_to_string(task.path().join("status")).ok()?;
            let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches"))?;
            line.split_whitespace().last()?.parse().ok()
        };
        let naps = tasks.filter_map(Result::ok).filter_map(naps).sum();
        (self.seen().bytes.len(), naps)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A failed test leaves no program behind.
        let _ = self.child.kill();
    }
}

/// The emulator knows no smaller screen.
fn at_least_two(count: u16) -> NonZero<u16> {
    NonZero::new(count.max(2)).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}
