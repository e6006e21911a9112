//! Who works here. Every change is an entry of the team's stream, of the audit, or of both; nobody is ever taken out: who
//! leaves has left.

use super::profile::{Absence, HoursText, Profile, Role};
use super::{EntryRow, Head};
use crate::audit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Ids;
use crate::limits::{ABSENCES_MAX, USER_ID_CHARS_MAX, USER_NAME_CHARS_MAX, USER_WORDS_MAX, USERS_MAX};
use crate::notices::Mailed;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::lang::Lang;
use kopru_engine::time::Moment;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Somebody who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The word by which facts name them: `ayse`.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their address; nobody shares one.
    pub email: Option<String>,
    /// The language in which they are spoken to.
    pub lang: Lang,
    /// When they are told by mail.
    pub mailed: Mailed,
    /// How they work.
    pub profile: Profile,
    /// Whether they have chosen a password.
    pub has_password: bool,
    /// When they came.
    pub created_at: Moment,
    /// Who brought them in.
    pub created_by: String,
}

/// Somebody to bring in.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The word by which facts name them.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// The language in which they are spoken to.
    pub lang: Lang,
    /// How they work.
    pub profile: Profile,
}

/// What is to be changed of somebody; what is not named stays.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// The name.
    pub name: Option<String>,
    /// The address; an empty one takes it away.
    pub email: Option<String>,
    /// The language.
    pub lang: Option<Lang>,
    /// When they are told by mail.
    pub mailed: Option<Mailed>,
    /// The role.
    pub role: Option<Role>,
    /// The team; an empty one takes it away.
    pub team: Option<String>,
    /// The languages.
    pub languages: Option<Vec<String>>,
    /// The skills.
    pub skills: Option<Vec<String>>,
    /// The capacity; nothing takes the limit away.
    pub capacity: Option<Option<u32>>,
    /// The weight.
    pub weight: Option<u32>,
    /// The hours; nothing takes them away.
    pub hours: Option<Option<HoursText>>,
    /// An absence that is added; one that begins at the same moment is replaced.
    pub absent: Option<Absence>,
    /// The absence that begins at this moment is taken back.
    pub present: Option<Moment>,
    /// Whether they have left.
    pub left: Option<bool>,
}

const USER: &str = "app_user, name, email, lang, mail, profile, password, created_at, created_by";

fn read(row: &mut Row) -> Result<User> {
    let (id, name, email) = (row.text()?, row.text()?, row.text_opt()?);
    let (lang, mailed, profile) = (row.text()?, row.text()?, row.text()?);
    let damaged = |why: String| StoreError::Corrupt(format!("the user `{id}`: {why}"));
    Ok(User {
        name,
        email,
        lang: Lang::from_tag(&lang).unwrap_or_default(),
        mailed: Mailed::parse(&mailed).unwrap_or_default(),
        profile: Profile::read(&profile).map_err(damaged)?,
        has_password: row.text_opt()?.is_some(),
        created_at: row.at()?,
        created_by: row.text()?,
        id,
    })
}

pub(crate) fn find(conn: &mut Conn, workspace: i64, id: &str) -> Result<User> {
    let sql = format!("select {USER} from app_user where workspace = $1 and app_user = $2");
    let row = conn.row(&sql, &[Param::Int(workspace), Param::Text(id)])?;
    read(&mut row.ok_or_else(|| StoreError::NotFound(format!("user `{id}`")))?)
}

/// Everybody who works here.
pub(crate) fn here(conn: &mut Conn, workspace: i64) -> Result<BTreeSet<String>> {
    let sql = format!("select {USER} from app_user where workspace = $1");
    let mut here = BTreeSet::new();
    for mut row in conn.rows(&sql, &[Param::Int(workspace)])? {
        let user = read(&mut row)?;
        here.extend((!user.profile.left).then_some(user.id));
    }
    Ok(here)
}

impl Store {
    /// Everybody, by their words; those who have left are among them.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn users(&self) -> Result<Vec<User>> {
        self.reading(|shared, conn| {
            let sql = format!("select {USER} from app_user where workspace = $1 order by app_user");
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace)])?;
            rows.into_iter().map(|mut row| read(&mut row)).collect()
        })
        .await
    }

    /// Whether nobody works here yet.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn has_no_users(&self) -> Result<bool> {
        self.reading(|shared, conn| {
            let sql = "select app_user from app_user where workspace = $1 limit 1";
            Ok(conn.row(sql, &[Param::Int(shared.workspace)])?.is_none())
        })
        .await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn user(&self, id: impl Into<String>) -> Result<User> {
        let id = id.into();
        self.reading(move |shared, conn| find(conn, shared.workspace, &id)).await
    }

    /// Brings somebody in. The first must be an administrator.
    ///
    /// # Errors
    /// `user_id_invalid`, `user_name_invalid`, `user_email_invalid`, `user_exists`, `user_email_taken`, `hours_invalid`,
    /// `user_words_invalid`, `too_many_users`, `last_admin` when the first is no administrator.
    pub async fn create_user(&self, user: NewUser, by: impl Into<String>) -> Result<User> {
        let by = by.into();
        check_id(&user.id)?;
        let mut wanted = User {
            name: user.name,
            email: user.email,
            lang: user.lang,
            mailed: Mailed::default(),
            profile: user.profile,
            has_password: false,
            created_at: self.now(),
            created_by: by.clone(),
            id: user.id,
        };
        tidy(&mut wanted)?;
        self.transaction(move |shared, conn, ids, now| create(shared, conn, ids, now, &wanted, &by)).await
    }

    /// Changes somebody. Leads that they work hear of it, and who leaves is logged out everywhere.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as [`Store::create_user`] says; `too_many_absences`; `last_admin` when nobody would be left
    /// who may do everything.
    pub async fn change_user(&self, id: impl Into<String>, change: UserChange, by: impl Into<String>) -> Result<User> {
        let (id, by) = (id.into(), by.into());
        self.transaction(move |shared, conn, ids, now| self::change(shared, conn, ids, now, &id, &change, &by)).await
    }

    /// Keeps a password's hash, and ends all sessions and invitations of the user.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn set_password(&self, id: impl Into<String>, hash: String, by: impl Into<String>) -> Result<()> {
        let (id, by) = (id.into(), by.into());
        self.transaction(move |shared, conn, ids, now| {
            let (ws, user) = (Param::Int(shared.workspace), Param::Text(&id));
            let sql = "update app_user set password = $1 where workspace = $2 and app_user = $3";
            if conn.execute(sql, &[Param::Text(&hash), ws, user])? == 0 {
                return Err(StoreError::NotFound(format!("user `{id}`")));
            }
            conn.execute("delete from ticket where workspace = $1 and app_user = $2", &[ws, user])?;
            audit::write(conn, ids, shared.workspace, now, &by, "user.password_set", &id, &json!({}))
        })
        .await
    }

    /// Whom somebody means who logs in, by their word or their address, with the hash of their password. Nobody who has left
    /// and nobody without a password.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn login(&self, name: &str) -> Result<Option<(User, String)>> {
        let name = name.trim().to_lowercase();
        self.reading(move |shared, conn| {
            let sql = format!(
                "select {USER} from app_user where workspace = $1 and (app_user = $2 or email = $2)
                 order by case when app_user = $2 then 0 else 1 end limit 1"
            );
            let row = conn.row(&sql, &[Param::Int(shared.workspace), Param::Text(&name)])?;
            let Some(mut row) = row else { return Ok(None) };
            let user = read(&mut row)?;
            let sql = "select password from app_user where workspace = $1 and app_user = $2";
            let row = conn.row(sql, &[Param::Int(shared.workspace), Param::Text(&user.id)])?;
            let hash = row.map(|mut row| row.text_opt()).transpose()?.flatten();
            Ok(hash.filter(|_| !user.profile.left).map(|hash| (user, hash)))
        })
        .await
    }
}

fn create(shared: &Shared, conn: &mut Conn, ids: &mut Ids, now: Moment, user: &User, by: &str) -> Result<User> {
    let ws = Param::Int(shared.workspace);
    let mut head = begin(shared, conn)?;
    let known = conn.row("select count(*) from app_user where workspace = $1", &[ws])?;
    let known = known.map_or(Ok(0), |mut row| row.int())?;
    if known >= USERS_MAX {
        return refuse("too_many_users", format!("there are {USERS_MAX} users already"));
    }
    if known == 0 && user.profile.role != Role::Admin {
        return refuse("last_admin", "the first user must be an administrator".into());
    }
    let taken =
        conn.row("select app_user from app_user where workspace = $1 and app_user = $2", &[ws, Param::Text(&user.id)])?;
    if taken.is_some() {
        return refuse("user_exists", format!("there is a user `{}` already", user.id));
    }
    email_is_free(conn, shared.workspace, user)?;
    let entry = enter(shared, conn, &mut head, now, user, by)?;
    conn.execute(
        "insert into app_user (workspace, app_user, name, email, lang, profile, entry, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            ws,
            Param::Text(&user.id),
            Param::Text(&user.name),
            Param::text(user.email.as_deref()),
            Param::Text(user.lang.tag()),
            Param::Text(&user.profile.json().to_string()),
            Param::Int(entry),
            Param::at(now),
            Param::Text(by),
        ],
    )?;
    let detail = json!({ "role": user.profile.role.id(), "team": user.profile.team });
    audit::write(conn, ids, shared.workspace, now, by, "user.created", &user.id, &detail)?;
    Ok(user.clone())
}

fn change(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    now: Moment,
    id: &str,
    change: &UserChange,
    by: &str,
) -> Result<User> {
    let ws = Param::Int(shared.workspace);
    let mut head = begin(shared, conn)?;
    let before = find(conn, shared.workspace, id)?;
    let mut after = before.clone();
    apply(&mut after, change);
    tidy(&mut after)?;
    if after == before {
        return Ok(before);
    }
    if after.email != before.email {
        email_is_free(conn, shared.workspace, &after)?;
    }
    let rules = |user: &User| user.profile.role == Role::Admin && !user.profile.left;
    if rules(&before) && !rules(&after) && !another_admin(conn, shared.workspace, id)? {
        return refuse(
            "last_admin",
            "somebody must be left who may do everything: make another administrator first".into(),
        );
    }
    let profile = after.profile.json().to_string();
    if after.profile != before.profile {
        let entry = enter(shared, conn, &mut head, now, &after, by)?;
        let sql = "update app_user set profile = $1, entry = $2 where workspace = $3 and app_user = $4";
        conn.execute(sql, &[Param::Text(&profile), Param::Int(entry), ws, Param::Text(id)])?;
    }
    conn.execute(
        "update app_user set name = $1, email = $2, lang = $3, mail = $4 where workspace = $5 and app_user = $6",
        &[
            Param::Text(&after.name),
            Param::text(after.email.as_deref()),
            Param::Text(after.lang.tag()),
            Param::Text(after.mailed.id()),
            ws,
            Param::Text(id),
        ],
    )?;
    if after.profile.left && !before.profile.left {
        conn.execute("delete from ticket where workspace = $1 and app_user = $2", &[ws, Param::Text(id)])?;
    }
    audit::write(conn, ids, shared.workspace, now, by, "user.changed", id, &difference(&before, &after))?;
    Ok(after)
}

/// Waits until nobody decides any more, as a publication does, and locks the team's stream.
fn begin(shared: &Shared, conn: &mut Conn) -> Result<Head> {
    let lock = conn.for_update();
    conn.row(&format!("select name from workspace where workspace = $1{lock}"), &[Param::Int(shared.workspace)])?;
    Head::lock(conn, shared.workspace)
}

/// Writes how somebody works from now on into the team's stream, and has their leads told.
fn enter(shared: &Shared, conn: &mut Conn, head: &mut Head, now: Moment, user: &User, by: &str) -> Result<i64> {
    let ws = Param::Int(shared.workspace);
    let body = user.profile.json().to_string();
    head.entry += 1;
    head.desk = head.entry;
    let row = EntryRow {
        entry: head.entry,
        at: now,
        by,
        kind: "member",
        user: Some(&user.id),
        person: None,
        playbook: None,
        body: &body,
    };
    row.write(conn, shared.workspace)?;
    head.write(conn, shared.workspace)?;
    conn.execute(
        "insert into desk_queue (workspace, app_user, entry) values ($1, $2, $3)
         on conflict (workspace, app_user) do update set entry = excluded.entry",
        &[ws, Param::Text(&user.id), Param::Int(head.entry)],
    )?;
    // Whoever came, or has time again, may be the one for whom leads wait.
    conn.execute("update team set retry_at = 0, retry_after = null where workspace = $1", &[ws])?;
    Ok(head.entry)
}

fn apply(user: &mut User, change: &UserChange) {
    let filled = |text: &String| (!text.trim().is_empty()).then(|| text.clone());
    if let Some(name) = &change.name {
        user.name.clone_from(name);
    }
    if let Some(email) = &change.email {
        user.email = filled(email);
    }
    user.lang = change.lang.unwrap_or(user.lang);
    user.mailed = change.mailed.unwrap_or(user.mailed);
    let profile = &mut user.profile;
    profile.role = change.role.unwrap_or(profile.role);
    if let Some(team) = &change.team {
        profile.team = filled(team);
    }
    if let Some(languages) = &change.languages {
        profile.languages.clone_from(languages);
    }
    if let Some(skills) = &change.skills {
        profile.skills.clone_from(skills);
    }
    profile.capacity = change.capacity.unwrap_or(profile.capacity);
    profile.weight = change.weight.unwrap_or(profile.weight);
    if let Some(hours) = &change.hours {
        profile.hours.clone_from(hours);
    }
    if let Some(absence) = &change.absent {
        profile.absences.retain(|it| it.from != absence.from);
        profile.absences.push(absence.clone());
        profile.absences.sort_by_key(|it| it.from);
    }
    if let Some(from) = change.present {
        profile.absences.retain(|it| it.from != from);
    }
    profile.left = change.left.unwrap_or(profile.left);
}

/// Evens out what people write, and refuses what cannot be.
fn tidy(user: &mut User) -> Result<()> {
    user.name = user.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let long = user.name.chars().count();
    if long == 0 || long > USER_NAME_CHARS_MAX {
        return refuse("user_name_invalid", format!("a user has a name of 1 to {USER_NAME_CHARS_MAX} letters"));
    }
    user.email = user.email.as_ref().map(|it| it.trim().to_lowercase()).filter(|it| !it.is_empty());
    if let Some(email) = &user.email {
        let sound = email.split_once('@').is_some_and(|(one, other)| !one.is_empty() && other.contains('.'));
        if !sound || email.chars().count() > 254 || email.contains(char::is_whitespace) {
            return refuse("user_email_invalid", format!("`{email}` is no e-mail address"));
        }
    }
    let profile = &mut user.profile;
    profile.weight = profile.weight.clamp(1, 100);
    for list in [&mut profile.languages, &mut profile.skills] {
        list.iter_mut().for_each(|it| *it = it.trim().to_lowercase());
        list.retain(|it| !it.is_empty());
        let mut seen = std::collections::BTreeSet::new();
        list.retain(|it| seen.insert(it.clone()));
        if list.len() > USER_WORDS_MAX || list.iter().any(|it| it.chars().count() > USER_ID_CHARS_MAX) {
            let why =
                format!("at most {USER_WORDS_MAX} languages and skills, each of at most {USER_ID_CHARS_MAX} letters");
            return refuse("user_words_invalid", why);
        }
    }
    profile.team = profile.team.as_ref().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    if let Some(team) = &profile.team
        && team.chars().count() > USER_ID_CHARS_MAX
    {
        return refuse("user_words_invalid", format!("a team's name has at most {USER_ID_CHARS_MAX} letters"));
    }
    if profile.absences.len() > ABSENCES_MAX {
        return refuse("too_many_absences", format!("at most {ABSENCES_MAX} absences: take old ones back"));
    }
    if let Some(it) = profile.absences.iter().find(|it| it.to.is_some_and(|to| to <= it.from)) {
        return refuse("absence_invalid", format!("the absence from {} ends before it begins", it.from));
    }
    profile.member().map(drop).map_err(|why| StoreError::Refused("hours_invalid", why.en))
}

fn check_id(id: &str) -> Result<()> {
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, '.' | '-' | '_');
    let sound = id.chars().all(plain) && id.starts_with(|it: char| it.is_ascii_alphanumeric());
    if sound && id.len() <= USER_ID_CHARS_MAX {
        return Ok(());
    }
    let why = format!(
        "a user is named by 1 to {USER_ID_CHARS_MAX} of the signs a-z, 0-9, `.`, `-` and `_`, the first a letter or digit"
    );
    refuse("user_id_invalid", why)
}

fn email_is_free(conn: &mut Conn, workspace: i64, user: &User) -> Result<()> {
    let Some(email) = &user.email else { return Ok(()) };
    let sql = "select app_user from app_user where workspace = $1 and email = $2 and app_user <> $3";
    let other = conn.row(sql, &[Param::Int(workspace), Param::Text(email), Param::Text(&user.id)])?;
    if other.is_some() {
        return refuse("user_email_taken", format!("another user has the address {email}"));
    }
    Ok(())
}

fn another_admin(conn: &mut Conn, workspace: i64, but: &str) -> Result<bool> {
    let sql = format!("select {USER} from app_user where workspace = $1 and app_user <> $2");
    for mut row in conn.rows(&sql, &[Param::Int(workspace), Param::Text(but)])? {
        let user = read(&mut row)?;
        if user.profile.role == Role::Admin && !user.profile.left {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What differs, as the audit keeps it: old and new.
fn difference(before: &User, after: &User) -> Value {
    let flat = |user: &User| {
        let mut it = user.profile.json();
        it["name"] = json!(user.name);
        it["email"] = json!(user.email);
        it["lang"] = json!(user.lang.tag());
        it["mail"] = json!(user.mailed.id());
        it
    };
    let (before, after) = (flat(before), flat(after));
    let parts = after.as_object().into_iter().flatten();
    let changed = parts.filter(|(key, value)| before[key.as_str()] != **value);
    changed.map(|(key, value)| (key.clone(), json!({ "from": before[key.as_str()], "to": value }))).collect()
}

fn refuse<T>(code: &'static str, why: String) -> Result<T> {
    Err(StoreError::Refused(code, why))
}
