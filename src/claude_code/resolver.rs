//! The model resolver: from what was written (an alias, an id, an ARN, nothing) to the id that is sent.

use std::{collections::BTreeMap, iter};

use crate::catalog::{BaseModelId, Catalog, Family, ModelRef, ProfileId, RegionName};

use super::{
    AwsKnowledge, ProfileList, Provider, Remembered, Source, Sourced, Sources, Version,
    allowed::Allowed,
    environment::Environment,
    region::{default_source, prefix},
    rules::{Discovery, Rules, table},
    written::{Resolved, alias_family, pin_variable, without_suffix, written_base},
};

/// Everything that resolving the ids of one set-up needs.
pub(super) struct ModelResolver<'a> {
    pub(super) version: Version,
    pub(super) rules: &'a Rules,
    pub(super) env: &'a Environment,
    pub(super) sources: &'a Sources,
    pub(super) region: &'a Sourced<RegionName>,
    pub(super) provider: Provider,
    pub(super) known: AwsKnowledge<'a>,
    pub(super) overrides: BTreeMap<String, Sourced<String>>,
    pub(super) allowed: &'a Allowed,
    /// The small/fast region, where one is set.
    pub(super) small_region: Option<&'a RegionName>,
}

impl ModelResolver<'_> {
    /// The foundation model behind an id, as far as the client knows it: the id itself tells, `modelOverrides` says for
    /// which model an id stands, and of an ARN the client asks GetInferenceProfile.
    pub(super) fn base(&self, id: &ModelRef) -> Option<BaseModelId> {
        let text = id.to_string();
        let overridden = || {
            let key = self.overrides.iter().find(|(_, value)| value.value == text).map(|(key, _)| key)?;
            table().known().find(|known| known.anthropic_id() == *key).cloned()
        };
        written_base(id).or_else(|| self.known.backing.get(&text).cloned()).or_else(overridden)
    }

    /// The user's pin of a tier, where this version knows it.
    pub(super) fn pin(&self, family: Family) -> Option<&Sourced<String>> {
        let known = if family == Family::Haiku { self.rules.haiku_pin } else { self.rules.family_pins };
        self.env.get(pin_variable(family).filter(|_| known)?)
    }

    /// What an alias means; where the settings shut that, and nobody pinned it, the first they leave in its place.
    pub(super) fn alias(&self, family: Family) -> Option<Resolved> {
        let tier = self.tier(family)?;
        let shut = self.why_not(&tier).filter(|_| self.rules.alias_instead && self.pin(family).is_none());
        let Some(why) = shut else { return Some(tier) };
        let instead = self.instead(family).find(|one| self.why_not(one).is_none());
        Some(instead.map_or_else(|| tier.clone(), |one| one.noted(format!("not {}: {why}", tier.invoked))))
    }

    /// What stands in for the head of a tier that the settings shut.
    pub(super) fn instead(&self, family: Family) -> impl Iterator<Item = Resolved> {
        table().instead(family).iter().map(|base| self.builtin(base)).filter(|one| !self.is_refused(one))
    }

    /// The pin of a tier, else its head, else (refused head) the first rung that answers.
    pub(super) fn tier(&self, family: Family) -> Option<Resolved> {
        if let Some(pin) = self.pin(family) {
            let mut resolved = self.id(&pin.value, pin.source.clone());
            resolved.notes.splice(0..0, pin_variable(family).map(|name| self.env.chain(name)).unwrap_or_default());
            return Some(resolved);
        }
        self.rung(family)
    }

    /// The same as if nobody had pinned it.
    pub(super) fn rung(&self, family: Family) -> Option<Resolved> {
        let mut rungs = self.rungs(family)?;
        let first = rungs.first()?.invoked.clone();
        let at = rungs.iter().position(|rung| !self.is_refused(rung)).unwrap_or(0);
        let below = rungs.split_off(at + 1);
        let mut rung = rungs.pop()?;
        rung.below.extend(below.into_iter().flat_map(|rung| iter::once(rung.invoked).chain(rung.below)));
        if at > 0 {
            // Whose memory it is does not stand in the file.
            rung.depends |= self.remembers_refusal(&first);
            let note = format!("{first} is refused: the client moves down to {} for this session", rung.invoked);
            rung.notes.insert(0, note);
        }
        Some(rung)
    }

    /// The head of a tier and everything below it, best first; the last Opus stands above the Sonnet tier.
    fn rungs(&self, family: Family) -> Option<Vec<Resolved>> {
        let head = self.head(family)?;
        let mut rungs = vec![self.builtin(head)];
        if self.rules.uses_ladder {
            rungs.extend(
                self.below(head).map(|rung| self.builtin(rung)).filter(|rung| self.is_checked(rung) != Some(false)),
            );
            rungs.extend((family == Family::Opus).then(|| self.tier(Family::Sonnet)).flatten());
        }
        Some(rungs)
    }

    /// Whether a version that checks only what the list has would check a model; `None` where the list was not seen.
    pub(super) fn is_checked(&self, model: &Resolved) -> Option<bool> {
        if !self.rules.checks_listed_only {
            return Some(true);
        }
        let id = model.invoked.to_string();
        match self.known.profiles {
            ProfileList::Listed(ids) => Some(ids.contains(&id)),
            ProfileList::Denied | ProfileList::Elsewhere { fails: true } => Some(false),
            ProfileList::NotSeen | ProfileList::Elsewhere { fails: false } => None,
        }
    }

    /// The first model of a tier, where this version knows the alias.
    pub(super) fn head(&self, family: Family) -> Option<&BaseModelId> {
        match (self.provider, family) {
            (Provider::Mantle, Family::Sonnet) => Some(&self.rules.mantle.sonnet),
            // Before an Opus that Mantle has was the head, its first one was (run 2.1.160).
            (Provider::Mantle, Family::Opus) => {
                self.rules.opus.as_ref().filter(|head| mantle_id(head).is_some()).or(Some(&self.rules.mantle.opus))
            }
            _ => self.rules.head(family),
        }
    }

    /// The rungs below a model; on the Mantle endpoint those it has.
    pub(super) fn below(&self, head: &BaseModelId) -> impl Iterator<Item = &'static BaseModelId> {
        let there = self.provider != Provider::Mantle;
        table().below(head).iter().filter(move |rung| there || mantle_id(rung).is_some())
    }

    /// Why the settings do not let the client use a model, if they do not: in words that end a sentence.
    pub(super) fn why_not(&self, model: &Resolved) -> Option<String> {
        self.allowed.why_not(model, self.base(&model.invoked).as_ref())
    }

    /// The same of `deniedModels` alone, which covers what is pinned as well.
    pub(super) fn why_denied(&self, model: &Resolved) -> Option<String> {
        self.allowed.why_denied(model, self.base(&model.invoked).as_ref())
    }

    /// Refused as far as is known of AWS, or as the client remembers.
    fn is_refused(&self, resolved: &Resolved) -> bool {
        (self.known.refused)(&resolved.invoked, &self.region.value) || self.remembers_refusal(&resolved.invoked)
    }

    /// Whether the client remembers that a startup check was refused. One identity's memory among several is not taken.
    fn remembers_refusal(&self, id: &ModelRef) -> bool {
        let text = id.to_string();
        let counts = |one: &&Remembered| one.refused && one.counts && one.alone && one.id == text;
        self.env.remembers_checks(self.rules) && self.sources.remembered.iter().any(|one| counts(&one))
    }

    /// Any text a user may write where a model belongs; `meaning` tells what an alias means there.
    pub(super) fn text(&self, written: &str, source: Source, meaning: impl Fn(Family) -> Option<Resolved>) -> Resolved {
        let lower = without_suffix(written).to_lowercase();
        match alias_family(&lower).and_then(|family| Some((family, meaning(family)?))) {
            Some((family, resolved)) => {
                let note = format!("`{lower}` means the {family} tier: {}", resolved.invoked);
                let mut notes = resolved.notes;
                notes.insert(0, note);
                Resolved { requested: written.to_owned(), source, notes, ..resolved }
            }
            None => self.id(written, source),
        }
    }

    /// An id or ARN, sent as it stands but for the suffix and Anthropic's own ids; so is any other word, an alias too.
    pub(super) fn id(&self, written: &str, source: Source) -> Resolved {
        let bare = without_suffix(written);
        let there = |id: &&BaseModelId| self.provider != Provider::Mantle || mantle_id(id).is_some();
        let mapped = |id: &&BaseModelId| self.rules.maps_anthropic_ids && id.anthropic_id() == bare;
        let known = table().known().filter(there).find(mapped);
        if let Some(known) = known {
            let mut resolved = self.builtin(known);
            resolved.notes.insert(0, format!("{bare} is Anthropic's id of {known}"));
            return Resolved { requested: written.to_owned(), source, ..resolved };
        }
        let is_arn = bare.starts_with("arn:");
        let sent = if self.rules.lowercases_ids && !is_arn { bare.to_lowercase() } else { bare.to_owned() };
        let mut notes = Vec::new();
        if sent != written.trim() {
            notes.push(format!("{written} is sent as {sent}"));
        }
        if self.provider == Provider::BedrockAndMantle && goes_to_mantle(&sent) {
            notes.push("an id without prefix and without suffix goes to the Mantle endpoint".to_owned());
        }
        Resolved {
            requested: written.to_owned(),
            invoked: ModelRef::parse(&sent),
            source,
            depends: false,
            notes,
            below: Vec::new(),
        }
    }

    /// One of the client's own models: override, Mantle's id, listed profile, else prefix and id.
    pub(super) fn builtin(&self, base: &BaseModelId) -> Resolved {
        let plain = |invoked, depends, note: Vec<String>| Resolved {
            requested: String::new(),
            invoked,
            source: default_source(self.version),
            depends,
            notes: note,
            below: Vec::new(),
        };
        if let Some(value) = self.overrides.get(&base.anthropic_id()) {
            let note = format!("`modelOverrides` sends {} instead of {base} ({})", value.value, value.source.text);
            return plain(ModelRef::parse(&value.value), false, vec![note]);
        }
        if self.provider == Provider::Mantle {
            let known = mantle_id(base).is_some();
            let id = mantle_id(base).unwrap_or_else(|| format!("anthropic.{}", undated(base)));
            let mut notes = vec!["the Mantle endpoint takes ids without prefix and without suffix".to_owned()];
            if !known {
                notes.push("the client knows no such model there; what it calls instead was not seen".to_owned());
            }
            return plain(ModelRef::parse(&id), !known, notes);
        }
        let (invoked, depends, notes) = self.discovered(base);
        plain(invoked, depends, notes)
    }

    fn discovered(&self, base: &BaseModelId) -> (ModelRef, bool, Vec<String>) {
        let family = Catalog::bundled().name(base).family;
        let (mut preferred, mut why) = prefix(&self.region.value, self.env, self.rules);
        let fixed = self.rules.sonnet_prefix.as_ref().filter(|fixed| **fixed != preferred);
        if let Some(fixed) = fixed.filter(|_| family == Family::Sonnet && preferred == "us") {
            why = format!("this version calls Sonnet with the prefix {fixed} in every region");
            preferred.clone_from(fixed);
        }
        let derived = || ModelRef::parse(&format!("{preferred}.{base}"));
        let reads_list = match self.rules.discovery {
            Discovery::None => false,
            Discovery::Late => family == Family::Haiku,
            Discovery::Awaited => true,
        };
        if !reads_list {
            return self.before_the_list(base, &preferred, derived(), why);
        }
        let unseen =
            |what: &str| format!("{what}: the id is derived; a list would change it if it names another profile first");
        match self.known.profiles {
            ProfileList::NotSeen => (derived(), true, vec![why, unseen("the list of inference profiles was not seen")]),
            ProfileList::Denied => (derived(), true, vec![why, unseen("the list of inference profiles is denied")]),
            ProfileList::Elsewhere { fails: true } => {
                let note =
                    "the list of inference profiles is asked for at a VPC endpoint that has none: the id is derived";
                (derived(), false, vec![why, note.to_owned()])
            }
            ProfileList::Elsewhere { fails: false } => {
                let what = "the list of inference profiles is asked for at another endpoint than AWS's own";
                (derived(), true, vec![why, unseen(what)])
            }
            ProfileList::Listed(ids) => match self.pick(ids, base, &preferred) {
                Some(profile) if profile.prefix() == preferred => {
                    (ModelRef::Profile(profile), false, vec![why, "the list has it".to_owned()])
                }
                Some(profile) => {
                    let note = format!("{} is the first profile of the model in AWS's list", profile.prefix());
                    (ModelRef::Profile(profile), false, vec![why, note])
                }
                None => (
                    derived(),
                    false,
                    vec![why, "no profile of the model is listed; it is called all the same".to_owned()],
                ),
            },
        }
    }

    /// Where the list is asked for and not awaited, it may be there in time all the same.
    fn before_the_list(
        &self,
        base: &BaseModelId,
        preferred: &str,
        derived: ModelRef,
        why: String,
    ) -> (ModelRef, bool, Vec<String>) {
        let listed = match self.known.profiles {
            ProfileList::Listed(ids) => self.pick(ids, base, preferred).map(ModelRef::Profile),
            _ => None,
        };
        let other = listed.filter(|listed| *listed != derived && self.rules.discovery == Discovery::Late);
        let note = other
            .map(|id| format!("the list of inference profiles is not awaited: if it is there in time, {id} is called"));
        let depends = note.is_some();
        (derived, depends, std::iter::once(why).chain(note).collect())
    }

    fn pick(&self, ids: &[String], base: &BaseModelId, preferred: &str) -> Option<ProfileId> {
        let of_model = || ids.iter().filter_map(|id| id.parse::<ProfileId>().ok()).filter(|id| id.base() == base);
        let best = of_model().find(|id| self.rules.prefers_prefix && id.prefix() == preferred);
        best.or_else(|| of_model().next())
    }
}

/// Mantle's ids carry no date: `claude-haiku-4-5`.
fn undated(base: &BaseModelId) -> String {
    let id = base.anthropic_id();
    let date = |tail: &str| tail.len() == 8 && tail.bytes().all(|b| b.is_ascii_digit());
    match id.rsplit_once('-') {
        Some((name, tail)) if date(tail) => name.to_owned(),
        _ => id,
    }
}

/// The id of a model on the Mantle endpoint, where the client knows it there.
fn mantle_id(base: &BaseModelId) -> Option<String> {
    let id = format!("anthropic.{}", undated(base));
    table().mantle.iter().any(|known| known.as_str() == id).then_some(id)
}

/// Whether an id is of the form that the client sends to Mantle when both ways are on.
pub(super) fn goes_to_mantle(id: &str) -> bool {
    id.parse::<BaseModelId>().is_ok_and(|base| format!("anthropic.{}", undated(&base)) == id)
}
