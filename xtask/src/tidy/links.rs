//! Links between the documents: each leads to a file that is there, and to a heading that it has.

use super::words::line_of;
use super::{Finding, Tree};
use std::collections::BTreeSet;

/// The page from which every other page of `docs/` is reached.
const INDEX: &str = "docs/README.md";

/// Dead links, and pages that no link leads to.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut reached = BTreeSet::new();
    for file in tree.with_extension("md") {
        for (at, target) in targets(&without_code(&file.text)) {
            let say = |message: String| Finding::new(&file.path, line_of(&file.text, at), message);
            let (path, heading) = target.split_once('#').map_or((target.as_str(), None), |(path, it)| (path, Some(it)));
            let Some(path) = resolve(&file.path, path) else {
                found.push(say(format!("`{target}` leads out of the repository")));
                continue;
            };
            let folder = format!("{path}/");
            let there = tree.paths.iter().any(|it| *it == path || it.starts_with(&folder));
            if !there {
                found.push(say(format!("`{target}` leads nowhere")));
            } else if let (Some(heading), Some(text)) = (heading, tree.text(&path))
                && path.ends_with(".md")
                && !anchors(text).contains(heading)
            {
                found.push(say(format!("`{path}` has no heading `#{heading}`")));
            }
            if file.path == INDEX {
                reached.insert(path);
            }
        }
    }
    if tree.text(INDEX).is_none() {
        found.push(Finding::new(INDEX, 0, "the index of the documents is missing"));
        return found;
    }
    let pages = tree.with_extension("md").filter(|file| file.path.starts_with("docs/") && file.path != INDEX);
    let lost = pages.filter(|file| !reached.contains(&file.path));
    found.extend(lost.map(|file| Finding::new(&file.path, 0, format!("no link in {INDEX} leads here"))));
    found
}

/// The text with fenced blocks and `code` blanked, places kept.
fn without_code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut fenced, mut inline) = (false, false);
    for line in text.split_inclusive('\n') {
        let fence = line.trim_start().starts_with("```");
        if fence {
            fenced = !fenced;
        }
        // A stray backtick must not hide the rest of the page.
        inline = inline && !line.trim().is_empty();
        for c in line.chars() {
            let mark = c == '`' && !fence && !fenced;
            if mark {
                inline = !inline;
            }
            match fence || fenced || inline || mark {
                true if c != '\n' => out.extend(std::iter::repeat_n(' ', c.len_utf8())),
                _ => out.push(c),
            }
        }
    }
    out
}

/// Local targets of `[text](target)` with their places.
fn targets(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("](") {
        let rest = &text[at + 2..];
        let Some(end) = rest.find(')') else { continue };
        let target = rest[..end].split_whitespace().next().unwrap_or("");
        let away = target.contains("://") || target.starts_with("mailto:");
        if !target.is_empty() && !away {
            found.push((at, target.to_owned()));
        }
    }
    found
}

/// The path that `link` means when it stands in the file `from`; `None` when it leads out of the repository.
fn resolve(from: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(from.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The anchors of a page's headings: small letters, digits and `_`, blanks as hyphens, a repeated one numbered.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let title = line.trim_start_matches('#');
        if fenced || title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let kept = title.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        let slug: String = kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect();
        let mut anchor = slug.clone();
        let mut repeated = 0;
        while !anchors.insert(anchor) {
            repeated += 1;
            anchor = format!("{slug}-{repeated}");
        }
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let with_index = [files, &[(INDEX, "[a](a.md)")], &[("docs/a.md", "# A title\n")]].concat();
        check(&Tree::of(&with_index)).into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        assert_eq!(found(&[("README.md", "[x](docs/none.md)")]), ["`docs/none.md` leads nowhere"]);
        assert_eq!(found(&[("README.md", "[x](../a.md)")]), ["`../a.md` leads out of the repository"]);
        assert_eq!(
            found(&[("README.md", "[x](docs/a.md) [y](docs) [z](https://example.com/a) `[x](none.md)`")]),
            [""; 0]
        );
    }

    #[test]
    fn a_heading_that_is_not_there_is_found() {
        assert_eq!(found(&[("README.md", "[x](docs/a.md#a-title)")]), [""; 0]);
        assert_eq!(found(&[("README.md", "[x](docs/a.md#b)")]), ["`docs/a.md` has no heading `#b`"]);
        assert_eq!(found(&[("README.md", "# Ünvan: bir, iki\n[x](#ünvan-bir-iki)")]), [""; 0]);
    }

    #[test]
    fn a_page_that_no_link_leads_to_is_found() {
        assert_eq!(found(&[("docs/lost.md", "# Lost\n")]), [format!("no link in {INDEX} leads here")]);
        let without = check(&Tree::of(&[("docs/a.md", "# A\n")]));
        assert_eq!(without.len(), 1);
    }

    #[test]
    fn links_in_fenced_blocks_are_text() {
        assert_eq!(found(&[("README.md", "```\n[x](none.md)\n```\n")]), [""; 0]);
    }
}
