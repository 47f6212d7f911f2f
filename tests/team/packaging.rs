//! What packages are made from: one version everywhere, shell steps that run, pages and completions.

use std::{fs, path::Path, process::Command};

use crate::{Place, support};

fn root(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder with the program under its name, for scripts that look on the PATH.
fn on_path(place: &Place) -> String {
    let folder = place.home.path().join("bin");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_bedcheck"), folder.join("bedcheck")).unwrap();
    format!("{}:/usr/bin:/bin", folder.display())
}

fn shell(place: &Place, script: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("bash");
    command.arg(script).args(args);
    support::isolated(&mut command, place.home.path());
    command.env("PATH", on_path(place));
    command
}

#[test]
fn one_version_everywhere_and_the_formula_gets_its_checksums() {
    let Some(peers) = support::peers("packaging") else { return };
    let place = Place::new();
    let python = |args: &[&str]| {
        let mut command = Command::new(peers.join("python"));
        command.arg(root("packaging/fill.py")).args(args);
        support::run(&mut command)
    };
    assert_eq!(python(&["--check"]), (0, String::new(), String::new()));
    let targets =
        ["aarch64-apple-darwin", "x86_64-apple-darwin", "aarch64-unknown-linux-musl", "x86_64-unknown-linux-musl"];
    let version = env!("CARGO_PKG_VERSION");
    let sums: String = targets.iter().map(|target| format!("{target}00  bedcheck-v{version}-{target}.tgz\n")).collect();
    fs::write(place.home.path().join("SHA256SUMS"), sums).unwrap();
    let (status, formula, err) = python(&["https://example.com/o/bedcheck", place.home.path().to_str().unwrap()]);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(!formula.contains('@'), "{formula}");
    for target in targets {
        assert!(
            formula.contains(&format!("bedcheck-v{version}-{target}.tgz\"\n      sha256 \"{target}00\"")),
            "{formula}"
        );
    }
}

#[test]
fn pages_and_completions_are_made() {
    let place = Place::new();
    let script = root("packaging/pages.sh");
    let (status, _, err) = support::run(&mut shell(&place, &script, &[env!("CARGO_BIN_EXE_bedcheck"), "pages"]));
    assert_eq!((status, err.as_str()), (0, ""));
    for (file, part) in [
        ("bedcheck.1", ".TH"),
        ("bedcheck.bash", "complete"),
        ("_bedcheck", "#compdef"),
        ("bedcheck.fish", "complete -c"),
    ] {
        assert!(place.read(&format!("pages/{file}")).contains(part), "{file}");
    }
}

/// The step of the action, with what a runner sets.
#[test]
fn the_action_runs_a_check_and_hands_on_its_status() {
    let place = Place::new().write("output", "").write("summary.md", "");
    let step = |args: &str, more: &[(&str, &str)]| {
        let mut command = shell(&place, &root("action/run.sh"), &[]);
        command.env("BEDCHECK_ARGS", args).env("GITHUB_OUTPUT", "output").env("GITHUB_STEP_SUMMARY", "summary.md");
        support::run(command.envs(more.iter().copied()))
    };
    let (status, out, err) = step("check\n--demo=sales-gated\n--output\ngithub\n", &[]);
    assert_eq!((status, err.as_str()), (1, ""), "{out}");
    assert!(out.contains("::error ") && place.read("output").ends_with("status=1\n"), "{out}");
    assert!(place.read("summary.md").contains("| --- |"));
    let unknown = "check\n--demo=healthy\n--no-simulate";
    assert_eq!(step(unknown, &[]).0, 3);
    let (status, out, _) = step(unknown, &[("BEDCHECK_FAIL_ON_UNKNOWN", "false")]);
    assert_eq!(status, 0);
    assert!(out.contains("::warning::"), "{out}");
    let (_, out, _) = step("plan\n--demo=healthy", &[("BEDCHECK_CLAUDE_CODE_VERSION", "2.1.112")]);
    assert!(out.contains("2.1.112"), "{out}");
}

/// The install step, from a folder in place of the site: an archive that is not the one of the checksums is refused.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn the_action_installs_what_the_checksums_name_and_nothing_else() {
    let place = Place::new();
    let name = "bedcheck-v9.9.9-x86_64-unknown-linux-musl";
    let site = place.home.path().join("site/releases/download/v9.9.9");
    fs::create_dir_all(site.join(name)).unwrap();
    fs::write(site.join(name).join("bedcheck"), "#!/bin/sh\necho installed\n").unwrap();
    let pack = format!(
        "cd {0} && chmod +x {name}/bedcheck && tar czf {name}.tgz {name} && sha256sum {name}.tgz > SHA256SUMS",
        site.display()
    );
    assert!(Command::new("bash").args(["-c", &pack]).status().unwrap().success());
    let install = || {
        let mut command = shell(&place, &root("action/install.sh"), &[]);
        command.env("BEDCHECK_SITE", format!("file://{}", place.home.path().join("site").display()));
        command
            .env("BEDCHECK_REPOSITORY", "o/r")
            .env("BEDCHECK_VERSION", "9.9.9")
            .env("GITHUB_PATH", place.home.path().join("path"));
        support::run(&mut command)
    };
    if !Path::new("/usr/bin/curl").exists() {
        eprintln!("the install step: skipped: needs curl");
        return;
    }
    let (status, out, err) = install();
    assert_eq!(status, 0, "{out} {err}");
    let folder = place.read("path");
    assert!(Path::new(folder.trim()).join("bedcheck").exists(), "{folder}");
    fs::write(site.join(format!("{name}.tgz")), "something else").unwrap();
    assert_ne!(install().0, 0);
    assert_eq!(place.read("path"), folder, "nothing more was put on the PATH");
}
