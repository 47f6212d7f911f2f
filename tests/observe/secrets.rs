//! Nobody else gets in, nothing else gets out, and nothing is kept.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    account::{Account, until},
    client::{Call, KEY, body, command},
    support::{self, peers, run},
    upstream::Upstream,
};

/// A program run with the keys of the tests, whose calls go on to an address.
fn going_to<'a>(command: &'a mut Command, url: &str) -> &'a mut Command {
    command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2").env("AWS_ENDPOINT_URL", url);
    command
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", "CANARY-SECRET-KEY")
        .env("AWS_SESSION_TOKEN", "CANARY-SESSION")
}

/// A proxy that waits for as long as the function runs, with its address.
fn while_open(url: &str, then: impl FnOnce(&str)) -> String {
    let home = tempfile::tempdir().unwrap();
    let (told, done) = (home.path().join("told"), home.path().join("done"));
    let script = format!(
        "echo $ANTHROPIC_BEDROCK_BASE_URL > {0}.part; mv {0}.part {0}; while [ ! -e {1} ]; do sleep 0.05; done",
        told.display(),
        done.display()
    );
    let mut command = support::bedcheck(home.path());
    going_to(&mut command, url).args(["observe", "--proxy", "-o", "json", "--", "/bin/sh", "-c", &script]);
    let running = std::thread::spawn(move || run(&mut command));
    until("the child begins", || told.exists());
    then(std::fs::read_to_string(&told).unwrap().trim());
    std::fs::write(done, "").unwrap();
    let (status, _, err) = running.join().unwrap();
    assert_eq!(status, 0, "{err}");
    err
}

/// A page in a browser on the same machine, another program that only found the port, and every way around the few
/// operations there are.
#[test]
fn only_the_child_gets_in_and_only_to_what_claude_code_calls() {
    let account = Account::bundled("healthy");
    let err = while_open(&account.url(), |base| {
        let before = account.requests().len();
        let turn = || Call::turn("us.anthropic.claude-opus-5-5");
        let host = base.trim_start_matches("http://").split('/').next().unwrap();
        let outside = format!("http://{host}");
        let port = host.split(':').nth(1).unwrap();
        let refused: Vec<(&str, Call, u16)> = vec![
            (base, turn().with("origin", "https://evil.example"), 403),
            (base, turn().with("origin", "null"), 403),
            (base, turn().with("sec-fetch-site", "cross-site"), 403),
            (base, turn().with("referer", "http://127.0.0.1/"), 403),
            (base, turn().with("host", &format!("rebound.example:{port}")), 421),
            (base, turn().with("host", &format!("localhost:{port}")), 421),
            (&outside, turn(), 404),
            (base, Call { method: "OPTIONS", ..turn() }, 404),
            (base, Call { method: "GET", ..turn() }, 404),
            (base, Call { method: "PUT", ..turn() }, 404),
            (base, Call { path: "/create-foundation-model-agreement".to_owned(), ..turn() }, 404),
            (base, Call { path: "/use-case-for-model-access".to_owned(), ..turn() }, 404),
            (base, Call { path: "/model/..%2f..%2fuse-case-for-model-access/invoke".to_owned(), ..turn() }, 404),
            (base, Call { path: "/".to_owned(), ..turn() }, 404),
            (
                base,
                turn().with(
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=A/20261201/us-west-2/s3/aws4_request, Signature=0",
                ),
                400,
            ),
            (
                base,
                turn().with(
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=A/20261201/cn-north-1/bedrock/aws4_request, Signature=0",
                ),
                400,
            ),
        ];
        for (base, call, status) in refused {
            let (answered, head, text) = call.make(base);
            let shown = format!("{} {} {:?}: {head}", call.method, call.path, call.headers);
            assert_eq!(answered, status, "{shown}");
            assert!(!head.to_ascii_lowercase().contains("access-control"), "{shown}");
            assert!(String::from_utf8_lossy(&text).contains("bedcheck: "), "{shown}");
        }
        assert_eq!(account.requests().len(), before, "nothing of it went on");
        assert_eq!(turn().make(base).0, 200, "the child's own call does");
    });
    assert!(err.contains("answered") && !err.contains("evil.example"), "{err}");
}

/// What is said in a call, what proves who calls, and what an answer repeats of both stands nowhere.
#[test]
fn canaries_of_prompts_headers_and_keys_appear_nowhere() {
    let home = tempfile::tempdir().unwrap();
    let echo = Upstream::saying("400 Bad Request", |came| {
        let body = String::from_utf8_lossy(&came.body).into_owned();
        json!({"message": format!("messages.0: {body} CANARY-ECHO by arn:aws:iam::999988887777:user/CANARY-NAME")})
            .to_string()
    });
    let turn = Call::turn("us.anthropic.claude-opus-5-5");
    let calls = [
        turn.clone().with("x-amz-security-token", "CANARY-TOKEN").with("x-custom", "CANARY-HEADER"),
        turn.clone().with("authorization", "Bearer CANARY-BEARER"),
        Call { path: "/model/CANARY sentence/invoke".to_owned(), ..turn.clone() },
        Call { path: "/CANARY-PATH".to_owned(), ..turn.clone() },
        turn.with("user-agent", "claude-cli/CANARY-AGENT (external)"),
    ];
    let log = home.path().join("log");
    for options in
        [&["--proxy"][..], &["--proxy", "-o", "json", "--log", log.to_str().unwrap()], &["--proxy", "-o", "markdown"]]
    {
        let (status, _, err) = run(going_to(&mut command(home.path(), options, &calls, 0), &echo.url));
        assert_eq!(status, 0, "{err}");
        assert!(err.contains("us.anthropic.claude-opus-5-5"), "{err}");
        assert!(!err.contains("CANARY") && !err.contains("999988887777") && !err.contains(KEY), "{err}");
    }
    let kept = std::fs::read_to_string(&log).unwrap();
    assert!(kept.contains("us.anthropic.claude-opus-5-5") && !kept.contains("CANARY"), "{kept}");
    for file in std::fs::read_dir(home.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("CANARY"), "{}", path.display());
    }
    let came = echo.came();
    let of_calls = || came.iter().filter(|came| came.line.contains("/invoke"));
    assert_eq!(of_calls().count(), 9, "three calls of each run went on");
    assert!(of_calls().any(|came| came.header("authorization") == Some("Bearer CANARY-BEARER")), "as it was");
    assert!(of_calls().all(|came| came.header("x-amz-security-token") != Some("CANARY-TOKEN")), "signed anew");
}

/// The second opinion on the signature: botocore makes the same of what arrived.
#[test]
fn botocore_makes_the_same_signature() {
    let Some(bin) = peers("botocore_makes_the_same_signature") else { return };
    let home = tempfile::tempdir().unwrap();
    let end = Upstream::saying("200 OK", |_| "{}".to_owned());
    let arn = "arn:aws:bedrock:us-west-2:111122223333:application-inference-profile/abc";
    let with_sum = |call: Call| {
        let sum = sha256(&bin, &call.body);
        call.with("x-amz-content-sha256", &sum)
    };
    let calls = [
        Call::list(),
        Call::turn("us.anthropic.claude-haiku-4-5-20251001-v1:0"),
        with_sum(Call::of(arn, "invoke", &body(1, false))).with("content-type", "application/json"),
        Call::turn("us.anthropic.claude-opus-5-5").with("x-amzn-bedrock-projectidentifier", "proj_abc"),
    ];
    let (status, _, err) = run(going_to(&mut command(home.path(), &["--proxy"], &calls, 0), &end.url));
    assert_eq!(status, 0, "{err}");
    let came = end.came();
    let came: Vec<Value> = came[came.len() - calls.len()..]
        .iter()
        .map(|came| {
            let mut words = came.line.split(' ');
            json!({"method": words.next(), "path": words.next(), "headers": came.headers,
                "body": String::from_utf8_lossy(&came.body)})
        })
        .collect();
    let script = "
import sys, json, re
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
for came in json.load(sys.stdin):
    headers = dict(came['headers'])
    _, named, signature = re.findall(r'(?:Credential|SignedHeaders|Signature)=([^, ]+)', headers['authorization'])
    signed = {name: headers[name] for name in named.split(';')}
    request = AWSRequest(came['method'], 'http://' + headers['host'] + came['path'], headers=signed, data=came['body'].encode())
    request.context['timestamp'] = headers['x-amz-date']
    auth = SigV4Auth(Credentials('%s', 'CANARY-SECRET-KEY', 'CANARY-SESSION'), 'bedrock', 'us-west-2')
    expected = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    print(expected == signature, 'x-amz-security-token' in signed, headers.get('x-amzn-bedrock-projectidentifier'))
"
    .replace("%s", KEY);
    let mut python = Command::new(bin.join("python"));
    python.args(["-c", &script]).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut python = python.spawn().unwrap();
    serde_json::to_writer(python.stdin.take().unwrap(), &came).unwrap();
    let said = python.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        ["True True None", "True True None", "True True None", "True True proj_abc"]
    );
}

fn sha256(bin: &std::path::Path, text: &str) -> String {
    let script = "import sys, hashlib; print(hashlib.sha256(sys.argv[1].encode()).hexdigest())";
    let said = Command::new(bin.join("python")).args(["-c", script, text]).output().unwrap();
    String::from_utf8_lossy(&said.stdout).trim().to_owned()
}
