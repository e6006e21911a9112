//! Routes of leads.

use super::super::code::Code;
use super::super::leads;
use super::super::query::{Param, param};
use super::super::route::{Route, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{CURSOR, ID, LANG, LIMIT, READ};
use kopru_store::limits::LOOKED_AT_MAX;

const TAG: &str = "Leads";

const FILTER: &[Param] = &[
    param("stage", Shape::Text, "The stage's id."),
    param("disposition", Shape::Text, "`open`, `recycled`, `disqualified`, `won`, `lost`."),
    param("kind", Shape::Text, "The kind of a disqualification."),
    param("band", Shape::Text, "`hot`, `warm`, `cool`, `cold`."),
    param("grade", Shape::Text, "`A`, `B`, `C`, `D`."),
    param("persona", Shape::Text, "The persona's id."),
    param("owner", Shape::Text, "Who works it."),
    param("queue", Shape::Text, "The queue it stands in."),
    param("source", Shape::Text, "Where the first fact came from."),
    param("account", Shape::Id, "The account."),
    param(
        "field.",
        Shape::Text,
        "The value of a field that the playbook marks with `indexed = true`: `field.person.country=TR`.",
    ),
    param("entered_before", Shape::Moment, "Only leads that have been at their stage since this moment or longer."),
    param("behind", Shape::Bool, "`true`: only leads whose scores belong to an earlier version of the playbook."),
    param(
        "when",
        Shape::Text,
        "A condition as in the playbook, over everything that is known of a lead: `role.part == 'decider' && account.employees >= 200`.",
    ),
    param(
        "look_at",
        Shape::Int(1, LOOKED_AT_MAX as i64),
        "With `when`: leads that are looked at for this page; 5000 without it.",
    ),
    CURSOR,
    LIMIT,
];

/// Routes of leads.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/leads",
        id: "listLeads",
        tag: TAG,
        summary: "Leads that fit every filter, the newest first.",
        about: "Pages go on after the last lead of the one before, so nobody is shown twice while others come in. With `when`, leads that fit the other filters are read one after another and held against the condition, as they are at that moment: a page ends when it is full or when `looked_at` leads were looked at, so it may be short or empty while `next` goes on.",
        query: FILTER,
        answers: &[answers(200, "A page.", Shape::Object(&schemas::LEADS))],
        problems: &[Code::FilterInvalid, Code::FieldNotIndexed, Code::ConditionInvalid, Code::FieldSensitive],
        run: |ask| Box::pin(leads::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/leads/{id}",
        id: "getLead",
        tag: TAG,
        summary: "A lead as it is now: scores, five steps, course.",
        path_params: ID,
        query: &[LANG],
        answers: &[answers(200, "The lead.", Shape::Object(&schemas::LEAD))],
        problems: &[Code::NotFound, Code::Merged, Code::Erased],
        run: |ask| Box::pin(leads::get(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/leads/{id}/explanation",
        id: "explainLead",
        tag: TAG,
        summary: "Why a lead stood where it stood.",
        about: "Decisions are those that were made; scores are worked out from the facts by the version of the playbook in force at that moment.",
        path_params: ID,
        query: &[
            param("at", Shape::Moment, "The moment; now without it."),
            param(
                "as_known",
                Shape::One(&["then", "now"]),
                "`then` (without it): with the facts recorded by that moment. `now`: with every fact that had happened by then.",
            ),
            LANG,
        ],
        answers: &[answers(200, "The explanation.", Shape::Object(&schemas::EXPLANATION))],
        problems: &[Code::NotFound, Code::Merged, Code::Erased, Code::NotYet, Code::NotHappened],
        run: |ask| Box::pin(leads::explain(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/leads/{id}/timeline",
        id: "getTimeline",
        tag: TAG,
        summary: "What happened to a person, the newest first.",
        path_params: ID,
        query: &[param("before", Shape::Int(1, i64::MAX), "The `next` of the page before."), LIMIT, LANG],
        answers: &[answers(200, "A page.", Shape::Object(&schemas::TIMELINE))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(leads::timeline(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/counts",
        id: "getCounts",
        tag: TAG,
        summary: "What there is, counted.",
        answers: &[answers(200, "The counts.", Shape::Object(&schemas::COUNTS))],
        run: |ask| Box::pin(leads::counts(ask)),
        ..READ
    },
];
