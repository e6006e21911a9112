//! Disagreements about answers to hand-overs: who may speak for which side, whom it is told, and how it is shown.

use super::Services;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_store::disputes::{Dispute, Said, Side, View};
use kopru_store::notices::New;
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;
use kopru_store::{Id, Result, StoreError};
use serde_json::{Value, json};

/// The other side says that the answer was wrong.
pub const DISPUTED: &str = "disputed";
/// The other side says that the answer was right.
pub const DENIED: &str = "dispute_denied";
/// A disagreement is settled.
pub const SETTLED: &str = "dispute_settled";

/// For which side somebody speaks: marketing and sales for their own, managers and administrators for the one they name.
///
/// # Errors
/// `side_wrong`, `side_needed`.
pub fn side_of(user: &User, asked: Option<Side>) -> Result<Side> {
    let own = match user.profile.role {
        Role::Marketing => Some(Side::Marketing),
        Role::Sales => Some(Side::Sales),
        Role::Manager | Role::Admin => None,
    };
    match (own, asked) {
        (Some(own), Some(asked)) if own != asked => {
            let why = format!("`{}` speaks for {}", user.id, own.id());
            Err(StoreError::Refused("side_wrong", why))
        }
        (Some(side), _) | (None, Some(side)) => Ok(side),
        (None, None) => {
            Err(StoreError::Refused("side_needed", "say for which side: `marketing` or `sales`".to_owned()))
        }
    }
}

impl Services {
    /// Says that the latest hand-over of a lead should have been answered otherwise, and tells the other side.
    ///
    /// # Errors
    /// `side_wrong`, `side_needed`, `user_has_left`; as [`kopru_store::Store::open_dispute`] says.
    pub async fn open_dispute(&self, lead: Id, side: Option<Side>, claim: &str, by: &str) -> Result<Dispute> {
        let user = self.working(by).await?;
        let side = side_of(&user, side)?;
        let it = self.store.open_dispute(lead, side, claim, by).await?;
        self.tell_side(&it, side.other(), DISPUTED, by).await?;
        Ok(it)
    }

    /// Says what a side thinks, and tells whoever must know.
    ///
    /// # Errors
    /// `side_wrong`, `side_needed`, `user_has_left`; as [`kopru_store::Store::say_of_dispute`] says.
    pub async fn say_of_dispute(
        &self,
        id: Id,
        (side, view, change): (Option<Side>, View, Option<String>),
        by: &str,
    ) -> Result<Dispute> {
        let user = self.working(by).await?;
        let side = side_of(&user, side)?;
        let it = self.store.say_of_dispute(id, Said { by: by.to_owned(), side, view, change }).await?;
        if it.settled_at.is_some() {
            self.tell_side(&it, Side::Marketing, SETTLED, by).await?;
            self.tell_side(&it, Side::Sales, SETTLED, by).await?;
        } else if side != it.side {
            self.tell_side(&it, it.side, DENIED, by).await?;
        }
        Ok(it)
    }

    /// Somebody who works here.
    pub(super) async fn working(&self, id: &str) -> Result<User> {
        let user = self.store.user(id).await?;
        if user.profile.left {
            return Err(StoreError::Refused("user_has_left", format!("`{id}` has left")));
        }
        Ok(user)
    }

    /// Tells a side: marketing all of it, sales whoever answered and the managers.
    async fn tell_side(&self, it: &Dispute, side: Side, kind: &'static str, by: &str) -> Result<()> {
        let answered = it.answered_by.as_deref();
        let concerned = |user: &User| match side {
            Side::Marketing => user.profile.role == Role::Marketing,
            Side::Sales => user.profile.role == Role::Manager || Some(user.id.as_str()) == answered,
        };
        let detail = json!({ "by": by, "about": it.about, "outcome": it.outcome });
        self.tell_people(concerned, (it.id, kind, Some(it.lead)), detail).await
    }

    /// Tells those who are concerned, work here, and did not do it themselves (`by` of the detail).
    pub(super) async fn tell_people(
        &self,
        concerned: impl Fn(&User) -> bool,
        (id, kind, lead): (Id, &'static str, Option<Id>),
        detail: Value,
    ) -> Result<()> {
        let at = self.store.now();
        let users = self.store.users().await?;
        let told = users.into_iter().filter(|it| !it.profile.left && detail["by"] != it.id && concerned(it));
        let notices = told.map(|user| New { user: user.id, id, kind, at, lead, detail: detail.clone() });
        self.store.notify(notices.collect()).await
    }
}

/// What it is about.
pub fn about(it: &Dispute, reason: impl Fn(&str) -> String, lang: Lang) -> String {
    let who = it.answered_by.clone().unwrap_or_else(|| say!(lang, en = "sales", tr = "satış"));
    if it.about == "refusal" {
        let reason = it.reason.as_deref().map_or_else(|| "–".to_owned(), reason);
        return say!(lang, en = "refused by {who}: {reason}", tr = "{who} reddetti: {reason}");
    }
    say!(lang, en = "accepted by {who}", tr = "{who} kabul etti")
}

/// What a side says, in words.
pub fn view(it: View, about: &str, lang: Lang) -> String {
    match (it, about) {
        (View::Upheld, "refusal") => say!(lang, en = "refusing was right", tr = "reddetmek doğruydu"),
        (View::Overturned, "refusal") => say!(lang, en = "refusing was wrong", tr = "reddetmek yanlıştı"),
        (View::Upheld, _) => say!(lang, en = "accepting was right", tr = "kabul etmek doğruydu"),
        (View::Overturned, _) => say!(lang, en = "accepting was wrong", tr = "kabul etmek yanlıştı"),
    }
}

/// How it ended, in words.
pub fn outcome(it: &Dispute, lang: Lang) -> Option<String> {
    Some(match it.outcome.as_deref()? {
        "withdrawn" => say!(lang, en = "withdrawn", tr = "geri çekildi"),
        other => {
            let both = say!(lang, en = "both teams", tr = "iki ekip");
            format!("{both}: {}", view(View::parse(other)?, &it.about, lang))
        }
    })
}

/// As programs see it.
pub fn as_json(it: &Dispute) -> Value {
    let says = |side| it.says(side).map(|(view, by)| json!({ "view": view.id(), "by": by }));
    json!({
        "id": it.id.to_string(), "lead": it.lead.to_string(), "handover": it.number, "about": it.about,
        "opened_at": it.opened_at.to_string(), "opened_by": it.opened_by, "side": it.side.id(), "claim": it.claim,
        "marketing": says(Side::Marketing), "sales": says(Side::Sales),
        "settled_at": it.settled_at.map(|at| at.to_string()), "outcome": it.outcome, "change": it.change,
        "changed_at": it.changed_at.map(|at| at.to_string()), "answered_by": it.answered_by, "reason": it.reason,
    })
}
