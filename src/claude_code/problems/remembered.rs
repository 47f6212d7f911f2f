//! Refusals that the client remembers.

use super::super::{
    Problem, Remembered, Source, SourceKind,
    resolver::ModelResolver,
    sources::{SKIP, clean, to_the_second},
};

/// That a refusal is remembered, and what to do once access is granted.
pub(in crate::claude_code) fn of_memory(resolver: &ModelResolver<'_>) -> Vec<Problem> {
    let files = &resolver.sources.files;
    let file = files.iter().find(|file| file.scope == SourceKind::ClientMemory && file.read);
    let Some(file) = file.filter(|_| resolver.env.remembers_checks(resolver.rules)) else { return Vec::new() };
    let path = clean(&file.path.display().to_string());
    let of = |one: &Remembered| {
        let text = format!(
            "At {} the client saw {} refused and remembers it until {}: a start before that uses the model below without \
             asking. If access is granted by now, wait for that, delete {path}, or start with {}=1.",
            to_the_second(one.at),
            one.id,
            to_the_second(one.until),
            SKIP,
        );
        let source = Source {
            kind: SourceKind::ClientMemory,
            path: Some(file.path.clone()),
            line: None,
            key: None,
            text: "what the client remembers of its startup checks".to_owned(),
        };
        Problem { text, source: Some(source) }
    };
    resolver.sources.remembered.iter().filter(|one| one.refused && one.counts).map(of).collect()
}
