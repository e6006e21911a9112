//! Routes of people and accounts.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::people;
use super::super::query::param;
use super::super::route::{BodyIn, JSON, Route, Verb, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{CHANGE, CURSOR, ID, LANG, LIMIT, READ};
use crate::limits::FACT_BODY_BYTES_MAX;

const TAG: &str = "People and accounts";

/// Routes of people and accounts.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/people",
        id: "findPeople",
        tag: TAG,
        summary: "People with an identity; exactly one is named.",
        query: &[
            param("email", Shape::Text, "An e-mail address."),
            param("external", Shape::Text, "An id in another system, with that system before it (`crm:7`) or without."),
            param("phone", Shape::Text, "A telephone number."),
            param("visitor", Shape::Text, "A visitor of a web page."),
            LANG,
        ],
        answers: &[answers(200, "Those who are found; none, one, or several.", Shape::Object(&schemas::PEOPLE))],
        run: |ask| Box::pin(people::find(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/people/{id}",
        id: "getPerson",
        tag: TAG,
        summary: "A person, whatever became of them.",
        path_params: ID,
        query: &[LANG],
        answers: &[answers(200, "The person.", Shape::Object(&schemas::PERSON))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(people::get(ask)),
        ..READ
    },
    Route {
        verb: Verb::Delete,
        path: "/api/v1/people/{id}",
        id: "erasePerson",
        tag: TAG,
        scope: Some(Scope::PeopleWrite),
        summary: "Erase a person, and everybody merged into them.",
        about: "What tells who they were goes, for good; how the lead went stays, so that no count changes. Facts that are sent again are refused with `erased`.",
        path_params: ID,
        answers: &[answers(200, "They are erased.", Shape::Object(&schemas::ERASED))],
        problems: &[Code::NotFound, Code::Merged, Code::Erased, Code::NoPlaybook],
        run: |ask| Box::pin(people::erase(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/people/{id}/merge",
        id: "mergePeople",
        tag: TAG,
        scope: Some(Scope::PeopleWrite),
        summary: "Merge another record of the same person into this one.",
        about: "The survivor keeps its stage, and what is known of both is looked at anew. A consent that one of them had withdrawn counts as withdrawn.",
        path_params: ID,
        body: Some(BodyIn {
            kind: JSON,
            shape: Shape::Object(&schemas::MERGE_IN),
            bytes_max: FACT_BODY_BYTES_MAX,
            raw: false,
        }),
        answers: &[answers(201, "They are one.", Shape::Object(&schemas::MERGED))],
        problems: &[
            Code::NotFound,
            Code::SamePerson,
            Code::Merged,
            Code::Erased,
            Code::TooManyFactsOfPerson,
            Code::TooManyIdentities,
            Code::NoPlaybook,
        ],
        run: |ask| Box::pin(people::merge(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/people/{id}/merges",
        id: "listMerges",
        tag: TAG,
        summary: "Merges in which a person took part, the oldest first.",
        path_params: ID,
        answers: &[answers(200, "The merges.", Shape::Object(&schemas::MERGES))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(people::merges(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/merges/{id}/undo",
        id: "undoMerge",
        tag: TAG,
        scope: Some(Scope::PeopleWrite),
        summary: "Undo a merge.",
        about: "With nothing in between both are exactly what they were. Facts from in between go to the side that they name, else stay with the survivor.",
        path_params: ID,
        answers: &[answers(200, "They are two again.", Shape::Object(&schemas::UNMERGED))],
        problems: &[Code::NotFound, Code::Undone, Code::UnmergeLaterFirst, Code::Erased, Code::NoPlaybook],
        run: |ask| Box::pin(people::undo(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/accounts",
        id: "listAccounts",
        tag: TAG,
        summary: "Accounts, the newest first.",
        query: &[param("text", Shape::Text, "How the name that facts give it, or its domain, begins."), CURSOR, LIMIT],
        answers: &[answers(200, "A page.", Shape::Object(&schemas::ACCOUNTS))],
        run: |ask| Box::pin(people::accounts(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/accounts/{id}",
        id: "getAccount",
        tag: TAG,
        summary: "One account with its people.",
        path_params: ID,
        query: &[LANG],
        answers: &[answers(200, "The account.", Shape::Object(&schemas::ACCOUNT))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(people::account(ask)),
        ..READ
    },
];
