//! docs/reliability.md: its table is made from the names of the tests, so a row cannot outlive what proves it.

use std::{fs, path::Path};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const BEGIN: &str = "<!-- made from tests/data/faults.tsv: BEDCHECK_WRITE_PAGE=1 cargo test --test architecture -->\n";
const END: &str = "<!-- end -->\n";

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// `a_kill_leaves_no_torn_file` in words, with where it is proved.
fn promise(test: &str) -> String {
    let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{test}: no file::name"));
    let path = if file.starts_with("src/") { file.to_owned() } else { format!("tests/{file}") };
    assert!(read(&path).contains(&format!("fn {name}(")), "{path} has no test {name}");
    format!("{} ([{file}](../{path}))", name.replace('_', " "))
}

fn table() -> String {
    let faults = read("tests/data/faults.tsv");
    let rows = faults.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [kind, fault, forms, tests] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}")
        };
        let promises = tests.split(' ').map(promise).collect::<Vec<_>>().join("; ");
        format!("| {kind} | {fault} | {forms} | {promises} |\n")
    });
    format!("| kind | fault | variations | what happens |\n|---|---|---|---|\n{}", rows.collect::<String>())
}

#[test]
fn the_table_of_faults_says_what_is_proved() {
    let page = read("docs/reliability.md");
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (_, foot) = rest.split_once(END).unwrap();
    let wanted = format!("{head}{BEGIN}\n{}\n{END}{foot}", table());
    if std::env::var_os("BEDCHECK_WRITE_PAGE").is_some() {
        fs::write(Path::new(ROOT).join("docs/reliability.md"), &wanted).unwrap();
        return;
    }
    assert!(
        page == wanted,
        "docs/reliability.md: write it anew with BEDCHECK_WRITE_PAGE=1 cargo test --test architecture"
    );
}
