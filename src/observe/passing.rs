//! Bodies that pass through: handed on piece by piece as they come, and looked at on the way.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Instant,
};

use hyper::{
    HeaderMap,
    body::{Body, Bytes, Frame, SizeHint},
};
use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedSender;

use super::{ProxyEvent, glance::Glance, said};
use crate::{
    aws::{BoxError, StreamedBody},
    catalog::RegionName,
    refusal::Refusal,
    survey::{Asked, CallSource, SeenCall},
};

/// Bytes of an error that are read: no text of AWS is longer.
const MOST_OF_AN_ERROR: usize = 16 << 10;

/// What a request asks for, known once its body has passed.
#[derive(Clone, Debug, Default)]
pub(super) struct Look(Arc<Mutex<Glance>>);

impl Look {
    pub(super) fn feed(&self, piece: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).feed(piece);
    }

    fn found(&self) -> Asked {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).found().clone()
    }
}

/// The body of a request on its way.
pub(super) struct Passing<B> {
    pub(super) body: B,
    pub(super) look: Look,
}

impl<B: Body<Data = Bytes, Error: Into<BoxError>> + Unpin> Body for Passing<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(piece) = frame.data_ref()
        {
            self.look.feed(piece);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A call under way; told of once, when it is over, however it ends.
pub(super) struct Underway {
    begun: Instant,
    seen: Option<SeenCall>,
    look: Look,
    tell: UnboundedSender<ProxyEvent>,
}

impl Underway {
    pub(super) fn begin(
        operation: &'static str,
        id: Option<String>,
        region: RegionName,
        client: Option<String>,
        (look, tell): (Look, UnboundedSender<ProxyEvent>),
    ) -> Self {
        let seen = SeenCall {
            at: Timestamp::now(),
            source: CallSource::Proxy,
            operation: operation.to_owned(),
            region: Some(region),
            id,
            asked: None,
            status: None,
            refusal: None,
            milliseconds: None,
            tokens: None,
            caller: None,
            client,
        };
        Self { begun: Instant::now(), seen: Some(seen), look, tell }
    }

    /// What came of it, as far as the head of the answer tells.
    pub(super) fn answered(&mut self, status: u16, headers: &HeaderMap) {
        let count = |name: &str| headers.get(name)?.to_str().ok()?.parse().ok();
        let tokens = count("x-amzn-bedrock-input-token-count").zip(count("x-amzn-bedrock-output-token-count"));
        if let Some(seen) = &mut self.seen {
            seen.status = Some(status);
            seen.tokens = tokens;
        }
    }

    /// Why it was refused, or failed.
    pub(super) fn failed(&mut self, refusal: Refusal) {
        if let Some(seen) = &mut self.seen {
            seen.refusal = Some(refusal);
        }
    }

    fn over(&mut self) {
        let Some(mut seen) = self.seen.take() else { return };
        let asked = self.look.found();
        seen.id = seen.id.or_else(|| asked.model.clone());
        seen.asked = Some(asked);
        seen.milliseconds = Some(u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX));
        // Nobody listens once the child is gone.
        let _ = self.tell.send(ProxyEvent::Call(Box::new(seen)));
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.over();
    }
}

/// The body of an answer on its way. Of an error the text is read.
pub(super) struct Answering {
    body: StreamedBody,
    underway: Underway,
    error: Option<(u16, HeaderMap, Vec<u8>)>,
}

impl Answering {
    pub(super) fn new(body: StreamedBody, underway: Underway, status: u16, headers: &HeaderMap) -> Self {
        let error = (status >= 400).then(|| (status, headers.clone(), Vec::new()));
        let mut this = Self { body, underway, error };
        // Nobody asks a body without bytes for them.
        if this.body.is_end_stream() {
            this.end();
        }
        this
    }

    fn look_at(&mut self, piece: &[u8]) {
        if let Some((_, _, text)) = &mut self.error {
            text.extend(&piece[..piece.len().min(MOST_OF_AN_ERROR - text.len())]);
        }
    }

    fn end(&mut self) {
        if let Some((status, headers, text)) = self.error.take() {
            self.underway.failed(said::refusal(status, &headers, &text));
        }
        self.underway.over();
    }
}

impl Body for Answering {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(piece) = frame.data_ref() {
                    self.look_at(piece);
                }
                if self.body.is_end_stream() {
                    self.end();
                }
            }
            Some(Err(_)) | None => self.end(),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answering {
    /// Whoever asked may go away before the end.
    fn drop(&mut self) {
        self.end();
    }
}
