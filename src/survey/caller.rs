//! A survey is about one caller. What another one read does not hold for it.

use jiff::Timestamp;

use super::{Identity, RegionFacts, Survey};

impl Identity {
    /// Whether this is the same user, or the same role in another session.
    #[must_use]
    pub fn is_same_caller(&self, other: &Self) -> bool {
        self.account == other.account && self.principal() == other.principal()
    }

    /// The ARN's resource without the session of an assumed role.
    fn principal(&self) -> &str {
        let resource = self.arn.splitn(6, ':').nth(5).unwrap_or(&self.arn);
        let session = resource.strip_prefix("assumed-role/").and_then(|role| role.rsplit_once('/'));
        session.map_or(resource, |(_, session)| resource.get(..resource.len() - session.len() - 1).unwrap_or(resource))
    }
}

impl Survey {
    /// Forgets everything asked or answered up to this moment, the moment included: values, and refusals as well.
    /// A newer refusal stays, without the older value under it.
    pub fn forget_until(&mut self, moment: Timestamp) {
        self.identity.forget_until(moment);
        self.opted.forget_until(moment);
        for facts in self.regions.values_mut() {
            facts.forget_until(moment);
        }
        self.regions.retain(|_, facts| *facts != RegionFacts::default());
    }

    /// The newest date of any question asked; `None` when none was.
    #[must_use]
    pub fn as_of(&self) -> Option<Timestamp> {
        let of_regions = self.regions.values().flat_map(RegionFacts::facts).filter_map(|(_, fact)| fact.asked_at());
        self.identity.asked_at().max(self.opted.asked_at()).max(of_regions.max())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::{BaseModelId, Partition},
        refusal::{Cause, Refusal},
        survey::{Availability, Fact, Observation, Reading, RegionOptIn, UseCaseForm},
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn identity(account: &str, arn: &str) -> Identity {
        Identity { account: account.to_owned(), arn: arn.to_owned(), partition: Partition::Aws }
    }

    fn refusal() -> Refusal {
        Refusal {
            cause: Cause::Throttled,
            gate: None,
            recognised: true,
            status: Some(429),
            kind: "ThrottlingException".to_owned(),
            request_id: None,
            text: "Rate exceeded".to_owned(),
            captures: Default::default(),
        }
    }

    #[test]
    fn sessions_of_a_role_are_one_caller_and_roles_are_not() {
        let one = identity("1", "arn:aws:sts::1:assumed-role/Developer/anna");
        let same = |account: &str, arn: &str| one.is_same_caller(&identity(account, arn));
        assert!(same("1", "arn:aws:sts::1:assumed-role/Developer/bert"));
        assert!(!same("1", "arn:aws:sts::1:assumed-role/Admin/anna"));
        assert!(!same("2", "arn:aws:sts::2:assumed-role/Developer/anna"));
        assert!(!same("1", "arn:aws:iam::1:user/Developer"));
        let user = |name: &str| identity("1", &format!("arn:aws:iam::1:user/team/{name}"));
        assert!(user("a").is_same_caller(&user("a")) && !user("a").is_same_caller(&user("b")));
    }

    #[test]
    fn what_was_read_before_is_forgotten_and_what_came_after_stays() {
        let region: crate::catalog::RegionName = "us-west-2".parse().unwrap();
        let other: crate::catalog::RegionName = "eu-west-1".parse().unwrap();
        let mut survey = Survey::default();
        let mut observe = |second, reading| survey.apply(Observation { reading, at: at(second) });
        observe(10, Reading::Identity(Ok(identity("1", "arn:aws:iam::1:root"))));
        observe(10, Reading::Regions(Ok([(region.clone(), RegionOptIn::Enabled)].into())));
        observe(10, Reading::Models(other.clone(), Ok(Vec::new())));
        observe(10, Reading::Models(region.clone(), Ok(Vec::new())));
        observe(10, Reading::Profiles(region.clone(), Ok(Vec::new())));
        observe(20, Reading::Profiles(region.clone(), Err(refusal())));
        observe(20, Reading::UseCase(region.clone(), Ok(UseCaseForm::Filed)));
        let availability = |id: &str| {
            let (agreement, agreement_message) = (None, None);
            let answer =
                Availability { agreement, agreement_message, authorized: true, entitled: true, in_region: true };
            Reading::Availability(region.clone(), id.parse().unwrap(), Ok(answer))
        };
        observe(10, availability("anthropic.claude-old"));
        observe(20, availability("anthropic.claude-new"));
        assert_eq!(survey.as_of(), Some(at(20)));

        survey.forget_until(at(10));
        assert_eq!((&survey.identity, &survey.opted), (&Fact::Unasked, &Fact::Unasked));
        assert_eq!(survey.regions.keys().collect::<Vec<_>>(), [&region]);
        let facts = &survey.regions[&region];
        assert_eq!(facts.models, Fact::Unasked);
        assert!(facts.profiles.refusal().is_some() && facts.profiles.value().is_none());
        assert_eq!(facts.use_case.value(), Some(&UseCaseForm::Filed));
        assert_eq!(facts.availability.keys().map(BaseModelId::as_str).collect::<Vec<_>>(), ["anthropic.claude-new"]);

        let before = survey.clone();
        survey.forget_until(at(19));
        assert_eq!(survey, before);
        survey.forget_until(at(20));
        assert_eq!(survey, Survey::default());
        assert_eq!(survey.as_of(), None);
    }
}
