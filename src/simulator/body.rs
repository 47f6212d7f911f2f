//! Bodies that may break off.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use hyper::body::{Body, Bytes, Frame, SizeHint};

/// The body of an answer, whole or broken off in the middle.
#[derive(Debug)]
pub(super) struct AnswerBody {
    whole_len: u64,
    rest: Option<Bytes>,
    end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Clean,
    /// One more turn, so that what was written goes out before the connection breaks.
    Flushing,
    Broken,
}

/// The end of a body that was promised to be longer.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the scenario cuts this answer off")]
pub(super) struct CutOff;

impl AnswerBody {
    /// The whole body.
    pub(super) fn whole(bytes: Vec<u8>) -> Self {
        Self { whole_len: bytes.len() as u64, rest: Some(bytes.into()), end: End::Clean }
    }

    /// Half of it, under the length of all of it.
    pub(super) fn cut_off(bytes: Vec<u8>) -> Self {
        let whole = Self::whole(bytes);
        let half = whole.rest.map(|bytes| bytes.slice(..bytes.len() / 2));
        Self { rest: half, end: End::Flushing, ..whole }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = CutOff;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, CutOff>>> {
        if let Some(bytes) = self.rest.take().filter(|bytes| !bytes.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.end {
            End::Clean => Poll::Ready(None),
            End::Flushing => {
                self.end = End::Broken;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            End::Broken => Poll::Ready(Some(Err(CutOff))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && self.end == End::Clean
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.whole_len)
    }
}
