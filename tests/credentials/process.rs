//! A `credential_process` (reliability review, kind 8): it shared the terminal, was started anew for each call, and outlived
//! the program.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use crate::{SECRET_KEY, SESSION_TOKEN, Setting, account::until, all_read, support, told};

/// A script that counts how often it was started, named by the profile `work`.
fn process(setting: &Setting, script: &str) -> PathBuf {
    let (path, starts) = (setting.home.path().join("hand-out"), setting.home.path().join("starts"));
    fs::write(&path, format!("#!/bin/sh\necho \"$$\" >> {}\n{script}", starts.display())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    let config = "[profile work]\nregion = us-west-2\n[profile role]\nregion = us-west-2\nsource_profile = work\n\
                  role_arn = arn:aws:iam::111122223333:role/Developer\n[profile self]\nregion = us-west-2\n\
                  role_arn = arn:aws:iam::111122223333:role/Developer\nsource_profile = self\n";
    let process = format!("credential_process = {} --for hunter2\n", path.display());
    let config = config.replace("[profile role]", &format!("{process}[profile role]"));
    setting.file("aws-config", &format!("{config}{process}"));
    path
}

/// The process ids it had.
fn starts(setting: &Setting) -> Vec<String> {
    let text = fs::read_to_string(setting.home.path().join("starts")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn is_alive(pid: &str) -> bool {
    std::process::Command::new("kill").args(["-0", pid]).stderr(std::process::Stdio::null()).status().unwrap().success()
}

fn keys(more: &str) -> String {
    format!(
        r#"echo '{{"Version":1,"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"{SECRET_KEY}","SessionToken":"{SESSION_TOKEN}"{more}}}'"#
    )
}

/// An STS that hands out a role, and what it was asked.
fn sts() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (url, asked) = (format!("http://{}", listener.local_addr().unwrap()), Arc::<Mutex<Vec<String>>>::default());
    let kept = Arc::clone(&asked);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, mut request) = (client.unwrap(), [0; 16384]);
            let mut text = String::new();
            while !text.contains("Action=") {
                let length = client.read(&mut request).unwrap();
                text += &String::from_utf8_lossy(&request[..length]);
            }
            let body = if text.contains("Action=AssumeRole") {
                "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>A:x</AssumedRoleId>\
                 <Arn>arn:aws:sts::111122223333:assumed-role/Developer/x</Arn></AssumedRoleUser><Credentials>\
                 <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                 <Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
            } else {
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/Developer/x\
                 </Arn><UserId>A:x</UserId><Account>111122223333</Account></GetCallerIdentityResult>\
                 </GetCallerIdentityResponse>"
            };
            kept.lock().unwrap().push(text);
            let head = format!("content-type: text/xml\r\ncontent-length: {}\r\nconnection: close", body.len());
            client.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}").as_bytes()).unwrap();
        }
    });
    (url, asked)
}

#[test]
fn it_is_started_once_for_all_calls_and_for_a_role_on_top() {
    for (profile, more) in
        [("work", ""), ("work", r#","Expiration":"2999-01-01T00:00:00Z""#), ("role", ""), ("self", "")]
    {
        let setting = Setting::new();
        process(&setting, &keys(more));
        let (sts, asked) = sts();
        let answer = setting.list(&[("AWS_ENDPOINT_URL_STS", &sts)], &["--profile", profile]);
        all_read(&answer);
        assert_eq!(starts(&setting).len(), 1, "{profile}{more}");
        let asked = asked.lock().unwrap();
        let (roles, others): (Vec<_>, Vec<_>) = asked.iter().partition(|request| request.contains("Action=AssumeRole"));
        assert_eq!(roles.len(), usize::from(profile != "work"), "{profile}");
        let key = if profile == "work" { "Credential=AKIAEXAMPLE/" } else { "Credential=ASIAROLE/" };
        assert!(roles.iter().all(|request| request.contains("Credential=AKIAEXAMPLE/")), "{roles:?}");
        assert!(others.iter().all(|request| request.contains(key)) && !others.is_empty(), "{others:?}");
    }
}

/// It was started 11 times in 75 s, and all 11 lived on.
#[test]
fn one_that_hangs_is_named_and_ends_with_the_program() {
    let setting = Setting::new();
    process(&setting, "echo hunter2 >&2\nsleep 600 &\necho \"$!\" >> $(dirname \"$0\")/starts\nwait\n");
    let (status, out, err) = told(&mut setting.with(&["list", "--profile", "work", "--timeout", "2"]));
    assert_eq!(status, 3, "{err}");
    let said = "stopped after --timeout 2 s, while the credential process hand-out had not ended";
    assert!(err.contains(said) && !err.contains("hunter2") && !out.contains("hunter2"), "{err}");
    let started = starts(&setting);
    assert_eq!(started.len(), 2, "it and its child: {started:?}");
    until("all of it is gone", || !started.iter().any(|pid| is_alive(pid)));
}

#[test]
fn one_that_is_interrupted_ends_as_well() {
    let setting = Setting::new();
    process(&setting, "exec sleep 600\n");
    let mut running = setting.with(&["list", "--profile", "work"]).spawn().unwrap();
    until("it was started", || !starts(&setting).is_empty());
    let pid = running.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(running.wait().unwrap().code(), Some(130));
    until("it is gone", || !is_alive(&starts(&setting)[0]));
}

/// It asked on the terminal, took the keys of the dashboard, and could end raw mode.
#[test]
fn it_has_no_terminal_and_nothing_to_read() {
    let setting = Setting::new();
    let own = "ps -o sid= -p $$ | tr -d ' ' > $(dirname \"$0\")/session\n";
    process(&setting, &format!("{own}read line && exit 7\n(: < /dev/tty) 2>/dev/null && exit 8\n{}", keys("")));
    let answer = setting.list(&[], &["--profile", "work"]);
    all_read(&answer);
    let session = fs::read_to_string(setting.home.path().join("session")).unwrap();
    let own = std::process::Command::new("ps").args(["-o", "sid=", "-p", &std::process::id().to_string()]).output();
    assert_ne!(session.trim(), String::from_utf8(own.unwrap().stdout).unwrap().trim(), "a session of its own");
}

#[test]
fn what_comes_of_a_bad_one_names_it_and_shows_nothing_it_said() {
    for (script, said) in [
        (
            "echo hunter2 >&2\nexit 3\n",
            "the credential process hand-out of the AWS profile work ended with exit status: 3",
        ),
        ("echo hunter2\n", "printed no credentials"),
        ("echo '{\"Version\":2,\"AccessKeyId\":\"hunter2\",\"SecretAccessKey\":\"x\"}'\n", "printed no credentials"),
        ("yes hunter2\n", "printed no credentials"),
        (
            "printf '{\"Version\":1,\"AccessKeyId\":\"hunter2\\\\r\",\"SecretAccessKey\":\"x\"}'\n",
            "a character that no key has",
        ),
        ("kill -9 $$\n", "ended with "),
    ] {
        let setting = Setting::new();
        process(&setting, script);
        let (status, document, err) = setting.list(&[], &["--profile", "work"]);
        assert_eq!(status, 3, "{script}: {document}");
        support::one_sentence(&err);
        let document = document.to_string();
        assert!(document.contains(said), "{script}: {document}");
        assert!(!document.contains("hunter2") && !err.contains("hunter2"), "{script}: {document}");
        assert_eq!(starts(&setting).len(), 1, "{script}");
        until("it is gone", || !starts(&setting).iter().any(|pid| is_alive(pid)));
    }
}
