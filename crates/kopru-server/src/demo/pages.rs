//! The demo's one page over HTTP. Everybody in it is invented, so whoever reaches the server may read it; the API beside it
//! asks for a key as always.

use super::view::{self, Wish};
use crate::api::app::App;
use crate::api::query::{Param, Query, param};
use crate::api::shape::Shape;
use crate::limits::REQUEST_SECS_MAX;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::routing::get;
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_portal::demo_page::demo_page;
use kopru_portal::page::{POLICY, STYLE, STYLE_PATH};
use kopru_store::Id;
use std::sync::Arc;
use std::time::Duration;

const PARAMS: &[Param] = &[
    param("lang", Shape::One(&["en", "tr"]), "The language of the page."),
    param("lead", Shape::Text, "The lead to explain: an id, an address, a telephone number."),
    param("stage", Shape::Text, "The stage whose leads to list."),
    param("after", Shape::Id, "The last lead of the list's page before."),
];

/// The routes of the page. `lang`: its language when the address names none.
pub fn pages(app: &Arc<App>, lang: Lang) -> Router {
    let inside = crate::portal::portal(app, false);
    let (app, drawn, door) = (app.clone(), app.clone(), app.clone());
    Router::new()
        .merge(inside)
        .route("/enter/{id}", get(move |request: Request| enter(door.clone(), request)))
        .route(view::FUNNEL_PATH, get(move |request: Request| picture(drawn.clone(), lang, request)))
        .route("/", get(move |request: Request| answer(app.clone(), lang, request)))
        .route(STYLE_PATH, get(async || reply(StatusCode::OK, "text/css; charset=utf-8", STYLE.to_owned())))
}

async fn answer(app: Arc<App>, lang: Lang, request: Request) -> Response<Body> {
    let Ok(_place) = app.requests.clone().try_acquire_owned() else {
        return html(StatusCode::SERVICE_UNAVAILABLE, &busy(), lang);
    };
    let (status, wish) = match Query::read(request.uri().query(), PARAMS) {
        Ok(query) => (StatusCode::OK, wish(&query, lang)),
        Err(_) => {
            let notice = both!(en = "The address of the page is not understood.", tr = "Sayfanın adresi anlaşılamadı.");
            (StatusCode::BAD_REQUEST, Wish { lang, notice: Some(notice), ..Wish::default() })
        }
    };
    let lang = wish.lang;
    let within = Duration::from_secs(REQUEST_SECS_MAX);
    match tokio::time::timeout(within, view::view(&app.services, wish)).await {
        Ok(Ok(page)) => reply(status, HTML, demo_page(&page)),
        Ok(Err(fault)) => {
            tracing::error!(code = fault.code(), cause = %fault, "the page could not be made");
            html(StatusCode::INTERNAL_SERVER_ERROR, &failed(), lang)
        }
        Err(_) => html(StatusCode::SERVICE_UNAVAILABLE, &busy(), lang),
    }
}

/// Lets a visitor in as one of the demo company's people: everybody in it is invented, and nobody has a password.
async fn enter(app: Arc<App>, request: Request) -> Response<Body> {
    let id = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let mut response = reply(StatusCode::SEE_OTHER, HTML, String::new());
    let to = match app.services.store.open_session(id).await {
        Ok(token) => {
            if let Ok(cookie) = HeaderValue::from_str(&crate::portal::cookie(&token, false)) {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            "/today"
        }
        Err(_) => "/",
    };
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(to));
    response
}

/// The funnel as a picture. Its styles stand in it, so it has a policy of its own.
async fn picture(app: Arc<App>, lang: Lang, request: Request) -> Response<Body> {
    let Ok(_place) = app.requests.clone().try_acquire_owned() else {
        return html(StatusCode::SERVICE_UNAVAILABLE, &busy(), lang);
    };
    let asked = Query::read(request.uri().query(), &PARAMS[..1]).ok();
    let lang = asked.as_ref().and_then(|it| it.get("lang")).and_then(Lang::from_tag).unwrap_or(lang);
    match view::funnel(&app.services).await {
        Ok(it) => {
            let mut response = reply(StatusCode::OK, "image/svg+xml; charset=utf-8", it.svg(lang));
            let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            response
        }
        Err(fault) => {
            tracing::error!(code = fault.code(), cause = %fault, "the funnel could not be drawn");
            html(StatusCode::INTERNAL_SERVER_ERROR, &failed(), lang)
        }
    }
}

fn wish(query: &Query, lang: Lang) -> Wish {
    let text = |name: &str| query.get(name).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
    Wish {
        lang: query.get("lang").and_then(Lang::from_tag).unwrap_or(lang),
        lead: text("lead"),
        stage: text("stage"),
        after: query.get("after").and_then(Id::parse),
        notice: None,
    }
}

const HTML: &str = "text/html; charset=utf-8";

fn busy() -> Both {
    both!(en = "Too much is asked at once. Try again.", tr = "Aynı anda çok fazla istek var. Yeniden deneyin.")
}

fn failed() -> Both {
    both!(
        en = "The database could not be read; the log says why.",
        tr = "Veritabanı okunamadı; nedeni günlükte yazıyor."
    )
}

/// A page that only says something.
fn html(status: StatusCode, notice: &Both, lang: Lang) -> Response<Body> {
    let page = kopru_portal::demo_page::DemoPage {
        lang,
        tongues: view::tongues(&Wish { lang, ..Wish::default() }),
        notice: Some(notice.get(lang).to_owned()),
        ..Default::default()
    };
    reply(status, HTML, demo_page(&page))
}

fn reply(status: StatusCode, kind: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let keep = if kind == HTML { "no-store" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
