//! Tables for spreadsheets: RFC 4180, and nothing in them that a spreadsheet would carry out.

/// Stands at the beginning of a file: it tells spreadsheets that the text is UTF-8.
pub const MARK: &str = "\u{feff}";

/// A text as a cell. What a spreadsheet would take for a formula gets an apostrophe before it; a number is none.
pub fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Texts as a row with its end.
pub fn row<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|it| cell(it.as_ref())).collect();
    cells.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spreadsheet_runs_what_somebody_wrote() {
        assert_eq!(cell("=HYPERLINK(\"http://x\",1)"), "\"'=HYPERLINK(\"\"http://x\"\",1)\"");
        assert_eq!((cell("@SUM(1)"), cell("\tx"), cell("+1+1")), ("'@SUM(1)".into(), "'\tx".into(), "'+1+1".into()));
        assert_eq!((cell("-12"), cell("Ada")), ("-12".into(), "Ada".into()));
    }

    #[test]
    fn what_parts_cells_and_rows_is_quoted() {
        assert_eq!(
            row(["Ada, Ltd.", "a \"b\"", "two\r\nlines", ""]),
            "\"Ada, Ltd.\",\"a \"\"b\"\"\",\"two\r\nlines\",\r\n"
        );
    }
}
