//! `kopru role "TITLE"`

use crate::Format;
use crate::output::{self, Done};
use kopru_engine::lang::Lang;
use kopru_engine::role::{Reading, read_title};
use kopru_engine::say;
use serde_json::{Value, json};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The job title, in English, Turkish or both
    title: String,
    /// How the reading is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let reading = read_title(&args.title);
    match args.format {
        Format::Table => output::print(&table(&reading, lang)),
        Format::Json => output::print(&output::json(&as_json(&reading, lang))),
    }
}

fn table(reading: &Reading, lang: Lang) -> String {
    let mut text = String::new();
    if reading.roles.is_empty() {
        text.push_str(&say!(
            lang,
            en = "The title says no role that we know.\n",
            tr = "Unvan, bildiğimiz bir rol söylemiyor.\n"
        ));
    }
    let unknown = || say!(lang, en = "not known", tr = "bilinmiyor");
    for role in &reading.roles {
        let function = role.function.map_or_else(unknown, |it| it.name().get(lang).to_owned());
        let seniority = role.seniority.map_or_else(unknown, |it| it.name().get(lang).to_owned());
        let part = role.part.map_or_else(unknown, |it| it.name().get(lang).to_owned());
        let (confidence, reason) = (role.confidence, reading.reason(role));
        let reason = reason.get(lang);
        text.push_str(&say!(
            lang,
            en = "function    {function}\nseniority   {seniority}\npart        {part}\nconfidence  {confidence} of 100\nbecause     {reason}\n\n",
            tr = "görev alanı  {function}\nkıdem        {seniority}\nkarardaki rol {part}\ngüven        100 üzerinden {confidence}\nçünkü        {reason}\n\n"
        ));
    }
    for note in &reading.notes {
        let note = note.text();
        let note = note.get(lang);
        text.push_str(&say!(lang, en = "note: {note}\n", tr = "not: {note}\n"));
    }
    let mut text = text.trim_end().to_owned();
    text.push('\n');
    text
}

fn as_json(reading: &Reading, lang: Lang) -> Value {
    let roles: Vec<Value> = reading
        .roles
        .iter()
        .map(|role| {
            json!({
                "function": role.function.map(|it| it.id()),
                "seniority": role.seniority.map(|it| it.id()),
                "part": role.part.map(|it| it.id()),
                "confidence": role.confidence,
                "words": reading.words(role).collect::<Vec<_>>(),
                "reason": reading.reason(role).get(lang),
            })
        })
        .collect();
    let notes: Vec<String> = reading.notes.iter().map(|note| note.text().get(lang).to_owned()).collect();
    json!({ "title": reading.title, "roles": roles, "notes": notes })
}
