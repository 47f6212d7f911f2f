//! Who signs, set-up by set-up: a listener between the program and the account notes every `Authorization`.

use std::{
    collections::BTreeSet,
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use serde_json::Value;

use crate::{API_KEY, Setting, told};

/// Passes everything on to an account, and keeps what was asked.
pub(crate) struct Listener {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<u8>>>,
}

impl Listener {
    pub(crate) fn before(account: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (account, asked) = (account.trim_start_matches("http://").to_owned(), Arc::default());
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(&account).unwrap());
                let (back, forth) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || pass(client, forth, &kept));
                std::thread::spawn(move || pass(server, back, &Mutex::default()));
            }
        });
        Self { url, asked }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.asked.lock().unwrap()).into_owned()
    }

    /// The key of every signature, and every bearer token.
    fn signers(&self) -> BTreeSet<String> {
        let text = self.text();
        let lines = text.lines().filter(|line| line.to_ascii_lowercase().starts_with("authorization: "));
        let who = |line: &str| {
            let value = line.split_once(": ").unwrap().1;
            let key = value.split_once("Credential=").and_then(|(_, rest)| rest.split('/').next());
            key.unwrap_or(value).to_owned()
        };
        lines.map(who).collect()
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, kept: &Mutex<Vec<u8>>) {
    let mut bytes = [0; 16384];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        kept.lock().unwrap().extend(&bytes[..length]);
        if to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    // The other end may be gone already.
    let _ = to.shutdown(Shutdown::Write);
}

/// A home with two profiles, and settings of the user's and of the project's own.
struct SetUp {
    env: Vec<(&'static str, &'static str)>,
    user: &'static str,
    project: &'static str,
    args: &'static [&'static str],
}

const SHELL_KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIASHELL"), ("AWS_SECRET_ACCESS_KEY", "x")];
const EXPORT: &str =
    r#"printf '{"Credentials":{"AccessKeyId":"AKIAEXPORTED","SecretAccessKey":"x","SessionToken":"t"}}'"#;

/// Runs `check`; who signed, the document, and what was said on standard error.
fn run(setup: &SetUp) -> (Listener, Value, String) {
    let setting = Setting::new();
    let key = |id: &str| format!("aws_access_key_id = {id}\naws_secret_access_key = x\n");
    setting.file("aws-credentials", &format!("[default]\n{}[work]\n{}", key("AKIADEFAULT"), key("AKIAWORK")));
    setting.file("moved", &format!("[work]\n{}", key("AKIAMOVED")));
    let place = setting.home.path().display().to_string();
    let settings = |text: &str| text.replace("HOME", &place).replace("EXPORT", &EXPORT.replace('"', "\\\""));
    if !setup.user.is_empty() {
        setting.file(".claude/settings.json", &settings(setup.user));
    }
    setting.file("proj/.claude/settings.json", &settings(if setup.project.is_empty() { "{}" } else { setup.project }));
    let listener = Listener::before(&setting.account.url());
    let args = ["check", "--output", "json", "--project", "proj", "--claude-code-version", "2.1.330"];
    let mut command = setting.with(&[&args, setup.args].concat());
    command.env("AWS_ENDPOINT_URL", &listener.url).env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    let (_, out, err) = told(command.envs(setup.env.iter().copied()));
    (listener, serde_json::from_str(&out).unwrap_or_default(), err)
}

fn of(env: &[(&'static str, &'static str)], user: &'static str) -> SetUp {
    SetUp { env: env.to_vec(), user, project: "", args: &[] }
}

fn with_keys(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [&SHELL_KEYS[..], more].concat()
}

/// Set-up by set-up: its name, the only one who may sign, and what is said of it.
fn each(table: Vec<(&str, SetUp, &str, &str)>) {
    for (name, setup, signer, said) in table {
        let (listener, document, err) = run(&setup);
        assert_eq!(listener.signers(), BTreeSet::from([signer.to_owned()]), "{name}: {err}");
        let text = document["asked_as"]["text"].as_str().unwrap_or_default();
        assert!(text.contains(said), "{name}: {document}");
        if let Some(source) = document["account"]["source"].as_str() {
            assert_eq!(source, text, "{name}");
        }
    }
}

#[test]
fn a_named_profile_beats_keys_of_the_shell() {
    each(vec![
        ("nothing set", of(&[], ""), "AKIADEFAULT", "the default profile"),
        ("keys of the shell", of(&SHELL_KEYS, ""), "AKIASHELL", "AWS_ACCESS_KEY_ID (shell environment)"),
        (
            "a profile beats them",
            of(&with_keys(&[("AWS_PROFILE", "work")]), ""),
            "AKIAWORK",
            "profile work (AWS_PROFILE, shell environment)",
        ),
        (
            "a profile of the user's settings",
            of(&SHELL_KEYS, r#"{"env":{"AWS_PROFILE":"work"}}"#),
            "AKIAWORK",
            "profile work (AWS_PROFILE, `env` block of the user settings, line 1)",
        ),
    ]);
}

#[test]
fn keys_of_the_users_settings_count_and_a_projects_do_not() {
    each(vec![
        (
            "a project's profile is not followed",
            SetUp { project: r#"{"env":{"AWS_PROFILE":"work"}}"#, ..of(&SHELL_KEYS, "") },
            "AKIASHELL",
            "shell environment",
        ),
        (
            "a project's keys are not followed",
            SetUp {
                project: r#"{"env":{"AWS_ACCESS_KEY_ID":"AKIAPROJECT","AWS_SECRET_ACCESS_KEY":"x"}}"#,
                ..of(&SHELL_KEYS, "")
            },
            "AKIASHELL",
            "shell environment",
        ),
        (
            "keys of the user's settings",
            of(&SHELL_KEYS, r#"{"env":{"AWS_ACCESS_KEY_ID":"AKIAUSER","AWS_SECRET_ACCESS_KEY":"x"}}"#),
            "AKIAUSER",
            "AWS_ACCESS_KEY_ID (`env` block of the user settings",
        ),
        (
            "a reference is not expanded",
            of(&SHELL_KEYS, r#"{"env":{"AWS_ACCESS_KEY_ID":"${AWS_ACCESS_KEY_ID}"}}"#),
            "${AWS_ACCESS_KEY_ID}",
            "user settings",
        ),
    ]);
}

#[test]
fn an_api_key_comes_first_and_an_empty_one_is_none() {
    let bearer = format!("Bearer {API_KEY}");
    each(vec![
        (
            "an API key of the user's settings",
            of(&SHELL_KEYS, r#"{"env":{"AWS_BEARER_TOKEN_BEDROCK":"ABSKQmVkcm9ja0FQSUtleUVYQU1QTEU"}}"#),
            &bearer,
            "AWS_BEARER_TOKEN_BEDROCK (`env` block of the user settings",
        ),
        (
            "an API key beats a profile",
            of(&with_keys(&[("AWS_PROFILE", "work"), ("AWS_BEARER_TOKEN_BEDROCK", API_KEY)]), ""),
            &bearer,
            "AWS_BEARER_TOKEN_BEDROCK (shell environment)",
        ),
        (
            "an empty one is none",
            of(&with_keys(&[("AWS_PROFILE", "work"), ("AWS_BEARER_TOKEN_BEDROCK", "")]), ""),
            "AKIAWORK",
            "profile work",
        ),
        (
            "settings erase the shell's",
            of(&[("AWS_BEARER_TOKEN_BEDROCK", API_KEY)], r#"{"env":{"AWS_BEARER_TOKEN_BEDROCK":""}}"#),
            "AKIADEFAULT",
            "the default profile",
        ),
    ]);
}

#[test]
fn moved_files_and_commands_of_the_users_own_count() {
    each(vec![
        (
            "a name the client does not read",
            of(&[("CLAUDE_CODE_AWS_PROFILE", "work")], ""),
            "AKIADEFAULT",
            "the default profile",
        ),
        (
            "the user's settings move the AWS files",
            of(&[], r#"{"env":{"AWS_PROFILE":"work","AWS_SHARED_CREDENTIALS_FILE":"HOME/moved"}}"#),
            "AKIAMOVED",
            "profile work",
        ),
        (
            "what the export command prints",
            SetUp {
                args: &["--run-credential-commands"],
                ..of(&with_keys(&[("AWS_PROFILE", "work")]), r#"{"awsCredentialExport":"EXPORT"}"#)
            },
            "AKIAEXPORTED",
            "awsCredentialExport printed (`awsCredentialExport` of the user settings, line 1)",
        ),
        (
            "a project's export command is never run",
            SetUp {
                args: &["--run-credential-commands"],
                project: r#"{"awsCredentialExport":"EXPORT"}"#,
                ..of(&with_keys(&[("AWS_PROFILE", "work")]), "")
            },
            "AKIAWORK",
            "profile work",
        ),
        (
            "an explicit profile is that profile alone",
            SetUp {
                args: &["--profile", "work", "--run-credential-commands"],
                ..of(
                    &[&SHELL_KEYS[..], &[("AWS_BEARER_TOKEN_BEDROCK", API_KEY)]].concat(),
                    r#"{"awsCredentialExport":"EXPORT"}"#,
                )
            },
            "AKIAWORK",
            "profile work (--profile)",
        ),
    ]);
}

#[test]
fn several_profiles_are_several_identities() {
    let setup = SetUp { args: &["--profile", "work", "--profile", "default"], ..of(&SHELL_KEYS, "") };
    let (listener, document, _) = run(&setup);
    assert_eq!(listener.signers(), BTreeSet::from(["AKIAWORK".to_owned(), "AKIADEFAULT".to_owned()]), "{document}");
}

#[test]
fn what_the_aws_cli_would_use_is_said_when_it_is_another() {
    let both = [&SHELL_KEYS[..], &[("AWS_PROFILE", "work")]].concat();
    let (_, document, _) = run(&of(&both, ""));
    assert_eq!(document["asked_as"]["aws_cli"], "AWS_ACCESS_KEY_ID of the shell environment");
    let (_, document, _) = run(&of(&[], r#"{"env":{"AWS_PROFILE":"work"}}"#));
    assert_eq!(document["asked_as"]["aws_cli"], "the default profile");
    for same in [of(&SHELL_KEYS, ""), of(&[("AWS_PROFILE", "work")], ""), of(&[], "")] {
        assert_eq!(run(&same).1["asked_as"]["aws_cli"], Value::Null);
    }
}

#[test]
fn an_export_command_that_was_not_run_is_named_with_its_place() {
    let (listener, document, _) = run(&of(&SHELL_KEYS, "{\n\"awsCredentialExport\":\"EXPORT\"}"));
    assert_eq!(listener.signers(), BTreeSet::from(["AKIASHELL".to_owned()]));
    let said = document["asked_as"]["remarks"][0].as_str().unwrap();
    for words in
        ["awsCredentialExport", "user settings, line 2", "not run", "another identity", "--run-credential-commands"]
    {
        assert!(said.contains(words), "{said}");
    }
    let failing = SetUp { args: &["--run-credential-commands"], ..of(&[], r#"{"awsCredentialExport":"exit 3"}"#) };
    let (listener, _, err) = run(&failing);
    crate::support::one_sentence(&err);
    assert!(err.contains("awsCredentialExport") && err.contains("user settings, line 1"), "{err}");
    assert_eq!(listener.text(), "", "nobody is asked in its place");
}

#[test]
fn a_reference_in_settings_is_said_to_be_sent_as_it_stands() {
    let setting = Setting::new();
    setting.file(
        ".claude/settings.json",
        r#"{"env":{"AWS_ACCESS_KEY_ID":"${AWS_ACCESS_KEY_ID}","AWS_SECRET_ACCESS_KEY":"$S"}}"#,
    );
    let mut command = setting.with(&["plan", "--output", "json"]);
    let (_, out, _) = told(command.envs(SHELL_KEYS));
    assert!(out.contains("AWS_ACCESS_KEY_ID is literally ${AWS_ACCESS_KEY_ID}"), "{out}");
}

#[test]
fn an_empty_api_key_is_one_for_a_client_that_sends_it() {
    let problems = |version: &str| {
        let setting = Setting::new();
        let mut command = setting.with(&["plan", "--output", "json", "--claude-code-version", version]);
        told(command.env("AWS_BEARER_TOKEN_BEDROCK", "")).1
    };
    assert!(problems("2.1.96").contains("sends it all the same"));
    assert!(!problems("2.1.97").contains("sends it all the same"));
}

const ROLE: &str =
    "[profile lead]\nrole_arn = arn:aws:iam::111122223333:role/Lead\nsource_profile = work\nregion = us-west-2\n";

#[test]
fn the_endpoint_reaches_the_call_for_a_role() {
    let setting = Setting::new();
    setting.file("aws-config", ROLE);
    setting.file("aws-credentials", "[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = x\n");
    let listener = Listener::before(&setting.account.url());
    let mut command = crate::support::bedcheck(setting.home.path());
    command.args(["check", "--profile", "lead", "--endpoint-url", &listener.url]);
    told(&mut command);
    let text = listener.text();
    assert!(text.contains("Action=AssumeRole") && text.contains("Credential=AKIAWORK/"), "{text}");
}

#[test]
fn an_sts_that_cannot_be_reached_says_nothing_of_the_credentials() {
    let setting = Setting::new();
    setting.file("aws-config", ROLE);
    setting.file("aws-credentials", "[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = x\n");
    let mut command = crate::support::bedcheck(setting.home.path());
    command.args(["check", "--profile", "lead", "--endpoint-url", "http://127.0.0.1:9"]);
    let (status, out, err) = told(&mut command);
    assert_eq!(status, 3, "{out}{err}");
    assert!(!out.contains("not accepted") && !err.contains("not accepted"), "{out}{err}");
}
