//! `bedcheck mcp`: the protocol line by line, the documents as the commands print them, and nothing but reads.

use std::{collections::BTreeMap, io::Write as _, process::Stdio};

use serde_json::{Value, json};

use crate::{
    Place,
    account::Account,
    support::{self, items, one_sentence},
};

/// Says these lines to a server and hears all it answers, by id.
fn talk(command: &mut std::process::Command, lines: &[String]) -> (i32, BTreeMap<String, Value>) {
    let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = server.stdin.take().unwrap();
    for line in lines {
        writeln!(stdin, "{line}").unwrap();
    }
    drop(stdin);
    let out = server.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    let answers = String::from_utf8(out.stdout).unwrap();
    let answers = answers.lines().map(|line| {
        let answer: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(answer["jsonrpc"], "2.0");
        (answer["id"].to_string(), answer)
    });
    (out.status.code().unwrap(), answers.collect())
}

fn request(id: u32, method: &str, params: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string()
}

fn call(id: u32, tool: &str, arguments: &Value) -> String {
    request(id, "tools/call", &json!({"name": tool, "arguments": arguments}))
}

#[test]
fn a_client_is_greeted_and_told_the_tools() {
    let lines = [
        request(
            1,
            "initialize",
            &json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}),
        ),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string(),
        request(2, "tools/list", &json!({})),
        request(3, "ping", &json!({})),
        request(4, "resources/list", &json!({})),
        "no JSON".to_owned(),
        request(5, "initialize", &json!({"protocolVersion": "1999-01-01"})),
    ];
    let (status, answers) = talk(&mut Place::new().with(&["mcp", "--demo"]), &lines);
    assert_eq!((status, answers.len()), (0, 6), "a notification has no answer: {answers:?}");
    let greeting = &answers["1"]["result"];
    assert_eq!(
        (&greeting["protocolVersion"], &greeting["serverInfo"]["name"]),
        (&"2025-06-18".into(), &"bedcheck".into())
    );
    assert!(greeting["capabilities"]["tools"].is_object());
    assert_eq!(answers["5"]["result"]["protocolVersion"], "2025-11-25", "the newest one that is known");
    let tools = items(&answers["2"]["result"], "tools");
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["plan", "check", "explain", "list", "seen"]);
    for tool in tools {
        assert_eq!(
            (&tool["inputSchema"]["type"], &tool["annotations"]["readOnlyHint"]),
            (&"object".into(), &true.into())
        );
        assert!(tool["description"].as_str().is_some_and(|text| !text.is_empty()));
    }
    assert_eq!(answers["3"]["result"], json!({}));
    assert_eq!(
        (&answers["4"]["error"]["code"], &answers["null"]["error"]["code"]),
        (&(-32601).into(), &(-32700).into())
    );
}

#[test]
fn a_tool_answers_with_the_document_of_its_command() {
    let place = Place::new();
    let lines = [
        call(1, "plan", &json!({"claude_code_version": "2.1.332"})),
        call(2, "check", &json!({"region": "us-west-2"})),
        call(3, "explain", &json!({"what": "Sonnet 5", "region": "us-west-2"})),
        call(
            4,
            "explain",
            &json!({"what": "API Error: 403 You don't have access to the model with the specified model ID."}),
        ),
        call(5, "list", &json!({"regions": "us-west-2"})),
    ];
    let (status, answers) = talk(&mut place.with(&["mcp", "--demo=sales-gated"]), &lines);
    assert_eq!((status, answers.len()), (0, 5));
    let schemas = ["plan", "check", "explain", "explain", "list"];
    for (id, schema) in (1..).zip(schemas) {
        let result = &answers[&id.to_string()]["result"];
        assert_eq!(
            (&result["isError"], &result["structuredContent"]["schema"]),
            (&false.into(), &format!("bedcheck.{schema}/1").into())
        );
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"]);
    }
    let undated = |document: &Value| {
        let mut document = document.clone();
        document["generated_at"] = Value::Null;
        document.as_object_mut().unwrap().remove("dates");
        document
    };
    let check = place.document(&["check", "--demo=sales-gated", "--region", "us-west-2"]);
    assert_eq!(undated(&answers["2"]["result"]["structuredContent"]), undated(&check), "a gap is an answer, no error");
}

#[test]
fn what_is_wrong_is_said_and_no_argument_becomes_an_option() {
    let lines = [
        call(1, "verify", &json!({})),
        call(2, "explain", &json!({})),
        call(3, "check", &json!({"region": "nowhere"})),
        call(4, "check", &json!({"profile": "other"})),
        call(5, "explain", &json!({"what": "--demo=healthy"})),
        call(6, "list", &json!({"regions": "us-west-2", "verbose": true})),
    ];
    let (_, answers) = talk(&mut Place::new().with(&["mcp", "--demo=healthy"]), &lines);
    for id in ["1", "2", "4", "6"] {
        assert_eq!(answers[id]["error"]["code"], -32602, "{}", answers[id]);
    }
    for id in ["3", "5"] {
        let result = &answers[id]["result"];
        assert_eq!(result["isError"], true, "{result}");
        assert!(result["content"][0]["text"].as_str().is_some_and(|text| !text.is_empty()), "{result}");
    }
    assert!(answers["1"]["error"]["message"].as_str().unwrap().contains("plan, check, explain, list, seen"));
}

/// Whatever is asked, AWS sees reads alone.
#[test]
fn no_tool_calls_a_model_or_changes_anything() {
    let (account, place) = (Account::bundled("healthy"), Place::new());
    let lines = [
        call(1, "check", &json!({})),
        call(2, "explain", &json!({"what": "Sonnet 5"})),
        call(3, "list", &json!({"regions": "us-west-2"})),
        call(4, "plan", &json!({})),
        call(5, "seen", &json!({})),
    ];
    let mut command = place.with(&["mcp"]);
    command.env("AWS_ENDPOINT_URL", account.url()).env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000").env("AWS_SECRET_ACCESS_KEY", "example");
    let (_, answers) = talk(&mut command, &lines);
    assert_eq!(answers.len(), 5);
    let asked = account.requests();
    assert!(asked.len() > 10);
    for request in asked {
        let reads = ["Get", "List", "Simulate"].iter().any(|verb| request.operation.starts_with(verb));
        assert!(reads, "{}", request.operation);
    }
}

#[test]
fn the_files_for_claude_code_are_written_after_asking() {
    let place = Place::new();
    let (status, out, err) = place.run(&["claude-code", "install"]);
    assert_eq!((status, out.as_str()), (2, ""), "nobody to ask");
    one_sentence(&err);
    let (status, _, err) = place.run(&["claude-code", "install", "--yes", "--read-only"]);
    assert_eq!(status, 2);
    one_sentence(&err);
    assert!(!place.home.path().join(".claude").exists());
    let (status, out, err) = place.run(&["claude-code", "install", "--yes"]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    for (file, name) in
        [(".claude/commands/bedcheck.md", "description: "), (".claude/skills/bedcheck/SKILL.md", "name: bedcheck")]
    {
        let text = place.read(file);
        assert!(text.starts_with("---\n") && text.contains(name), "{text}");
    }
    let (status, out, err) = place.run(&["claude-code", "install"]);
    assert_eq!((status, out.as_str()), (0, ""), "there already: nothing to ask");
    one_sentence(&err);
    let into = support::run(&mut place.with(&["claude-code", "install", "--yes", "--into", "project/.claude"]));
    assert_eq!(into.0, 0, "{}", into.2);
    assert!(place.home.path().join("project/.claude/skills/bedcheck/SKILL.md").exists());
}
