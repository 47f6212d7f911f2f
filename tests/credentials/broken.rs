//! What the SDK panics on (reliability review, kinds 1 and 2): exit status 101 in six lines, or a dashboard drawn over a
//! terminal that was given back. Each is now told in a sentence, or does not matter.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{Setting, support, told};

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];

#[test]
fn an_address_that_is_set_to_nothing_is_not_set() {
    for name in ["AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_ACCOUNT", "AWS_ENDPOINT_URL_IAM"]
    {
        let setting = Setting::new();
        let (status, document, err) = setting.list(&[KEYS[0], KEYS[1], (name, "")], &[]);
        assert_eq!((status, err.as_str()), (0, ""), "{name}: {document}");
        assert!(document["account"]["id"].is_string(), "{name}");
    }
    let setting = Setting::new();
    let endpoint = setting.account.url();
    let (status, _, err) = setting.list(&[KEYS[0], KEYS[1], ("AWS_ENDPOINT_URL", "")], &["--endpoint-url", &endpoint]);
    assert_eq!((status, err.as_str()), (0, ""));
}

#[test]
fn an_entry_of_a_profile_that_is_set_to_nothing_is_not_set() {
    let setting = Setting::new();
    let keys = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n";
    for entry in
        ["endpoint_url =\n".to_owned(), "services = empty\n[services empty]\nbedrock =\n  endpoint_url =\n".to_owned()]
    {
        setting.file("aws-config", &format!("[default]\nregion = us-west-2\n{keys}{entry}"));
        let (status, document, err) = setting.list(&[], &[]);
        assert_eq!((status, err.as_str()), (0, ""), "{entry}: {document}");
    }
}

#[test]
fn a_key_that_no_header_holds_is_told_in_a_sentence() {
    for (key, secret) in [("AKIAEXAMPLE\r", "secret"), ("AKIAEXAMPLE", "sec\u{1}ret"), ("AKIA\u{e9}", "secret")] {
        let setting = Setting::new();
        let mut command = setting.with(&["check"]);
        let (status, out, err) = told(command.env("AWS_ACCESS_KEY_ID", key).env("AWS_SECRET_ACCESS_KEY", secret));
        assert_eq!((status, out.as_str()), (2, ""), "{err}");
        support::one_sentence(&err);
        assert!(err.contains("AWS_ACCESS_KEY_ID") && !err.contains("secret"), "{err}");
    }
}

/// The panic of the SDK was told as an internal error.
#[test]
fn a_key_of_a_file_that_no_header_holds_is_told_with_its_line() {
    let bad = "[work]\naws_access_key_id = AKIA\u{1}EXAMPLE\naws_secret_access_key = secret\n";
    let good = "[work]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n";
    let config = "[profile work]\nregion = us-west-2\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/dev\n\
                  source_profile = work\n";
    let setting = Setting::new();
    setting.file("aws-credentials", bad);
    setting.file("aws-config", config);
    for profile in ["work", "role"] {
        let (status, out, err) = told(&mut setting.with(&["check", "--profile", profile]));
        assert_eq!((status, out.as_str()), (2, ""), "{err}");
        support::one_sentence(&err);
        assert!(err.contains("`aws_access_key_id` of the AWS profile work, aws-credentials, line 2"), "{err}");
        assert!(!err.contains("EXAMPLE"), "{err}");
    }
    // The credentials file has the say.
    setting.file("aws-credentials", good);
    setting.file("aws-config", &format!("{config}{}", bad.replace("[work]", "[profile other]")));
    let answer = setting.list(&[], &["--profile", "work"]);
    assert_eq!((answer.0, answer.2.as_str()), (0, ""), "{}", answer.1);
}

#[test]
fn an_id_that_cannot_be_one_is_not_sent() {
    let setting = Setting::new();
    let arn = format!("arn:aws:bedrock:us-west-2:111122223333:application-inference-profile/{}", "x".repeat(70_000));
    let settings =
        format!(r#"{{"env":{{"CLAUDE_CODE_USE_BEDROCK":"1","AWS_REGION":"us-west-2","ANTHROPIC_MODEL":"{arn}"}}}}"#);
    setting.file("project/.claude/settings.json", &settings);
    let project = setting.home.path().join("project");
    let mut command = setting.with(&["check", "--output", "json", "--project", project.to_str().unwrap()]);
    let (status, out, err) = told(command.envs(KEYS));
    assert!(status == 1 || status == 3, "{status} {err}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    let main = document["uses"].as_array().unwrap().iter().find(|used| used["role"] == "main").unwrap();
    assert!(main["verdict"] == "unknown" || main["verdict"] == "blocked", "{}", main["sentence"]);
    assert!(!err.contains("panicked") && err.len() < 400, "{err}");
}

/// A server whose lists never end: every page has a token for another one. Counts the pages of profiles.
fn endless() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (pages, counted) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let shared = Arc::clone(&counted);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (pages, counted) = (Arc::clone(&pages), Arc::clone(&shared));
            std::thread::spawn(move || {
                let mut client = client.unwrap();
                let mut request = [0; 65536];
                let length = client.read(&mut request).unwrap_or(0);
                let head = String::from_utf8_lossy(&request[..length]).into_owned();
                let page = pages.fetch_add(1, Ordering::SeqCst);
                let (status, body) = if head.contains("/inference-profiles") {
                    counted.fetch_add(1, Ordering::SeqCst);
                    ("200 OK", format!(r#"{{"inferenceProfileSummaries":[],"nextToken":"t{page}"}}"#))
                } else {
                    ("403 Forbidden", r#"{"message":"denied"}"#.to_owned())
                };
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = client.write_all(answer.as_bytes());
            });
        }
    });
    (url, counted)
}

/// Reliability review, kind 12: 3,400 requests and a gigabyte, then exit status 0 for other lists.
#[test]
fn a_list_without_an_end_is_given_up() {
    let (url, pages) = endless();
    let setting = Setting::new();
    let (status, out, err) = told(setting.list_of(&url).envs(KEYS));
    assert_eq!(status, 3, "{out}{err}");
    assert!(out.contains("the list has more than 40 pages"), "{out}");
    // Once, and as often again as an answer is asked for that came torn.
    let asked = pages.load(Ordering::SeqCst);
    assert!((40..=41 * 3).contains(&asked), "{asked}");
}

#[test]
fn settings_of_a_size_nobody_writes_are_told_and_left_out() {
    let setting = Setting::new();
    let padding = "x".repeat(1 << 20);
    let settings = format!(r#"{{"env":{{"CLAUDE_CODE_USE_BEDROCK":"1","X":"{padding}"}}}}"#);
    setting.file("project/.claude/settings.json", &settings);
    let project = setting.home.path().join("project");
    let mut command = setting.with(&["plan", "--output", "json", "--project", project.to_str().unwrap()]);
    let (status, out, _) = told(&mut command);
    assert!(status == 0 && out.contains("larger than 1 MiB, ignored"), "{out}");
}
