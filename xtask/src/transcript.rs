//! Transcripts: what the documents show of the command line is run, and must print what they show.
//!
//! A transcript is a fenced block marked `console`. A line `$ kopru …` or `$ cargo run --release -- …` is a command,
//! run from the repository's root; the lines below it, up to the next command, are its output. A line `...` stands for
//! any number of lines. No output shown: only the exit code counts. Other commands (`$ cargo xtask ci`) are left alone.
//! The commands of one document find the same database, which is theirs alone and is not there at first.

use crate::command;
use crate::workspace::Workspace;
use std::path::PathBuf;

/// One command of a document and what the document says it prints.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    /// Line of the command, from 1.
    line: usize,
    /// The arguments of `kopru`.
    args: Vec<String>,
    /// The lines shown below it.
    output: Vec<String>,
}

/// Runs the transcripts of these documents, given as (path, text).
pub fn run<'a>(workspace: &Workspace, documents: impl Iterator<Item = (&'a str, &'a str)>) -> Result<(), String> {
    let (mut ran, mut faults) = (0, Vec::new());
    for (path, text) in documents {
        let shown = transcripts(text);
        if shown.is_empty() {
            continue;
        }
        let place = Place::new(path)?;
        for it in shown {
            ran += 1;
            let printed = command::output(workspace.kopru().env("KOPRU_DATABASE_URL", place.database()).args(&it.args));
            let fault = match printed {
                Ok(printed) if it.output.is_empty() || matches(&it.output, &printed) => continue,
                Ok(printed) => format!("the program prints\n{printed}"),
                Err(fault) => fault,
            };
            faults.push(format!("{path}:{}: {fault}", it.line));
        }
    }
    println!("{ran} commands of the documents run");
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// A folder for the database of one document; it goes when this is dropped.
struct Place(PathBuf);

impl Place {
    fn new(document: &str) -> Result<Place, String> {
        let name: String = document.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let folder = std::env::temp_dir().join(format!("kopru-transcript-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
        Ok(Place(folder))
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.0.join("kopru.db").display())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left behind in a folder for such things does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn transcripts(text: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    // Inside a block: whether the lines belong to the command found last.
    let mut block: Option<bool> = None;
    for (index, line) in text.lines().enumerate() {
        let fence = line.trim_start().starts_with("```");
        match block {
            None if fence && line.trim() == "```console" => block = Some(false),
            None => {}
            Some(_) if fence => block = None,
            Some(ours) => match line.strip_prefix("$ ") {
                Some(typed) => {
                    let args = arguments(typed);
                    block = Some(args.is_some());
                    found.extend(args.map(|args| Shown { line: index + 1, args, output: Vec::new() }));
                }
                None if ours => found.last_mut().into_iter().for_each(|it| it.output.push(line.to_owned())),
                None => {}
            },
        }
    }
    found
}

/// The arguments of a command that runs `kopru`; `None` for any other command.
fn arguments(typed: &str) -> Option<Vec<String>> {
    let words = words(typed);
    let texts: Vec<&str> = words.iter().map(String::as_str).collect();
    let ours = match texts.as_slice() {
        ["kopru", ..] => 1,
        ["cargo", "run", "--release", "--", ..] => 4,
        _ => return None,
    };
    Some(words[ours..].to_vec())
}

/// The words of a command; quotes keep blanks together. Nothing else of a shell is known.
fn words(typed: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in typed.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Whether `printed` is what is `shown`; a shown line `...` stands for any number of lines. Blanks at line ends don't count.
fn matches(shown: &[String], printed: &str) -> bool {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let shown: Vec<&str> = shown.iter().map(|line| line.trim_end()).collect();
    // reached[n]: the shown lines so far can stand for exactly the first n printed lines.
    let mut reached = vec![false; printed.len() + 1];
    reached[0] = true;
    for line in shown {
        let mut next = vec![false; printed.len() + 1];
        for n in 0..=printed.len() {
            next[n] = match line {
                "..." => reached[n] || (n > 0 && next[n - 1]),
                _ => n > 0 && reached[n - 1] && printed[n - 1] == line,
            };
        }
        reached = next;
    }
    reached[printed.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_console_blocks_are_found_with_their_output() {
        let text = "Try:\n```console\n$ kopru role \"VP Sales\"\nsales, VP\n\n$ cargo xtask ci\nlong\n$ cargo run --release -- try a.toml\n```\n\
                    ```sh\n$ kopru never\n```\nout\n";
        let found = transcripts(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].line, found[0].args.as_slice()),
            (3, ["role".to_owned(), "VP Sales".to_owned()].as_slice())
        );
        assert_eq!(found[0].output, ["sales, VP", ""]);
        assert_eq!(found[1].args, ["try", "a.toml"]);
        assert!(found[1].output.is_empty());
    }

    #[test]
    fn three_dots_stand_for_any_number_of_lines_and_nothing_else_is_forgiven() {
        let shown = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(matches(&shown(&["a", "...", "c"]), "a\nb\nb\nc\n"));
        assert!(matches(&shown(&["a", "...", "c"]), "a\nc\n"));
        assert!(matches(&shown(&["..."]), ""));
        assert!(!matches(&shown(&["a", "...", "c"]), "a\nb\n"));
        assert!(!matches(&shown(&["a"]), "a\nb\n"));
        assert!(!matches(&shown(&["a", "b"]), "a\n"));
    }

    #[test]
    fn words_are_split_as_a_shell_would() {
        assert_eq!(words("try  'a b' \"\" c\"d e\""), ["try", "a b", "", "cd e"]);
        assert_eq!(arguments("ls -l"), None);
    }
}
