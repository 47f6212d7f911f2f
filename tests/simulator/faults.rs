//! Faults happen as written, and the same way every time.

use std::time::Duration;

use crate::client::{Ask, bundled, custom, scenario};

const LIST: &str = "/foundation-models";

#[tokio::test]
async fn errors_drops_and_torn_answers_happen_where_they_should() {
    let simulator = custom(
        "[[fault]]\nregions = \"us-east-2\"\nfirst = 2\ndoes = { error = { status = 503, type = \"ServiceUnavailableException\", message = \"later\" } }\n\
         [[fault]]\nregions = \"us-west-1\"\ndoes = \"disconnect\"\n\
         [[fault]]\nregions = \"us-west-2\"\ndoes = \"cut-off\"\n",
    )
    .await;
    let ask = async |region: &str| Ask::get(LIST).region(region).send(&simulator).await;
    let statuses =
        [ask("us-east-2").await, ask("us-east-2").await, ask("us-east-2").await].map(|reply| reply.unwrap().status);
    assert_eq!(statuses, [503, 503, 200], "only the first two");
    assert_eq!(ask("us-west-1").await, None, "no answer at all");
    let torn = ask("us-west-2").await.unwrap();
    let promised: usize = torn.headers["content-length"].parse().unwrap();
    assert_eq!((torn.status, torn.body.len()), (200, promised / 2));
    assert!(ask("us-east-1").await.is_some_and(|reply| reply.status == 200), "other regions are well");
    let statuses: Vec<_> = simulator.requests().into_iter().map(|record| record.status).collect();
    assert_eq!(statuses, [Some(503), Some(503), Some(200), None, Some(200), Some(200)]);
}

#[tokio::test]
async fn a_dead_region_takes_the_request_and_says_nothing() {
    let simulator = bundled("storm").await;
    let taken = async {
        while simulator.requests().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        reply = Ask::get(LIST).region("ap-northeast-1").send(&simulator) => panic!("an end: {reply:?}"),
        () = taken => {}
    }
    let seen = simulator.requests();
    assert_eq!((&*seen[0].region, seen[0].status), ("ap-northeast-1", None));
}

#[tokio::test]
async fn a_bucket_without_refill_throttles_each_region_and_operation_by_itself() {
    let simulator = custom("[[fault]]\nthrottle = { per_second = 0.0, burst = 2.0 }\n").await;
    for path in [LIST, "/inference-profiles"] {
        for region in ["us-east-1", "eu-west-1"] {
            for expected in [200, 200, 429, 429] {
                let reply = Ask::get(path).region(region).reply(&simulator).await;
                assert_eq!(reply.status, expected, "{path} in {region}");
                if expected == 429 {
                    assert_eq!(reply.kind(), "ThrottlingException");
                    assert!(reply.headers["x-amzn-errortype"].contains(":http://internal.amazon.com/coral/"));
                }
            }
        }
    }
}

#[tokio::test]
async fn chance_repeats_with_the_seed_whatever_the_order() {
    let rules = |seed: u64| {
        format!(
            "seed = {seed}\n[[fault]]\nprobability = 0.5\ndoes = {{ error = {{ status = 500, message = \"no\" }} }}\n"
        )
    };
    let regions = ["us-east-1", "eu-west-1", "sa-east-1"];
    let fates = async |seed: u64, by_region: bool| {
        let simulator = custom(&rules(seed)).await;
        let mut fates = vec![[0_u16; 12]; regions.len()];
        let mut order: Vec<(usize, usize)> = (0..regions.len()).flat_map(|r| (0..12).map(move |n| (r, n))).collect();
        if !by_region {
            order.sort_by_key(|(region, nth)| (*nth, *region));
        }
        for (region, nth) in order {
            fates[region][nth] = Ask::get(LIST).region(regions[region]).reply(&simulator).await.status;
        }
        fates
    };
    let once = fates(7, true).await;
    assert_eq!(once, fates(7, false).await, "another order, the same weather");
    assert_ne!(once, fates(8, true).await, "another seed, other weather");
    let all: Vec<u16> = once.into_iter().flatten().collect();
    assert!(all.contains(&200) && all.contains(&500));
}

#[test]
fn mistakes_are_named_with_their_place() {
    let table = [
        ("[[fault]]\nwhat = 1\n", "line 9, column 1: unknown field `what`"),
        ("[[fault]]\nregions = \"mars-*\"\n", "line 9, column 11: \"mars-*\" matches no region this program knows"),
        ("[[gate]]\nmodels = [\"*opus*\", \"*gpt*\"]\n", "\"*gpt*\" matches no model this program knows"),
        ("[[gate]]\nrefused = \"throttled\"\n", "\"throttled\" is not a cause of an account"),
        ("[[fault]]\nlatency = { median_ms = 90, p99_ms = 20 }\n", "a latency is either fixed_ms"),
        ("[[fault]]\nprobability = 2.0\ndoes = \"disconnect\"\n", "a probability lies between 0 and 1, not at 2"),
        ("[[fault]]\noperations = \"Converse\"\n", "\"Converse\" matches no operation this program knows"),
        ("[[region]]\nregions = \"us-*\"\nstate = \"open\"\n", "unknown variant `open`"),
        (
            "[[offer]]\nmodels = \"*opus-5-5\"\nprofiles = [\"U S\"]\n",
            "\"U S.anthropic.claude-opus-5-5\" is not the id",
        ),
    ];
    for (rules, expected) in table {
        let error = scenario(rules).expect_err(rules).to_string();
        assert!(error.contains(expected), "{rules}\n{error}");
        assert!(!error.contains('\n'), "{error:?} is one sentence");
    }
}
