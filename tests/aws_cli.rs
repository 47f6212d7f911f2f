//! A second client reads the simulator: the real `aws` command line, and botocore with its own shapes.
//!
//! Both are looked for in the virtual environment `BEDCHECK_PYTHON_ENV` names, then on the PATH. Without them the
//! tests say that they were skipped; with `BEDCHECK_REQUIRE_PEERS=1` they fail instead.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says so when it is skipped"
)]

use std::{
    env,
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Output},
};

use bedcheck::simulator::{Scenario, Simulator};
use serde_json::Value;

const HAIKU: &str = "anthropic.claude-haiku-4-5-20251001-v1:0";
const SONNET: &str = "anthropic.claude-sonnet-5";

/// A program that runs, or `None` after saying why the test is skipped.
fn peer(program: &str, proof: &[&str], test: &str) -> Option<PathBuf> {
    let in_env = env::var_os("BEDCHECK_PYTHON_ENV").map(|folder| PathBuf::from(folder).join("bin").join(program));
    // Outside a virtual environment Python often has its version in its name.
    let versioned = PathBuf::from(format!("{program}3"));
    let candidates = in_env.into_iter().chain([PathBuf::from(program), versioned]);
    let works = |path: &PathBuf| clean(path).args(proof).output().is_ok_and(|output| output.status.success());
    let found = candidates.into_iter().find(works);
    if found.is_none() {
        let required = env::var("BEDCHECK_REQUIRE_PEERS").is_ok_and(|value| value == "1");
        assert!(!required, "{test} needs `{program}` (`{}` does not run), and peers are required", proof.join(" "));
        println!("skipped {test}: `{program} {}` runs neither in BEDCHECK_PYTHON_ENV nor on the PATH", proof.join(" "));
    }
    found
}

/// A command with made-up credentials and nothing of the user's own AWS settings.
fn clean(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("AWS_")) {
            command.env_remove(name);
        }
    }
    command
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "example")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/nonexistent")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
        .env("AWS_MAX_ATTEMPTS", "1")
        .env("AWS_PAGER", "");
    command
}

/// Runs a scenario on a runtime of its own while the test blocks on other programs.
struct Served {
    simulator: Option<Simulator>,
    runtime: tokio::runtime::Runtime,
}

impl Served {
    fn new(scenario: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let scenario = Scenario::bundled(scenario).unwrap();
        let simulator = runtime.block_on(Simulator::start(scenario, 0, None)).unwrap();
        Self { simulator: Some(simulator), runtime }
    }

    fn url(&self) -> String {
        self.simulator.as_ref().unwrap().url()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(simulator) = self.simulator.take() {
            self.runtime.block_on(simulator.stop());
        }
    }
}

struct Aws {
    program: PathBuf,
    served: Served,
}

impl Aws {
    fn run(&self, region: &str, arguments: &[&str]) -> Output {
        clean(&self.program)
            .args(["--endpoint-url", &self.served.url(), "--region", region, "--output", "json"])
            .args(arguments)
            .output()
            .unwrap()
    }

    fn read(&self, region: &str, arguments: &[&str]) -> Value {
        let output = self.run(region, arguments);
        assert!(output.status.success(), "aws {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    fn refusal(&self, region: &str, arguments: &[&str]) -> String {
        let output = self.run(region, arguments);
        assert!(!output.status.success(), "aws {arguments:?} succeeded");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

fn aws(scenario: &str, test: &str) -> Option<Aws> {
    let program = peer("aws", &["--version"], test)?;
    Some(Aws { program, served: Served::new(scenario) })
}

fn ids<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[key].as_str().unwrap()).collect()
}

#[test]
fn the_aws_cli_reads_the_values_of_the_demo() {
    let Some(aws) = aws("demo", "the_aws_cli_reads_the_values_of_the_demo") else { return };
    let home = "us-west-2";
    let models = aws.read(home, &["bedrock", "list-foundation-models", "--by-provider", "anthropic"]);
    let models = ids(&models["modelSummaries"], "modelId");
    assert!(models.contains(&"anthropic.claude-opus-5-5") && !models.iter().any(|id| id.starts_with("amazon.")));

    let profiles =
        aws.read(home, &["bedrock", "list-inference-profiles", "--type-equals", "SYSTEM_DEFINED", "--page-size", "10"]);
    let profiles = ids(&profiles["inferenceProfileSummaries"], "inferenceProfileId");
    assert!(profiles.contains(&"us.anthropic.claude-sonnet-5") && profiles.len() > 20, "{profiles:?}");

    for (model, expected) in [(HAIKU, "AVAILABLE"), (SONNET, "NOT_AVAILABLE")] {
        let read = aws.read(home, &["bedrock", "get-foundation-model-availability", "--model-id", model]);
        assert_eq!(read["agreementAvailability"]["status"], expected);
    }
    let model = aws.read(home, &["bedrock", "get-foundation-model", "--model-identifier", HAIKU]);
    assert_eq!(model["modelDetails"]["modelName"], "Claude Haiku 4.5");
    let id = "global.anthropic.claude-opus-5-5";
    let profile = aws.read(home, &["bedrock", "get-inference-profile", "--inference-profile-identifier", id]);
    assert_eq!(profile["models"][1]["modelArn"], "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5-5");
    assert!(aws.read(home, &["bedrock", "get-use-case-for-model-access"])["formData"].is_string());
    let unfiled = aws.refusal("eu-south-2", &["bedrock", "get-use-case-for-model-access"]);
    assert!(
        unfiled.contains("(ResourceNotFoundException)") && unfiled.contains("You have not filled out"),
        "{unfiled}"
    );
    let offers = aws.read(home, &["bedrock", "list-foundation-model-agreement-offers", "--model-id", SONNET]);
    assert_eq!(offers["modelId"], SONNET);
}

#[test]
fn the_aws_cli_meets_the_refusals_of_the_demo() {
    let Some(aws) = aws("demo", "the_aws_cli_meets_the_refusals_of_the_demo") else { return };
    let disabled = aws.refusal("af-south-1", &["bedrock", "list-foundation-models"]);
    assert!(disabled.contains("(UnrecognizedClientException)"), "{disabled}");
    let denied = aws.refusal("ap-southeast-3", &["bedrock", "list-inference-profiles"]);
    assert!(denied.contains("(AccessDeniedException)") && denied.contains("service control policy"), "{denied}");

    let folder = tempfile::tempdir().unwrap();
    let answer = folder.path().join("answer.json");
    let body =
        r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}"#;
    let invoke = |id: &'static str| {
        ["bedrock-runtime", "invoke-model", "--model-id", id, "--body", body, answer.to_str().unwrap()]
    };
    // The second version of the command line takes blobs as base64 unless told otherwise; the first has no such option.
    let version = String::from_utf8_lossy(&aws.run("us-west-2", &["--version"]).stdout).into_owned();
    let raw: &[&str] =
        if version.starts_with("aws-cli/1") { &[] } else { &["--cli-binary-format", "raw-in-base64-out"] };
    aws.read("us-west-2", &[&invoke("us.anthropic.claude-opus-5-5")[..], raw].concat());
    let said: Value = serde_json::from_str(&std::fs::read_to_string(&answer).unwrap()).unwrap();
    assert_eq!(said["usage"]["output_tokens"], 1);
    let shut = aws.refusal("us-west-2", &[&invoke("us.anthropic.claude-sonnet-5")[..], raw].concat());
    assert!(shut.contains("(AccessDeniedException)") && shut.contains("aws-marketplace:Subscribe"), "{shut}");
}

#[test]
fn the_aws_cli_reads_the_other_services() {
    let Some(aws) = aws("demo", "the_aws_cli_reads_the_other_services") else { return };
    let home = "us-west-2";
    let identity = aws.read(home, &["sts", "get-caller-identity"]);
    assert_eq!(identity["Arn"], "arn:aws:sts::444455556666:assumed-role/Developer/dev1");
    let regions = aws.read(home, &["account", "list-regions", "--page-size", "20"]);
    let status = |name: &str| {
        let regions = regions["Regions"].as_array().unwrap();
        regions.iter().find(|region| region["RegionName"] == name).map(|region| region["RegionOptStatus"].clone())
    };
    assert_eq!(status("us-west-2").unwrap(), "ENABLED_BY_DEFAULT");
    assert_eq!((status("ca-west-1").unwrap(), status("af-south-1").unwrap()), ("ENABLED".into(), "DISABLED".into()));
    let quotas = aws.read(home, &["service-quotas", "list-service-quotas", "--service-code", "bedrock"]);
    let name = "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.7";
    let quota = quotas["Quotas"].as_array().unwrap().iter().find(|quota| quota["QuotaName"] == name).unwrap();
    assert_eq!(quota["Value"], 0.0);
    let simulated = aws.read(
        "us-east-1",
        &[
            "iam",
            "simulate-principal-policy",
            "--policy-source-arn",
            "arn:aws:iam::444455556666:role/Developer",
            "--action-names",
            "bedrock:InvokeModel",
            "aws-marketplace:Subscribe",
        ],
    );
    assert_eq!(ids(&simulated["EvaluationResults"], "EvalDecision"), ["allowed", "implicitDeny"]);
}

#[test]
fn botocore_finds_every_answer_in_shape() {
    let test = "botocore_finds_every_answer_in_shape";
    let Some(python) = peer("python", &["-c", "import botocore"], test) else { return };
    let served = Served::new("healthy");
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/peers/read_bedrock.py");
    let output = clean(&python).arg(script).args([&served.url(), "us-west-2"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    let agreements = read["agreements"].as_object().unwrap();
    assert!(agreements.len() > 15 && agreements.values().all(|status| status == "AVAILABLE"), "{agreements:?}");
    assert_eq!(
        (&read["form"], &read["said"], &read["account"]),
        (&"Example".into(), &"message".into(), &"111122223333".into())
    );
    assert!(read["refusal"].as_str().unwrap().contains("isn\u{2019}t supported"), "{}", read["refusal"]);
    assert_eq!(read["regions"].as_object().unwrap().len(), 33);
    assert!(read["retention"].is_null() || read["retention"] == "aws_review", "{}", read["retention"]);
    assert_eq!(read["decisions"], serde_json::json!(["allowed", "allowed"]));
    assert_eq!(read["quota_names"], 100, "a full page, every name once");
}
