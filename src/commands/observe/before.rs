//! What the plan needs to know of AWS, read before the client is started.

use std::time::Duration;

use tokio::time::timeout;

use crate::{
    aws::Session,
    commands::CommandContext,
    survey::{Question, Survey},
};

/// As far as it comes in this time.
const PATIENCE: Duration = Duration::from_secs(8);

/// Who it is, and the profiles of the client's region, which decide what a client calls that is not told otherwise.
pub(super) async fn read(command: &CommandContext) -> (Session, Survey) {
    let session = Session::connect(command.session.clone()).await;
    let survey = timeout(PATIENCE, answers(&session, command)).await.unwrap_or_default();
    (session, survey)
}

async fn answers(session: &Session, command: &CommandContext) -> Survey {
    let mut survey = Survey::default();
    let plan = command.planner.blind();
    let arns = plan.profile_arns().into_iter().map(|(region, arn)| Question::InferenceProfile(region, arn));
    let questions = [Question::Identity, Question::Profiles(plan.region.value.clone())].into_iter().chain(arns);
    let answers = futures::future::join_all(questions.map(|question| session.ask(question))).await;
    answers.into_iter().for_each(|answer| survey.apply(answer));
    survey
}
