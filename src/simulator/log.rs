//! What was asked: in memory for tests, in a file for people.

use std::{
    collections::VecDeque,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::Serialize;

use super::call::Call;

/// One request and what became of it. No headers and no body: a log must not hold keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// When it arrived.
    pub time: Timestamp,
    /// The service in the credential scope: `bedrock`, `sts`, `account`, `servicequotas`, `iam`; empty when unknown.
    pub service: String,
    /// AWS's name of the operation; empty when the simulator does not serve it.
    pub operation: String,
    /// The region asked.
    pub region: String,
    /// The base id of the model concerned.
    pub model: Option<String>,
    /// The id or ARN that was called.
    pub model_id: Option<String>,
    /// How the caller showed who it is: `sigv4`, `bearer`, `none` or `unreadable`.
    pub auth: &'static str,
    /// The HTTP status; `None` when no answer was given.
    pub status: Option<u16>,
}

impl RequestRecord {
    /// The record of a call that arrived at `time`.
    pub(super) fn new(time: Timestamp, call: &Call, status: Option<u16>) -> Self {
        Self {
            time,
            service: call.service().map(|service| service.to_string()).unwrap_or_default(),
            operation: call.operation.map(|operation| operation.name().to_owned()).unwrap_or_default(),
            region: call.region.to_string(),
            model: call.model(),
            model_id: call.id.clone(),
            auth: call.auth.word(),
            status,
        }
    }
}

/// Records kept in memory, a few megabytes: a simulator may run for weeks. The file has them all.
const MOST_RECORDS: usize = 10_000;

/// The log of one simulator.
#[derive(Debug)]
pub(super) struct Log {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// The newest [`MOST_RECORDS`].
    records: VecDeque<RequestRecord>,
    file: Option<File>,
}

impl Log {
    /// Opens a log, appending to the file if one is given.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Self> {
        let file = path.map(|path| OpenOptions::new().create(true).append(true).open(path)).transpose()?;
        Ok(Self { inner: Mutex::new(Inner { records: VecDeque::new(), file }) })
    }

    /// Adds a record. A log file that can no longer be written to does not stop the service.
    pub(super) fn add(&self, record: RequestRecord) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(file), Ok(mut line)) = (&mut inner.file, serde_json::to_vec(&record)) {
            line.push(b'\n');
            let written = file.write_all(&line);
            if written.is_err() {
                inner.file = None;
            }
        }
        if inner.records.len() == MOST_RECORDS {
            inner.records.pop_front();
        }
        inner.records.push_back(record);
    }

    /// The newest records, in order of completion.
    pub(super) fn records(&self) -> Vec<RequestRecord> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).records.iter().cloned().collect()
    }
}
