//! What a person can do with a lead where it stands, as forms: the likeliest first.

use super::visit::Visit;
use kopru_engine::decide::Outcome;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::lead::{OfferState, Sales, Suggestion};
use kopru_engine::playbook::{Kind, Playbook};
use kopru_engine::{both, say};
use kopru_portal::shell::{ActForm, Field, Input, Weight};
use kopru_store::Id;
use kopru_store::leads::LeadRow;
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;

/// A lead, and who looks at it.
pub(super) struct Offers<'o> {
    pub playbook: &'o Playbook,
    pub lang: Lang,
    pub user: &'o User,
    /// Who may be given leads.
    pub sellers: &'o [User],
    /// Where to go back to.
    pub back: &'o str,
    /// A word that makes each rendering's forms their own: pressing twice is doing once.
    pub key: String,
}

/// Acts that can be done with several leads at once.
pub(super) const TOGETHER: [&str; 10] = [
    "accepted",
    "refused",
    "returned",
    "contacted",
    "next_step_set",
    "offered",
    "assigned",
    "recycled",
    "disqualified",
    "revived",
];

/// What an act of [`TOGETHER`] is called; another one by its id.
pub(super) fn title(kind: &str) -> Both {
    match kind {
        "accepted" => both!(en = "Accept", tr = "Kabul et"),
        "refused" => both!(en = "Refuse", tr = "Reddet"),
        "returned" => both!(en = "Ask marketing", tr = "Pazarlamaya sor"),
        "contacted" => both!(en = "Log a contact", tr = "Temas kaydet"),
        "next_step_set" => both!(en = "Next step", tr = "Sonraki adım"),
        "offered" => both!(en = "Offer to sales", tr = "Satışa sun"),
        "assigned" => both!(en = "Assign", tr = "Ata"),
        "recycled" => both!(en = "Back to nurture", tr = "Beslemeye geri ver"),
        "disqualified" => both!(en = "Let go", tr = "Bırak"),
        "revived" => both!(en = "Take up again", tr = "Yeniden ele al"),
        other => Both { en: other.to_owned(), tr: other.to_owned() },
    }
}

/// How sales may reach out.
fn channels() -> [(&'static str, Both); 4] {
    [
        ("call", both!(en = "call", tr = "telefon")),
        ("email", both!(en = "e-mail", tr = "e-posta")),
        ("meeting", both!(en = "meeting", tr = "toplantı")),
        ("message", both!(en = "message", tr = "mesaj")),
    ]
}

/// What may come of it.
fn outcomes() -> [(&'static str, Both); 6] {
    [
        ("reached", both!(en = "reached", tr = "ulaşıldı")),
        ("no_answer", both!(en = "no answer", tr = "yanıt yok")),
        ("voicemail", both!(en = "voicemail", tr = "sesli mesaj")),
        ("sent", both!(en = "sent", tr = "gönderildi")),
        ("bounced", both!(en = "bounced", tr = "ulaştırılamadı")),
        ("auto_reply", both!(en = "automatic reply", tr = "otomatik yanıt")),
    ]
}

/// How somebody reached out and what came of it, as the data of the fact say it: `e-mail, sent`.
pub(super) fn reached(data: &serde_json::Value, lang: Lang) -> Option<String> {
    let word = |name: &str, all: &[(&str, Both)]| {
        let id = data[name].as_str()?;
        Some(all.iter().find(|it| it.0 == id).map_or(id, |it| it.1.get(lang)).to_owned())
    };
    let said = [word("channel", &channels()), word("outcome", &outcomes())];
    let said: Vec<String> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Those among people to whom leads are given.
pub(super) fn sellers(users: &[User]) -> Vec<User> {
    users.iter().filter(|it| it.profile.role == Role::Sales && !it.profile.left).cloned().collect()
}

impl<'o> Offers<'o> {
    pub fn new(
        visit: &'o Visit,
        user: &'o User,
        playbook: &'o Playbook,
        sellers: &'o [User],
        back: &'o str,
    ) -> Offers<'o> {
        let key = visit.app.request_id(None);
        Offers { playbook, lang: visit.lang, user, sellers, back, key }
    }

    fn form(
        &self,
        lead: Id,
        kind: &str,
        title: Both,
        key: &'static str,
        weight: Weight,
        fields: Vec<Field>,
    ) -> ActForm {
        ActForm {
            to: format!("/leads/{lead}/acts"),
            hidden: vec![
                ("type".into(), kind.to_owned()),
                ("key".into(), format!("{}-{kind}", self.key)),
                ("back".into(), self.back.to_owned()),
            ],
            title: title.get(self.lang).to_owned(),
            key,
            fields,
            weight,
            all: None,
        }
    }

    fn note(&self) -> Field {
        Field::new("data.note", say!(self.lang, en = "Note", tr = "Not"), Input::Lines(String::new()))
    }

    fn text(&self, name: &str, label: Both) -> Field {
        Field::new(&format!("data.{name}"), label.get(self.lang).to_owned(), Input::Text(String::new()))
    }

    fn choice(&self, name: &str, label: Both, all: Vec<(String, Both)>) -> Field {
        let all = all.into_iter().map(|(id, words)| (id, words.get(self.lang).to_owned())).collect();
        Field::new(&format!("data.{name}"), label.get(self.lang).to_owned(), Input::Choice(all, String::new()))
    }

    /// Everything that can be done with a lead.
    pub fn all(&self, row: &LeadRow) -> Vec<ActForm> {
        let mut forms = Vec::new();
        let role = self.user.profile.role;
        let sells = role != Role::Marketing;
        if row.disposition != "open" {
            if matches!(row.disposition.as_str(), "recycled" | "disqualified" | "lost") {
                forms.push(self.act(row.id, "revived", "", Weight::Main));
            }
            return forms;
        }
        let at = row.stage.as_deref().and_then(|id| self.playbook.stage(id));
        let waits = row.sales.offer.as_ref().is_some_and(kopru_engine::lead::Offer::is_waiting);
        let by = &self.playbook.by;
        if waits && sells {
            forms.extend(self.answers(row, row.sales.state()));
        }
        let taken = by.acceptance.is_some() && at >= by.acceptance && at.is_some();
        if taken && sells {
            forms.extend(self.working(row, at));
        }
        let offered_stage = self.playbook.handover.as_ref().map(|it| it.from);
        if !waits && offered_stage.is_some() && at == offered_stage {
            forms.push(self.act(row.id, "offered", "", Weight::Main));
        }
        if waits && row.sales.state() != Some(OfferState::Open) {
            let title = both!(en = "Offer again", tr = "Yeniden sun");
            forms.push(self.form(row.id, "offered", title, "", Weight::Plain, vec![self.note()]));
        }
        if role >= Role::Manager {
            let mut assign = self.act(row.id, "assigned", "", Weight::Plain);
            // It is given to somebody else.
            for field in &mut assign.fields {
                if let Input::Choice(all, _) = &mut field.input {
                    all.retain(|it| row.owner.as_deref() != Some(&it.0));
                }
            }
            forms.push(assign);
        }
        forms.push(self.act(row.id, "recycled", "", Weight::Plain));
        forms.push(self.act(row.id, "disqualified", "d", Weight::Grave));
        forms
    }

    /// An act of [`TOGETHER`] with one lead.
    fn act(&self, lead: Id, kind: &str, key: &'static str, weight: Weight) -> ActForm {
        self.form(lead, kind, title(kind), key, weight, self.fields(kind))
    }

    /// What is said with an act of [`TOGETHER`], of whichever lead.
    pub fn fields(&self, kind: &str) -> Vec<Field> {
        let until =
            || Field::new("data.until", say!(self.lang, en = "Until", tr = "Tarihe kadar"), Input::Day(String::new()));
        let why = || self.text("reason", both!(en = "Why", tr = "Neden"));
        match kind {
            "refused" => {
                let reasons = self.playbook.handover.iter().flat_map(|it| &it.reasons);
                let reasons = reasons.map(|it| (it.id.to_string(), it.text.clone())).collect();
                vec![self.choice("reason", both!(en = "Why", tr = "Neden"), reasons).needed(), self.note()]
            }
            "returned" => {
                let what = say!(self.lang, en = "What do you need to know?", tr = "Neyi bilmeniz gerekiyor?");
                vec![Field::new("data.note", what, Input::Lines(String::new())).needed()]
            }
            "contacted" => self.contact(),
            "next_step_set" => {
                let what = self.text("what", both!(en = "What comes next", tr = "Sırada ne var"));
                vec![what.needed(), self.due().needed()]
            }
            "offered" => vec![self.note()],
            "assigned" => {
                let all = self.sellers.iter().map(|it| (it.id.clone(), Both::same(it.name.clone()))).collect();
                let whom = both!(en = "To whom; nobody: ask routing", tr = "Kime; boşsa yönlendirmeye sor");
                vec![self.choice("to", whom, all), self.note()]
            }
            "recycled" => vec![why().needed(), until(), self.note()],
            "disqualified" => {
                let kinds = Kind::ALL.iter().map(|it| (it.id().to_owned(), it.name())).collect();
                let kind = both!(en = "What kind of reason", tr = "Ne tür bir neden");
                vec![self.choice("kind", kind, kinds).needed(), why().needed(), until(), self.note()]
            }
            "revived" => vec![why(), self.note()],
            _ => Vec::new(),
        }
    }

    fn due(&self) -> Field {
        Field::new("data.due", say!(self.lang, en = "By when", tr = "Ne zamana kadar"), Input::Time(String::new()))
    }

    /// What rules suggest, to be confirmed with one press. `later`: the day that the lead named for later; what is not now comes
    /// back then, and not when the rule says.
    pub fn suggested(&self, lead: Id, suggestions: &[Suggestion], later: Option<&str>) -> Vec<ActForm> {
        let confirm = |it: &Suggestion| match it {
            Suggestion::LetGo(place) => {
                let rule = self.playbook.disqualify.get(usize::from(*place))?;
                let text = rule.text.get(self.lang);
                let later = later.filter(|_| rule.kind == Kind::NotNow);
                let title = match later {
                    Some(day) => both!(en = "Let go until {day}: {text}", tr = "{day} tarihine kadar bırak: {text}"),
                    None => both!(en = "Let go: {text}", tr = "Bırak: {text}"),
                };
                let mut form = self.form(lead, "disqualified", title, "", Weight::Grave, Vec::new());
                form.hidden.push(("data.kind".into(), rule.kind.id().into()));
                form.hidden.push(("data.reason".into(), rule.id.to_string()));
                form.hidden.extend(later.map(|day| ("data.until".into(), day.to_owned())));
                Some(form)
            }
            Suggestion::Revive { .. } => None,
        };
        suggestions.iter().filter_map(confirm).collect()
    }

    /// What sales answers to an offer.
    fn answers(&self, row: &LeadRow, state: Option<OfferState>) -> Vec<ActForm> {
        let mut forms = vec![self.act(row.id, "accepted", "a", Weight::Main)];
        forms.push(self.act(row.id, "refused", "r", Weight::Grave));
        if state != Some(OfferState::Returned) {
            forms.push(self.act(row.id, "returned", "", Weight::Plain));
        }
        forms
    }

    /// What sales does with a lead that it has taken.
    fn working(&self, row: &LeadRow, at: Option<u8>) -> Vec<ActForm> {
        let by = &self.playbook.by;
        let weight = if row.sales.clocks.is_empty() { Weight::Plain } else { Weight::Main };
        let mut forms = vec![self.act(row.id, "contacted", "c", weight)];
        forms.push(self.act(row.id, "next_step_set", "n", Weight::Plain));
        if row.sales.step.is_some() {
            let title = both!(en = "Step done", tr = "Adım tamam");
            forms.push(self.form(row.id, "next_step_done", title, "", Weight::Plain, Vec::new()));
        }
        forms.push(self.talk(row));
        if by.qualification.is_some() && at < by.qualification {
            let anyway = Field::new(
                "data.overrule",
                say!(self.lang, en = "although not all is met", tr = "hepsi karşılanmasa da"),
                Input::Check(false),
            );
            let title = both!(en = "Qualify", tr = "Nitelikli say");
            forms.push(self.form(row.id, "qualified", title, "", Weight::Plain, vec![anyway, self.note()]));
        }
        forms.push(self.clocks(row));
        if by.conversation.is_some() && at >= by.conversation {
            let amount = self.text("amount", both!(en = "Amount, such as 12000 EUR", tr = "Tutar, örneğin 12000 EUR"));
            let expected = Field::new(
                "data.expected",
                say!(self.lang, en = "Expected on", tr = "Beklenen tarih"),
                Input::Day(String::new()),
            );
            let title = both!(en = "Deal", tr = "Fırsat");
            forms.push(self.form(row.id, "deal_changed", title, "", Weight::Plain, vec![amount.clone(), expected]));
            forms.push(self.form(row.id, "won", both!(en = "Won", tr = "Kazanıldı"), "", Weight::Main, vec![amount]));
            let why = self.text("reason", both!(en = "Why", tr = "Neden")).needed();
            forms.push(self.form(
                row.id,
                "lost",
                both!(en = "Lost", tr = "Kaybedildi"),
                "",
                Weight::Grave,
                vec![why, self.note()],
            ));
        }
        forms
    }

    fn contact(&self) -> Vec<Field> {
        let own = |all: &[(&str, Both)]| all.iter().map(|(id, words)| ((*id).to_owned(), words.clone())).collect();
        // The script chooses by the digit that stands before the words.
        let numbered = |all: &[(&str, Both)]| {
            let one = |(number, (id, words)): (usize, &(&str, Both))| {
                let (en, tr) = (&words.en, &words.tr);
                ((*id).to_owned(), both!(en = "{number} {en}", tr = "{number} {tr}"))
            };
            (1..).zip(all).map(one).collect()
        };
        // That a machine answered is for programs to tell.
        let outcomes = outcomes();
        let by_hand = outcomes.split_last().map_or(&[][..], |it| it.1);
        vec![
            self.choice("channel", both!(en = "How", tr = "Nasıl"), own(&channels())).needed(),
            self.choice("outcome", both!(en = "What came of it", tr = "Sonuç"), numbered(by_hand)).needed(),
            Field::new(
                "occurred_at",
                say!(self.lang, en = "When (now, if left open)", tr = "Ne zaman (boşsa şimdi)"),
                Input::Time(String::new()),
            ),
            self.text("intent", both!(en = "What the lead wants", tr = "Adayın isteği")),
            self.note(),
            self.text("next", both!(en = "What comes next", tr = "Sırada ne var")),
            self.due(),
        ]
    }

    fn talk(&self, row: &LeadRow) -> ActForm {
        let check = |name: &str, label: Both, on| {
            Field::new(&format!("data.{name}"), label.get(self.lang).to_owned(), Input::Check(on))
        };
        let fields = vec![
            check("two_way", both!(en = "the lead talked, too", tr = "aday da konuştu"), true),
            check("business_fit", both!(en = "their business fits ours", tr = "işleri bizimkine uyuyor"), false),
            check(
                "product_fit",
                both!(en = "our product solves their problem", tr = "ürünümüz sorunlarını çözüyor"),
                false,
            ),
            self.note(),
        ];
        self.form(row.id, "conversation_held", both!(en = "Conversation", tr = "Görüşme"), "", Weight::Plain, fields)
    }

    fn clocks(&self, row: &LeadRow) -> ActForm {
        if row.sales.waiting.is_some() {
            let title = both!(en = "Let clocks go on", tr = "Süreleri sürdür");
            return self.form(row.id, "clock_resumed", title, "", Weight::Plain, Vec::new());
        }
        let until =
            Field::new("data.until", say!(self.lang, en = "Until", tr = "Tarihe kadar"), Input::Day(String::new()));
        let why = self.text("reason", both!(en = "What for", tr = "Neden")).needed();
        let title = both!(en = "Wait for the lead", tr = "Adayı bekle");
        self.form(row.id, "clock_paused", title, "", Weight::Plain, vec![why, until])
    }
}

/// The act that can be undone, if one can.
pub(super) fn undo(
    lead: Id,
    sales: &Sales,
    back: &str,
    now: kopru_engine::time::Moment,
    lang: Lang,
) -> Option<ActForm> {
    let undo = sales.undo.as_ref().filter(|it| now <= it.until)?;
    Some(ActForm {
        to: format!("/leads/{lead}/acts"),
        hidden: vec![
            ("type".into(), "undone".into()),
            ("data.fact".into(), undo.fact.to_string()),
            ("key".into(), format!("undo-{}", undo.fact)),
            ("back".into(), back.to_owned()),
        ],
        title: say!(lang, en = "Undo the last act", tr = "Son işlemi geri al"),
        ..ActForm::default()
    })
}

/// Whether an outcome means that the act had its effect.
pub(super) fn had_effect(outcome: Outcome) -> bool {
    outcome == Outcome::Applied
}
