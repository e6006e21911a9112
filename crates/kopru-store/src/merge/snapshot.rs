//! A person's row as it was before a merge: a line of JSON with a version, then the state's bytes.

use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::rows::PersonRow;
use kopru_engine::time::Moment;
use serde_json::{Value, json};

/// The version of the form.
const VERSION: i64 = 1;

/// The row as bytes.
pub(super) fn write(row: &PersonRow) -> Vec<u8> {
    let micros = |at: Option<Moment>| at.map(Moment::micros);
    let head = json!({
        "v": VERSION,
        "person": row.person.to_string(),
        "created_at": row.created_at.micros(),
        "seq": row.seq,
        "recorded_at": row.recorded_at.micros(),
        "account": row.account.map(|id| id.to_string()),
        "account_seen": row.account_seen,
        "playbook": row.playbook,
        "next_at": micros(row.next_at),
        "stage": row.stage,
        "disposition": row.disposition,
        "kind": row.kind,
        "grade": row.grade,
        "band": row.band,
        "fit": row.fit,
        "persona": row.persona,
        "owner": row.owner,
        "queue": row.queue,
        "entered_at": row.entered_at.micros(),
        "source": row.source,
        "name": row.name,
        "email": row.email,
        "desk": row.desk,
    });
    let mut bytes = head.to_string().into_bytes();
    bytes.push(b'\n');
    bytes.extend(&row.state);
    bytes
}

/// The row that [`write`] wrote.
pub(super) fn read(bytes: &[u8]) -> Result<PersonRow> {
    let damaged = || StoreError::Corrupt("a row as it was before a merge".into());
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
    let (head, state) = (bytes.get(..end).ok_or_else(damaged)?, bytes.get(end + 1..).ok_or_else(damaged)?);
    let head: Value = serde_json::from_slice(head).map_err(|_| damaged())?;
    let part = |name: &str| head.get(name).ok_or_else(damaged);
    let int = |name: &str| part(name)?.as_i64().ok_or_else(damaged);
    let text = |name: &str| match part(name)? {
        Value::Null => Ok(None),
        Value::String(it) => Ok(Some(it.clone())),
        _ => Err(damaged()),
    };
    let word = |name: &str| text(name)?.ok_or_else(damaged);
    let moment = |micros: i64| Moment::from_micros(micros).ok_or_else(damaged);
    let id = |text: String| Id::parse(&text).ok_or_else(damaged);
    if int("v")? != VERSION {
        return Err(damaged());
    }
    Ok(PersonRow {
        person: id(word("person")?)?,
        created_at: moment(int("created_at")?)?,
        seq: int("seq")?,
        recorded_at: moment(int("recorded_at")?)?,
        account: text("account")?.map(id).transpose()?,
        account_seen: int("account_seen")?,
        playbook: int("playbook")?,
        next_at: part("next_at")?.as_i64().map(moment).transpose()?,
        stage: text("stage")?,
        disposition: word("disposition")?,
        kind: text("kind")?,
        grade: int("grade")?,
        band: int("band")?,
        fit: int("fit")?,
        persona: text("persona")?,
        owner: text("owner")?,
        queue: word("queue")?,
        entered_at: moment(int("entered_at")?)?,
        source: text("source")?,
        name: text("name")?,
        email: text("email")?,
        merged_into: None,
        erased_at: None,
        state: state.to_vec(),
        // Rows kept before there was a team lack it.
        desk: head.get("desk").and_then(Value::as_i64).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let at = Moment::from_secs(1_000);
        let full = PersonRow {
            person: Id([1; 16]),
            created_at: at,
            seq: 7,
            recorded_at: at,
            account: Some(Id([2; 16])),
            account_seen: 3,
            playbook: 1,
            next_at: Some(at),
            stage: Some("mql".into()),
            disposition: "open".into(),
            kind: Some("never".into()),
            grade: 1,
            band: 2,
            fit: -5,
            persona: Some("leader".into()),
            owner: Some("a\nb".into()),
            queue: "marketing".into(),
            entered_at: at,
            source: Some("web".into()),
            name: Some("Ada \"L\"".into()),
            email: Some("ada@acme.com".into()),
            merged_into: None,
            erased_at: None,
            state: b"\n{}\n".to_vec(),
            desk: 7,
        };
        let bare = PersonRow {
            account: None,
            next_at: None,
            stage: None,
            kind: None,
            persona: None,
            owner: None,
            source: None,
            name: None,
            email: None,
            state: Vec::new(),
            desk: 4,
            ..full.clone()
        };
        for row in [full, bare] {
            assert_eq!(read(&write(&row)).unwrap(), row);
        }
        assert!(read(b"").is_err());
        assert!(read(b"{\"v\":2}\n").is_err());
    }
}
