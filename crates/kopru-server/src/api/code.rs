//! Every kind of problem that the API answers: its stable code, status, meaning, and what to do. Where several hold, the
//! first of this list is answered.

macro_rules! codes {
    ($($variant:ident = $id:literal, $status:literal, $title:literal, $meaning:literal, $cure:literal;)*) => {
        /// A kind of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// All of them, in the order of precedence.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The stable code.
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => $id,)* }
            }

            /// The kind with this code.
            pub fn from_id(id: &str) -> Option<Code> {
                match id { $($id => Some(Code::$variant),)* _ => None }
            }

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Code::$variant => $status,)* }
            }

            /// A few words for it.
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)* }
            }

            /// What it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }

            /// What to do about it.
            pub fn cure(self) -> &'static str {
                match self { $(Code::$variant => $cure,)* }
            }
        }
    };
}

codes! {
    Overloaded = "overloaded", 503, "Too much at once",
        "The server works on as many requests, or holds as many bytes of them, as it may.",
        "Send the same request again after `Retry-After` seconds.";
    NoSuchRoute = "no_such_route", 404, "No such address",
        "Nothing answers at this address.",
        "Compare it with the reference, or with `/api/v1/openapi.json`.";
    MethodNotAllowed = "method_not_allowed", 405, "Wrong method",
        "The address exists, but not with this method.",
        "Use one of the methods that `Allow` names.";
    TooManyWrongKeys = "too_many_wrong_keys", 429, "Too many wrong keys",
        "Too many requests from this peer came with a key that is not valid.",
        "Correct the key; then wait for `Retry-After` seconds.";
    KeyInvalid = "key_invalid", 401, "Key not valid",
        "The key in `Authorization` is unknown, revoked or expired, or is not written as `Bearer kopru_…`.",
        "Use a valid key; `kopru key` and `POST /api/v1/keys` make one.";
    KeyNeeded = "key_needed", 401, "A key is needed",
        "Without a key only requests from this machine, to this machine's own name, on a server that listens there, are answered.",
        "Send `Authorization: Bearer kopru_…`.";
    CrossSite = "cross_site", 403, "From another site",
        "A browser sent this change from a page of another site.",
        "Make changes from a program of your own, or from the portal.";
    TooManyRequests = "too_many_requests", 429, "Too many requests",
        "This key, or this peer, made more requests than one may in this time.",
        "Wait for `Retry-After` seconds; send facts in batches.";
    ScopeMissing = "scope_missing", 403, "The key may not do this",
        "The key is valid, and its scopes do not cover this.",
        "Use a key with the scope that `detail` names.";
    QueryInvalid = "query_invalid", 400, "Query not understood",
        "A parameter of the address is unknown, stands there twice, or has a value that it cannot have.",
        "Correct what `errors` lists.";
    ContentType = "content_type", 415, "Another type by its own word",
        "The body must come with `Content-Type: application/json`, in UTF-8, not compressed; an e-mail with `message/rfc822`.",
        "Send that header.";
    BodyTooLarge = "body_too_large", 413, "Body too large",
        "The body is larger than it may be.",
        "Send less at once; facts go in several batches.";
    BodyUnreadable = "body_unreadable", 400, "Body broken off",
        "The body did not arrive whole.",
        "Send the request again.";
    IdempotencyKeyInvalid = "idempotency_key_invalid", 400, "Idempotency key not usable",
        "An `Idempotency-Key` has 1 to 255 visible ASCII letters.",
        "Use a new UUID for each request that is not a repeat.";
    IdempotencyKeyReused = "idempotency_key_reused", 422, "Idempotency key of another request",
        "Another request came with this `Idempotency-Key` before.",
        "Use a new key for a new request.";
    IdempotencyKeyBusy = "idempotency_key_busy", 409, "Same request under way",
        "A request with this `Idempotency-Key` is being worked on right now.",
        "Send it again after `Retry-After` seconds to get its answer.";
    JsonInvalid = "json_invalid", 400, "Not JSON",
        "The body is not JSON.",
        "Correct the body; `detail` says where it breaks.";
    BodyInvalid = "body_invalid", 422, "Body not as described",
        "The body is JSON, but not what this address takes: a key is unknown or missing, or a value is of another kind.",
        "Correct what `errors` lists.";
    TooManyFacts = "too_many_facts_at_once", 413, "Too many facts at once",
        "A batch has at most 1 000 facts.",
        "Send several batches.";
    DecisionVersion = "decision_version", 503, "This node only reads",
        "The database is decided by another version of the program; this one answers reads and takes nothing.",
        "Send to a node of that version, or bring this one to it.";
    NoPlaybook = "no_playbook", 503, "No playbook yet",
        "No playbook is published, so nothing can be decided.",
        "Publish one: `POST /api/v1/playbook/versions`.";
    FactInvalid = "fact_invalid", 422, "Fact not valid",
        "The fact is not written as facts are, or does not fit the playbook in force.",
        "Correct what `errors` lists; the same fact sent again is refused again.";
    EmailUnreadable = "email_unreadable", 422, "No e-mail",
        "The body does not begin as a message does, with lines such as `From:` and `Date:`.",
        "Send the message whole, as the mail program or server keeps it (`.eml`); with curl, by `--data-binary`.";
    EmailTooManyAddresses = "email_too_many_addresses", 422, "Too many addresses",
        "The message is from, or goes to, more than 100 addresses: that is a mailing.",
        "Send facts of its own type for a mailing.";
    EmailTooManyParts = "email_too_many_parts", 422, "Too many parts",
        "The message has more than 500 parts, parts more than 20 deep within one another, or more than 256 KiB before a text.",
        "Send the message as a mail program wrote it.";
    EmailWithoutSender = "email_without_sender", 422, "Nobody wrote it",
        "The message has no `From` with an address.",
        "Send the message as it was sent.";
    EmailWithoutDate = "email_without_date", 422, "Not said when",
        "The message has no `Date`, or one that does not exist.",
        "Send the message as it was sent.";
    EmailConcernsNobody = "email_concerns_nobody", 422, "Nobody known is in it",
        "No lead has the address of the sender, or where one of us wrote it, of a recipient. An e-mail makes no lead.",
        "Send a fact about the lead with that address first; compare the addresses of users where one of us wrote it.";
    EmailReplyUndeclared = "email_reply_undeclared", 409, "Answers are not declared",
        "A lead wrote the message, and the playbook in force declares no fact `email_replied`.",
        "Publish a playbook with `[facts.email_replied]`, and `note = \"text\"` in it to keep the words.";
    TooManyIdentities = "too_many_identities", 422, "Too many identities",
        "A fact names too many further identities of its person.",
        "Name the further ones by another fact.";
    LeadUnknown = "lead_unknown", 422, "No such lead",
        "The fact names a lead by an id that no lead has.",
        "Use the `lead` of an earlier answer, or an e-mail address, external id, phone number or visitor.";
    LeadNotNameable = "lead_not_nameable", 422, "Lead known by another source",
        "The lead is known only by ids of other systems than the fact's `source`, so the fact would reach somebody else.",
        "Send the fact with the `source` and `external` id that the lead is known by.";
    Erased = "erased", 410, "Erased",
        "The person, or this fact, was erased; what was erased is not taken again.",
        "Stop sending it.";
    IdTaken = "id_taken", 409, "Id of another fact",
        "Another fact of this source has this id. A fact is corrected by a new fact.",
        "Give the new fact an id of its own.";
    OccurredInFuture = "occurred_in_future", 422, "Has not happened yet",
        "The fact lies more than five minutes ahead.",
        "Send it when it has happened, and set the sender's clock.";
    UnknownFact = "unknown_fact", 422, "Takes back an unknown fact",
        "The retraction names a fact that this lead does not have.",
        "Compare `data.fact` with the id under which the fact was sent.";
    CannotRetract = "cannot_retract", 422, "Not to be taken back",
        "What a person did is not taken back; it is followed by a new fact.",
        "Send the act that undoes it.";
    TooManyFactsOfPerson = "too_many_facts", 422, "Too many facts of one person",
        "One person has as many facts as one may have.",
        "Look at what sends them: usually a test or a robot.";
    TooManyVisitorFacts = "too_many_visitor_facts", 422, "Too many facts of one visitor",
        "A visitor whom nobody has identified has as many facts as one may have.",
        "Look at what sends them: usually a robot.";
    PlaybookHasFaults = "playbook_has_faults", 422, "Playbook has faults",
        "The playbook is not sound; nothing was published.",
        "Correct what `errors` lists; `kopru playbook check` shows the same with more help.";
    PlaybookFailsItsTests = "playbook_fails_its_tests", 422, "Playbook fails its own examples",
        "An example in the playbook does not come out as it says; nothing was published.",
        "Correct the rules or the example; `kopru playbook test` shows the same.";
    NotFound = "not_found", 404, "Not there",
        "What the address names does not exist.",
        "Compare the id.";
    Merged = "merged", 410, "Merged",
        "The person was merged into another, whom `detail` names.",
        "Ask for the survivor.";
    SamePerson = "same_person", 422, "The same person",
        "Both ids are those of one person already.",
        "Nothing is to be done.";
    Undone = "undone", 409, "Undone already",
        "The merge was undone before.",
        "Nothing is to be done.";
    UnmergeLaterFirst = "unmerge_later_first", 409, "A later merge stands in the way",
        "The survivor was merged into somebody else since.",
        "Undo that merge first.";
    NotHappened = "not_happened", 400, "Lies ahead",
        "The moment lies ahead.",
        "Ask for a moment that has been.";
    NotYet = "not_yet", 404, "Not known yet",
        "At that moment nothing was known of the lead.",
        "Ask for a later moment.";
    FieldNotIndexed = "field_not_indexed", 400, "Not a field to filter by",
        "Leads are filtered only by fields that the playbook marks with `indexed = true`, and that the key may see.",
        "Mark the field in the playbook, or filter by another one; a sensitive one takes the scope `admin`.";
    SliceInvalid = "slice_invalid", 400, "No number of a report",
        "What a number of a report counts is told apart by something that it does not say, or not written as reports write it.",
        "Take the address from the report; `detail` names what can be asked.";
    FilterInvalid = "filter_invalid", 400, "Nothing is called so",
        "A filter names a stage, disposition, kind, band or grade that does not exist.",
        "Use one of the words that `detail` lists.";
    ConditionInvalid = "condition_invalid", 400, "Condition not understood",
        "The condition by which leads are to be found cannot be read, names what the playbook does not know, or is too long.",
        "Correct what `detail` names; conditions are written as in the playbook, see its reference.";
    FieldUnknown = "field_unknown", 400, "No such field",
        "A report is asked for by a field that the playbook does not have.",
        "Use `month`, `source`, or a field of the playbook: `person.NAME` or `account.NAME`.";
    FieldSensitive = "field_sensitive", 403, "Field not shown to this key",
        "A report, or leads by a condition, are asked for by a field whose values the key may not see.",
        "Use a key with the scope for sensitive fields, or another field.";
    MonthsReversed = "months_reversed", 400, "The first month lies behind the last",
        "A report is asked for from a month that lies behind the one that it ends with.",
        "Exchange `from` and `to`.";
    NoEffort = "no_effort", 409, "Nothing is agreed on time",
        "A report on time saved is asked for, and the playbook in force has no `[effort]`.",
        "Publish a playbook that says what the steps of sales take and cost.";
    NoHandover = "no_handover", 409, "Nothing is handed over",
        "A report on hand-overs is asked for, and the playbook in force has no `[handover]`.",
        "Publish a playbook that hands leads over.";
    UserIdInvalid = "user_id_invalid", 422, "Word not usable",
        "A user is named by 1 to 40 of the signs a-z, 0-9, `.`, `-` and `_`, the first a letter or digit.",
        "Choose another word.";
    UserNameInvalid = "user_name_invalid", 422, "Name not usable",
        "A user has a name of 1 to 100 letters.",
        "Give them another name.";
    UserEmailInvalid = "user_email_invalid", 422, "No e-mail address",
        "What is given as the user's address is none.",
        "Correct it, or leave it out.";
    UserWordsInvalid = "user_words_invalid", 422, "Too many or too long words",
        "Teams, languages and skills have at most 40 letters; a user has at most 20 languages and 20 skills.",
        "Shorten them.";
    HoursInvalid = "hours_invalid", 422, "Hours not understood",
        "The time zone, a block of hours or a special day cannot be read, or the hours never open.",
        "Correct what `detail` names.";
    AbsenceInvalid = "absence_invalid", 422, "Ends before it begins",
        "An absence ends before it begins.",
        "Exchange `from` and `to`.";
    TooManyAbsences = "too_many_absences", 422, "Too many absences",
        "A user has at most 100 absences.",
        "Take old ones back.";
    UserExists = "user_exists", 409, "Such a user is there",
        "Another user has this word.",
        "Choose another word, or change that user.";
    UserEmailTaken = "user_email_taken", 409, "Address of another user",
        "Another user has this address.",
        "Use another address.";
    UserHasLeft = "user_has_left", 409, "Has left",
        "The user does not work here any more.",
        "Let them return first: `left` is `false` then.";
    LastAdmin = "last_admin", 409, "Nobody would be left",
        "Somebody must be left who may do everything; the first user is an administrator.",
        "Make another administrator first.";
    TooManyUsers = "too_many_users", 422, "Too many users",
        "There are as many users as there may be.",
        "Ask what so many are for.";
    PasswordTooShort = "password_too_short", 422, "Password too short",
        "A password has at least 12 letters.",
        "Choose a longer one: several words do.";
    PasswordTooLong = "password_too_long", 422, "Password too long",
        "A password has at most 1024 bytes.",
        "Choose a shorter one.";
    PasswordIsName = "password_is_name", 422, "Password too plain",
        "The password is little more than the user's name or address, or one letter again and again.",
        "Choose another one.";
    ActOfSales = "act_of_sales", 403, "An act of sales",
        "Who is named in `by` belongs to marketing, or may not do this; what sales decides, people of sales do.",
        "Name the person of sales who did it.";
    ActOfNobody = "act_of_nobody", 403, "Nobody of that name works here",
        "An act of sales is done by a person: `by`, or the key that calls, is no user who works here.",
        "Name in `by` the user who did it.";
    NotPossible = "not_possible", 409, "Not possible now",
        "The act has no effect where the lead stands: `detail` says why. It is kept as a fact without effect.",
        "Look at the lead: somebody else may have acted first.";
    AnswerInvalid = "answer_invalid", 422, "No answer, or too long",
        "An answer has 1 to 10000 letters.",
        "Send what was said.";
    QuestionUnknown = "question_unknown", 422, "No such question",
        "The playbook in force has no question of this id.",
        "Compare the id with `next` of the call sheet, or leave it out.";
    GoalFirst = "goal_first", 409, "The goal first",
        "Until it is known what the lead wants, no question of the playbook is asked of it, and no answer to one is read.",
        "Set the field of the goal by a fact, or leave `question` out: what they say of their own accord is read.";
    TranscriptInvalid = "transcript_invalid", 422, "No transcript, or too long",
        "No line of the text says who speaks, it has more than 200000 letters, or more than 5000 turns.",
        "Write the speaker and a colon before each turn; send a long call in parts.";
    AssistantOff = "assistant_off", 409, "No assistant",
        "The assistant is to be asked, and none is configured on this server.",
        "Leave `assistant` out, or have `kopru serve` started with `--assistant-url`.";
    ClaimInvalid = "claim_invalid", 422, "Nothing to say, or too much",
        "What somebody says in a disagreement has 1 to 4000 letters.",
        "Say it in that many.";
    NothingToDispute = "nothing_to_dispute", 409, "Nothing to dispute",
        "Sales has neither accepted nor refused the lead's latest hand-over.",
        "Wait for the answer.";
    DisputeOpen = "dispute_open", 409, "Disputed already",
        "There is an open disagreement about this hand-over.",
        "Say what your side thinks there.";
    DisputeSettled = "dispute_settled", 409, "Settled",
        "The disagreement is settled, or was withdrawn.",
        "Nothing is to be done.";
    OnePersonForBoth = "one_person_for_both", 409, "One person for both sides",
        "The same person spoke for the other side.",
        "Let somebody else speak for this one.";
    NotTheOpener = "not_the_opener", 409, "Opened by somebody else",
        "A disagreement is withdrawn by whoever opened it.",
        "Say that the answer was right instead.";
    NoChangeProposed = "no_change_proposed", 409, "Nothing to change",
        "The disagreement is not settled, or proposes no change of the playbook.",
        "Nothing is to be done.";
    SideWrong = "side_wrong", 409, "Not their side",
        "Marketing speaks for marketing and sales for sales.",
        "Leave `side` out, or let somebody of that side speak.";
    SideNeeded = "side_needed", 409, "For which side",
        "Managers and administrators say for which side they speak.",
        "Send `side`.";
    TitleInvalid = "title_invalid", 422, "No title, or too long",
        "A proposed change of the playbook says in 1 to 200 letters what should change.",
        "Say it in that many.";
    TooManyEdits = "too_many_edits", 422, "Too many edits",
        "One proposal changes at most 500 values of the playbook.",
        "Make several proposals of it.";
    ProposalChanged = "proposal_changed", 409, "Changed meanwhile",
        "Somebody changed the proposal since the `revision` that was sent.",
        "Read it again, and send its `revision`.";
    ProposalClosed = "proposal_closed", 409, "Closed",
        "The proposal is published, or was withdrawn.",
        "Open another one.";
    ProposalDoesNotHold = "proposal_does_not_hold", 409, "It does not hold",
        "The proposal changes nothing, or what comes out has faults or fails the playbook's own examples.",
        "Read `makes` of the proposal, which says what is wrong.";
    PlaybookMoved = "playbook_moved", 409, "Another version in force",
        "Another version of the playbook came into force at that moment.",
        "Read the proposal again: it holds against the new version.";
    NotSigned = "not_signed", 409, "Not signed by both",
        "A team has not signed the version that comes out now.",
        "Let both teams sign.";
    ViewInvalid = "view_invalid", 422, "View not usable",
        "A view has a name of 1 to 60 letters, and a filter of at most 2000 bytes that names only what the list can be filtered by.",
        "Write the filter as the address of the portal's list does: `stage=mql&owner=me`.";
    TooManyViews = "too_many_views", 422, "Too many views",
        "Programs keep 50 views already.",
        "Remove one first.";
    RemarkInvalid = "remark_invalid", 422, "Nothing to say, or too much",
        "A remark has 1 to 4000 letters.",
        "Say less, or something.";
    WebhookUrlInvalid = "webhook_url_invalid", 422, "Address not usable",
        "A webhook's address begins with `https://`, and names no user.",
        "Correct it.";
    WebhookUrlRefused = "webhook_url_refused", 422, "Address not allowed",
        "Nothing is sent without encryption, to this machine or into its network, so that address would never be told.",
        "Name one that begins with `https://` outside; in a network that you trust, start the server with `--webhooks-to-private`.";
    TopicUnknown = "topic_unknown", 422, "No such topic",
        "A webhook is to be told of a topic that no message has.",
        "Use one of those that `detail` lists.";
    TooManyWebhooks = "too_many_webhooks", 422, "Too many webhooks",
        "There are as many webhooks as there may be.",
        "Take one away.";
    KeyNameInvalid = "key_name_invalid", 422, "Name not usable",
        "A key has a name of 1 to 100 letters.",
        "Give it another name.";
    KeyScopesMissing = "key_scopes_missing", 422, "No scopes",
        "A key without a scope opens nothing.",
        "Name at least one scope.";
    KeyExpiresInPast = "key_expires_in_past", 422, "Expired already",
        "The key would have expired before it was made.",
        "Name a later moment, or none.";
    Conflict = "conflict", 503, "Another change came first",
        "Other changes stood in the way again and again; nothing was done.",
        "Send the same request again after `Retry-After` seconds.";
    RequestTimeout = "request_timeout", 503, "Took too long",
        "The request was not done in time; it may still be done.",
        "Send the same request again: facts and requests with an `Idempotency-Key` are never done twice.";
    DatabaseUnavailable = "database_unavailable", 503, "Database not available",
        "The database does not answer; nothing was done.",
        "Send the same request again after `Retry-After` seconds.";
    DiskFull = "disk_full", 503, "Disk full",
        "The database has no room left; nothing was done.",
        "Make room on its disk; then send the same request again.";
    DatabaseReadOnly = "database_read_only", 503, "Database takes no writes",
        "The database is a standby, or its file may not be written.",
        "Name the primary, or let the server write the file.";
    DatabaseCorrupt = "database_corrupt", 500, "Database damaged",
        "Something stored cannot be read; the log says what.",
        "Tell whoever runs the server.";
    DatabaseUnusable = "database_unusable", 503, "Database not usable",
        "The database cannot be used as it is; the log says why.",
        "Tell whoever runs the server.";
    Internal = "internal", 500, "A fault of ours",
        "Something went wrong that is no fault of the request.",
        "Tell whoever runs the server the `request_id`; the log has it.";
}

impl Code {
    /// After how many seconds the same request may succeed, where waiting is all that it takes.
    pub fn retry_after_secs(self) -> Option<u64> {
        match self {
            Code::Overloaded | Code::Conflict | Code::IdempotencyKeyBusy => Some(1),
            Code::TooManyRequests => Some(1),
            Code::TooManyWrongKeys => Some(crate::limits::WRONG_KEY_SECS.unsigned_abs()),
            Code::RequestTimeout | Code::DatabaseUnavailable => Some(5),
            Code::NoPlaybook | Code::DiskFull | Code::DatabaseReadOnly | Code::DecisionVersion => Some(60),
            Code::DatabaseUnusable => Some(60),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_says_what_to_do() {
        for (place, code) in Code::ALL.iter().enumerate() {
            assert_eq!(Code::from_id(code.id()), Some(*code));
            assert!(Code::ALL.iter().skip(place + 1).all(|other| other.id() != code.id()), "{}", code.id());
            assert!(
                code.status() >= 400 && code.meaning().ends_with('.') && code.cure().ends_with('.'),
                "{}",
                code.id()
            );
            assert!(code.id().chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", code.id());
        }
    }

    #[test]
    fn whatever_may_pass_says_when_to_come_again() {
        for code in Code::ALL.iter().filter(|code| matches!(code.status(), 429 | 503)) {
            assert!(code.retry_after_secs().is_some(), "{}", code.id());
        }
    }
}
