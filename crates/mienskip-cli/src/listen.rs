//! Connections: as many as the collector can bear, and none for longer than a sender needs. Somebody who sends a letter
//! a minute, reads one, or hangs up halfway holds up nobody else.

use crate::complain;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::Sleep;
use tower_service::Service;

/// How many connections there can be at once; who comes when there are more waits for one to end.
const CONNECTIONS: usize = 1024;
/// How long the head of a request may take, and how long a connection may be without a request.
const HEAD: Duration = Duration::from_secs(10);
/// How long a reply may stand still because its reader does.
const STANDSTILL: Duration = Duration::from_secs(30);
/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;
/// How long requests that are under way at the end may take to end.
const LAST_CALL: Duration = Duration::from_secs(5);
/// How long to wait when the system has no connection to give, such as for want of open files.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until it is told to stop, and the requests under way have ended.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let (stopping, stopped) = watch::channel(());
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, place)) = accepted else { continue };
        let (router, mut stopped) = (router.clone(), stopped.clone());
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request: Request<Incoming>| {
                router.clone().call(request.map(Body::new))
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_buf_size(LONGEST_HEAD)
                .serve_connection(Patient::new(stream), service);
            let mut connection = std::pin::pin!(connection);
            // How it ended is its own business: hung up, too slow, or not HTTP.
            tokio::select! {
                _ = &mut connection => {}
                _ = stopped.changed() => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
            }
            drop(place);
        });
    }
    drop(listener);
    let _ = stopping.send(());
    let all = places.acquire_many(CONNECTIONS as u32);
    if tokio::time::timeout(LAST_CALL, all).await.is_err() {
        complain("stopped while requests were under way; what was acknowledged is stored");
    }
}

/// The next connection, when there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    let Ok((stream, _)) = listener.accept().await else {
        tokio::time::sleep(BREATH).await;
        return None;
    };
    // A reply is short, and should not wait for more.
    let _ = stream.set_nodelay(true);
    Some((stream, place))
}

/// A connection that is given up when its other end does not read what it asked for.
struct Patient {
    stream: TokioIo<TcpStream>,
    /// Until when the other end has, while it reads nothing.
    standstill: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream) -> Patient {
        Patient { stream: TokioIo::new(stream), standstill: None }
    }

    /// What came of writing, unless nothing came of it for too long.
    fn judge<T>(&mut self, context: &mut Context, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.standstill = None;
            return outcome;
        }
        let standstill = self.standstill.get_or_insert_with(|| Box::pin(tokio::time::sleep(STANDSTILL)));
        match standstill.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Read for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context,
        buffer: ReadBufCursor,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, outcome)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(context);
        self.judge(context, outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context,
        bytes: &[io::IoSlice],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.judge(context, outcome)
    }
}
