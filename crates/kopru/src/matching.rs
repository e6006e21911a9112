//! `kopru match FILE.csv --name COLUMN --email COLUMN --website COLUMN`

use crate::output::{self, Done, Failure};
use clap::ValueEnum;
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::say;
use kopru_server::intake::CsvFault;
use kopru_server::intake::list::read_list;
use kopru_server::intake::sheet::Sheet;
use kopru_server::limits::MATCH_ROWS_MAX;
use kopru_server::matching::{Clues, Companies, Full, ListKind, Lists, Match, assign};
use kopru_server::spreadsheet;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Groups and doubtful rows that a table shows without `--all`.
const SHOWN_MAX: usize = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A CSV file with a header; delimiter and encoding are found out
    file: PathBuf,
    /// The column with the company's name
    #[arg(long, value_name = "COLUMN", required_unless_present_any = ["email", "website"])]
    name: Option<String>,
    /// The column with the e-mail address
    #[arg(long, value_name = "COLUMN")]
    email: Option<String>,
    /// The column with the company's web address
    #[arg(long, value_name = "COLUMN")]
    website: Option<String>,
    /// Domains that are free mail, too: a list file, one a line
    #[arg(long, value_name = "LIST")]
    free_mail: Vec<PathBuf>,
    /// Domains that are throw-away mail, too
    #[arg(long, value_name = "LIST")]
    disposable: Vec<PathBuf>,
    /// Domains of access providers, too
    #[arg(long, value_name = "LIST")]
    providers: Vec<PathBuf>,
    /// Mailboxes that belong to a post and not to a person, too: what stands before the @
    #[arg(long, value_name = "LIST")]
    roles: Vec<PathBuf>,
    /// Show every company and every doubtful row, not only the first twenty of each
    #[arg(long)]
    all: bool,
    /// How the result is printed; JSON and CSV always give every row
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// A row of the file as it was written, and the answer.
struct Row {
    line: u64,
    /// Name, e-mail address, web address.
    texts: [String; 3],
    answer: Match,
}

/// The rows of a company.
struct Group<'a> {
    account: &'a str,
    rows: Vec<&'a Row>,
}

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let lists = lists(args, lang)?;
    let (lines, refused) = read(args, lang)?;
    let clues: Vec<Clues> = lines
        .iter()
        .map(|(_, [name, email, website])| Clues::read(Some(name), Some(email), Some(website), &lists))
        .collect();
    let answers = assign(&clues, &mut Companies::new(lists)).map_err(|Full| too_many(MATCH_ROWS_MAX))?;
    drop(clues);
    let rows: Vec<Row> =
        lines.into_iter().zip(answers).map(|((line, texts), answer)| Row { line, texts, answer }).collect();
    match args.format {
        Format::Table => output::print(&table(&rows, refused, args.all, lang)),
        Format::Json => output::print(&output::json(&as_json(&rows, refused, lang))),
        Format::Csv => output::print(&csv(&rows, lang)),
    }
}

fn lists(args: &Args, lang: Lang) -> Result<Lists, Failure> {
    let mut lists = Lists::shipped();
    let given = [
        (ListKind::Free, &args.free_mail),
        (ListKind::Disposable, &args.disposable),
        (ListKind::Provider, &args.providers),
        (ListKind::Role, &args.roles),
    ];
    for (kind, paths) in given {
        for path in paths {
            let listed = read_list(&output::read(path)?);
            for fault in &listed.faults {
                eprintln!("{}:{}: {} [{}]", path.display(), fault.line, fault.message.get(lang), fault.code);
            }
            lists.add(kind, listed.entries);
        }
    }
    Ok(lists)
}

type Lines = Vec<(u64, [String; 3])>;

fn read(args: &Args, lang: Lang) -> Result<(Lines, usize), Failure> {
    let file = File::open(&args.file).map_err(|error| cannot_read(&args.file, CsvFault::Io(error)))?;
    let mut sheet = Sheet::open(BufReader::new(file)).map_err(|fault| cannot_read(&args.file, fault))?;
    let mut places = [None; 3];
    for (place, name) in places.iter_mut().zip([&args.name, &args.email, &args.website]) {
        if let Some(name) = name {
            *place = Some(sheet.column(name).ok_or_else(|| no_column(name, sheet.names()))?);
        }
    }
    let (mut lines, mut refused) = (Vec::new(), 0);
    loop {
        let row = sheet.next_row().map_err(|error| cannot_read(&args.file, CsvFault::Io(error)))?;
        let Some(row) = row else { break };
        match row.cells {
            Ok(_) if lines.len() >= MATCH_ROWS_MAX => return Err(too_many(MATCH_ROWS_MAX)),
            Ok(mut cells) => {
                let mut text = |place: Option<usize>| {
                    place.and_then(|place| cells.get_mut(place)).map(std::mem::take).unwrap_or_default()
                };
                lines.push((row.line, [text(places[0]), text(places[1]), text(places[2])]));
            }
            Err(fault) => {
                refused += 1;
                let (file, line, reason, code) = (args.file.display(), fault.line, fault.reason.get(lang), fault.code);
                eprintln!("{file}:{line}: {reason} [{code}]");
            }
        }
    }
    Ok((lines, refused))
}

fn too_many(most: usize) -> Failure {
    Failure::Cannot(both!(
        en = "the file has more than {most} rows: match it in parts",
        tr = "dosyada {most} satırdan fazla var: parça parça eşleştirin"
    ))
}

fn no_column(wanted: &str, names: &[String]) -> Failure {
    let times = names.iter().filter(|name| *name == wanted.trim()).count();
    if times > 1 {
        return Failure::Cannot(both!(
            en = "the file has {times} columns `{wanted}`: rename all but one",
            tr = "dosyada {times} tane `{wanted}` sütunu var: biri dışında adlarını değiştirin"
        ));
    }
    let known = names.iter().take(40).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Failure::Cannot(both!(
        en = "the file has no column `{wanted}`; it has {known}",
        tr = "dosyada `{wanted}` sütunu yok; olanlar: {known}"
    ))
}

/// Why a file cannot be read at all.
pub(crate) fn cannot_read(path: &Path, fault: CsvFault) -> Failure {
    let file = path.display();
    Failure::Cannot(match fault {
        CsvFault::Io(error) => both!(en = "cannot read {file}: {error}", tr = "{file} okunamıyor: {error}"),
        CsvFault::File { code, reason: Both { en, tr } } => {
            Both { en: format!("{file}: {en} [{code}]"), tr: format!("{file}: {tr} [{code}]") }
        }
        CsvFault::Columns(_) => both!(en = "{file}: columns are missing", tr = "{file}: sütunlar eksik"),
    })
}

/// The account that a row belongs to.
fn account(answer: &Match) -> Option<&str> {
    match answer {
        Match::Known { account: key, .. } | Match::New { key, .. } | Match::Doubtful { apart: Some(key), .. } => {
            Some(key)
        }
        Match::Doubtful { apart: None, .. } | Match::None(_) => None,
    }
}

/// The largest first; of equals, in the order of their keys.
fn groups(rows: &[Row]) -> Vec<Group<'_>> {
    let mut by_account: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if let Some(account) = account(&row.answer) {
            by_account.entry(account).or_default().push(row);
        }
    }
    let mut groups: Vec<Group<'_>> = by_account.into_iter().map(|(account, rows)| Group { account, rows }).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.rows.len()));
    groups
}

fn table(rows: &[Row], refused: usize, all: bool, lang: Lang) -> String {
    let groups = groups(rows);
    let count = |id: &str| rows.iter().filter(|row| row.answer.id() == id).count();
    let (total, companies, doubtful, none) = (rows.len(), groups.len(), count("doubtful"), count("none"));
    let mut out = say!(
        lang,
        en = "{total} rows, {companies} companies; {doubtful} doubtful, {none} tell no company.\n",
        tr = "{total} satır, {companies} şirket; {doubtful} şüpheli, {none} satır şirket söylemiyor.\n"
    );
    if refused > 0 {
        out.push_str(&say!(lang, en = "{refused} rows could not be read.\n", tr = "{refused} satır okunamadı.\n"));
    }
    let shown = if all { usize::MAX } else { SHOWN_MAX };
    output::heading(
        &mut out,
        &title(groups.len().min(shown), groups.len(), &both!(en = "companies", tr = "şirket"), lang),
    );
    let lines: Vec<Vec<String>> = groups
        .iter()
        .take(shown)
        .map(|group| {
            let least = group.rows.iter().map(|row| row.answer.confidence()).min().unwrap_or(0);
            let mut names: Vec<&str> = Vec::new();
            for row in &group.rows {
                let name = row.texts[0].as_str();
                if !name.is_empty() && !names.contains(&name) && names.len() < 4 {
                    names.push(name);
                }
            }
            vec![group.rows.len().to_string(), group.account.to_owned(), least.to_string(), names.join(" · ")]
        })
        .collect();
    output::listing(&mut out, &lines);
    let doubtful: Vec<&Row> = rows.iter().filter(|row| row.answer.id() == "doubtful").collect();
    if !doubtful.is_empty() {
        let noun = both!(en = "doubtful rows, for a person to decide", tr = "şüpheli satır, bir insan karar vermeli");
        output::heading(&mut out, &title(doubtful.len().min(shown), doubtful.len(), &noun, lang));
    }
    for row in doubtful.into_iter().take(shown) {
        let Match::Doubtful { candidates, .. } = &row.answer else { continue };
        let told: Vec<&str> = row.texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let (line, told, candidates) = (row.line, told.join(" · "), candidates.join(", "));
        let reason = row.answer.reason();
        let reason = reason.get(lang);
        out.push_str(&say!(
            lang,
            en = "line {line}: {told}\n    perhaps {candidates}: {reason}\n",
            tr = "satır {line}: {told}\n    belki {candidates}: {reason}\n"
        ));
    }
    out
}

fn title(shown: usize, all: usize, noun: &Both, lang: Lang) -> String {
    let noun = noun.get(lang);
    match shown < all {
        true => say!(lang, en = "{all} {noun}, the first {shown}", tr = "{all} {noun}, ilk {shown} tanesi"),
        false => format!("{all} {noun}"),
    }
}

fn as_json(rows: &[Row], refused: usize, lang: Lang) -> Value {
    let groups: Vec<Value> = groups(rows)
        .iter()
        .map(|group| json!({ "account": group.account, "lines": group.rows.iter().map(|row| row.line).collect::<Vec<_>>() }))
        .collect();
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let candidates = match &row.answer {
                Match::Doubtful { candidates, .. } => candidates.as_slice(),
                _ => &[],
            };
            json!({
                "line": row.line,
                "match": row.answer.id(),
                "account": account(&row.answer),
                "candidates": candidates,
                "confidence": row.answer.confidence(),
                "reason": row.answer.reason().get(lang),
            })
        })
        .collect();
    json!({ "rows": rows, "companies": groups, "refused": refused })
}

fn csv(rows: &[Row], lang: Lang) -> String {
    let mut out = String::from("line,name,email,website,match,account,confidence,reason,candidates\r\n");
    for row in rows {
        let candidates = match &row.answer {
            Match::Doubtful { candidates, .. } => candidates.join(" | "),
            _ => String::new(),
        };
        let [name, email, website] = &row.texts;
        let (line, confidence) = (row.line.to_string(), row.answer.confidence().to_string());
        let reason = row.answer.reason();
        let cells = [
            &line,
            name,
            email,
            website,
            row.answer.id(),
            account(&row.answer).unwrap_or_default(),
            &confidence,
            reason.get(lang),
            &candidates,
        ];
        out.push_str(&spreadsheet::row(cells));
    }
    out
}
