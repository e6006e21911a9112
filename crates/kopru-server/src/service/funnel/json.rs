//! A funnel for programs.

use super::label;
use kopru_engine::lang::Lang;
use kopru_engine::month::Month;
use kopru_engine::share::Share;
use kopru_store::report::funnel::{By, Cell, Funnel, FunnelStage, Group, GroupKey, Times};
use kopru_store::report::judge::Judged;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The funnel as the API answers it.
pub fn as_json(it: &Funnel, lang: Lang) -> Value {
    let month = |it: Option<Month>| it.map(|it| it.to_string());
    let by = match &it.query.by {
        By::Month => "month",
        By::Source => "source",
        By::Field(name) => name,
    };
    json!({
        "as_of": it.as_of.to_string(),
        "lang": lang.tag(),
        "zone": it.zone,
        "by": by,
        "from": month(it.query.from),
        "to": month(it.query.to),
        "source": it.query.source,
        "kept": it.kept,
        "stages": it.stages.iter().map(|it| stage(it, lang)).collect::<Vec<_>>(),
        "whole": group(it, &it.whole, lang),
        "groups": it.groups.iter().map(|of| group(it, of, lang)).collect::<Vec<_>>(),
    })
}

fn stage(it: &FunnelStage, lang: Lang) -> Value {
    let judged = it.judged.as_ref();
    let months = |of: fn(&Judged) -> &BTreeSet<Month>| -> Vec<String> {
        judged.map_or_else(Vec::new, |it| of(it).iter().map(Month::to_string).collect())
    };
    json!({
        "id": &*it.id,
        "name": it.name.get(lang),
        "takes_secs": judged.and_then(|it| it.takes).map(|minutes| minutes * 60),
        "seen_from": judged.and_then(|it| it.seen_from).map(|it| it.to_string()),
        "young": months(|it| &it.young),
        "cut": months(|it| &it.cut),
    })
}

fn group(funnel: &Funnel, it: &Group, lang: Lang) -> Value {
    let (kind, key) = match &it.key {
        GroupKey::Whole => ("whole", None),
        GroupKey::Month(month) => ("month", Some(month.to_string())),
        GroupKey::Value(value) => ("value", Some(value.clone())),
        GroupKey::Unknown => ("unknown", None),
        GroupKey::Other(_) => ("other", None),
    };
    let cells = funnel.stages.iter().zip(&it.cells).map(|(stage, it)| cell(stage, it)).collect::<Vec<_>>();
    json!({ "kind": kind, "key": key, "label": label(&it.key).get(lang), "entered": it.entered, "stages": cells })
}

fn cell(stage: &FunnelStage, it: &Cell) -> Value {
    json!({
        "stage": &*stage.id,
        "reached": share(it.through),
        "step": share(it.step),
        "judged": share(it.judged),
        "young": it.young,
        "cut": it.cut,
        "few": it.is_few(),
        "open": it.is_open(),
        "decided": it.decided(),
        "reported": it.reported(),
        "both": it.both,
        "reach": times(&it.reach),
        "stay": times(&it.stay),
    })
}

fn share(it: Share) -> Value {
    let interval = it.interval();
    json!({
        "part": it.part,
        "of": it.of,
        "millionths": it.millionths(),
        "low": interval.map(|it| it.0),
        "high": interval.map(|it| it.1),
    })
}

fn times(it: &Times) -> Value {
    let quantiles = it.quantiles.map(|[p25, p50, p75, p90]| json!({ "p25": p25, "p50": p50, "p75": p75, "p90": p90 }));
    let [week, month, quarter] = it.within;
    json!({
        "timed": it.timed,
        "untimed": it.untimed,
        "before": it.before,
        "quantiles": quantiles,
        "within_7_days": week,
        "within_30_days": month,
        "within_90_days": quarter,
    })
}
