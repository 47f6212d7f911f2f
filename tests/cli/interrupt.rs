//! Breaking off `verify`: the call under way comes to its end, no other begins, and what was done is said.

use std::{
    io::{BufRead as _, BufReader, Read, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Condvar, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    Program,
    account::{Account, scenario},
    support::items,
    verify::invocations,
};

/// Longer than any machine takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// Stands before an account, and holds back calls to a model until it is told to let them pass.
struct Doorkeeper {
    url: String,
    arrived: Receiver<()>,
    open: Arc<(Mutex<bool>, Condvar)>,
}

impl Doorkeeper {
    fn before(account: &Account) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let behind = account.url().trim_start_matches("http://").to_owned();
        let (sender, arrived) = channel();
        let open = Arc::new((Mutex::new(false), Condvar::new()));
        let door = Arc::clone(&open);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(&behind)) else { continue };
                let (sender, door) = (sender.clone(), Arc::clone(&door));
                let (mut from, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                thread::spawn(move || std::io::copy(&mut from, &mut back));
                thread::spawn(move || guard(client, server, &sender, &door));
            }
        });
        Self { url, arrived, open }
    }

    fn let_pass(&self) {
        *self.open.0.lock().unwrap() = true;
        self.open.1.notify_all();
    }
}

fn guard(mut client: TcpStream, mut server: TcpStream, arrived: &Sender<()>, open: &(Mutex<bool>, Condvar)) {
    let mut part = [0; 65536];
    while let Ok(count @ 1..) = client.read(&mut part) {
        if String::from_utf8_lossy(&part[..count]).contains("/invoke HTTP") {
            let _ = arrived.send(());
            let closed = open.0.lock().unwrap();
            let passed = open.1.wait_while(closed, |open| !*open).unwrap();
            drop(passed);
        }
        if server.write_all(&part[..count]).is_err() {
            return;
        }
    }
    let _ = server.shutdown(std::net::Shutdown::Write);
}

fn verify(program: &Program, url: &str) -> Child {
    let ids = ["us.anthropic.claude-opus-5-5", "us.anthropic.claude-sonnet-5", "us.anthropic.claude-opus-5"];
    let mut command =
        program.with(&["verify", "--yes", "--output", "json", "--region", "us-west-2", "--timeout", "600"]);
    command.args(ids).args(["--endpoint-url", url]);
    command.envs([("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn interrupt(child: &Child) {
    let told = Command::new("/bin/sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(told.success());
}

/// What the program says when it is broken off in the middle of the first call.
fn broken_off(child: &mut Child, door: &Doorkeeper) -> BufReader<std::process::ChildStderr> {
    door.arrived.recv_timeout(PATIENCE).expect("the first call is made");
    interrupt(child);
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    err.read_line(&mut line).unwrap();
    assert!(line.contains("stopping after the call under way"), "{line}");
    err
}

/// Verdict and reason of each result.
fn results(child: &mut Child) -> Vec<(String, String)> {
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{out}");
    let document: Value = serde_json::from_str(&out).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items(&document, "results").iter().map(|one| (text(&one["verdict"]), text(&one["reason"]))).collect()
}

#[cfg(unix)]
#[test]
fn the_call_under_way_ends_and_no_other_begins() {
    let account = Account::serve(scenario(""));
    let door = Doorkeeper::before(&account);
    let program = Program::new();
    let mut child = verify(&program, &door.url);
    let _err = broken_off(&mut child, &door);
    door.let_pass();
    let results = results(&mut child);
    assert_eq!((results.len(), results[0].0.as_str()), (3, "verified"), "{results:?}");
    for (verdict, reason) in &results[1..] {
        assert_eq!((verdict.as_str(), reason.as_str()), ("unknown", "not called: interrupted"));
    }
    assert_eq!(invocations(&account), 1);
}

#[cfg(unix)]
#[test]
fn the_second_interrupt_waits_for_nothing_and_says_what_is_not_known() {
    let account = Account::serve(scenario(""));
    let door = Doorkeeper::before(&account);
    let program = Program::new();
    let mut child = verify(&program, &door.url);
    let _err = broken_off(&mut child, &door);
    interrupt(&child);
    let results = results(&mut child);
    assert!(results[0].1.starts_with("under way when it was interrupted"), "{results:?}");
    assert!(results[1..].iter().all(|(_, reason)| reason == "not called: interrupted"), "{results:?}");
    assert_eq!(invocations(&account), 0, "the door was never opened");
}
