//! `(model, message) → effects`: pure and total. No clock, no runtime, no input or output in here.

mod actions;
mod copying;
mod gates;
mod keys;
mod lines;
mod mouse;
mod notes;
mod palette;
mod panel;
mod paste;
mod typing;
mod verify;
mod views;
mod watch;

use std::collections::BTreeSet;

use crossterm::event::KeyEvent;
use jiff::Timestamp;
use tui_input::Input;

use crate::{
    aws::{AwsProfile, Call},
    catalog::RegionName,
    dashboard::{
        export::{Delivery, Exported},
        model::{Mode, Model, Note, PanelList, Progress, Scene, Switched, Target},
    },
    report::Format,
    scan::{RegionChoice, ScanEvent, ScanRequest},
    survey::{RealCall, Survey},
};

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key went down.
    Key(KeyEvent),
    /// Something on screen was clicked.
    Click(Target),
    /// The wheel turned by so many rows, down if positive.
    Wheel(isize),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resized(u16, u16),
    /// The time. Comes before the messages of a wake-up.
    Time(Timestamp),
    /// What was asked to be woken for has come.
    Deadline,
    /// A question stood on the screen for half a second without a key.
    Quiet,
    /// A scan reports.
    Scan {
        /// The account it was started for.
        epoch: u64,
        /// Its number.
        scan: u64,
        /// The report.
        event: ScanEvent,
    },
    /// The demo runs, or could not be started.
    Demo {
        /// The account that was shown when it was asked for.
        epoch: u64,
        /// What it shows, or why not.
        outcome: Result<Scene, String>,
    },
    /// Calls were made to AWS.
    Calls(Vec<Call>),
    /// The profiles of the AWS config, or why there are none to show.
    Profiles(Result<Vec<AwsProfile>, String>),
    /// Another profile is asked from here on, or cannot be.
    Switched {
        /// The account that was shown when it was asked for.
        epoch: u64,
        /// What it brings along, or why not.
        outcome: Result<Box<Switched>, String>,
    },
    /// Another profile was asked, to compare.
    Compared {
        /// The account that was shown when it was asked for.
        epoch: u64,
        /// The profile.
        profile: String,
        /// What it could read, or why it could not be asked.
        outcome: Result<Box<Survey>, String>,
    },
    /// Real calls report.
    Called {
        /// The account they were made for.
        epoch: u64,
        /// Their number.
        check: u64,
        /// The report.
        event: ScanEvent,
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
    /// Make real calls, one after the other. The user consented to each.
    Call {
        /// Goes back with every answer.
        epoch: u64,
        /// Goes back with every answer.
        check: u64,
        /// What to call.
        calls: Vec<RealCall>,
    },
    /// Make no more real calls after the one under way.
    StopCalling,
    /// Keep the survey on disk.
    Keep(Box<Survey>),
    /// Keep the marked regions on disk.
    KeepMarks(BTreeSet<RegionName>),
    /// Use the mouse, or leave it to the terminal.
    Mouse(bool),
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
    /// Hand out the calls made to AWS after the one of this number.
    Calls {
        /// The newest one known.
        after: u64,
    },
    /// Read the profiles of the AWS config.
    Profiles,
    /// Ask as another profile from here on.
    Switch {
        /// Goes back with the answer.
        epoch: u64,
        /// The profile.
        profile: String,
    },
    /// Ask as another profile, once, to compare.
    Compare {
        /// Goes back with the answer.
        epoch: u64,
        /// The profile.
        profile: String,
        /// Where.
        regions: Vec<RegionName>,
    },
    /// Write or copy what the view shows.
    Export {
        /// What.
        exported: Box<Exported>,
        /// In which format.
        format: Format,
        /// Where to.
        target: Delivery,
    },
    /// Write or copy the screen as characters.
    Screenshot(Delivery),
    /// Draw with the theme of this name from here on.
    Theme(String),
    /// Tell the terminal.
    Notify(String),
    /// Suspend the program.
    Suspend,
}

/// The effects to begin with.
pub fn start(model: &mut Model) -> Vec<Effect> {
    vec![scan_all(model)]
}

/// Takes in one message. What is visible and pointed at afterwards is up to date.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let before = model.screen.cursor.clone();
    let effects = take_in(model, msg);
    if model.screen.cursor != before {
        model.screen.read_anew();
    }
    model.update_visible();
    effects
}

fn take_in(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Time(now) => {
            model.now = now;
            model.let_time_pass();
            return Vec::new();
        }
        Msg::Scan { epoch, .. }
        | Msg::Called { epoch, .. }
        | Msg::Demo { epoch, .. }
        | Msg::Switched { epoch, .. }
        | Msg::Compared { epoch, .. }
            if epoch != model.account.epoch =>
        {
            return Vec::new();
        }
        _ => model.changed = true,
    }
    match msg {
        Msg::Key(event) => keys::key(model, event),
        Msg::Click(target) => mouse::click(model, target),
        Msg::Wheel(rows) => {
            actions::rows(model, rows);
            Vec::new()
        }
        Msg::Paste(text) => {
            paste::pasted(model, &text);
            Vec::new()
        }
        Msg::Resized(_, rows) => {
            model.screen.page = (rows / 2).max(1);
            Vec::new()
        }
        Msg::Scan { scan, event, .. } => scanned(model, scan, event),
        Msg::Called { check, event, .. } => verify::called(model, check, event),
        Msg::Demo { outcome: Ok(scene), .. } => demo_runs(model, scene),
        Msg::Demo { outcome: Err(why), .. } => notes::warn(model, format!("The demo could not be started: {why}")),
        Msg::Note(note) => {
            model.screen.note = Some(note);
            Vec::new()
        }
        Msg::Calls(calls) => {
            panel::calls_change(model, |list, _| list.take_in(calls));
            Vec::new()
        }
        Msg::Profiles(outcome) => panel::listed(model, outcome),
        Msg::Switched { outcome, .. } => panel::switched(model, outcome),
        Msg::Compared { profile, outcome, .. } => panel::compared(model, profile, outcome),
        Msg::Stop => stop(model),
        Msg::Deadline => watch::on_deadline(model),
        Msg::Quiet => {
            verify::take_answers(model);
            Vec::new()
        }
        Msg::Time(_) => Vec::new(),
    }
}

fn scanned(model: &mut Model, scan: u64, event: ScanEvent) -> Vec<Effect> {
    match event {
        // An answer is an answer, whichever scan of this account asked.
        ScanEvent::Observed(observation) => model.observe(*observation),
        ScanEvent::Learned { region, tempo } => model.account.survey.keep_tempo(region, tempo),
        ScanEvent::Progress { answered, expected } => {
            if let Some(progress) = model.live.scans.get_mut(&scan) {
                *progress = Progress { answered, expected };
            }
            let listed = model.screen.panel().is_some_and(|panel| panel.list == PanelList::Calls);
            return listed.then(|| panel::read_calls(model)).into_iter().collect();
        }
        ScanEvent::Finished => {
            model.live.scans.remove(&scan);
            let listed = model.screen.panel().is_some_and(|panel| panel.list == PanelList::Calls);
            let calls = listed.then(|| panel::read_calls(model));
            let over = if model.live.is_scanning() { Vec::new() } else { watch::scan_over(model) };
            let permissions = gates::read_permissions(model);
            return keep(model).into_iter().chain(over).chain(calls).chain(permissions).collect();
        }
    }
    Vec::new()
}

fn keep(model: &mut Model) -> Vec<Effect> {
    let wanted = model.account.keeps_surveys && std::mem::take(&mut model.account.unkept);
    wanted.then(|| Effect::Keep(Box::new(model.account.survey.clone()))).into_iter().collect()
}

fn stop(model: &mut Model) -> Vec<Effect> {
    model.quit = true;
    keep(model)
}

/// Another account from here on: nothing of the old one stays, and late answers to it will be dropped.
fn demo_runs(model: &mut Model, scene: Scene) -> Vec<Effect> {
    model.account.epoch += 1;
    model.enter(scene);
    vec![scan_all(model)]
}

fn scan_all(model: &mut Model) -> Effect {
    model.live.scans.clear();
    // Their answers would be those of other credentials.
    model.live.checking = None;
    model.account.quotas_asked.clear();
    model.inherit();
    let request = model.request();
    scan(model, request, true)
}

fn scan_region(model: &mut Model, region: RegionName) -> Effect {
    scan(
        model,
        ScanRequest {
            first: vec![region.clone()],
            closely: vec![region.clone()],
            regions: RegionChoice::These(vec![region]),
            ..model.request()
        },
        false,
    )
}

fn scan(model: &mut Model, request: ScanRequest, afresh: bool) -> Effect {
    model.live.last_scan += 1;
    model.account.quotas_asked.extend(request.closely.iter().cloned());
    model.live.scans.insert(model.live.last_scan, Progress::default());
    Effect::Scan { epoch: model.account.epoch, scan: model.live.last_scan, request, afresh }
}

fn begin_filter(model: &mut Model) {
    model.screen.mode = Mode::Filter(Input::new(model.screen.filter.clone()));
}

/// What is supposed already can be changed.
fn begin_what_if(model: &mut Model) {
    model.screen.mode = Mode::WhatIf(Input::new(model.account.what_if.to_string()));
}
