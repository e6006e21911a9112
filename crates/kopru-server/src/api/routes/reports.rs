//! Routes of reports.

use super::super::code::Code;
use super::super::query::param;
use super::super::reports;
use super::super::route::{Route, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{LANG, READ};

const TAG: &str = "Reports";

/// Routes of reports.
pub const ROUTES: &[Route] = &[Route {
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
}];
