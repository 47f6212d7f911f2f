//! Gates of the caller and the account: credentials, region, use-case form, account standing.

use super::{Reader, why_not_read};
use crate::{
    access::{Gate, GateState, NotRead, Rung},
    catalog::{Partition, RegionName},
    refusal::{Cause, Refusal},
    survey::{Agreement, Fact, RegionFacts, RegionOptIn, UseCaseForm},
};

/// AWS user guide, model-access.
const OWN_FORM: &str = "An opt-in region has a form of its own: one filed elsewhere does not count here";

impl Reader<'_> {
    pub(super) fn credentials(&self) -> Rung {
        let fact = &self.survey.identity;
        let rung = match fact {
            Fact::Known(dated) => Rung::new(Gate::Credentials, GateState::Open, dated.value.arn.clone()),
            Fact::Failed { refusal, .. }
                if refusal.gate == Some(Gate::Credentials) && !self.region_answered_since(fact) =>
            {
                Rung::new(Gate::Credentials, GateState::Blocked(refusal.cause), refusal.text.clone())
            }
            Fact::Failed { .. } if self.facts.answered() && self.has_api_key_only() => {
                let why = "an API key, which Bedrock took here; STS takes none, so that the caller is not known";
                Rung::new(Gate::Credentials, GateState::Open, why)
            }
            Fact::Unasked | Fact::Failed { .. } if self.facts.answered() => {
                let why = format!("Bedrock answered here; the caller is not known ({})", why_not_read(fact));
                Rung::new(Gate::Credentials, GateState::Open, why)
            }
            Fact::Unasked | Fact::Failed { .. } => Rung::not_read(Gate::Credentials, why_not_read(fact)),
        };
        rung.read_from(fact, "GetCallerIdentity")
    }

    /// With a Bedrock API key STS refuses while Bedrock answers: the answers count. That there are no other
    /// credentials may take longer to find out than it takes Bedrock to answer.
    fn region_answered_since<T>(&self, fact: &Fact<T>) -> bool {
        let none = |refusal: Option<&Refusal>| refusal.is_some_and(|refusal| refusal.cause == Cause::NoCredentials);
        let refused = |facts: &RegionFacts| none(facts.models.refusal()) || none(facts.profiles.refusal());
        let by_key = none(fact.refusal()) && !self.survey.regions.values().any(refused);
        self.facts.answered() && (by_key || self.facts.answered_at() >= fact.asked_at())
    }

    /// Whether the only credentials are a Bedrock API key: Bedrock takes it, and no other service does.
    pub(super) fn has_api_key_only(&self) -> bool {
        let none = self.survey.identity.refusal().is_some_and(|refusal| refusal.cause == Cause::NoCredentials);
        none && self.survey.regions.values().any(RegionFacts::answered)
    }

    pub(super) fn region(&self) -> Rung {
        let rung = self.region_itself();
        let isolated = !matches!(self.cell.region.partition(), Partition::Aws | Partition::AwsUsGov | Partition::AwsCn);
        let note = format!(
            "Bedrock has endpoints in the partition {}; whether they offer Claude is not established",
            self.cell.region.partition()
        );
        let said = (isolated && self.cell.region.partition().has_bedrock()).then_some(note);
        Rung { notes: said.into_iter().collect(), ..rung }
    }

    fn region_itself(&self) -> Rung {
        let shut = |cause, detail: String| Rung::new(Gate::Region, GateState::Blocked(cause), detail);
        let open = |detail: &str| Rung::new(Gate::Region, GateState::Open, detail);
        let region = &self.cell.region;
        if !region.partition().has_bedrock() {
            let detail = format!("not offered in this partition: {} has no Bedrock endpoint", region.partition());
            return shut(Cause::NoEndpoint, detail);
        }
        if let Some(refusal) = self.denied_by_organization() {
            let rung = shut(Cause::RegionDenied, refusal.text.clone());
            return Rung {
                refusal: Some(refusal.clone()),
                ..rung.read_from(&self.facts.profiles, "ListInferenceProfiles")
            };
        }
        let opted = |rung: Rung| rung.read_from(&self.survey.opted, "ListRegions");
        match self.survey.opt_in(region) {
            Some(RegionOptIn::EnabledByDefault) => opted(open("enabled by default")),
            Some(RegionOptIn::Enabled) => opted(open("enabled")),
            Some(RegionOptIn::Disabling) => opted(open("being disabled")),
            Some(RegionOptIn::Enabling) => {
                opted(shut(Cause::RegionNotEnabled, "being enabled; this takes a while".to_owned()))
            }
            Some(RegionOptIn::Disabled) => {
                opted(shut(Cause::RegionNotEnabled, "not enabled for this account".to_owned()))
            }
            None if self.facts.answered() => {
                open("Bedrock answered here").read_from(&self.facts.profiles, "ListInferenceProfiles")
            }
            None if self.looks_not_enabled() => {
                let detail = "keys refused here and accepted in other regions: not enabled for this account";
                shut(Cause::RegionNotEnabled, detail.to_owned())
                    .read_from(&self.facts.profiles, "ListInferenceProfiles")
            }
            None if self.has_api_key_only() => {
                Rung::not_read(Gate::Region, "an API key cannot ask account:ListRegions")
            }
            None => opted(Rung::not_read(Gate::Region, why_not_read(&self.survey.opted))),
        }
    }

    /// Both lists refused by a service control policy: the organisation denies the region, which says nothing
    /// about the models in it (facts: regions).
    fn denied_by_organization(&self) -> Option<&Refusal> {
        let denied = |refusal: Option<&'_ Refusal>| refusal.is_some_and(|r| r.cause == Cause::DeniedByOrganization);
        let refusal = self.facts.profiles.refusal();
        (denied(refusal) && denied(self.facts.models.refusal())).then_some(refusal).flatten()
    }

    /// "The security token included in the request is invalid" means a wrong key or a region not enabled;
    /// that other regions took the key tells which.
    fn looks_not_enabled(&self) -> bool {
        let invalid = |refusal: Option<&Refusal>| refusal.is_some_and(|it| it.cause == Cause::InvalidCredentials);
        // Either list may be the first to come back.
        (invalid(self.facts.profiles.refusal()) || invalid(self.facts.models.refusal()))
            && self.survey.regions.values().any(RegionFacts::answered)
    }

    pub(super) fn use_case_form(&self) -> Rung {
        let (fact, read_in) = self.use_case_fact();
        let elsewhere = if *read_in == self.cell.region { String::new() } else { format!(", read in {read_in}") };
        let rung = match fact.value() {
            Some(UseCaseForm::Filed) => Rung::new(Gate::UseCaseForm, GateState::Open, format!("filed{elsewhere}")),
            Some(UseCaseForm::Missing) => {
                let state = GateState::Blocked(Cause::UseCaseFormMissing);
                let own = self.catalog.is_opt_in(&self.cell.region).then(|| OWN_FORM.to_owned());
                Rung {
                    notes: own.into_iter().collect(),
                    ..Rung::new(Gate::UseCaseForm, state, format!("not filled out{elsewhere}"))
                }
            }
            // AWS answers 404 when nothing was filed, so any form counts.
            Some(UseCaseForm::Empty) => {
                Rung::new(Gate::UseCaseForm, GateState::Open, format!("filed, and returned empty{elsewhere}"))
            }
            None => Rung::not_read(Gate::UseCaseForm, why_not_read(fact)),
        };
        rung.read_from(fact, "GetUseCaseForModelAccess")
    }

    /// One form covers every region of the partition that is enabled by default; an opt-in region has its own
    /// (AWS user guide, model-access).
    fn use_case_fact(&self) -> (&Fact<UseCaseForm>, &RegionName) {
        let region = &self.cell.region;
        let own = &self.facts.use_case;
        if own.value().is_some() || self.catalog.has_own_use_case_form(region) {
            return (own, region);
        }
        let shared = self.survey.regions.iter().find(|(name, facts)| {
            name.partition() == region.partition()
                && !self.catalog.has_own_use_case_form(name)
                && facts.use_case.value().is_some()
        });
        shared.map_or((own, region), |(name, facts)| (&facts.use_case, name))
    }

    /// `authorizationStatus` and, outside GovCloud, `entitlementAvailability` are about the account itself
    /// (seen with barred accounts). In GovCloud they follow the agreement and the regional switch.
    pub(super) fn account(&self) -> Rung {
        let fact = self.availability();
        let govcloud = self.cell.region.partition() == Partition::AwsUsGov;
        match fact.and_then(Fact::value) {
            // While an agreement is on its way the other fields mean nothing yet.
            Some(answer) if answer.agreement == Some(Agreement::Pending) => {
                Rung::not_read(Gate::Account, "not before the agreement stands")
            }
            Some(answer) if !(govcloud || (answer.authorized && answer.entitled)) => {
                let status = |ok, good: &str| if ok { good.to_owned() } else { format!("NOT_{good}") };
                let detail = format!(
                    "authorization {}, entitlement {}",
                    status(answer.authorized, "AUTHORIZED"),
                    status(answer.entitled, "AVAILABLE")
                );
                let rung = Rung::new(Gate::Account, GateState::Blocked(Cause::AccountBlocked), detail);
                fact.map_or(rung.clone(), |fact| rung.read_from(fact, "GetFoundationModelAvailability"))
            }
            _ => self.sales_suspicion().unwrap_or_else(|| Rung::not_read(Gate::Account, NotRead::OnlyACallTells)),
        }
    }
}
