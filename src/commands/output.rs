//! Standard output, standard error and signals.

use std::{
    fs::OpenOptions,
    io::{self, IsTerminal as _, Write as _},
};

use super::CommandError;
use crate::{
    catalog::printable,
    cli::{Color, Options},
    report::{Format, Report, Status, Style, print},
};

/// Prints a report and returns the exit status it asks for.
pub(super) fn emit(report: &Report, options: &Options) -> Result<Status, CommandError> {
    if format(options) == Format::Github {
        add_to_job_summary(&print(report, Format::Markdown, Style::default()))?;
    }
    emit_unless_quiet(&print(report, format(options), style(options)), options)?;
    Ok(report.status)
}

/// Writes to standard output, unless only the exit status is wanted.
pub(super) fn emit_unless_quiet(text: &str, options: &Options) -> Result<(), CommandError> {
    if options.printing.quiet { Ok(()) } else { emit_text(text) }
}

/// Adds Markdown to the summary of the job, where a workflow of GitHub runs.
pub(super) fn add_to_job_summary(markdown: &str) -> Result<(), CommandError> {
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else { return Ok(()) };
    let added = OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .and_then(|mut file| file.write_all(markdown.as_bytes()));
    added.map_err(|source| CommandError::Io { doing: "GITHUB_STEP_SUMMARY could not be written".to_owned(), source })
}

/// Nothing could be read: machines still get their document, people get one sentence.
pub(super) fn emit_unknown(report: &Report, sentence: &str, options: &Options) -> Result<Status, CommandError> {
    let format = format(options);
    if matches!(format, Format::Json | Format::Ndjson) || format.is_for_findings() {
        emit(report, options)?;
    }
    warn(sentence);
    Ok(Status::Unknown)
}

pub(super) fn format(options: &Options) -> Format {
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Plain };
    options.printing.output.unwrap_or(default)
}

pub(super) fn style(options: &Options) -> Style {
    Style { color: color(options.printing.color), width: width() }
}

/// How a report is printed that goes to standard error, since standard output is somebody else's.
pub(super) fn beside(options: &Options) -> (Format, Style) {
    let on_terminal = io::stderr().is_terminal();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match options.printing.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => on_terminal && !plain,
    };
    let width = terminal_size::terminal_size_of(io::stderr()).map(|(columns, _)| columns.0.into());
    let default = if on_terminal { Format::Table } else { Format::Plain };
    (options.printing.output.unwrap_or(default), Style { color, width })
}

/// Whether standard output gets colour: the flag, then `NO_COLOR`, then `CLICOLOR_FORCE`, then the terminal.
pub(super) fn color(when: Color) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        Color::Auto => io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// The columns that a map may take, where a person reads the report on a terminal.
pub(super) fn map_width(options: &Options) -> Option<usize> {
    let on_terminal = io::stdout().is_terminal() && format(options) == Format::Table;
    on_terminal.then(width).flatten()
}

/// The columns of a table: `COLUMNS`, else those of the terminal; as many as it needs where there is none.
fn width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let terminal =
        || terminal_size::terminal_size_of(io::stdout()).map(|(terminal_size::Width(columns), _)| columns.into());
    // Narrower than this, folding helps nobody.
    told.or_else(terminal).map(|columns: usize| columns.max(40))
}

/// Writes to standard output; a reader that has gone away ends the program quietly.
pub(super) fn emit_text(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(CommandError::Io { doing: "standard output could not be written".to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// One sentence on standard error.
pub(super) fn warn(sentence: &str) {
    // Nowhere to complain to if this fails.
    let _ = writeln!(io::stderr().lock(), "bedcheck: {}", printable(sentence));
}

/// Says that `--timeout` was over before everything was answered.
pub(super) fn out_of_time(options: &Options) {
    warn(&format!("stopped after --timeout {} s; what was not answered by then is unknown", options.timeout));
}

/// The same as [`until_signal`], but a signal counts from this call on, not only once somebody waits for it. Whoever is
/// told that a signal is heard may send one before the next line runs.
pub(super) async fn signal_from_now() -> impl Future<Output = ()> + Unpin {
    let mut signal = Box::pin(futures::future::maybe_done(until_signal()));
    futures::future::poll_immediate(&mut signal).await;
    signal
}

/// Ends at the first interrupt or request to terminate.
pub(super) async fn until_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
