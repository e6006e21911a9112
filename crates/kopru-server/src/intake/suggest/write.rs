//! A planned mapping as a TOML text whose comments say why.

use super::dates::Order;
use super::fields::{CellPlan, Constant, FieldPlan};
use super::plan::{Plan, ReportedWhat, Study};
use super::sample::{Column, Unusable};
use crate::intake::number::DecimalMark;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::Playbook;
use kopru_engine::say;

/// Columns without a place that are listed one by one.
const LISTED_MAX: usize = 200;
/// Letters of a value or name in a comment.
const SHOWN_CHARS: usize = 40;

/// Writes a mapping. `feed` names it; `whole` lists the columns without a place.
pub(super) fn toml(study: &Study<'_>, plan: &Plan, playbook: &Playbook, feed: &str, lang: Lang, whole: bool) -> String {
    let mut writer = Writer { study, lang, out: String::new() };
    writer.head(plan);
    writer.reading(plan, playbook, feed);
    writer.subject(plan);
    for (table, fields) in [("person", &plan.person), ("account_fields", &plan.account_fields)] {
        writer.fields(table, fields);
    }
    writer.happenings(plan);
    writer.empty_purpose(plan);
    if whole {
        writer.unmapped(plan);
    }
    writer.out
}

struct Writer<'a> {
    study: &'a Study<'a>,
    lang: Lang,
    out: String,
}

impl Writer<'_> {
    fn comment(&mut self, text: &str) {
        self.out.push_str("# ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn why(&mut self, text: &Both) {
        let text = text.get(self.lang).to_owned();
        self.comment(&text);
    }

    fn line(&mut self, key: &str, value: &str) {
        self.out.push_str(&format!("{key} = {value}\n"));
    }

    fn name(&self, column: usize) -> String {
        quoted(&self.study.column(column).name)
    }

    fn head(&mut self, plan: &Plan) {
        let sample = self.study.sample;
        let (rows, columns) = (sample.rows, sample.columns.len());
        let part = sample.is_part;
        let mapped = (0..columns).filter(|column| plan.uses(*column)).count();
        let text = match part {
            true => say!(
                self.lang,
                en = "Suggested from the first {rows} rows; {mapped} of {columns} columns have a place.",
                tr = "İlk {rows} satırdan önerildi; {columns} sütundan {mapped} tanesinin yeri var."
            ),
            false => say!(
                self.lang,
                en = "Suggested from {rows} rows; {mapped} of {columns} columns have a place.",
                tr = "{rows} satırdan önerildi; {columns} sütundan {mapped} tanesinin yeri var."
            ),
        };
        self.comment(&text);
        let text = say!(
            self.lang,
            en = "Read it through before you use it: comments say why, CHECK marks what is a guess.",
            tr = "Kullanmadan önce okuyun: açıklamalar nedenini söyler, KONTROL EDİN tahminleri gösterir."
        );
        self.comment(&text);
        for note in &plan.notes {
            self.why(note);
        }
        let unreadable = sample.unreadable;
        if unreadable > 0 {
            let text = say!(
                self.lang,
                en = "CHECK: {unreadable} of these rows could not be read and will be refused.",
                tr = "KONTROL EDİN: bu satırların {unreadable} tanesi okunamadı, reddedilecek."
            );
            self.comment(&text);
        }
        self.line("format", "1");
    }

    /// How texts are read: encoding, delimiter, dates, numbers, what stands for nothing.
    fn reading(&mut self, plan: &Plan, playbook: &Playbook, feed: &str) {
        let sample = self.study.sample;
        let text = say!(
            self.lang,
            en = "the feed: keep the name for next week's file, or its facts count as new ones",
            tr = "akışın adı: gelecek haftanın dosyasında da aynı kalsın, yoksa olgular yeni sayılır"
        );
        self.comment(&text);
        self.line("name", &quoted(feed));
        self.line("delimiter", &quoted(&char::from(sample.delimiter).to_string()));
        if sample.encoding != "utf-8" {
            let text = say!(self.lang, en = "the file is not UTF-8", tr = "dosya UTF-8 değil");
            self.comment(&text);
        }
        self.line("encoding", &quoted(sample.encoding));
        self.dates(plan, playbook);
        self.decimal_mark(plan);
        self.missing(plan);
    }

    fn dates(&mut self, plan: &Plan, playbook: &Playbook) {
        let formats = &self.study.dates.formats;
        if formats.is_empty() {
            return;
        }
        let zone = zone_of(playbook);
        let text = match plan.zone {
            Some(_) => say!(
                self.lang,
                en = "where dates without an offset were written down",
                tr = "saat farkı olmayan tarihlerin yazıldığı yer"
            ),
            None => say!(
                self.lang,
                en = "CHECK: where dates without an offset were written down; taken from the playbook's calendar",
                tr = "KONTROL EDİN: saat farkı olmayan tarihlerin yazıldığı yer; playbook takviminden alındı"
            ),
        };
        self.comment(&text);
        self.line("time_zone", &quoted(plan.zone.as_deref().unwrap_or(zone)));
        for found in formats {
            let (format, example) = (&found.format, shown(&found.example));
            let text = match found.order {
                Order::Certain => say!(self.lang, en = "{format}: as in {example}", tr = "{format}: örneğin {example}"),
                Order::Guessed => say!(
                    self.lang,
                    en = "CHECK {format}: as in {example}; no value shows which number is the day, this order is the usual one here",
                    tr = "KONTROL EDİN {format}: örneğin {example}; hangi sayının gün olduğunu gösteren değer yok, bu sıra burada alışılmış olanı"
                ),
                Order::Contradictory => say!(
                    self.lang,
                    en = "CHECK {format}: as in {example}; some values have the day first, others the month: some dates may be read wrong",
                    tr = "KONTROL EDİN {format}: örneğin {example}; bazı değerlerde gün, bazılarında ay önde: bazı tarihler yanlış okunabilir"
                ),
            };
            self.comment(&text);
        }
        let formats: Vec<String> = formats.iter().map(|found| quoted(&found.format)).collect();
        self.line("date_formats", &format!("[{}]", formats.join(", ")));
    }

    fn decimal_mark(&mut self, plan: &Plan) {
        let mark = &self.study.mark;
        let numbers =
            plan.person.iter().chain(&plan.account_fields).any(|it| matches!(it.cell.kind, Some("number" | "money")));
        if !numbers && mark.mark == DecimalMark::Point {
            return;
        }
        if let Some(value) = &mark.shown_by {
            let value = shown(value);
            let text = say!(self.lang, en = "as in {value}", tr = "örneğin {value}");
            self.comment(&text);
        }
        if let Some(value) = &mark.contradicted_by {
            let value = shown(value);
            let text = say!(
                self.lang,
                en = "CHECK: {value} shows the other mark",
                tr = "KONTROL EDİN: {value} öteki işareti gösteriyor"
            );
            self.comment(&text);
        }
        self.line("decimal_mark", if mark.mark == DecimalMark::Point { "\".\"" } else { "\",\"" });
    }

    /// Markers of the columns that are read. Those of other columns do not matter.
    fn missing(&mut self, plan: &Plan) {
        let mut markers: Vec<String> = Vec::new();
        let mut first: Option<usize> = None;
        for (at, column) in self.study.sample.columns.iter().enumerate().filter(|(at, _)| plan.uses(*at)) {
            for marker in &column.markers {
                if !markers.contains(marker) {
                    markers.push(marker.clone());
                    first.get_or_insert(at);
                }
            }
        }
        let Some(first) = first else { return };
        let name = shown(&self.study.column(first).name);
        let text = say!(
            self.lang,
            en = "what stands for nothing, such as in column {name}; unknown is not \"no\"",
            tr = "hiçbir şey yerine yazılanlar, örneğin {name} sütununda; bilinmiyor, \"hayır\" demek değildir"
        );
        self.comment(&text);
        self.line("missing", &list(&markers));
    }

    fn subject(&mut self, plan: &Plan) {
        self.out.push('\n');
        self.why(&plan.key.choice.why);
        let column = self.name(plan.key.choice.column);
        self.line("key", &format!("{{ {} = {column} }}", plan.key.kind));
        if let Some(account) = &plan.account {
            self.why(&account.why);
            self.line("account", &self.name(account.column));
        }
        if plan.match_accounts {
            let text = say!(
                self.lang,
                en = "the company is told from e-mail address, name and web address",
                tr = "şirket e-posta adresinden, adından ve web adresinden bulunur"
            );
            self.comment(&text);
            self.line("match_accounts", "true");
        }
        match &plan.source {
            Some(Ok(column)) => self.line("source", &format!("{{ column = {} }}", self.name(*column))),
            Some(Err(word)) => self.line("source", &quoted(word)),
            None => {}
        }
        if let Some(when) = &plan.when {
            self.why(&when.why);
            self.line("when", &self.name(when.column));
        }
        if let Some((column, words)) = &plan.deleted {
            let text = say!(
                self.lang,
                en = "rows that were deleted over there are passed over",
                tr = "orada silinmiş satırlar atlanır"
            );
            self.comment(&text);
            let column = self.name(*column);
            self.line("if", &format!("{{ column = {column}, is_not = {} }}", list(words)));
        }
    }

    fn fields(&mut self, table: &str, fields: &[FieldPlan]) {
        if fields.is_empty() {
            return;
        }
        self.out.push_str(&format!("\n[{table}]\n"));
        for it in fields {
            let examples = examples(self.study.column(it.column), 3);
            let why = it.why.get(self.lang).to_owned();
            self.comment(&if examples.is_empty() { why } else { format!("{why}: {examples}") });
            if it.cell.kind == Some("money") && self.study.profiles[it.column].currency.is_none() {
                let text = say!(
                    self.lang,
                    en = "CHECK: no amount names its currency",
                    tr = "KONTROL EDİN: hiçbir tutar para birimini söylemiyor"
                );
                self.comment(&text);
            }
            self.left(&it.cell.missing);
            let value = self.cell(it.column, &it.cell);
            self.line(&it.field, &value);
        }
    }

    fn left(&mut self, values: &[String]) {
        if !values.is_empty() {
            let text = say!(
                self.lang,
                en = "CHECK: what stands in `missing` has no counterpart in the playbook; move it to `values` where it has one",
                tr = "KONTROL EDİN: `missing` içindekilerin playbook'ta karşılığı yok; varsa `values` içine taşıyın"
            );
            self.comment(&text);
        }
    }

    fn cell(&self, column: usize, cell: &CellPlan) -> String {
        let name = self.name(column);
        let mut parts = vec![format!("column = {name}")];
        if let Some(kind) = cell.kind {
            parts.push(format!("as = {}", quoted(kind)));
        }
        if let Some(currency) = &cell.currency {
            parts.push(format!("currency = {}", quoted(currency)));
        }
        if let Some(split) = cell.split {
            parts.push(format!("split = {}", quoted(split)));
        }
        if !cell.values.is_empty() {
            let pairs = cell.values.iter().map(|(text, value)| {
                let value = match value {
                    Constant::Text(text) => quoted(text),
                    Constant::Bool(flag) => flag.to_string(),
                };
                format!("{} = {value}", quoted(text))
            });
            parts.push(format!("values = {{ {} }}", pairs.collect::<Vec<_>>().join(", ")));
        }
        if !cell.missing.is_empty() {
            parts.push(format!("missing = {}", list(&cell.missing)));
        }
        if parts.len() == 1 { name } else { format!("{{ {} }}", parts.join(", ")) }
    }

    fn happenings(&mut self, plan: &Plan) {
        for it in &plan.facts {
            self.out.push('\n');
            self.why(&it.why);
            self.out.push_str("[[fact]]\n");
            self.line("type", &quoted(&it.kind));
            self.line("at", &self.name(it.at));
        }
        for it in &plan.reported {
            self.out.push('\n');
            self.why(&it.why);
            if let ReportedWhat::Column(_, _, others) = &it.what {
                self.left(others);
            }
            self.out.push_str("[[reported]]\n");
            match &it.what {
                ReportedWhat::Stage(stage) => self.line("stage", &quoted(stage)),
                ReportedWhat::If(stage, column, words) => {
                    self.line("stage", &quoted(stage));
                    let column = self.name(*column);
                    self.line("if", &format!("{{ column = {column}, is = {} }}", list(words)));
                }
                ReportedWhat::Column(column, values, others) => {
                    let values = values.iter().map(|(text, stage)| (text.clone(), Constant::Text(stage.clone())));
                    let cell = CellPlan { values: values.collect(), missing: others.clone(), ..CellPlan::default() };
                    let value = self.cell(*column, &cell);
                    self.line("stage", &value);
                }
            }
            if let Some(at) = it.at {
                self.line("at", &self.name(at));
            }
        }
    }

    /// A mapping must say what a row tells, even when we found nothing.
    fn empty_purpose(&mut self, plan: &Plan) {
        let tells = plan.account.is_some()
            || plan.match_accounts
            || !plan.person.is_empty()
            || !plan.account_fields.is_empty()
            || !plan.facts.is_empty()
            || !plan.reported.is_empty();
        if tells {
            return;
        }
        self.out.push('\n');
        let text = say!(
            self.lang,
            en = "CHECK: no column fits a field of the playbook; say here what a row tells, such as: title = \"Job Title\"",
            tr = "KONTROL EDİN: playbook'taki alanlara uyan sütun yok; bir satırın ne söylediğini buraya yazın, örneğin: title = \"Unvan\""
        );
        self.comment(&text);
        self.out.push_str("[person]\n");
    }

    fn unmapped(&mut self, plan: &Plan) {
        let columns = &self.study.sample.columns;
        let left: Vec<(usize, &Column)> = columns.iter().enumerate().filter(|(at, _)| !plan.uses(*at)).collect();
        if left.is_empty() {
            return;
        }
        self.out.push('\n');
        let text = say!(self.lang, en = "Columns without a place:", tr = "Yeri olmayan sütunlar:");
        self.comment(&text);
        let mut empty = Vec::new();
        let mut listed = 0;
        for (at, column) in left {
            let name = shown(&column.name);
            match column.unusable {
                Some(Unusable::Nameless) => {
                    let place = at + 1;
                    let text =
                        say!(self.lang, en = "  the {place}. column has no name", tr = "  {place}. sütunun adı yok");
                    self.comment(&text);
                }
                Some(Unusable::Twice) => {
                    let text = say!(
                        self.lang,
                        en = "  {name} stands in the header more than once: rename one to use it",
                        tr = "  {name} başlıkta birden fazla: kullanmak için birinin adını değiştirin"
                    );
                    self.comment(&text);
                }
                Some(Unusable::TooLong) => {
                    let text =
                        say!(self.lang, en = "  {name}: too long for a name", tr = "  {name}: bir ad için fazla uzun");
                    self.comment(&text);
                }
                None if column.filled == 0 => {
                    empty.push(name);
                    continue;
                }
                None => {
                    let (filled, values) = (self.study.filled(at), examples(column, 3));
                    let text = say!(
                        self.lang,
                        en = "  {name} ({filled} of 100 rows): {values}",
                        tr = "  {name} (100 satırın {filled} tanesinde): {values}"
                    );
                    self.comment(&text);
                }
            }
            listed += 1;
            if listed >= LISTED_MAX {
                self.comment("  …");
                break;
            }
        }
        let more = empty.len().saturating_sub(LISTED_MAX);
        empty.truncate(LISTED_MAX);
        for names in empty.chunks(8) {
            let names = names.join(", ");
            let text = say!(self.lang, en = "  empty: {names}", tr = "  boş: {names}");
            self.comment(&text);
        }
        if more > 0 {
            let text = say!(self.lang, en = "  and {more} more that are empty", tr = "  ve boş olan {more} sütun daha");
            self.comment(&text);
        }
    }
}

/// The zone of the playbook's first calendar.
pub(super) fn zone_of(playbook: &Playbook) -> &str {
    playbook.calendars.values().next().map_or("UTC", |named| named.calendar.zone())
}

/// The first values of a column.
pub(super) fn examples(column: &Column, count: usize) -> String {
    let more = if column.values.len() > count { ", …" } else { "" };
    let values: Vec<String> = column.values.iter().take(count).map(|it| shown(&it.0)).collect();
    format!("{}{more}", values.join(", "))
}

/// A text in a comment, shortened and quoted, so that it cannot break out of it.
fn shown(text: &str) -> String {
    let mut letters = text.chars();
    let short: String = letters.by_ref().take(SHOWN_CHARS).collect();
    quoted(&if letters.next().is_some() { format!("{short}…") } else { short })
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A text as TOML writes it between quotation marks.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if letter.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(letter))),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}
