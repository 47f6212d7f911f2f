//! The demo has keys of its own: nothing of the user's leaves this process, and nothing of the user's is run.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    process::Command,
    sync::mpsc,
    time::Duration,
};

use bedcheck::{
    aws::{Session, SessionOptions},
    survey::Question,
};

use crate::{API_KEY, SECRET_KEY, SESSION_TOKEN, Setting, told};

/// A server that takes down the head of every request and refuses it.
fn eavesdropper() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, heads) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 8192];
            let length = stream.read(&mut bytes).unwrap_or(0);
            let head = String::from_utf8_lossy(&bytes[..length]).into_owned();
            // Gone, as soon as the test is over.
            let _ = sender.send(head);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    (url, heads)
}

/// The user's own configuration, as rich as it gets; everything in it leads to `url`.
fn furnished(command: &mut Command, url: &str) {
    let keys = [
        ("AWS_ACCESS_KEY_ID", "AKIAREALREALREALREAL"),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("AWS_SESSION_TOKEN", SESSION_TOKEN),
        ("AWS_BEARER_TOKEN_BEDROCK", API_KEY),
        ("AWS_PROFILE", "work"),
    ];
    command.envs(keys);
    for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL_STS", "HTTP_PROXY", "http_proxy"] {
        command.env(name, url);
    }
}

#[test]
fn a_demo_neither_calls_nor_runs_anything_of_the_users() {
    let setting = Setting::new();
    let mark = setting.home.path().join("was-run");
    let config = format!("[profile work]\ncredential_process = /usr/bin/touch {}\n", mark.display());
    setting.file("aws-config", &config);
    let (url, heads) = eavesdropper();
    for args in [
        &["list", "--strict", "--demo=issue-536"][..],
        &["check", "--demo=issue-536"],
        &["explain", "Haiku 3.5", "--demo=issue-536"],
    ] {
        let mut command = setting.with(args);
        furnished(&mut command, &url);
        let (status, out, err) = told(&mut command);
        assert_eq!((status, err.as_str()), (1, ""), "the demo is as it ever is: {out}");
        assert!(!out.contains("REALREAL"), "{out}");
    }
    assert_eq!(heads.recv_timeout(Duration::from_millis(200)).ok(), None, "nobody else was called");
    assert!(!mark.exists(), "and nothing was run");
    assert_eq!(setting.account.requests(), []);
}

/// Does what a demo does, towards whoever listens. Run by the test below, in a process with the user's environment.
#[tokio::test]
#[ignore = "a part of the next test"]
async fn asks_as_a_demo_does() {
    let endpoint_url = std::env::var("BEDCHECK_TEST_LISTENER").ok();
    let session = Session::connect(SessionOptions { endpoint_url, simulated: true, ..SessionOptions::default() }).await;
    let region = "us-west-2".parse().unwrap();
    for question in [Question::Identity, Question::Regions, Question::Models(region)] {
        assert!(session.ask(question).await.outcome().is_err());
    }
}

#[test]
fn the_simulated_session_signs_with_its_own_key() {
    let setting = Setting::new();
    let (url, heads) = eavesdropper();
    let mut command = Command::new(std::env::current_exe().unwrap());
    crate::support::isolated(&mut command, setting.home.path());
    furnished(&mut command, "http://127.0.0.1:9");
    command.args(["--exact", "demo::asks_as_a_demo_does", "--ignored"]).env("BEDCHECK_TEST_LISTENER", url);
    let (status, out, _) = told(&mut command);
    assert!(status == 0 && out.contains("1 passed"), "{out}");
    let heads: Vec<String> = heads.try_iter().collect();
    assert!(heads.len() >= 3, "{heads:?}");
    for head in heads {
        assert!(head.contains("Credential=AKIASIMULATED0000000/"), "{head}");
        for real in ["REALREAL", SESSION_TOKEN, API_KEY, SECRET_KEY] {
            assert!(!head.contains(real), "{head}");
        }
    }
}
