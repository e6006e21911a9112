//! What is wrong where a text is not TOML, in the user's words. The TOML reader speaks English only, and of its own parts.

use crate::both;
use crate::lang::Both;

/// A message of the TOML reader in both languages. One that is not known here is shown as it came.
pub(super) fn message(detail: &str) -> Both {
    let what = detail.split(", expected ").next().unwrap_or(detail);
    match what {
        "duplicate key" => {
            both!(en = "this key or table is written twice", tr = "bu anahtar ya da tablo iki kez yazılmış")
        }
        "string values must be quoted" | "invalid value" | "missing opening quote" => {
            both!(
                en = "this value cannot be read; a text stands in quotes: \"…\"",
                tr = "bu değer okunamıyor; metin tırnak içinde yazılır: \"…\""
            )
        }
        "missing value" | "missing value for key" => {
            both!(en = "a value is missing after `=`", tr = "`=` işaretinden sonra değer eksik")
        }
        "key with no value" | "missing assignment between key-value pairs" => {
            both!(en = "`=` and a value are missing after the key", tr = "anahtardan sonra `=` ve değer eksik")
        }
        "extra `=`" | "extra assignment between key-value pairs" | "unexpected `=` in array" => {
            both!(en = "there is one `=` too many", tr = "burada bir `=` fazla")
        }
        "unclosed array" => {
            both!(en = "this list is not closed: `]` is missing", tr = "bu liste kapanmamış: `]` eksik")
        }
        "unclosed table" | "unclosed array table" => {
            both!(en = "this table's name is not closed: `]` is missing", tr = "bu tablo adı kapanmamış: `]` eksik")
        }
        "unclosed inline table" => {
            both!(en = "this table is not closed: `}}` is missing", tr = "bu tablo kapanmamış: `}}` eksik")
        }
        "invalid unquoted key" | "unquoted keys cannot be empty" | "missing key for inline table element" => both!(
            en = "this cannot be a key: keys consist of the letters a–z, digits, `-` and `_`",
            tr = "bu bir anahtar olamaz: anahtarlar a–z harfleri, rakamlar, `-` ve `_` ile yazılır"
        ),
        "keys cannot be multi-line basic strings" | "keys cannot be multi-line literal strings" => {
            both!(en = "a key stands on one line", tr = "anahtar tek satırda yazılır")
        }
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            both!(
                en = "lists and tables stand too deep inside one another",
                tr = "listeler ve tablolar çok derin iç içe"
            )
        }
        _ => match what.starts_with("cannot extend value") {
            true => both!(
                en = "this table was already written in another way",
                tr = "bu tablo daha önce başka biçimde yazılmış"
            ),
            false => rarer(what, detail),
        },
    }
}

fn rarer(what: &str, detail: &str) -> Both {
    match what {
        "invalid multi-line basic string"
        | "invalid basic string"
        | "invalid literal string"
        | "invalid multi-line literal string" => both!(
            en = "this text is not closed, or holds a character that must not stand in it",
            tr = "bu metin kapanmamış ya da içinde yer alamayacak bir karakter var"
        ),
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            both!(en = "a comma is missing", tr = "virgül eksik")
        }
        "extra comma in array" | "extra comma in inline table" => {
            both!(en = "there is one comma too many", tr = "burada bir virgül fazla")
        }
        "missing escaped value" | "too few unicode value digits" => both!(
            en = "after `\\` stands one of b, t, n, f, r, e, \", \\, x, u, U; write `\\\\` for `\\` itself",
            tr = "`\\` işaretinden sonra b, t, n, f, r, e, \", \\, x, u, U gelir; `\\` için `\\\\` yazın"
        ),
        "`_` may only go between digits"
        | "integers with a radix cannot be signed"
        | "radix must be lowercase"
        | "redundant integer number prefix"
        | "redundant numeric sign"
        | "unexpected leading zero"
        | "unexpected sign" => both!(en = "this number cannot be read", tr = "bu sayı okunamıyor"),
        "unexpected content"
        | "unexpected content between comment and newline"
        | "unexpected key or value"
        | "invalid key-value pair"
        | "invalid inline table element" => both!(en = "this does not belong here", tr = "bunun yeri burası değil"),
        "invalid comment character" | "carriage return must be followed by newline" => {
            both!(
                en = "a character that must not stand in a text file",
                tr = "metin dosyasında yer alamayacak bir karakter"
            )
        }
        _ => both!(en = "this cannot be read: {detail}", tr = "burası okunamıyor: {detail}"),
    }
}
