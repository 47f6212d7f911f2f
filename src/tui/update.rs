//! `(model, message) → effects`: pure and total. No clock, no runtime, no input or output in here.

mod actions;
mod gates;

use crossterm::event::{KeyCode, KeyEvent};
use jiff::Timestamp;
use tui_input::{Input, InputRequest};

use super::{
    keymap::{Chord, Context, Keymap},
    model::{Mode, Model, Note, Progress, WhatIf},
};
use crate::{
    catalog::{RegionName, printable},
    scan::{RegionChoice, ScanEvent, ScanRequest},
    survey::Survey,
};

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key went down.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resized(u16, u16),
    /// The time. Comes before the messages of a wake-up.
    Time(Timestamp),
    /// What was asked to be woken for has come.
    Deadline,
    /// A scan reports.
    Scan {
        /// The account it was started for.
        epoch: u64,
        /// Its number.
        scan: u64,
        /// The report.
        event: ScanEvent,
    },
    /// The demo runs, under this name, or could not be started.
    Demo {
        /// The account that was shown when it was asked for.
        epoch: u64,
        /// The name, or why not.
        outcome: Result<String, String>,
    },
    /// An effect has something to say.
    Note(Note),
    /// A signal asks the program to end.
    Stop,
}

/// Everything the program does to the world outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask AWS.
    Scan {
        /// Goes back with every answer.
        epoch: u64,
        /// Goes back with every answer.
        scan: u64,
        /// What to ask.
        request: ScanRequest,
        /// Whether to cancel all other scans and load credentials anew.
        afresh: bool,
    },
    /// Keep the survey on disk.
    Keep(Box<Survey>),
    /// Put a text into the clipboard.
    Copy {
        /// What it is, for the note: `the id`.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// Open a page in the browser, or show it where there is none.
    Open(String),
    /// Start the demo with this scenario.
    Demo {
        /// Goes back with the answer.
        epoch: u64,
        /// The scenario.
        scenario: String,
    },
    /// Suspend the program.
    Suspend,
}

/// The effects to begin with.
pub fn start(model: &mut Model) -> Vec<Effect> {
    vec![scan_all(model)]
}

/// Takes in one message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Time(now) => {
            model.now = now;
            return Vec::new();
        }
        Msg::Scan { epoch, .. } | Msg::Demo { epoch, .. } if epoch != model.epoch => return Vec::new(),
        _ => model.changed = true,
    }
    match msg {
        Msg::Key(event) => key(model, event),
        Msg::Paste(text) => {
            type_text(model, &text);
            Vec::new()
        }
        Msg::Resized(_, rows) => {
            model.page = (rows / 2).max(1);
            Vec::new()
        }
        Msg::Scan { scan, event, .. } => scanned(model, scan, event),
        Msg::Demo { outcome: Ok(label), .. } => demo_runs(model, label),
        Msg::Demo { outcome: Err(why), .. } => {
            model.note = Some(Note { text: format!("The demo could not be started: {why}"), trouble: true });
            Vec::new()
        }
        Msg::Note(note) => {
            model.note = Some(note);
            Vec::new()
        }
        Msg::Stop => stop(model),
        Msg::Time(_) | Msg::Deadline => Vec::new(),
    }
}

fn key(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    let chord = Chord::from(event);
    model.note = None;
    let context = model.context();
    match Keymap::bundled().resolve(context, chord) {
        Some(action) => {
            let mut effects = actions::act(model, action, chord);
            effects.extend(gates::look_closer(model));
            effects
        }
        None if matches!(context, Context::Filter | Context::WhatIf) => {
            edit(model, chord);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// One key in a line being typed that is not bound to anything else.
fn edit(model: &mut Model, chord: Chord) {
    let (Mode::Filter(input) | Mode::WhatIf(input)) = &mut model.mode else { return };
    let request = match (chord.typed(), chord.code()) {
        (Some(c), _) => InputRequest::InsertChar(c),
        (None, KeyCode::Backspace) => InputRequest::DeletePrevChar,
        (None, KeyCode::Delete) => InputRequest::DeleteNextChar,
        (None, KeyCode::Left) => InputRequest::GoToPrevChar,
        (None, KeyCode::Right) => InputRequest::GoToNextChar,
        (None, KeyCode::Home) => InputRequest::GoToStart,
        (None, KeyCode::End) => InputRequest::GoToEnd,
        (None, KeyCode::Char('u')) => InputRequest::DeleteLine,
        (None, KeyCode::Char('w')) => {
            delete_word(input);
            return typed(model);
        }
        _ => return,
    };
    input.handle(request);
    typed(model);
}

/// As a shell does: back to the blank before. An id has words in it that are none here.
fn delete_word(input: &mut Input) {
    let before: Vec<char> = input.value().chars().take(input.cursor()).collect();
    let blanks = before.iter().rev().take_while(|c| c.is_whitespace()).count();
    let letters = before.iter().rev().skip(blanks).take_while(|c| !c.is_whitespace()).count();
    for _ in 0..blanks + letters {
        input.handle(InputRequest::DeletePrevChar);
    }
}

/// What is typed counts at once.
fn typed(model: &mut Model) {
    match &model.mode {
        Mode::Filter(input) => model.filter = input.value().to_owned(),
        Mode::WhatIf(input) => model.suppose(WhatIf::read(input.value()).0),
        Mode::Browse | Mode::Detail(_) | Mode::Help(..) => {}
    }
}

fn type_text(model: &mut Model, text: &str) {
    let (Mode::Filter(input) | Mode::WhatIf(input)) = &mut model.mode else { return };
    for c in printable(&text.replace(char::is_whitespace, " ")).chars() {
        input.handle(InputRequest::InsertChar(c));
    }
    typed(model);
}

fn scanned(model: &mut Model, scan: u64, event: ScanEvent) -> Vec<Effect> {
    match event {
        // An answer is an answer, whichever scan of this account asked.
        ScanEvent::Observed(observation) => model.observe(*observation),
        ScanEvent::Progress { answered, expected } => {
            if let Some(progress) = model.scans.get_mut(&scan) {
                *progress = Progress { answered, expected };
            }
        }
        ScanEvent::Finished => {
            model.scans.remove(&scan);
            return keep(model);
        }
    }
    Vec::new()
}

fn keep(model: &mut Model) -> Vec<Effect> {
    let wanted = model.keeps_surveys && std::mem::take(&mut model.unkept);
    wanted.then(|| Effect::Keep(Box::new(model.survey.clone()))).into_iter().collect()
}

fn stop(model: &mut Model) -> Vec<Effect> {
    model.quit = true;
    keep(model)
}

/// Another account from here on: nothing of the old one stays, and late answers to it will be dropped.
fn demo_runs(model: &mut Model, label: String) -> Vec<Effect> {
    model.epoch += 1;
    model.demo_label = Some(label);
    model.profile = None;
    model.sso = None;
    model.keeps_surveys = false;
    model.forget();
    vec![scan_all(model)]
}

fn scan_all(model: &mut Model) -> Effect {
    model.scans.clear();
    model.quotas_asked.clear();
    model.inherit();
    let request = model.request();
    scan(model, request, true)
}

fn scan_region(model: &mut Model, region: RegionName) -> Effect {
    scan(
        model,
        ScanRequest {
            first: vec![region.clone()],
            quotas: vec![region.clone()],
            regions: RegionChoice::These(vec![region]),
            ..model.request()
        },
        false,
    )
}

fn scan(model: &mut Model, request: ScanRequest, afresh: bool) -> Effect {
    model.last_scan += 1;
    model.quotas_asked.extend(request.quotas.iter().cloned());
    model.scans.insert(model.last_scan, Progress::default());
    Effect::Scan { epoch: model.epoch, scan: model.last_scan, request, afresh }
}

fn begin_filter(model: &mut Model) {
    model.mode = Mode::Filter(Input::new(model.filter.clone()));
}

/// What is supposed already can be changed.
fn begin_what_if(model: &mut Model) {
    model.mode = Mode::WhatIf(Input::new(model.what_if.to_string()));
}
