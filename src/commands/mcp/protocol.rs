//! The Model Context Protocol, as much of it as a server with tools needs: a line in, a line out.

use serde_json::{Map, Value, json};

use crate::catalog::printable;

/// The revisions that are spoken here; they differ in nothing that this server does.
const REVISIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// What a line asks for.
#[derive(Debug)]
pub(super) enum Received {
    /// A notification.
    Nothing,
    /// It is answered at once.
    Answer(String),
    /// A tool is to be run.
    Call(ToolCall),
}

/// A tool with its arguments, which are known to be good.
#[derive(Debug)]
pub(super) struct ToolCall {
    id: Value,
    tool: &'static Tool,
    given: Map<String, Value>,
}

/// What came of running it.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) document: String,
    pub(super) said: String,
    pub(super) status: Option<i32>,
}

#[derive(Debug)]
struct Tool {
    name: &'static str,
    about: &'static str,
    parameters: &'static [Parameter],
}

#[derive(Debug)]
struct Parameter {
    name: &'static str,
    about: &'static str,
    /// The option it is given with; the last argument where there is none.
    option: Option<&'static str>,
    needed: bool,
}

const REGION: Parameter = Parameter {
    name: "region",
    about: "The region asked about, such as us-west-2; without it the one that Claude Code uses here",
    option: Some("--region"),
    needed: false,
};
const VERSION: Parameter = Parameter {
    name: "claude_code_version",
    about: "Predict for this version of Claude Code, such as 2.1.332; without it the installed one",
    option: Some("--claude-code-version"),
    needed: false,
};

const TOOLS: [Tool; 5] = [
    Tool {
        name: "plan",
        about: "Which models Claude Code will call as configured here, role by role, and where each id comes from. Asks nobody.",
        parameters: &[REGION, VERSION],
    },
    Tool {
        name: "check",
        about: "Whether the AWS identity in use can call every model that Claude Code will call on Amazon Bedrock; for each \
                that it cannot: which gate is blocked, why, and how to open it. Reads AWS; calls no model.",
        parameters: &[REGION, VERSION],
    },
    Tool {
        name: "explain",
        about: "The gates of one Claude model in one region (a name such as Sonnet 5, a model id, a profile id or an ARN), or the \
                meaning of the text of an error of Bedrock or Claude Code, with what to do about it.",
        parameters: &[
            Parameter { name: "what", about: "The model, or the text of the error", option: None, needed: true },
            REGION,
        ],
    },
    Tool {
        name: "list",
        about: "Every Claude model in these regions with its access status.",
        parameters: &[Parameter {
            name: "regions",
            about: "A comma list such as us-west-2,eu-west-1; enabled for all of the account, which is a long answer",
            option: Some("--regions"),
            needed: true,
        }],
    },
    Tool {
        name: "seen",
        about: "Which models Claude Code really called or was refused on this machine, from what it left on disk: ids, times and \
                error texts, nothing of any conversation.",
        parameters: &[Parameter {
            name: "since",
            about: "How far back: 30m, 24h, 7d, 2w, or a day such as 2026-11-20",
            option: Some("--since"),
            needed: false,
        }],
    },
];

impl ToolCall {
    /// The command of the program.
    pub(super) fn command(&self) -> [&'static str; 1] {
        [self.tool.name]
    }

    /// What follows it. An argument is one word to the program, whatever is in it.
    pub(super) fn arguments(&self) -> impl Iterator<Item = String> + '_ {
        let given = |parameter: &'_ &Parameter| self.given.get(parameter.name).and_then(Value::as_str);
        let options = self.tool.parameters.iter().filter_map(move |parameter| {
            let value = given(&parameter)?;
            Some(format!("{}={value}", parameter.option?))
        });
        let last = self.tool.parameters.iter().filter(|parameter| parameter.option.is_none());
        let last = last.filter_map(move |parameter| self.given.get(parameter.name)?.as_str().map(str::to_owned));
        options.chain(last.flat_map(|word| ["--".to_owned(), word]))
    }
}

/// Reads a line.
pub(super) fn receive(line: &str) -> Received {
    if line.trim().is_empty() {
        return Received::Nothing;
    }
    let Ok(message) = serde_json::from_str::<Value>(line) else {
        return Received::Answer(error(&Value::Null, -32700, "this is no JSON"));
    };
    let id = message.get("id").cloned();
    let method = message.get("method").and_then(Value::as_str);
    let (Some(method), true) = (method, message["jsonrpc"] == "2.0") else {
        // An answer to a question that was never asked needs none.
        let is_answer = message.get("result").is_some() || message.get("error").is_some();
        let id = id.unwrap_or_default();
        return if is_answer { Received::Nothing } else { Received::Answer(error(&id, -32600, "this is no request")) };
    };
    let Some(id) = id else { return Received::Nothing };
    match method {
        "initialize" => Received::Answer(result(&id, &initialized(&message["params"]))),
        "ping" => Received::Answer(result(&id, &json!({}))),
        "tools/list" => {
            Received::Answer(result(&id, &json!({"tools": TOOLS.iter().map(described).collect::<Vec<_>>()})))
        }
        "tools/call" => call(id, &message["params"]),
        other => Received::Answer(error(&id, -32601, &format!("there is no method {other}"))),
    }
}

/// The answer to a call. A gap is an answer like any other; what could not be asked is an error of the tool.
pub(super) fn answer(call: &ToolCall, outcome: &Outcome) -> String {
    let document: Option<Value> = serde_json::from_str(&outcome.document).ok();
    let said = printable(outcome.said.trim().trim_start_matches("bedcheck: ")).into_owned();
    let text = match (&document, said.is_empty()) {
        (Some(_), _) => outcome.document.trim_end().to_owned(),
        (None, false) => said.clone(),
        (None, true) => format!("bedcheck ended with status {:?} and said nothing", outcome.status),
    };
    let mut content = vec![json!({"type": "text", "text": text})];
    if document.is_some() && !said.is_empty() {
        content.push(json!({"type": "text", "text": said}));
    }
    let mut answer = json!({"content": content, "isError": document.is_none()});
    if let (Some(document), Some(fields)) = (document, answer.as_object_mut()) {
        fields.insert("structuredContent".to_owned(), document);
    }
    result(&call.id, &answer)
}

fn initialized(params: &Value) -> Value {
    let asked = params["protocolVersion"].as_str().unwrap_or_default();
    let revision = REVISIONS.into_iter().find(|known| *known == asked).unwrap_or(REVISIONS[0]);
    json!({
        "protocolVersion": revision,
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "bedcheck", "version": env!("CARGO_PKG_VERSION")},
        "instructions": "Claude on Amazon Bedrock: which models this machine's identity can call and which ones Claude Code will \
                         call. Use check when a call is refused or models behave unexpectedly, explain for the text of an error. \
                         All tools only read; to mend something, show the user the remedies of the answer.",
    })
}

fn described(tool: &Tool) -> Value {
    let property =
        |parameter: &Parameter| (parameter.name.to_owned(), json!({"type": "string", "description": parameter.about}));
    let needed: Vec<&str> = tool.parameters.iter().filter(|one| one.needed).map(|one| one.name).collect();
    json!({
        "name": tool.name,
        "description": tool.about,
        "inputSchema": {
            "type": "object",
            "properties": tool.parameters.iter().map(property).collect::<Map<_, _>>(),
            "required": needed,
            "additionalProperties": false,
        },
        "annotations": {"readOnlyHint": true, "destructiveHint": false, "idempotentHint": true},
    })
}

fn call(id: Value, params: &Value) -> Received {
    let name = params["name"].as_str().unwrap_or_default();
    let Some(tool) = TOOLS.iter().find(|tool| tool.name == name) else {
        let known = TOOLS.map(|tool| tool.name).join(", ");
        return Received::Answer(error(&id, -32602, &format!("there is no tool {name}; there are {known}")));
    };
    let given = params["arguments"].as_object().cloned().unwrap_or_default();
    let unknown = given.iter().find(|(name, value)| {
        !value.is_string() || !tool.parameters.iter().any(|parameter| parameter.name == name.as_str())
    });
    let missing = tool.parameters.iter().find(|parameter| parameter.needed && !given.contains_key(parameter.name));
    let wrong = match (unknown, missing) {
        (Some((name, _)), _) => Some(format!("{} takes no argument {name} of that kind", tool.name)),
        (None, Some(parameter)) => Some(format!("{} needs {}", tool.name, parameter.name)),
        (None, None) => None,
    };
    match wrong {
        Some(why) => Received::Answer(error(&id, -32602, &why)),
        None => Received::Call(ToolCall { id, tool, given }),
    }
}

fn result(id: &Value, result: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string()
}

fn error(id: &Value, code: i32, message: &str) -> String {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": printable(message)}}).to_string()
}
