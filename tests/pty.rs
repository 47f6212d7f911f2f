//! The real binary in a pseudo-terminal: what a person at a terminal would see, type and be left with.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(unix)]

#[path = "support/account.rs"]
mod account;
#[path = "pty/faults.rs"]
mod faults;
#[path = "pty/links.rs"]
mod links;
#[path = "pty/live.rs"]
mod live;
#[path = "pty/session.rs"]
mod session;

use session::Session;

/// Where the demo's cursor ends up after `n`: the first gap of its plan.
const GAP: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

/// OSC 52 with this text, as `printf %s … | base64` makes it.
fn clipboard(base64: &str) -> String {
    format!("\u{1b}]52;c;{base64}\u{7}")
}

#[test]
fn the_demo_shows_itself_and_can_be_walked_through() {
    let mut demo = Session::demo(80, 24);
    demo.wait_for("DEMO: SIMULATED");
    demo.wait_for("1 of 9 calls fails");
    demo.keys("n");
    demo.wait_for("Sonnet 4.5 in us-west-2 (Oregon)");
    demo.keys("l");
    demo.wait_for("ca-central-1 (Central)");
    demo.keys("\u{1b}[D\u{1b}[D");
    demo.wait_for("us-west-1 (N. California)");
    demo.keys("5");
    demo.wait_for("STATUS");
    demo.keys("4");
    demo.wait_for("Settings Claude Code reads");
    demo.keys("1");
    demo.wait_for("REFUSED, AND REPAIRED");
    demo.keys("2/haiku");
    demo.wait_for("filter: haiku");
    demo.keys("q");
    demo.wait_for("filter: haikuq");
    demo.keys("\u{1b}");
    demo.wait_until("the filter is cleared", |text| !text.contains("filter:"));
    demo.keys("n\r");
    demo.wait_for("enter does it");
    demo.keys("?");
    demo.wait_for("Keys");
    demo.keys("\u{1b}");
    demo.wait_until("the help is closed", |text| !text.contains("Keys"));
    demo.keys("qq");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

/// Reliability reading of November 2026, kind 4: the terminal's buffer was read once, 1,024 bytes, and the rest waited
/// for another key.
#[test]
fn what_comes_in_one_burst_is_read_to_its_end() {
    let mut demo = Session::demo(80, 24);
    demo.wait_for("DEMO: SIMULATED");
    demo.keys(&format!("{}q", "j".repeat(3_000)));
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

#[test]
fn another_scenario_is_two_keys_away_with_its_own_region() {
    let mut demo = Session::demo(120, 30);
    demo.wait_for("1 of 9 calls fails");
    demo.wait_for("an account in daily use");
    demo.keys("D");
    demo.wait_for("(this one)");
    demo.keys("jj");
    demo.wait_for("▸ issue-536");
    demo.keys("kj\u{1b}");
    demo.wait_until("the list is closed", |text| !text.contains("issue-536"));
    demo.keys("DGk\r");
    demo.wait_for("DEMO: SIMULATED▌  govcloud");
    demo.wait_for("us-gov-");
    demo.wait_until("the plan moved along", |text| !text.contains("us-west-2"));
    demo.keys("q");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

#[test]
fn a_theme_is_chosen_by_name_and_a_wrong_name_is_said_before_the_screen_is_taken() {
    let mut demo = Session::demo_with("healthy", 80, 24, &[("BEDCHECK_THEME", "light")]);
    let ground = vt100::Color::Rgb(0xfb, 0xfb, 0xf9);
    demo.wait_until_screen("the light ground is painted to the last corner", |screen| {
        screen.cell(0, 0).is_some_and(|cell| cell.bgcolor() == ground)
            && screen.cell(23, 79).is_some_and(|cell| cell.bgcolor() == ground)
    });
    demo.keys("q");
    demo.expect_exit(0);
    let mut wrong = Session::demo_with("healthy", 80, 24, &[("BEDCHECK_THEME", "neon")]);
    wrong.expect_exit(2);
    let sent = wrong.sent();
    assert!(sent.contains("there is no theme \"neon\"") && !sent.contains("\u{1b}[?1049h"), "{sent}");
}

/// Two runs at a stopped clock come to show the same, to the last letter.
#[test]
fn at_a_stopped_clock_a_demo_is_the_same_each_time() {
    let clock = [("BEDCHECK_CLOCK", "2026-11-22T13:02:00Z"), ("BEDCHECK_REDUCED_MOTION", "1")];
    let mut runs = [(); 2].map(|()| Session::demo_with("demo", 120, 40, &clock));
    let over = |text: &str| text.contains("just now") && !text.contains("asking");
    let other = || runs[1].text();
    runs[0].wait_until("both show the same scan", |text| over(text) && over(&other()) && text == other());
    for run in &mut runs {
        run.keys("q");
        run.expect_exit(0);
    }
}

/// Two keys from the start to the file, its line and its key.
#[test]
fn which_file_makes_it_call_that_model() {
    let project = tempfile::tempdir().unwrap();
    let claude = project.path().join(".claude");
    std::fs::create_dir_all(claude.join("agents")).unwrap();
    let settings = "{\n  \"env\": {\n    \"ANTHROPIC_DEFAULT_HAIKU_MODEL\": \"us.anthropic.claude-sonnet-5\"\n  }\n}\n";
    std::fs::write(claude.join("settings.json"), settings).unwrap();
    let agent = "---\nname: reviewer\ndescription: reviews\nmodel: haiku\n---\nReview.\n";
    std::fs::write(claude.join("agents/reviewer.md"), agent).unwrap();
    let mut demo = Session::demo_in(project.path(), 160, 50);
    demo.wait_for("3 of 10 calls fail");
    demo.keys("4");
    demo.wait_for("Files read");
    demo.wait_for(".claude/settings.json");
    demo.keys("1");
    demo.wait_for(".claude/settings.json, line 3:");
    demo.keys("\rzG");
    demo.wait_for("WHY THIS ID");
    demo.wait_for(".claude/settings.json, line 3: ANTHROPIC_DEFAULT_HAIKU_MODEL");
    demo.keys("z\u{1b}");
    demo.wait_for("3 to choose");
    demo.keys("/reviewer\r\rz");
    demo.wait_for(".claude/agents/reviewer.md, line 4: model");
    demo.wait_for("ANTHROPIC_DEFAULT_HAIKU_MODEL = us.anthropic.claude-sonnet-5");
    demo.keys("qq");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

#[test]
fn what_if_previews_while_it_is_typed_and_touches_nothing() {
    let project = tempfile::tempdir().unwrap();
    let mut demo = Session::demo_in(project.path(), 100, 30);
    demo.wait_for("1 of 9 calls fails");
    demo.keys("wANTHROPIC_MODEL=us.anthropic.claude-sonnet-5");
    demo.wait_for("nothing is changed on disk");
    demo.wait_for("~ the main loop");
    demo.keys(" AWS_REGOIN=eu-west-1\r");
    demo.wait_for("the name may be AWS_REGION");
    demo.keys("\u{17}\r");
    demo.wait_for("? help");
    demo.wait_for("~ the main loop");
    demo.keys("\u{1b}");
    demo.wait_until("the what-if is dropped", |text| !text.contains("nothing is changed") && !text.contains("~ "));
    demo.keys("q");
    demo.expect_exit(0);
    assert_eq!(std::fs::read_dir(project.path()).unwrap().count(), 0, "no file was made");
}

#[test]
fn links_are_shown_and_copied_where_there_is_no_browser() {
    let mut demo = Session::demo(120, 40);
    demo.wait_for("1 of 9 calls fails");
    demo.keys("n");
    demo.wait_for(GAP);
    demo.keys("o");
    demo.wait_for("No browser here; the link was copied");
    demo.wait_for("https://us-west-2.console.aws.amazon.com/bedrock/home?region=us-west-2");
    demo.keys("yy");
    demo.wait_for(&format!("Copied the id (OSC 52): {GAP}"));
    let sent = demo.sent();
    assert!(sent.contains(&clipboard("dXMuYW50aHJvcGljLmNsYXVkZS1zb25uZXQtNC01LTIwMjUwOTI5LXYxOjA=")), "the id");
    assert!(sent.contains("\u{1b}]52;c;aHR0cHM6Ly91cy13ZXN0LTIuY29uc29sZS5hd3MuYW1hem9uLmNvbS"), "the link");
    demo.keys("\u{3}");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

#[test]
fn counts_sequences_and_the_filter_language_work_at_a_terminal() {
    let mut demo = Session::demo(120, 40);
    demo.wait_for("1 of 9 calls fails");
    demo.keys("gg");
    demo.wait_for("Opus 5.5 in us-west-2");
    demo.keys("0");
    demo.wait_for("a key completes it");
    demo.keys("2h");
    demo.wait_for("Opus 5.5 in us-east-2 (Ohio)");
    demo.keys("/verdict:opne");
    demo.wait_for("verdict: knows no \"opne\"");
    demo.keys("\u{1b}");
    demo.wait_until("the filter is gone", |text| !text.contains("opne"));
    demo.keys("/family:haiku region:eu-\r");
    demo.wait_for("filter: family:haiku region:eu-");
    demo.wait_until("only Haiku is left", |text| text.contains("Haiku  5.5") && !text.contains("Opus   5"));
    demo.keys("q");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

#[test]
fn the_palette_takes_one_to_a_region_and_out_of_the_program() {
    let mut demo = Session::demo(100, 30);
    demo.wait_for("1 of 9 calls fails");
    demo.keys(":");
    demo.wait_for("WHAT IT DOES");
    demo.keys("frankfurt");
    demo.wait_for("go to Frankfurt");
    demo.keys("\r");
    demo.wait_for("in eu-central-1");
    demo.keys(":quit");
    demo.wait_for(":quit");
    demo.keys("\r");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

/// Off until asked for, so that the terminal selects text; given back whatever ends the program.
#[test]
fn the_mouse_clicks_once_it_is_asked_for_and_is_given_back() {
    let mut demo = Session::demo(80, 24);
    demo.wait_for("1 of 9 calls fails");
    assert!(!demo.sent().contains("\u{1b}[?1000h"), "the mouse is the terminal's");
    demo.keys("M");
    demo.wait_for("The mouse points and scrolls");
    assert!(demo.sent().contains("\u{1b}[?1000h\u{1b}[?1006h"));
    assert!(!demo.sent().contains("\u{1b}[?1003h"), "movements are nobody's business");
    let (column, row) = demo.find("4 Settings");
    demo.keys(&format!("\u{1b}[<0;{};{}M\u{1b}[<0;{};{}m", column + 1, row + 1, column + 1, row + 1));
    demo.wait_for("Settings Claude Code reads");
    demo.signal("TERM");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
    assert!(demo.sent().contains("\u{1b}[?1006l\u{1b}[?1000l"), "given back");
}

#[test]
fn keys_of_ones_own_and_a_bad_file_at_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keymap.toml");
    let path = folder.path().to_str().unwrap();
    std::fs::write(&file, "[[key]]\naction = \"view-region\"\nkeys = [\"x\"]\n").unwrap();
    let mut demo = Session::demo_with("demo", 100, 30, &[("BEDCHECK_CONFIG_DIR", path)]);
    demo.wait_for("x Region");
    demo.keys("x");
    demo.wait_for("STATUS");
    demo.keys("q");
    demo.expect_exit(0);
    std::fs::write(&file, "[[key]]\naction = \"view-region\"\nkeys = [\"q\"]\n").unwrap();
    let mut demo = Session::demo_with("demo", 100, 30, &[("BEDCHECK_CONFIG_DIR", path)]);
    demo.wait_for("line 1: q for view-region collides with q for quit");
    demo.keys("5");
    demo.wait_for("STATUS");
    demo.keys("q");
    demo.expect_exit(0);
}

/// A theme whose background no bundled theme has, named on the command line and found in the folder of the keymap.
#[test]
fn a_theme_of_ones_own_comes_from_the_folder_of_the_keymap() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("themes")).unwrap();
    let theme = "base = \"dark\"\nground = { fg = \"#010203\", bg = \"#fdfeff\" }\n";
    std::fs::write(folder.path().join("themes/mine.toml"), theme).unwrap();
    let variables = [("BEDCHECK_CONFIG_DIR", folder.path().to_str().unwrap()), ("COLORTERM", "truecolor")];
    let mut demo = Session::program(&["--demo=demo", "--theme", "mine"], 100, 30, &variables);
    demo.wait_for("2 Map");
    demo.with_screen(|screen| {
        let (rows, columns) = screen.size();
        let cells = || (0..rows.get()).flat_map(|y| (0..columns.get()).filter_map(move |x| screen.cell(y, x)));
        assert!(cells().any(|cell| cell.bgcolor() == vt100::Color::Rgb(0xfd, 0xfe, 0xff)));
    });
    demo.keys("q");
    demo.expect_exit(0);
}

#[test]
fn signals_leave_the_terminal_as_it_was() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut demo = Session::demo(80, 24);
        demo.wait_for("2 Map");
        demo.signal(signal);
        demo.expect_exit(0);
        demo.expect_terminal_as_before();
    }
}

#[test]
fn suspended_and_brought_back() {
    let mut demo = Session::demo(80, 24);
    demo.wait_for("1 of 9 calls fails");
    demo.keys("\u{1a}");
    demo.wait_until_stopped();
    demo.expect_terminal_as_before();
    demo.forget_screen();
    demo.signal("CONT");
    demo.wait_for("4 Settings");
    demo.keys("q");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

/// Not a test of its own: the child of the one below, which a panic ends while the screen is taken.
#[test]
fn child_that_panics() {
    if std::env::var_os(session::PANIC).is_some() {
        let _screen = bedcheck::terminal::tty::TerminalScreen::enter().unwrap();
        panic!("on purpose");
    }
}

#[test]
fn a_panic_leaves_the_terminal_as_it_was_and_is_readable() {
    let mut child = Session::panicking();
    child.wait_to_end();
    child.expect_terminal_as_before();
    let sent = child.sent();
    let (screen, after) = sent.split_once("\u{1b}[?1049l").unwrap();
    assert!(screen.contains("\u{1b}[?1049h") && !screen.contains("on purpose"));
    assert!(after.contains("on purpose"), "the report comes after the screen was left: {after:?}");
}

#[test]
fn without_colour_the_cursor_is_still_seen() {
    let mut demo = Session::demo_with("demo", 80, 24, &[("NO_COLOR", "1")]);
    demo.wait_for("1 of 9 calls fails");
    demo.wait_for("[✖]");
    demo.with_screen(|screen| {
        let (rows, columns) = screen.size();
        let (rows, columns) = (rows.get(), columns.get());
        let cells = || (0..rows).flat_map(|y| (0..columns).filter_map(move |x| screen.cell(y, x)));
        assert!(cells().all(|cell| cell.fgcolor() == vt100::Color::Default && cell.bgcolor() == vt100::Color::Default));
        let reversed: String = cells().filter(|cell| cell.inverse()).map(vt100::Cell::contents).collect();
        assert_eq!(reversed, "[✖]", "the whole cursor, and nothing else");
    });
    demo.keys("q");
    demo.expect_exit(0);
}

#[test]
fn a_storm_of_sizes_ends_in_the_last_one() {
    let mut demo = Session::demo(120, 40);
    demo.wait_for("1 of 9 calls fails");
    for (columns, rows) in [(1, 1), (300, 100), (20, 5), (2, 60), (200, 3)] {
        demo.resize(columns, rows);
    }
    demo.forget_screen();
    demo.resize(80, 24);
    // crossterm 0.29 may leave a key unread that arrives together with a change of size, until the next key comes.
    demo.wait_for("2 Map");
    demo.keys("4");
    demo.wait_for("Settings Claude Code reads");
    demo.keys("qq");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

#[cfg(target_os = "linux")]
#[test]
fn an_idle_dashboard_sleeps() {
    let mut demo = Session::demo_with("healthy", 120, 40, &[]);
    demo.wait_for("just now");
    demo.wait_until("the scan is over", |text| !text.contains("asking"));
    // What is still on its way when the scan ends may fall into the first windows, and once a minute an age changes.
    // A tick would show in every one: the slowest that could be called one wakes four times in two seconds.
    let quiet = (0..8).any(|_| {
        let (bytes, naps) = demo.bytes_and_wake_ups();
        std::thread::sleep(std::time::Duration::from_secs(2));
        let (bytes_later, naps_later) = demo.bytes_and_wake_ups();
        bytes_later == bytes && naps_later - naps < 4
    });
    assert!(quiet, "two seconds without a byte written and without a wake-up");
    demo.keys("q");
    demo.expect_exit(0);
}
