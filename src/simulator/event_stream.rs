//! The wire of streamed answers: `application/vnd.amazon.eventstream`, written by hand so that the SDK's own decoder is
//! the second opinion on it.

use serde_json::{Value, json};

use super::answer::Answer;
use crate::catalog::BaseModelId;

/// One token as the events of the Messages API.
pub(super) fn events(model: &BaseModelId, stop: &str) -> [Value; 6] {
    let usage = json!({ "input_tokens": 8, "output_tokens": 1 });
    let start = json!({
        "id": "msg_bdrk_simulated", "type": "message", "role": "assistant", "model": model.anthropic_id(),
        "content": [], "stop_reason": null, "stop_sequence": null, "usage": usage,
    });
    [
        json!({ "type": "message_start", "message": start }),
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "OK" } }),
        json!({ "type": "content_block_stop", "index": 0 }),
        json!({ "type": "message_delta", "delta": { "stop_reason": stop }, "usage": { "output_tokens": 1 } }),
        json!({ "type": "message_stop" }),
    ]
}

/// The same in the frames of an event stream.
pub(super) fn message(model: &BaseModelId, stop: &str) -> Answer {
    Answer {
        status: 200,
        headers: vec![
            ("content-type", "application/vnd.amazon.eventstream".to_owned()),
            ("x-amzn-bedrock-content-type", "application/json".to_owned()),
        ],
        body: events(model, stop).iter().flat_map(chunk).collect(),
    }
}

/// One event of type `chunk`: the JSON in base64 within JSON.
fn chunk(event: &Value) -> Vec<u8> {
    let payload = json!({ "bytes": base64(event.to_string().as_bytes()) }).to_string();
    let headers = [(":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event")];
    frame(&headers, payload.as_bytes())
}

/// Length of all, length of the headers, checksum of both; headers; payload; checksum of everything before it.
fn frame(headers: &[(&str, &str)], payload: &[u8]) -> Vec<u8> {
    /// The type of a header whose value is a text.
    const TEXT: u8 = 7;
    /// Two lengths and two checksums.
    const AROUND: usize = 16;
    let header = |(name, value): &(&str, &str)| {
        let length = u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes();
        let name_length = u8::try_from(name.len()).unwrap_or(u8::MAX);
        [&[name_length], name.as_bytes(), &[TEXT], &length, value.as_bytes()].concat()
    };
    let headers: Vec<u8> = headers.iter().flat_map(header).collect();
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes();
    let mut frame = [length(AROUND + headers.len() + payload.len()), length(headers.len())].concat();
    frame.extend(crc32(&frame).to_be_bytes());
    frame.extend(headers);
    frame.extend(payload);
    frame.extend(crc32(&frame).to_be_bytes());
    frame
}

/// The checksum of zlib and Ethernet, bit by bit: a few hundred bytes are soon done.
fn crc32(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let bit = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ POLYNOMIAL } else { sum >> 1 };
    let byte = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |sum, _| bit(sum));
    !bytes.iter().fold(u32::MAX, byte)
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
        let sign = |at: usize| match ALPHABET.get(bits >> (18 - 6 * at) & 63) {
            Some(sign) if at <= group.len() => char::from(*sign),
            _ => '=',
        };
        [sign(0), sign(1), sign(2), sign(3)]
    };
    bytes.chunks(3).flat_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_and_base64_are_the_ones_everybody_uses() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}
