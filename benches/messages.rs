//! How long a pasted text takes to be read, by its length: `cargo bench --bench messages`.
//!
//! Prints the time a megabyte for 1 to 5 MB of each kind of text: the figures of a row stay alike as long as the reader is
//! linear. Nothing is asserted, since a machine's speed is not a promise of this program.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench talks to whoever runs it and fails by panicking")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use bedcheck::refusal::{MOST_READ, read_paste};

/// Megabytes of the texts.
const SIZES: [usize; 4] = [1, 2, 4, 5];

/// What a text is made of, by the number of the piece.
type Piece = fn(usize) -> String;

const KINDS: [(&str, Piece); 5] = [
    ("a log without an error", |at| format!("2026-11-27 {at} all is well here\n")),
    ("refusals, each with a number", |at| {
        format!("● API Error: 403 You don't have access to the model with the specified model ID. (call {at})\n")
    }),
    ("one line of braces and quotes", |_| "{\"message\":\"".to_owned()),
    ("one line of words", |at| format!("error {at} AccessDeniedException ")),
    ("beginnings of a known text", |_| "API Error: API Error (".to_owned()),
];

fn main() {
    print!("{:<32}", "a megabyte, in texts of");
    SIZES.iter().for_each(|size| print!("{:>10}", format!("{size} MB")));
    println!();
    for (name, piece) in KINDS {
        print!("{name:<32}");
        for size in SIZES {
            let taken = time_of(&text(piece, (size * 1_000_000).min(MOST_READ)));
            let each = taken / u32::try_from(size).unwrap();
            print!("{:>10}", format!("{each:.1?}"));
        }
        println!();
    }
}

fn text(piece: Piece, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    let mut at = 0;
    while text.len() < bytes {
        text.push_str(&piece(at));
        at += 1;
    }
    text
}

/// The best of three: whatever else the machine does only adds to it.
fn time_of(text: &str) -> Duration {
    let once = || {
        let begun = Instant::now();
        black_box(read_paste(black_box(text)));
        begun.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}
