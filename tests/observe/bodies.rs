//! Bodies pass as they come: nothing waits for their end, and none is kept.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::mpsc,
    time::Duration,
};

use bedcheck::{
    aws::{Session, SessionOptions, SigningClient},
    observe::{Proxy, ProxyEvent},
};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{client::Call, upstream::Upstream};

/// A proxy in this process, going on to an address.
struct Running {
    proxy: Option<Proxy>,
    events: UnboundedReceiver<ProxyEvent>,
    runtime: tokio::runtime::Runtime,
}

impl Running {
    fn to(url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let options = SessionOptions::simulated(url.to_owned(), "us-west-2".parse().unwrap());
        let (proxy, events) = runtime.block_on(async {
            let session = Session::connect(options).await;
            Proxy::start(SigningClient::of(&session), "us-west-2".parse().unwrap()).await.unwrap()
        });
        Self { proxy: Some(proxy), events, runtime }
    }

    fn base(&self) -> String {
        self.proxy.as_ref().unwrap().door().url()
    }

    /// The next call that is over.
    fn next(&mut self) -> bedcheck::survey::SeenCall {
        let events = &mut self.events;
        let next = async move {
            loop {
                match events.recv().await.unwrap() {
                    ProxyEvent::Call(call) => return *call,
                    ProxyEvent::OtherKey { .. } => {}
                }
            }
        };
        self.runtime.block_on(async { tokio::time::timeout(Duration::from_secs(30), next).await.unwrap() })
    }
}

/// A connection to the base, with the head of a call sent.
fn open(base: &str, call: &Call, length: usize) -> TcpStream {
    let (host, path) = base.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut head =
        format!("{} /{path}{} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n", call.method, call.path);
    for (name, value) in &call.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all((head + "\r\n").as_bytes()).unwrap();
    stream
}

fn read_until(stream: &mut TcpStream, wanted: &[u8]) {
    let mut seen = Vec::new();
    let mut piece = [0; 1024];
    while !seen.windows(wanted.len()).any(|part| part == wanted) {
        let count = stream.read(&mut piece).unwrap();
        assert!(count > 0, "ended before {wanted:?} came: {}", String::from_utf8_lossy(&seen));
        seen.extend(&piece[..count]);
    }
}

const SUM: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The first part of an answer is there while the other end still waits to send the next.
#[test]
fn an_answer_streams() {
    let (go_on, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let end = Upstream::answering(move |_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n").unwrap();
        wait.lock().unwrap().recv_timeout(Duration::from_secs(30)).unwrap();
        write!(stream, "4\r\nlast\r\n0\r\n\r\n").unwrap();
    });
    let mut running = Running::to(&end.url);
    let call = Call::turn("us.anthropic.claude-opus-5-5");
    let mut stream = open(&running.base(), &call, call.body.len());
    stream.write_all(call.body.as_bytes()).unwrap();
    read_until(&mut stream, b"first");
    go_on.send(()).unwrap();
    read_until(&mut stream, b"last");
    let seen = running.next();
    assert_eq!((seen.status, seen.id.as_deref()), (Some(200), Some("us.anthropic.claude-opus-5-5")));
    assert!(seen.asked.unwrap().tools);
}

/// Ten times what AWS takes, with its sum: it passes piece by piece. Without, it is refused before it is all here.
#[test]
fn a_body_of_a_hundred_megabytes_passes_and_is_not_kept() {
    const LENGTH: usize = 100 << 20;
    let end = Upstream::saying("413 Payload Too Large", |_| r#"{"message":"too large"}"#.to_owned());
    let mut running = Running::to(&end.url);
    let call = Call::turn("us.anthropic.claude-opus-5-5");
    let before = memory();
    let mut stream = open(&running.base(), &call.clone().with("x-amz-content-sha256", SUM), LENGTH);
    let piece = vec![b' '; 1 << 20];
    let beginning = br#"{"max_tokens": 7, "tools": [{}], "x": 1"#;
    stream.write_all(beginning).unwrap();
    stream.write_all(&piece[beginning.len()..]).unwrap();
    for _ in 1..LENGTH >> 20 {
        stream.write_all(&piece).unwrap();
    }
    read_until(&mut stream, b"413");
    assert_eq!(end.came()[0].length, LENGTH);
    let asked = running.next().asked.unwrap();
    assert_eq!((asked.max_tokens, asked.tools), (Some(7), true), "read on the way");
    if let (Some(before), Some(after)) = (before, memory()) {
        assert!(after < before + (50 << 20), "{before} bytes before, {after} after");
    }
    let mut stream = open(&running.base(), &call, LENGTH);
    // It may be refused before all of it is written.
    let _ = (0..LENGTH >> 20).try_for_each(|_| stream.write_all(&piece));
    let mut answer = [0; 12];
    if stream.read_exact(&mut answer).is_ok() {
        assert_eq!(&answer, b"HTTP/1.1 413");
    }
    assert_eq!(end.came().len(), 1, "nothing of it went on");
}

/// The most memory this process had, where the system tells.
fn memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<usize>().ok()? << 10)
}

/// One that begins and does not go on, and one that goes away in the middle: others do not notice.
#[test]
fn who_stalls_or_hangs_up_is_in_nobodys_way() {
    let end = Upstream::answering(|came, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n{}", came.line);
        if came.line.contains("sonnet") {
            let _ = stream.write_all(&vec![b'x'; 9_000_000 - came.line.len()]);
            return;
        }
        std::thread::sleep(Duration::from_secs(60));
    });
    let mut running = Running::to(&end.url);
    let base = running.base();
    let call = Call::turn("us.anthropic.claude-opus-5-5").with("x-amz-content-sha256", SUM);
    let _stalls_in_its_head = {
        let (host, _) = base.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(b"POST /").unwrap();
        stream
    };
    let _stalls_in_its_body = open(&base, &call, 1000);
    let hangs_up = {
        let mut stream = open(&base, &call, call.body.len());
        stream.write_all(call.body.as_bytes()).unwrap();
        read_until(&mut stream, b"200 OK");
        stream
    };
    drop(hangs_up);
    let broken_off = running.next();
    assert_eq!((broken_off.status, broken_off.refusal), (Some(200), None));
    let (status, _, body) = Call::turn("us.anthropic.claude-sonnet-5").make(&base);
    assert_eq!((status, body.len()), (200, 9_000_000));
    assert_eq!(running.next().id.as_deref(), Some("us.anthropic.claude-sonnet-5"));
    let proxy = running.proxy.take().unwrap();
    running.runtime.block_on(async { tokio::time::timeout(Duration::from_secs(10), proxy.stop()).await.unwrap() });
    let left = running.next();
    assert_eq!((left.id.as_deref(), left.status), (Some("us.anthropic.claude-opus-5-5"), None), "told of at the end");
}

/// Nobody there: the client is told so, and so is whoever watches.
#[test]
fn an_end_that_is_not_there_is_said() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut running = Running::to(&format!("http://{nobody}"));
    let (status, _, body) = Call::turn("us.anthropic.claude-opus-5-5").make(&running.base());
    assert_eq!(status, 502);
    assert!(String::from_utf8_lossy(&body).contains("the call was not sent"));
    let seen = running.next();
    assert!(seen.refusal.is_some() && !seen.is_refused() && seen.status.is_none());
}
