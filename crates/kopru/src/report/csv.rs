//! The funnel for spreadsheets: RFC 4180, one row for each group and stage, the whole first.

use kopru_engine::lang::Lang;
use kopru_engine::share::Share;
use kopru_server::service::funnel::label;
use kopru_server::spreadsheet;
use kopru_store::report::funnel::{Funnel, Group, GroupKey, Times};

/// The columns. Shares are numbers from 0 to 1, times are days.
const COLUMNS: &str = "group,stage,entered,reached,share,low,high,of_stage_before,judged,judged_of,judged_share,young,first_missing,decided,reported,both,timed,untimed,before_entry,p25_days,p50_days,p75_days,p90_days,within_7_days,within_30_days,within_90_days,stay_p50_days";

pub(super) fn whole(it: &Funnel, lang: Lang) -> String {
    let mut out = format!("{COLUMNS}\r\n");
    for group in std::iter::once(&it.whole).chain(&it.groups) {
        rows(&mut out, it, group, lang);
    }
    out
}

fn rows(out: &mut String, it: &Funnel, group: &Group, lang: Lang) {
    let name = match &group.key {
        GroupKey::Value(value) => value.clone(),
        other => label(other).get(lang).to_owned(),
    };
    for (stage, at) in it.stages.iter().zip(&group.cells) {
        let interval = at.through.interval();
        let [p25, p50, p75, p90] = days(&at.reach);
        let [_, stay, _, _] = days(&at.stay);
        let [week, month, quarter] = at.reach.within;
        let row = [
            name.clone(),
            stage.id.to_string(),
            group.entered.to_string(),
            at.through.part.to_string(),
            part(at.through),
            interval.map_or_else(String::new, |it| millionths(it.0)),
            interval.map_or_else(String::new, |it| millionths(it.1)),
            part(at.step),
            at.judged.part.to_string(),
            at.judged.of.to_string(),
            part(at.judged),
            at.young.to_string(),
            at.cut.to_string(),
            at.decided().to_string(),
            at.reported().to_string(),
            at.both.to_string(),
            at.reach.timed.to_string(),
            at.reach.untimed.to_string(),
            at.reach.before.to_string(),
            p25,
            p50,
            p75,
            p90,
            week.to_string(),
            month.to_string(),
            quarter.to_string(),
            stay,
        ];
        out.push_str(&spreadsheet::row(row));
    }
}

fn part(share: Share) -> String {
    share.millionths().map_or_else(String::new, millionths)
}

/// Millionths as a number from 0 to 1.
fn millionths(it: i64) -> String {
    format!("{}.{:06}", it / 1_000_000, it % 1_000_000)
}

/// Quantiles in days, to the thousandth; empty where there are none, -1 below nothing.
fn days(times: &Times) -> [String; 4] {
    let text = |secs: i64| match secs {
        ..0 => "-1".to_owned(),
        _ => format!("{}.{:03}", secs / 86_400, secs % 86_400 * 1_000 / 86_400),
    };
    times.quantiles.map_or_else(Default::default, |all| all.map(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_days_are_decimal_numbers() {
        assert_eq!((part(Share::new(842, 8_000)), part(Share::new(1, 1))), ("0.105250".into(), "1.000000".into()));
        // 54.75 days are 4 730 400 seconds.
        let times = Times { quantiles: Some([-1, 0, 4_730_400, 86_399]), ..Times::default() };
        assert_eq!(days(&times), ["-1", "0.000", "54.750", "0.999"]);
    }
}
