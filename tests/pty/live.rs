//! Exports, other profiles and the list of calls, with the real binary.

use crate::{
    account::{Account, scenario},
    session::Session,
};

const SHUT: &str = "[[gate]]\nmodels = [\"*haiku-4-5*\"]\nagreement = \"not-available\"\n";

#[test]
fn the_view_is_exported_to_a_new_file_and_to_the_clipboard() {
    let mut demo = Session::demo(160, 40);
    demo.wait_for("1 of 9 calls fails");
    demo.keys("/haiku us-west-2\re");
    demo.wait_for("bedcheck-list-");
    demo.keys("\r");
    demo.wait_for("Written: ");
    let files = demo.files("bedcheck-list-");
    let [(name, text)] = &files[..] else { panic!("{files:?}") };
    assert!(name.ends_with("Z.json"), "{name}");
    let document: serde_json::Value = serde_json::from_str(text).unwrap();
    let rows = document["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row["region"] == "us-west-2" && row["model"]["family"] == "haiku", "as filtered: {row}");
    }
    demo.keys("ejjy");
    demo.wait_for("Copied the export (OSC 52)");
    assert!(demo.sent().contains("\u{1b}]52;c;cmVnaW9uLG1vZGVsLHN0YXR1cy"), "CSV: region,model,status");
    demo.keys("eG\r");
    // The name alone stands in the panel before anything is written.
    demo.wait_for("Written: ");
    demo.wait_for("bedcheck-screen-");
    let files = demo.files("bedcheck-screen-");
    assert!(files.len() == 1 && files[0].1.contains("filter: haiku us-west-2"), "{files:?}");
    demo.keys("q");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

/// Once nothing is asked any more: where a row is while calls come in is told by `update`.
#[test]
fn every_call_can_be_looked_at() {
    let mut demo = Session::demo(160, 40);
    demo.wait_for("1 of 9 calls fails");
    demo.wait_until("the scan is over", |text| text.contains("just now") && !text.contains("asking"));
    demo.keys("L");
    demo.wait_for("Calls made to AWS");
    let row = |text: &str, has: [&str; 2]| text.lines().position(|line| has.iter().all(|part| line.contains(part)));
    let answered = |text: &str| row(text, ["× GetFoundationModelAvailability", "● 200"]);
    demo.wait_until("the calls that were answered", |text| answered(text).is_some());
    let text = demo.text();
    let first = row(&text, ["▸", " ms"]).unwrap();
    demo.keys(&format!("{}\r", "j".repeat(answered(&text).unwrap() - first)));
    demo.wait_for("folds them");
    demo.keys("j");
    demo.wait_for("1 try · request id 00000000-0000-4000-8000-");
    demo.keys("\r");
    demo.wait_for("Copied the request id (OSC 52): 00000000-0000-4000-8000-");
    demo.keys("\u{1b}");
    demo.wait_for("2 Map");
    demo.keys("q");
    demo.expect_exit(0);
}

#[test]
fn another_profile_is_compared_and_switched_to() {
    let (open, shut) = (Account::serve(scenario("")), Account::serve(scenario(SHUT)));
    let folder = tempfile::tempdir().unwrap();
    let section = |name: &str, account: &Account| {
        let keys = "aws_access_key_id = AKIAEXAMPLE0000000000\naws_secret_access_key = exampleSECRET\n";
        format!("[profile {name}]\nregion = us-west-2\nendpoint_url = {}\n{keys}", account.url())
    };
    let config = folder.path().join("config");
    std::fs::write(&config, section("first", &open) + &section("second", &shut)).unwrap();
    let variables = [
        ("AWS_CONFIG_FILE", config.to_str().unwrap()),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("CLAUDE_CODE_USE_BEDROCK", "1"),
    ];
    let args = ["--profile", "first", "--regions", "us-west-2", "--claude-code-version", "2.1.330"];
    let mut session = Session::program(&args, 120, 40, &variables);
    session.wait_for("profile first");
    session.wait_for("just now");
    session.wait_until("the scan is over", |text| !text.contains("asking"));
    session.keys("P");
    session.wait_for("first (current)");
    session.keys("jc");
    session.wait_for("open only here");
    session.wait_for("Haiku 4.5");
    session.wait_for("agreement missing");
    session.keys("\u{1b}");
    session.wait_for("AWS profiles");
    session.keys("j\r");
    session.wait_for("profile second");
    session.wait_until("the scan is over", |text| text.contains("just now") && !text.contains("asking"));
    session.keys("P");
    session.wait_for("second (current)");
    session.keys("qq");
    session.expect_exit(0);
    assert!(!session.sent().contains("exampleSECRET"), "no secret is shown");
}

/// The account's own log tells what a look costs: reads, of the regions on screen, and no call of a model.
#[test]
fn a_look_of_watching_asks_about_what_is_on_screen_and_nothing_else() {
    let pending = "[[gate]]\nmodels = [\"*haiku-4-5*\"]\nagreement = \"pending\"\n";
    let account = Account::serve(scenario(pending));
    let url = account.url();
    let variables = [
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000"),
        ("AWS_SECRET_ACCESS_KEY", "exampleSECRET"),
        ("AWS_REGION", "us-west-2"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("CLAUDE_CODE_USE_BEDROCK", "1"),
    ];
    let mut session = Session::program(&["--claude-code-version", "2.1.330"], 120, 40, &variables);
    session.wait_for("just now");
    session.wait_until("the scan is over", |text| !text.contains("asking"));
    session.keys("5");
    session.wait_for("STATUS");
    session.keys("W");
    // What was begun before is over then.
    session.wait_for("watching · next");
    let before = account.requests().len();
    session.wait_until("a look", |_| account.requests().len() > before);
    session.wait_until("the look is over", |text| text.contains("watching · next") && !text.contains("asking"));
    session.keys("W");
    session.wait_for("Watching ended");
    let requests = account.requests();
    let (all, looked) = requests.split_at(before);
    assert!(!looked.is_empty() && looked.len() < all.len() / 2, "{} after {}", looked.len(), all.len());
    for request in looked {
        let read = ["Get", "List"].iter().any(|verb| request.operation.starts_with(verb));
        assert!(read, "{}", request.operation);
        assert!(request.service != "bedrock" || request.region == "us-west-2", "{request:?}");
    }
    session.keys("q");
    session.expect_exit(0);
    session.expect_terminal_as_before();
}

/// Reliability review, kind 3: the `v` of a word asked, its `y` consented, and a paid call was made unseen.
#[test]
fn a_word_asks_at_most_and_an_answer_counts_once_the_question_was_seen() {
    let mut demo = Session::demo(120, 40);
    demo.wait_for("1 of 9 calls fails");
    demo.keys("very");
    demo.wait_for("Too soon after another key: nothing was called");
    demo.wait_for("Call for real?");
    // Half a second without a key, and whatever the machine takes on top of it.
    std::thread::sleep(std::time::Duration::from_secs(3));
    demo.keys("y");
    demo.wait_for("InvokeModel of us.anthropic.claude-sonnet-4-5-20250929-v1:0 in us-west-2 was refused");
    demo.keys("q");
    demo.expect_exit(0);
}

/// The sentence this program began with: one paste and one key.
#[test]
fn a_pasted_message_leads_to_the_call_it_came_from() {
    let mut demo = Session::program(&["--demo=issue-536"], 100, 30, &[]);
    demo.wait_for("1 of 2 calls fails");
    demo.keys("G");
    demo.keys(
        "\u{1b}[200~API Error: 403 You don't have access to the model with the specified model ID.\r\n\u{1b}[201~",
    );
    demo.wait_for("Haiku 3.5: blocked at agreement: this is the one");
    demo.keys("\r");
    demo.wait_until("the box is closed", |text| !text.contains("this is the one"));
    demo.wait_for("Haiku 3.5 in us-west-2");
    demo.wait_for("agreement");
    demo.keys("q");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

/// Whoever waits at a terminal is told how far it is, on one line that is gone when the answer is there.
#[test]
fn a_command_tells_how_far_it_is_and_takes_the_line_away() {
    let slow = Account::serve(scenario("[[fault]]\nlatency = { fixed_ms = 400 }\n"));
    let url = slow.url();
    let variables = [
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000"),
        ("AWS_SECRET_ACCESS_KEY", "exampleSECRET"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    let mut session = Session::program(&["list", "--regions", "us-west-2"], 100, 30, &variables);
    session.expect_exit(0);
    assert!(session.sent().contains("\r\u{1b}[Kasking AWS: "), "{}", session.sent());
    assert!(session.sent().contains(" answers, "), "{}", session.sent());
    assert!(!session.text().contains("asking AWS"), "{}", session.text());
    assert!(session.text().contains("us-west-2"), "{}", session.text());
}

/// On a terminal a list is models × regions, as wide as the terminal, with each reason once.
#[test]
fn a_list_on_a_terminal_is_a_map_that_fits() {
    let shut = "[[gate]]\nmodels = [\"*sonnet-4-5*\"]\nagreement = \"not-available\"\n";
    let account = Account::serve(scenario(shut));
    let url = account.url();
    let variables = [
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000"),
        ("AWS_SECRET_ACCESS_KEY", "exampleSECRET"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    for columns in [44, 80, 120] {
        let args = ["list", "--regions", "us-west-2,us-east-1,eu-west-1,ap-northeast-1,sa-east-1"];
        let mut session = Session::program(&args, columns, 120, &variables);
        session.expect_exit(0);
        let text = session.text();
        let row = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            line.unwrap_or_else(|| panic!("{name} at {columns}: {text}")).to_owned()
        };
        assert!(row("Opus 5.5").contains('●') && !row("Opus 5.5").contains('✖'), "{text}");
        assert!(row("Sonnet 4.5").contains('✖') && !row("Sonnet 4.5").contains('●'), "{text}");
        let reasons: Vec<&str> = text.lines().filter(|line| line.contains("agreement missing")).collect();
        assert!(reasons.len() == 1 && reasons[0].contains("Sonnet 4.5"), "{reasons:?}");
        assert!(text.contains("● open") && text.contains("✖ blocked"), "{text}");
        // What was sent, without colours: the screen would have folded a longer line.
        let sent = session.sent();
        let report = sent.rsplit("\r\u{1b}[K").next().unwrap();
        let mut pieces = report.split("\u{1b}[");
        let first = pieces.next().unwrap_or_default();
        let rest: String = pieces.map(|piece| piece.split_once('m').map_or(piece, |(_, rest)| rest)).collect();
        let plain = format!("{first}{rest}");
        let widest = plain.lines().map(|line| line.trim_end().chars().count()).max();
        assert!(
            widest.is_some_and(|widest| (20..=columns.into()).contains(&widest)),
            "{widest:?} at {columns}: {plain}"
        );
    }
}
