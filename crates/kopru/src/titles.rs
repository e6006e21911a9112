//! `kopru eval titles FILE --label level|function`

use crate::Format;
use crate::output::{self, Done, Failure};
use crate::rows::RowsArg;
use clap::ValueEnum;
use kopru_engine::lang::Lang;
use kopru_engine::role::{Evaluation, Label, eval_titles, parse_classes};
use kopru_engine::say;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The shipped maps from our classes to those of public labels.
const LEVEL_CLASSES: &str = include_str!("../../../examples/titles/level.toml");
const FUNCTION_CLASSES: &str = include_str!("../../../examples/titles/function.toml");

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LabelArg {
    /// The label is the seniority
    Level,
    /// The label is the function
    Function,
}

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Tab or comma separated, with a header; the title first, its label second
    file: PathBuf,
    /// What the labels say
    #[arg(long, value_enum)]
    label: LabelArg,
    /// Our classes to theirs (TOML); otherwise the shipped map for the label
    #[arg(long, value_name = "MAP.toml")]
    classes: Option<PathBuf>,
    /// Which rows count
    #[arg(long, value_enum, default_value = "all")]
    rows: RowsArg,
    /// How the result is printed; JSON also lists every title read otherwise than its label
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let (label, shipped, name) = match args.label {
        LabelArg::Level => (Label::Level, LEVEL_CLASSES, "examples/titles/level.toml"),
        LabelArg::Function => (Label::Function, FUNCTION_CLASSES, "examples/titles/function.toml"),
    };
    let (source, map_name) = match &args.classes {
        Some(path) => (output::read(path)?, path.as_path()),
        None => (shipped.to_owned(), Path::new(name)),
    };
    let classes = parse_classes(&source, label).map_err(|found| {
        eprint!("{}", output::findings(&found, map_name, &source, lang));
        Failure::Wrong
    })?;
    let rows = args.rows.rows();
    let text = output::read(&args.file)?;
    let evaluation = eval_titles(&text, &classes, rows).map_err(|faults| {
        let file = args.file.display();
        for fault in faults {
            let (line, message) = (fault.line, fault.message.get(lang));
            eprintln!("{file}:{line}: {message}");
        }
        Failure::Wrong
    })?;
    match args.format {
        Format::Table => output::print(&table(&evaluation, lang)),
        Format::Json => output::print(&output::json(&as_json(&evaluation, lang))),
    }
}

fn table(it: &Evaluation, lang: Lang) -> String {
    let (n, accuracy, macro_f1) = (it.n, it.accuracy, it.macro_f1);
    let mut text = say!(
        lang,
        en = "titles    {n}\naccuracy  {accuracy}\nmacro F1  {macro_f1}\n",
        tr = "unvan     {n}\ndoğruluk  {accuracy}\nmakro F1  {macro_f1}\n"
    );
    if !it.confusions.is_empty() {
        text.push_str(&say!(lang, en = "\nlabel → read (titles)\n", tr = "\netiket → okunan (unvan sayısı)\n"));
    }
    for confusion in &it.confusions {
        text.push_str(&format!("{} → {} ({})\n", confusion.expected, confusion.got, confusion.count));
    }
    text
}

fn as_json(it: &Evaluation, lang: Lang) -> Value {
    let confusions: Vec<Value> =
        it.confusions.iter().map(|it| json!({ "expected": it.expected, "got": it.got, "count": it.count })).collect();
    let misses: Vec<Value> = it
        .misses
        .iter()
        .map(|it| {
            let reason = it.reason.as_ref().map(|reason| reason.get(lang));
            json!({ "line": it.line, "title": it.title, "expected": it.expected, "got": it.got, "reason": reason })
        })
        .collect();
    json!({ "n": it.n, "accuracy": number(it.accuracy), "macro_f1": number(it.macro_f1), "confusions": confusions, "misses": misses })
}

/// A share as a JSON number with its four digits.
fn number(ratio: impl std::fmt::Display) -> Value {
    serde_json::from_str(&ratio.to_string()).unwrap_or(Value::Null)
}
