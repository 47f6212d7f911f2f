//! From what was written (an alias, an id, an ARN, nothing) to the id that is sent.

use std::{collections::BTreeMap, iter};

use crate::catalog::{BaseModelId, Catalog, Family, ModelRef, ProfileId, RegionName};

use super::{
    Known, ProfileList, Provider, Source, Sourced, Sources, Version,
    environment::Environment,
    region::{default_source, prefix},
    rules::{Discovery, Rules, table},
};

/// A name turned into the id that is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    /// As written; empty for a default.
    pub(super) requested: String,
    pub(super) invoked: ModelRef,
    pub(super) source: Source,
    /// Whether a list or an answer not seen could change the id.
    pub(super) depends: bool,
    pub(super) notes: Vec<String>,
    /// What the client moves on to when the id is refused, best first.
    pub(super) below: Vec<ModelRef>,
}

/// Everything the resolution of one set-up needs.
pub(super) struct Names<'a> {
    pub(super) version: Version,
    pub(super) rules: &'a Rules,
    pub(super) env: &'a Environment,
    pub(super) sources: &'a Sources,
    pub(super) region: &'a Sourced<RegionName>,
    pub(super) provider: Provider,
    pub(super) known: Known<'a>,
    pub(super) overrides: BTreeMap<String, Sourced<String>>,
    /// The small/fast region, where one is set.
    pub(super) small_region: Option<&'a RegionName>,
}

/// The variable that pins a tier.
pub(super) fn pin_variable(family: Family) -> Option<&'static str> {
    match family {
        Family::Opus => Some("ANTHROPIC_DEFAULT_OPUS_MODEL"),
        Family::Sonnet => Some("ANTHROPIC_DEFAULT_SONNET_MODEL"),
        Family::Haiku => Some("ANTHROPIC_DEFAULT_HAIKU_MODEL"),
        Family::Fable => Some("ANTHROPIC_DEFAULT_FABLE_MODEL"),
        Family::Mythos | Family::Other => None,
    }
}

/// The family an alias stands for.
pub(super) fn alias_family(text: &str) -> Option<Family> {
    match text {
        "opus" => Some(Family::Opus),
        "sonnet" | "opusplan" => Some(Family::Sonnet),
        "haiku" => Some(Family::Haiku),
        "fable" => Some(Family::Fable),
        _ => None,
    }
}

/// Without white space around it and without `[1m]`, which asks for the long context and is not part of the id.
pub(super) fn without_suffix(text: &str) -> &str {
    let text = text.trim();
    let cut = text.len().checked_sub("[1m]".len()).and_then(|at| text.split_at_checked(at));
    cut.filter(|(_, tail)| tail.eq_ignore_ascii_case("[1m]")).map_or(text, |(rest, _)| rest)
}

impl Names<'_> {
    /// The foundation model behind an id, as far as the client knows it: the id itself tells, `modelOverrides` says for
    /// which model an id stands, and of an ARN the client asks GetInferenceProfile.
    pub(super) fn base(&self, id: &ModelRef) -> Option<BaseModelId> {
        let text = id.to_string();
        let overridden = || {
            let key = self.overrides.iter().find(|(_, value)| value.value == text).map(|(key, _)| key)?;
            table().known().find(|known| known.anthropic_id() == *key).cloned()
        };
        id.base().or_else(|| self.known.backing.get(&text).cloned()).or_else(overridden)
    }

    /// The family of that model.
    pub(super) fn family(&self, id: &ModelRef) -> Option<Family> {
        Some(Catalog::bundled().name(&self.base(id)?).family)
    }

    /// The user's pin of a tier, where this version knows it.
    pub(super) fn pin(&self, family: Family) -> Option<&Sourced<String>> {
        let known = if family == Family::Haiku { self.rules.haiku_pin } else { self.rules.family_pins };
        self.env.get(pin_variable(family).filter(|_| known)?)
    }

    /// What an alias means: the pin, else the tier's head, else (refused head) the first rung that answers.
    pub(super) fn alias(&self, family: Family) -> Option<Resolved> {
        if let Some(pin) = self.pin(family) {
            let mut resolved = self.id(&pin.value, pin.source.clone());
            resolved.notes.splice(0..0, pin_variable(family).map(|name| self.env.chain(name)).unwrap_or_default());
            return Some(resolved);
        }
        let head = self.rules.head(family)?;
        let mut rungs = vec![self.builtin(head)];
        if self.walks_down() {
            rungs.extend(table().below(head).iter().map(|rung| self.builtin(rung)));
            rungs.extend((family == Family::Opus).then(|| self.alias(Family::Sonnet)).flatten());
        }
        let first = rungs.first()?.invoked.clone();
        let at = rungs.iter().position(|rung| !self.is_refused(rung)).unwrap_or(0);
        let below = rungs.split_off(at + 1);
        let mut rung = rungs.pop()?;
        rung.below.extend(below.into_iter().flat_map(|rung| iter::once(rung.invoked).chain(rung.below)));
        if at > 0 {
            let note = format!("{first} is refused: the client moves down to {} for this session", rung.invoked);
            rung.notes.insert(0, note);
        }
        Some(rung)
    }

    /// Whether a refused model is left for the next on its ladder.
    fn walks_down(&self) -> bool {
        let kept = ["CLAUDE_CODE_NO_MODEL_FALLBACK", "CLAUDE_CODE_DISABLE_MODEL_ACCESS_FALLBACK"];
        self.rules.uses_ladder && kept.iter().all(|name| self.env.flag(name).is_none())
    }

    fn is_refused(&self, resolved: &Resolved) -> bool {
        (self.known.refused)(&resolved.invoked, &self.region.value)
    }

    /// Any text a user may write where a model belongs; `main` lets an alias of the main model's family mean it.
    pub(super) fn text(&self, written: &str, source: Source, main: Option<&Resolved>) -> Resolved {
        let bare = without_suffix(written);
        let lower = bare.to_lowercase();
        let same_family = |family: Family| {
            let main = main.filter(|_| self.rules.family_alias_is_main)?;
            (self.family(&main.invoked)? == family).then(|| main.clone())
        };
        let from_alias = |family: Family| same_family(family).or_else(|| self.alias(family));
        let alias = alias_family(&lower).and_then(|family| Some((family, from_alias(family)?)));
        let best = || {
            let family = if self.pin(Family::Fable).is_some() { Family::Fable } else { Family::Opus };
            Some((family, self.alias(family)?)).filter(|_| lower == "best")
        };
        match alias.or_else(best) {
            Some((family, resolved)) => {
                let note = format!("`{lower}` means the {family} tier: {}", resolved.invoked);
                let depends = resolved.depends || lower == "best" && family == Family::Fable;
                let mut notes = resolved.notes;
                notes.insert(0, note);
                Resolved { requested: written.to_owned(), source, notes, depends, ..resolved }
            }
            None => self.id(written, source),
        }
    }

    /// An id or ARN, sent as it stands but for the suffix and Anthropic's own ids.
    pub(super) fn id(&self, written: &str, source: Source) -> Resolved {
        let bare = without_suffix(written);
        let known = table().known().find(|id| self.rules.maps_anthropic_ids && id.anthropic_id() == bare);
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
            let id = format!("anthropic.{}", undated(base));
            let known = table().mantle.iter().any(|known| known.as_str() == id);
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
            return (derived(), false, vec![why]);
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

/// Whether an id is of the form that the client sends to Mantle when both ways are on.
pub(super) fn goes_to_mantle(id: &str) -> bool {
    id.parse::<BaseModelId>().is_ok_and(|base| format!("anthropic.{}", undated(&base)) == id)
}
