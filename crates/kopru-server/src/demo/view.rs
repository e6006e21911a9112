//! What the demo's page shows, as values: read from the services, said in the reader's language.

use crate::service::{self, Services, Veil};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kopru_engine::decide::{Change, Decision};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::{GRADES, Playbook};
use kopru_engine::steps;
use kopru_engine::time::Moment;
use kopru_engine::trace::{Line, Speaker, band};
use kopru_engine::{both, say};
use kopru_portal::demo_page::{DecisionRow, DemoPage, LeadList, LeadStory, PictureLink, StageRow, Who};
use kopru_portal::funnel::FunnelView;
use kopru_portal::page::Tongue;
use kopru_store::counts::Counts;
use kopru_store::explain::Explanation;
use kopru_store::lead::PersonView;
use kopru_store::leads::LeadFilter;
use kopru_store::report::funnel::{By, FunnelQuery};
use kopru_store::{Id, Result, StoreError};

/// What somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// In which language.
    pub lang: Lang,
    /// Which lead: an id, an address, a telephone number.
    pub lead: Option<String>,
    /// The leads of which stage.
    pub stage: Option<String>,
    /// After which of them.
    pub after: Option<Id>,
    /// What they should be told.
    pub notice: Option<Both>,
}

/// Where the picture of the funnel lies.
pub const FUNNEL_PATH: &str = "/funnel.svg";
/// Decisions that are shown.
const DECISIONS: usize = 7;
/// Messages that are read for them: one decision may have several, and most tell of newcomers.
const MESSAGES: usize = 250;
/// Leads of a list's page.
const LEADS: usize = 40;
/// Messages about what moved a lead.
const TOPICS: &[&str] = &["lead.stage", "lead.disposition"];

/// The playbook, its time zone, and the language.
struct Speech<'a> {
    playbook: &'a Playbook,
    zone: &'a TimeZone,
    lang: Lang,
}

/// The page.
///
/// # Errors
/// What the store answers; that somebody is not known is said on the page.
pub async fn view(services: &Services, wish: Wish) -> Result<DemoPage> {
    let book = services.store.book().await?;
    let zone = zone(&book.playbook);
    let speech = Speech { playbook: &book.playbook, zone: &zone, lang: wish.lang };
    let counts = services.store.counts().await?;
    let decisions = newest(services, &speech).await?;
    let list = match &wish.stage {
        Some(stage) => list(services, &speech, stage, wish.after).await?,
        None => None,
    };
    let mut notice = wish.notice.clone();
    if wish.stage.is_some() && list.is_none() {
        notice = Some(both!(en = "There is no such stage.", tr = "Böyle bir aşama yok."));
    }
    let lead = match &wish.lead {
        Some(sought) => {
            let found = find(services, &speech, sought).await?;
            notice = notice.or_else(|| found.is_none().then(|| unknown(sought)));
            found
        }
        None => None,
    };
    let lead = match lead {
        Some(lead) => Some(lead),
        None => example(services, &speech).await?,
    };
    Ok(DemoPage {
        lang: wish.lang,
        tongues: tongues(&wish),
        about: about(&speech, &counts),
        doors: doors(services, wish.lang).await?,
        picture: Some(picture(services, wish.lang).await?),
        stages: stages(&speech, &counts),
        decisions,
        list,
        sought: wish.lead.unwrap_or_default(),
        notice: notice.map(|it| it.get(speech.lang).to_owned()),
        lead,
    })
}

/// The funnel by month of entry, to be drawn.
///
/// # Errors
/// What the store answers.
pub async fn funnel(services: &Services) -> Result<FunnelView> {
    let query = FunnelQuery { by: By::Month, from: None, to: None, source: None };
    let it = services.funnel(query, &Veil::Lifted).await?;
    Ok(service::funnel::view(&it, service::funnel::outcome(&it, None)))
}

async fn picture(services: &Services, lang: Lang) -> Result<PictureLink> {
    let link = format!("{FUNNEL_PATH}?lang={}", lang.tag());
    Ok(PictureLink { link, aloud: funnel(services).await?.aloud(lang) })
}

/// Whom a visitor may be, with the way in.
async fn doors(services: &Services, lang: Lang) -> Result<Vec<(String, String)>> {
    let users = super::team::doors(&services.store).await?;
    let door = |user: &kopru_store::team::users::User| {
        let (name, role) = (&user.name, user.profile.role.name());
        (format!("{name} ({})", role.get(lang)), format!("/enter/{}", user.id))
    };
    Ok(users.iter().map(door).collect())
}

/// The same page in both languages.
pub fn tongues(wish: &Wish) -> Vec<Tongue> {
    let rest: String = [("lead", &wish.lead), ("stage", &wish.stage)]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("&{name}={}", encode(value.as_ref()?))))
        .collect();
    Lang::ALL.map(|lang| Tongue { lang, link: format!("/?lang={}{rest}", lang.tag()) }).to_vec()
}

/// The time zone in which moments are shown: that of the playbook's first calendar.
fn zone(playbook: &Playbook) -> TimeZone {
    let name = playbook.calendars.values().next().map(|it| it.calendar.zone().to_owned());
    name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC)
}

fn about(speech: &Speech<'_>, counts: &Counts) -> String {
    let number = |it: i64| grouped(it, speech.lang);
    let (leads, facts, decisions) = (number(counts.leads_in_all()), number(counts.facts), number(counts.decisions));
    let name = speech.playbook.name.get(speech.lang);
    say!(
        speech.lang,
        en = "{leads} invented people and {facts} things they did, held against the playbook “{name}”: {decisions} decisions, each with its reasons. Click any number or name.",
        tr = "{leads} uydurma kişi ve yaptıkları {facts} şey, “{name}” oyun kitabına göre değerlendirildi: her biri gerekçeli {decisions} karar. Herhangi bir sayıya ya da ada tıklayın."
    )
}

/// `12345` as people of a language write it.
fn grouped(number: i64, lang: Lang) -> String {
    let mark = if lang == Lang::Tr { '.' } else { ',' };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

fn stages(speech: &Speech<'_>, counts: &Counts) -> Vec<StageRow> {
    let row = |stage: &kopru_engine::playbook::Stage| {
        let sum = |open: bool| -> i64 {
            let here = counts.leads.iter().filter(|it| it.stage.as_deref() == Some(&*stage.id));
            here.filter(|it| (it.disposition == "open") == open).map(|it| it.leads).sum()
        };
        StageRow {
            name: stage.name.get(speech.lang).to_owned(),
            open: grouped(sum(true), speech.lang),
            closed: grouped(sum(false), speech.lang),
            link: format!("/?lang={}&stage={}#list", speech.lang.tag(), encode(&stage.id)),
        }
    };
    speech.playbook.stages.iter().map(row).collect()
}

async fn newest(services: &Services, speech: &Speech<'_>) -> Result<Vec<DecisionRow>> {
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    for event in services.newest_events(TOPICS, MESSAGES, &Veil::Lifted).await? {
        let (Some(decision), Some(book)) = (&event.decision, &event.book) else { continue };
        if rows.len() == DECISIONS {
            break;
        }
        if shown.contains(&(event.person, event.seq)) || !is_news(&book.playbook, decision) {
            continue;
        }
        shown.push((event.person, event.seq));
        let then = Speech { playbook: &book.playbook, ..*speech };
        let person = match services.store.person(event.person).await {
            Ok(person) => person,
            Err(StoreError::NotFound(_)) => continue,
            Err(fault) => return Err(fault),
        };
        rows.extend(decision_row(&then, decision, Some(who(speech, &person))));
    }
    Ok(rows)
}

/// Whether more happened than that somebody came in: a hand-over and what follows it, or that a lead was let go.
fn is_news(playbook: &Playbook, decision: &Decision) -> bool {
    let offered = playbook.handover.as_ref().map_or(0, |it| it.from);
    decision.changes.iter().any(|change| match change {
        Change::Stage { to, .. } => *to >= offered,
        Change::Disposition { .. } => true,
        _ => false,
    })
}

fn decision_row(speech: &Speech<'_>, decision: &Decision, who: Option<Who>) -> Option<DecisionRow> {
    let speaker = Speaker { playbook: speech.playbook, lang: speech.lang };
    let sentences = speaker.decision(decision);
    (!sentences.is_empty()).then(|| DecisionRow {
        at: shown(decision.at, speech.zone),
        moment: decision.at.to_string(),
        who,
        cause: speaker.cause(&decision.cause),
        sentences,
    })
}

async fn list(services: &Services, speech: &Speech<'_>, stage: &str, after: Option<Id>) -> Result<Option<LeadList>> {
    let known = speech.playbook.stages.iter().find(|it| *it.id == *stage);
    let Some(known) = known else { return Ok(None) };
    let (lang, tag) = (speech.lang, speech.lang.tag());
    let filter = LeadFilter { stage: Some(stage.to_owned()), ..LeadFilter::default() };
    let page = services.store.leads(filter, after, LEADS).await?;
    let leads = page.items.iter().map(|row| {
        let name = row.name.clone().or_else(|| row.email.clone()).unwrap_or_else(|| row.id.to_string());
        let account = row.account_name.clone().unwrap_or_default();
        let link = format!("/?lang={tag}&stage={}&lead={}#lead", encode(stage), row.id);
        let (disposition, grade) = (disposition(&row.disposition, lang), row.grade);
        let (fit, engagement) = (row.fit, row.engagement);
        let place = say!(
            lang,
            en = "{disposition} · fit {fit} ({grade}) · engagement {engagement}",
            tr = "{disposition} · uygunluk {fit} ({grade}) · etkileşim {engagement}"
        );
        (Who { name, account, link }, place)
    });
    Ok(Some(LeadList {
        title: known.name.get(lang).to_owned(),
        leads: leads.collect(),
        next: page.next.map(|next| format!("/?lang={tag}&stage={}&after={next}#list", encode(stage))),
    }))
}

fn disposition(id: &str, lang: Lang) -> String {
    let both = match id {
        "open" => both!(en = "open", tr = "açık"),
        "recycled" => both!(en = "recycled", tr = "geri kazanımda"),
        "disqualified" => both!(en = "disqualified", tr = "diskalifiye"),
        "won" => both!(en = "won", tr = "kazanıldı"),
        "lost" => both!(en = "lost", tr = "kaybedildi"),
        other => Both::same(other),
    };
    both.get(lang).to_owned()
}

fn unknown(sought: &str) -> Both {
    both!(en = "Nobody is known as “{sought}”.", tr = "“{sought}” adıyla bilinen kimse yok.")
}

async fn find(services: &Services, speech: &Speech<'_>, sought: &str) -> Result<Option<LeadStory>> {
    let id = match Id::parse(sought) {
        Some(id) => Some(id),
        None => services.store.find_people(sought).await?.first().copied(),
    };
    match id {
        Some(id) => story(services, speech, id).await,
        None => Ok(None),
    }
}

/// The lead that is explained when nobody asked for one: the newest customer, whose way was the whole one.
async fn example(services: &Services, speech: &Speech<'_>) -> Result<Option<LeadStory>> {
    for disposition in ["won", "open"] {
        let filter = LeadFilter { disposition: Some(disposition.to_owned()), ..LeadFilter::default() };
        if let Some(row) = services.store.leads(filter, None, 1).await?.items.first() {
            return story(services, speech, row.id).await;
        }
    }
    Ok(None)
}

async fn story(services: &Services, speech: &Speech<'_>, id: Id) -> Result<Option<LeadStory>> {
    let explained = match services.explain(id, None, false, &Veil::Lifted).await {
        Ok(it) => it,
        Err(StoreError::NotFound(_) | StoreError::Refused("merged" | "erased" | "not_yet", _)) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let person = services.store.person(id).await?;
    let then = Speech { playbook: &explained.book.playbook, ..*speech };
    let mut story = lead_story(&then, &person, &explained);
    if let Some(file) = services.store.file() {
        story.command.push_str(&format!(" --database {}", file.display()));
    }
    Ok(Some(story))
}

fn lead_story(speech: &Speech<'_>, person: &PersonView, it: &Explanation) -> LeadStory {
    let (playbook, lang) = (speech.playbook, speech.lang);
    let speaker = Speaker { playbook, lang };
    let who = who(speech, person);
    let keys: Vec<String> = person.identities.iter().map(|key| key.value.replace('\u{1f}', ":")).collect();
    let title = field(person, "title");
    let known_by = [title, keys.join(", "), who.account].into_iter().filter(|it| !it.is_empty());
    let course = steps::course(playbook, &it.lead, &it.account, it.at);
    let (name, because) = (course.course.name(), course.because.get(lang));
    let (name, until) = (name.get(lang), course.until.map(|it| format!(" ({})", it.day())).unwrap_or_default());
    let (open, settled): (Vec<&Line>, Vec<&Line>) =
        it.trace.lines.iter().partition(|line| matches!(line, Line::Open { .. }));
    let say = |lines: Vec<&Line>| lines.into_iter().map(|line| speaker.line(line)).collect();
    let address = person.identities.iter().find(|key| key.kind == "email").map(|key| key.value.clone());
    LeadStory {
        name: who.name,
        known_by: known_by.collect::<Vec<_>>().join(" · "),
        place: place(speech, it),
        course: say!(
            lang,
            en = "Course: {name}{until}, because: {because}",
            tr = "İzlenecek yol: {name}{until}; çünkü: {because}"
        ),
        suggestions: it.lead.standing.suggestions.iter().map(|it| speaker.suggestion(it)).collect(),
        steps: steps::steps(playbook, &it.lead, &it.account, it.at, lang).map(|it| (it.title, it.lines)).to_vec(),
        scores: say(settled),
        open: say(open),
        decisions: history(speech, it),
        command: format!("kopru explain {}", address.unwrap_or_else(|| person.id.to_string())),
    }
}

/// Where a lead stands: names with values.
fn place(speech: &Speech<'_>, it: &Explanation) -> Vec<(String, String)> {
    let lang = speech.lang;
    let speaker = Speaker { playbook: speech.playbook, lang };
    let (lead, standing) = (&it.lead, &it.lead.standing);
    let grade = GRADES.get(usize::from(lead.grade())).copied().unwrap_or_default();
    let persona = lead.persona().and_then(|(place, _)| speech.playbook.personas.get(usize::from(place)));
    let persona = persona.map(|it| it.name.get(lang).to_owned());
    let owner = standing.owner.as_deref().map(str::to_owned).unwrap_or_else(|| {
        let queue = standing.queue(speech.playbook);
        say!(lang, en = "queue {queue}", tr = "{queue} kuyruğu")
    });
    let all = [
        (both!(en = "Stage", tr = "Aşama"), Some(speaker.stage(standing.stage))),
        (both!(en = "Disposition", tr = "Durum"), Some(speaker.disposition(&standing.disposition))),
        (both!(en = "Fit", tr = "Uygunluk"), Some(format!("{} ({grade})", lead.fit()))),
        (
            both!(en = "Engagement", tr = "Etkileşim"),
            Some(format!("{} ({})", lead.engagement(), band(lead.band(), lang))),
        ),
        (both!(en = "Persona", tr = "Alıcı personası"), persona),
        (both!(en = "Owner", tr = "Sorumlu"), Some(owner)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.get(lang).to_owned(), value?))).collect()
}

/// What was decided, the newest first. That a lead stands too long is noted anew and anew; a reader needs it once a stay.
fn history(speech: &Speech<'_>, it: &Explanation) -> Vec<DecisionRow> {
    let mut noted = None;
    let mut rows = Vec::new();
    for entry in &it.decisions {
        let Some(decision) = &entry.decision else { continue };
        if let [Change::Stagnant { stage, since }] = decision.changes.as_slice()
            && noted.replace((*stage, *since)) == Some((*stage, *since))
        {
            continue;
        }
        rows.extend(decision_row(&Speech { playbook: &entry.book.playbook, ..*speech }, decision, None));
    }
    rows.reverse();
    rows
}

fn who(speech: &Speech<'_>, person: &PersonView) -> Who {
    let name = field(person, "name");
    let known = person.identities.first().map(|key| key.value.replace('\u{1f}', ":")).unwrap_or_default();
    Who {
        name: if name.is_empty() { known } else { name },
        account: person.account.as_ref().map(|it| it.1.clone()).unwrap_or_default(),
        link: format!("/?lang={}&lead={}#lead", speech.lang.tag(), person.id),
    }
}

fn field(person: &PersonView, id: &str) -> String {
    person.fields.iter().find(|it| *it.id == *id).map(|it| it.shown.clone()).unwrap_or_default()
}

/// A moment in the company's own time: `2026-11-24 10:12`.
fn shown(at: Moment, zone: &TimeZone) -> String {
    let timestamp = Timestamp::from_microsecond(at.micros()).unwrap_or(Timestamp::UNIX_EPOCH);
    timestamp.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A value within the query of an address.
fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::query::decode;

    #[test]
    fn numbers_are_grouped_as_each_language_does() {
        assert_eq!(grouped(0, Lang::En), "0");
        assert_eq!((grouped(999, Lang::En), grouped(1_000, Lang::En)), ("999".into(), "1,000".into()));
        assert_eq!((grouped(1_234_567, Lang::Tr), grouped(-20_000, Lang::Tr)), ("1.234.567".into(), "-20.000".into()));
    }

    #[test]
    fn what_is_put_into_an_address_comes_out_again() {
        for text in ["ayşe@köprü.example", "a b&c=d#e%f+g", "<\"'>"] {
            assert_eq!(decode(&encode(text)).as_deref(), Some(text));
            assert!(encode(text).bytes().all(|it| it.is_ascii_alphanumeric() || b"-._~%".contains(&it)), "{text}");
        }
    }

    #[test]
    fn moments_are_shown_in_the_companys_own_time() {
        let zone = TimeZone::get("Europe/Istanbul").unwrap();
        assert_eq!(shown(Moment::parse("2026-11-24T22:12:59Z").unwrap(), &zone), "2026-11-25 01:12");
    }
}
