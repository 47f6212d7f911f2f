//! A panic of a library while one question is asked is an answer that never came, not the end of the program.
//!
//! The SDK panics on configuration it does not like (a URI that is too long, an endpoint that is none). What panics is
//! the one question; the others go on, and the panic is told as what came of it.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    pin::pin,
    sync::Once,
};

thread_local! {
    /// Whether a panic on this thread is caught and told.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread, now, will be caught and told: no reason to report it or to give a terminal back.
#[must_use]
pub fn is_contained() -> bool {
    CONTAINED.get()
}

/// Panics where a test wants it: `BEDCHECK_PLANT_PANIC` names the place. Only a build with debug assertions has this;
/// what is published has not.
pub fn planted_panic(place: &str) {
    #[cfg(debug_assertions)]
    assert!(std::env::var("BEDCHECK_PLANT_PANIC").as_deref() != Ok(place), "planted in {place}");
    #[cfg(not(debug_assertions))]
    let _ = place;
}

/// Waits for a future; else what it panicked with.
pub async fn contained<T>(future: impl Future<Output = T>) -> Result<T, String> {
    silence();
    let mut future = pin!(future);
    poll_fn(|context| {
        let outer = CONTAINED.replace(true);
        // What the future holds is dropped with it, and nothing else saw it half changed.
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
        CONTAINED.set(outer);
        match polled {
            Ok(polled) => polled.map(Ok),
            Err(payload) => {
                let text = payload.downcast_ref::<String>().cloned();
                let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                std::task::Poll::Ready(Err(text.unwrap_or_else(|| "no reason was given".to_owned())))
            }
        }
    })
    .await
}

/// Wraps the hook that is installed, once: it would report what is told anyway.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |info| {
            if !is_contained() {
                report(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_what_came_of_it_and_nothing_else_notices() {
        let panics = async {
            tokio::task::yield_now().await;
            assert!(is_contained());
            "no number".parse::<u8>().expect("an endpoint")
        };
        assert!(contained(panics).await.is_err_and(|text| text.starts_with("an endpoint: ")));
        assert!(!is_contained());
        assert_eq!(contained(async { 3 }).await, Ok(3));
    }
}
