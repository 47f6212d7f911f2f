//! A second server: what `bedcheck list` reads from MiniStack is what boto3 reads there.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "says which test was skipped")]

mod support;

use std::{
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

const REGIONS: &str = "us-east-1,us-west-2,eu-west-1";
const MODEL: &str = "anthropic.claude-3-haiku-20240307-v1:0";

/// A running MiniStack, ended with the test.
struct MiniStack {
    process: Child,
    url: String,
    bin: PathBuf,
    home: tempfile::TempDir,
}

impl MiniStack {
    fn start(bin: PathBuf, auth: bool) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(bin.join("ministack"));
        support::isolated(&mut command, home.path());
        command.env("GATEWAY_PORT", port.to_string()).env("BIND_HOST", "127.0.0.1").env("AUTH", auth.to_string());
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { process, url: format!("http://127.0.0.1:{port}"), bin, home };
        let started = Instant::now();
        // It listens once all its services are there.
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(60), "MiniStack does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn keys(&self, command: &mut Command, keys: &(String, String)) {
        command.env("AWS_ACCESS_KEY_ID", &keys.0).env("AWS_SECRET_ACCESS_KEY", &keys.1).env("AWS_REGION", "us-east-1");
    }

    fn boto3(&self, keys: &(String, String), args: &[&str]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/bedrock_facts.py");
        let mut command = Command::new(self.bin.join("python"));
        support::isolated(&mut command, self.home.path());
        self.keys(&mut command, keys);
        let (status, out, err) = support::run(command.arg(script).arg(&self.url).args(args));
        assert_eq!(status, 0, "{err}");
        out
    }

    fn aws(&self, args: &[&str]) -> Value {
        let mut command = Command::new(self.bin.join("aws"));
        support::isolated(&mut command, self.home.path());
        self.keys(&mut command, &root());
        let (status, out, err) = support::run(
            command.args(["--endpoint-url", &self.url, "--region", "us-east-1", "--output", "json"]).args(args),
        );
        assert_eq!(status, 0, "{err}");
        serde_json::from_str(&out).unwrap_or(Value::Null)
    }

    fn list(&self, keys: &(String, String)) -> (i32, Value) {
        let mut command = support::bedcheck(self.home.path());
        self.keys(&mut command, keys);
        command.args(["list", "--strict", "--output", "json", "--regions", REGIONS, "--endpoint-url", &self.url]);
        let (status, out, err) = support::run(&mut command);
        (status, serde_json::from_str(&out).unwrap_or_else(|_| panic!("no JSON: {out}\n{err}")))
    }
}

impl Drop for MiniStack {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn root() -> (String, String) {
    ("test".to_owned(), "test".to_owned())
}

/// What the two clients must agree on, in one form: models, profiles in AWS's order, and agreement by model.
fn compare(list: &Value, boto3: &str) {
    let boto3: Value = serde_json::from_str(boto3).unwrap();
    for region in REGIONS.split(',') {
        let theirs = &boto3[region];
        let rows: Vec<&Value> = list["rows"].as_array().unwrap().iter().filter(|row| row["region"] == region).collect();
        let mut models: Vec<&str> = rows.iter().map(|row| row["model"]["id"].as_str().unwrap()).collect();
        models.sort_unstable();
        let expected: Vec<&str> = theirs["models"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(models, expected, "models of {region}");
        for row in rows {
            let id = row["model"]["id"].as_str().unwrap();
            let ours: Vec<&str> = row["call_as"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            let suffix = format!(".{id}");
            let profiles = theirs["profiles"].as_array().unwrap().iter().map(|id| id.as_str().unwrap());
            let mut expected: Vec<&str> = profiles.filter(|profile| profile.ends_with(&suffix)).collect();
            expected.push(id);
            assert_eq!(ours, expected, "ids of {id} in {region}: its profiles, then the base id, which is on demand");
            let available = theirs["agreements"][id] == "AVAILABLE";
            let expected = if available { ("open", Value::Null) } else { ("blocked", "agreement-missing".into()) };
            assert_eq!((row["verdict"].as_str().unwrap(), row["cause"].clone()), expected, "{id} in {region}");
        }
    }
}

#[test]
fn list_agrees_with_boto3_before_and_after_an_agreement() {
    let Some(bin) = support::peers("list_agrees_with_boto3_before_and_after_an_agreement") else { return };
    let server = MiniStack::start(bin, false);
    let (status, before) = server.list(&root());
    assert_eq!(status, 1, "no agreement anywhere is a gap");
    compare(&before, &server.boto3(&root(), &[REGIONS]));

    server.boto3(&root(), &["us-west-2", "agree", MODEL]);
    let (_, after) = server.list(&root());
    compare(&after, &server.boto3(&root(), &[REGIONS]));
    let open = |list: &Value| {
        let rows = list["rows"].as_array().unwrap().iter().filter(|row| row["verdict"] == "open");
        rows.map(|row| (row["region"].clone(), row["model"]["id"].clone())).collect::<Vec<_>>()
    };
    assert_eq!((open(&before).len(), open(&after)), (0, vec![("us-west-2".into(), MODEL.into())]));
}

#[test]
fn signatures_are_verified_by_a_server_that_checks_them() {
    let Some(bin) = support::peers("signatures_are_verified_by_a_server_that_checks_them") else { return };
    let server = MiniStack::start(bin, true);
    server.aws(&["iam", "create-user", "--user-name", "reader"]);
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["bedrock:List*","bedrock:Get*","account:ListRegions"],"Resource":"*"}]}"#;
    let put = ["iam", "put-user-policy", "--user-name", "reader", "--policy-name", "read", "--policy-document", policy];
    server.aws(&put);
    let made = server.aws(&["iam", "create-access-key", "--user-name", "reader"]);
    let text = |name: &str| made["AccessKey"][name].as_str().unwrap().to_owned();
    let reader = (text("AccessKeyId"), text("SecretAccessKey"));

    let (_, list) = server.list(&reader);
    assert_eq!(list["account"]["arn"].as_str().unwrap().rsplit('/').next(), Some("reader"));
    compare(&list, &server.boto3(&reader, &[REGIONS]));

    let forged = (reader.0, "not-the-secret".to_owned());
    let (status, refused) = server.list(&forged);
    assert_eq!(status, 3, "a wrong secret determines nothing");
    assert!(refused["rows"].as_array().unwrap().iter().all(|row| row["verdict"] != "open"));
}
