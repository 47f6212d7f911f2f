//! Who may come in: programs of this machine that were told the address, and nobody's web page.

use std::{fmt, io, net::SocketAddr};

use hyper::{StatusCode, http::request::Parts};

/// Headers that only a browser sends. A page of the web may send requests to this machine, and must not use it.
const BROWSER: [&str; 3] = ["origin", "sec-fetch-site", "referer"];

/// An address on loopback with a part that nobody can guess.
#[derive(Clone)]
pub struct Door {
    host: String,
    segment: String,
}

impl fmt::Debug for Door {
    /// Says nothing of the part that is to be guessed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Door {
    /// A door at an address.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers to give.
    pub(super) fn at(address: SocketAddr) -> io::Result<Self> {
        let mut random = [0; 24];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let segment = random.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { host: address.to_string(), segment })
    }

    /// What the child is told: `http://127.0.0.1:PORT/SEGMENT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/{}", self.host, self.segment)
    }

    /// The path behind the door, and its query.
    ///
    /// # Errors
    ///
    /// With the status to answer whoever may not come in.
    pub(super) fn enter<'a>(&self, head: &'a Parts) -> Result<&'a str, StatusCode> {
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        // A name that leads here by somebody else's name server is not this address. Clients of 2025 leave the port out.
        let is_ours = |host: &str| host == self.host || self.host.split(':').next() == Some(host);
        let one_host = head.headers.get_all("host").iter().count() == 1;
        if !one_host || !header("host").is_some_and(is_ours) || head.uri.authority().is_some() {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        if BROWSER.iter().any(|name| head.headers.contains_key(*name)) {
            return Err(StatusCode::FORBIDDEN);
        }
        let asked = head.uri.path_and_query().map_or("", |path| path.as_str());
        let inside = asked.strip_prefix('/').and_then(|rest| rest.strip_prefix(self.segment.as_str()));
        inside.filter(|rest| rest.starts_with('/')).ok_or(StatusCode::NOT_FOUND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_was_told_comes_in() {
        let address: SocketAddr = "127.0.0.1:4711".parse().unwrap();
        let door = Door::at(address).unwrap();
        assert_ne!(door.url(), Door::at(address).unwrap().url());
        let path = format!("/{}/model/x/invoke?a=b", door.segment);
        let enter = |uri: &str, headers: &[(&str, &str)]| {
            let mut request = hyper::Request::builder().uri(uri);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (head, ()) = request.body(()).unwrap().into_parts();
            door.enter(&head).map(str::to_owned)
        };
        let host = ("host", "127.0.0.1:4711");
        assert_eq!(enter(&path, &[host]).as_deref(), Ok("/model/x/invoke?a=b"));
        // As a client on Node sends it.
        assert!(enter(&path, &[host, ("sec-fetch-mode", "cors")]).is_ok());
        assert!(enter(&path, &[("host", "127.0.0.1")]).is_ok());
        for other in [("host", "localhost:4711"), ("host", "evil.example"), ("host", "127.0.0.1:4712")] {
            assert_eq!(enter(&path, &[other]), Err(StatusCode::MISDIRECTED_REQUEST), "{other:?}");
        }
        assert_eq!(enter(&path, &[]), Err(StatusCode::MISDIRECTED_REQUEST));
        assert_eq!(enter(&path, &[host, host]), Err(StatusCode::MISDIRECTED_REQUEST));
        assert_eq!(enter(&format!("http://127.0.0.1:4711{path}"), &[host]), Err(StatusCode::MISDIRECTED_REQUEST));
        for name in BROWSER {
            assert_eq!(enter(&path, &[host, (name, "null")]), Err(StatusCode::FORBIDDEN), "{name}");
        }
        for path in ["/", "/model/x/invoke", "//model/x/invoke", &format!("/{}", door.segment)] {
            assert_eq!(enter(path, &[host]), Err(StatusCode::NOT_FOUND), "{path}");
        }
        assert_eq!(enter(&format!("/{}0/model/x/invoke", door.segment), &[host]), Err(StatusCode::NOT_FOUND));
        assert!(!format!("{door:?}").contains(&door.segment));
    }
}
