//! ListTrustedAccessPrograms and ListProjects.

use serde_json::{Value, json};

use crate::simulator::{
    answer::{Answer, Problem, page},
    context::Context,
    operation::Operation,
};

pub(in crate::simulator) fn trusted_access(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::ListTrustedAccessPrograms)?;
    let programs = context.scenario.trusted_access_programs().iter().map(|program| {
        let mut summary = json!({
            "programId": program.id, "name": program.name, "description": program.name, "providerName": program.provider,
            "detailsUrl": program.details_url, "status": program.status, "source": "account", "optIn": "inherit",
            "resolvedFor": {"accountId": context.scenario.account()},
        });
        for (key, value) in [("statusReason", &program.reason), ("enrollmentUrl", &program.enrollment_url)] {
            if let Some(value) = value {
                summary[key] = Value::from(value.as_str());
            }
        }
        summary
    });
    list(context, "programSummaries", programs.collect())
}

pub(in crate::simulator) fn projects(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::ListProjects)?;
    let region = &context.call.region;
    let (partition, account) = (context.scenario.partition(), context.scenario.account());
    let summary = |(id, name, status): (&str, &str, &str)| {
        json!({
            "id": id, "arn": format!("arn:{partition}:bedrock:{region}:{account}:project/{id}"), "name": name,
            "status": status, "createdAt": "2026-11-20T00:00:00Z", "dataRetention": {"mode": "inherit"},
        })
    };
    let own = context.scenario.projects().iter();
    let own = own.map(|project| (project.id.as_str(), project.name.as_str(), project.status.as_str()));
    let all = std::iter::once(("default", "default", "active")).chain(own);
    list(context, "projectSummaries", all.map(summary).collect())
}

fn list(context: &Context<'_>, key: &str, entries: Vec<Value>) -> Result<Answer, Problem> {
    let token = context.call.query.get("nextToken").map(String::as_str);
    let (entries, next) = page(entries, token, context.scenario.page_size())
        .map_err(|_| Problem::new(400, "ValidationException", "Invalid token."))?;
    let mut body = json!({});
    body[key] = Value::from(entries);
    if let Some(next) = next {
        body["nextToken"] = Value::from(next);
    }
    Ok(Answer::json(200, &body))
}
