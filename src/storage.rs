//! Where the program keeps things on disk: one place decides, everybody asks it.

mod aws_file;
mod file;
mod paths;

pub use aws_file::AwsFile;
pub use file::{is_no_file, keep_private, open_regular, read_regular, read_text, set_aside};
pub use paths::{config_folder, home_folder, state_folder};
