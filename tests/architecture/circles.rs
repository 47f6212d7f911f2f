//! Circles between files: which file each path leads to, through what other files hand on, and who needs whom.
//!
//! A file may use what the file it is a part of defines (`access/ladder.rs` what `access.rs` defines), and that one may call
//! its parts: a family is read together. Everything else that goes round is a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Source;

/// Groups of files that need each other, each group sorted.
pub(crate) fn circles(sources: &[Source]) -> Vec<Vec<String>> {
    let files = Files::of(sources);
    let needs: BTreeMap<&str, BTreeSet<&str>> = sources
        .iter()
        .map(|source| {
            let others = source
                .named
                .iter()
                .filter_map(|path| files.lead(&source.module, path))
                .filter(|file| !source.name.starts_with(file.trim_end_matches(".rs")))
                .collect();
            (source.name.as_str(), others)
        })
        .collect();
    let reach: BTreeMap<&str, BTreeSet<&str>> = needs.keys().map(|file| (*file, reachable(&needs, file))).collect();
    let mut groups = BTreeSet::new();
    for (file, others) in &reach {
        let group: Vec<String> =
            others.iter().filter(|other| reach[*other].contains(file)).map(|file| (*file).to_owned()).collect();
        if group.len() > 1 {
            groups.insert(group);
        }
    }
    groups.into_iter().collect()
}

fn reachable<'a>(needs: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &'a str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut left = vec![from];
    while let Some(file) = left.pop() {
        for next in needs.get(file).into_iter().flatten() {
            if seen.insert(*next) {
                left.push(next);
            }
        }
    }
    seen
}

struct Files<'a> {
    by_module: BTreeMap<Vec<String>, &'a Source>,
}

impl<'a> Files<'a> {
    fn of(sources: &'a [Source]) -> Self {
        Self { by_module: sources.iter().map(|source| (source.module.clone(), source)).collect() }
    }

    /// The file that defines what `path`, named in `module`, leads to; `None` outside the crate.
    fn lead(&self, module: &[String], path: &[String]) -> Option<&'a str> {
        match path.first()?.as_str() {
            "crate" => self.walk(&path[1..], 0),
            // `child::item` beside `mod child;`, or a name brought in by a `use` that was followed already.
            _ => {
                let inside: Vec<String> = module.iter().chain(path).cloned().collect();
                let child = module.len() + 1;
                self.by_module.contains_key(&inside[..child]).then(|| self.walk(&inside, 0)).flatten()
            }
        }
    }

    fn walk(&self, path: &[String], depth: usize) -> Option<&'a str> {
        let deepest = (0..=path.len()).rev().find(|end| self.by_module.contains_key(&path[..*end]))?;
        let source = self.by_module[&path[..deepest]];
        let Some(name) = path.get(deepest) else { return Some(&source.name) };
        if depth > 8 || source.defined.contains(name) {
            return Some(&source.name);
        }
        let handed_on = source.handed_on.iter().find(|(as_name, _)| as_name == name);
        if let Some((_, target)) = handed_on {
            let whole: Vec<String> = target.iter().chain(&path[deepest + 1..]).cloned().collect();
            return self.lead_from(&source.module, &whole, depth + 1);
        }
        let all = source.handed_on.iter().filter(|(as_name, _)| as_name == "*");
        for (_, target) in all {
            let whole: Vec<String> = target.iter().chain(&path[deepest..]).cloned().collect();
            if let Some(found) = self.lead_from(&source.module, &whole, depth + 1) {
                return Some(found);
            }
        }
        Some(&source.name)
    }

    fn lead_from(&self, module: &[String], path: &[String], depth: usize) -> Option<&'a str> {
        if path.first().is_some_and(|first| first == "crate") {
            return self.walk(&path[1..], depth);
        }
        let inside: Vec<String> = module.iter().chain(path).cloned().collect();
        self.by_module.contains_key(&inside[..=module.len()]).then(|| self.walk(&inside, depth)).flatten()
    }
}
