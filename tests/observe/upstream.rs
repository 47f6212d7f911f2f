//! Something that stands where AWS would, and keeps what came.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Came {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Of a body that was not kept only its length.
    pub(crate) length: usize,
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// Answers each request with what the function says, one connection after the other.
pub(crate) struct Upstream {
    pub(crate) url: String,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Upstream {
    pub(crate) fn answering(answer: impl Fn(&Came, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let came: Arc<Mutex<Vec<Came>>> = Arc::default();
        let (kept, answer) = (Arc::clone(&came), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let Some(came) = read(&stream) else { return };
                    kept.lock().unwrap().push(came.clone());
                    answer(&came, &mut stream);
                });
            }
        });
        Self { url, came }
    }

    /// Says this to everybody.
    pub(crate) fn saying(status: &'static str, body: impl Fn(&Came) -> String + Send + Sync + 'static) -> Self {
        Self::answering(move |came, stream| {
            let body = body(came);
            let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\n");
            let _ = write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len());
        })
    }

    pub(crate) fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Option<Came> {
    /// Longer bodies are counted and not kept.
    const MOST: usize = 1 << 20;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut came = Came { line: line.trim_end().to_owned(), ..Came::default() };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        came.headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length: usize = came.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut piece = [0; 64 << 10];
    while came.length < length {
        let most = piece.len().min(length - came.length);
        let count = reader.read(&mut piece[..most]).ok().filter(|count| *count > 0)?;
        came.length += count;
        if came.body.len() < MOST {
            came.body.extend(&piece[..count]);
        }
    }
    Some(came)
}
