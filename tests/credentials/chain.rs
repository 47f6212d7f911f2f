//! Keys from the environment, from a file, from a process.

use crate::{SECRET_KEY, SESSION_TOKEN, Setting, all_read, told};

const ARN: &str = "arn:aws:sts::111122223333:assumed-role/Developer/dev1";

#[test]
fn keys_in_the_environment() {
    let setting = Setting::new();
    let keys = [
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("AWS_SESSION_TOKEN", SESSION_TOKEN),
    ];
    let answer = setting.list(&keys, &[]);
    all_read(&answer);
    assert_eq!((&answer.1["account"]["arn"], &answer.1["account"]["profile"]), (&ARN.into(), &().into()));
    assert!(setting.account.requests().iter().all(|request| request.auth == "sigv4"));
}

#[test]
fn a_profile_with_a_credential_process() {
    let setting = Setting::new();
    let process = setting.home.path().join("keys.json");
    let keys = format!(
        r#"{{"Version":1,"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"{SECRET_KEY}","SessionToken":"{SESSION_TOKEN}"}}"#
    );
    setting.file("keys.json", &keys);
    let config = format!("[profile work]\nregion = us-west-2\ncredential_process = /bin/cat {}\n", process.display());
    setting.file("aws-config", &config);
    for (env, flags) in [(&[][..], &["--profile", "work"][..]), (&[("AWS_PROFILE", "work")], &[])] {
        let answer = setting.list(env, flags);
        all_read(&answer);
        assert_eq!((&answer.1["account"]["arn"], &answer.1["account"]["profile"]), (&ARN.into(), &"work".into()));
    }
}

#[test]
fn a_profile_in_the_credentials_file_names_the_region_too() {
    let setting = Setting::new();
    setting.file(
        "aws-credentials",
        &format!("[work]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = {SECRET_KEY}\n"),
    );
    setting.file("aws-config", "[profile work]\nregion = eu-west-1\n");
    let mut command = setting.with(&["explain", "Opus 5.5", "--profile", "work", "--output", "json"]);
    command.env("CLAUDE_CODE_USE_BEDROCK", "1");
    let (status, out, err) = told(&mut command);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains(r#""region": "eu-west-1""#), "{out}");
}

#[test]
fn a_process_that_fails_is_said_in_one_sentence() {
    let setting = Setting::new();
    setting.file("aws-config", "[profile work]\nregion = us-west-2\ncredential_process = /bin/false\n");
    let (status, out, err) = told(&mut setting.with(&["check", "--profile", "work"]));
    assert_eq!((status, out.as_str()), (3, ""), "{err}");
    crate::support::one_sentence(&err);
    assert!(err.contains("work"), "{err}");
}

#[test]
fn a_profile_that_does_not_exist_is_said_in_one_sentence() {
    let setting = Setting::new();
    setting.file("aws-config", "[profile work]\nregion = us-west-2\n");
    let (status, out, err) = told(&mut setting.with(&["check", "--profile", "nosuch\u{1b}[31m"]));
    assert_eq!((status, out.as_str()), (2, ""), "a matter of configuration: {err}");
    crate::support::one_sentence(&err);
    assert!(err.contains("nosuch") && err.contains("there are: work") && !err.contains('\u{1b}'), "{err:?}");
    assert_eq!(setting.account.requests(), []);
}
