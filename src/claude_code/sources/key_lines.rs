//! On which line of a JSON file a key stands.

use std::collections::BTreeMap;

/// Path of a key (`["env", "ANTHROPIC_MODEL"]`) to its line, from 1.
pub(in crate::claude_code) type KeyLines = BTreeMap<Vec<String>, usize>;

/// Deeper keys are not asked for.
const DEPTH: usize = 2;

/// Walks a text that is known to be valid JSON and notes the line of every key of objects within objects.
/// The last of two equal keys counts, as it does for the value.
pub(super) fn key_lines(text: &str) -> KeyLines {
    let mut lines = KeyLines::new();
    // One entry for each open bracket; an object's holds the key last seen, a list's holds none.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut key_comes = false;
    let mut line = 1;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' => line += 1,
            b'{' => {
                open.push(Some(String::new()));
                key_comes = true;
            }
            b'[' => {
                open.push(None);
                key_comes = false;
            }
            b'}' | b']' => {
                open.pop();
                key_comes = false;
            }
            b',' => key_comes = matches!(open.last(), Some(Some(_))),
            b'"' => {
                let end = string_end(bytes, at);
                if key_comes && let Some(Some(key)) = open.last_mut() {
                    *key = text.get(at..end).and_then(|raw| serde_json::from_str(raw).ok()).unwrap_or_default();
                    key_comes = false;
                    if let Some(path) = path(&open) {
                        lines.insert(path, line);
                    }
                }
                at = end - 1;
            }
            _ => {}
        }
        at += 1;
    }
    lines
}

/// Just past the closing quote of the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn path(open: &[Option<String>]) -> Option<Vec<String>> {
    if open.len() > DEPTH { None } else { open.iter().cloned().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_through_escapes_lists_and_repetition() {
        let text = "{\n \"a\\\"b\": \"x { \\\" y\",\n \"env\": {\n  \"A\": \"1\", \"list\": [{\"A\": 2}],\n  \"A\": \"3\"\n },\n \"m\": [\"env\"]\n}";
        serde_json::from_str::<serde_json::Value>(text).unwrap();
        let lines = key_lines(text);
        let line = |path: &[&str]| lines.get(&path.iter().map(ToString::to_string).collect::<Vec<_>>()).copied();
        assert_eq!(line(&["a\"b"]), Some(2));
        assert_eq!(line(&["env"]), Some(3));
        assert_eq!(line(&["env", "A"]), Some(5));
        assert_eq!(line(&["m"]), Some(7));
        assert_eq!(lines.len(), 5);
    }
}
