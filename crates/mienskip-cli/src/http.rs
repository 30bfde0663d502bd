//! The collector on the web: which address does what, and what a browser or an organiser hears back. All that
//! is decided is decided elsewhere; here it gets a status, a body and its headers.

use crate::collector::{Collector, Refusal, Stored, random};
use crate::document;
use crate::download;
use crate::envelope::{self, Opened};
use crate::figures::{Figures, Limit, Outcome};
use crate::files::{self, Folder};
use crate::finding::Finding;
use crate::form::Filled;
use crate::html::escape;
use crate::posted::{Posted, is_once};
use crate::problem::Problem;
use crate::store::Wanted;
use crate::words::words;
use crate::{complain, form, openapi, reply};
use anyhow::anyhow;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::uri::PathAndQuery;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use mienskip::{Json, Words, sha256};
use std::sync::Arc;
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;
use tokio::task;

/// The longest answer taken, in bytes: what a browser sends as the page closes is no longer either.
const LONGEST: usize = 64 * 1024;
/// The same for what a form posts, which writes most letters that are not English with six; and for an envelope.
const LONGEST_FORM: usize = 3 * LONGEST;
const LONGEST_ENVELOPE: usize = 3 * LONGEST;
/// How much of an answer that is too long is read, so that its sender hears the reply instead of a hang-up.
const READ_AT_MOST: usize = 4 * LONGEST;
/// How long a sender may take over its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The header with the code from a letter.
const CODE: &str = "mienskip-code";

/// What a page from here may do: run its own scripts and WebAssembly, speak with this collector, nothing else.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    connect-src 'self'; img-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; \
    frame-src 'none'; require-trusted-types-for 'script'";

/// Where a page wants the form that works without JavaScript.
const FORM_HERE: &str = "<!-- mienskip form -->";
const HTML: &str = "text/html; charset=utf-8";

/// A collector with what stands around it on the web.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) collector: Collector,
    /// The page and its files.
    pub(crate) web: Option<Folder>,
    /// What the organiser shows to read the answers; without one, nobody can.
    pub(crate) token: Option<Token>,
    /// The other sites that may send answers.
    pub(crate) origins: Vec<HeaderValue>,
    /// The path that it has in the outside world, such as `/peiling`; empty when it has none.
    pub(crate) base: String,
    pub(crate) limit: Limit,
    pub(crate) figures: Figures,
}

/// The organiser's secret.
pub(crate) struct Token(String);

/// The site as a service.
pub(crate) fn router(site: Arc<Site>) -> Router {
    // Nobody needs to ask beforehand unless other sites may send answers.
    let shared = |route: MethodRouter<Arc<Site>>| {
        let route = if site.origins.is_empty() { route } else { route.options(may_send) };
        route.fallback(wrong_method)
    };
    let inner = Router::new()
        .route("/responses", shared(get(responses).post(receive)))
        .route("/survey.json", shared(get(survey)))
        .route("/form", get(form_page).fallback(wrong_method))
        .route("/health", get(health).fallback(wrong_method))
        .route("/metrics", get(metrics).fallback(wrong_method))
        .route("/openapi.json", shared(get(openapi)))
        .fallback_service(get(page).fallback(wrong_method).with_state(Arc::clone(&site)))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), headers))
        .layer(DefaultBodyLimit::max(READ_AT_MOST))
        .with_state(Arc::clone(&site));
    if site.base.is_empty() {
        return inner;
    }
    // Around the routes, for they go by what this leaves of the path.
    let outer = Router::new().fallback_service(inner);
    outer.layer(middleware::from_fn_with_state(site, below_base))
}

/// Takes the base path off an address. A proxy may have done so before.
async fn below_base(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let asked = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    let inside = match asked.strip_prefix(&site.base) {
        Some(rest) if rest.starts_with('/') => rest.to_owned(),
        Some(rest) if rest.is_empty() || rest.starts_with('?') => {
            let headers = [(header::LOCATION, format!("{}/{rest}", site.base))];
            return (StatusCode::PERMANENT_REDIRECT, headers).into_response();
        }
        _ => return next.run(request).await,
    };
    if let Ok(uri) = inside.parse() {
        *request.uri_mut() = uri;
    }
    next.run(request).await
}

/// `POST /responses`
async fn receive(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    if is_form(request.headers()) {
        return Ok(receive_form(site, request).await);
    }
    let taken = receive_json(&site, request).await;
    site.figures.count(match &taken {
        Ok(stored) if stored.new => Outcome::Stored,
        Ok(_) => Outcome::Repeated,
        Err(problem) => outcome(problem),
    });
    Ok(acknowledged(&taken?))
}

/// What a problem counts as.
fn outcome(problem: &Problem) -> Outcome {
    match problem.status() {
        StatusCode::TOO_MANY_REQUESTS => Outcome::TooMany,
        status if status.is_server_error() => Outcome::NotStored,
        _ => Outcome::Refused,
    }
}

/// An answer as JSON, by itself or in an envelope.
async fn receive_json(site: &Site, request: Request) -> Result<Stored, Problem> {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let open: fn(&[u8]) -> Result<Opened, Problem> = match kind {
        kind if document::is_json(kind) => envelope::of_json,
        kind if document::is_kind(kind, "application/cloudevents+json") => envelope::of_event,
        _ => {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-json",
                "Answers are sent as JSON",
            )
            .detail(
                "Send it with the header Content-Type: application/json, or application/cloudevents+json, in UTF-8.",
            ));
        }
    };
    if !site.limit.allows(Instant::now()) {
        return Err(too_many());
    }
    let sent_code = request.headers().get(CODE).and_then(|code| code.to_str().ok()).map(str::to_owned);
    let body = read(request, LONGEST_ENVELOPE).await?;
    let opened = match open(&body) {
        Ok(opened) => opened,
        Err(_) if body.len() > LONGEST => return Err(too_large()),
        // Before its errors, as for any answer.
        Err(problem) => return Err(site.collector.is_open().err().map_or(problem, Problem::from)),
    };
    // An envelope may be longer than an answer, with all that it has around one.
    let length = if opened.wrapped { opened.answer.to_text().len() } else { body.len() };
    if length > LONGEST {
        return Err(too_large());
    }
    Ok(site.collector.receive(&opened.answer, sent_code.or(opened.code).as_deref()).await?)
}

/// That an answer is stored, for a program.
fn acknowledged(stored: &Stored) -> Response {
    let status = if stored.new { StatusCode::CREATED } else { StatusCode::OK };
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    let body = Json::object([("id", Json::text(&stored.id)), ("receipt", Json::text(&stored.receipt))]);
    (status, headers, body.to_text()).into_response()
}

/// `POST /responses` by a form: the answer that the widget would have sent, and a page to read in return.
///
/// A browser posts a form again when its page is reloaded, or its button pressed twice. That is the same answer where the
/// view of the form has a name of its own. A form in a file has none: what a browser posts with it is sent on to an
/// address that has one, which a reload then posts to.
async fn receive_form(site: Arc<Site>, request: Request) -> Response {
    let wants_json = wants_json(request.headers());
    let asked = Asked {
        once: parameter(request.uri(), "once")
            .filter(|once| is_once(once))
            .map(|once| site.collector.hidden(once)),
        by_a_browser: accepts(request.headers(), "text/html"),
    };
    let (posted, outcome) = match read_form(&site, request).await {
        Ok(body) => take(&site.collector, &body, &asked).await,
        Err(problem) => (None, Err(problem.into())),
    };
    site.figures.count(match &outcome {
        Ok((stored, _)) if stored.new => Outcome::Stored,
        Ok(_) => Outcome::Repeated,
        Err(NotTaken::Refused(problem)) => self::outcome(problem),
        Err(_) => Outcome::Refused,
    });
    if wants_json {
        return outcome.map_or_else(
            |reason| Problem::from(reason).into_response(),
            |(stored, _)| acknowledged(&stored),
        );
    }
    let survey = site.collector.survey();
    let language = posted.as_ref().and_then(|posted| posted.language(survey));
    let words = words(survey, language.unwrap_or(survey.first_language()));
    let (status, page) = match outcome {
        Ok((stored, answer)) => {
            let status = if stored.new { StatusCode::CREATED } else { StatusCode::OK };
            (status, reply::thanks(&words, &answer, &stored.receipt))
        }
        Err(NotTaken::Nameless(once)) => {
            let headers =
                [(header::LOCATION, format!("?once={once}")), (header::CACHE_CONTROL, "no-store".into())];
            return (StatusCode::TEMPORARY_REDIRECT, headers).into_response();
        }
        Err(NotTaken::Wrong(problems)) => {
            let (once, fields) = posted.map(|posted| (posted.once, posted.fields)).unwrap_or_default();
            let filled = Filled { once: once.or_else(name), fields, ..Filled::default() };
            (StatusCode::BAD_REQUEST, reply::needed(&words, &problems, filled))
        }
        Err(NotTaken::Refused(problem)) => (problem.status(), reply::refused(&words, problem.code())),
    };
    let headers = [(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, "no-store")];
    (status, headers, page).into_response()
}

/// What a request says of the form that it posts.
struct Asked {
    /// The name that the address has, as the collector keeps it.
    once: Option<String>,
    by_a_browser: bool,
}

/// A name for a view of a form; none on a machine that has nothing random, where a form does without.
fn name() -> Option<String> {
    random().ok().map(|random| random[..32].to_owned())
}

/// Why what a form posted is not stored.
enum NotTaken {
    /// It is right, and should be posted under this name.
    Nameless(String),
    /// Whoever filled it in can mend these.
    Wrong(Vec<mienskip::Problem>),
    Refused(Problem),
}

impl From<Problem> for NotTaken {
    fn from(problem: Problem) -> NotTaken {
        NotTaken::Refused(problem)
    }
}

impl From<Refusal> for NotTaken {
    fn from(refusal: Refusal) -> NotTaken {
        NotTaken::Refused(refusal.into())
    }
}

impl From<NotTaken> for Problem {
    fn from(reason: NotTaken) -> Problem {
        match reason {
            NotTaken::Nameless(_) => unreachable!("only a browser is sent on, and it reads pages"),
            NotTaken::Wrong(problems) => {
                Refusal::Invalid(problems.iter().map(Finding::from).collect()).into()
            }
            NotTaken::Refused(problem) => problem,
        }
    }
}

/// The body of a form, unless another site than may send answers has made somebody's browser post it: of JSON the
/// browser would ask first, of a form it does not.
async fn read_form(site: &Site, request: Request) -> Result<Bytes, Problem> {
    let headers = request.headers();
    let from = headers.get("sec-fetch-site").map_or(b"none".as_slice(), HeaderValue::as_bytes);
    let elsewhere = matches!(from, b"cross-site" | b"same-site");
    if elsewhere && !headers.get(header::ORIGIN).is_some_and(|origin| site.origins.contains(origin)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "other-site", "This site may not send answers")
            .detail(
                "Start the collector with --allow-origin and the address of the site that has the form.",
            ));
    }
    if !site.limit.allows(Instant::now()) {
        return Err(too_many());
    }
    read(request, LONGEST_FORM).await
}

/// Stores what a form posted as the answer that it makes; with what that was.
async fn take(
    collector: &Collector,
    body: &[u8],
    asked: &Asked,
) -> (Option<Posted>, Result<(Stored, Json), NotTaken>) {
    let posted = match Posted::read(body, collector.survey()) {
        Ok(posted) => posted,
        Err(problem) => return (None, Err(problem.into())),
    };
    let outcome = store(collector, &posted, asked).await;
    (Some(posted), outcome)
}

async fn store(collector: &Collector, posted: &Posted, asked: &Asked) -> Result<(Stored, Json), NotTaken> {
    let once = posted.once.as_ref().or(asked.once.as_ref());
    let stamp = collector.stamp(once.map(String::as_str)).map_err(Refusal::NotStored)?;
    let answer = match posted.respond(collector.survey(), &stamp) {
        Ok(answer) => answer,
        Err(problems) => {
            // Before its errors, as for any answer.
            collector.is_open()?;
            return Err(NotTaken::Wrong(problems));
        }
    };
    if answer.to_text().len() > LONGEST {
        return Err(too_large().into());
    }
    if once.is_none()
        && asked.by_a_browser
        && let Some(name) = name()
    {
        collector.is_open()?;
        return Err(NotTaken::Nameless(name));
    }
    match collector.receive(&answer, posted.code.as_deref()).await {
        Ok(stored) => Ok((stored, answer)),
        Err(Refusal::UnknownCode) => Err(NotTaken::Wrong(vec![posted.wrong_code()])),
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /responses`
async fn responses(State(site): State<Arc<Site>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    only_for_the_organiser(&site, &headers)?;
    let wanted = match parameter(&uri, "texts") {
        None | Some("approved") => Wanted::Approved,
        Some("all") => Wanted::All,
        Some(_) => {
            return Err(Problem::new(StatusCode::BAD_REQUEST, "not-one-of", "There are no such texts")
                .detail("Ask for ?texts=approved, which is what it is without, or for ?texts=all."));
        }
    };
    let answers = download::answers(site.collector.place().clone(), wanted).await;
    let answers = answers.map_err(|error| {
        complain(format_args!("the answers could not be read: {error:#}"));
        Refusal::NotStored(error)
    })?;
    let name = format!("attachment; filename=\"{}-responses.ndjson\"", site.collector.survey().id());
    let headers = [
        (header::CONTENT_TYPE, String::from("application/x-ndjson")),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, String::from("no-store")),
    ];
    Ok((headers, answers).into_response())
}

/// Lets those pass who have the token; where there is none, nobody, and what is here is nobody's business.
fn only_for_the_organiser(site: &Site, headers: &HeaderMap) -> Result<(), Problem> {
    let token = site.token.as_ref().ok_or_else(Problem::not_found)?;
    if headers.get(header::AUTHORIZATION).is_some_and(|given| token.is_in(given)) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::UNAUTHORIZED, "not-authorised", "Only the organiser reads this")
        .detail("Send the header Authorization: Bearer, with the token that the collector was started with.")
        .with("www-authenticate", "Bearer"))
}

/// `GET /health`: whether answers can be stored, for whoever keeps the collector running.
async fn health(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    if !site.collector.is_storing() {
        return Err(Refusal::NotStored(anyhow!("it could not the last time")).into());
    }
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Json::object([("status", Json::text("ok"))]).to_text()).into_response())
}

/// `GET /metrics`
async fn metrics(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    only_for_the_organiser(&site, &headers)?;
    let text = site.figures.text(site.collector.is_storing(), site.collector.is_open().is_ok());
    let headers = [
        (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}

/// `GET /openapi.json`
async fn openapi(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let bytes = openapi::document(site.collector.survey(), &site.base).to_text().into_bytes();
    file(files::File { bytes, kind: "application/json" }, &headers)
}

/// `GET /survey.json`
async fn survey(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let bytes = site.collector.document().as_bytes().to_vec();
    file(files::File { bytes, kind: "application/json" }, &headers)
}

/// `GET /form`
async fn form_page(State(site): State<Arc<Site>>, uri: Uri, headers: HeaderMap) -> Response {
    let page = reply::form_page(&words_for(&site, &uri), &Filled { once: name(), ..Filled::default() });
    file(files::File { bytes: page.into_bytes(), kind: HTML }, &headers)
}

/// `GET` of anything else: the page and its files.
async fn page(State(site): State<Arc<Site>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let found = blocking(move || {
        let found = site.web.as_ref().and_then(|folder| folder.read(uri.path()));
        match (uri.path(), &site.web) {
            _ if found.is_some() => found.map(|found| with_form(found, &site, &uri)),
            ("/", None) => Some(files::File { bytes: plain_page(&site).into_bytes(), kind: HTML }),
            ("/form.css", _) => {
                Some(files::File { bytes: reply::STYLE.into(), kind: "text/css; charset=utf-8" })
            }
            // The pages made here have no picture of their own, and a browser asks for one.
            ("/favicon.ico", _) => Some(files::File { bytes: Vec::new(), kind: "image/x-icon" }),
            _ => None,
        }
    });
    found.await?.map(|found| file(found, &headers)).ok_or_else(Problem::not_found)
}

/// A page with the form where it wants that. Made now, not when the page was: only the collector knows which survey it
/// takes answers to, and in which languages that is.
fn with_form(file: files::File, site: &Site, uri: &Uri) -> files::File {
    match std::str::from_utf8(&file.bytes) {
        Ok(page) if file.kind == HTML && page.contains(FORM_HERE) => {
            let filled = Filled { once: name(), ..Filled::default() };
            let form = form::form(&words_for(site, uri), &format!("{}/responses", site.base), &filled);
            files::File { bytes: page.replace(FORM_HERE, &form).into_bytes(), kind: HTML }
        }
        _ => file,
    }
}

/// The words in the language that an address asks for (`?lang=fy`); in the survey's first when it has no such one.
fn words_for(site: &Site, uri: &Uri) -> Words {
    let survey = site.collector.survey();
    words(survey, survey.offered(parameter(uri, "lang").unwrap_or_default()))
}

/// What an address asks for under a name.
fn parameter<'u>(uri: &'u Uri, name: &str) -> Option<&'u str> {
    let parts = uri.query().unwrap_or_default().split('&').filter_map(|part| part.split_once('='));
    parts.into_iter().find(|(given, _)| *given == name).map(|(_, value)| value)
}

/// `OPTIONS`: a browser asks whether another site may send; [`headers`] answers.
async fn may_send() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

async fn wrong_method(method: Method) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", "This address does not do that")
        .detail(&format!("It does not know {method}. The header Allow lists what it knows."))
}

/// Puts the strict headers on every reply, and tells the browsers of the sites that may send answers so.
async fn headers(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let origin =
        request.headers().get(header::ORIGIN).filter(|origin| site.origins.contains(origin)).cloned();
    let asks_first = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("api-version", HeaderValue::from_static(openapi::VERSION));
    if !site.origins.is_empty() {
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        // How long a widget is asked to wait is not for other sites to read unless they are told so.
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
        if asks_first {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                HeaderValue::from_static("content-type, mienskip-code"),
            );
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        }
    }
    response
}

/// Whether the body is said to be what a form posts.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Whether who sends a form is a program rather than a person: it asks for JSON, and not for a page.
fn wants_json(headers: &HeaderMap) -> bool {
    !accepts(headers, "text/html")
        && ["application/json", "application/problem+json"].iter().any(|kind| accepts(headers, kind))
}

/// Whether a reply of this kind is asked for by its name.
fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.to_ascii_lowercase().contains(kind)
}

/// The body of a request, if it is short enough and comes whole and in time.
async fn read(request: Request, longest: usize) -> Result<Bytes, Problem> {
    let (status, code, title, detail) =
        match tokio::time::timeout(PATIENCE, Bytes::from_request(request, &())).await {
            Ok(Ok(bytes)) if bytes.len() <= longest => return Ok(bytes),
            Ok(Err(broken)) if broken.status() != StatusCode::PAYLOAD_TOO_LARGE => (
                StatusCode::BAD_REQUEST,
                "not-whole",
                "The answer did not come whole",
                "Nothing of it is stored. Send it again.",
            ),
            Ok(_) => return Err(too_large()),
            Err(_) => (
                StatusCode::REQUEST_TIMEOUT,
                "too-slow",
                "The answer did not come in time",
                "Nothing of it is stored. Send it again.",
            ),
        };
    Err(Problem::new(status, code, title).detail(detail))
}

fn too_many() -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many answers come at once")
        .detail("Nothing is lost: keep the answer and send it again, as it is, in a few seconds.")
        .with("retry-after", "5")
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The answer is too long")
        .detail("An answer is at most 64 KiB. Shorten its texts.")
}

/// Runs what waits for a disk where it keeps no other request waiting.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    task::spawn_blocking(work).await.map_err(|_| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "The collector failed")
            .detail("Send it again later.")
    })
}

/// A file, or word that the browser has it already.
fn file(file: files::File, request: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", &sha256(&file.bytes)[..32]);
    let same = request.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).is_some_and(|tags| {
        tags.split(',')
            .map(str::trim)
            .any(|given| given == "*" || given.strip_prefix("W/").unwrap_or(given) == tag)
    });
    let headers = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, "no-cache")];
    if same {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, [(header::CONTENT_TYPE, file.kind)], file.bytes).into_response()
    }
}

/// The page at `/` when the collector was given none: how to point a widget here.
fn plain_page(site: &Site) -> String {
    let survey = site.collector.survey();
    let title = escape(survey.title().in_language(survey.first_language()));
    let language = survey.languages().next().unwrap_or_default();
    let base = &site.base;
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Collector</title>
<h1>A collector for “<span lang="{language}">{title}</span>”</h1>
<p>It takes answers at <code>{base}/responses</code>; the survey itself is
<a href="{base}/survey.json">{base}/survey.json</a>, and <a href="{base}/form">{base}/form</a> is a form that needs no
JavaScript. What programs can do here is in <a href="{base}/openapi.json">{base}/openapi.json</a>.</p>
<p>To show the survey here, start the collector with <code>--web FOLDER</code>, a folder with an
<code>index.html</code> and the widget. In that page:</p>
<pre><code>&lt;script type="module" src="mienskip.js"&gt;&lt;/script&gt;
&lt;mienskip-survey src="{base}/survey.json" lang="{language}" endpoint="{base}/responses"&gt;&lt;/mienskip-survey&gt;</code></pre>
<p>To show it on another site, write the whole addresses there, and start the collector with
<code>--allow-origin</code> and the address of that site.</p>
</html>
"#
    )
}

impl Token {
    /// A token from the text of its file; `None` if there is none in it, or one that no header can carry.
    pub(crate) fn new(text: &str) -> Option<Token> {
        let token = text.trim();
        (!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()))
            .then(|| Token(token.to_owned()))
    }

    /// Whether this is the token in a header `Authorization`; takes as long for a wrong one as for the right one.
    fn is_in(&self, header: &HeaderValue) -> bool {
        let given = header.as_bytes();
        let (scheme, given) = given.split_at_checked("Bearer ".len()).unwrap_or_default();
        scheme.eq_ignore_ascii_case(b"Bearer ") && self.0.as_bytes().ct_eq(given.trim_ascii()).into()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}
