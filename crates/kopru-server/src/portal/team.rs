//! Who works here: looked at by everybody, changed by administrators; one's own absence and language by oneself.

use super::said::{self, moment};
use super::{Fault, Reply, Visit};
use crate::notices::words::mailed;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input, Weight};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::StoreError;
use kopru_store::notices::Mailed;
use kopru_store::team::profile::{Absence, HoursText, Profile, Role};
use kopru_store::team::users::{NewUser, User, UserChange};

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (lang, admin) = (visit.lang, visit.role()? == Role::Admin);
    let users = visit.app.services.store.users().await?;
    let now = visit.app.services.store.now();
    let zone = visit.zone(visit.book().await?.as_deref());
    let head = vec![
        (say!(lang, en = "Name", tr = "Ad"), false),
        (say!(lang, en = "Word", tr = "Kısa ad"), false),
        (say!(lang, en = "Role", tr = "Rol"), false),
        (say!(lang, en = "Team", tr = "Ekip"), false),
        (say!(lang, en = "Languages", tr = "Diller"), false),
        (say!(lang, en = "Leads at most", tr = "En çok aday"), true),
        (say!(lang, en = "State", tr = "Durum"), false),
    ];
    let rows = users.iter().map(|user| {
        let profile = &user.profile;
        vec![
            Cell::link(user.name.clone(), format!("/team/{}", user.id)),
            Cell::from(user.id.clone()),
            Cell::from(profile.role.name().get(lang).to_owned()),
            Cell::from(profile.team.clone().unwrap_or_default()),
            Cell::from(profile.languages.join(", ")),
            Cell::from(profile.capacity.map(|it| it.to_string()).unwrap_or_default()),
            Cell::from(state(user, now, &zone, lang)),
        ]
    });
    let mut parts = vec![Part::Table(Table { head, rows: rows.collect(), empty: String::new() })];
    if admin {
        parts.push(Part::Heading(say!(lang, en = "Bring somebody in", tr = "Birini ekle")));
        parts.push(Part::Form(ActForm {
            to: "/team".into(),
            title: say!(lang, en = "Bring in and invite", tr = "Ekle ve davet et"),
            fields: fields(None, lang),
            ..ActForm::default()
        }));
    }
    let title = say!(lang, en = "Team", tr = "Ekip");
    let about = vec![say!(
        lang,
        en = "Routing gives leads to people in sales: by the playbook's routes, in turn, to whoever works now and has room.",
        tr = "Yönlendirme adayları satıştakilere verir: oyun kitabının yönlendirmelerine göre, sırayla, şu an çalışan ve yeri olana."
    )];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways: Vec::new(), parts })))
}

fn state(user: &User, now: kopru_engine::time::Moment, zone: &jiff::tz::TimeZone, lang: Lang) -> String {
    if user.profile.left {
        return say!(lang, en = "has left", tr = "ayrıldı");
    }
    let away = user.profile.absences.iter().find(|it| it.from <= now && it.to.is_none_or(|to| now < to));
    match away {
        Some(it) => match it.to {
            Some(to) => {
                let to = said::when(to, zone);
                say!(lang, en = "away until {to}", tr = "{to} zamanına kadar izinde")
            }
            None => say!(lang, en = "away", tr = "izinde"),
        },
        None if !user.has_password => say!(lang, en = "invited", tr = "davetli"),
        None => say!(lang, en = "here", tr = "görevde"),
    }
}

fn fields(user: Option<&User>, lang: Lang) -> Vec<Field> {
    let profile = user.map(|it| &it.profile);
    let text = |it: Option<&String>| Input::Text(it.cloned().unwrap_or_default());
    let roles = Role::ALL.iter().map(|it| (it.id().to_owned(), it.name().get(lang).to_owned())).collect();
    let langs = vec![("en".to_owned(), "English".to_owned()), ("tr".to_owned(), "Türkçe".to_owned())];
    let mut all = vec![Field::new("name", say!(lang, en = "Name", tr = "Ad"), text(user.map(|it| &it.name))).needed()];
    if user.is_none() {
        all.push(
            Field::new(
                "id",
                say!(lang, en = "A short word, such as ayse", tr = "Kısa bir ad, örneğin ayse"),
                Input::Text(String::new()),
            )
            .needed(),
        );
    }
    let role = profile.map_or("sales", |it| it.role.id()).to_owned();
    all.extend([
        Field::new("role", say!(lang, en = "Role", tr = "Rol"), Input::Choice(roles, role)).needed(),
        Field::new(
            "email",
            say!(lang, en = "E-mail address", tr = "E-posta adresi"),
            Input::Email(user.and_then(|it| it.email.clone()).unwrap_or_default()),
        ),
        Field::new(
            "lang",
            say!(lang, en = "Language of the portal", tr = "Portalın dili"),
            Input::Choice(langs, user.map_or(lang, |it| it.lang).tag().to_owned()),
        )
        .needed(),
        Field::new("team", say!(lang, en = "Team", tr = "Ekip"), text(profile.and_then(|it| it.team.as_ref()))),
        Field::new(
            "languages",
            say!(
                lang,
                en = "Languages spoken with leads, such as tr, en",
                tr = "Adaylarla konuştuğu diller, örneğin tr, en"
            ),
            Input::Text(profile.map(|it| it.languages.join(", ")).unwrap_or_default()),
        ),
        Field::new(
            "skills",
            say!(lang, en = "Skills", tr = "Beceriler"),
            Input::Text(profile.map(|it| it.skills.join(", ")).unwrap_or_default()),
        ),
        Field::new(
            "capacity",
            say!(lang, en = "Open leads at most", tr = "En çok açık aday"),
            Input::Number(profile.and_then(|it| it.capacity).map(|it| it.to_string()).unwrap_or_default()),
        ),
        Field::new(
            "weight",
            say!(lang, en = "Weight beside the others", tr = "Diğerlerine göre ağırlık"),
            Input::Number(profile.map_or(1, |it| it.weight).to_string()),
        ),
    ]);
    all.extend(hours_fields(profile, lang));
    all
}

/// One's own hours.
fn hours_fields(profile: Option<&Profile>, lang: Lang) -> [Field; 3] {
    let hours = profile.and_then(|it| it.hours.as_ref());
    [
        Field::new(
            "time_zone",
            say!(
                lang,
                en = "Own time zone, such as Europe/Istanbul",
                tr = "Kendi saat dilimi, örneğin Europe/Istanbul"
            ),
            Input::Text(hours.map(|it| it.time_zone.clone()).unwrap_or_default()),
        ),
        Field::new(
            "open",
            say!(
                lang,
                en = "Own hours, one block a line: Mon-Fri 09:00-18:00",
                tr = "Kendi saatleri, satır başına bir aralık: Pzt-Cum 09:00-18:00"
            ),
            Input::Lines(hours.map(|it| it.open.join("\n")).unwrap_or_default()),
        ),
        Field::new(
            "special",
            say!(
                lang,
                en = "Days that differ, one a line: 2026-10-29",
                tr = "Farklı günler, satır başına bir: 2026-10-29"
            ),
            Input::Lines(hours.map(|it| it.special.join("\n")).unwrap_or_default()),
        ),
    ]
}

/// What a form of [`fields`] says.
fn change_of(visit: &Visit) -> UserChange {
    let words = |name: &str| {
        visit.sent(name).unwrap_or_default().split([',', ' ']).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    let lines = |name: &str| {
        visit
            .sent(name)
            .unwrap_or_default()
            .lines()
            .map(|it| it.trim().to_owned())
            .filter(|it| !it.is_empty())
            .collect()
    };
    let hours = visit.sent("time_zone").map(|zone| HoursText {
        time_zone: zone.to_owned(),
        open: lines("open"),
        special: lines("special"),
    });
    UserChange {
        name: visit.sent("name").map(str::to_owned),
        email: Some(visit.sent("email").unwrap_or_default().to_owned()),
        lang: visit.sent("lang").and_then(Lang::from_tag),
        role: visit.sent("role").and_then(Role::parse),
        team: Some(visit.sent("team").unwrap_or_default().to_owned()),
        languages: Some(words("languages")),
        skills: Some(words("skills")),
        capacity: Some(visit.sent("capacity").and_then(|it| it.parse().ok())),
        weight: visit.sent("weight").and_then(|it| it.parse().ok()),
        hours: Some(hours),
        ..UserChange::default()
    }
}

/// Brings somebody in, and shows their invitation.
pub(super) async fn create(visit: Visit) -> Result<Reply, Fault> {
    let change = change_of(&visit);
    let by = visit.user()?.id.clone();
    let profile = Profile {
        team: change.team,
        languages: change.languages.unwrap_or_default(),
        skills: change.skills.unwrap_or_default(),
        capacity: change.capacity.flatten(),
        weight: change.weight.unwrap_or(1),
        hours: change.hours.flatten(),
        ..Profile::new(change.role.unwrap_or(Role::Sales))
    };
    let id = visit.sent("id").unwrap_or_default().to_lowercase();
    let user = NewUser {
        id,
        name: change.name.unwrap_or_default(),
        email: change.email,
        lang: change.lang.unwrap_or(visit.lang),
        profile,
    };
    match visit.app.services.store.create_user(user, by.as_str()).await {
        Ok(user) => invited(&visit, &user.id, &by).await,
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(format!("/team?not={code}"))),
        Err(fault) => Err(fault.into()),
    }
}

/// Shows an invitation, once.
async fn invited(visit: &Visit, id: &str, by: &str) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let token = visit.app.services.store.invite(id, by).await?;
    let title = say!(lang, en = "An invitation for {id}", tr = "{id} için davet");
    let about = vec![say!(
        lang,
        en = "Send this address to them. Whoever opens it within seven days chooses the password of {id}; it is shown only this once.",
        tr = "Bu adresi kendisine gönderin. Yedi gün içinde açan kişi {id} için parola belirler; yalnızca bu kez gösterilir."
    )];
    let parts = vec![Part::Text(format!("/welcome?token={token}"))];
    let ways = vec![(say!(lang, en = "Back to the team", tr = "Ekibe dön"), "/team".to_owned(), false)];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}

/// One of them.
pub(super) async fn member(visit: Visit) -> Result<Reply, Fault> {
    let (lang, role, own) = (visit.lang, visit.role()?, visit.user()?.id.clone());
    let user = visit.app.services.store.user(visit.part()).await?;
    let zone = visit.zone(visit.book().await?.as_deref());
    let mut parts = Vec::new();
    let may = role >= Role::Manager || own == user.id;
    absences(&user, may, &zone, lang, &mut parts);
    if role == Role::Admin {
        administration(&user, lang, &mut parts);
    }
    let title = user.name.clone();
    let now = visit.app.services.store.now();
    let about =
        vec![format!("{} · {} · {}", user.id, user.profile.role.name().get(lang), state(&user, now, &zone, lang))];
    let ways = vec![(say!(lang, en = "Team", tr = "Ekip"), "/team".to_owned(), false)];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}

/// When they are away, and how to note it.
fn absences(user: &User, may: bool, zone: &jiff::tz::TimeZone, lang: Lang, parts: &mut Vec<Part>) {
    let head = vec![
        (say!(lang, en = "From", tr = "Başlangıç"), false),
        (say!(lang, en = "Until", tr = "Bitiş"), false),
        (say!(lang, en = "Why", tr = "Neden"), false),
        (String::new(), false),
    ];
    let to = format!("/team/{}/absence", user.id);
    let rows = user.profile.absences.iter().rev().map(|it| {
        let back = ActForm {
            to: to.clone(),
            hidden: vec![("present".into(), it.from.to_string())],
            title: say!(lang, en = "Take back", tr = "Geri al"),
            ..ActForm::default()
        };
        let end = it.to.map(|to| said::when(to, zone)).unwrap_or_default();
        let acts = if may { vec![back] } else { Vec::new() };
        vec![
            Cell::from(said::when(it.from, zone)),
            Cell::from(end),
            Cell::from(it.reason.clone()),
            Cell { acts, ..Cell::default() },
        ]
    });
    let empty = say!(lang, en = "No absences.", tr = "İzin kaydı yok.");
    parts.push(Part::Heading(say!(lang, en = "Absences", tr = "İzinler")));
    parts.push(Part::Table(Table { head, rows: rows.collect(), empty }));
    if may {
        parts.push(Part::Form(ActForm {
            to: to.clone(),
            title: say!(lang, en = "Note the absence", tr = "İzni kaydet"),
            fields: vec![
                Field::new("from", say!(lang, en = "From", tr = "Başlangıç"), Input::Time(String::new())).needed(),
                Field::new(
                    "to",
                    say!(lang, en = "Until; open while nobody knows", tr = "Bitiş; bilinmiyorsa boş"),
                    Input::Time(String::new()),
                ),
                Field::new(
                    "reason",
                    say!(lang, en = "Why, for colleagues", tr = "Neden, iş arkadaşları için"),
                    Input::Text(String::new()),
                ),
            ],
            ..ActForm::default()
        }));
    }
}

/// What an administrator may change.
fn administration(user: &User, lang: Lang, parts: &mut Vec<Part>) {
    parts.push(Part::Heading(say!(lang, en = "How they work", tr = "Nasıl çalışıyor")));
    let to = format!("/team/{}", user.id);
    parts.push(Part::Form(ActForm {
        to: to.clone(),
        title: say!(lang, en = "Save", tr = "Kaydet"),
        fields: fields(Some(user), lang),
        ..ActForm::default()
    }));
    parts.push(Part::Form(ActForm {
        to: format!("{to}/invite"),
        title: say!(lang, en = "Invite to choose a new password", tr = "Yeni parola için davet et"),
        ..ActForm::default()
    }));
    let (title, left) = if user.profile.left {
        (say!(lang, en = "They come back", tr = "Geri dönüyor"), "false")
    } else {
        (say!(lang, en = "They leave: their leads go to others", tr = "Ayrılıyor: adayları başkalarına geçer"), "true")
    };
    parts.push(Part::Form(ActForm {
        to,
        hidden: vec![("left".into(), left.into())],
        title,
        weight: Weight::Grave,
        ..ActForm::default()
    }));
}

async fn save(visit: &Visit, id: &str, change: UserChange, back: &str) -> Result<Reply, Fault> {
    match visit.app.services.store.change_user(id, change, visit.user()?.id.as_str()).await {
        Ok(_) => Ok(Reply::see(format!("{back}?done=saved"))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(format!("{back}?not={code}"))),
        Err(fault) => Err(fault.into()),
    }
}

/// Changes somebody.
pub(super) async fn change(visit: Visit) -> Result<Reply, Fault> {
    let id = visit.part().to_owned();
    let change = match visit.sent("left") {
        Some(left) => UserChange { left: Some(left == "true"), ..UserChange::default() },
        None => change_of(&visit),
    };
    save(&visit, &id, change, &format!("/team/{id}")).await
}

/// Invites somebody anew.
pub(super) async fn invite(visit: Visit) -> Result<Reply, Fault> {
    let (id, by) = (visit.part().to_owned(), visit.user()?.id.clone());
    match invited(&visit, &id, &by).await {
        Err(Fault::Store(StoreError::Refused(code, _))) => Ok(Reply::see(format!("/team/{id}?not={code}"))),
        other => other,
    }
}

/// Notes an absence, or takes one back: one's own, or as a manager anybody's.
pub(super) async fn absence(visit: Visit) -> Result<Reply, Fault> {
    let id = visit.part().to_owned();
    if visit.role()? < Role::Manager && visit.user()?.id != id {
        return Err(Fault::Forbidden);
    }
    let zone = visit.zone(visit.book().await?.as_deref());
    let back = format!("/team/{id}");
    if let Some(from) = visit.sent("present").and_then(kopru_engine::time::Moment::parse) {
        return save(&visit, &id, UserChange { present: Some(from), ..UserChange::default() }, &back).await;
    }
    let Some(from) = visit.sent("from").and_then(|it| moment(it, &zone)) else {
        return Ok(Reply::see(format!("{back}?not=fact_invalid")));
    };
    let to = visit.sent("to").and_then(|it| moment(it, &zone));
    let reason = visit.sent("reason").unwrap_or_default().to_owned();
    let change = UserChange { absent: Some(Absence { from, to, reason }), ..UserChange::default() };
    save(&visit, &id, change, &back).await
}

/// Oneself: the language, the password, the absences.
pub(super) async fn me(visit: Visit) -> Result<Reply, Fault> {
    let (lang, user) = (visit.lang, visit.user()?.clone());
    let langs = vec![("en".to_owned(), "English".to_owned()), ("tr".to_owned(), "Türkçe".to_owned())];
    let mails = Mailed::ALL.map(|it| (it.id().to_owned(), mailed(it).get(lang).to_owned())).to_vec();
    let password = |name: &str, label: String, new: bool| Field::new(name, label, Input::Password(new));
    let parts = vec![
        Part::Form(ActForm {
            to: "/me".into(),
            title: say!(lang, en = "Save", tr = "Kaydet"),
            fields: vec![
                Field::new(
                    "lang",
                    say!(lang, en = "Language", tr = "Dil"),
                    Input::Choice(langs, user.lang.tag().to_owned()),
                )
                .needed(),
                Field::new(
                    "mail",
                    say!(lang, en = "Tell me by mail", tr = "E-posta ile bildir"),
                    Input::Choice(mails, user.mailed.id().to_owned()),
                )
                .needed(),
            ],
            ..ActForm::default()
        }),
        Part::Heading(say!(lang, en = "Another password", tr = "Yeni parola")),
        Part::Form(ActForm {
            to: "/me".into(),
            hidden: vec![("username".into(), user.id.clone())],
            title: say!(lang, en = "Change the password", tr = "Parolayı değiştir"),
            fields: vec![
                password("old", say!(lang, en = "The password now", tr = "Şimdiki parola"), false).needed(),
                password(
                    "password",
                    say!(lang, en = "A password of at least 12 letters", tr = "En az 12 harflik bir parola"),
                    true,
                )
                .needed(),
                password("again", say!(lang, en = "The password once more", tr = "Parola bir kez daha"), true).needed(),
            ],
            ..ActForm::default()
        }),
    ];
    let id = &user.id;
    let ways = vec![(say!(lang, en = "My absences", tr = "İzinlerim"), format!("/team/{id}"), false)];
    let title = user.name.clone();
    let about = vec![format!("{id} · {}", user.profile.role.name().get(lang))];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}

/// Changes oneself.
pub(super) async fn change_me(visit: Visit) -> Result<Reply, Fault> {
    let user = visit.user()?.clone();
    if let Some(lang) = visit.sent("lang").and_then(Lang::from_tag) {
        let mailed = visit.sent("mail").and_then(Mailed::parse);
        return save(&visit, &user.id, UserChange { lang: Some(lang), mailed, ..UserChange::default() }, "/me").await;
    }
    let services = &visit.app.services;
    let again = |why: &str| Ok(Reply::see(format!("/me?not={why}")));
    let now = services.store.now();
    let tried = (visit.peer.counted(), user.id.clone());
    if visit.app.wrong_logins.is_empty(tried.clone(), now) {
        return again("login_slow");
    }
    let (new, old) = (visit.secret("password"), visit.secret("old"));
    if new != visit.secret("again") {
        return again("passwords_differ");
    }
    if services.log_in(&user.id, old).await?.is_none() {
        let _ = visit.app.wrong_logins.take(tried, now);
        return again("login");
    }
    match services.set_password(&user.id, new, &user.id).await {
        Ok(()) => {}
        Err(StoreError::Refused(code, _)) => return again(code),
        Err(fault) => return Err(fault.into()),
    }
    let session = services.store.open_session(user.id.as_str()).await?;
    Ok(visit.let_in(&session, "/me?done=saved"))
}
