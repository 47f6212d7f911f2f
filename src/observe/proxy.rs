//! The signing proxy: takes the child's calls to Bedrock, signs them anew, hands both bodies on as they come.

use std::{io, sync::Arc};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{HeaderMap, Request, Response, StatusCode, body::Incoming, header::CONTENT_TYPE};
use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{
    Door, ProxyEvent,
    loopback::{Loopback, Serving},
    passing::{Answering, Look, Passing, Underway},
    route::{Route, Shown, client_version, strip},
    said,
};
use crate::{
    aws::{BoxError, Identification, OutBody, Outgoing, SigningClient, StreamedBody},
    catalog::{Partition, RegionName},
    refusal::{Gate, Refusal},
};

/// A body whose sum is not told has to be here before it can be signed. AWS takes no larger one.
const MOST: usize = 32 << 20;

/// A running proxy. It stops when it is dropped.
pub struct Proxy(Serving);

struct Shared {
    client: SigningClient,
    door: Door,
    home: RegionName,
    tell: UnboundedSender<ProxyEvent>,
    other_key: std::sync::Once,
}

impl Proxy {
    /// Starts one on a free port of loopback. `home` is the region of calls whose signature names none. Must be called within
    /// a tokio runtime.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(client: SigningClient, home: RegionName) -> io::Result<(Self, UnboundedReceiver<ProxyEvent>)> {
        let loopback = Loopback::bind().await?;
        let (tell, events) = unbounded_channel();
        let door = loopback.door.clone();
        let shared = Arc::new(Shared { client, door, home, tell, other_key: std::sync::Once::new() });
        let answer = move |request| {
            let shared = Arc::clone(&shared);
            async move { shared.answer(request).await }
        };
        Ok((Self(loopback.start(answer)), events))
    }

    /// Where it is to be found.
    #[must_use]
    pub fn door(&self) -> &Door {
        self.0.door()
    }

    /// Stops, and ends calls that are still under way; all of them have been told of then.
    pub async fn stop(self) {
        self.0.stop().await;
    }
}

impl Shared {
    async fn answer(&self, request: Request<Incoming>) -> Response<StreamedBody> {
        let (head, body) = request.into_parts();
        let path = match self.door.enter(&head) {
            Ok(path) => path.to_owned(),
            Err(status) => return refused(status, "this address is not for you"),
        };
        let Some(route) = Route::of(&head.method, &path) else {
            return refused(StatusCode::NOT_FOUND, "Claude Code calls no such operation of Bedrock");
        };
        let shown = match Shown::of(&head.headers, route.service, self.partition()) {
            Ok(shown) => shown,
            Err(why) => return refused(StatusCode::BAD_REQUEST, why),
        };
        let (region, identification) = match &shown {
            Shown::Signature { key_id, region } => {
                self.compare(key_id).await;
                (region.clone(), Identification::Signed)
            }
            Shown::Token | Shown::Nothing => (self.home.clone(), Identification::AsItIs),
        };
        let look = Look::default();
        let told = (look.clone(), self.tell.clone());
        let client = client_version(&head.headers);
        let mut underway = Underway::begin(route.operation, route.id, region.clone(), client, told);
        let mut headers = head.headers;
        let Ok(body) = outgoing(body, &headers, look).await else {
            let text = "the body has no SHA-256 with it, and is too large to be signed without";
            return refused(StatusCode::PAYLOAD_TOO_LARGE, text);
        };
        strip(&mut headers, identification == Identification::Signed);
        let (service, method) = (route.service, head.method);
        let call = Outgoing { service, region, method, path, headers, body, identification };
        match self.client.send(call).await {
            Ok(response) => passed_on(response, underway),
            Err(refusal) => {
                let answer = not_sent(&refusal);
                underway.failed(said::nameless(refusal));
                answer
            }
        }
    }

    fn partition(&self) -> Partition {
        self.home.partition()
    }

    /// Says once that somebody else signs.
    async fn compare(&self, key_id: &str) {
        if self.other_key.is_completed() || self.client.signs_with(key_id).await != Some(false) {
            return;
        }
        let surely = key_id.starts_with("AKIA");
        self.other_key.call_once(|| {
            let _ = self.tell.send(ProxyEvent::OtherKey { at: Timestamp::now(), surely });
        });
    }
}

/// The body as it goes on: as it comes, where the client tells its sum, else when all of it is here.
async fn outgoing(body: Incoming, headers: &HeaderMap, look: Look) -> Result<OutBody, BoxError> {
    let sum = headers.get("x-amz-content-sha256").and_then(|sum| sum.to_str().ok());
    let sum = sum.filter(|sum| sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match sum {
        Some(sum) => Ok(OutBody::Coming { body: Passing { body, look }.boxed(), sha256: sum.to_ascii_lowercase() }),
        None => {
            let whole = Limited::new(body, MOST).collect().await?.to_bytes();
            look.feed(&whole);
            Ok(OutBody::Whole(whole))
        }
    }
}

fn passed_on(response: Response<StreamedBody>, mut underway: Underway) -> Response<StreamedBody> {
    let (mut head, body) = response.into_parts();
    underway.answered(head.status.as_u16(), &head.headers);
    let answering = Answering::new(body, underway, head.status.as_u16(), &head.headers);
    strip(&mut head.headers, false);
    Response::from_parts(head, answering.boxed())
}

/// What the child is told where nothing could be sent: as AWS would say it, so that the child shows it.
fn not_sent(refusal: &Refusal) -> Response<StreamedBody> {
    let status = if refusal.gate == Some(Gate::Credentials) { StatusCode::FORBIDDEN } else { StatusCode::BAD_GATEWAY };
    refused(status, &format!("the call was not sent: {}", refusal.cause.phrase()))
}

fn refused(status: StatusCode, why: &str) -> Response<StreamedBody> {
    let text = serde_json::json!({ "message": format!("bedcheck: {why}") }).to_string();
    let mut response = Response::new(Full::from(text).map_err(|never| match never {}).boxed());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("application/json"));
    response
}
