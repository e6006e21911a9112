//! `cargo xtask tidy`: the rules of the house that no compiler checks.
//!
//! A check is a function from the repository's text to findings. It has tests that show it can fail.

mod clock;
mod crates;
mod decisions;
mod links;
mod purity;
mod rust_source;
mod size;
mod sql;
mod words;

use crate::command;
use crate::workspace::Workspace;
use std::path::Path;
use std::process::Command;

/// Every text file of the repository, tracked or new, that git does not ignore.
#[derive(Default)]
pub struct Tree {
    /// The files, by path.
    pub files: Vec<File>,
    /// Paths of all files, those that hold no text among them.
    pub paths: Vec<String>,
}

/// A text file.
pub struct File {
    /// Its path from the root, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// Something to put right.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file.
    pub path: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, message: message.into() }
    }
}

impl Tree {
    /// Reads the repository at `root`.
    pub fn load(root: &Path) -> Result<Tree, String> {
        let mut git = Command::new("git");
        git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let mut tree = Tree::default();
        for path in command::output(&mut git)?.split_terminator('\0') {
            // A file removed but not yet committed is listed and gone.
            let Ok(bytes) = std::fs::read(root.join(path)) else {
                continue;
            };
            tree.paths.push(path.to_owned());
            if let Ok(text) = String::from_utf8(bytes) {
                tree.files.push(File { path: path.to_owned(), text });
            }
        }
        Ok(tree)
    }

    /// The text of one file.
    fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }

    fn with_extension(&self, extension: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| Path::new(&file.path).extension().is_some_and(|it| it == extension))
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Tree {
        Tree {
            files: files.iter().map(|(path, text)| File { path: path.to_string(), text: text.to_string() }).collect(),
            paths: files.iter().map(|(path, _)| path.to_string()).collect(),
        }
    }
}

/// Runs every check and prints what they find.
pub fn run() -> Result<(), String> {
    let workspace = Workspace::load()?;
    let tree = Tree::load(&workspace.root)?;
    let mut findings = size::check(&tree);
    findings.extend(words::check(&tree));
    findings.extend(purity::check(&tree));
    findings.extend(clock::check(&tree));
    findings.extend(sql::check(&tree));
    findings.extend(links::check(&tree));
    findings.extend(decisions::check(&tree));
    findings.extend(crates::check(&tree, &workspace)?);
    findings.sort();
    for it in &findings {
        println!("{}:{}: {}", it.path, it.line, it.message);
    }
    println!("tidy: {} files read, {} findings", tree.files.len(), findings.len());
    match findings.len() {
        0 => Ok(()),
        n => Err(format!("tidy: {n} findings")),
    }
}
