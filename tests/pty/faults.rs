//! A panic planted in each kind of task (a switch that only builds with debug assertions have): the dashboard goes on, or
//! ends with status 3 and gives the terminal back. It drew over a shell once, with its keys echoed.

use super::{account::Account, session::Session};

const PLANT: &str = "BEDCHECK_PLANT_PANIC";

#[test]
fn a_panic_of_one_question_or_one_region_leaves_the_dashboard_as_it_is() {
    for place in ["question", "region"] {
        let mut demo = Session::demo_with("demo", 100, 30, &[(PLANT, place)]);
        demo.wait_for("DEMO: SIMULATED");
        demo.wait_for("internal error");
        // Raw mode is on: a key is read, and not echoed.
        demo.keys("?");
        demo.wait_for("Keys");
        demo.keys("\u{1b}");
        demo.wait_until("the help is closed", |text| !text.contains("Keys"));
        demo.keys("q");
        demo.expect_exit(0);
        demo.expect_terminal_as_before();
        assert!(!demo.sent().contains("panicked"), "{place}");
    }
}

#[test]
fn a_panic_of_the_scan_ends_the_dashboard_with_status_3_and_its_report_after_the_screen() {
    let mut demo = Session::demo_with("demo", 100, 30, &[(PLANT, "scan")]);
    demo.expect_exit(3);
    demo.expect_terminal_as_before();
    let sent = demo.sent();
    let (_, after) = sent.split_once("\u{1b}[?1049l").unwrap();
    assert!(after.contains("internal error") && after.contains("planted in scan"), "{after:?}");
}

#[test]
fn a_panic_while_the_survey_is_kept_is_a_note() {
    let account = Account::bundled("healthy");
    let keys = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret"), (PLANT, "keep")];
    let url = account.url();
    let mut session = Session::program(&["--endpoint-url", &url, "--region", "us-west-2"], 100, 30, &keys);
    session.wait_for("the survey was not kept: internal error");
    session.keys("q");
    session.expect_exit(0);
    session.expect_terminal_as_before();
}

/// A survey was kept under whatever folder the program was started in.
#[test]
fn where_home_is_no_place_nothing_is_kept_in_the_working_directory() {
    let account = Account::bundled("healthy");
    let keys = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("HOME", "relative/home")];
    let url = account.url();
    let mut session = Session::program(&["--endpoint-url", &url, "--region", "us-west-2"], 100, 30, &keys);
    session.wait_for("just now");
    session.wait_until("the scan is over", |text| !text.contains("asking"));
    session.keys("q");
    session.expect_exit(0);
    assert!(!session.has("relative"), "a folder was made in the working directory");
}

/// Every key, in every view and whatever it opens, typed faster than anybody reads: no call, no file, no harm.
#[test]
fn every_key_in_every_view_calls_nothing_and_leaves_the_terminal_as_it_was() {
    let account = Account::bundled("demo");
    let keys = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];
    let url = account.url();
    let mut session = Session::program(&["--endpoint-url", &url, "--region", "us-west-2"], 120, 40, &keys);
    session.wait_for("just now");
    let special = [
        "\u{1b}[A",
        "\u{1b}[B",
        "\u{1b}[C",
        "\u{1b}[D",
        "\t",
        "\u{1b}[Z",
        "\u{1b}[5~",
        "\u{1b}[6~",
        "\u{1b}[H",
        "\u{1b}[F",
    ];
    // Ctrl-C, q and Q end it; Ctrl-Z stops it.
    let letters = (' '..='~').filter(|key| !"qQ".contains(*key)).map(String::from);
    let all: Vec<String> = letters.chain(special.map(str::to_owned)).collect();
    for view in ["1", "2", "3"] {
        for key in &all {
            session.keys(&format!("\u{1b}\u{1b}{view}{key}"));
        }
        session.keys("\u{1b}\u{1b}\u{1b}");
    }
    session.keys("\u{1b}\u{1b}?");
    session.wait_for("Keys");
    session.keys("\u{1b}\u{1b}q");
    session.expect_exit(0);
    session.expect_terminal_as_before();
    let invoked = account.requests().iter().filter(|request| request.operation.starts_with("Invoke")).count();
    assert_eq!(invoked, 0, "a paid call was made");
    let strange: Vec<String> =
        session.files("").into_iter().map(|(name, _)| name).filter(|name| !name.starts_with("bedcheck-")).collect();
    assert!(strange.is_empty(), "{strange:?}");
}
