//! Logging in and out, choosing a password, setting a new Köprü up.

use super::{Fault, Reply, Visit};
use kopru_engine::say;
use kopru_portal::entry::{Door, door};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_store::StoreError;
use kopru_store::team::profile::{Profile, Role};
use kopru_store::team::users::NewUser;

/// The way in.
pub(super) async fn login(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    if visit.session.is_some() {
        return Ok(Reply::see(
            visit.asked("to").filter(|it| it.starts_with('/') && !it.starts_with("//")).unwrap_or("/today"),
        ));
    }
    let title = say!(lang, en = "Log in", tr = "Giriş");
    let empty = visit.app.services.store.has_no_users().await?;
    let mut page = Door { shell: visit.shell(&title), title, ..Door::default() };
    if empty {
        page.about = say!(
            lang,
            en = "Nobody works here yet. Whoever runs this server finds the address for setting it up on its console.",
            tr = "Burada henüz kimse yok. Kurulum adresi, sunucuyu çalıştıranın konsolunda yazıyor."
        );
        return Ok(Reply::page(door(&page)));
    }
    page.form = Some(ActForm {
        to: "/login".into(),
        hidden: vec![("to".into(), visit.asked("to").unwrap_or("/today").to_owned())],
        title: say!(lang, en = "Log in", tr = "Giriş yap"),
        fields: vec![
            Field::new(
                "name",
                say!(lang, en = "Name or e-mail address", tr = "Ad ya da e-posta adresi"),
                Input::Login(String::new()),
            )
            .needed(),
            Field::new("password", say!(lang, en = "Password", tr = "Parola"), Input::Password(false)).needed(),
        ],
        ..ActForm::default()
    });
    Ok(Reply::page(door(&page)))
}

/// Somebody shows who they are. Wrong tries cost time, by address and by name.
pub(super) async fn log_in(visit: Visit) -> Result<Reply, Fault> {
    let (app, now) = (&visit.app, visit.app.services.store.now());
    let to = visit.back("/today");
    let again = |why: &str| Ok(Reply::see(format!("/login?not={why}&to={}", super::said::encode(&to))));
    let name = visit.sent("name").unwrap_or_default().to_lowercase();
    let tried = (visit.peer.counted(), name.clone());
    if app.wrong_keys.is_empty(visit.peer.counted(), now) || app.wrong_logins.is_empty(tried.clone(), now) {
        return again("login_slow");
    }
    match app.services.log_in(&name, visit.secret("password")).await? {
        Some((user, token)) => {
            tracing::info!(user = user.id, "logged in");
            Ok(visit.let_in(&token, &to))
        }
        None => {
            let _ = app.wrong_keys.take(visit.peer.counted(), now);
            let _ = app.wrong_logins.take(tried, now);
            again("login")
        }
    }
}

/// The way out.
pub(super) async fn log_out(visit: Visit) -> Result<Reply, Fault> {
    if let Some(token) = &visit.token {
        visit.app.services.store.close_session(token).await?;
    }
    Ok(visit.let_out("/login?done=out"))
}

/// The first page of a new Köprü: whoever has the token of its console makes the first administrator.
pub(super) async fn setup(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    may_set_up(&visit, visit.asked("token")).await?;
    let title = say!(lang, en = "Set Köprü up", tr = "Köprü'yü kurun");
    let form = ActForm {
        to: "/setup".into(),
        hidden: vec![("token".into(), visit.asked("token").unwrap_or_default().to_owned())],
        title: say!(lang, en = "Begin", tr = "Başla"),
        fields: vec![
            Field::new("name", say!(lang, en = "Your name", tr = "Adınız"), Input::Text(String::new())).needed(),
            Field::new(
                "id",
                say!(lang, en = "A short word for you, such as ayse", tr = "Sizin için kısa bir ad, örneğin ayse"),
                Input::Text(String::new()),
            )
            .needed(),
            Field::new("email", say!(lang, en = "E-mail address", tr = "E-posta adresi"), Input::Email(String::new())),
            Field::new(
                "password",
                say!(lang, en = "A password of at least 12 letters", tr = "En az 12 harflik bir parola"),
                Input::Password(true),
            )
            .needed(),
            Field::new(
                "again",
                say!(lang, en = "The password once more", tr = "Parola bir kez daha"),
                Input::Password(true),
            )
            .needed(),
        ],
        ..ActForm::default()
    };
    let about = say!(
        lang,
        en = "You become the administrator. There is no default password: nobody else can come in before you.",
        tr = "Sistem yöneticisi siz olacaksınız. Varsayılan bir parola yok: sizden önce kimse giremez."
    );
    Ok(Reply::page(door(&Door { shell: visit.shell(&title), title, about, form: Some(form), others: Vec::new() })))
}

async fn may_set_up(visit: &Visit, token: Option<&str>) -> Result<(), Fault> {
    let store = &visit.app.services.store;
    let right = token == Some(store.setup_token().as_str()) && store.has_no_users().await?;
    if right { Ok(()) } else { Err(Fault::Missing) }
}

/// Makes the first administrator.
pub(super) async fn set_up(visit: Visit) -> Result<Reply, Fault> {
    may_set_up(&visit, visit.sent("token")).await?;
    let token = visit.sent("token").unwrap_or_default();
    let again = |why: &str| Ok(Reply::see(format!("/setup?token={token}&not={why}&lang={}", visit.lang.tag())));
    let (password, services) = (visit.secret("password"), &visit.app.services);
    if password != visit.secret("again") {
        return again("passwords_differ");
    }
    let id = visit.sent("id").unwrap_or_default().to_lowercase();
    let user = NewUser {
        id: id.clone(),
        name: visit.sent("name").unwrap_or_default().to_owned(),
        email: visit.sent("email").map(str::to_owned),
        lang: visit.lang,
        profile: Profile::new(Role::Admin),
    };
    // The password is looked at first: without one the new administrator would stand before a closed door.
    if let Err(StoreError::Refused(code, _)) =
        services.check_password(&user.name, &user.id, user.email.as_deref(), &password)
    {
        return again(code);
    }
    match services.store.create_user(user, id.as_str()).await {
        Ok(_) => {}
        Err(StoreError::Refused(code, _)) => return again(code),
        Err(fault) => return Err(fault.into()),
    }
    services.set_password(&id, password, &id).await?;
    let session = services.store.open_session(id.as_str()).await?;
    let next = if visit.book().await?.is_some() { "/team?done=welcome" } else { "/playbook/first?done=welcome" };
    Ok(visit.let_in(&session, next))
}

/// Somebody who was invited chooses a password.
pub(super) async fn welcome(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let token = visit.asked("token").unwrap_or_default().to_owned();
    let Some(user) = visit.app.services.store.invited(&token).await? else {
        return Ok(Reply::see("/login?not=invitation"));
    };
    let name = &user.name;
    let title = say!(lang, en = "Welcome, {name}", tr = "Hoş geldiniz, {name}");
    let form = ActForm {
        to: "/welcome".into(),
        // Whoever keeps passwords for people must know whose this one is.
        hidden: vec![("username".into(), user.id.clone()), ("token".into(), token)],
        title: say!(lang, en = "Choose this password", tr = "Bu parolayı belirle"),
        fields: vec![
            Field::new(
                "password",
                say!(lang, en = "A password of at least 12 letters", tr = "En az 12 harflik bir parola"),
                Input::Password(true),
            )
            .needed(),
            Field::new(
                "again",
                say!(lang, en = "The password once more", tr = "Parola bir kez daha"),
                Input::Password(true),
            )
            .needed(),
        ],
        ..ActForm::default()
    };
    let id = &user.id;
    let about = say!(lang, en = "You log in as {id}.", tr = "Giriş adınız: {id}.");
    Ok(Reply::page(door(&Door { shell: visit.shell(&title), title, about, form: Some(form), others: Vec::new() })))
}

/// Keeps the chosen password and lets them in.
pub(super) async fn choose_password(visit: Visit) -> Result<Reply, Fault> {
    let token = visit.sent("token").unwrap_or_default().to_owned();
    let services = &visit.app.services;
    let Some(user) = services.store.invited(&token).await? else {
        return Ok(Reply::see("/login?not=invitation"));
    };
    let again = |why: &str| Ok(Reply::see(format!("/welcome?token={token}&not={why}")));
    let password = visit.secret("password");
    if password != visit.secret("again") {
        return again("passwords_differ");
    }
    match services.set_password(&user.id, password, &user.id).await {
        Ok(()) => {}
        Err(StoreError::Refused(code, _)) => return again(code),
        Err(fault) => return Err(fault.into()),
    }
    let session = services.store.open_session(user.id.as_str()).await?;
    Ok(visit.let_in(&session, "/today?done=welcome"))
}
