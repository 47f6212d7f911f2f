//! Dispatch: from a call to the operation that answers it.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::{
    account,
    answer::{Answer, Problem},
    bedrock,
    call::{Auth, Call},
    context::Context,
    faults::{FaultPlan, Faults},
    iam, mantle,
    operation::{Operation, Protocol, Service, operations},
    past::Past,
    quotas, runtime,
    scenario::Scenario,
    state::State,
    sts, texts, trail,
};

/// The simulated account: the scenario, and what calls changed since.
#[derive(Debug)]
pub(super) struct World {
    scenario: Scenario,
    faults: Faults,
    state: Mutex<State>,
}

impl World {
    pub(super) fn new(scenario: Scenario) -> Self {
        Self { scenario, faults: Faults::default(), state: Mutex::default() }
    }

    pub(super) fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// What the request meets on its way.
    pub(super) fn fault_plan(&self, call: &Call) -> FaultPlan {
        self.faults.plan(&self.scenario, call)
    }

    /// What the service answers.
    pub(super) fn answer(&self, call: &Call) -> Answer {
        let service = call.service().unwrap_or(Service::Bedrock);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut context = Context { scenario: &self.scenario, state: &mut state, call };
        let answered = context.answer();
        context.remember(answered.as_ref().err());
        answered.unwrap_or_else(|problem| problem.into_answer(service))
    }
}

impl Context<'_> {
    fn answer(&mut self) -> Result<Answer, Problem> {
        self.check_credentials()?;
        let Some(operation) = self.call.operation else {
            return Err(Problem::new(404, "UnknownOperationException", "The simulator does not serve this operation."));
        };
        macro_rules! answer {
            ($($name:ident: $service:ident, $method:ident $path:literal => $answer:path;)*) => {
                match operation {
                    $(Operation::$name => $answer(self),)*
                }
            };
        }
        operations!(answer)
    }

    /// What CloudTrail will tell of a call of a model.
    fn remember(&mut self, refused: Option<&Problem>) {
        use Operation as O;
        let (Some(O::InvokeModel | O::InvokeModelWithResponseStream | O::CountTokens), Some(id)) =
            (self.call.operation, &self.call.id)
        else {
            return;
        };
        let error =
            refused.map(|problem| (problem.kind.trim_end_matches("Exception").to_owned(), problem.message.clone()));
        let past = Past {
            at: Timestamp::now(),
            operation: self.call.operation.map(|operation| operation.name().to_owned()).unwrap_or_default(),
            region: self.call.region.to_string(),
            model_id: id.clone(),
            error,
            principal: self.scenario.arn().to_owned(),
            agent: self.call.agent.clone(),
            bearer: self.call.auth == Auth::Bearer,
        };
        self.state.keep(past);
    }

    /// Signature or key, then whether the region knows the account.
    fn check_credentials(&self) -> Result<(), Problem> {
        let service = self.call.service();
        match &self.call.auth {
            Auth::Missing => return Err(missing_authorization(service)),
            Auth::Unreadable => {
                let message = "Authorization header requires 'Credential' parameter.";
                return Err(Problem::before_dispatch(400, "IncompleteSignature", message));
            }
            Auth::Signature { service: scope } => {
                if let Some(service) = service.filter(|service| service.to_string() != *scope) {
                    let message = format!("Credential should be scoped to correct service: '{service}'. ");
                    return Err(Problem::before_dispatch(403, "InvalidSignatureException", message));
                }
            }
            Auth::Bearer => match service {
                Some(service @ (Service::Bedrock | Service::Mantle)) => {
                    self.require(&format!("{service}:CallWithBearerToken"), Some("*".to_owned()), None)?;
                }
                None => {}
                Some(_) => return Err(missing_authorization(service)),
            },
        }
        match self.scenario.region(&self.call.region) {
            Some(region) if region.state.is_usable() => Ok(()),
            _ => Err(texts::unrecognised_client()),
        }
    }
}

fn missing_authorization(service: Option<Service>) -> Problem {
    match service.map(Service::protocol) {
        Some(Protocol::Query | Protocol::Json11) => {
            Problem::before_dispatch(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        }
        _ => Problem::before_dispatch(403, "", "Authorization header is missing"),
    }
}
