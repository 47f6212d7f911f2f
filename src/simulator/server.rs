//! HTTP on loopback.

use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use http_body_util::{BodyExt, Limited};
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tokio_util::sync::CancellationToken;

use super::{
    answer::{Answer, Problem},
    body::AnswerBody,
    call::Call,
    dispatch::World,
    faults::RequestOutcome,
    log::{Log, RequestRecord},
    operation::Service,
    scenario::Scenario,
};

/// The largest request body read: more than Bedrock itself takes.
const MAX_BODY: usize = 32 * 1024 * 1024;

/// A running simulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    world: World,
    log: Log,
    answered: AtomicU64,
}

/// Why a connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the scenario closes this connection")]
struct Disconnected;

impl Simulator {
    /// Serves a scenario on loopback. `port` 0 takes any free port. With `log`, one JSON line a request is
    /// appended to that file. Must be called within a tokio runtime.
    ///
    /// # Errors
    ///
    /// When the port is taken or the log file cannot be opened.
    pub async fn start(scenario: Scenario, port: u16, log: Option<&Path>) -> io::Result<Self> {
        let log = Log::open(log)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { world: World::new(scenario), log, answered: AtomicU64::new(0) });
        let stop = CancellationToken::new();
        let task = tokio::spawn(accept(listener, Arc::clone(&shared), stop.clone()));
        Ok(Self { address, shared, stop, task: Some(task) })
    }

    /// The address of every service and region: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The scenario being served.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        self.shared.world.scenario()
    }

    /// The newest ten thousand requests, in the order in which they were done with.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.log.records()
    }

    /// Stops serving and closes all connections.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take() {
            // The task fails only when it was aborted, and then it is over as well.
            let _over = task.await;
        }
    }

    /// Waits until the simulator is stopped: for ever, when nobody does.
    pub async fn wait(&self) {
        self.stop.cancelled().await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_done) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(serve(stream, Arc::clone(&shared)))),
                // Out of file handles, most likely: leave the others time to finish.
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            },
        }
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let _slower_without = stream.set_nodelay(true);
    let service = service_fn(|request| handle(Arc::clone(&shared), request));
    // A connection that the scenario or the client broke off is no failure of the server.
    let _ended = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn handle(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<AnswerBody>, Disconnected> {
    let time = Timestamp::now();
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return Ok(sent(Problem::invalid("The request is too large.").into_answer(Service::Bedrock), false));
    };
    let call = Call::read(&head, body.to_bytes().to_vec(), shared.world.scenario().home_region());
    let fault_plan = shared.world.fault_plan(&call);
    tokio::time::sleep(fault_plan.delay).await;
    let record = |status| shared.log.add(RequestRecord::new(time, &call, status));
    let service = call.service().unwrap_or(Service::Bedrock);
    let cut_off = fault_plan.outcome == RequestOutcome::CutOff;
    let mut answer = match fault_plan.outcome {
        RequestOutcome::NoAnswer => {
            record(None);
            let never: Infallible = std::future::pending().await;
            match never {}
        }
        RequestOutcome::Disconnect => {
            record(None);
            return Err(Disconnected);
        }
        RequestOutcome::Refused(problem) => problem.into_answer(service),
        RequestOutcome::Answered | RequestOutcome::CutOff => shared.world.answer(&call),
    };
    record(Some(answer.status));
    let nth = shared.answered.fetch_add(1, Ordering::Relaxed);
    answer.headers.push(("x-amzn-requestid", format!("00000000-0000-4000-8000-{nth:012x}")));
    Ok(sent(answer, cut_off))
}

fn sent(answer: Answer, cut_off: bool) -> Response<AnswerBody> {
    let Answer { status, headers, body } = answer;
    let body = if cut_off { AnswerBody::cut_off(body) } else { AnswerBody::whole(body) };
    let mut response = Response::new(body);
    *response.status_mut() = status.try_into().unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let Ok(value) = value.try_into() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
