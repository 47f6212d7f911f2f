//! A server on loopback for one child process.

use std::{convert::Infallible, future::Future, io, net::Ipv4Addr, sync::Arc, time::Duration};

use hyper::{
    Request, Response,
    body::{Body, Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::{JoinHandle, JoinSet},
};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Door;
use crate::aws::BoxError;

/// Connections at once; a client makes a handful.
const MOST: usize = 256;
/// A head that has not come by then is given up: whoever sends it stalls.
const HEAD: Duration = Duration::from_secs(30);

/// Listens until it is dropped.
pub(super) struct Loopback {
    listener: TcpListener,
    pub(super) door: Door,
}

/// What answers on loopback, in a task of its own. It stops when it is dropped.
pub(super) struct Serving {
    door: Door,
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Serving {
    /// Where it is to be found.
    pub(super) fn door(&self) -> &Door {
        &self.door
    }

    /// Stops, and ends what is still being answered.
    pub(super) async fn stop(self) {
        drop(self.stop);
        // The task fails only when it was aborted, and then it is over as well.
        let _over = self.task.await;
    }
}

impl Loopback {
    pub(super) async fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let door = Door::at(listener.local_addr()?)?;
        Ok(Self { listener, door })
    }

    /// Answers every request from here on. Must be called within a tokio runtime.
    pub(super) fn start<F, R, B>(self, answer: F) -> Serving
    where
        F: Fn(Request<Incoming>) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Response<B>> + Send + 'static,
        B: Body<Data = Bytes, Error = BoxError> + Send + 'static,
    {
        let (door, stop) = (self.door.clone(), CancellationToken::new());
        let task = tokio::spawn(self.serve(stop.clone(), answer));
        Serving { door, stop: stop.drop_guard(), task }
    }

    /// Answers every request until it is cancelled, and closes all connections then.
    async fn serve<F, R, B>(self, stop: CancellationToken, answer: F)
    where
        F: Fn(Request<Incoming>) -> R + Clone + Send + 'static,
        R: Future<Output = Response<B>> + Send + 'static,
        B: Body<Data = Bytes, Error = BoxError> + Send + 'static,
    {
        let room = Arc::new(Semaphore::new(MOST));
        let mut connections = JoinSet::new();
        loop {
            let place = Arc::clone(&room).acquire_owned();
            let accepted = async {
                let place = place.await;
                (place, self.listener.accept().await)
            };
            tokio::select! {
                () = stop.cancelled() => break,
                Some(_over) = connections.join_next() => {}
                (place, accepted) = accepted => match accepted {
                    Ok((stream, _)) => {
                        let answer = answer.clone();
                        connections.spawn(async move {
                            let _place = place;
                            connection(stream, answer).await;
                        });
                    }
                    // Out of file handles, most likely: leave the others time to finish.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
            }
        }
    }
}

async fn connection<F, R, B>(stream: TcpStream, answer: F)
where
    F: Fn(Request<Incoming>) -> R,
    R: Future<Output = Response<B>>,
    B: Body<Data = Bytes, Error = BoxError> + 'static,
{
    let _slower_without = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let answered = answer(request);
        async move { Ok::<_, Infallible>(answered.await) }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD);
    // That one of both ends hung up is no failure of this program.
    let _ended = server.serve_connection(TokioIo::new(stream), service).await;
}
