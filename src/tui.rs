//! The interactive dashboard.
//!
//! One direction: events become [`update::Msg`], `update` changes the [`model::Model`] and returns
//! [`update::Effect`]s, the loop carries them out, the views draw the model. Terminal types stop here.

pub mod keymap;
pub mod model;
pub mod text;
pub mod theme;
pub mod update;
pub mod view;
