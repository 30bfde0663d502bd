//! The `mienskip` command as its users meet it: the built program, its exit status, what it prints, what it
//! leaves in a folder, and what it says over HTTP.

mod answers;
mod api;
mod check;
mod codes;
mod form;
mod postgresql;
mod schema;
mod serve;
mod slow;
mod stored;
mod support;
mod verify;
mod web;
