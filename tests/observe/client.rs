//! The client that is watched, and running it.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::Command,
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{self, run};

/// The variable that holds what the client does.
const SCRIPT: &str = "OBSERVED_CLIENT_DOES";

pub(crate) const KEY: &str = "AKIAIOSFODNN7EXAMPLE";

/// A call as Claude Code makes it.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Call {
    /// A streamed turn with tools, signed.
    pub(crate) fn turn(model: &str) -> Self {
        Self::of(model, "invoke-with-response-stream", &body(32_000, true))
    }

    /// Background work.
    pub(crate) fn background(model: &str) -> Self {
        Self::of(model, "invoke-with-response-stream", &body(512, false))
    }

    /// A check at start.
    pub(crate) fn check(model: &str) -> Self {
        Self::of(model, "invoke", &body(1, false))
    }

    pub(crate) fn of(model: &str, what: &str, body: &Value) -> Self {
        Self { body: body.to_string(), ..Self::to("POST", &format!("/model/{}/{what}", escaped(model))) }.signed(KEY)
    }

    pub(crate) fn list() -> Self {
        Self::to("GET", "/inference-profiles?maxResults=100&typeEquals=SYSTEM_DEFINED").signed(KEY)
    }

    pub(crate) fn to(method: &'static str, path: &str) -> Self {
        let agent = ("user-agent".to_owned(), "claude-cli/2.1.332 (external, sdk-cli)".to_owned());
        Self { method, path: path.to_owned(), headers: vec![agent], body: String::new() }
    }

    pub(crate) fn signed(self, key: &str) -> Self {
        self.signed_in(key, "us-west-2")
    }

    pub(crate) fn signed_in(self, key: &str, region: &str) -> Self {
        let scope = format!("{key}/20261201/{region}/bedrock/aws4_request");
        let text = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature=00");
        self.with("authorization", &text).with("x-amz-date", "20261201T000000Z")
    }

    /// One more header; an old one of the same name goes.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes it at a base URL, and returns status, head and body of the answer.
    pub(crate) fn make(&self, base: &str) -> (u16, String, Vec<u8>) {
        let rest = base.strip_prefix("http://").unwrap();
        let (host, prefix) =
            rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
        let mut head = format!("{} {prefix}{} HTTP/1.1\r\nconnection: close\r\n", self.method, self.path);
        if !self.headers.iter().any(|(name, _)| name == "host") {
            head += &format!("host: {host}\r\n");
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", self.body.len());
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // Whoever refuses the head may hang up before the body is there.
        let _ = stream.write_all(self.body.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("no answer"));
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        (status, head, answer[end + 4..].to_vec())
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({"method": self.method, "path": self.path, "headers": self.headers, "body": self.body})
    }

    fn from_json(value: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let headers = value["headers"].as_array().unwrap().iter();
        Self {
            method: if value["method"] == "GET" { "GET" } else { "POST" },
            path: text(&value["path"]),
            headers: headers.map(|pair| (text(&pair[0]), text(&pair[1]))).collect(),
            body: text(&value["body"]),
        }
    }
}

/// A request body of the Messages API on Bedrock.
pub(crate) fn body(max_tokens: u64, tools: bool) -> Value {
    let tools = if tools { json!([{"name": "Bash", "input_schema": {"type": "object"}}]) } else { json!([]) };
    json!({
        "anthropic_version": "bedrock-2023-05-31", "max_tokens": max_tokens, "tools": tools,
        "messages": [{"role": "user", "content": "a prompt with \"max_tokens\": 1 and CANARY-PROMPT"}],
    })
}

fn escaped(id: &str) -> String {
    id.replace('%', "%25").replace(':', "%3A").replace('/', "%2F")
}

/// Runs `observe` with these options, whose child makes these calls and ends with that status.
pub(crate) fn observe(home: &Path, options: &[&str], calls: &[Call], exit: u8) -> (i32, String, String) {
    run(&mut command(home, options, calls, exit))
}

pub(crate) fn command(home: &Path, options: &[&str], calls: &[Call], exit: u8) -> Command {
    doing(home, options, &json!({"calls": calls.iter().map(Call::to_json).collect::<Vec<_>>(), "exit": exit}))
}

/// A client that does what a script says: `base` is the variable with the address it calls; it may write a file first.
pub(crate) fn doing(home: &Path, options: &[&str], script: &Value) -> Command {
    let mut command = support::bedcheck(home);
    command.arg("observe").args(options).arg("--").arg(std::env::current_exe().unwrap());
    command.args(["client::plays_the_client", "--exact", "--ignored", "--nocapture"]).env(SCRIPT, script.to_string());
    command
}

#[test]
#[ignore = "the child of the other tests"]
fn plays_the_client() {
    let script: Value = serde_json::from_str(&std::env::var(SCRIPT).unwrap()).unwrap();
    let base = script["base"].as_str().unwrap_or("ANTHROPIC_BEDROCK_BASE_URL");
    let base = std::env::var(base).unwrap_or_default();
    if let Some(path) = script["writes"].as_str() {
        std::fs::create_dir_all(Path::new(path).parent().unwrap()).unwrap();
        std::fs::write(path, script["text"].as_str().unwrap()).unwrap();
    }
    for call in script["calls"].as_array().unwrap() {
        let (status, _, _) = Call::from_json(call).make(&base);
        println!("answered {status}");
    }
    std::process::exit(i32::try_from(script["exit"].as_i64().unwrap()).unwrap());
}
