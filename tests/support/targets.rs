//! Everything that is read from outside, as functions of bytes that must not panic: the property tests run them with a few
//! hundred generated inputs, `fuzz/` for as long as it is let.
#![allow(dead_code, reason = "each user takes what it needs")]

use std::{
    cell::RefCell,
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    sync::{LazyLock, Mutex, OnceLock},
};

use bedcheck::{
    aws::{Session, SessionOptions},
    catalog::{Arn, BaseModelId, Catalog, ModelRef, RegionName},
    claude_code::{Client, LaunchArguments, Planner, Setup, Sources},
    dashboard::{
        keymap::Keymap,
        model::{Model, Query, Terms},
        update::{Msg, update},
    },
    gaps::{self, Assessment, Caller, Context},
    refusal::{by_shape, nearest, read_paste, redacted},
    report::{self, Format, Style},
    scan::RegionChoice,
    screen::theme::Theme,
    simulator::Scenario,
    survey::{Question, SnapshotStore, Survey},
};
use crossterm::event::{KeyCode, KeyEvent};

use super::fixture;

/// A target: its name and what it does with bytes.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All of them.
pub(crate) const TARGETS: [Target; 12] = [
    ("settings", settings),
    ("frontmatter", frontmatter),
    ("aws_config", aws_config),
    ("scenario", scenario),
    ("keymap", keymap),
    ("theme", theme),
    ("filter", filter),
    ("ids", ids),
    ("messages", messages),
    ("survey", survey),
    ("answers", answers),
    ("keys", keys),
];

/// Ends the run where a text that is shown could move a cursor.
fn shown(text: &str) {
    let harmful = |c: char| c != '\n' && c.is_control();
    assert!(!text.contains(harmful), "{text:?}");
}

thread_local! {
    /// A home for files that are read from disk.
    static HOME: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// Writes the bytes as that file of a home, and hands the home on.
fn with_file(name: &str, bytes: &[u8], look: impl FnOnce(&Path)) {
    HOME.with_borrow_mut(|home| {
        let home = home.get_or_insert_with(|| tempfile::tempdir().unwrap());
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        look(home.path());
        fs::remove_file(path).unwrap();
    });
}

/// The plan of what Claude Code calls in this home, checked against nothing, in every format.
fn plan(home: &Path) {
    let mut setup = Setup { home: home.to_owned(), project: home.join("project"), ..Setup::default() };
    setup.managed = home.join("managed");
    setup.env.insert("CLAUDE_CODE_USE_BEDROCK".to_owned(), "1".to_owned());
    let client = Client::detect(Some("2.1.330".parse().unwrap()), &setup);
    let planner = Planner::new(Sources::read(&setup), client);
    let survey = Survey::default();
    let plan = gaps::plan_for(&planner, &survey, &[]);
    let context = context(&survey);
    for format in [Format::Plain, Format::Json] {
        shown(&report::print(&report::plan(context, &plan, true), format, Style { color: false, width: Some(80) }));
    }
    let _ = planner.setting_names();
}

fn context(survey: &Survey) -> Context<'_> {
    let caller = Caller { profile: None, sso: None, signer: None, zone: None };
    Context { catalog: Catalog::bundled(), survey, caller, now: fixture::now() }
}

fn settings(bytes: &[u8]) {
    with_file("project/.claude/settings.json", bytes, plan);
}

fn frontmatter(bytes: &[u8]) {
    with_file("project/.claude/agents/one.md", bytes, plan);
}

fn aws_config(bytes: &[u8]) {
    with_file(".aws/config", bytes, plan);
}

fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(error) = Scenario::parse(text) {
        let _ = error.to_string();
    }
}

fn keymap(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(mistake) = Keymap::bundled().with(text) {
        let _ = format!("{mistake:?}");
    }
}

fn theme(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(error) = Theme::parse(text) {
        let _ = error.to_string();
    }
}

thread_local! {
    static MODEL: LazyLock<Model> = LazyLock::new(fixture::model);
}

fn filter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    MODEL.with(|model| {
        let _ = Query::read(&text, model);
        let _ = Terms::read(&text);
    });
}

fn ids(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let model = ModelRef::parse(&text);
    assert!(ModelRef::parse(&model.to_string()) == model, "{model:?}");
    if let Ok(arn) = text.parse::<Arn>() {
        assert!(arn.to_string().parse::<Arn>().is_ok(), "{arn:?}");
    }
    if let Ok(id) = text.parse::<BaseModelId>() {
        let _ = Catalog::bundled().name(&id).short();
    }
    if let Ok(region) = text.parse::<RegionName>() {
        let _ = (region.partition(), Catalog::bundled().region_with_place(&region));
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let _ = LaunchArguments::parse(&words);
}

fn messages(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Some(pasted) = read_paste(&text) else { return };
    for refusal in std::iter::once(&pasted.best).chain(&pasted.others) {
        shown(&refusal.text);
        let _ = (nearest(refusal), by_shape(refusal));
        let once = redacted(&refusal.text);
        shown(&once);
    }
}

fn survey(bytes: &[u8]) {
    with_file("survey.json", bytes, |home| {
        let Ok(Some(survey)) = SnapshotStore::at(&home.join("survey.json")).load() else { return };
        let planner = Planner::new(Sources::default(), Client::detect(None, &Setup::default()));
        let assessment =
            Assessment::of(context(&survey), &|settings: &[_]| gaps::plan_for(&planner, &survey, settings));
        let list = report::list(&assessment, &RegionChoice::All, true);
        for format in [Format::Plain, Format::Table, Format::Json, Format::Csv] {
            shown(&report::print(&list, format, Style { color: false, width: Some(80) }));
        }
    });
}

/// A server on loopback whose answer to everything is what was last set, its first byte choosing the status.
struct Answering {
    url: String,
    runtime: tokio::runtime::Runtime,
    session: Session,
}

static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static ANSWERING: OnceLock<Mutex<Answering>> = OnceLock::new();

fn answering() -> Answering {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let mut request = [0; 16384];
                while client.read(&mut request).is_ok_and(|length| length > 0) {
                    let answer = ANSWER.lock().unwrap().clone();
                    let status = ["200 OK", "403 Forbidden", "400 Bad Request", "404 Not Found"];
                    let status = status[usize::from(answer.first().copied().unwrap_or_default()) % status.len()];
                    let body = answer.get(1..).unwrap_or_default();
                    let head = format!(
                        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                        body.len()
                    );
                    if client.write_all(&[head.as_bytes(), body].concat()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let session =
        runtime.block_on(Session::connect(SessionOptions::simulated(url.clone(), fixture::region("us-west-2"))));
    Answering { url, runtime, session }
}

/// Every answer of AWS that is read without asking for consent, through the SDK, kept and listed.
fn answers(bytes: &[u8]) {
    let here = ANSWERING.get_or_init(|| Mutex::new(answering())).lock().unwrap();
    *ANSWER.lock().unwrap() = bytes.to_vec();
    let region = || fixture::region("us-west-2");
    let model = fixture::model_id("anthropic.claude-haiku-4-5-20251001-v1:0");
    let questions = [
        Question::Identity,
        Question::Regions,
        Question::Models(region()),
        Question::Profiles(region()),
        Question::UseCase(region()),
        Question::DataRetention(region()),
        Question::Quotas(region()),
        Question::TrustedAccess(region()),
        Question::Projects(region()),
        Question::Availability(region(), model),
        Question::InferenceProfile(region(), "arn:aws:bedrock:us-west-2:1:application-inference-profile/x".to_owned()),
    ];
    let mut survey = Survey::default();
    let question = questions[usize::from(bytes.get(1).copied().unwrap_or_default()) % questions.len()].clone();
    survey.apply(here.runtime.block_on(here.session.ask(question)));
    let _ = &here.url;
    if let Some(refusal) = survey.identity.refusal() {
        shown(&refusal.text);
    }
    let kept = serde_json::to_string(&survey).unwrap();
    assert!(serde_json::from_str::<Survey>(&kept).unwrap() == survey, "{kept}");
}

/// Keys, a letter a byte, into the dashboard.
fn keys(bytes: &[u8]) {
    let mut model = fixture::model();
    for byte in bytes.iter().take(60) {
        let code = match byte {
            b'\n' => KeyCode::Enter,
            0x1b => KeyCode::Esc,
            b'\t' => KeyCode::Tab,
            0..=31 => [KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right][usize::from(byte % 4)],
            byte => KeyCode::Char(char::from(*byte)),
        };
        let _ = update(&mut model, Msg::Key(KeyEvent::from(code)));
        model.settle();
    }
}
