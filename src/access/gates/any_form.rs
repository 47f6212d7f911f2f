//! A model asked about in any form: the id that gets furthest counts, and what blocks the others is noted.

use super::Evidence;
use crate::{
    access::{Gate, GateState, Ladder, VerdictKind},
    catalog::ModelRef,
};

impl Evidence<'_> {
    /// The ladder of the best of the ids the model can be called by; of equal ones AWS's first.
    pub(super) fn of_any_form(self) -> Ladder {
        let form = |id: String| {
            let ladder = Evidence { form: Some(ModelRef::parse(&id)), ..self.clone() }.ladder();
            (id, ladder)
        };
        let mut ids = self.call_as();
        if self.knows_of_no_form() {
            ids.truncate(1);
        }
        let mut forms: Vec<(String, Ladder)> = ids.into_iter().map(form).collect();
        let best = forms.iter().enumerate().min_by_key(|(_, (_, ladder))| rank(ladder)).map(|(at, _)| at);
        let Some((_, mut best)) = best.map(|at| forms.remove(at)) else { return self.ladder() };
        for (id, other) in &forms {
            let Some(blocked) = other.first_blocked() else { continue };
            let rung = best.rungs.iter_mut().find(|rung| rung.gate == blocked.gate);
            if let Some(rung) = rung.filter(|rung| !matches!(rung.state, GateState::Blocked(_))) {
                rung.notes.push(format!("Blocked for {id}: {}", blocked.phrase()));
            }
        }
        best
    }

    /// Whether nothing was read here in which the ids of a model differ: permission, quota, real calls. Their ladders are
    /// one then.
    fn knows_of_no_form(&self) -> bool {
        let facts = self.facts;
        let called = !facts.verified.is_empty() || !facts.streamed.is_empty();
        facts.permissions.is_empty() && facts.quotas.value().is_none() && !called
    }
}

/// The best first; of two with one verdict the one of which more is known.
fn rank(ladder: &Ladder) -> (VerdictKind, usize) {
    let differs = [Gate::Permission, Gate::Quota].map(|gate| ladder.rung(gate));
    let not_read = differs.iter().filter(|rung| matches!(rung.state, GateState::NotRead(_))).count();
    (ladder.verdict().kind(), not_read)
}
