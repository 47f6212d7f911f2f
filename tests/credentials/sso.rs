//! IAM Identity Center sessions that are not there, or over.

use crate::{SSO_TOKEN, Setting, support::one_sentence, told};

const CONFIG: &str = "[profile work]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = Developer\n\
                      region = us-west-2\n[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n\
                      sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n";

/// Where the AWS CLI keeps the token of a session: the SHA-1 of its name, `corp`.
const TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

fn says_how_to_sign_in(setting: &Setting) {
    for (env, flags) in [(&[][..], &["--profile", "work"][..]), (&[("AWS_PROFILE", "work")], &[])] {
        for command in ["check", "list"] {
            let mut command = setting.with(&[&[command], flags].concat());
            let (status, out, err) = told(command.envs(env.iter().copied()));
            assert_eq!((status, out.as_str()), (3, ""), "{err}");
            one_sentence(&err);
            assert!(err.contains("expired") && err.contains("`aws sso login --profile work`"), "{err}");
        }
    }
    let (status, document, err) = setting.list(&[], &["--profile", "work"]);
    assert_eq!(status, 3);
    one_sentence(&err);
    assert_eq!(document["account"], serde_json::Value::Null);
}

#[test]
fn never_signed_in() {
    let setting = Setting::new();
    setting.file("aws-config", CONFIG);
    says_how_to_sign_in(&setting);
    assert_eq!(setting.account.requests(), [], "nothing to sign with, nothing to ask");
}

#[test]
fn signed_in_long_ago() {
    let setting = Setting::new();
    setting.file("aws-config", CONFIG);
    let token = format!(
        r#"{{"startUrl":"https://example.awsapps.com/start","region":"us-east-1","accessToken":"{SSO_TOKEN}","expiresAt":"2026-01-05T08:00:00Z"}}"#
    );
    setting.file(TOKEN, &token);
    says_how_to_sign_in(&setting);
}

#[test]
fn a_profile_of_the_older_kind() {
    let setting = Setting::new();
    let config = "[profile work]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n\
                  sso_account_id = 444455556666\nsso_role_name = Developer\nregion = us-west-2\n";
    setting.file("aws-config", config);
    says_how_to_sign_in(&setting);
}
