//! Where the program keeps things on disk: one place decides, everybody asks it.

mod file;
mod paths;

pub use file::{keep_private, read_regular, read_text, set_aside};
pub use paths::{config_folder, state_folder};
