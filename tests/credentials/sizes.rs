//! What stands before AWS, or says it is AWS, and answers more than AWS ever does (reliability review, kinds 11, 16 and 21).

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use serde_json::Value;

use crate::{Setting, told};

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];

/// A server that answers every request with this.
fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = std::sync::Arc::new(answer);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let answer = std::sync::Arc::clone(&answer);
            std::thread::spawn(move || {
                let (mut client, mut request) = (client.unwrap(), [0; 65536]);
                let length = client.read(&mut request).unwrap_or(0);
                answer(&String::from_utf8_lossy(&request[..length]), &mut client);
            });
        }
    });
    url
}

/// The same, whole: status, headers, body.
fn serve_text(
    status: &'static str,
    headers: &'static str,
    body: impl Fn(&str) -> String + Send + Sync + 'static,
) -> String {
    serve(move |request, client| {
        let body = body(request);
        let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
        let _ = client.write_all(format!("{head}{body}").as_bytes());
    })
}

/// Status, what the region is said to be, standard error.
fn list(url: &str) -> (i32, String, String) {
    let setting = Setting::new();
    let (status, out, err) = told(setting.list_of(url).envs(KEYS));
    let document: Value = serde_json::from_str(&out).unwrap();
    (status, document["regions"][0]["reason"].as_str().unwrap_or_default().to_owned(), err)
}

#[test]
fn a_body_without_an_end_is_not_read_to_it() {
    let url = serve(|_, client| {
        let _ = client.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"a\":\"");
        while client.write_all(&[b'x'; 65536]).is_ok() {}
    });
    let (status, reason, _) = list(&url);
    assert_eq!(
        (status, reason.as_str()),
        (3, "answer not understood: the answer has more than 8 MiB, and was not read to its end")
    );
}

#[test]
fn a_list_of_more_than_aws_has_is_told() {
    let url = serve(|request, client| {
        let list = |of: &dyn Fn(usize) -> String| (0..1001).map(of).collect::<Vec<_>>().join(",");
        let arn = "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-x";
        let profile = |at| {
            format!(
                r#"{{"inferenceProfileId":"us.anthropic.claude-{at}","inferenceProfileArn":"{arn}","inferenceProfileName":"x","models":[],"status":"ACTIVE","type":"SYSTEM_DEFINED"}}"#
            )
        };
        let model = |at| format!(r#"{{"modelArn":"{arn}","modelId":"anthropic.claude-{at}"}}"#);
        let (status, body) = match request.lines().next() {
            Some(line) if line.contains("/inference-profiles") => {
                ("200 OK", format!(r#"{{"inferenceProfileSummaries":[{}]}}"#, list(&profile)))
            }
            Some(line) if line.contains("/foundation-models") => {
                ("200 OK", format!(r#"{{"modelSummaries":[{}]}}"#, list(&model)))
            }
            _ => ("403 Forbidden", r#"{"message":"denied"}"#.to_owned()),
        };
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n", body.len());
        let _ = client.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes());
    });
    let (status, reason, _) = list(&url);
    assert!(status == 3 && reason.contains("the list has 1001 Claude entries"), "{status} {reason:?}");
}

/// Two hours off, and the words were to look at the keys.
#[test]
fn a_clock_that_is_off_is_said_and_how_far() {
    for (error, message) in [
        ("InvalidSignatureException", "Signature expired: 20200101T000000Z is now earlier than 20200101T015500Z"),
        ("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."),
    ] {
        let url = serve_text(
            "403 Forbidden",
            "date: Wed, 01 Jan 2020 00:00:00 GMT\r\ncontent-type: application/json\r\n",
            move |_| format!(r#"{{"__type":"{error}","message":"{message}"}}"#),
        );
        let (status, reason, err) = list(&url);
        assert_eq!(status, 3);
        assert!(reason.contains("this machine's clock is ") && reason.contains(" ahead of AWS's"), "{error}: {reason}");
        let _ = err;
    }
}

#[test]
fn a_page_of_somebody_else_is_named_and_not_shown() {
    let page = "<!DOCTYPE html><html><head><title>Hotel\nWiFi</title></head><body>secret source</body></html>";
    for status in ["200 OK", "403 Forbidden", "503 Service Unavailable"] {
        let (exit, reason, _) = list(&serve_text(status, "content-type: text/html\r\n", move |_| page.to_owned()));
        assert_eq!(exit, 3);
        assert!(reason.starts_with("not answered by AWS: a web page came back"), "{status}: {reason}");
        assert!(!reason.contains('<') && !reason.contains("source"), "{status}: {reason}");
    }
    let (exit, reason, _) = list(&serve_text("302 Found", "location: http://login.example/\r\n", |_| String::new()));
    assert!(exit == 3 && reason.contains("the answer leads elsewhere (status 302)"), "{reason}");
}

#[test]
fn what_is_no_http_is_said_without_the_words_of_a_library() {
    for answer in ["", "\0\u{13}garbage\r\n\r\n"] {
        let (exit, reason, _) = list(&serve(move |_, client| drop(client.write_all(answer.as_bytes()))));
        assert!(exit == 3 && reason.starts_with("not reachable: no HTTP answer came: "), "{reason}");
        assert!(!reason.contains("SendRequest") && !reason.contains("dispatch"), "{reason}");
    }
}

/// Each of these held the program for seconds or minutes, an answer.
#[test]
fn settings_with_more_in_them_than_anybody_writes_are_told_and_left_out() {
    let list = |of: &dyn Fn(usize) -> String, count: usize| (0..count).map(of).collect::<Vec<_>>().join(",");
    let hook = |at: usize| format!(r#"{{"type":"prompt","prompt":"x","model":"m{at}"}}"#);
    let pair = |at: usize| format!(r#""ANTHROPIC_{at}":"b""#);
    for (inside, said) in [
        (format!(r#""env":{{{}}}"#, list(&pair, 1001)), "more than 1000 entries under env, ignored"),
        (
            format!(r#""modelOverrides":{{{}}}"#, list(&pair, 1001)),
            "more than 1000 entries under modelOverrides, ignored",
        ),
        (
            format!(r#""hooks":{{"Stop":[{{"hooks":[{}]}}]}}"#, list(&hook, 501)),
            "more than 500 hooks with a model of their own",
        ),
        (list(&pair, 1001), "more than 1000 keys, ignored"),
        (
            format!(r#""env":{{"ANTHROPIC_MODEL":"{}"}}"#, "x".repeat(131_073)),
            "a text of more than 128 KiB under env, ignored",
        ),
    ] {
        let setting = Setting::new();
        setting.file("project/.claude/settings.json", &format!("{{{inside}}}"));
        let project = setting.home.path().join("project");
        let mut command = setting.with(&["plan", "--output", "json", "--project", project.to_str().unwrap()]);
        let (status, out, err) = told(&mut command);
        assert!(status == 0 && out.contains(said), "{said}: {out}{err}");
    }
    let setting = Setting::new();
    for at in 0..1001 {
        setting.file(&format!("project/.claude/agents/a{at}.md"), "---\nmodel: haiku\n---\n");
    }
    let project = setting.home.path().join("project");
    let mut command = setting.with(&["plan", "--output", "json", "--project", project.to_str().unwrap()]);
    let (status, out, err) = told(&mut command);
    assert!(status == 0 && out.contains("only 1000 files of agents are looked at"), "{out}{err}");
}
