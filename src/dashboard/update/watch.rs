//! Refreshing what is on screen, at a sane pace, until there is a reason not to.

use super::{
    Effect,
    notes::{say, warn},
    scan,
};
use crate::{
    dashboard::model::{Model, Watch},
    scan::{RegionChoice, ScanRequest},
};

/// Begins to watch, or ends it.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.live.watch.take().is_some() {
        return say(model, "Watching ended.");
    }
    if let Some(why) = model.why_not_watch() {
        return say(model, format!("There is nothing to watch: {why}."));
    }
    let next = if model.live.is_scanning() { None } else { model.next_look() };
    model.live.watch = Some(Watch { next, looks: 0 });
    say(
        model,
        "Watching: the region in focus and those of the plan every 5 minutes, every 15 s while something is pending.",
    )
}

/// Tells the terminal when a gap closes, or does so no more.
pub(super) fn toggle_notify(model: &mut Model) -> Vec<Effect> {
    model.preferences.notify = !model.preferences.notify;
    let text = if model.preferences.notify {
        "Notifications on: the terminal is told when a gap closes (OSC 9 and the bell)."
    } else {
        "Notifications off."
    };
    say(model, text)
}

/// What was asked to be woken for has come: maybe it is time to look.
pub(super) fn on_deadline(model: &mut Model) -> Vec<Effect> {
    let Some(watch) = model.live.watch.filter(|watch| watch.is_due(model.now)) else { return Vec::new() };
    model.live.watch = Some(Watch { next: None, looks: watch.looks.wrapping_add(1) });
    if model.live.is_scanning() {
        return Vec::new();
    }
    let first = model.regions_to_watch(watch.looks);
    let regions = RegionChoice::These(first.clone());
    let request = ScanRequest { first, regions, ..model.request() };
    vec![scan(model, request, false)]
}

/// A scan is over, and no other is under way: marks what changed, tells what closed, and sets the next look.
pub(super) fn scan_over(model: &mut Model) -> Vec<Effect> {
    let closed = model.note_changes();
    if model.live.watch.is_some() {
        if let Some(why) = model.why_not_watch() {
            model.live.watch = None;
            warn(model, format!("Watching stopped: {why}."));
        } else {
            let next = model.next_look();
            model.live.watch = model.live.watch.map(|watch| Watch { next, ..watch });
        }
    }
    if closed.is_empty() || !model.preferences.notify {
        return Vec::new();
    }
    vec![Effect::Notify(format!("bedcheck: open now: {}", closed.join(", ")))]
}
