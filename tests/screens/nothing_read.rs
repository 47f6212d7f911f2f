//! Screens of an account that says nothing, or not yet: what was looked for, and what to do.

use bedcheck::survey::Question;

use super::*;

#[test]
fn before_the_first_answer() {
    let mut model = Model::new(fixture::setup(Survey::default()));
    start(&mut model);
    check_at("loading", &model, "terminal", (80, 24));
    model.screen.view = View::Calls;
    model.settle();
    check_at("loading_claude_code", &model, "terminal", (80, 24));
}

fn without_identity(mut survey: Survey, cause: Cause, kind: &str, text: &str) -> Model {
    observe(&mut survey, Reading::Identity(Err(refusal(cause, kind, 400, text))));
    Model::new(fixture::setup(survey))
}

#[test]
fn without_credentials() {
    let text = "the credential provider was not enabled";
    let mut model = without_identity(Survey::default(), Cause::NoCredentials, "", text);
    model.account.looked_for = [
        ("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", "not set"),
        ("AWS_BEARER_TOKEN_BEDROCK", "not set"),
        ("/home/anna/.aws/config", "there, without a profile work"),
        ("/home/anna/.aws/credentials", "no such file"),
        ("instance metadata", "asked last; gave none"),
    ]
    .map(|(place, found)| (place.to_owned(), found.to_owned()))
    .to_vec();
    check("no_credentials", &model);
}

#[test]
fn expired_without_and_with_older_data() {
    let text = "The security token included in the request is expired";
    let model = without_identity(Survey::default(), Cause::ExpiredCredentials, "ExpiredToken", text);
    check_at("expired", &model, "terminal", (80, 24));
    let mut survey = fixture::survey();
    survey.apply(bedcheck::survey::Observation {
        reading: Reading::Identity(Err(refusal(Cause::ExpiredCredentials, "ExpiredToken", 400, text))),
        at: fixture::now(),
    });
    check_at("expired_with_data", &Model::new(fixture::setup(survey)), "terminal", (80, 24));
}

#[test]
fn offline() {
    let model = without_identity(Survey::default(), Cause::Unreachable, "", "dns error: failed to look up address");
    check_at("offline", &model, "terminal", (80, 24));
}

#[test]
fn denied_everywhere() {
    let mut survey = fixture::survey();
    survey.regions.clear();
    for name in ["us-west-2", "us-east-1"] {
        for question in [Question::Models(region(name)), Question::Profiles(region(name))] {
            let action = format!("bedrock:{}", question.operation());
            let text = format!(
                "User: arn:aws:sts::444455556666:assumed-role/Developer/dev1 is not authorized to perform: {action} on resource: * because no identity-based policy allows the action"
            );
            let mut denied = refusal(Cause::NotAllowed, "AccessDeniedException", 403, &text);
            denied.captures.insert("action".to_owned(), action);
            observe(&mut survey, question.refused(denied));
        }
    }
    check_at("denied", &Model::new(fixture::setup(survey)), "terminal", (80, 24));
}
