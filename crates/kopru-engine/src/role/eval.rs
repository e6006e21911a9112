//! Our reading of titles judged by titles that somebody labelled: share right, confusions, disagreements.

use super::{ClassMap, read_title};
use crate::both;
use crate::lang::Both;
use std::collections::BTreeMap;
use std::fmt;

/// Which data rows count. Rules are developed on odd rows, so even rows show whether they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rows {
    /// Every row.
    #[default]
    All,
    /// The first, third, … row below the header.
    Odd,
    /// The second, fourth, … row below the header.
    Even,
}

impl Rows {
    /// The rows of their word on the command line: `all`, `odd` or `even`.
    pub fn from_word(word: &str) -> Option<Rows> {
        match word {
            "all" => Some(Rows::All),
            "odd" => Some(Rows::Odd),
            "even" => Some(Rows::Even),
            _ => None,
        }
    }

    /// Whether the data row with this number (from 1) counts.
    pub fn has(self, number: usize) -> bool {
        match self {
            Rows::All => true,
            Rows::Odd => number % 2 == 1,
            Rows::Even => number.is_multiple_of(2),
        }
    }
}

/// One labelled title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledTitle {
    /// The line on which its row begins, from 1.
    pub line: usize,
    /// The title.
    pub title: String,
    /// Its label.
    pub label: String,
    /// Columns behind the label.
    pub more: Vec<String>,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleFault {
    /// The line on which the row begins, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: Both,
}

/// Reads labelled titles: a header, then title, label and more, parted by tabs (when the header has one) or by commas.
/// Fields of comma files may be quoted (`"Director, Sales"`, `""` = one quote). Blank lines are passed over.
///
/// # Errors
/// Every row without a label, an open quote, and a file without rows.
pub fn read_labelled(text: &str) -> Result<Vec<LabelledTitle>, Vec<TitleFault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tabs = text.lines().next().is_some_and(|header| header.contains('\t'));
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    let mut cells = Cells { rest: text, line: 1, tabs };
    let mut header = true;
    while let Some((line, fields)) = cells.row() {
        if std::mem::take(&mut header) {
            continue;
        }
        let Ok(fields) = fields else {
            let message = both!(en = "a quote is opened and never closed", tr = "açılan tırnak kapanmıyor");
            faults.push(TitleFault { line, message });
            break;
        };
        if fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let mut fields = fields.into_iter();
        match (fields.next(), fields.next()) {
            (Some(title), Some(label)) => {
                let label = label.trim().to_string();
                rows.push(LabelledTitle { line, title, label, more: fields.collect() });
            }
            _ => {
                let message = both!(
                    en = "a title and a label are expected, parted by a tab or a comma as in the header",
                    tr = "başlıktaki gibi sekme ya da virgülle ayrılmış bir unvan ve bir etiket beklenir"
                );
                faults.push(TitleFault { line, message });
            }
        }
    }
    if rows.is_empty() && faults.is_empty() {
        let message = both!(en = "there is no row below the header", tr = "başlığın altında satır yok");
        faults.push(TitleFault { line: 1, message });
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// A quote that is never closed.
struct OpenQuote;

/// Cuts a text into rows of fields.
struct Cells<'a> {
    rest: &'a str,
    line: usize,
    tabs: bool,
}

impl Cells<'_> {
    /// The next row and the line on which it begins; `None` at the end.
    fn row(&mut self) -> Option<(usize, Result<Vec<String>, OpenQuote>)> {
        if self.rest.is_empty() {
            return None;
        }
        let begin = self.line;
        let separator = if self.tabs { '\t' } else { ',' };
        let mut fields = Vec::new();
        let mut field = String::new();
        let mut quoted = false;
        let mut letters = self.rest.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            self.line += usize::from(letter == '\n');
            match letter {
                '"' if quoted && letters.next_if(|(_, next)| *next == '"').is_some() => field.push('"'),
                '"' if quoted => quoted = false,
                '"' if !self.tabs && field.is_empty() => quoted = true,
                _ if quoted => field.push(letter),
                '\n' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or("");
                    fields.push(field);
                    return Some((begin, Ok(fields)));
                }
                '\r' if letters.peek().is_none_or(|(_, next)| *next == '\n') => {}
                _ if letter == separator => fields.push(std::mem::take(&mut field)),
                _ => field.push(letter),
            }
        }
        self.rest = "";
        fields.push(field);
        Some((begin, if quoted { Err(OpenQuote) } else { Ok(fields) }))
    }
}

/// A share between 0 and 1, exact to the ten-thousandth: half a ten-thousandth is rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio {
    /// Ten-thousandths.
    pub ten_thousandths: u64,
}

impl Ratio {
    /// `part` of `whole`; of nothing it is 0.
    pub fn of(part: usize, whole: usize) -> Ratio {
        Ratio::round(scaled(part, whole))
    }

    /// The mean of shares that are scaled by [`SCALE`].
    fn mean(scaled: &[u128]) -> Ratio {
        let count = u128::try_from(scaled.len().max(1)).unwrap_or(1);
        Ratio::round(scaled.iter().sum::<u128>() / count)
    }

    fn round(scaled: u128) -> Ratio {
        let unit = SCALE / 10_000;
        Ratio { ten_thousandths: u64::try_from((scaled + unit / 2) / unit).unwrap_or(u64::MAX) }
    }
}

/// Shares are summed as whole numbers of this part, finer than any printed digit.
const SCALE: u128 = 1_000_000_000_000_000_000;

fn scaled(part: usize, whole: usize) -> u128 {
    let (part, whole) = (part as u128, whole as u128);
    part.saturating_mul(SCALE).checked_div(whole).unwrap_or(0)
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:04}", self.ten_thousandths / 10_000, self.ten_thousandths % 10_000)
    }
}

/// How often one class was taken for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    /// The label.
    pub expected: String,
    /// What we read.
    pub got: String,
    /// Titles.
    pub count: usize,
}

/// A title that we read otherwise than its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The title.
    pub title: String,
    /// The label.
    pub expected: String,
    /// What we read.
    pub got: String,
    /// Why we read it so; `None` when the title gave no role.
    pub reason: Option<Both>,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Titles judged.
    pub n: usize,
    /// Titles read as labelled.
    pub right: usize,
    /// Share read as labelled.
    pub accuracy: Ratio,
    /// Mean over all classes, in labels or readings, of F1 = 2 · right / (labelled so + read so).
    pub macro_f1: Ratio,
    /// What was taken for what, most often first, then by name.
    pub confusions: Vec<Confusion>,
    /// Every disagreement in the file's order.
    pub misses: Vec<Miss>,
}

/// Reads every title of a labelled file and compares with its labels.
///
/// # Errors
/// Every row that cannot be read, as [`read_labelled`] gives them.
pub fn eval_titles(text: &str, classes: &ClassMap, rows: Rows) -> Result<Evaluation, Vec<TitleFault>> {
    let labelled = read_labelled(text)?;
    let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut misses = Vec::new();
    for (at, row) in labelled.into_iter().enumerate() {
        if !rows.has(at + 1) {
            continue;
        }
        let reading = read_title(&row.title);
        let got = classes.class_of(reading.primary()).to_string();
        *pairs.entry((row.label.clone(), got.clone())).or_default() += 1;
        if got != row.label {
            let reason = reading.primary().map(|role| reading.reason(role));
            misses.push(Miss { line: row.line, title: row.title, expected: row.label, got, reason });
        }
    }
    Ok(summary(pairs, misses))
}

fn summary(pairs: BTreeMap<(String, String), usize>, misses: Vec<Miss>) -> Evaluation {
    // By class: how many are labelled so, read so, and both.
    let mut by_class: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for ((expected, got), count) in &pairs {
        by_class.entry(expected).or_default().0 += count;
        by_class.entry(got).or_default().1 += count;
        if expected == got {
            by_class.entry(expected).or_default().2 += count;
        }
    }
    let scores: Vec<u128> = by_class.values().map(|(labelled, read, both)| scaled(2 * both, labelled + read)).collect();
    let macro_f1 = Ratio::mean(&scores);
    let n = pairs.values().sum();
    let right = pairs.iter().filter(|((expected, got), _)| expected == got).map(|(_, count)| count).sum();
    let mut confusions: Vec<Confusion> = pairs
        .into_iter()
        .filter(|((expected, got), _)| expected != got)
        .map(|((expected, got), count)| Confusion { expected, got, count })
        .collect();
    confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
    Evaluation { n, right, accuracy: Ratio::of(right, n), macro_f1, confusions, misses }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::{Label, parse_classes};

    #[test]
    fn tabs_commas_quotes_and_windows_line_ends_are_read() {
        let tabs = read_labelled("\u{feff}Position\tClass\r\nCEO\tTop\r\n\"A\", B\tRest\r\n").unwrap();
        let pairs: Vec<_> = tabs.iter().map(|row| (row.line, row.title.as_str(), row.label.as_str())).collect();
        assert_eq!(pairs, [(2, "CEO", "Top"), (3, "\"A\", B", "Rest")]);
        let commas = read_labelled("t,l,x\n\"Director, \"\"Big\"\"\nSales\",Top,more\nCEO,Top\n").unwrap();
        assert_eq!(commas[0].title, "Director, \"Big\"\nSales");
        assert_eq!(commas[0].more, ["more"]);
        assert_eq!(commas[1].line, 4);
    }

    #[test]
    fn rows_that_cannot_be_read_are_named_by_line() {
        let faults = read_labelled("t\tl\nCEO\tTop\nCTO\n\nCFO\n").unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(read_labelled("t,l\n\"open,x\n").unwrap_err()[0].line, 2);
        assert_eq!(read_labelled("").unwrap_err()[0].line, 1);
    }

    #[test]
    fn shares_are_exact_to_four_digits() {
        assert_eq!(Ratio::of(2, 3).to_string(), "0.6667");
        assert_eq!(Ratio::of(3, 3).to_string(), "1.0000");
        assert_eq!(Ratio::of(1, 20_000).to_string(), "0.0001");
        assert_eq!(Ratio::of(0, 0).to_string(), "0.0000");
    }

    #[test]
    fn figures_are_those_of_a_table_done_by_hand() {
        // Top: labelled 2, read 1, both 1: F1 = 2/3. Rest: labelled 1, read 2, both 1: F1 = 2/3.
        // Odd rows are the first and third, both right: 1 and 1.
        let map = parse_classes("default = 'Rest'\n[map]\nc_level = 'Top'\n", Label::Level).unwrap();
        let text = "t,l\nCEO,Top\nSales Manager,Top\nIntern,Rest\n";
        let all = eval_titles(text, &map, Rows::All).unwrap();
        assert_eq!((all.n, all.right), (3, 2));
        assert_eq!((all.accuracy.to_string(), all.macro_f1.to_string()), ("0.6667".into(), "0.6667".into()));
        assert_eq!(all.confusions, [Confusion { expected: "Top".into(), got: "Rest".into(), count: 1 }]);
        assert_eq!((all.misses[0].line, all.misses[0].title.as_str()), (3, "Sales Manager"));
        let odd = eval_titles(text, &map, Rows::Odd).unwrap();
        assert_eq!((odd.n, odd.right, odd.macro_f1.to_string()), (2, 2, "1.0000".into()));
        assert_eq!(eval_titles(text, &map, Rows::Even).unwrap().n, 1);
    }
}
