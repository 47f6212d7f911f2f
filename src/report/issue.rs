//! `bedcheck explain --report`: a text made ready for the form of this program's issues, with nobody's name in it.

use crate::{
    claude_code::Version,
    refusal::{self, Pasted, redacted},
};

/// The fields of the form `unknown-text.yml`, filled in as far as the text and this machine tell.
#[must_use]
pub fn issue(pasted: &Pasted, claude_code: &Version) -> String {
    let refusal = &pasted.best;
    let recognised = if refusal.recognised { "recognised" } else { "not recognised" };
    let gate = refusal.gate.map_or("none", refusal::Gate::title);
    let mut read = vec![
        format!("bedcheck {}: {recognised}, cause {}, gate {gate}", env!("CARGO_PKG_VERSION"), refusal.cause),
        format!("{}.", refusal::by_shape(refusal)),
    ];
    let near = refusal::nearest(refusal);
    read.extend(
        near.iter()
            .filter(|_| !refusal.recognised)
            .map(|near| format!("Like ({:.0} %), {}: {}", near.likeness * 100.0, near.known.cause, near.known.example)),
    );
    read.extend(pasted.others.iter().map(|other| format!("Also said: {}", other.cause)));
    format!(
        "### The text, as it was printed\n\n```text\n{}\n```\n\n### Where it was printed\n\n\
         (which program; Claude Code here is {claude_code})\n\n### What turned out to be the matter\n\n\
         (if it is known, and how it was found out)\n\n### What bedcheck makes of it\n\n{}\n",
        redacted(&refusal.text).replace("```", "~~~"),
        read.join("\n")
    )
}
