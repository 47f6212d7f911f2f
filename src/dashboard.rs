//! The dashboard without its terminal: state, what changes it, and what the keys mean. Pure: no terminal types, no
//! clock, no I/O.
//!
//! One direction: events become [`update::Msg`], `update` changes the [`model::Model`] and returns
//! [`update::Effect`]s for `terminal` to carry out; `screen` draws the model.

pub mod export;
pub mod keymap;
pub mod model;
pub mod update;

pub use crate::words::text;
