//! bedcheck
pub mod access;
pub mod catalog;
pub mod claude_code;
pub mod refusal;
pub mod survey;
