//! Session records: which model answered in a session of Claude Code, and which call failed, from `projects/**/*.jsonl`
//! in its configuration folder (run 2.1.332); with the access cache, what the client left behind.
//!
//! People's conversations stand in these files. Of a line the fields named below are held, and of the lines that tell of
//! an error its text; everything else is passed over where it stands.

mod line;

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{self, BufReader, Read as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    super::{FileSeen, Setup},
    Remembered, clean, memory,
};
use crate::storage;
use line::{Answer, Kind, Taken, each_line, error_text};

/// Bytes of a line at most. One that writes a whole file is long, and one that is longer is not read.
const MOST_LINE: u64 = 4 << 20;
/// Bytes of all records at most, the newest files first.
const MOST_BYTES: u64 = 2 << 30;
/// Files at most, the newest first.
const MOST_FILES: usize = 5000;
/// Entries of folders that are looked at.
const MOST_ENTRIES: usize = 200_000;
/// A session's subagents lie three folders down; so deep at most.
const DEPTH: usize = 6;
/// Different things that records tell, at most: ids are few, texts of errors may be many.
const MOST_DIFFERENT: usize = 2000;
/// Letters of an id.
const MOST_ID: usize = 300;

/// Calls of one model that ended in the same way.
#[derive(Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The model as the record names it; the record of an error names none.
    pub model: Option<String>,
    /// Whether a subagent called it. Which one does not stand in the record.
    pub subagent: bool,
    /// What Claude Code showed when the call failed; `None` where it was answered.
    pub error: Option<String>,
    /// How many calls.
    pub times: u64,
    /// The last of them.
    pub last: Timestamp,
    /// The version of the client that made the last of them.
    pub version: Option<String>,
}

/// What the client left on this machine of the calls it made.
#[derive(Clone, Default)]
pub struct LeftBehind {
    /// The access cache, when it is there.
    pub cache: Option<FileSeen>,
    /// What stands in it, since the time asked for.
    pub remembered: Vec<Remembered>,
    /// What stands in the session records, since then.
    pub recorded: Vec<Recorded>,
    /// Session records that were read.
    pub read: usize,
    /// Session records that were written to last before that time: they are not opened.
    pub older: usize,
    /// What was not read, a sentence each. No record is named: its path is that of a conversation.
    pub problems: Vec<String>,
}

impl LeftBehind {
    /// Reads the access cache and the session records since a time. Never fails: what could not be read is counted.
    #[must_use]
    pub fn read(setup: &Setup, since: Timestamp) -> Self {
        let (cache, mut remembered) = memory::read_every(setup);
        remembered.retain(|one| one.at >= since);
        let mut reader = Reader { since, ..Reader::default() };
        let mut files = Vec::new();
        reader.collect(&setup.config_folder().join("projects"), DEPTH, &mut files);
        let all = files.len();
        files.retain(|(modified, _, _)| *modified >= since);
        let older = all - files.len();
        files.sort_unstable_by(|one, other| other.cmp(one));
        reader.read_all(&files);
        let problems =
            cache.iter().filter_map(|file| file.problem.as_ref()).map(|why| format!("The access cache is {why}."));
        Self {
            problems: problems.chain(reader.skipped.sentences()).collect(),
            cache,
            remembered,
            recorded: reader.told.into_iter().map(recorded).collect(),
            read: reader.read,
            older,
        }
    }

    /// What stands in the access cache since a time, and nothing else.
    #[must_use]
    pub fn remembered_since(setup: &Setup, since: Timestamp) -> Vec<Remembered> {
        memory::read_every(setup).1.into_iter().filter(|one| one.at >= since).collect()
    }

    /// Whether there was nothing to be read: that says nothing about any call.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        let cache = self.cache.as_ref().is_some_and(|file| file.read);
        !cache && self.read == 0 && self.older == 0
    }
}

/// What was passed over, and how often.
#[derive(Default)]
struct Skipped {
    links: usize,
    unopened: usize,
    long: usize,
    not_json: usize,
    unknown: usize,
    files: usize,
    texts: u64,
    entries: bool,
}

impl Skipped {
    fn sentences(&self) -> impl Iterator<Item = String> {
        let of = |count: usize, one: &str, many: &str, why: &str| {
            let what = if count == 1 { one } else { many };
            (count > 0).then(|| format!("{count} {what} {why}."))
        };
        let (record, records) = ("session record", "session records");
        let (line, lines) = ("line of the session records", "lines of the session records");
        [
            of(self.links, record, records, "not read: a link, or no regular file"),
            of(self.unopened, record, records, "could not be opened or read to the end"),
            of(self.long, line, lines, "not read: longer than 4 MiB"),
            of(self.not_json, line, lines, "not read: no JSON"),
            of(self.unknown, line, lines, "not read: not the form that is known here"),
            of(self.files, "older session record", "older session records", "not read: there are too many"),
            of(
                usize::try_from(self.texts).unwrap_or(usize::MAX),
                "failed call",
                "failed calls",
                "left out: too many texts",
            ),
            self.entries.then(|| "Not every folder of session records was looked into: there are too many.".to_owned()),
        ]
        .into_iter()
        .flatten()
    }
}

/// What tells calls apart.
type Key = (Option<String>, bool, Option<String>);

/// How often and when last.
struct Tally {
    times: u64,
    last: Timestamp,
    version: Option<String>,
}

fn recorded(((model, subagent, error), tally): (Key, Tally)) -> Recorded {
    let Tally { times, last, version } = tally;
    Recorded { model, subagent, error, times, last, version }
}

#[derive(Default)]
struct Reader {
    since: Timestamp,
    told: BTreeMap<Key, Tally>,
    /// One answer is several lines, and a session that goes on in a new file takes its lines along: what a call is told
    /// by, as a number. Gone when the reading is done.
    once: HashSet<u64>,
    read: usize,
    skipped: Skipped,
}

/// A file with its last change and size, newest first when sorted.
type Found = (Timestamp, u64, PathBuf);

impl Reader {
    /// The records in a folder and below it. No link is followed.
    fn collect(&mut self, folder: &Path, depth: usize, into: &mut Vec<Found>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            if into.len() >= MOST_ENTRIES {
                self.skipped.entries = true;
                return;
            }
            let Ok(kind) = entry.file_type() else { continue };
            let path = entry.path();
            if kind.is_dir() {
                if depth > 0 {
                    self.collect(&path, depth - 1, into);
                }
            } else if path.extension().is_some_and(|extension| extension == "jsonl") {
                // On this entry itself, not on what a link leads to.
                let of = entry.metadata().ok().filter(fs::Metadata::is_file);
                let found = of.and_then(|of| Some((Timestamp::try_from(of.modified().ok()?).ok()?, of.len(), path)));
                match found {
                    Some(found) => into.push(found),
                    None => self.skipped.links += 1,
                }
            }
        }
    }

    fn read_all(&mut self, files: &[Found]) {
        let mut bytes = 0_u64;
        for (at, (_, size, path)) in files.iter().enumerate() {
            bytes = bytes.saturating_add(*size);
            if at >= MOST_FILES || bytes > MOST_BYTES && at > 0 {
                self.skipped.files = files.len() - at;
                return;
            }
            match self.read_file(path) {
                Ok(()) => self.read += 1,
                Err(_) => self.skipped.unopened += 1,
            }
        }
    }

    fn read_file(&mut self, path: &Path) -> io::Result<()> {
        let file = storage::open_regular(path)?;
        let beside = path.iter().any(|part| part == "subagents");
        // What grows while it is read is read another time.
        each_line(&mut BufReader::new(file.take(MOST_BYTES)), MOST_LINE, &mut |line| self.line(line, beside))
    }

    fn line(&mut self, line: Taken<'_>, beside: bool) {
        let Taken::Line { text, whole } = line else {
            self.skipped.long += 1;
            return;
        };
        if text.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        match serde_json::from_slice::<Kind>(text) {
            Ok(Kind { kind: Some(kind) }) if kind == "assistant" => {}
            Ok(_) => return,
            // The client is writing it.
            Err(_) if !whole => return,
            Err(error) => {
                let unknown = error.is_data();
                self.skipped.unknown += usize::from(unknown);
                self.skipped.not_json += usize::from(!unknown);
                return;
            }
        }
        match serde_json::from_slice::<Answer>(text) {
            Ok(answer) => self.answer(&answer, text, beside),
            Err(_) => self.skipped.unknown += 1,
        }
    }

    fn answer(&mut self, answer: &Answer, text: &[u8], beside: bool) {
        let Ok(at) = answer.timestamp.parse::<Timestamp>() else {
            self.skipped.unknown += 1;
            return;
        };
        if at < self.since {
            return;
        }
        // In the place of a model stands a word in angle brackets where no model spoke.
        let model = answer.message.as_ref().and_then(|message| message.model.as_deref()).filter(|id| is_id(id));
        let told_by = answer.request.as_deref().unwrap_or(&answer.timestamp);
        // What neither names a model nor tells of an error is no call.
        if (model.is_none() && !answer.failed) || !self.once.insert(number((told_by, model, answer.failed))) {
            return;
        }
        let error = answer.failed.then(|| error_text(text));
        let key = (model.map(clean), beside || answer.sidechain, error);
        if self.told.len() >= MOST_DIFFERENT && !self.told.contains_key(&key) {
            self.skipped.texts += 1;
            return;
        }
        let tally = self.told.entry(key).or_insert(Tally { times: 0, last: at, version: None });
        tally.times += 1;
        if tally.times == 1 || at > tally.last {
            tally.last = at;
            tally.version = answer.version.as_deref().filter(|version| is_id(version)).map(clean);
        }
    }
}

/// What a model id or a version can look like: nothing that anybody would write as a sentence.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MOST_ID
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-_/[]@+".contains(&b))
}

fn number(call: (&str, Option<&str>, bool)) -> u64 {
    let mut hasher = DefaultHasher::new();
    call.hash(&mut hasher);
    hasher.finish()
}
