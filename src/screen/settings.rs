//! What Claude Code reads: the change that closes the gaps, what is wrong, which files were read.

use ratatui::text::{Line, Span};

use crate::{
    claude_code::FileSeen,
    dashboard::{
        keymap::Action,
        model::Model,
        text::{fit, pad, width},
    },
    screen::{
        pen::{Pen, key_of},
        theme::StyleRole,
    },
};

/// The change that mends what fails, what is wrong, which files were read.
pub(super) fn lines(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let mut lines = change(model, pen);
    lines.extend(problems(model, pen));
    lines.extend(files(model, pen));
    lines.into_iter().skip_while(|line| line.spans.is_empty()).collect()
}

fn change(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let change = &model.derived.check.change;
    if change.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![
        Line::default(),
        pen.line(vec![
            pen.span(model.derived.check.change_title(), StyleRole::Strong),
            pen.span(format!("   {} ", key_of(model, Action::CopySettings)), StyleRole::Key),
            pen.span("copies it", StyleRole::Quiet),
        ]),
    ];
    let longest = change.iter().map(|line| width(&line.to_string())).max().unwrap_or(0);
    let reason = change.iter().map(|line| width(&line.why)).max().unwrap_or(0);
    for line in change {
        // The reasons stand under each other where all of them fit that way.
        let setting = fit(&line.to_string(), pen.width.saturating_sub(2));
        let setting = if longest + reason + 5 <= pen.width { pad(&setting, longest) } else { setting };
        let room = pen.width.saturating_sub(Span::raw(setting.as_str()).width() + 5);
        let why = if room < 20 { String::new() } else { fit(&line.why, room) };
        lines.push(pen.line(vec![
            pen.span(format!("  {setting}"), StyleRole::Text),
            pen.span(format!("   {why}"), StyleRole::Quiet),
        ]));
    }
    lines
}

fn problems(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let aging = model.derived.check.aging.iter().map(|aging| &aging.text);
    let problems = model.account.plan.problems.iter().map(|problem| &problem.text);
    for text in problems.chain(aging).chain(&who_asks(model)) {
        let text = pen.paragraph(text, 2, StyleRole::Text);
        lines.extend(text.into_iter().enumerate().map(|(index, mut line)| {
            if index == 0 {
                line.spans.splice(1..2, [pen.span("! ", StyleRole::Warning)]);
            }
            line
        }));
    }
    if !lines.is_empty() {
        lines.insert(0, Line::default());
    }
    lines
}

/// What is to be known of the identity that is asked: that another signs for the client, or for the AWS CLI.
fn who_asks(model: &Model) -> Vec<String> {
    let Some(signer) = &model.account.asked_as.signer else { return Vec::new() };
    let told = |remark: &String| model.account.plan.problems.iter().any(|problem| problem.text == *remark);
    signer.remarks().into_iter().filter(|remark| !told(remark)).collect()
}

/// The files that were taken into account, and those that were ignored for a reason.
fn files(model: &Model, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let seen = |file: &&FileSeen| file.read || file.problem.is_some();
    let (there, absent): (Vec<&FileSeen>, Vec<&FileSeen>) = model.account.plan.files.iter().partition(seen);
    if there.is_empty() {
        return Vec::new();
    }
    let missing = match absent.len() {
        0 => String::new(),
        1 => "   1 more place was looked at and is empty".to_owned(),
        many => format!("   {many} more places were looked at and are empty"),
    };
    let scope = |file: &FileSeen| file.scope.to_string().replace('-', " ");
    let longest = there.iter().map(|file| width(&scope(file))).max().unwrap_or(0);
    let line = |file: &&FileSeen| {
        let problem = file.problem.as_ref().map(|why| format!("   ignored: {why}")).unwrap_or_default();
        let room = pen.width.saturating_sub(longest + 5);
        let path = fit(&file.path.display().to_string(), room);
        let problem = fit(&problem, room.saturating_sub(width(&path)));
        let label = pen.span(format!("  {}   ", pad(&scope(file), longest)), StyleRole::Quiet);
        pen.line(vec![label, pen.span(path, StyleRole::Text), pen.span(problem, StyleRole::Warning)])
    };
    let heading = pen.line(vec![pen.span("Files read", StyleRole::Strong), pen.span(missing, StyleRole::Quiet)]);
    [Line::default(), heading].into_iter().chain(there.iter().map(line)).collect()
}
