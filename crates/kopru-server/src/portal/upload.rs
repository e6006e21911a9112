//! A file on its way to being imported: its columns are matched, it is tried, then it is taken.

use super::acts::with;
use super::imports::size;
use super::said;
use super::{Fault, Reply, Visit};
use crate::import::{ImportError, Report, Step, write_table};
use crate::intake::suggest::{Beginning, Chosen, ColumnShown, Group, Purpose};
use crate::limits::{COLUMN_CHOICES_MAX, COLUMNS_SHOWN, REFUSED_ROWS_MAX, REFUSED_ROWS_SHOWN};
use crate::uploads::{Content, Done, Looked, Mapped, Run, Upload, Why};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_portal::agreement::{Changing, Entry, Outcome, changing, outcome};
use kopru_portal::shell::{ActForm, Field, Input, Weight, shell};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_portal::words::whole;
use kopru_store::StoreError;
use kopru_store::import::Refusals;
use kopru_store::team::profile::Role;
use std::sync::{Arc, PoisonError};

/// Columns that are not read and are named.
const UNPLACED_SHOWN: usize = 30;
/// The list of all columns.
const COLUMNS: &str = "columns";
/// How texts of a file are read: choices beside those of columns.
const READING: [&str; 4] = ["feed", "zone", "order", "decimal"];

fn upload(visit: &Visit) -> Result<Arc<Upload>, Fault> {
    let all = visit.role()? == Role::Admin;
    visit.app.uploads.get(visit.id()?, visit.user()?.id.as_str(), all).ok_or(Fault::Missing)
}

fn ways(it: &Upload, run: bool, lang: Lang) -> Vec<(String, String, bool)> {
    let mut ways = vec![(say!(lang, en = "All imports", tr = "Tüm içe aktarmalar"), "/imports".to_owned(), false)];
    let to = format!("/imports/files/{}", it.id);
    if matches!(it.content, Content::Table(_)) {
        ways.push((say!(lang, en = "1. Columns", tr = "1. Sütunlar"), to.clone(), !run));
    }
    ways.push((say!(lang, en = "2. Try and import", tr = "2. Dene ve içe aktar"), format!("{to}/run"), run));
    ways
}

fn about(it: &Upload, lang: Lang) -> String {
    let (name, size) = (&it.name, size(it.bytes, lang));
    say!(lang, en = "“{name}”, {size}.", tr = "“{name}”, {size}.")
}

async fn playbook(visit: &Visit) -> Result<Arc<kopru_store::book::Book>, Fault> {
    Ok(visit.app.services.store.book().await?)
}

/// Where columns are matched.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (it, lang) = (upload(&visit)?, visit.lang);
    let Content::Table(beginning) = &it.content else {
        return Ok(Reply::see(format!("/imports/files/{}/run", it.id)));
    };
    let book = playbook(&visit).await?;
    let mapped = it.mapped();
    let looked = it.look(&book.playbook, &mapped, lang);
    let title = say!(lang, en = "What the columns tell", tr = "Sütunlar ne anlatıyor");
    let mut about = vec![self::about(&it, lang)];
    match &mapped {
        Mapped::Chosen(_) => {}
        Mapped::Written { from: Some(number), .. } => about.push(say!(
            lang,
            en = "Its columns are those of import {number}: they are matched as they were then, so that only what is new is added.",
            tr = "Sütunları {number} numaralı içe aktarmanınkilerle aynı: o zamanki gibi eşleştirildi, böylece yalnızca yeni olan eklenir."
        )),
        Mapped::Written { from: None, .. } => {
            about.push(say!(lang, en = "Its columns are matched by the text below.", tr = "Sütunları aşağıdaki metne göre eşleştirildi."));
        }
    }
    let to = format!("/imports/files/{}", it.id);
    Ok(Reply::page(changing(&Changing {
        shell: visit.shell(&title),
        title,
        about,
        ways: ways(&it, false, lang),
        to: to.clone(),
        check: format!("{to}/check"),
        entries: match &mapped {
            Mapped::Chosen(chosen) => entries(beginning, &book.playbook, chosen, lang),
            Mapped::Written { .. } => Vec::new(),
        },
        save: say!(lang, en = "Try it", tr = "Dene"),
        outcome: told(&looked, lang),
        below: shared_list(beginning, &book.playbook, &mapped)
            .into_iter()
            .chain(below(&it, beginning, &mapped, &looked, lang))
            .collect(),
        ..Changing::default()
    })))
}

fn group_name(it: Group, lang: Lang) -> String {
    match it {
        Group::Row => say!(lang, en = "Who and when a row is about", tr = "Satır kimin ve ne zamanın"),
        Group::Person => say!(lang, en = "The person", tr = "Kişi"),
        Group::Account => say!(lang, en = "The company", tr = "Şirket"),
        Group::Facts => say!(lang, en = "What happened, and on which date", tr = "Ne oldu, hangi tarihte"),
        Group::Stages => {
            say!(lang, en = "Stages that the other system reports", tr = "Diğer sistemin bildirdiği aşamalar")
        }
    }
}

/// Whether a column can tell anything.
fn may_be_chosen(it: &ColumnShown) -> bool {
    it.usable && it.filled > 0
}

/// Whether so many columns can be chosen that all purposes share one list of them.
fn share_a_list(columns: usize, playbook: &Playbook) -> bool {
    columns * Beginning::purposes(playbook).len() > COLUMN_CHOICES_MAX
}

/// That list, where there is one.
fn shared_list(beginning: &Beginning, playbook: &Playbook, mapped: &Mapped) -> Option<Part> {
    let names: Vec<String> = beginning.columns().into_iter().filter(may_be_chosen).map(|it| it.name).collect();
    let shown = matches!(mapped, Mapped::Chosen(_)) && share_a_list(names.len(), playbook);
    shown.then_some(Part::Listed(COLUMNS, names))
}

fn entries(beginning: &Beginning, playbook: &Playbook, chosen: &Chosen, lang: Lang) -> Vec<Entry> {
    let columns: Vec<(String, String)> =
        beginning.columns().into_iter().filter(may_be_chosen).map(|it| (it.name.clone(), it.name)).collect();
    let said = |id: &str| chosen.get(id).cloned().unwrap_or_default();
    let mut all: Vec<Entry> = Vec::new();
    let purposes = Beginning::purposes(playbook);
    let column = |it: &Purpose| {
        let input = match share_a_list(columns.len(), playbook) {
            true => Input::Listed(COLUMNS, said(&it.id)),
            false => Input::Choice(columns.clone(), said(&it.id)),
        };
        Field::new(&it.id, it.name.get(lang).to_owned(), input)
    };
    for group in [Group::Row, Group::Person, Group::Account, Group::Facts, Group::Stages] {
        let own = || purposes.iter().filter(|it| it.group == group);
        // Whom a row is about is always asked; what no column tells is there for whoever knows better.
        let told = own().any(|it| !said(&it.id).is_empty()) || (group == Group::Account && said("match") == "true");
        let folded = group != Group::Row && !told;
        let mut fields: Vec<Field> = own().map(column).collect();
        match group {
            Group::Row => {
                fields[0].needed = true;
                fields.insert(1, key_kind(said("key.kind"), lang));
                fields.push(source_word(playbook, said("source.word"), lang));
            }
            Group::Account => fields.push(Field::new(
                "match",
                say!(
                    lang,
                    en = "Tell the company from e-mail address, name and web address, however it is spelled",
                    tr = "Şirketi, nasıl yazılmış olursa olsun, e-posta adresinden, adından ve web adresinden bul"
                ),
                Input::Check(said("match") == "true"),
            )),
            _ => {}
        }
        if !fields.is_empty() {
            all.push(Entry { name: group_name(group, lang), folded, fields, ..Entry::default() });
        }
    }
    all.push(Entry {
        name: say!(lang, en = "How texts are read", tr = "Metinler nasıl okunur"),
        fields: reading(playbook, &said, lang),
        ..Entry::default()
    });
    all
}

fn key_kind(chosen: String, lang: Lang) -> Field {
    let kinds = [
        ("email", say!(lang, en = "e-mail address", tr = "e-posta adresi")),
        ("external", say!(lang, en = "id of the other system", tr = "diğer sistemin kimliği")),
        ("phone", say!(lang, en = "telephone number", tr = "telefon numarası")),
    ];
    let kinds = kinds.map(|(id, words)| (id.to_owned(), words)).to_vec();
    Field::new("key.kind", say!(lang, en = "That is a", tr = "Bu bir"), Input::Choice(kinds, chosen)).needed()
}

fn source_word(playbook: &Playbook, chosen: String, lang: Lang) -> Field {
    let words = playbook.sources.iter().map(|it| (it.to_string(), it.to_string())).collect();
    let label = say!(lang, en = "or for all rows this source", tr = "ya da tüm satırlar için bu kaynak");
    Field::new("source.word", label, Input::Choice(words, chosen))
}

fn reading(playbook: &Playbook, said: &dyn Fn(&str) -> String, lang: Lang) -> Vec<Field> {
    let zone = match said("zone") {
        none if none.is_empty() => Beginning::zone(playbook).to_owned(),
        zone => zone,
    };
    let order = vec![
        ("day".to_owned(), say!(lang, en = "the day", tr = "gün")),
        ("month".to_owned(), say!(lang, en = "the month", tr = "ay")),
    ];
    let marks = vec![(".".to_owned(), "1.5".to_owned()), (",".to_owned(), "1,5".to_owned())];
    vec![
        Field::new(
            "feed",
            say!(
                lang,
                en = "Name of the feed; next week's file of the same name adds only what is new",
                tr = "Akışın adı; gelecek haftanın aynı adlı dosyası yalnızca yeni olanı ekler"
            ),
            Input::Text(said("feed")),
        )
        .needed(),
        Field::new(
            "zone",
            say!(lang, en = "Time zone of dates that name none", tr = "Saat dilimi yazmayan tarihlerin saat dilimi"),
            Input::Text(zone),
        ),
        Field::new(
            "order",
            say!(lang, en = "First in dates such as 03/04/2026", tr = "03/04/2026 gibi tarihlerde önce gelen"),
            Input::Choice(order, said("order")),
        ),
        Field::new(
            "decimal",
            say!(lang, en = "One and a half is written", tr = "Bir buçuk nasıl yazılır"),
            Input::Choice(marks, said("decimal")),
        ),
    ]
}

/// What would be imported, in words.
fn told(it: &Looked, lang: Lang) -> Outcome {
    let verdict = match it.holds() {
        true => (say!(lang, en = "This can be tried.", tr = "Bu haliyle denenebilir."), "good"),
        false => (say!(lang, en = "This cannot be read yet.", tr = "Bu haliyle okunamaz."), "poor"),
    };
    let file = say!(lang, en = "mapping", tr = "eşleme");
    let mut against: Vec<String> = it.refused.iter().map(|it| it.get(lang).to_owned()).collect();
    against.extend(it.findings.iter().map(|found| found.render(&file, &it.text, lang)));
    let mut changes: Vec<String> = it.notes.iter().map(|it| it.get(lang).to_owned()).collect();
    if !it.unplaced.is_empty() {
        let count = it.unplaced.len();
        let names = it.unplaced.iter().take(UNPLACED_SHOWN).cloned().collect::<Vec<_>>().join(", ");
        let more = if count > UNPLACED_SHOWN { ", …" } else { "" };
        changes.push(say!(
            lang,
            en = "Not read ({count}): {names}{more}",
            tr = "Okunmayanlar ({count}): {names}{more}"
        ));
    }
    Outcome { verdict, changes, against }
}

fn below(it: &Upload, beginning: &Beginning, mapped: &Mapped, looked: &Looked, lang: Lang) -> Vec<Part> {
    let to = format!("/imports/files/{}", it.id);
    let head = vec![
        (say!(lang, en = "Column", tr = "Sütun"), false),
        (say!(lang, en = "Filled in 100 rows", tr = "100 satırda dolu"), true),
        (say!(lang, en = "Such as", tr = "Örneğin"), false),
    ];
    let name = |it: &str| if it.is_empty() { "–".to_owned() } else { it.to_owned() };
    let columns = beginning.columns();
    let (count, more) = (columns.len(), columns.len() > COLUMNS_SHOWN);
    let rows = columns
        .into_iter()
        .take(COLUMNS_SHOWN)
        .map(|it| vec![Cell::from(name(&it.name)), Cell::from(it.filled.to_string()), Cell::from(it.examples)]);
    let form = |title: String, hidden: (&str, &str), fields: Vec<Field>| {
        let hidden = vec![(hidden.0.to_owned(), hidden.1.to_owned())];
        ActForm { to: to.clone(), hidden, title, fields, ..ActForm::default() }
    };
    let text = say!(lang, en = "The mapping", tr = "Eşleme");
    let mut parts = vec![
        Part::Heading(match more {
            false => say!(lang, en = "The columns of the file", tr = "Dosyanın sütunları"),
            true => say!(
                lang,
                en = "The first {COLUMNS_SHOWN} of {count} columns of the file",
                tr = "Dosyanın {count} sütunundan ilk {COLUMNS_SHOWN} tanesi"
            ),
        }),
        Part::Table(Table { head, rows: rows.collect(), empty: String::new() }),
        Part::Heading(say!(lang, en = "The same as text", tr = "Aynısı, metin olarak")),
        Part::Lines(vec![say!(
            lang,
            en = "Text can say more: which values mean what, which rows are passed over, what a fact tells. It takes the place of the choices above.",
            tr = "Metin daha fazlasını söyleyebilir: hangi değer ne demek, hangi satırlar atlanır, bir olgu ne anlatır. Yukarıdaki seçimlerin yerine geçer."
        )]),
        Part::Form(form(
            say!(lang, en = "Try the text", tr = "Metni dene"),
            ("as", "text"),
            vec![Field::new("text", text, Input::Page(looked.text.clone())).needed()],
        )),
    ];
    let mut acts = Vec::new();
    if matches!(mapped, Mapped::Written { .. }) {
        acts.push(form(
            say!(lang, en = "Choose columns instead", tr = "Bunun yerine sütun seç"),
            ("as", "suggested"),
            Vec::new(),
        ));
    }
    acts.push(ActForm {
        to: format!("{to}/forget"),
        title: say!(lang, en = "Forget the file", tr = "Dosyayı bırak"),
        weight: Weight::Grave,
        ..ActForm::default()
    });
    parts.push(Part::Acts(acts));
    parts
}

/// How a form says that columns are matched; none when it says nothing of it.
fn matched(visit: &Visit, it: &Upload, playbook: &Playbook) -> Option<Mapped> {
    let Content::Table(beginning) = &it.content else { return None };
    match visit.sent("as") {
        Some("text") => return Some(Mapped::Written { text: visit.secret("text").replace("\r\n", "\n"), from: None }),
        Some("suggested") => return beginning.suggested(playbook, visit.lang).ok().map(Mapped::Chosen),
        _ => {}
    }
    let purposes = Beginning::purposes(playbook);
    let more = READING.into_iter().chain(["key.kind", "source.word", "match"]);
    let known = purposes.iter().map(|it| it.id.as_str()).chain(more);
    let chosen: Chosen = known.filter_map(|id| Some((id.to_owned(), visit.sent(id)?.replace("\r\n", "\n")))).collect();
    (!chosen.is_empty()).then_some(Mapped::Chosen(chosen))
}

/// Keeps how columns are matched, and tries the file so.
pub(super) async fn save(visit: Visit) -> Result<Reply, Fault> {
    let it = upload(&visit)?;
    let book = playbook(&visit).await?;
    let back = format!("/imports/files/{}", it.id);
    match matched(&visit, &it, &book.playbook) {
        Some(mapped) => it.set_mapped(mapped),
        None => return Ok(Reply::see(back)),
    }
    if visit.sent("as") == Some("suggested") {
        return Ok(Reply::see(back));
    }
    match visit.app.uploads.start(&visit.app.services, &it, &book.playbook, true, visit.lang) {
        Ok(()) => Ok(Reply::see(format!("{back}/run"))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// What would be imported as a form stands; nothing is kept.
pub(super) async fn check(visit: Visit) -> Result<Reply, Fault> {
    let it = upload(&visit)?;
    let book = playbook(&visit).await?;
    let mapped = matched(&visit, &it, &book.playbook).unwrap_or_else(|| it.mapped());
    let looked = it.look(&book.playbook, &mapped, visit.lang);
    let title = say!(visit.lang, en = "What would come of it", tr = "Sonucu");
    Ok(Reply::page(shell(&visit.shell(&title), &outcome(&told(&looked, visit.lang)))))
}

/// Tries the file, or takes it.
pub(super) async fn start(visit: Visit) -> Result<Reply, Fault> {
    let it = upload(&visit)?;
    let book = playbook(&visit).await?;
    let dry_run = visit.sent("take").is_none();
    let to = format!("/imports/files/{}/run", it.id);
    match visit.app.uploads.start(&visit.app.services, &it, &book.playbook, dry_run, visit.lang) {
        Ok(()) => Ok(Reply::see(to)),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&to, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// How far it is, or what came of it.
pub(super) async fn run(visit: Visit) -> Result<Reply, Fault> {
    let (it, lang) = (upload(&visit)?, visit.lang);
    let run = it.run();
    let busy = matches!(run, Run::Waiting(_) | Run::Going(..));
    let parts = match &run {
        Run::Not => {
            let text = say!(
                lang,
                en = "The whole file is read as it would be imported, and nothing of it is kept: you see what would become of each row.",
                tr = "Dosyanın tamamı içe aktarılacakmış gibi okunur ve hiçbir şey saklanmaz: her satıra ne olacağını görürsünüz."
            );
            vec![Part::Lines(vec![text]), Part::Form(press(&it, false, lang))]
        }
        Run::Waiting(_) => vec![Part::Verdict(
            say!(
                lang,
                en = "Another file is being read; then it is this one's turn.",
                tr = "Başka bir dosya okunuyor; ardından sıra bunda."
            ),
            "",
        )],
        Run::Going(_, step) => vec![Part::Verdict(how_far(*step, lang), "")],
        Run::Done(done) => ended(&it, done, lang)?,
    };
    let title = say!(lang, en = "Try and import", tr = "Dene ve içe aktar");
    let sheet = sheet(&Sheet {
        shell: visit.shell(&title),
        title,
        about: vec![about(&it, lang)],
        ways: ways(&it, true, lang),
        parts,
    });
    Ok(Reply { again: busy, ..Reply::page(sheet) })
}

fn press(it: &Upload, take: bool, lang: Lang) -> ActForm {
    ActForm {
        to: format!("/imports/files/{}/run", it.id),
        hidden: if take { vec![("take".into(), "true".into())] } else { Vec::new() },
        title: match take {
            true => say!(lang, en = "Import it now", tr = "Şimdi içe aktar"),
            false => say!(lang, en = "Try it", tr = "Dene"),
        },
        weight: Weight::Main,
        ..ActForm::default()
    }
}

fn how_far(step: Step, lang: Lang) -> String {
    match step {
        Step::Reading { rows, bytes, of } => {
            let (rows, percent) = (whole(rows, lang), bytes.saturating_mul(100) / of.max(1));
            say!(lang, en = "Reading: {rows} rows, {percent} %.", tr = "Okunuyor: {rows} satır, %{percent}.")
        }
        Step::Taking { facts, of } => {
            let percent = facts.saturating_mul(100) / of.max(1);
            let (facts, of) = (whole(facts, lang), whole(of, lang));
            say!(
                lang,
                en = "Deciding: {facts} of {of} facts, {percent} %.",
                tr = "Karara bağlanıyor: {of} olgudan {facts}, %{percent}."
            )
        }
    }
}

fn ended(it: &Upload, done: &Done, lang: Lang) -> Result<Vec<Part>, Fault> {
    let report = match &done.outcome {
        Ok(report) => report.lock().unwrap_or_else(PoisonError::into_inner),
        Err(why) => {
            return Ok(vec![Part::Verdict(said_why(why, lang), "poor"), Part::Form(press(it, false, lang))]);
        }
    };
    let current = it.mapped() == done.mapped;
    let mut parts = vec![match (done.dry_run, current) {
        (true, true) => Part::Verdict(
            say!(
                lang,
                en = "Tried: this would come of it. Nothing is kept yet.",
                tr = "Denendi: sonucu bu olurdu. Henüz hiçbir şey saklanmadı."
            ),
            "good",
        ),
        (true, false) => Part::Verdict(
            say!(
                lang,
                en = "Columns are matched otherwise since: try it again.",
                tr = "Sütunlar bundan sonra başka türlü eşleştirildi: yeniden deneyin."
            ),
            "poor",
        ),
        (false, _) => Part::Verdict(say!(lang, en = "Imported.", tr = "İçe aktarıldı."), "good"),
    }];
    parts.push(Part::Table(numbers(&report, lang)));
    match (done.dry_run, report.number) {
        (true, _) => parts.push(Part::Form(press(it, current, lang))),
        (false, Some(number)) => {
            let words = say!(lang, en = "The leads", tr = "Adaylar");
            parts.push(Part::Link(words, "/leads".into()));
            let words = say!(lang, en = "This import", tr = "Bu içe aktarma");
            parts.push(Part::Link(words, format!("/imports/{number}")));
        }
        (false, None) => {}
    }
    let refused = say!(lang, en = "Refused", tr = "Reddedilenler");
    let doubtful =
        say!(lang, en = "Company in doubt; nothing of them is merged", tr = "Şirketi belirsiz; hiçbiri birleştirilmez");
    for (title, rows, file) in [(refused, &report.refusals, "refused"), (doubtful, &report.doubtful, "doubtful")] {
        if rows.count() > 0 {
            parts.push(Part::Heading(title));
            parts.push(Part::Table(lines(rows, lang)?));
            let count = whole(rows.count(), lang);
            let words = say!(lang, en = "All {count} as a table", tr = "Tümü ({count}) tablo olarak");
            parts.push(Part::Link(words, format!("/imports/files/{}/{file}.csv", it.id)));
        }
    }
    Ok(parts)
}

fn said_why(why: &Why, lang: Lang) -> String {
    match why {
        Why::Said(code, text) => format!("{} [{code}]", text.get(lang)),
        Why::Refused(code) => said::why_not(code, lang),
        Why::Mapping(found) => found.iter().map(|it| it.message.get(lang)).collect::<Vec<_>>().join("; "),
    }
}

fn numbers(it: &Report, lang: Lang) -> Table {
    let row = |name: String, count: u64| vec![Cell::from(name), Cell::from(whole(count, lang))];
    let rows = vec![
        row(say!(lang, en = "Rows read", tr = "Okunan satır"), it.rows.taken),
        row(say!(lang, en = "Rows passed over", tr = "Atlanan satır"), it.rows.passed_over),
        row(say!(lang, en = "Rows refused", tr = "Reddedilen satır"), it.rows.refused),
        row(say!(lang, en = "New people", tr = "Yeni kişi"), it.new_people),
        row(
            say!(lang, en = "Known people of whom something is new", tr = "Hakkında yeni bilgi gelen bilinen kişi"),
            it.people,
        ),
        row(say!(lang, en = "New companies", tr = "Yeni şirket"), it.new_accounts),
        row(say!(lang, en = "New facts", tr = "Yeni olgu"), it.taken),
        row(say!(lang, en = "Facts that were known already", tr = "Zaten bilinen olgu"), it.known),
        row(say!(lang, en = "Facts refused", tr = "Reddedilen olgu"), it.facts_refused),
        row(
            say!(lang, en = "Facts without effect as things stand", tr = "Mevcut durumda etkisi olmayan olgu"),
            it.without_effect,
        ),
    ];
    let head = vec![
        (say!(lang, en = "What came of it", tr = "Sonuç"), false),
        (say!(lang, en = "How many", tr = "Kaç"), true),
    ];
    Table { head, rows, empty: String::new() }
}

fn lines(rows: &Refusals, lang: Lang) -> Result<Table, Fault> {
    let head = vec![
        (say!(lang, en = "Line", tr = "Satır"), true),
        (say!(lang, en = "Why", tr = "Neden"), false),
        (say!(lang, en = "Begins with", tr = "Başlangıcı"), false),
    ];
    let rows = rows.first(REFUSED_ROWS_SHOWN)?.into_iter().map(|it| {
        let why = format!("{} [{}]", it.reason.get(lang), it.code);
        vec![Cell::from(it.line.to_string()), Cell::from(why), Cell::from(it.excerpt)]
    });
    Ok(Table { head, rows: rows.collect(), empty: String::new() })
}

/// Refused rows as a table.
pub(super) async fn refused(visit: Visit) -> Result<Reply, Fault> {
    table(&visit, "refused", |it| &it.refusals).await
}

/// Rows whose company is in doubt, as a table.
pub(super) async fn doubtful(visit: Visit) -> Result<Reply, Fault> {
    table(&visit, "doubtful", |it| &it.doubtful).await
}

async fn table(visit: &Visit, name: &str, rows: fn(&Report) -> &Refusals) -> Result<Reply, Fault> {
    let (it, lang) = (upload(visit)?, visit.lang);
    let Run::Done(Done { outcome: Ok(report), .. }) = it.run() else { return Err(Fault::Missing) };
    // Many rows take a while, and others wait for answers meanwhile.
    let written = tokio::task::spawn_blocking(move || {
        let mut text = Vec::new();
        let report = report.lock().unwrap_or_else(PoisonError::into_inner);
        write_table(rows(&report), REFUSED_ROWS_MAX, lang, &mut text).map(|()| text)
    });
    let text = match written.await {
        Ok(Ok(text)) => text,
        Ok(Err(ImportError::Store(fault))) => return Err(fault.into()),
        Ok(Err(fault)) => return Err(StoreError::Unavailable(format!("{fault:?}")).into()),
        Err(fault) => return Err(StoreError::Unavailable(fault.to_string()).into()),
    };
    let name = Some(format!("{name}.csv"));
    Ok(Reply { name, ..Reply::of(axum::http::StatusCode::OK, "text/csv; charset=utf-8", text) })
}

/// Forgets the file.
pub(super) async fn forget(visit: Visit) -> Result<Reply, Fault> {
    let it = upload(&visit)?;
    visit.app.uploads.forget(it.id);
    Ok(Reply::see("/imports"))
}
