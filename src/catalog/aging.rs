//! Models on their way out, as far as the catalogue knows: what holds until AWS is asked.

use jiff::{Timestamp, tz::TimeZone};

use super::{BaseModelId, Catalog, LifecycleStatus, ModelRef, Offer, Partition, RegionName};

/// A model that was legacy or gone on the day the catalogue was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAging {
    /// The id to call instead: same family, newer, in full support and offered in the region on that day.
    pub successor: Option<String>,
    /// All of it in sentences, with the dates and the day of the catalogue.
    pub text: String,
}

impl Catalog {
    /// What the catalogue knows of the end of the model that an id names; `None` for one in full support, and for an id
    /// that does not tell its model.
    #[must_use]
    pub fn aging(&self, invoked: &ModelRef, region: &RegionName) -> Option<KnownAging> {
        let model = invoked.base()?;
        let life = self.lifecycle(&model)?;
        let (state, idle) = match life.status_at(self.observed_at()) {
            LifecycleStatus::Legacy => (
                format!("is {}", life.legacy_as_planned(self.observed_at())),
                " An account that has not used a legacy model for 15 days loses access to it.",
            ),
            LifecycleStatus::EndOfLife => {
                let on = life.end_of_life_at.map(|end| format!(" on {}", end.strftime("%Y-%m-%d"))).unwrap_or_default();
                // Ends differ by region, and the dates are those of most regions.
                let listed = self.offers(region).iter().any(|offer| offer.model == model);
                let still = if listed { " in most regions, and was still listed here" } else { "" };
                (format!("reached its end of life{on}{still}"), "")
            }
            LifecycleStatus::Active | LifecycleStatus::Unknown => return None,
        };
        let successor = self.successor(&model, invoked, region);
        let instead = match &successor {
            Some(id) => format!("its successor here was {id}"),
            None => "no newer model of its family was offered here".to_owned(),
        };
        let elsewhere = match region.partition() {
            Partition::Aws => "",
            _ => ", for commercial regions",
        };
        let text = format!(
            "{} ({invoked} in {region}) {state}; {instead}: this is the bundled catalogue of {}{elsewhere}, and AWS's own \
             dates count once it is asked.{idle}",
            self.name(&model).short(),
            self.observed_on
        );
        Some(KnownAging { successor, text })
    }

    /// The newest model of the family, by an id of the same form where there is one.
    fn successor(&self, model: &BaseModelId, invoked: &ModelRef, region: &RegionName) -> Option<String> {
        let old = self.name(model);
        let better = |offer: &Offer| {
            let name = self.name(&offer.model);
            let life = self.lifecycle(&offer.model);
            let active = life.is_some_and(|life| life.status_at(self.observed_at()) == LifecycleStatus::Active);
            active && name.family == old.family && name.sort_key() < old.sort_key()
        };
        let newer = self.offers(region).into_iter().filter(better);
        let newest = newer.min_by_key(|offer| self.name(&offer.model).sort_key())?;
        let mut ids: Vec<ModelRef> = newest.profiles.into_iter().map(|profile| ModelRef::Profile(profile.id)).collect();
        ids.extend(newest.on_demand.then_some(ModelRef::Base(newest.model)));
        let wanted = form(invoked);
        ids.sort_by_key(|id| form(id) != wanted);
        ids.first().map(ToString::to_string)
    }

    /// The beginning of the day of observation.
    fn observed_at(&self) -> Timestamp {
        self.observed_on.to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }
}

/// The prefix of a profile; empty for a model on demand.
fn form(id: &ModelRef) -> String {
    match id {
        ModelRef::Profile(profile) => profile.prefix().to_string(),
        ModelRef::Arn(arn) => match ModelRef::parse(&arn.resource_id) {
            ModelRef::Arn(_) => String::new(),
            named => form(&named),
        },
        ModelRef::Base(_) | ModelRef::Other(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aging(id: &str, region: &str) -> Option<KnownAging> {
        Catalog::bundled().aging(&ModelRef::parse(id), &region.parse().unwrap())
    }

    #[test]
    fn a_legacy_model_has_its_dates_its_successor_and_the_day_of_the_catalogue() {
        let known = aging("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-west-2").unwrap();
        assert_eq!(known.successor.as_deref(), Some("us.anthropic.claude-sonnet-5-5"));
        for part in [
            "Sonnet 4.5 (us.anthropic.claude-sonnet-4-5-20250929-v1:0 in us-west-2) is legacy since 2026-10-08",
            "ends 2027-04-08",
            "the bundled catalogue of 2026-10-27, and AWS's own dates count",
            "15 days",
        ] {
            assert!(known.text.contains(part), "{part}: {}", known.text);
        }
        assert!(!known.text.contains("days left"), "nobody knows here what day it is: {}", known.text);
    }

    #[test]
    fn the_successor_keeps_the_form_of_the_id_where_it_can() {
        let table = [
            ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-west-2", "global.anthropic.claude-sonnet-5-5"),
            ("us.anthropic.claude-opus-4-1-20250805-v1:0", "us-east-1", "us.anthropic.claude-opus-5-5"),
            ("anthropic.claude-opus-4-1-20250805-v1:0", "eu-west-2", "anthropic.claude-opus-5-5"),
        ];
        for (id, region, successor) in table {
            assert_eq!(aging(id, region).unwrap().successor.as_deref(), Some(successor), "{id} in {region}");
        }
    }

    #[test]
    fn an_ended_model_says_so_and_one_in_full_support_says_nothing() {
        let ended = aging("us.anthropic.claude-sonnet-4-20250514-v1:0", "us-west-2").unwrap();
        assert!(ended.text.contains("reached its end of life on 2026-10-14"), "{}", ended.text);
        assert!(!ended.text.contains("15 days"), "{}", ended.text);
        for id in ["us.anthropic.claude-opus-5-5", "anthropic.claude-nobody-9", "my-alias"] {
            assert_eq!(aging(id, "us-west-2"), None, "{id}");
        }
        let gov = aging("us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-gov-west-1").unwrap();
        assert!(gov.text.contains("for commercial regions"), "{}", gov.text);
    }
}
