//! `bedcheck plan --against FILE`: the plan of each case of a file, and where what was seen is another.

use std::path::Path;

use super::{CommandContext, CommandError, output};
use crate::{
    claude_code::{AwsKnowledge, Client, Planner, ProfileList, Setup, Sources, VersionSource},
    cli::Options,
    gaps::{Case, CaseFile, case_differences},
    report::{self, HeldCase, Status},
    storage,
    survey::Survey,
};

/// More than anybody observes.
const MOST_BYTES: u64 = 16 << 20;

/// Reads, plans, compares. Nobody is asked, and nothing of this machine's configuration counts.
pub(super) async fn against(options: &Options, file: &Path) -> Result<Status, CommandError> {
    let usage = |why: String| CommandError::Usage(format!("--against {}: {why}", file.display()));
    let bytes = storage::read_regular(file, MOST_BYTES).map_err(|error| usage(error.to_string()))?;
    let cases: CaseFile =
        serde_json::from_slice(&bytes).map_err(|error| usage(format!("it holds no cases: {error}")))?;
    let held = cases.cases.iter().map(|case| held(case, &cases)).collect::<Result<Vec<_>, _>>().map_err(usage)?;
    let command = CommandContext::without_credentials(options).await?;
    let survey = Survey::default();
    output::emit(&report::against(command.context(&survey), &held), options)
}

fn held(case: &Case, file: &CaseFile) -> Result<HeldCase, String> {
    let version = case.version.parse().map_err(|error| format!("case {}: {error}", case.name))?;
    let compared = case.setup.more.keys().all(|key| matches!(key.as_str(), "hook" | "args" | "prompt"));
    let mut held =
        HeldCase { name: case.name.clone(), version: case.version.clone(), compared, differences: Vec::new() };
    if compared {
        let env = file.base_env.iter().chain(&case.setup.env).fold(Setup::default().env, |mut env, (name, value)| {
            match value {
                Some(value) => env.insert(name.clone(), value.clone()),
                None => env.remove(name),
            };
            env
        });
        let setup = Setup { env, home: "/nowhere".into(), project: "/nowhere".into(), ..Setup::default() };
        let client = Client { version, source: VersionSource::Given };
        let profiles = ProfileList::Listed(&case.setup.profiles);
        let refused = |model: &crate::catalog::ModelRef, _: &crate::catalog::RegionName| {
            case.setup.refuse.iter().any(|part| model.to_string().contains(part))
        };
        let known = AwsKnowledge { refused: &refused, ..AwsKnowledge::from(profiles) };
        held.differences = case_differences(case, &Planner::new(Sources::read(&setup), client).plan(known));
    }
    Ok(held)
}
