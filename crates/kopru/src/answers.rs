//! `kopru eval answers FILE`

use crate::Format;
use crate::output::{self, Done, Failure};
use crate::rows::RowsArg;
use kopru_engine::answer::{Asked, analyse};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::{both, say};
use kopru_server::demo::SAAS;
use kopru_server::intake::sheet::Sheet;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// Points of specificity from which an answer is of the middle class, and of the highest: a number with a dozen words, and
/// several numbers, names and dates. Set before they were tried on any file.
const CLASSES: [usize; 2] = [30, 75];

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A CSV file with the columns ANSWER and SPECIFIC: 0, 1 or 2, how specific people found the answer
    file: PathBuf,
    /// Which rows count
    #[arg(long, value_enum, default_value = "all")]
    rows: RowsArg,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// One answer: points of ours, class of theirs.
type Row = (usize, usize);

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let all = read(args)?;
    let n = all.len();
    if n == 0 {
        return Err(Failure::Cannot(both!(en = "the file has no labelled answers", tr = "dosyada etiketli yanıt yok")));
    }
    let (weighted, classes) = weighted_f1(&all);
    let rank = spearman(&all);
    output::print(&match args.format {
        Format::Table => {
            let (weighted, rank) = (three(weighted), three(rank));
            let mut text = say!(
                lang,
                en = "answers        {n}\nweighted F1    {weighted}\nSpearman       {rank}\n",
                tr = "yanıt          {n}\nağırlıklı F1   {weighted}\nSpearman       {rank}\n"
            );
            for (class, (precision, recall, count)) in &classes {
                let (precision, recall) = (three(*precision), three(*recall));
                text.push_str(&say!(
                    lang,
                    en = "class {class}: precision {precision}, recall {recall}, of {count}\n",
                    tr = "sınıf {class}: kesinlik {precision}, duyarlılık {recall}, toplam {count}\n"
                ));
            }
            text
        }
        Format::Json => {
            let class = |(class, (precision, recall, count)): (&usize, &(f64, f64, usize))| {
                (class.to_string(), json!({ "precision": precision, "recall": recall, "n": count }))
            };
            let classes: Value = classes.iter().map(class).collect();
            output::json(&json!({ "n": n, "weighted_f1": weighted, "spearman": rank, "classes": classes }))
        }
    })
}

fn three(share: f64) -> String {
    format!("{share:.3}")
}

fn read(args: &Args) -> Result<Vec<Row>, Failure> {
    let shown = args.file.display();
    let cannot =
        |why: String| Failure::Cannot(both!(en = "cannot read {shown}: {why}", tr = "{shown} okunamıyor: {why}"));
    let file = File::open(&args.file).map_err(|fault| cannot(fault.to_string()))?;
    let mut sheet = Sheet::open(BufReader::new(file)).map_err(|fault| cannot(format!("{fault:?}")))?;
    let column = |sheet: &Sheet<_>, name: &str| sheet.column(name).ok_or_else(|| cannot(format!("no column {name}")));
    let (answer, label) = (column(&sheet, "ANSWER")?, column(&sheet, "SPECIFIC")?);
    let playbook = Playbook::check(SAAS, &BTreeMap::new()).playbook;
    let playbook = playbook.ok_or_else(|| cannot("the shipped playbook has faults".to_owned()))?;
    let (mut all, mut number) = (Vec::new(), 0);
    while let Some(row) = sheet.next_row().map_err(|fault| cannot(fault.to_string()))? {
        let line = row.line;
        let cells = row.cells.map_err(|fault| cannot(format!("line {line}: {}", fault.reason.en)))?;
        let class = cells.get(label).and_then(|it| it.parse::<usize>().ok()).filter(|it| *it <= 2);
        let class = class.ok_or_else(|| cannot(format!("line {line}: SPECIFIC is 0, 1 or 2")))?;
        number += 1;
        if args.rows.has(number) {
            let text = cells.get(answer).map_or("", String::as_str);
            all.push((analyse(text, Asked::Other, &playbook).specificity.points(), class));
        }
    }
    Ok(all)
}

fn class(points: usize) -> usize {
    CLASSES.iter().filter(|least| points >= **least).count()
}

/// F1 of each class weighted by how often people gave it; precision, recall and number of each.
fn weighted_f1(all: &[Row]) -> (f64, BTreeMap<usize, (f64, f64, usize)>) {
    let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    let (mut sum, mut classes) = (0.0, BTreeMap::new());
    for wanted in 0..=CLASSES.len() {
        let right = all.iter().filter(|it| class(it.0) == wanted && it.1 == wanted).count();
        let (told, labelled) =
            (all.iter().filter(|it| class(it.0) == wanted).count(), all.iter().filter(|it| it.1 == wanted).count());
        let (precision, recall) = (share(right, told), share(right, labelled));
        let f1 = if right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        sum += f1 * share(labelled, all.len());
        classes.insert(wanted, (precision, recall, labelled));
    }
    (sum, classes)
}

/// Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs.
fn spearman(all: &[Row]) -> f64 {
    let (ours, theirs) =
        (ranks(&all.iter().map(|it| it.0).collect::<Vec<_>>()), ranks(&all.iter().map(|it| it.1).collect::<Vec<_>>()));
    let mean = (all.len() as f64 + 1.0) / 2.0;
    let product: f64 = ours.iter().zip(&theirs).map(|(a, b)| (a - mean) * (b - mean)).sum();
    let square = |ranks: &[f64]| ranks.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>();
    let spread = (square(&ours) * square(&theirs)).sqrt();
    if spread == 0.0 { 0.0 } else { product / spread }
}

fn ranks(values: &[usize]) -> Vec<f64> {
    let rank = |value: &usize| {
        let less = values.iter().filter(|it| *it < value).count();
        let same = values.iter().filter(|it| *it == value).count();
        less as f64 + (same as f64 + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_equal_values_are_shared_and_the_correlation_is_what_is_worked_out_by_hand() {
        assert_eq!(ranks(&[10, 20, 20, 5]), [2.0, 3.5, 3.5, 1.0]);
        // The same order gives 1, the opposite −1.
        assert!((spearman(&[(10, 0), (20, 1), (30, 2)]) - 1.0).abs() < 1e-12);
        assert!((spearman(&[(30, 0), (20, 1), (10, 2)]) + 1.0).abs() < 1e-12);
    }

    #[test]
    fn f1_is_weighted_by_what_people_said() {
        // Class 0: one of one right; class 1: one of two, told once; class 2: told twice, one of them right.
        let all = [(0, 0), (40, 1), (90, 1), (90, 2)];
        let (weighted, classes) = weighted_f1(&all);
        assert_eq!(classes[&1], (1.0, 0.5, 2));
        // 1/4 · 1 + 2/4 · (2 · 1 · ½ ÷ 1½) + 1/4 · (2 · ½ · 1 ÷ 1½) = 0.25 + 0.333… + 0.166…
        assert!((weighted - 0.75).abs() < 1e-12, "{weighted}");
    }
}
