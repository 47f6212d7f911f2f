//! Chance that comes out the same every time.
//!
//! Every draw depends on the scenario's seed and on what it is for (rule, operation, region, model, how many
//! such requests came before), never on the clock or on the order in which unrelated requests arrive.

use std::time::Duration;

/// A generator for one purpose: the same parts always give the same numbers.
pub(super) fn source(seed: u64, parts: &[&str], nth: u64) -> fastrand::Rng {
    // FNV-1a: fixed for all time, unlike the standard library's hasher.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
    let mut take = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    for part in parts {
        part.bytes().for_each(&mut take);
        take(0);
    }
    nth.to_le_bytes().into_iter().for_each(&mut take);
    fastrand::Rng::with_seed(hash)
}

/// One draw from a log-normal distribution given by its median and 99th percentile.
pub(super) fn log_normal(random: &mut fastrand::Rng, median: Duration, p99: Duration) -> Duration {
    /// The 99th percentile of the standard normal distribution.
    const Z99: f64 = 2.326_347_9;
    let median = median.as_secs_f64();
    let sigma = (p99.as_secs_f64() / median).ln() / Z99;
    if !sigma.is_finite() || sigma <= 0.0 {
        return Duration::from_secs_f64(median);
    }
    // Box-Muller; the first draw is kept away from 0, whose logarithm has no value.
    let (u, v) = (1.0 - random.f64(), random.f64());
    let normal = (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos();
    let seconds = median * (sigma * normal).exp();
    Duration::try_from_secs_f64(seconds).unwrap_or(p99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_numbers() {
        let draw = |seed, parts: &[&str], nth| source(seed, parts, nth).u64(..);
        assert_eq!(draw(1, &["a", "b"], 3), draw(1, &["a", "b"], 3));
        let others = [draw(2, &["a", "b"], 3), draw(1, &["ab"], 3), draw(1, &["a", "b"], 4)];
        assert!(others.iter().all(|other| *other != draw(1, &["a", "b"], 3)));
    }

    #[test]
    fn latencies_have_the_median_and_tail_asked_for() {
        let (median, p99) = (Duration::from_millis(60), Duration::from_millis(250));
        let mut draws: Vec<Duration> =
            (0..10_000).map(|nth| log_normal(&mut source(7, &["latency"], nth), median, p99)).collect();
        draws.sort();
        let near = |got: Duration, wanted: Duration| (got.as_secs_f64() / wanted.as_secs_f64() - 1.0).abs() < 0.1;
        assert!(near(draws[5_000], median), "median {:?}", draws[5_000]);
        assert!(near(draws[9_900], p99), "p99 {:?}", draws[9_900]);
        assert_eq!(log_normal(&mut source(7, &[], 0), median, median), median);
    }
}
