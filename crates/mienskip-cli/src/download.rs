//! The answers on their way to the organiser, a few at a time: however many there are, and however slowly they are
//! read, no more than those few are in memory.

use crate::store::{Place, Wanted, read_all};
use axum::body::{Body, Bytes};
use hyper::body::Frame;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{self, Receiver};
use tokio::task;

/// How long a piece is, about.
const PIECE: usize = 64 * 1024;
/// How many pieces may wait for a slow reader.
const WAITING: usize = 2;

/// What is left to be sent.
#[derive(Debug)]
struct Download {
    next: Option<Bytes>,
    pieces: Receiver<anyhow::Result<Bytes>>,
}

/// Every answer, one a line, as the body of a reply.
///
/// # Errors
///
/// The database cannot be read. When that happens later on, the reply is broken off, for its reader not to take the part
/// for the whole.
pub(crate) async fn answers(place: Place, wanted: Wanted) -> anyhow::Result<Body> {
    let (sender, mut pieces) = mpsc::channel(WAITING);
    task::spawn_blocking(move || {
        let mut piece = Vec::new();
        let read = place.open().and_then(|mut database| {
            read_all(&mut *database, wanted, |answer, _| {
                piece.extend_from_slice(answer.canonical().as_bytes());
                piece.push(b'\n');
                if piece.len() >= PIECE {
                    // Nobody listens any more: that is no failure, and there is nothing left to do.
                    sender.blocking_send(Ok(std::mem::take(&mut piece).into()))?;
                }
                Ok(())
            })
        });
        let _ = sender.blocking_send(read.map(|()| piece.into()));
    });
    // The first one tells whether the database can be read at all.
    let next = pieces.recv().await.transpose()?;
    Ok(Body::new(Download { next, pieces }))
}

impl hyper::body::Body for Download {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(first) = self.next.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        self.pieces.poll_recv(context).map(|piece| {
            piece.map(|piece| piece.map(Frame::data).map_err(|error| io::Error::other(format!("{error:#}"))))
        })
    }
}
