//! What the signing proxy of `observe` adds to a call: time to the first byte, time to the last, and CPU while an answer streams.
//!
//! `cargo bench --bench proxy`
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops when something is wrong, and prints")]

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use bedcheck::{
    aws::{Session, SessionOptions, SigningClient},
    observe::Proxy,
};

/// Events of a streamed answer, and how long each takes to come.
const EVENTS: usize = 200;
const PACE: Duration = Duration::from_millis(10);
/// Calls for the percentiles.
const CALLS: usize = 300;
/// As large as a request of Claude Code with its tools.
const BODY: usize = 120_000;

fn main() {
    let (fast, slow) = (upstream(Duration::ZERO), upstream(PACE));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let proxied = |url: &str| {
        let options = SessionOptions::simulated(url.to_owned(), "us-west-2".parse().unwrap());
        runtime.block_on(async {
            let session = Session::connect(options).await;
            Proxy::start(SigningClient::of(&session), "us-west-2".parse().unwrap()).await.unwrap().0
        })
    };
    let (to_fast, to_slow) = (proxied(&fast), proxied(&slow));
    println!("{CALLS} calls with a body of {BODY} bytes, first and last byte of {EVENTS} events:");
    let direct = percentiles(&fast);
    let through = percentiles(&to_fast.door().url());
    for (at, percent) in [50, 95, 99].into_iter().enumerate() {
        let (direct, through) = (direct[at], through[at]);
        println!(
            "  p{percent}: direct {direct:?}, through the proxy {through:?}, more {:?}",
            through.saturating_sub(direct)
        );
    }
    let (direct, through) = (cpu_of(&slow), cpu_of(&to_slow.door().url()));
    println!("CPU while one answer streams ({EVENTS} events, one each {PACE:?}), client and stand-in included:");
    println!("  direct {direct:.2} %, through the proxy {through:.2} %, more {:.2} %", through - direct);
}

fn percentiles(base: &str) -> [Duration; 3] {
    (0..20).for_each(|_| drop(call(base)));
    let mut times: Vec<Duration> = (0..CALLS).map(|_| call(base)).collect();
    times.sort_unstable();
    [50, 95, 99].map(|percent| times[CALLS * percent / 100])
}

/// CPU of this process in percent of one core.
fn cpu_of(base: &str) -> f64 {
    let (cpu, begun) = (cpu_time(), Instant::now());
    call(base);
    (cpu_time() - cpu) / begun.elapsed().as_secs_f64() * 100.0
}

/// Seconds of CPU; 0 where the system does not tell.
fn cpu_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let own = stat.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0);
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let all = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    let sum: f64 = all.filter_map(|stat| stat.split(' ').next()?.parse::<f64>().ok()).sum();
    sum.max(own) / 1e9
}

/// One call to its end.
fn call(base: &str) -> Duration {
    let rest = base.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
    let head = format!(
        "POST {path}/model/us.anthropic.claude-opus-5-5/invoke-with-response-stream HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261201/us-west-2/bedrock/aws4_request, SignedHeaders=host, Signature=0\r\n\
         x-amz-content-sha256: {}\r\ncontent-length: {BODY}\r\n\r\n",
        "0".repeat(64)
    );
    let begun = Instant::now();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&vec![b' '; BODY]).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    begun.elapsed()
}

/// Streams events to whoever asks.
fn upstream(pace: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream, pace));
        }
    });
    url
}

fn answer(mut stream: TcpStream, pace: Duration) {
    let _ = stream.set_nodelay(true);
    let mut piece = vec![0; 64 << 10];
    loop {
        let mut seen = Vec::new();
        while !seen.windows(4).any(|four| four == b"\r\n\r\n") {
            let Some(count) = stream.read(&mut piece).ok().filter(|count| *count > 0) else { return };
            seen.extend(&piece[..count]);
        }
        let end = seen.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        let mut left = BODY.saturating_sub(seen.len() - end);
        while left > 0 {
            let Some(count) = stream.read(&mut piece).ok().filter(|count| *count > 0) else { return };
            left = left.saturating_sub(count);
        }
        let event = format!("{:x}\r\n{}\r\n", 200, "e".repeat(200));
        if stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err() {
            return;
        }
        for _ in 0..EVENTS {
            if !pace.is_zero() {
                std::thread::sleep(pace);
            }
            if stream.write_all(event.as_bytes()).is_err() {
                return;
            }
        }
        let _ = stream.write_all(b"0\r\n\r\n");
        // The client that asked directly waits for the end of the connection.
        if !seen.windows(17).any(|part| part.eq_ignore_ascii_case(b"connection: close")) {
            continue;
        }
        return;
    }
}
