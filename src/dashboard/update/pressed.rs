//! What a key was pressed with.

use crate::dashboard::keymap::Chord;

/// The key that completed an action, and the count before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pressed {
    /// The last key.
    pub(super) chord: Chord,
    /// The count before it.
    pub(super) count: Option<usize>,
}
