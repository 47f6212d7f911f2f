//! `bedcheck merge`, and `diff` of what it made: files in, one report out. Asks nobody.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{CommandError, output::emit};
use crate::{
    catalog::Catalog,
    cli::Options,
    gaps::{Caller, Context},
    report::{self, MergedDocument, Status},
    storage,
    survey::Survey,
};

/// More than the check of a thousand accounts.
const MOST_BYTES: u64 = 256 << 20;

/// Puts documents together. One that cannot be read hides none of the others.
pub(super) fn merge(options: &Options, files: &[PathBuf]) -> Result<Status, CommandError> {
    let (mut accounts, mut unread) = (Vec::new(), Vec::new());
    for file in files {
        let name = file.display().to_string();
        let text = storage::read_text(file, MOST_BYTES).map_err(|error| error.to_string());
        match text.and_then(|text| report::checked_accounts(&name, &text)) {
            Ok(more) => accounts.extend(more),
            Err(why) => unread.push(format!("{name}: {why}")),
        }
    }
    emit(&report::merge(context(&Survey::default()), &accounts, &unread), options)
}

/// The two merged documents that these files are; `None` where one is something else.
pub(super) fn merged(old: &Path, new: Option<&Path>) -> Option<(MergedDocument, MergedDocument)> {
    let read = |file: &Path| report::merged_document(&storage::read_text(file, MOST_BYTES).ok()?);
    Some((read(old)?, read(new?)?))
}

/// Compares two merged documents.
pub(super) fn diff(
    options: &Options,
    names: (&Path, &Path),
    (old, new): &(MergedDocument, MergedDocument),
) -> Result<Status, CommandError> {
    let [old_name, new_name] = [names.0, names.1].map(|file| file.display().to_string());
    emit(&report::merge_diff(context(&Survey::default()), (&old_name, old), (&new_name, new)), options)
}

fn context(survey: &Survey) -> Context<'_> {
    Context { catalog: Catalog::bundled(), survey, caller: Caller::default(), now: Timestamp::now() }
}
