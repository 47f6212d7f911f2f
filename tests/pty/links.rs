//! Console pages as links of the terminal, and the theme chosen while the dashboard runs.

use crate::session::Session;

const PAGE: &str = "https://us-west-2.console.aws.amazon.com/bedrock/home?region=us-west-2";

/// A dashboard at the ladder of the first gap, with the addresses of what to do on screen.
fn at_a_gap(variables: &[(&str, &str)]) -> Session {
    let mut demo = Session::demo_with("demo", 200, 60, variables);
    demo.wait_for("1 of 9 calls fails");
    demo.keys("n\rz");
    demo.wait_for("FIX");
    demo.wait_for(PAGE);
    demo
}

#[test]
fn pages_of_the_console_are_links_where_the_terminal_has_them() {
    let mut demo = at_a_gap(&[("TERM_PROGRAM", "WezTerm")]);
    let begin = format!(";{PAGE}");
    demo.wait_until("a link", |_| demo.sent().contains("\u{1b}]8;id=bedcheck-"));
    let sent = demo.sent();
    let links: Vec<&str> = sent.split("\u{1b}]8;id=bedcheck-").skip(1).collect();
    assert!(links.iter().any(|link| link.contains(&begin)), "{:?}", links.first());
    for link in links {
        let (address, rest) = link.split_once("\u{1b}\\").unwrap();
        let address = address.split_once(';').unwrap().1;
        assert!(address.starts_with("https://") && address.contains(".aws.amazon.com"), "{address:?}");
        assert!(rest.contains("\u{1b}]8;;\u{1b}\\"), "every link ends");
    }
    demo.keys("qq");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}

#[test]
fn elsewhere_they_are_text_unless_asked_for() {
    for variables in [&[][..], &[("TERM_PROGRAM", "WezTerm"), ("BEDCHECK_HYPERLINKS", "0")]] {
        let mut demo = at_a_gap(variables);
        demo.keys("qq");
        demo.expect_exit(0);
        assert!(!demo.sent().contains("\u{1b}]8;"), "{variables:?}");
    }
    let mut demo = at_a_gap(&[("TMUX", "a,1,0"), ("BEDCHECK_HYPERLINKS", "1")]);
    demo.wait_until("a link", |_| demo.sent().contains("\u{1b}]8;id=bedcheck-"));
    demo.keys("qq");
    demo.expect_exit(0);
}

#[test]
fn another_theme_is_put_on_while_it_runs() {
    let mut demo = Session::demo_with("healthy", 80, 24, &[]);
    demo.wait_for("2 Map");
    let grounded = |ground| {
        move |screen: &vt100::Screen| screen.cell(0, 0).is_some_and(|cell: &vt100::Cell| cell.bgcolor() == ground)
    };
    demo.wait_until_screen("the terminal's own ground", grounded(vt100::Color::Default));
    demo.keys(":theme light");
    demo.wait_for("the theme light");
    demo.keys("\r");
    demo.wait_until_screen("the light ground", grounded(vt100::Color::Rgb(0xfb, 0xfb, 0xf9)));
    demo.keys("q");
    demo.expect_exit(0);
    demo.expect_terminal_as_before();
}
