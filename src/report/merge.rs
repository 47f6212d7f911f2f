//! `bedcheck merge`: check documents of many accounts as one table, account by model, with the worst gate.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::document,
    view::Head,
};
use crate::{access::VerdictKind, catalog::ModelRef, gaps::Context, words::InWords as _};

/// One account's check, as far as it is merged.
#[derive(Clone, Debug, Deserialize)]
pub struct CheckedAccount {
    generated_at: Timestamp,
    account: Option<WhoView>,
    /// In a document of several.
    profile: Option<String>,
    result: String,
    uses: Vec<CallView>,
    /// The file it came from.
    #[serde(skip)]
    file: String,
}

#[derive(Clone, Debug, Deserialize)]
struct WhoView {
    id: String,
    arn: String,
}

#[derive(Clone, Debug, Deserialize)]
struct CallView {
    role: String,
    model_id: String,
    region: String,
    verdict: String,
    gate: Option<String>,
    cause: Option<String>,
    reason: Option<String>,
    impact: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Checked {
    Several { accounts: Vec<CheckedAccount> },
    One(CheckedAccount),
}

/// Merged before: rows that can be compared with others.
#[derive(Clone, Debug, Deserialize)]
pub struct MergedDocument {
    generated_at: Timestamp,
    rows: Vec<MergedRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct MergedRow {
    account: String,
    region: String,
    model_id: String,
    verdict: String,
    gate: Option<String>,
    cause: Option<String>,
    reason: Option<String>,
    used_by: Vec<String>,
    /// The ids it is called by.
    called_as: Vec<String>,
}

/// The accounts of a document; why it is none, in words that begin small.
///
/// # Errors
///
/// When the text is no document of `bedcheck check`.
pub fn checked_accounts(file: &str, text: &str) -> Result<Vec<CheckedAccount>, String> {
    let none = |why: String| format!("this is no document of `bedcheck check --output json`: {why}");
    let document: serde_json::Value = serde_json::from_str(text).map_err(|error| none(error.to_string()))?;
    match document.get("schema").and_then(serde_json::Value::as_str) {
        Some("bedcheck.check/1") => {}
        Some(other) => return Err(none(format!("its schema is {other}"))),
        None => return Err(none("it names no schema".to_owned())),
    }
    let read: Checked = serde_json::from_value(document).map_err(|error| none(error.to_string()))?;
    let accounts = match read {
        Checked::Several { accounts } => accounts,
        Checked::One(account) => vec![account],
    };
    Ok(accounts.into_iter().map(|account| CheckedAccount { file: file.to_owned(), ..account }).collect())
}

/// A document of `bedcheck merge`; `None` where the text is something else.
#[must_use]
pub fn merged_document(text: &str) -> Option<MergedDocument> {
    let document: serde_json::Value = serde_json::from_str(text).ok()?;
    (document.get("schema")? == "bedcheck.merge/1").then(|| serde_json::from_value(document).ok())?
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    accounts: Vec<AccountRow<'a>>,
    rows: &'a [MergedRow],
    /// Files that are no documents of a check, and why.
    unread: &'a [String],
}

#[derive(Serialize)]
struct AccountRow<'a> {
    account: String,
    arn: Option<&'a str>,
    profile: Option<&'a str>,
    file: &'a str,
    generated_at: Timestamp,
    result: &'a str,
}

impl CheckedAccount {
    /// The account by its number; who could not be asked has none.
    fn name(&self) -> String {
        let profile = || self.profile.clone().unwrap_or_else(|| self.file.clone());
        self.account.as_ref().map_or_else(profile, |account| account.id.clone())
    }
}

/// Makes the report. A file that could not be read is an account that nothing is known of.
#[must_use]
pub fn merge(context: Context<'_>, accounts: &[CheckedAccount], unread: &[String]) -> Report {
    let rows = rows(accounts);
    let account = |one: &'_ CheckedAccount| (one.name(), one.result.clone());
    let results: Vec<(String, String)> = accounts.iter().map(account).collect();
    let count = |result: &str| results.iter().filter(|(_, one)| one == result).count();
    let status = match (count("gaps"), count("unknown") + unread.len()) {
        (0, 0) if !results.is_empty() => Status::Ok,
        (0, _) => Status::Unknown,
        _ => Status::Gap,
    };
    let listed = accounts.iter().map(|one| AccountRow {
        account: one.name(),
        arn: one.account.as_ref().map(|account| account.arn.as_str()),
        profile: one.profile.as_deref(),
        file: &one.file,
        generated_at: one.generated_at,
        result: &one.result,
    });
    let document =
        document(&Document { head: Head::new("merge", context), accounts: listed.collect(), rows: &rows, unread });
    let head = row![
        format!(
            "{} accounts: {} without gaps, {} with gaps, {} not known",
            results.len() + unread.len(),
            count("ok"),
            count("gaps"),
            count("unknown") + unread.len()
        ),
        "",
    ];
    let cells = rows.iter().map(|row| cells(context, row)).collect();
    let columns = vec!["account", "region", "model", "status", "used by"];
    let foot = unread.iter().map(|why| format!("! {why}")).collect();
    Report { document, records: "rows", head, columns, rows: cells, foot, findings: Findings::default(), status }
}

fn cells(context: Context<'_>, row: &MergedRow) -> Vec<Cell> {
    let name = row.model_id.parse().map_or_else(|_| row.model_id.clone(), |id| context.catalog.name(&id).short());
    let kind = kind(&row.verdict);
    let reason = if kind == VerdictKind::Open { "" } else { row.reason.as_deref().unwrap_or_default() };
    row![row.account.clone(), row.region.clone(), name, Cell::state(kind.words(), reason), row.used_by.join(", ")]
}

/// One for each account, region and model, with the worst of its calls.
fn rows(accounts: &[CheckedAccount]) -> Vec<MergedRow> {
    let mut rows: BTreeMap<(String, String, String), MergedRow> = BTreeMap::new();
    for (account, call) in accounts.iter().flat_map(|one| one.uses.iter().map(move |call| (one.name(), call))) {
        let model = ModelRef::parse(&call.model_id).base().map_or_else(|| call.model_id.clone(), |id| id.to_string());
        let row = rows.entry((account.clone(), call.region.clone(), model.clone())).or_insert_with(|| MergedRow {
            account,
            region: call.region.clone(),
            model_id: model,
            verdict: String::new(),
            gate: None,
            cause: None,
            reason: None,
            used_by: Vec::new(),
            called_as: Vec::new(),
        });
        if row.verdict.is_empty() || badness(&call.verdict) > badness(&row.verdict) {
            row.verdict.clone_from(&call.verdict);
            row.gate.clone_from(&call.gate);
            row.cause.clone_from(&call.cause);
            row.reason.clone_from(&call.reason);
        }
        let silent =
            if call.impact == "noise" && badness(&call.verdict) > badness("open") { " (repaired)" } else { "" };
        add(&mut row.used_by, format!("{}{silent}", call.role));
        add(&mut row.called_as, call.model_id.clone());
    }
    rows.into_values().collect()
}

fn add(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

const ORDER: [VerdictKind; 7] = [
    VerdictKind::Verified,
    VerdictKind::Open,
    VerdictKind::Pending,
    VerdictKind::Unknown,
    VerdictKind::NotOffered,
    VerdictKind::Contradicted,
    VerdictKind::Blocked,
];

fn badness(verdict: &str) -> usize {
    let kind = kind(verdict);
    ORDER.iter().position(|known| *known == kind).unwrap_or(0)
}

/// A word that is not known here is not known.
fn kind(verdict: &str) -> VerdictKind {
    ORDER.into_iter().find(|kind| kind.words().word == verdict).unwrap_or(VerdictKind::Unknown)
}

#[derive(Serialize)]
struct DiffDocument {
    #[serde(flatten)]
    head: Head,
    old: SideView,
    new: SideView,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct SideView {
    source: String,
    as_of: Option<Timestamp>,
    account: Option<String>,
}

#[derive(Serialize)]
struct ChangeView {
    kind: &'static str,
    account: String,
    region: String,
    model_id: String,
    profile_id: Option<String>,
    role: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

/// What changed between two merged documents, each with its name. A model that was open and is not makes it a gap.
#[must_use]
pub fn merge_diff(context: Context<'_>, old: (&str, &MergedDocument), new: (&str, &MergedDocument)) -> Report {
    let find = |rows: &'_ [MergedRow], wanted: &MergedRow| {
        let same = |row: &&MergedRow| {
            (&row.account, &row.region, &row.model_id) == (&wanted.account, &wanted.region, &wanted.model_id)
        };
        rows.iter().find(same).cloned()
    };
    let gone = old.1.rows.iter().filter(|row| find(&new.1.rows, row).is_none());
    let pairs = new.1.rows.iter().map(|row| (find(&old.1.rows, row), Some(row.clone())));
    let pairs = pairs.chain(gone.map(|row| (Some(row.clone()), None)));
    let changed = pairs.filter(|(before, after)| before.as_ref().map(told) != after.as_ref().map(told));
    let (mut changes, mut cells, mut lost) = (Vec::new(), Vec::new(), false);
    for (before, after) in changed {
        let Some(row) = after.as_ref().or(before.as_ref()) else { continue };
        let open = |row: &Option<MergedRow>| row.as_ref().is_some_and(|row| badness(&row.verdict) <= badness("open"));
        lost |= open(&before) && after.is_some() && !open(&after);
        let text = |row: &Option<MergedRow>| row.as_ref().map(told);
        let shown = |row: &Option<MergedRow>| Cell::from(text(row).unwrap_or_else(|| "–".to_owned()));
        let kind = match (&before, &after) {
            (None, _) => "call-appeared",
            (_, None) => "call-gone",
            _ => "verdict-changed",
        };
        let name = row.model_id.parse().map_or_else(|_| row.model_id.clone(), |id| context.catalog.name(&id).short());
        cells.push(row![kind, row.account.clone(), row.region.clone(), name, shown(&before), shown(&after)]);
        changes.push(ChangeView {
            kind,
            account: row.account.clone(),
            region: row.region.clone(),
            model_id: row.model_id.clone(),
            profile_id: None,
            role: row.used_by.first().and_then(|role| role.split(' ').next()).map(str::to_owned),
            before: text(&before),
            after: text(&after),
        });
    }
    let side = |(name, merged): (&str, &MergedDocument)| SideView {
        source: name.to_owned(),
        as_of: Some(merged.generated_at),
        account: None,
    };
    let head = row![format!("From {} to {}: {} changes", old.0, new.0, changes.len()), ""];
    let document =
        document(&DiffDocument { head: Head::new("diff", context), old: side(old), new: side(new), changes });
    let columns = vec!["change", "account", "region", "model", "before", "after"];
    let status = if lost { Status::Gap } else { Status::Ok };
    Report {
        document,
        records: "changes",
        head,
        columns,
        rows: cells,
        foot: Vec::new(),
        findings: Findings::default(),
        status,
    }
}

/// `blocked: agreement missing`
fn told(row: &MergedRow) -> String {
    match (badness(&row.verdict) > badness("open"), &row.reason) {
        (true, Some(reason)) => format!("{}: {reason}", row.verdict),
        _ => row.verdict.clone(),
    }
}
