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
pub const ROUTES: &[Route] = &[FUNNEL, ACCEPTANCE, SLA, STAGNATION, SALES, TIME_SAVED, HANDOVERS];

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
