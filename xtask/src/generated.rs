//! Files that the product writes about itself: `gen` writes them anew, `ci` refuses a stale one.

use crate::command;
use crate::workspace::Workspace;

/// A file that is what `kopru` prints when called with `args`.
struct Generated {
    args: &'static [&'static str],
    file: &'static str,
}

/// Every generated file. Add a line here when the program learns to describe one more part of itself.
const GENERATED: &[Generated] = &[
    Generated { args: &["playbook", "reference"], file: "docs/reference/playbook.md" },
    Generated { args: &["api", "reference"], file: "docs/reference/api.md" },
    Generated { args: &["api", "errors"], file: "docs/reference/errors.md" },
];

/// Builds the program and writes every generated file.
pub fn write() -> Result<(), String> {
    let workspace = built()?;
    for it in GENERATED {
        let path = workspace.root.join(it.file);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|fault| format!("{}: {fault}", it.file))?;
        }
        std::fs::write(&path, printed(&workspace, it)?).map_err(|fault| format!("{}: {fault}", it.file))?;
        eprintln!("wrote {}", it.file);
    }
    Ok(())
}

/// Builds the program and compares every generated file with what it prints now.
pub fn check() -> Result<(), String> {
    compare(&built()?)
}

/// Compares every generated file with what the built program prints.
pub fn compare(workspace: &Workspace) -> Result<(), String> {
    let mut stale = Vec::new();
    for it in GENERATED {
        let now = printed(workspace, it)?;
        let held = std::fs::read_to_string(workspace.root.join(it.file)).unwrap_or_default();
        if let Some(line) = first_difference(&held, &now) {
            stale.push(format!("{}:{line}", it.file));
        }
    }
    eprintln!("{} generated files compared", GENERATED.len());
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("stale: {}; run `cargo xtask gen`", stale.join(", ")))
}

fn built() -> Result<Workspace, String> {
    let workspace = Workspace::load()?;
    command::run(&mut workspace.cargo(&["build", "-p", "kopru"]))?;
    Ok(workspace)
}

fn printed(workspace: &Workspace, it: &Generated) -> Result<String, String> {
    command::output(workspace.kopru().args(it.args))
}

/// The first line, from 1, in which two texts differ.
fn first_difference(a: &str, b: &str) -> Option<usize> {
    if a == b {
        return None;
    }
    let same = a.lines().zip(b.lines()).take_while(|(a, b)| a == b).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
        assert_eq!(first_difference("a", "a\n"), Some(2));
    }
}
