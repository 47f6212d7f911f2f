//! Effects in the order in which they came, each carried out in the same place: also those that follow from an answer.

use std::collections::VecDeque;

use color_eyre::eyre::Result;

use crate::dashboard::update::{Effect, Msg};

/// Who carries effects out and takes in what is said about them at once.
pub(super) trait EffectRunner {
    /// Carries out one effect; what can be said about it at once comes back.
    fn carry_out(&mut self, effect: Effect) -> Result<Option<Msg>>;

    /// Takes in a message; what follows from it comes back.
    fn take_in(&mut self, msg: Msg) -> Vec<Effect>;
}

/// Carries out these effects and all that follow from them. What follows waits behind what was there before.
pub(super) fn carry_out_all(effects: Vec<Effect>, runner: &mut impl EffectRunner) -> Result<()> {
    let mut queue = VecDeque::from(effects);
    while let Some(effect) = queue.pop_front() {
        if let Some(msg) = runner.carry_out(effect)? {
            queue.extend(runner.take_in(msg));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::{export::Delivery, model::Note};

    /// Answers each effect by a note of its name, and each note by what is planned to follow from it.
    #[derive(Default)]
    struct Scripted {
        follow_ups: Vec<(&'static str, Vec<Effect>)>,
        done: Vec<Effect>,
        heard: Vec<String>,
    }

    fn name(effect: &Effect) -> &'static str {
        match effect {
            Effect::Profiles => "profiles",
            Effect::StopCalling => "stop calling",
            Effect::Suspend => "suspend",
            Effect::Screenshot(_) => "screenshot",
            Effect::Theme(_) => "theme",
            _ => "another",
        }
    }

    impl EffectRunner for Scripted {
        fn carry_out(&mut self, effect: Effect) -> Result<Option<Msg>> {
            let text = name(&effect).to_owned();
            self.done.push(effect);
            Ok(Some(Msg::Note(Note { text, trouble: false })))
        }

        fn take_in(&mut self, msg: Msg) -> Vec<Effect> {
            let Msg::Note(Note { text, .. }) = msg else { return Vec::new() };
            let follows = self.follow_ups.iter().find(|(after, _)| *after == text);
            let effects = follows.map(|(_, effects)| effects.clone()).unwrap_or_default();
            self.heard.push(text);
            effects
        }
    }

    /// House reading of November 2026: an effect that followed from an answer was not carried out when the loop does
    /// it itself, and what was said about it was dropped.
    #[test]
    fn an_effect_that_follows_from_an_answer_is_carried_out_and_answered_like_any_other() {
        let theme = || Effect::Theme("light".to_owned());
        let screenshot = || Effect::Screenshot(Delivery::Clipboard);
        let mut runner = Scripted {
            follow_ups: vec![
                ("profiles", vec![Effect::Suspend, theme()]),
                ("theme", vec![screenshot()]),
                ("screenshot", vec![Effect::Suspend]),
            ],
            ..Scripted::default()
        };
        carry_out_all(vec![Effect::Profiles, Effect::StopCalling], &mut runner).unwrap();
        let all = [Effect::Profiles, Effect::StopCalling, Effect::Suspend, theme(), screenshot(), Effect::Suspend];
        assert_eq!(runner.done, all);
        assert_eq!(runner.heard, ["profiles", "stop calling", "suspend", "theme", "screenshot", "suspend"]);
    }

    #[test]
    fn nothing_is_carried_out_after_a_failure() {
        struct Failing(usize);
        impl EffectRunner for Failing {
            fn carry_out(&mut self, _: Effect) -> Result<Option<Msg>> {
                self.0 += 1;
                Err(color_eyre::eyre::eyre!("the terminal is gone"))
            }

            fn take_in(&mut self, _: Msg) -> Vec<Effect> {
                Vec::new()
            }
        }
        let mut runner = Failing(0);
        assert!(carry_out_all(vec![Effect::Suspend, Effect::Profiles], &mut runner).is_err());
        assert_eq!(runner.0, 1);
    }
}
