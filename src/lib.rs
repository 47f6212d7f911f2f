//! bedcheck
pub mod access;
pub mod aws;
pub mod catalog;
pub mod claude_code;
pub mod gaps;
pub mod refusal;
pub mod scan;
pub mod survey;
pub mod tui;
