//! The portal: where people log in and work. Handlers read a visit, ask the services, and hand values to the pages; they
//! hold no rules.

mod accounts;
mod acts;
mod alignment;
mod assistant;
mod audit;
mod bulk;
mod call;
mod door;
mod draft;
mod email;
mod facts;
mod first;
mod imports;
mod lead;
mod notices;
mod offers;
mod pages;
mod pipeline;
mod playbook;
mod proposals;
mod record;
mod reports;
mod said;
mod settings;
mod slice;
mod team;
mod today;
mod transcript;
mod upload;
mod visit;

use crate::api::access::{Peer, same_site};
use crate::api::app::App;
use crate::limits::{
    ASSISTED_SECS_MAX, EMAIL_BYTES_MAX, FORM_BYTES_MAX, LARGE_FORM_BYTES_MAX, REQUEST_SECS_MAX, UPLOAD_BYTES_MAX,
    UPLOAD_WAY_SECS_MAX,
};
use crate::uploads::received;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use axum::routing::{MethodFilter, on};
use http_body_util::{BodyExt, Limited};
use kopru_engine::lang::Lang;
use kopru_engine::{both, say};
use kopru_portal::page::{ICON, ICON_PATH, POLICY, STYLE, STYLE_PATH};
use kopru_portal::shell::{Notice, SCRIPT, SCRIPT_PATH};
use kopru_portal::tables::{Sheet, sheet};
use kopru_store::StoreError;
use kopru_store::team::profile::Role;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
pub use visit::{Visit, cookie};

/// What a page answers.
type Answer = Pin<Box<dyn Future<Output = Result<Reply, Fault>> + Send>>;

/// A page, or a way to another one.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    kind: &'static str,
    body: Body,
    to: Option<String>,
    cookie: Option<String>,
    name: Option<String>,
    /// Whether the browser asks again by itself after a moment.
    again: bool,
}

impl Reply {
    fn page(html: String) -> Reply {
        Reply::of(StatusCode::OK, "text/html; charset=utf-8", html)
    }

    fn of(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Reply {
        Reply { status, kind, body: body.into(), to: None, cookie: None, name: None, again: false }
    }

    /// Sends the browser to another page, which it asks for with GET.
    fn see(to: impl Into<String>) -> Reply {
        Reply { to: Some(to.into()), ..Reply::of(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", String::new()) }
    }
}

/// Why there is no page.
#[derive(Debug)]
pub enum Fault {
    /// Nobody is logged in.
    NotIn,
    /// Their role does not reach so far.
    Forbidden,
    /// Nothing is there.
    Missing,
    /// A change from a page of another site.
    Foreign,
    /// A form that is too large, or broke off.
    TooLarge,
    /// The database.
    Store(StoreError),
}

impl From<StoreError> for Fault {
    fn from(fault: StoreError) -> Fault {
        match fault {
            StoreError::NotFound(_) => Fault::Missing,
            other => Fault::Store(other),
        }
    }
}

/// Who may come to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Open,
    /// Whoever is logged in.
    In,
    /// Whoever looks after leads: marketing, managers and administrators.
    Marketing,
    /// Whoever works leads: sales, managers and administrators.
    Sales,
    /// Managers and administrators.
    Manager,
    /// Administrators.
    Admin,
}

impl Door {
    /// Whether a role comes in.
    pub fn lets(self, role: Role) -> bool {
        match self {
            Door::Open | Door::In => true,
            Door::Marketing => role != Role::Sales,
            Door::Sales => role != Role::Marketing,
            Door::Manager => role >= Role::Manager,
            Door::Admin => role == Role::Admin,
        }
    }
}

/// A page of the portal.
#[derive(Debug)]
pub struct PageRoute {
    /// Whether it changes something.
    pub post: bool,
    /// What it takes.
    takes: Takes,
    /// The address.
    pub path: &'static str,
    /// Who may come.
    pub door: Door,
    run: fn(Visit) -> Answer,
}

/// What a page takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Nothing,
    /// A form of so many bytes.
    Form(usize),
    /// A form with what was said, about which the assistant may be asked.
    Talk,
    /// A file of so many bytes.
    File(u64),
}

macro_rules! routes {
    ($($verb:ident $path:literal $door:ident $run:path;)*) => {
        /// Every page of the portal.
        pub const ROUTES: &[PageRoute] =
            &[$(PageRoute {
                post: routes!(@ $verb).0,
                takes: routes!(@ $verb).1,
                path: $path,
                door: Door::$door,
                run: |visit| Box::pin($run(visit)),
            },)*];
    };
    (@ get) => { (false, Takes::Nothing) };
    (@ post) => { (true, Takes::Form(FORM_BYTES_MAX)) };
    // Forms of many values, or of a long text; only for those who are in.
    (@ post_large) => { (true, Takes::Form(LARGE_FORM_BYTES_MAX)) };
    (@ post_talk) => { (true, Takes::Talk) };
    (@ post_file) => { (true, Takes::File(UPLOAD_BYTES_MAX)) };
    (@ post_email) => { (true, Takes::File(EMAIL_BYTES_MAX as u64)) };
}

routes! {
    get "/login" Open door::login;
    post "/login" Open door::log_in;
    post "/logout" Open door::log_out;
    get "/setup" Open door::setup;
    post "/setup" Open door::set_up;
    get "/welcome" Open door::welcome;
    post "/welcome" Open door::choose_password;
    get "/today" In today::page;
    post "/today" In today::several;
    get "/leads" In pipeline::page;
    get "/leads.csv" In pipeline::export;
    post "/leads/several" In bulk::look;
    post "/leads/several/do" In bulk::act;
    post "/leads/several/undo" In bulk::undo;
    post "/leads/columns" In pipeline::columns::choose;
    post "/leads/views" In pipeline::save_view;
    post "/leads/views/{id}/delete" In pipeline::delete_view;
    get "/leads/new" In acts::new_page;
    post "/leads/new" In acts::new_lead;
    get "/leads/{id}" In lead::page;
    post "/leads/{id}/acts" In acts::act;
    get "/leads/{id}/call" In call::page;
    post_talk "/leads/{id}/call" In call::answer;
    post_large "/leads/{id}/call/note" In call::note;
    post "/leads/{id}/call/goal" In call::note_goal;
    post "/leads/{id}/call/wrong" In call::overrule;
    get "/leads/{id}/facts" In facts::page;
    post "/leads/{id}/facts" In facts::add;
    post_email "/leads/{id}/email" Sales email::bring;
    get "/leads/{id}/transcript" In transcript::page;
    post_talk "/leads/{id}/transcript" In transcript::answer;
    post_large "/leads/{id}/transcript/note" In transcript::note;
    post "/leads/{id}/thread" In acts::say;
    get "/accounts" In accounts::list;
    get "/accounts/{id}" In accounts::page;
    post "/accounts/{id}/thread" In accounts::say;
    get "/search" In pipeline::search;
    get "/imports" Marketing imports::page;
    post_file "/imports" Marketing imports::bring;
    get "/imports/{id}" Marketing imports::past;
    get "/imports/{id}/undo" Marketing imports::undo::page;
    post "/imports/{id}/undo" Marketing imports::undo::start;
    get "/imports/files/{id}" Marketing upload::page;
    post_large "/imports/files/{id}" Marketing upload::save;
    post_large "/imports/files/{id}/check" Marketing upload::check;
    post "/imports/files/{id}/run" Marketing upload::start;
    get "/imports/files/{id}/run" Marketing upload::run;
    get "/imports/files/{id}/refused.csv" Marketing upload::refused;
    get "/imports/files/{id}/doubtful.csv" Marketing upload::doubtful;
    post "/imports/files/{id}/forget" Marketing upload::forget;
    get "/reports" In reports::funnel;
    get "/reports/funnel.svg" In reports::funnel_picture;
    get "/reports/acceptance" In reports::acceptance;
    get "/reports/sla" In reports::sla;
    get "/reports/stagnation" In reports::stagnation;
    get "/reports/sales" In reports::sales;
    get "/reports/time-saved" In reports::time_saved;
    get "/reports/leads" In slice::page;
    get "/reports/leads.csv" In slice::export;
    get "/alignment" In alignment::page;
    post "/leads/{id}/disputes" In alignment::open;
    post "/disputes/{id}/say" In alignment::say;
    post "/disputes/{id}/withdraw" In alignment::withdraw;
    post "/disputes/{id}/changed" Manager alignment::changed;
    get "/playbook" In playbook::page;
    get "/playbook/first" Admin first::page;
    post_large "/playbook/first" Admin first::look;
    post_large "/playbook/first/publish" Admin first::publish;
    get "/playbook/versions/{id}" In playbook::version;
    get "/playbook/compare" In playbook::compare;
    post "/playbook/changes" In proposals::open;
    get "/playbook/changes/{id}" In proposals::page;
    post_large "/playbook/changes/{id}" In proposals::save;
    post_large "/playbook/changes/{id}/check" In proposals::check;
    post "/playbook/changes/{id}/sign" In proposals::sign;
    post "/playbook/changes/{id}/publish" In proposals::publish;
    post "/playbook/changes/{id}/withdraw" In proposals::withdraw;
    get "/team" In team::page;
    post "/team" Admin team::create;
    get "/team/{id}" In team::member;
    post "/team/{id}" Admin team::change;
    post "/team/{id}/invite" Admin team::invite;
    post "/team/{id}/absence" In team::absence;
    get "/notices" In notices::page;
    post "/notices" In notices::all_seen;
    get "/me" In team::me;
    post "/me" In team::change_me;
    get "/leads/{id}/record" Manager record::page;
    post "/leads/{id}/merge" Manager record::merge;
    post "/leads/{id}/unmerge" Manager record::unmerge;
    post "/leads/{id}/erase" Manager record::erase;
    get "/settings" Admin settings::page;
    post "/settings/keys" Admin settings::make_key;
    post "/settings/keys/{id}/revoke" Admin settings::revoke_key;
    post "/settings/webhooks" Admin settings::make_webhook;
    get "/settings/webhooks/{id}" Admin settings::hook::page;
    post "/settings/webhooks/{id}" Admin settings::hook::change;
    post "/settings/webhooks/{id}/test" Admin settings::hook::test;
    post "/settings/webhooks/{id}/again" Admin settings::hook::tell_again;
    post "/settings/webhooks/{id}/delete" Admin settings::delete_webhook;
    get "/audit" Manager audit::page;
    get "/live" In pages::live;
}

/// The portal's routes. `home`: whether `/` leads into it.
pub fn portal(app: &Arc<App>, home: bool) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let app = app.clone();
        let filter = if route.post { MethodFilter::POST } else { MethodFilter::GET };
        router = router.route(route.path, on(filter, move |request: Request| answer(app.clone(), route, request)));
    }
    if home {
        router = router.route("/", on(MethodFilter::GET, async || respond(Reply::see("/today"))));
        router = router.route(STYLE_PATH, on(MethodFilter::GET, async || still("text/css; charset=utf-8", STYLE)));
    }
    router = router.route(ICON_PATH, on(MethodFilter::GET, async || still("image/svg+xml", ICON)));
    router.route(SCRIPT_PATH, on(MethodFilter::GET, async || still("text/javascript; charset=utf-8", SCRIPT)))
}

/// Whether a request for an address that there is not is a browser's, which is shown a page.
pub fn is_browsers(request: &Request) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    accepts.contains("text/html") && !request.uri().path().starts_with("/api/")
}

/// The page at an address that there is not, in the reader's language, with the ways from there.
pub async fn nowhere(app: Arc<App>, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let peer = parts.extensions.get::<Peer>().copied().unwrap_or(Peer(([0, 0, 0, 0], 0).into()));
    let lang = visit::lang_of(&parts);
    let Ok(visit) = Visit::read(app, &parts, peer, "").await else {
        return respond(said::fault(lang, &Fault::Missing));
    };
    let lang = visit.lang;
    let title = say!(lang, en = "Nothing here", tr = "Burada bir şey yok");
    let about = vec![say!(
        lang,
        en = "There is nothing at this address: it is mistyped, or what it led to is gone. Search for the lead above, or begin at the first page.",
        tr = "Bu adreste bir şey yok: adres yanlış yazılmış ya da gösterdiği şey artık yok. Adayı yukarıdan arayın veya ilk sayfadan başlayın."
    )];
    let ways = vec![(say!(lang, en = "To the first page", tr = "İlk sayfaya"), "/".to_owned(), false)];
    let page = sheet(&Sheet { shell: visit.shell(&title), title, about, ways, ..Sheet::default() });
    respond(Reply { status: StatusCode::NOT_FOUND, ..Reply::page(page) })
}

fn still(kind: &'static str, text: &'static str) -> Response<Body> {
    respond(Reply::of(StatusCode::OK, kind, text.to_owned()))
}

async fn answer(app: Arc<App>, route: &'static PageRoute, request: Request) -> Response<Body> {
    let Ok(place) = app.requests.clone().try_acquire_owned() else {
        return respond(failed(
            Lang::En,
            StatusCode::SERVICE_UNAVAILABLE,
            &both!(
                en = "Too much is asked at once. Try again.",
                tr = "Aynı anda çok fazla istek var. Yeniden deneyin."
            ),
        ));
    };
    let (parts, body) = request.into_parts();
    let lang = visit::lang_of(&parts);
    let work = async {
        if route.post {
            same_site(&Method::POST, &parts.headers).map_err(|_| Fault::Foreign)?;
        }
        let peer = parts.extensions.get::<Peer>().copied().unwrap_or(Peer(([0, 0, 0, 0], 0).into()));
        let mut visit = Visit::read(app.clone(), &parts, peer, route.path).await?;
        match (&visit.session, route.door) {
            (_, Door::Open) => {}
            (None, _) => return Err(Fault::NotIn),
            (Some(session), door) if !door.lets(session.user.profile.role) => return Err(Fault::Forbidden),
            _ => {}
        }
        // Only what those send is read who may send it.
        match route.takes {
            Takes::Nothing => {}
            Takes::Form(_) | Takes::Talk => {
                let most = if let Takes::Form(most) = route.takes { most } else { LARGE_FORM_BYTES_MAX };
                let all = Limited::new(body, most).collect().await.map_err(|_| Fault::TooLarge)?;
                visit.filled_in(&all.to_bytes());
            }
            Takes::File(most) => visit.file = Some(received(&parts.headers, body, most).await),
        }
        (route.run)(visit).await
    };
    let secs = match route.takes {
        Takes::File(_) => UPLOAD_WAY_SECS_MAX,
        Takes::Talk => ASSISTED_SECS_MAX,
        Takes::Nothing | Takes::Form(_) => REQUEST_SECS_MAX,
    };
    let in_time = tokio::time::timeout(Duration::from_secs(secs), work).await;
    drop(place);
    let back = parts.uri.path_and_query().map(|it| it.as_str().to_owned()).filter(|_| !route.post);
    let reply = match in_time {
        Ok(Ok(reply)) => reply,
        Ok(Err(Fault::NotIn)) => {
            let to = back.map_or_else(String::new, |it| format!("?to={}", said::encode(&it)));
            Reply::see(format!("/login{to}"))
        }
        Ok(Err(fault)) => said::fault(lang, &fault),
        Err(_) => failed(
            lang,
            StatusCode::SERVICE_UNAVAILABLE,
            &both!(en = "This took too long. Try again.", tr = "Bu çok uzun sürdü. Yeniden deneyin."),
        ),
    };
    respond(reply)
}

/// A page that only says why there is none.
fn failed(lang: Lang, status: StatusCode, why: &kopru_engine::lang::Both) -> Reply {
    let shell = kopru_portal::shell::Shell {
        lang,
        title: say!(lang, en = "Not done", tr = "Yapılamadı"),
        notice: Some(Notice { text: why.get(lang).to_owned(), wrong: true, undo: None }),
        ..Default::default()
    };
    let title = shell.title.clone();
    let ways = vec![(say!(lang, en = "To the first page", tr = "İlk sayfaya"), "/".to_owned(), false)];
    Reply { status, ..Reply::page(sheet(&Sheet { shell, title, ways, ..Sheet::default() })) }
}

fn respond(reply: Reply) -> Response<Body> {
    let mut response = Response::new(reply.body);
    *response.status_mut() = reply.status;
    let cache = if reply.kind.starts_with("text/html") || reply.cookie.is_some() { "no-store" } else { "no-cache" };
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().append(name, value);
        }
    };
    set(header::CONTENT_TYPE, reply.kind);
    set(header::CACHE_CONTROL, cache);
    let policy =
        if reply.kind.starts_with("image/svg") { "default-src 'none'; style-src 'unsafe-inline'" } else { POLICY };
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    if let Some(to) = &reply.to {
        set(header::LOCATION, to);
    }
    if let Some(cookie) = &reply.cookie {
        set(header::SET_COOKIE, cookie);
    }
    if reply.again {
        set(header::REFRESH, "2");
    }
    if let Some(name) = &reply.name {
        set(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
    }
    response
}
