//! bedcheck
pub mod access;
pub mod aws;
pub mod catalog;
pub mod claude_code;
pub mod cli;
pub mod commands;
pub mod gaps;
pub mod refusal;
pub mod report;
pub mod scan;
pub mod simulator;
pub mod survey;
pub mod tui;
