//! The funnel as a picture: how many came how far, and how sure the shares of cohorts are.

pub mod samples;

use crate::svg::{Picture, lines, short};
use crate::words::{few, percent, share, span, whole};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::say;
use kopru_engine::share::{FEW, Share, WHOLE};

/// Rows that the picture shows; the table has all.
pub const ROWS_MAX: usize = 40;

/// A funnel, ready to be shown.
#[derive(Clone, Debug, Default)]
pub struct FunnelView {
    /// What it is.
    pub title: Both,
    /// Which leads, and when it was read.
    pub scope: Both,
    /// How many leads entered.
    pub entered: u64,
    /// The stages, in their order.
    pub stages: Vec<StageView>,
    /// What the rows show.
    pub rows_title: Both,
    /// Months or values.
    pub rows: Vec<RowView>,
    /// What must be known to read it.
    pub notes: Vec<Both>,
}

/// A stage.
#[derive(Clone, Debug, Default)]
pub struct StageView {
    /// Its name.
    pub name: Both,
    /// Leads that reached it or a later one, of all that entered.
    pub through: Share,
    /// Leads of which Köprü decided that they reached this very stage.
    pub decided: u64,
    /// Leads of which only another system reports it.
    pub reported_only: u64,
    /// Half of the records of this stage came within so many seconds of the entry; none where there are too few.
    pub median_secs: Option<i64>,
}

/// A month or a value.
#[derive(Clone, Debug, Default)]
pub struct RowView {
    /// Its name.
    pub label: Both,
    /// The share that the picture is about.
    pub share: Share,
    /// How far it can be judged.
    pub mark: Mark,
}

/// How far a share can be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// It says what it says.
    #[default]
    Plain,
    /// Of too few leads.
    Few,
    /// Their time is not over.
    Young,
    /// Their first outcomes are missing from the data.
    Cut,
}

impl Mark {
    /// The mark in words; empty for none.
    pub fn text(self, lang: Lang) -> String {
        match self {
            Mark::Plain => String::new(),
            Mark::Few => say!(lang, en = "too few", tr = "çok az"),
            Mark::Young => say!(lang, en = "too young", tr = "henüz çok erken"),
            Mark::Cut => say!(lang, en = "first outcomes missing", tr = "ilk sonuçlar eksik"),
        }
    }
}

const WIDTH: i64 = 1_000;
const MARGIN: i64 = 32;
/// Where bars and axes begin, and how long they are.
const LEFT: i64 = 240;
const LONG: i64 = 430;
/// Where the numbers beside them begin.
const BESIDE: i64 = LEFT + LONG + 20;
const LABEL_LETTERS: usize = 27;
const LINE_LETTERS: usize = 118;
const STAGE_HEIGHT: i64 = 48;
const ROW_HEIGHT: i64 = 26;

impl FunnelView {
    /// The picture, as SVG.
    pub fn svg(&self, lang: Lang) -> String {
        let mut picture = Picture::new(WIDTH);
        let mut y = 46;
        picture.text(MARGIN, y, "title", self.title.get(lang));
        y += 24;
        for line in lines(self.scope.get(lang), LINE_LETTERS) {
            picture.text(MARGIN, y, "muted", &line);
            y += 18;
        }
        y = self.bars(&mut picture, y + 14, lang);
        if !self.rows.is_empty() {
            y = self.dots(&mut picture, y + 30, lang);
        }
        y += 24;
        for note in &self.notes {
            y += 8;
            for line in lines(note.get(lang), LINE_LETTERS) {
                picture.text(MARGIN, y, "muted", &line);
                y += 18;
            }
        }
        picture.finish(y + 14, self.title.get(lang), &self.aloud(lang), lang)
    }

    fn bars(&self, picture: &mut Picture, top: i64, lang: Lang) -> i64 {
        let mut y = top;
        for stage in &self.stages {
            let through = length(stage.through.part, self.entered);
            let decided = length(stage.decided, self.entered);
            let recorded = length(stage.decided + stage.reported_only, self.entered);
            let of = |from: i64, to: i64| (LEFT + from, (to - from).max(0));
            picture.text(MARGIN, y + 19, "", &short(stage.name.get(lang), LABEL_LETTERS));
            // What was reached without a record of it, then what is reported, then what was decided.
            let (x, width) = of(recorded.min(through), through);
            picture.rect((x, y), (width, 28), "rest");
            let (x, width) = of(decided.min(recorded), recorded);
            picture.hatched((x, y), (width, 28));
            picture.rect((LEFT, y), (decided, 28), "bar");
            let (count, part) = (whole(stage.through.part, lang), share(stage.through, FEW, lang));
            let line = if stage.median_secs.is_some() { y + 12 } else { y + 19 };
            picture.text(BESIDE, line, "strong", &format!("{count} · {part}"));
            if let Some(secs) = stage.median_secs {
                picture.text(BESIDE, y + 30, "muted", &half(secs, lang));
            }
            y += STAGE_HEIGHT;
        }
        legend(picture, y + 4, lang);
        y + 24
    }

    fn dots(&self, picture: &mut Picture, top: i64, lang: Lang) -> i64 {
        let mut y = top;
        for line in lines(self.rows_title.get(lang), 96) {
            picture.text(MARGIN, y, "head", &line);
            y += 22;
        }
        let rows: Vec<&RowView> = self.rows.iter().take(ROWS_MAX).collect();
        let highest = rows.iter().filter(|it| it.mark != Mark::Few).filter_map(|it| it.share.interval()).map(|it| it.1);
        let (axis, step) = axis(highest.max().unwrap_or(WHOLE));
        let place = |millionths: i64| LEFT + LONG * millionths.min(axis) / axis;
        let bottom = y + 10 + i64::try_from(rows.len()).unwrap_or(0) * ROW_HEIGHT;
        let mut tick = 0;
        while tick <= axis {
            picture.line((place(tick), y + 8), (place(tick), bottom), "grid");
            picture.text(place(tick), y, "muted middle", &per_cent(tick, lang));
            tick += step;
        }
        y += 10;
        for row in rows {
            row.draw(picture, y + ROW_HEIGHT / 2, &place, lang);
            y += ROW_HEIGHT;
        }
        let hidden = self.rows.len().saturating_sub(ROWS_MAX);
        if hidden > 0 {
            let text = say!(lang, en = "{hidden} more rows in the table", tr = "{hidden} satır daha tabloda");
            picture.text(MARGIN, y + 16, "muted", &text);
            y += 22;
        }
        y
    }

    /// Everything that the picture shows, as sentences.
    pub fn aloud(&self, lang: Lang) -> String {
        let entered = whole(self.entered, lang);
        let mut text = self.scope.get(lang).to_owned();
        text.push_str(&say!(lang, en = " {entered} leads entered.", tr = " {entered} aday girdi."));
        for stage in &self.stages {
            let (name, count) = (stage.name.get(lang), whole(stage.through.part, lang));
            let (decided, reported) = (whole(stage.decided, lang), whole(stage.reported_only, lang));
            let part = share(stage.through, FEW, lang);
            text.push_str(&say!(
                lang,
                en = " {name}: {count} came so far or further, {part}; decided here {decided}, only reported {reported}.",
                tr = " {name}: {count} aday buraya ya da daha ileriye geldi, {part}; burada karar verilen {decided}, yalnızca bildirilen {reported}."
            ));
        }
        if !self.rows.is_empty() {
            text.push_str(&format!(" {}:", self.rows_title.get(lang)));
        }
        for row in self.rows.iter().take(ROWS_MAX) {
            text.push_str(&format!(" {}: {};", row.label.get(lang), row.said(lang)));
        }
        for note in &self.notes {
            text.push_str(&format!(" {}", note.get(lang)));
        }
        text
    }
}

impl RowView {
    fn draw(&self, picture: &mut Picture, y: i64, place: &dyn Fn(i64) -> i64, lang: Lang) {
        picture.text(MARGIN, y + 5, "", &short(self.label.get(lang), LABEL_LETTERS));
        picture.text(BESIDE, y + 5, "muted", &self.said(lang));
        let (Some((low, high)), Some(it)) = (self.share.interval(), self.share.millionths()) else { return };
        if self.mark == Mark::Few {
            return;
        }
        let open = if self.mark == Mark::Plain { "" } else { " open" };
        picture.line((place(low), y), (place(high), y), &format!("whisker{open}"));
        picture.dot(place(it), y, &format!("dot{open}"));
    }

    /// The share in words, with its mark.
    pub fn said(&self, lang: Lang) -> String {
        let (both, mark) = (few(self.share, lang), self.mark.text(lang));
        let part = self.share.millionths().filter(|_| self.mark != Mark::Few);
        match (part, mark.is_empty()) {
            (Some(it), true) => format!("{} · {both}", percent(it, lang)),
            (Some(it), false) => format!("{} · {both} · {mark}", percent(it, lang)),
            (None, true) => both,
            (None, false) => format!("{both} · {mark}"),
        }
    }
}

/// Within which time half came so far.
fn half(secs: i64, lang: Lang) -> String {
    let time = span(secs, lang);
    match secs {
        ..0 => time,
        0..60 => say!(lang, en = "half at once", tr = "yarısı hemen"),
        _ => say!(lang, en = "half within {time}", tr = "yarısı {time} içinde"),
    }
}

fn legend(picture: &mut Picture, y: i64, lang: Lang) {
    let decided = say!(lang, en = "decided here", tr = "burada karar verilen");
    let reported = say!(lang, en = "only reported by another system", tr = "yalnızca başka sistemin bildirdiği");
    let further = say!(lang, en = "known from a later stage only", tr = "yalnızca sonraki aşamadan bilinen");
    picture.rect((LEFT, y), (14, 14), "bar");
    picture.text(LEFT + 20, y + 12, "muted", &decided);
    picture.hatched((LEFT + 165, y), (14, 14));
    picture.text(LEFT + 185, y + 12, "muted", &reported);
    picture.rect((LEFT + 425, y), (14, 14), "rest");
    picture.text(LEFT + 445, y + 12, "muted", &further);
}

/// How long a bar is; one of anybody is seen.
fn length(part: u64, of: u64) -> i64 {
    let long = u128::from(LONG.unsigned_abs());
    let exact = (u128::from(part.min(of)) * long).checked_div(u128::from(of)).unwrap_or(0);
    i64::try_from(exact).unwrap_or(0).max(i64::from(part > 0))
}

/// Where an axis ends that must show `highest`, and the distance of its lines: at most six.
fn axis(highest: i64) -> (i64, i64) {
    let steps = [10_000, 20_000, 50_000, 100_000, 200_000];
    let step = steps.into_iter().find(|step| highest <= step * 6).unwrap_or(200_000);
    let lines = (highest.max(1) + step - 1) / step;
    ((lines * step).min(WHOLE), step)
}

/// Whole per cents of an axis.
fn per_cent(millionths: i64, lang: Lang) -> String {
    let whole = millionths / 10_000;
    say!(lang, en = "{whole} %", tr = "%{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_drawn_in_both_languages_and_tells_everything_to_those_who_hear_it() {
        for (name, view) in samples::all() {
            for lang in Lang::ALL {
                let text = view.svg(lang);
                assert_eq!(text.matches('<').count(), text.matches('>').count(), "{name}");
                assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"), "{name}");
                let heard = text.split_once("<desc id=\"description\">").unwrap().1.split_once("</desc>").unwrap().0;
                for stage in &view.stages {
                    assert!(heard.contains(&crate::svg::escaped(stage.name.get(lang))), "{name}: {heard}");
                }
                for row in view.rows.iter().take(ROWS_MAX) {
                    assert!(heard.contains(&row.said(lang)), "{name}: {heard}");
                }
            }
        }
    }

    #[test]
    fn an_axis_has_at_most_six_lines_and_shows_the_highest() {
        for highest in (0..=WHOLE).step_by(7_919) {
            let (end, step) = axis(highest);
            assert!(end >= highest && end / step <= 6 && end % step == 0 && end <= WHOLE, "{highest}: {end} {step}");
        }
        assert_eq!((axis(163_000), axis(WHOLE)), ((200_000, 50_000), (WHOLE, 200_000)));
    }

    #[test]
    fn bars_are_as_long_as_the_shares_and_one_lead_is_seen() {
        assert_eq!((length(8_000, 8_000), length(4_000, 8_000), length(1, 8_000), length(0, 8_000)), (430, 215, 1, 0));
        assert_eq!((length(0, 0), length(5, 0)), (0, 1));
    }

    #[test]
    fn a_share_of_few_is_not_drawn_and_a_marked_one_is_hollow() {
        let row = |part, of, mark| RowView { label: Both::same("x"), share: Share::new(part, of), mark };
        let drawn = |row: RowView| FunnelView { rows: vec![row], ..FunnelView::default() }.svg(Lang::En);
        assert!(!drawn(row(6, 8, Mark::Few)).contains("<circle"));
        assert!(drawn(row(6, 8, Mark::Few)).contains("6 of 8 · too few"));
        assert!(drawn(row(60, 80, Mark::Cut)).contains("class=\"dot open\""));
        assert!(drawn(row(60, 80, Mark::Plain)).contains("class=\"dot\""));
    }
}
