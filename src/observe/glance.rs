//! The few fields of a body that tell one role from another, read while the body passes.

use crate::survey::Asked;

/// Letters of a key or a value that are looked at; no model id is longer.
const MOST: usize = 512;

/// Reads `model`, `max_tokens` and whether there are `tools` at the top of a JSON object, piece by piece. Everything else
/// is passed over, whatever it is.
#[derive(Debug, Default)]
pub(super) struct Glance {
    depth: usize,
    in_text: bool,
    escaped: bool,
    /// Whether what comes at the top is a value, and not a key.
    is_value: bool,
    key: Vec<u8>,
    value: Vec<u8>,
    found: Asked,
}

impl Glance {
    /// The next piece.
    pub(super) fn feed(&mut self, piece: &[u8]) {
        for byte in piece {
            self.byte(*byte);
        }
    }

    /// What was found up to here.
    pub(super) fn found(&self) -> &Asked {
        &self.found
    }

    fn byte(&mut self, byte: u8) {
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => self.keep(byte),
            }
            return;
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'"' => {
                self.note_element();
                self.in_text = true;
            }
            b'{' | b'[' => {
                self.note_element();
                self.depth += 1;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_value();
                }
            }
            b':' if self.depth == 1 => self.is_value = true,
            b',' if self.depth == 1 => self.end_value(),
            _ => self.keep(byte),
        }
    }

    /// Something stands within a list of tools.
    fn note_element(&mut self) {
        self.found.tools |= self.depth == 2 && self.is_value && self.key == b"tools";
    }

    fn keep(&mut self, byte: u8) {
        let place = if self.is_value { &mut self.value } else { &mut self.key };
        if self.depth == 1 && place.len() < MOST {
            place.push(byte);
        }
    }

    fn end_value(&mut self) {
        let text = || std::str::from_utf8(&self.value).ok();
        match self.key.as_slice() {
            b"model" => self.found.model = text().filter(|id| is_id(id)).map(str::to_owned),
            b"max_tokens" => self.found.max_tokens = text().and_then(|number| number.parse().ok()),
            _ => {}
        }
        self.is_value = false;
        self.key.clear();
        self.value.clear();
    }
}

/// What a model id looks like: nothing that anybody would write as a sentence.
pub(super) fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".:-_/[]@".contains(&byte);
    !text.is_empty() && text.len() < MOST && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str, piece: usize) -> Asked {
        let mut glance = Glance::default();
        text.as_bytes().chunks(piece).for_each(|piece| glance.feed(piece));
        glance.found().clone()
    }

    #[test]
    fn fields_at_the_top_count_and_none_below() {
        let body = json!({
            "messages": [{"content": "\"model\": \"x\", \"tools\": [1] } ] \\", "max_tokens": 7, "tools": [1]}],
            "max_tokens": 64, "model": "anthropic.claude-opus-5-5", "tools": [],
        });
        let asked = Asked { model: Some("anthropic.claude-opus-5-5".to_owned()), max_tokens: Some(64), tools: false };
        assert_eq!(read(&body.to_string(), 1), asked);
        let tools = json!({"tools": [{"name": "Bash"}], "max_tokens": "many", "model": "a sentence"});
        assert_eq!(read(&tools.to_string(), 3), Asked { tools: true, ..Asked::default() });
        for odd in ["", "[", "}", "]]]{", "{\"model", "\u{0}", "{\"max_tokens\":1"] {
            assert_eq!(read(odd, 2), Asked::default(), "{odd}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-z_\"\\\\]{1,10}|tools|model|max_tokens", inner), 0..4)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_reads_what_a_parser_reads(
            rest in any_json(), tools in any_json(), tokens in any::<u32>(), model in "[a-z.:-]{1,20}", piece in 1usize..40,
        ) {
            let body = json!({"a": rest, "tools": tools, "max_tokens": tokens, "b": rest, "model": model});
            let asked = read(&body.to_string(), piece);
            prop_assert_eq!(asked.max_tokens, Some(u64::from(tokens)));
            prop_assert_eq!(asked.model, Some(model));
            if let Some(list) = tools.as_array() {
                let written = list.iter().any(|one| one.is_string() || one.is_array() || one.is_object());
                prop_assert_eq!(asked.tools, written);
            }
        }
    }
}
