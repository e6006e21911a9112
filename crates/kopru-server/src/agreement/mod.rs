//! Changing single values of a playbook's text: comments, order and everything else stay as their authors wrote them.
//!
//! A value has an *address*: the way to it, `stage/mql/max_age` or `handover/reason/no-need/text/tr`. Only what
//! [`places`] lists can be changed. What is changed is kept as edits, not as a text: they hold against the version in force,
//! also when that is another one by then.

pub mod frameworks;
pub mod places;

use crate::intake::number::whole;
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use places::{Key, Kind, Part};
use std::borrow::Cow;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// What is changed, by address: a new value (empty: the key is left out), or nothing where a whole entry is taken out.
pub use kopru_store::proposals::Edits;

/// What edits make of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The text.
    pub text: String,
    /// Edits that do not fit it: their address, and why. They changed nothing.
    pub refused: Vec<(String, Both)>,
}

/// A table of the playbook whose values can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its address.
    pub address: String,
    /// Its name in one language, else its id.
    pub name: String,
    /// Its values.
    pub values: Vec<Held>,
}

/// A value of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its address.
    pub address: String,
    /// What it is.
    pub label: Both,
    /// Its kind.
    pub kind: Kind,
    /// The value as people write it; empty when it is left out.
    pub text: String,
}

/// A playbook's text, read for its values. One that is no TOML has none.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    doc: DocumentMut,
}

impl Agreement {
    /// Reads a text.
    pub fn read(source: &str) -> Agreement {
        Agreement { doc: source.parse().unwrap_or_default() }
    }

    /// The entries of a part, in the order of the text, each with the place of its group in the part.
    pub fn entries(&self, part: &Part, lang: Lang) -> Vec<(usize, Entry)> {
        let mut all = Vec::new();
        for (place, group) in part.groups.iter().enumerate() {
            for (address, table) in self.tables(group.path) {
                let name = named(table, lang).unwrap_or_else(|| places::called(&address, lang));
                let values = group.keys.iter().flat_map(|key| held(table, &address, key)).collect();
                all.push((place, Entry { address, name, values }));
            }
        }
        all
    }

    /// The value at an address; none when nothing is there, or no such place can be changed.
    pub fn value_at(&self, address: &str) -> Option<String> {
        let (group, key, _) = places::resolve(address)?;
        let owner = address.split('/').take(group.path.len()).collect::<Vec<_>>().join("/");
        let table = self.tables(group.path).into_iter().find(|it| it.0 == owner)?.1;
        let all = held(table, &owner, &key);
        all.into_iter().find(|it| it.address == address).map(|it| it.text).filter(|it| !it.is_empty())
    }

    /// Whether an entry stands at an address.
    pub fn has_entry(&self, address: &str) -> bool {
        places::group_of_entry(address).is_some_and(|it| self.tables(it.path).iter().any(|known| known.0 == address))
    }

    fn tables(&self, path: &[&str]) -> Vec<(String, &dyn TableLike)> {
        let mut found = Vec::new();
        collect(self.doc.as_item(), path, String::new(), &mut found);
        found.into_iter().filter_map(|(address, table)| Some((address, table?))).collect()
    }
}

/// A text with these edits.
pub fn apply(source: &str, edits: &Edits) -> Applied {
    let (source, mut refused) = with_frameworks(source, edits);
    let Ok(mut doc) = source.parse::<DocumentMut>() else { return Applied { text: source, refused } };
    let gone =
        |address: &str| edits.iter().any(|(other, value)| value.is_none() && address.starts_with(&format!("{other}/")));
    let others = edits.iter().filter(|(address, value)| frameworks::taken_up(address, value.as_deref()).is_none());
    for (address, value) in others.filter(|it| !gone(it.0)) {
        let done = match value {
            Some(text) => set(&mut doc, address, text),
            None => take_out(&mut doc, address),
        };
        if let Err(why) = done {
            refused.push((address.clone(), why));
        }
    }
    Applied { text: doc.to_string(), refused }
}

/// The text with the shipped frameworks that edits take up, at its end: their comments come with them.
fn with_frameworks(source: &str, edits: &Edits) -> (String, Vec<(String, Both)>) {
    let (mut text, mut refused) = (source.to_owned(), Vec::new());
    for (address, value) in edits {
        let Some(id) = frameworks::taken_up(address, value.as_deref()) else { continue };
        match frameworks::text(id) {
            None => refused.push((address.clone(), no_place())),
            // Somebody brought it in meanwhile: theirs stays.
            Some(_) if Agreement::read(&text).has_entry(address) => {}
            Some(shipped) => text = format!("{}\n\n{shipped}", text.trim_end()),
        }
    }
    (text, refused)
}

/// The tables that a path leads to; a `*` stands for each entry of an array by its id, or each key of a table.
fn collect<'a>(item: &'a Item, path: &[&str], address: String, out: &mut Vec<(String, Option<&'a dyn TableLike>)>) {
    let Some((step, rest)) = path.split_first() else {
        out.push((address, item.as_table_like()));
        return;
    };
    let below = |id: &str| if address.is_empty() { id.to_owned() } else { format!("{address}/{id}") };
    if *step != "*" {
        if let Some(next) = item.get(step) {
            collect(next, rest, below(step), out);
        }
        return;
    }
    match item {
        Item::ArrayOfTables(all) => {
            for table in all.iter() {
                walk(table, rest, below(&id_of(table)), out);
            }
        }
        Item::Value(Value::Array(all)) => {
            for table in all.iter().filter_map(Value::as_inline_table) {
                walk(table, rest, below(&id_of(table)), out);
            }
        }
        other => {
            for (key, next) in other.as_table_like().into_iter().flat_map(TableLike::iter) {
                collect(next, rest, below(key), out);
            }
        }
    }
}

/// The same from a table on, which is no item by itself in an array.
fn walk<'a>(
    table: &'a dyn TableLike,
    path: &[&str],
    address: String,
    out: &mut Vec<(String, Option<&'a dyn TableLike>)>,
) {
    match path.split_first() {
        None => out.push((address, Some(table))),
        Some((step, rest)) => {
            if let Some(next) = table.get(step) {
                collect(next, rest, format!("{address}/{step}"), out);
            }
        }
    }
}

/// What an entry is called in addresses: its id, or what stands for one where entries have none: the word of a goal, a measure
/// or one of its levels, the name of an example.
fn id_of(table: &dyn TableLike) -> Cow<'_, str> {
    let named = ["id", "value", "measure", "level", "name"].iter().find_map(|key| table.get(key));
    match named.and_then(Item::as_value) {
        Some(Value::String(text)) => Cow::Borrowed(text.value()),
        Some(Value::Integer(number)) => Cow::Owned(number.value().to_string()),
        _ => Cow::Borrowed(""),
    }
}

fn named(table: &dyn TableLike, lang: Lang) -> Option<String> {
    let item = table.get("name").or_else(|| table.get("text"))?;
    let own = item.as_table_like().and_then(|it| it.get(lang.tag())).and_then(Item::as_str);
    own.or_else(|| item.as_str()).map(str::to_owned)
}

/// What a key holds; a text in two languages is two values.
fn held(table: &dyn TableLike, address: &str, key: &Key) -> Vec<Held> {
    let item = key.name.split('.').try_fold(None, |at: Option<&Item>, step| {
        let next = match at {
            None => table.get(step),
            Some(item) => item.get(step),
        };
        next.map(Some)
    });
    let item = item.flatten();
    let make = |address: String, label: Both, text: String| Held { address, label, kind: key.kind, text };
    let own = format!("{address}/{}", key.name);
    if key.kind == Kind::Words {
        return Lang::ALL
            .map(|lang| {
                let text = match item {
                    Some(it) if it.is_table_like() => it.get(lang.tag()).and_then(Item::as_str),
                    Some(it) => it.as_str(),
                    None => None,
                };
                let tag = if lang == Lang::En { "English" } else { "Türkçe" };
                let label = Both { en: format!("{} ({tag})", key.label.en), tr: format!("{} ({tag})", key.label.tr) };
                make(format!("{own}/{}", lang.tag()), label, text.unwrap_or_default().to_owned())
            })
            .to_vec();
    }
    vec![make(own, key.label.clone(), item.map(written).unwrap_or_default())]
}

/// A value as people write it.
fn written(item: &Item) -> String {
    match item {
        Item::Value(Value::String(text)) => text.value().clone(),
        Item::Value(Value::Array(all)) => all
            .iter()
            .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join("\n"),
        Item::Value(value) => {
            let mut value = value.clone();
            value.decor_mut().clear();
            value.to_string()
        }
        _ => String::new(),
    }
}

fn no_place() -> Both {
    both!(en = "There is no such place in the agreement.", tr = "Anlaşmada böyle bir yer yok.")
}

/// The entry that a path leads to.
fn entry_mut<'a>(item: &'a mut Item, path: &[&str]) -> Option<&'a mut dyn TableLike> {
    let Some((step, rest)) = path.split_first() else { return item.as_table_like_mut() };
    match item {
        Item::ArrayOfTables(all) => {
            let table = all.iter_mut().find(|it| id_of(*it) == *step)?;
            deeper(table, rest)
        }
        Item::Value(Value::Array(all)) => {
            let table = all.iter_mut().filter_map(Value::as_inline_table_mut).find(|it| id_of(*it) == *step)?;
            deeper(table, rest)
        }
        other => entry_mut(other.as_table_like_mut()?.get_mut(step)?, rest),
    }
}

fn deeper<'a>(table: &'a mut dyn TableLike, path: &[&str]) -> Option<&'a mut dyn TableLike> {
    match path.split_first() {
        None => Some(table),
        Some((step, rest)) => entry_mut(table.get_mut(step)?, rest),
    }
}

/// Takes a whole entry out of its list.
fn take_out(doc: &mut DocumentMut, address: &str) -> Result<(), Both> {
    if places::group_of_entry(address).is_none_or(|it| !it.open) {
        return Err(no_place());
    }
    let (list, id) = address.rsplit_once('/').ok_or_else(no_place)?;
    match list_mut(doc, list).ok_or_else(no_place)? {
        Item::ArrayOfTables(all) => all.retain(|it| id_of(it) != id),
        Item::Value(Value::Array(all)) => {
            all.retain(|it| it.as_inline_table().is_none_or(|table| id_of(table) != id));
        }
        _ => return Err(no_place()),
    }
    Ok(())
}

/// The list of entries at an address; made where there is none yet.
fn list_mut<'a>(doc: &'a mut DocumentMut, address: &str) -> Option<&'a mut Item> {
    let path: Vec<&str> = address.split('/').collect();
    let (name, owner) = path.split_last()?;
    let table = entry_mut(doc.as_item_mut(), owner)?;
    if table.get(name).is_none() {
        table.insert(name, Item::ArrayOfTables(toml_edit::ArrayOfTables::new()));
    }
    table.get_mut(name)
}

/// Adds an entry that has nothing but its id.
fn add(doc: &mut DocumentMut, address: &str) -> Result<(), Both> {
    let (list, id) = address.rsplit_once('/').ok_or_else(no_place)?;
    match list_mut(doc, list).ok_or_else(no_place)? {
        Item::ArrayOfTables(all) => {
            let mut table = Table::new();
            table.insert("id", toml_edit::value(id));
            table.decor_mut().set_prefix("\n");
            all.push(table);
        }
        Item::Value(Value::Array(all)) => {
            let mut table = InlineTable::new();
            table.insert("id", id.into());
            all.push(table);
        }
        _ => return Err(no_place()),
    }
    Ok(())
}

fn set(doc: &mut DocumentMut, address: &str, text: &str) -> Result<(), Both> {
    let (group, key, lang) = places::resolve(address).ok_or_else(no_place)?;
    let segments: Vec<&str> = address.split('/').collect();
    let owner = &segments[..group.path.len()];
    if entry_mut(doc.as_item_mut(), owner).is_none() {
        if !group.open {
            return Err(no_place());
        }
        add(doc, &owner.join("/"))?;
    }
    let table = entry_mut(doc.as_item_mut(), owner).ok_or_else(no_place)?;
    let text = text.trim().replace("\r\n", "\n");
    match lang {
        Some(lang) => set_words(table, key.name, lang, &text),
        None => set_value(table, key.name, value_of(key.kind, &text)?),
    }
    Ok(())
}

/// Sets a text in one language: one text for both as long as they say the same.
fn set_words(table: &mut dyn TableLike, name: &str, lang: Lang, text: &str) {
    let held = |lang: Lang| match table.get(name) {
        Some(it) if it.is_table_like() => it.get(lang.tag()).and_then(Item::as_str).unwrap_or_default().to_owned(),
        Some(it) => it.as_str().unwrap_or_default().to_owned(),
        None => String::new(),
    };
    let mut words = Lang::ALL.map(|it| if it == lang { text.to_owned() } else { held(it) });
    // A new text is said in both languages until somebody says it in the other.
    if let Some(said) = words.iter().find(|it| !it.is_empty()).cloned() {
        words.iter_mut().filter(|it| it.is_empty()).for_each(|it| *it = said.clone());
    }
    let value = if words.iter().all(String::is_empty) {
        None
    } else if words[0] == words[1] {
        Some(Value::from(words[0].clone()))
    } else {
        let mut both = InlineTable::new();
        for (lang, words) in Lang::ALL.iter().zip(words) {
            both.insert(lang.tag(), words.into());
        }
        Some(Value::InlineTable(both))
    };
    set_value(table, name, value);
}

/// Sets, changes or leaves out a key; what stands around its value stays.
fn set_value(table: &mut dyn TableLike, name: &str, value: Option<Value>) {
    if let Some((outer, inner)) = name.split_once('.') {
        if table.get(outer).is_none() {
            table.insert(outer, Item::Value(Value::InlineTable(InlineTable::new())));
        }
        if let Some(below) = table.get_mut(outer).and_then(Item::as_table_like_mut) {
            set_value(below, inner, value);
            if below.is_empty() {
                table.remove(outer);
            }
        }
        return;
    }
    match (value, table.get_mut(name)) {
        (None, _) => {
            table.remove(name);
        }
        (Some(mut value), Some(Item::Value(old))) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        (Some(value), _) => {
            table.insert(name, Item::Value(value));
        }
    }
}

/// What people wrote, as a value; none when they wrote nothing.
fn value_of(kind: Kind, text: &str) -> Result<Option<Value>, Both> {
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some(match kind {
        Kind::Whole => {
            whole(text).ok_or_else(|| both!(en = "That is no whole number.", tr = "Bu bir tam sayı değil."))?.into()
        }
        Kind::Share => {
            let share = text.replace(',', ".");
            let share = share.strip_suffix('%').map_or(share.clone(), |it| percent(it.trim()));
            match share.parse::<Value>() {
                Ok(value @ (Value::Float(_) | Value::Integer(_))) => value,
                _ => return Err(both!(en = "Write it as 0.90 or 90%.", tr = "0.90 ya da %90 gibi yazın.")),
            }
        }
        Kind::Yes => (text == "true").into(),
        Kind::Lines => Value::Array(text.lines().map(str::trim).filter(|it| !it.is_empty()).collect::<Array>()),
        Kind::Table if text.starts_with('{') => {
            text.parse::<Value>().map_err(|_| both!(en = "This is not understood.", tr = "Bu anlaşılamadı."))?
        }
        Kind::Table | Kind::Text | Kind::Rule | Kind::Words | Kind::Choice(_) => text.into(),
    }))
}

/// A whole number of hundredths as a share: 90 is 0.90.
fn percent(text: &str) -> String {
    match text.parse::<u32>() {
        Ok(whole) => format!("{}.{:02}", whole / 100, whole % 100),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
