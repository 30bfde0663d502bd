//! `mienskip serve`: a collector on one machine, for a municipality that would rather keep the answers itself
//! than send them to somebody.

use crate::clock::Clock;
use crate::collector::Collector;
use crate::document;
use crate::figures::{Figures, Limit};
use crate::files::Folder;
use crate::finding::plain;
use crate::http::{self, Site, Token};
use crate::listen;
use crate::place::Where;
use crate::retention::{self, Retention, days_after};
use crate::{Outcome, complain};
use anyhow::{Context, Result, bail};
use axum::http::HeaderValue;
use mienskip::{Date, Severity};
use std::env;
use std::fs;
use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Collect answers to a survey in a folder on this machine
#[derive(clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The survey, a JSON file; read once, at the start
    survey: PathBuf,
    /// Where to listen: an address and a port, 0 for any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: String,
    #[command(flatten)]
    place: Where,
    /// A folder with the page around the survey: index.html, the widget, pictures
    #[arg(long, value_name = "FOLDER")]
    web: Option<PathBuf>,
    /// A file with a token, or `MIENSKIP_TOKEN` in the environment; whoever sends it as `Authorization: Bearer TOKEN` can
    /// read the answers and the figures
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The path that the collector has in the outside world, behind a proxy that has more to do
    #[arg(long, value_name = "PATH", value_parser = base_path, default_value = "", hide_default_value = true)]
    base_path: String,
    /// How many answers to take in a second, from all senders together; ten times as many may come at once
    #[arg(long, value_name = "NUMBER", default_value = "200", value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// Another site that may show the survey and send answers, such as <https://www.example.org>; repeatable
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Vec<HeaderValue>,
    /// Delete all answers so many days after the survey closed
    #[arg(long, value_name = "DAYS", conflicts_with = "delete_on")]
    delete_after: Option<u16>,
    /// Delete all answers on this day, such as 2027-07-01
    #[arg(long, value_name = "DATE", value_parser = date)]
    delete_on: Option<Date>,
    /// Take this for today; @FILE for the day that stands in a file, read each time
    #[arg(long, value_name = "DATE", hide = true)]
    today: Option<Clock>,
    /// How many seconds the day of deletion must last before anything is deleted
    #[arg(long, value_name = "SECONDS", hide = true, value_parser = clap::value_parser!(u64).range(1..))]
    grace: Option<u64>,
}

const HELP: &str = "\
Addresses:
  GET  /             the page: index.html of --web, and the other files there
  GET  /survey.json  the survey as it was given
  GET  /form         the survey as a plain form, for who has no JavaScript; ?lang=fy for another of its languages
  POST /responses    an answer; 201 with { id, receipt } when it is stored, 200 when it was already. By itself, as the
                     data of a CloudEvent, or among the values that Open Forms sends. What a form posts becomes an
                     answer too, and gets a page in reply, or JSON where it asks for that
  GET  /responses    every answer, one a line (NDJSON), for who has the token; ?texts=all with those not approved
  GET  /health       whether answers can be stored
  GET  /metrics      figures for Prometheus, for who has the token
  GET  /openapi.json all of this for programs

In a page of --web, <!-- mienskip form --> becomes that form: put it in <noscript>, inside the tag of the widget. The
pages made here use /form.css; a form.css in --web takes its place.

Every answer is verified, and on the disk before it is acknowledged: in SURVEY.sqlite in the folder of --data, or in a
PostgreSQL database, which several collectors can share. `mienskip answers` reads either, also while this runs. What
the survey says of opening and closing goes by the day in this machine's time zone; set TZ (such as
TZ=Europe/Amsterdam) for another. No network address, no browser and no time of day is stored or logged, and not in
which order the answers came.

Residents should reach it over HTTPS: put it behind the web server that your site already has. Ctrl-C stops it.";

/// Collects answers until it is told to stop.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let document = match document::survey(&document::read(&arguments.survey)?) {
        Ok(document) => document,
        Err(findings) => {
            findings.iter().for_each(complain);
            complain("the survey has errors, so it cannot be opened; `mienskip check` explains them");
            return Ok(Outcome::Errors);
        }
    };
    let warnings = document::findings(&document.survey.advice());
    warnings.iter().filter(|finding| finding.severity() == Severity::Warning).for_each(complain);
    let web = arguments.web.as_deref().map(web).transpose()?;
    let token = token(arguments.token_file.as_deref())?;
    let clock = arguments.today.clone().unwrap_or(Clock::Machine);
    let closes = document.survey.closes();
    let delete_on = delete_on(arguments, closes)?;
    let grace = arguments.grace.map_or(retention::GRACE, Duration::from_secs);
    let retention = Retention::new(clock.clone(), closes, delete_on, grace);
    let place = arguments.place.for_survey(document.survey.id())?;
    if let Some(folder) = arguments.place.folder() {
        look_for_lines(folder, document.survey.id());
    }
    let collector = Collector::open(document, place, clock, retention)?;
    let site = Arc::new(Site {
        collector,
        web,
        token,
        origins: arguments.allow_origin.clone(),
        base: arguments.base_path.clone(),
        limit: Limit::new(arguments.rate),
        figures: Figures::default(),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let served = runtime.context("cannot start")?.block_on(serve(&site, arguments, delete_on));
    // What was acknowledged is stored already; this takes the order of arrival out of it.
    site.collector.close();
    served?;
    Ok(Outcome::Fine)
}

/// The first day without answers, if the organiser wants one.
fn delete_on(arguments: &Arguments, closes: Option<Date>) -> Result<Option<Date>> {
    let delete_on = match (arguments.delete_on, arguments.delete_after, closes) {
        (None, None, _) => return Ok(None),
        (Some(day), ..) => day,
        (None, Some(days), Some(closes)) => {
            days_after(closes, days.max(1)).context("give --delete-after fewer days")?
        }
        (None, Some(_), None) => {
            bail!("the survey has no closing day to count from; give it one, or give --delete-on a day")
        }
    };
    if closes.is_some_and(|closes| delete_on <= closes) {
        bail!("the survey still takes answers on {delete_on}, the day of --delete-on; give a later day");
    }
    Ok(Some(delete_on))
}

/// Says so when answers lie there as a collector of before kept them.
fn look_for_lines(folder: &Path, survey: &str) {
    let lines = folder.join(format!("{survey}-responses.ndjson"));
    if lines.exists() {
        complain(format_args!(
            "{0} holds answers that are not counted here. Bring them in with `mienskip answers import SURVEY {0} \
             --data {1}`, then remove it",
            plain(&lines.display().to_string()),
            plain(&folder.display().to_string()),
        ));
    }
}

async fn serve(site: &Arc<Site>, arguments: &Arguments, delete_on: Option<Date>) -> Result<()> {
    let listener = TcpListener::bind(&arguments.listen).await.with_context(|| {
        format!("cannot listen at {}; give --listen a free address and port", arguments.listen)
    })?;
    // Before the address is told: whoever reads it may stop the collector at once.
    let stop = stop_signal().context("cannot listen for signals")?;
    announce(site, listener.local_addr().context("cannot listen")?, delete_on)?;
    listen::serve(listener, http::router(Arc::clone(site)), stop).await;
    Ok(())
}

/// Tells where the collector is, where answers go, and whether it takes any today.
fn announce(site: &Site, address: SocketAddr, delete_on: Option<Date>) -> Result<()> {
    let collector = &site.collector;
    let clock = collector.clock();
    let survey = collector.survey();
    let today = clock.today().map_or_else(|| String::from("unknown"), |today| today.to_string());
    let open = match collector.is_open() {
        Ok(()) => String::from("the survey is open"),
        Err(closed) => closed.to_string(),
    };
    let until = delete_on.map_or(String::new(), |day| format!("; all are deleted on {day}"));
    let lines = format!(
        "Survey:  {} ({}, version {})\nAddress: http://{address}{}/\nAnswers: {} ({} so far{until})\nToday:   {today} ({}): {open}\n",
        plain(survey.title().in_language(survey.first_language())),
        survey.id(),
        plain(survey.version()),
        site.base,
        plain(&collector.place().name()),
        collector.count_at_start(),
        clock.name(),
    );
    let mut out = io::stdout().lock();
    out.write_all(lines.as_bytes()).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Ends when somebody asks the collector to stop: Ctrl-C, or the signal that service managers send.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when somebody asks the collector to stop: Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn web(path: &Path) -> Result<Folder> {
    if !path.join("index.html").is_file() {
        bail!("{} has no index.html; give --web the folder that has the page", path.display());
    }
    Ok(Folder::new(path))
}

/// The variable that can hold the token; an argument cannot, for every user of a machine can read those.
const TOKEN: &str = "MIENSKIP_TOKEN";

fn token(path: Option<&Path>) -> Result<Option<Token>> {
    let (text, place) = match (path, env::var(TOKEN)) {
        (Some(_), Ok(_)) => {
            bail!("there is a token in {TOKEN} and one in --token-file; leave one of them out")
        }
        (Some(path), Err(_)) => {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            (text, path.display().to_string())
        }
        (None, Ok(text)) => (text, String::from(TOKEN)),
        (None, Err(env::VarError::NotPresent)) => return Ok(None),
        (None, Err(error)) => return Err(error).context(TOKEN),
    };
    let made = "make one with: openssl rand -hex 32";
    let token = Token::new(&text);
    token.map(Some).with_context(|| format!("{place} holds no token of letters and digits; {made}"))
}

/// A path without a slash at its end; empty for the root.
fn base_path(text: &str) -> Result<String, String> {
    let path = text.trim_end_matches('/');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    if path.is_empty() || path.starts_with('/') && path.bytes().all(plain) && !path.contains("//") {
        Ok(path.to_owned())
    } else {
        Err(String::from("write it as /peiling, in letters, digits and -._~ only"))
    }
}

/// An origin as browsers write it: a scheme and a host, perhaps a port, and nothing after.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte);
    match host.filter(|host| !host.is_empty() && host.bytes().all(plain)) {
        Some(_) => HeaderValue::from_str(text).map_err(|error| error.to_string()),
        None => Err(String::from(
            "write it as a browser does: https://www.example.org, in lower case and without a path",
        )),
    }
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| String::from("write a date as 2026-12-01"))
}
