//! How much of settings is looked at: every answer of AWS is planned for with all of it, and nobody writes more.

use serde_json::{Map, Value};

use super::super::FileFault;

/// Entries of a list or a block at most, and keys of a file.
pub(super) const MOST_ENTRIES: usize = 1000;
/// Hooks with a model of their own at most.
pub(super) const MOST_HOOKS: usize = 500;
/// Bytes of a text at most.
const MOST_BYTES: usize = 128 << 10;

/// Why a file is not taken, where it is larger than anybody's.
pub(super) fn too_much(values: &Map<String, Value>, hooks: usize) -> Option<FileFault> {
    let too_many = |what: &str, most| FileFault::NotTaken(format!("more than {most} {what}, ignored"));
    if values.len() > MOST_ENTRIES {
        return Some(too_many("keys", MOST_ENTRIES));
    }
    if hooks > MOST_HOOKS {
        return Some(too_many("hooks with a model of their own", MOST_HOOKS));
    }
    for (key, value) in values {
        if entries(value) > MOST_ENTRIES {
            return Some(too_many(&format!("entries under {key}"), MOST_ENTRIES));
        }
        if longest(value) > MOST_BYTES {
            let text = format!("a text of more than {} KiB under {key}, ignored", MOST_BYTES >> 10);
            return Some(FileFault::NotTaken(text));
        }
    }
    None
}

fn entries(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => 0,
    }
}

/// The longest text in a value, names included.
fn longest(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(longest).max().unwrap_or(0),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len().max(longest(value))).max().unwrap_or(0),
        _ => 0,
    }
}
