//! `bedcheck policy`: what the plan needs of policies, tried on IAM's simulation before it is printed.

use std::sync::Arc;

use serde_json::json;

use super::{
    CommandContext, CommandError, check_request,
    collect::{Collected, collect},
    output::{self, emit_text},
    print_report,
};
use crate::{
    aws::Session,
    cli::Options,
    gaps::NeededPolicy,
    refusal::Refusal,
    report::{self, Format, PolicyForm, PolicyProof, PolicyTrial, Status},
    survey::PolicyAsk,
};

/// Collects, makes the documents, proves the one asked for.
pub(super) async fn policy(options: &Options, form: PolicyForm) -> Result<Status, CommandError> {
    let command = CommandContext::prepare(options).await?.answering_for(options);
    let collected = collect(&command, check_request(&command)).await;
    if collected.interrupted {
        return Ok(Status::Interrupted);
    }
    let needed = command.assess(&collected.survey).needed_policy();
    let proof = prove(&command, options, &collected, form, &needed).await;
    let report = report::policy(command.context(&collected.survey), form, &needed, &proof);
    // For a redirection: the document and nothing else, and the sentence beside it.
    if matches!(output::format(options), Format::Plain) && !options.printing.quiet {
        let status = report.status;
        if let Some(sentence) = collected.why_nothing(&command) {
            output::warn(&sentence);
            return Ok(Status::Unknown);
        }
        if let Some(sentence) = doubt(&needed, &proof) {
            output::warn(&sentence);
        }
        emit_text(&report::policy_text(form, &needed))?;
        return Ok(status);
    }
    print_report(&command, options, &collected, report)
}

/// What somebody who gets the document alone has to know.
fn doubt(needed: &NeededPolicy, proof: &PolicyProof) -> Option<String> {
    match proof {
        PolicyProof::NotTried(why) => Some(format!("not proven: {why}")),
        PolicyProof::Tried(trials) => {
            let wrong = trials.iter().filter(|trial| !trial.holds()).count();
            let left_out = needed.left_out.len();
            match (wrong, left_out) {
                (0, 0) => None,
                (0, _) => {
                    Some(format!("nothing is said of {left_out} calls of the plan: {}", needed.left_out.join("; ")))
                }
                _ => Some(format!("IAM's simulation does not agree in {wrong} of {} trials", trials.len())),
            }
        }
    }
}

/// Every needed call and every near miss, until IAM refuses to say.
async fn prove(
    command: &CommandContext,
    options: &Options,
    collected: &Collected,
    form: PolicyForm,
    needed: &NeededPolicy,
) -> PolicyProof {
    let left_alone = |why: &str| PolicyProof::NotTried(why.to_owned());
    if options.no_simulate {
        return left_alone("IAM was not asked (--no-simulate)");
    }
    if needed.calls.is_empty() {
        return left_alone("there is no call to allow");
    }
    if collected.timed_out {
        return left_alone("--timeout was over");
    }
    let session = Arc::new(Session::connect(command.session.clone()).await);
    // A service control policy allows nothing itself: it is tried on an identity that may do everything.
    let everything =
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}]});
    let document = form.document(needed).to_string();
    let documents = match form {
        PolicyForm::Iam | PolicyForm::Terraform => vec![document],
        PolicyForm::Scp => vec![everything.to_string(), document],
    };
    let asks =
        needed.calls.iter().map(|ask| (ask, true)).chain(form.near_misses(needed).iter().map(|ask| (ask, false)));
    let trying = async {
        let mut trials = Vec::new();
        for (ask, has_to_pass) in asks {
            let decisions = session.simulate_documents(&documents, ask).await?;
            trials.push(PolicyTrial { ask: PolicyAsk::clone(ask), has_to_pass, decisions });
        }
        Ok::<_, Refusal>(trials)
    };
    match tokio::time::timeout_at(command.deadline, trying).await {
        Ok(Ok(trials)) => PolicyProof::Tried(trials),
        Ok(Err(refusal)) => PolicyProof::NotTried(format!(
            "IAM was asked by iam:SimulateCustomPolicy and said no: {}",
            refusal.cause.phrase()
        )),
        Err(_) => left_alone("--timeout was over"),
    }
}
