//! bedcheck
pub mod catalog;
pub mod claude_code;
pub mod refusal;
pub mod simulator;
pub mod survey;
