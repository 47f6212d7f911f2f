//! bedcheck: which Claude models on Amazon Bedrock this identity can call, which ones Claude Code will call, what is
//! missing, and how to open it.
//!
//! # The map
//!
//! Data flows one way. AWS types stop at [`aws`], terminal types stop at [`terminal`]; everything between is plain data and
//! pure functions. A test (`tests/architecture.rs`) holds every arrow of this picture.
//!
//! ```text
//!  environment, settings files, agents ─▶ claude_code ─▶ Plan
//!                                                         │
//!  AWS ─▶ aws ─▶ Observation ─▶ survey ─▶ access ─────────┤  ladder, verdict, remedies
//!          ▲                                              ▼
//!        scan                                           gaps  ─▶ report   one renderer a format
//!                                                             ─▶ dashboard ─▶ screen ─▶ terminal
//!  simulator: an embedded Bedrock on loopback, asked through the same SDK calls as AWS
//! ```
//!
//! | room | what is in it |
//! |---|---|
//! | [`storage`] | the folders for configuration and state |
//! | [`catalog`] | ids, ARNs, regions, partitions, families, lifecycle; the bundled catalogue |
//! | [`refusal`] | the text of a refusal → its cause and gate |
//! | [`survey`] | every fact learned, dated; merging; the snapshot on disk |
//! | [`access`] | the gates, the ladder, the verdict, remedies, console links |
//! | [`claude_code`] | settings, environment, agents and versions → the plan |
//! | [`words`] | every state said once: word, glyph, meaning |
//! | [`gaps`] | plan × survey → gaps, and the settings that close them |
//! | [`aws`] | session, clients, calls; the only room with SDK types |
//! | [`scan`] | what to ask, in which order, how fast |
//! | [`observe`] | what was really called: the signing proxy, the receiver of telemetry |
//! | [`simulator`] | scenario → HTTP on loopback |
//! | [`report`] | the machine formats: the public contract |
//! | [`dashboard`] | state, update and keymap of the dashboard |
//! | [`screen`] | panes and themes: state → lines |
//! | [`terminal`] | loop, effects, signals, clipboard, links |
//! | [`linear`] | the dashboard as sentences |
//! | [`cli`], [`commands`] | the command line, and what each command does |
//!
//! # The public face
//!
//! What other programs may build on is re-exported here, a dozen names with an example each. The rooms themselves are public
//! for the binary and its tests, and may change with every release.

pub mod access;
pub mod aws;
pub mod catalog;
pub mod claude_code;
pub mod cli;
pub mod commands;
pub mod dashboard;
pub mod gaps;
pub mod linear;
pub mod observe;
pub mod refusal;
pub mod report;
pub mod scan;
pub mod screen;
pub mod simulator;
pub mod storage;
pub mod survey;
pub mod terminal;
pub mod words;

/// Names, regions, lifecycles of Claude models as last observed, with the date. Truth is what AWS answers.
///
/// ```
/// let catalog = bedcheck::Catalog::bundled();
/// let id = "anthropic.claude-haiku-4-5-20251001-v1:0".parse()?;
/// assert_eq!(catalog.name(&id).short(), "Haiku 4.5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use catalog::Catalog;

/// Anything that can stand where Bedrock wants a model id, told apart. Reading never fails.
///
/// ```
/// use bedcheck::ModelRef;
/// assert!(matches!(ModelRef::parse("us.anthropic.claude-opus-5-5"), ModelRef::Profile(_)));
/// assert!(matches!(ModelRef::parse("opus"), ModelRef::Other(_)));
/// ```
pub use catalog::ModelRef;

/// The name of a region. Its shape is checked, its existence is not.
///
/// ```
/// let region: bedcheck::RegionName = "us-west-2".parse()?;
/// assert_eq!(region.partition().to_string(), "aws");
/// assert!("Oregon".parse::<bedcheck::RegionName>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use catalog::RegionName;

/// A condition of a call. There is a fixed order.
///
/// ```
/// use bedcheck::Gate;
/// assert!(Gate::Agreement < Gate::Permission);
/// assert_eq!(Gate::UseCaseForm.title(), "use-case form");
/// ```
pub use refusal::Gate;

/// What a text of AWS, of an SDK or of Claude Code itself means: its cause, and the gate that refused.
///
/// ```
/// let refusal = bedcheck::from_text("API Error: 403 Your account is currently being verified.");
/// assert_eq!(refusal.cause, bedcheck::Cause::AccountUnverified);
/// assert_eq!(refusal.gate, Some(bedcheck::Gate::Account));
/// ```
pub use refusal::from_text;

/// Why a call was refused; each belongs to a gate, or to none when it says nothing about access.
///
/// ```
/// use bedcheck::{Cause, Gate};
/// assert_eq!(Cause::AgreementMissing.gate(), Some(Gate::Agreement));
/// assert_eq!(Cause::Throttled.gate(), None);
/// ```
pub use refusal::Cause;

/// Everything learned about one account, dated. It grows by observations.
///
/// ```
/// use bedcheck::{Observation, Reading, Survey};
/// let mut survey = Survey::default();
/// let reading = Reading::Models("us-west-2".parse()?, Ok(Vec::new()));
/// survey.apply(Observation { reading, at: jiff::Timestamp::UNIX_EPOCH });
/// assert_eq!(survey.as_of(), Some(jiff::Timestamp::UNIX_EPOCH));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use survey::{Observation, Reading, Survey};

/// The gates of one id in one region, each with its state and evidence; the verdict follows from them.
///
/// ```
/// use bedcheck::{Catalog, Cell, Ladder, ModelRef, Survey, Verdict};
/// let (survey, catalog) = (Survey::default(), Catalog::bundled());
/// let cell = Cell::of(&survey, catalog, "us-west-2".parse()?, ModelRef::parse("us.anthropic.claude-opus-5-5"));
/// // Nobody asked anything: unknown, never open.
/// let ladder = Ladder::build(&survey, catalog, cell, jiff::Timestamp::UNIX_EPOCH);
/// assert_eq!(ladder.verdict(), Verdict::Unknown);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use access::{Cell, Ladder, Verdict};

/// What Claude Code, as set up in some folders, will call.
///
/// ```
/// use bedcheck::{Client, Planner, Setup, Sources};
/// let mut setup = Setup { home: "/nowhere".into(), project: "/nowhere".into(), ..Setup::default() };
/// setup.env.insert("CLAUDE_CODE_USE_BEDROCK".into(), "1".into());
/// setup.env.insert("ANTHROPIC_MODEL".into(), "us.anthropic.claude-opus-5-5".into());
/// let client = Client::detect(Some("2.1.330".parse()?), &setup);
/// let plan = Planner::new(Sources::read(&setup), client).blind();
/// assert!(plan.uses.iter().any(|one| one.invoked.to_string() == "us.anthropic.claude-opus-5-5"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use claude_code::{Client, Plan, Planner, Setup, Sources};

/// A simulated account, read from a scenario.
///
/// ```
/// let scenario = bedcheck::Scenario::bundled("issue-536").expect("it is bundled");
/// assert_eq!(scenario.home_region().to_string(), "us-west-2");
/// ```
pub use simulator::Scenario;
