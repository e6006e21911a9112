//! `kopru eval calls FILE`

use crate::Format;
use crate::output::{self, Done, Failure};
use crate::rows::RowsArg;
use kopru_engine::answer::call::{Turn, read};
use kopru_engine::lang::Lang;
use kopru_engine::{both, say};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What labels call the criteria of BANT.
const CRITERIA: [&str; 4] = ["Budget", "Authority", "Need", "Timeline"];

#[derive(clap::Args)]
pub(crate) struct Args {
    /// JSON: a list of leads with `calls` (each with `turns` of `speaker` and `text`) and `bant_failed`
    file: PathBuf,
    /// Which leads count
    #[arg(long, value_enum, default_value = "all")]
    rows: RowsArg,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Right, wrong and missed.
type Counts = (usize, usize, usize);

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let shown = args.file.display();
    let cannot =
        |why: String| Failure::Cannot(both!(en = "cannot read {shown}: {why}", tr = "{shown} okunamıyor: {why}"));
    let all: Value = serde_json::from_str(&output::read(&args.file)?).map_err(|fault| cannot(fault.to_string()))?;
    let all = all.as_array().ok_or_else(|| cannot("no list of leads".to_owned()))?;
    let (mut n, mut exact, mut counts) = (0_usize, 0_usize, BTreeMap::<&str, Counts>::new());
    for (place, lead) in all.iter().enumerate() {
        if !args.rows.has(place + 1) {
            continue;
        }
        let labelled: BTreeSet<&str> = texts(&lead["bant_failed"]);
        let failed = failed(lead);
        n += 1;
        exact += usize::from(labelled == failed);
        for criterion in CRITERIA {
            let it = counts.entry(criterion).or_default();
            match (failed.contains(criterion), labelled.contains(criterion)) {
                (true, true) => it.0 += 1,
                (true, false) => it.1 += 1,
                (false, true) => it.2 += 1,
                (false, false) => {}
            }
        }
    }
    let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    let of = |&(right, wrong, missed): &Counts| {
        (share(right, right + wrong), share(right, right + missed), share(2 * right, 2 * right + wrong + missed))
    };
    let matched = share(exact, n);
    output::print(&match args.format {
        Format::Table => {
            let matched = format!("{matched:.3}");
            let mut text = say!(
                lang,
                en = "leads        {n}\nexact match  {matched}\n",
                tr = "aday         {n}\ntam eşleşme  {matched}\n"
            );
            for criterion in CRITERIA {
                let (precision, recall, f1) = of(counts.get(criterion).unwrap_or(&(0, 0, 0)));
                let (precision, recall, f1) = (format!("{precision:.3}"), format!("{recall:.3}"), format!("{f1:.3}"));
                text.push_str(&say!(
                    lang,
                    en = "{criterion}: precision {precision}, recall {recall}, F1 {f1}\n",
                    tr = "{criterion}: kesinlik {precision}, duyarlılık {recall}, F1 {f1}\n"
                ));
            }
            text
        }
        Format::Json => {
            let each = |(criterion, it): (&&str, &Counts)| {
                let (precision, recall, f1) = of(it);
                ((*criterion).to_owned(), json!({ "precision": precision, "recall": recall, "f1": f1 }))
            };
            let per: Value = counts.iter().map(each).collect();
            output::json(&json!({ "n": n, "exact_match": matched, "per_criterion": per }))
        }
    })
}

fn texts(it: &Value) -> BTreeSet<&str> {
    it.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Which criteria fail by the lead's own words and by the numbers of both sides; what the call does not say fails nothing.
fn failed(lead: &Value) -> BTreeSet<&'static str> {
    let mut failed = BTreeSet::new();
    for call in lead["calls"].as_array().into_iter().flatten() {
        let turns = call["turns"].as_array().into_iter().flatten();
        let turns: Vec<Turn<'_>> = turns
            .filter_map(|it| Some(Turn { speaker: it["speaker"].as_str()?, text: it["text"].as_str()? }))
            .collect();
        let it = read(&turns);
        failed.extend(it.authority.filter(|it| !it.met).map(|_| "Authority"));
        failed.extend(it.need.filter(|it| !it.met).map(|_| "Need"));
        failed.extend(it.budget.filter(|it| !it.met).map(|_| "Budget"));
        failed.extend(it.time_frame.filter(|it| !it.met).map(|_| "Timeline"));
    }
    failed
}
