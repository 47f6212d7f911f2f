//! The top of every screen: whose account this is, whether Claude Code is going to work, and the smallest way out.

use ratatui::text::{Line, Span};

use super::{
    Density,
    desk::Desk,
    pen::{Pen, key_of, wide},
    trouble,
};
use crate::{
    claude_code::{Provider, Signer},
    dashboard::{
        keymap::Action,
        model::{Condition, Model, answer},
        text::{age, ago, fit, width},
    },
    gaps::Outcome,
    screen::theme::StyleRole,
};

pub(super) fn lines(model: &Model, pen: &Pen<'_>, density: Density, desk: Desk) -> Vec<Line<'static>> {
    let mut lines = vec![account(model, pen)];
    let demo = demo(model, pen).filter(|_| desk != Desk::One || density > Density::Enough);
    lines.extend(demo);
    lines.extend(headline(model, pen, density));
    lines.extend(way_out(model, pen).filter(|_| density > Density::Tight));
    lines.extend(what_if(model, pen));
    lines.extend(model.account.dropped.as_ref().map(|text| pen.text(&format!("! {text}"), StyleRole::Warning)));
    if let Condition::Trouble(found) = model.condition()
        && !model.is_away()
    {
        lines.push(trouble::banner(model, &found, pen));
    }
    lines
}

/// ` bedcheck  444455556666 · Developer · profile work        33 regions, 612 answers · 4 min ago`
fn account(model: &Model, pen: &Pen<'_>) -> Line<'static> {
    let who = who(model);
    let lefts = (1..=who.len()).rev().map(|parts| who.iter().take(parts).cloned().collect::<Vec<_>>().join(" · "));
    let rights = freshness(model);
    let demo = model.account.demo_label.is_some();
    let name = || {
        let badge = demo.then(|| [Span::raw("  "), pen.span("▐DEMO: SIMULATED▌", StyleRole::Warning)]);
        [pen.span("bedcheck", StyleRole::Strong)].into_iter().chain(badge.into_iter().flatten())
    };
    // Where the identity comes from is worth less than anything that is to be said on the right.
    let origin = model.account.asked_as.signer.is_some();
    for (at, left) in lefts.enumerate() {
        let left: Vec<Span<'static>> = name().chain([pen.span(format!("  {left}"), StyleRole::Text)]).collect();
        let rights = if at == 0 && origin { &rights[..rights.len().min(1)] } else { &rights[..] };
        for right in rights {
            let right = vec![pen.span(right, StyleRole::Quiet)];
            if wide(&left) + wide(&right) + 2 <= pen.width {
                return pen.ends(left, right);
            }
        }
    }
    let who = format!("  {}", who.first().cloned().unwrap_or_default());
    pen.line(name().chain([pen.span(who, StyleRole::Text)]).collect())
}

/// `an account in daily use, where most verdicts and causes occur             D other scenarios`
fn demo(model: &Model, pen: &Pen<'_>) -> Option<Line<'static>> {
    let summary = fit(model.demo_summary()?, pen.width);
    let key = || pen.span(key_of(model, Action::Scenarios), StyleRole::Key);
    let others = |word: &str| vec![key(), pen.span(format!(" {word}"), StyleRole::Quiet)];
    let choices = [others("other scenarios"), others("others")];
    let room = pen.width.saturating_sub(width(&summary) + 2);
    let right = choices.into_iter().find(|right| wide(right) <= room).unwrap_or_default();
    Some(pen.ends(vec![pen.span(summary, StyleRole::Quiet)], right))
}

/// The parts that name the caller, most important first.
fn who(model: &Model) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(model.account.demo_label.clone());
    match model.account.survey.identity.value() {
        Some(identity) => {
            parts.push(identity.account.clone());
            parts.push(identity.role().to_owned());
        }
        None if model.live.is_scanning() => parts.push("asking AWS who you are".to_owned()),
        None => parts.push("account not known".to_owned()),
    }
    let asked_as = &model.account.asked_as;
    parts.extend(asked_as.profile.as_ref().map(|profile| format!("profile {profile}")));
    parts.extend(asked_as.signer.as_ref().map(origin));
    parts
}

/// `AWS_PROFILE, user settings`: where it comes from that these credentials are asked with.
fn origin(signer: &Signer) -> String {
    let named = signer.profile_name().map(|name| format!("profile {name} "));
    let text = named.and_then(|start| signer.text.strip_prefix(&start)).unwrap_or(&signer.text);
    text.trim_start_matches('(').trim_end_matches(')').to_owned()
}

/// Progress and age, longest first.
fn freshness(model: &Model) -> Vec<String> {
    let tally = &model.derived.tally;
    let progress = model.live.progress();
    let old = tally.newest.map(|at| ago(at, model.now));
    let known = match tally.regions {
        1 => format!("1 region, {} answers", tally.answers),
        regions => format!("{regions} regions, {} answers", tally.answers),
    };
    match (model.live.is_scanning(), old) {
        (true, _) if progress.expected == 0 || model.preferences.reduced_motion => {
            vec!["asking AWS …".to_owned(), "asking".to_owned()]
        }
        (true, _) => {
            let asked = format!("asking AWS: {} of {}", progress.answered, progress.expected);
            vec![format!("{known} · {asked}"), asked, format!("asking {}/{}", progress.answered, progress.expected)]
        }
        (false, Some(old)) => {
            let short = tally.newest.map(|at| age(at, model.now)).unwrap_or_default();
            let watching = watching(model);
            let beside = watching.iter().map(|words| format!("{old} · {words}"));
            beside.chain([format!("{known} · {old}"), old.clone(), short]).collect()
        }
        (false, None) => vec!["no answers yet".to_owned()],
    }
}

/// `watching · next in 4 min`
fn watching(model: &Model) -> Option<String> {
    let next = model.live.watch?.next?;
    let seconds = next.duration_since(model.now).as_secs().max(0);
    Some(match seconds {
        ..=60 => "watching · next within a minute".to_owned(),
        _ => format!("watching · next in {} min", seconds.div_euclid(60)),
    })
}

/// Is my Claude Code going to work?
fn headline(model: &Model, pen: &Pen<'_>, density: Density) -> Vec<Line<'static>> {
    let headline = &model.derived.headline;
    let reading = headline.outcome == Outcome::Unknown && model.live.is_scanning();
    let glyph = match headline.outcome {
        Outcome::Ok => "✔",
        Outcome::Gaps => "✖",
        Outcome::Unknown => "?",
    };
    let role = StyleRole::from(headline.outcome);
    let sign = || pen.span(format!("{glyph} "), role);
    let answers = if reading { vec!["reading the models it calls …".to_owned()] } else { answer::sentences(model) };
    // Who is refused what says more than where: the version alone has to do before the names go.
    for text in &answers {
        // The call that fails is worth more than who makes it.
        let named = model.derived.headline.outcome == Outcome::Gaps && text.contains('(');
        let callers = callers(model).into_iter().map(|who| format!("{who}: "));
        for who in callers.chain(named.then(String::new)) {
            let both = vec![sign(), pen.span(who, StyleRole::Strong), pen.span(text, role)];
            if wide(&both) <= pen.width {
                return vec![pen.line(both)];
            }
        }
    }
    let is_headline = !reading && answers.len() == 1;
    let text = answers.into_iter().next_back().unwrap_or_default();
    let room_for_text = pen.width.saturating_sub(2);
    if density == Density::Tight {
        // Half a name helps nobody: the sentence without its list of names where that does not fit.
        let is_short = is_headline && width(&text) > room_for_text && width(&headline.brief) <= room_for_text;
        let text = if is_short { headline.brief.clone() } else { fit(&text, room_for_text) };
        return vec![pen.line(vec![sign(), pen.span(text, role)])];
    }
    let who = callers(model).into_iter().next().unwrap_or_default();
    vec![
        pen.line(vec![sign(), pen.span(fit(&who, room_for_text), StyleRole::Strong)]),
        pen.line(vec![Span::raw("  "), pen.span(fit(&text, room_for_text), role)]),
    ]
}

/// The smallest way out, with its key: `Fix all: F copies 2 settings   n first problem: …`
fn way_out(model: &Model, pen: &Pen<'_>) -> Option<Line<'static>> {
    let check = &model.derived.check;
    let count = check.change.len();
    if count == 0 {
        return None;
    }
    let what = if check.change_closes_all { "Fix all:" } else { "Fix some:" };
    let settings = if count == 1 { "copies 1 setting".to_owned() } else { format!("copies {count} settings") };
    let key = |action| pen.span(key_of(model, action), StyleRole::Key);
    let mut spans = vec![
        pen.span(format!("  {what}  "), StyleRole::Strong),
        key(Action::CopySettings),
        pen.span(format!(" {settings}"), StyleRole::Text),
    ];
    let page = model.focus().filter(|focus| focus.remedies.iter().any(|remedy| remedy.url.is_some()));
    if let Some(focus) = page {
        let name = focus.ladder.cell.model.as_ref().map(|id| model.catalog.name(id).short()).unwrap_or_default();
        let more = [
            pen.span("     this one:  ", StyleRole::Quiet),
            key(Action::OpenConsole),
            pen.span(format!(" opens the page of {name}"), StyleRole::Text),
        ];
        if wide(&spans) + wide(&more) <= pen.width {
            spans.extend(more);
        }
    }
    Some(pen.line(spans))
}

/// Who will call, and where: longest first.
fn callers(model: &Model) -> [String; 4] {
    let plan = &model.account.plan;
    let version = format!("{}.{}.{}", plan.version.0, plan.version.1, plan.version.2);
    let asif = if plan.provider == Provider::None { " (not set to use Bedrock here)" } else { "" };
    let region = &plan.region.value;
    let place = model.catalog.region_with_place(region);
    [
        format!("Claude Code {version}{asif} in {place}"),
        format!("Claude Code {version}{asif} in {region}"),
        format!("Claude Code{asif} in {region}"),
        format!("Claude Code {version}{asif}"),
    ]
}

/// Columns of what is supposed, before the number of changes gives way.
const LEAST_WHAT_IF: usize = 20;

/// `What if AWS_REGION=eu-west-1: nothing is changed on disk                3 calls change`
fn what_if(model: &Model, pen: &Pen<'_>) -> Option<Line<'static>> {
    if model.account.what_if.is_empty() {
        return None;
    }
    let rest = ": nothing is changed on disk";
    let count = match model.derived.changes.count() {
        0 => "no call changes".to_owned(),
        1 => "1 call changes".to_owned(),
        many => format!("{many} calls change"),
    };
    let room = pen.width.saturating_sub("What if ".len() + Span::raw(rest).width());
    let beside = room.saturating_sub(Span::raw(count.as_str()).width() + 2);
    let room = if beside < LEAST_WHAT_IF { room } else { beside };
    let text = format!("What if {}{rest}", fit(&model.account.what_if.to_string(), room));
    Some(pen.ends(vec![pen.span(text, StyleRole::Warning)], vec![pen.span(count, StyleRole::Warning)]))
}
