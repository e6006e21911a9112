//! Routes of reports.

use super::super::code::Code;
use super::super::query::param;
use super::super::reports;
use super::super::route::{Route, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{LANG, LIMIT, READ};

const TAG: &str = "Reports";

/// Routes of reports.
pub const ROUTES: &[Route] = &[FUNNEL, ACCEPTANCE, SLA, STAGNATION, SALES, TIME_SAVED, LEADS, HANDOVERS];

const FUNNEL: Route = Route {
    path: "/api/v1/reports/funnel",
    id: "getFunnel",
    tag: TAG,
    summary: "How many leads came how far, and how long it took; by month of entry, source or field.",
    about: "A lead belongs to the month in which it first appeared, whenever it was imported. What Köprü decided and what other systems report is counted apart. Cohorts that are too young, or whose first outcomes are missing from the data, are named: their shares are not final. Times are in seconds, shares in millionths with the interval that holds them with 95 % confidence. By a field that the playbook does not mark with `dimension = true`, by a field of the account, or by a field together with `source`, every lead is read, which takes the longer the more there are.",
    query: &[
        param("by", Shape::Text, "`month` (without it), `source`, or a field: `person.country`, `account.industry`."),
        param("from", Shape::Text, "Only leads that entered in this month or later: `2026-01`."),
        param("to", Shape::Text, "Only leads that entered in this month or earlier."),
        param("source", Shape::Text, "Only leads whose first fact came from this source."),
        LANG,
    ],
    answers: &[answers(200, "The funnel.", Shape::Object(&schemas::FUNNEL))],
    problems: &[Code::FieldUnknown, Code::FieldSensitive, Code::MonthsReversed, Code::NoPlaybook],
    run: |ask| Box::pin(reports::funnel(ask)),
    ..READ
};

const ACCEPTANCE: Route = Route {
    path: "/api/v1/reports/acceptance",
    id: "getAcceptance",
    tag: TAG,
    summary: "How many hand-overs sales accepts, why not, and whether the first contact is made in time.",
    about: "Hand-overs that were offered in the last days. The rate is accepted of decided: what was returned, withdrawn or undone is not decided, and what expired stands beside. It is below the target as soon as it is, from `min_sample` decided ones on; an alarm only when that is hardly chance (the upper end of Wilson's interval at z = 3 lies below the target). Shares and rates are in millionths, missing acceptances in millionths of one.",
    query: &[param("days", Shape::Int(1, 3_660), "Length of the window; 90 without it."), LANG],
    answers: &[answers(200, "The report.", Shape::Object(&schemas::ACCEPTANCE))],
    problems: &[Code::NoHandover, Code::NoPlaybook],
    run: |ask| Box::pin(reports::acceptance(ask)),
    ..READ
};

const SLA: Route = Route {
    path: "/api/v1/reports/sla",
    id: "getSla",
    tag: TAG,
    summary: "How soon sales answers hand-overs and makes the first contact, and how the clocks stand now.",
    about: "Hand-overs that were offered in the last days. Kept is: answered when they were first offered, of all that were answered or expired; contacts made in time, of all whose time is up. `in_time` is as claimed; of these `told_late` were told only after the time had run out, so that as recorded there are fewer. `clocks` and `owners` are of this moment, whatever the window.",
    query: &[param("days", Shape::Int(1, 3_660), "Length of the window; 90 without it."), LANG],
    answers: &[answers(200, "The report.", Shape::Object(&schemas::SLA))],
    problems: &[Code::NoHandover, Code::NoPlaybook],
    run: |ask| Box::pin(reports::sla(ask)),
    ..READ
};

const STAGNATION: Route = Route {
    path: "/api/v1/reports/stagnation",
    id: "getStagnation",
    tag: TAG,
    summary: "What lies still: leads at their stage for too long, with nothing planned, or whose owner has left.",
    about: "Of this moment. Too long is longer than the stage's `max_age`. Planned is a clock that runs or a next step. `adrift` counts open leads that nothing will ever look at again: there should be none.",
    query: &[LANG],
    answers: &[answers(200, "The report.", Shape::Object(&schemas::STAGNATION))],
    problems: &[Code::NoPlaybook],
    run: |ask| Box::pin(reports::stagnation(ask)),
    ..READ
};

const SALES: Route = Route {
    path: "/api/v1/reports/sales",
    id: "getSalesCycle",
    tag: TAG,
    summary: "Deals that were opened, won and lost, and what they brought in: by source, first contact, fit and person.",
    about: "Deals that were opened in the last days. Each belongs to the latest hand-over that was accepted before it: its grade, who accepted, and whether the first contact was in time. Amounts are in minor units by currency and never converted.",
    query: &[param("days", Shape::Int(1, 3_660), "Length of the window; 365 without it."), LANG],
    answers: &[answers(200, "The report.", Shape::Object(&schemas::SALES_CYCLE))],
    run: |ask| Box::pin(reports::sales(ask)),
    ..READ
};

const TIME_SAVED: Route = Route {
    path: "/api/v1/reports/time-saved",
    id: "getTimeSaved",
    tag: TAG,
    summary: "What letting poor leads go early saves: hours and their price, by kind, stage, source and person.",
    about: "Of leads that were handed over in the last days. What a lead cost is counted: answers, contacts and conversations, each times what `[effort]` of the playbook says. What letting it go saved is estimated: what leads that were worked to an end cost on average, less what was spent on it, and never below nothing.",
    query: &[param("days", Shape::Int(1, 3_660), "Length of the window; 90 without it."), LANG],
    answers: &[answers(200, "The report.", Shape::Object(&schemas::TIME_SAVED))],
    problems: &[Code::NoEffort, Code::NoPlaybook],
    run: |ask| Box::pin(reports::time_saved(ask)),
    ..READ
};

const LEADS: Route = Route {
    path: "/api/v1/reports/leads",
    id: "listCounted",
    tag: TAG,
    summary: "What a number of a report counts, each with its lead.",
    about: "`of` says which items, the other parameters what they say: all of it. Hand-overs are told apart by `state`, `reason`, `answer`, `contact`, `told`, `source`, `persona`, `grade`, `band`, `rule`, `rep` and `week`; deals by `state`, `reason`, `source`, `contact`, `grade` and `rep`; leads that were worked (`worked`: handed over in the window, each once) by `end`, `kind`, `stage`, `source` and `rep`; clocks by `clock`, `state` and `owner`; leads that are worked at this moment (`now`) by `owner`, `queue` and `plan`; leads of the funnel by `through`, `decided`, `reported`, `month` and `source`. The portal's reports link each number in this way.",
    query: &[
        param("of", Shape::One(&["handovers", "deals", "worked", "clocks", "now", "funnel"]), "Which items."),
        param("days", Shape::Int(1, 3_660), "Length of the window; 90 without it."),
        param("until", Shape::Moment, "Its end; now without it: the report's `as_of` gives what the report counted."),
        param(
            "state",
            Shape::Text,
            "What became of a hand-over or a deal; how a clock stands: `running`, `warned`, `paused`, `late`.",
        ),
        param("reason", Shape::Text, "Why it was refused or lost."),
        param("answer", Shape::Text, "`at_once`, `again`, `never`, `open`."),
        param("contact", Shape::Text, "`in_time`, `late`, `missed`, `running`; of deals `in_time`, `late`, `unknown`."),
        param("told", Shape::Text, "`late`: a first contact in time that was told too late."),
        param("source", Shape::Text, "Where the lead came from; empty: not known. Likewise below."),
        param("persona", Shape::Text, "The persona at the hand-over."),
        param("grade", Shape::Text, "The grade at the hand-over."),
        param("band", Shape::Text, "The band at the hand-over."),
        param("rule", Shape::Text, "A rule that gave points at the hand-over."),
        param("rep", Shape::Text, "Who answered, or has what nobody answered."),
        param("week", Shape::Text, "The week of the window, the oldest 0."),
        param("end", Shape::Text, "`early`, `ended` or `won`."),
        param("kind", Shape::Text, "The kind of reason for which it was let go; `recycled`."),
        param("stage", Shape::Text, "The stage at which it stands, or ended."),
        param("clock", Shape::Text, "`accept`, `contact` or `follow_up`."),
        param("owner", Shape::Text, "Who owns the lead."),
        param("queue", Shape::Text, "The queue in which it stands."),
        param("plan", Shape::Text, "`none`: neither clock nor next step."),
        param("through", Shape::Text, "The stage that it reached, or a later one."),
        param("decided", Shape::Text, "The stage of which Köprü decided that it was reached."),
        param("reported", Shape::Text, "The stage of which another system reports it."),
        param("month", Shape::Text, "The month in which it entered: `2026-01`."),
        param("cursor", Shape::Text, "The `next` of the page before."),
        LIMIT,
    ],
    answers: &[answers(200, "A page, in the order in which the items began.", Shape::Object(&schemas::SLICE))],
    problems: &[Code::SliceInvalid, Code::NoPlaybook],
    run: |ask| Box::pin(reports::leads(ask)),
    ..READ
};

const HANDOVERS: Route = Route {
    path: "/api/v1/handovers",
    id: "listHandovers",
    tag: TAG,
    summary: "Hand-overs of leads to sales, the newest first.",
    about: "Each as it was offered, with what was known then, and what became of it.",
    query: &[
        param(
            "state",
            Shape::One(&["open", "accepted", "refused", "returned", "expired", "withdrawn"]),
            "Only those in this state.",
        ),
        param("lead", Shape::Id, "Only those of this lead."),
        param(
            "before",
            Shape::Moment,
            "Only those that were offered before this moment. A page ends with its `next`, not with a moment: several may be of one.",
        ),
        param("cursor", Shape::Text, "The `next` of the page before."),
        LIMIT,
    ],
    answers: &[answers(200, "A page.", Shape::Object(&schemas::HANDOVERS))],
    run: |ask| Box::pin(reports::handovers(ask)),
    ..READ
};
