//! The frameworks that come with Köprü, as text for a playbook. They share criteria by id, and so the evidence for them:
//! whoever takes up another one loses nothing that is known.

use super::{Agreement, Edits, places};
use kopru_engine::playbook::Playbook;
use std::collections::BTreeMap;

/// The shipped frameworks: id, name and text.
pub const SHIPPED: [(&str, &str, &str); 7] = [
    ("bant", "BANT", include_str!("../../../../playbooks/frameworks/bant.toml")),
    ("champ", "CHAMP", include_str!("../../../../playbooks/frameworks/champ.toml")),
    ("anum", "ANUM", include_str!("../../../../playbooks/frameworks/anum.toml")),
    ("meddic", "MEDDIC", include_str!("../../../../playbooks/frameworks/meddic.toml")),
    ("meddpicc", "MEDDPICC", include_str!("../../../../playbooks/frameworks/meddpicc.toml")),
    ("gpctba_ci", "GPCTBA/C&I", include_str!("../../../../playbooks/frameworks/gpctba_ci.toml")),
    ("faint", "FAINT", include_str!("../../../../playbooks/frameworks/faint.toml")),
];

/// The word by which an edit of `framework/<id>` asks for the shipped text.
pub const AS_SHIPPED: &str = "shipped";

/// The text of a shipped framework.
pub fn text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|it| it.0 == id).map(|it| it.2)
}

/// Shipped frameworks that a playbook's text does not have.
pub fn missing(source: &str) -> Vec<(&'static str, &'static str)> {
    let known = Agreement::read(source);
    let all = SHIPPED.iter().filter(|it| !known.has_entry(&format!("framework/{}", it.0)));
    all.map(|it| (it.0, it.1)).collect()
}

/// The edits that take up a framework: its text, unless it is there, and that qualification asks for it.
pub fn taking_up(source: &str, lists: &BTreeMap<String, String>, id: &str) -> Edits {
    let mut edits = Edits::new();
    if text(id).is_none() {
        return edits;
    }
    if missing(source).iter().any(|it| it.0 == id) {
        edits.insert(format!("framework/{id}"), Some(AS_SHIPPED.to_owned()));
    }
    let checked = Playbook::check(source, lists).playbook;
    let stage = checked.as_ref().and_then(|it| it.stages.get(usize::from(it.by.qualification?)));
    if let Some(stage) = stage {
        edits.insert(format!("stage/{}/framework", stage.id), Some(id.to_owned()));
    }
    edits
}

/// The id of the framework that an edit takes up as it is shipped.
pub(super) fn taken_up<'a>(address: &'a str, value: Option<&str>) -> Option<&'a str> {
    let group = places::group_of_entry(address)?;
    (group.path == ["framework", "*"] && value == Some(AS_SHIPPED)).then(|| &address["framework/".len()..])
}
