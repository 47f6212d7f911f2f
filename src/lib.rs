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
//!        scan                                           gaps  ─▶ report   table · plain · json · ndjson · csv · markdown
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
//! | [`simulator`] | scenario → HTTP on loopback |
//! | [`report`] | the machine formats: the public contract |
//! | [`dashboard`] | state, update and keymap of the dashboard |
//! | [`screen`] | panes and themes: state → lines |
//! | [`terminal`] | loop, effects, signals, clipboard, links |
//! | [`linear`] | the dashboard as sentences |
//! | [`cli`], [`commands`] | the command line, and what each command does |

pub mod access;
pub mod aws;
pub mod catalog;
pub mod claude_code;
pub mod cli;
pub mod commands;
pub mod dashboard;
pub mod gaps;
pub mod linear;
pub mod refusal;
pub mod report;
pub mod scan;
pub mod screen;
pub mod simulator;
pub mod storage;
pub mod survey;
pub mod terminal;
pub mod words;
