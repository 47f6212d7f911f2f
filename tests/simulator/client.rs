//! A client of one request a connection, written by hand so that torn answers can be seen as they are.

use std::collections::BTreeMap;

use bedcheck::simulator::{Scenario, Simulator};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request; signed for Bedrock in us-east-1 unless told otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
    service: &'static str,
    region: String,
    signed: bool,
}

/// An answer as it came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Ask {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            headers: Vec::new(),
            body: String::new(),
            service: "bedrock",
            region: "us-east-1".to_owned(),
            signed: true,
        }
    }

    pub(crate) fn post(path: impl Into<String>, body: impl Into<String>) -> Self {
        Self { method: "POST", body: body.into(), ..Self::get(path) }
    }

    pub(crate) fn put(path: impl Into<String>, body: impl Into<String>) -> Self {
        Self { method: "PUT", ..Self::post(path, body) }
    }

    /// A one-token call.
    pub(crate) fn invoke(id: &str) -> Self {
        let body =
            r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}"#;
        Self::post(format!("/model/{}/invoke", encoded(id)), body)
    }

    pub(crate) fn region(self, region: &str) -> Self {
        Self { region: region.to_owned(), ..self }
    }

    pub(crate) fn service(self, service: &'static str) -> Self {
        Self { service, ..self }
    }

    pub(crate) fn unsigned(self) -> Self {
        Self { signed: false, ..self }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sends the request; `None` when the connection ended without an answer.
    pub(crate) async fn send(self, simulator: &Simulator) -> Option<Reply> {
        let address = simulator.url().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&address).await.expect("the simulator listens");
        let host = if self.headers.iter().any(|(name, _)| *name == "host") { "" } else { "host: 127.0.0.1\r\n" };
        let mut head = format!("{} {} HTTP/1.1\r\n{host}connection: close\r\n", self.method, self.path);
        if self.signed {
            head.push_str(&format!(
                "authorization: AWS4-HMAC-SHA256 Credential=AKID/20261122/{}/{}/aws4_request, SignedHeaders=host, Signature=0\r\n",
                self.region, self.service
            ));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n{}", self.body.len(), self.body));
        stream.write_all(head.as_bytes()).await.expect("the request is taken");
        let mut bytes = Vec::new();
        // A reset is an ending as well.
        let _end = stream.read_to_end(&mut bytes).await;
        parse(&String::from_utf8(bytes).expect("answers are UTF-8"))
    }

    /// Sends a request that must be answered.
    pub(crate) async fn reply(self, simulator: &Simulator) -> Reply {
        let asked = self.clone();
        self.send(simulator).await.unwrap_or_else(|| panic!("no answer to {asked:?}"))
    }
}

fn parse(text: &str) -> Option<Reply> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Some(Reply { status, headers: headers.collect(), body: body.to_owned() })
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The error type without its suffix.
    pub(crate) fn kind(&self) -> &str {
        self.headers.get("x-amzn-errortype").map_or("", |kind| kind.split(':').next().unwrap_or_default())
    }

    /// `message` or `Message`.
    pub(crate) fn message(&self) -> String {
        let json = self.json();
        json["message"].as_str().or_else(|| json["Message"].as_str()).unwrap_or_default().to_owned()
    }
}

/// An identifier as a path segment.
pub(crate) fn encoded(id: &str) -> String {
    id.replace('%', "%25").replace(':', "%3A").replace('/', "%2F")
}

/// Starts a bundled scenario.
pub(crate) async fn bundled(name: &str) -> Simulator {
    started(Scenario::bundled(name).unwrap_or_else(|error| panic!("{error}"))).await
}

/// Starts a scenario made of an account in us-east-1 and `rules`.
pub(crate) async fn custom(rules: &str) -> Simulator {
    started(scenario(rules).unwrap_or_else(|error| panic!("{error}"))).await
}

pub(crate) fn scenario(rules: &str) -> Result<Scenario, bedcheck::simulator::ScenarioError> {
    let (top, tables) = rules.split_at(rules.find('[').unwrap_or(rules.len()));
    Scenario::parse(&format!(
        "summary = \"a test\"\ntoday = \"2026-11-22\"\n{top}\n[account]\nid = \"111122223333\"\n\
         arn = \"arn:aws:sts::111122223333:assumed-role/Developer/dev1\"\nhome = \"us-east-1\"\n{tables}"
    ))
}

async fn started(scenario: Scenario) -> Simulator {
    Simulator::start(scenario, 0, None).await.expect("loopback has a free port")
}
