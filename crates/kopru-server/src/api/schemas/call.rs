//! The call sheet.

use super::super::shape::{Schema, Shape, may, need};

const COUNT: Shape = Shape::Int(0, i64::MAX);
static TEXTS: Shape = Shape::List(&Shape::Text, 100);
static MAYBE_TEXT: Shape = Shape::Maybe(&Shape::Text);
static PRIORITY: Shape = Shape::One(kopru_engine::playbook::Priority::IDS);

const ASK_ASSISTANT: &str =
    "Whether the assistant is asked, too: the text is sent to the language model of this server.";
const PROPOSED: Shape = Shape::List(&Shape::Object(&PROPOSED_FINDING), usize::MAX);
const PROPOSED_ABOUT: &str = "What the assistant proposes beside; empty where it was not asked.";
const ASSISTED: Shape = Shape::Maybe(&Shape::Object(&ASSISTED_BY));
const ASSISTED_ABOUT: &str = "The assistant that was asked; null where none was.";

/// A finding that the assistant proposes.
pub static PROPOSED_FINDING: Schema = Schema {
    name: "ProposedFinding",
    about: "Something that the assistant would note. A person decides: send it as a fact `finding` or `signal` with its quote.",
    parts: &[
        need("kind", Shape::One(&["criterion", "pain", "signal"]), "What it is about."),
        need("id", Shape::Text, "The id in the playbook."),
        need("text", MAYBE_TEXT, "What the playbook calls it."),
        need("verdict", Shape::Maybe(&Shape::One(&["met", "unmet"])), "The verdict on a criterion; else null."),
        need("turn", COUNT, "The turn that holds the words, from 0; 0 of an answer."),
        need("quote", Shape::Text, "The lead's words, found in the text."),
        need("reason", Shape::Text, "The assistant's own words, at most 200 letters; may be empty."),
    ],
};

/// What was dropped.
pub static DROPPED: Schema = Schema {
    name: "DroppedProposals",
    about: "How much of what the assistant said was dropped, by the first reason that holds.",
    parts: &[
        need("not_in_playbook", COUNT, "They name nothing of the playbook, or no verdict on a criterion."),
        need("no_such_words", COUNT, "The lead did not say these words, or they are too few or too many."),
        need("known_already", COUNT, "Our own rules found them, or another proposal did."),
    ],
};

/// Why the assistant proposed nothing.
pub static ASSISTANT_FAULT: Schema = Schema {
    name: "AssistantFault",
    about: "Why the assistant did not answer. Everything else of the answer stands.",
    parts: &[
        need(
            "code",
            Shape::One(&[
                "assistant_busy",
                "assistant_timed_out",
                "assistant_unreachable",
                "assistant_key_refused",
                "assistant_failed",
                "assistant_answer_too_large",
                "assistant_answer_not_understood",
            ]),
            "A stable code.",
        ),
        need("text", Shape::Text, "The same in words."),
    ],
};

/// The assistant that was asked.
pub static ASSISTED_BY: Schema = Schema {
    name: "AssistedBy",
    about: "The assistant that was asked.",
    parts: &[
        need("model", Shape::Text, "The language model."),
        need("dropped", Shape::Object(&DROPPED), "What was dropped of what it said."),
        need("error", Shape::Maybe(&Shape::Object(&ASSISTANT_FAULT)), "Why it proposes nothing; else null."),
    ],
};

/// An answer to analyse.
pub static ANSWER_IN: Schema = Schema {
    name: "AnswerIn",
    about: "An answer to a question.",
    parts: &[
        need("answer", Shape::Text, "The answer in the lead's words."),
        may("question", Shape::Text, "The id of the playbook's question that it answers."),
        may("asked", TEXTS, "Questions that were asked before in this conversation."),
        may("assistant", Shape::Bool, ASK_ASSISTANT),
    ],
};

/// A sign.
pub static SIGN: Schema = Schema {
    name: "AnswerSign",
    about: "Something that an answer shows.",
    parts: &[
        need("kind", Shape::Text, "What."),
        need("text", Shape::Text, "The same in words."),
        need("signal", MAYBE_TEXT, "The playbook's signal that it speaks for; null for what is only shown."),
        need("step", MAYBE_TEXT, "What to do about it."),
        need("words", TEXTS, "The words that show it."),
    ],
};

/// A pain that was named.
pub static PAIN_HEARD: Schema = Schema {
    name: "PainHeard",
    about: "A pain of the playbook that an answer names.",
    parts: &[
        need("pain", MAYBE_TEXT, "Its id."),
        need("text", MAYBE_TEXT, "The problem in words."),
        need("solved", Shape::Text, "How far we solve it."),
        need("words", TEXTS, "The words that name it."),
    ],
};

/// How specific an answer is.
pub static SPECIFICITY: Schema = Schema {
    name: "Specificity",
    about: "How specific an answer is: 18 points a number (at most 3), 12 a date (2), 12 a name (3), 10 a reason (2), and one a word (20); at most 100.",
    parts: &[
        need("points", Shape::Int(0, 100), "The sum."),
        need("numbers", TEXTS, "Numbers and amounts."),
        need("dates", TEXTS, "Days, months, quarters, years."),
        need("names", TEXTS, "Names and abbreviations."),
        need("reasons", TEXTS, "Causes and steps."),
        need("words", COUNT, "Words without fillers."),
    ],
};

/// Something named.
pub static NAMED_IN_ANSWER: Schema = Schema {
    name: "NamedInAnswer",
    about: "An amount, a time, a head-count, a tool or who decides, as an answer names it.",
    parts: &[
        need("kind", Shape::One(&["amount", "when", "people", "tool", "decider"]), "What."),
        need("value", Shape::Maybe(&Shape::Int(i64::MIN, i64::MAX)), "How much or how many, in whole units."),
        need("currency", MAYBE_TEXT, "The currency of an amount."),
        need("words", Shape::Text, "The words that say so."),
    ],
};

const MEASURE: Shape = Shape::One(&["knowledge", "solved", "authority", "persona"]);
const LEVEL: Shape = Shape::Int(0, 3);

/// A level that an answer speaks for.
pub static SIZED: Schema = Schema {
    name: "SizedByAnswer",
    about: "A level of a measure of sizing up that an answer speaks for.",
    parts: &[
        need("measure", MEASURE, "The measure."),
        need("level", LEVEL, "The level."),
        need("text", Shape::Text, "What it means."),
        need("words", TEXTS, "The words that speak for it."),
    ],
};

/// A measure of the call sheet.
pub static CALL_SIZE: Schema = Schema {
    name: "CallSize",
    about: "A measure of sizing up, with what is known.",
    parts: &[
        need("measure", MEASURE, "Its id."),
        need("name", Shape::Text, "Its name."),
        need("level", Shape::Maybe(&LEVEL), "The level that was noted; null when none was."),
        need("text", MAYBE_TEXT, "What that level means."),
        need("quote", MAYBE_TEXT, "The words that say so."),
        need("at", Shape::Maybe(&Shape::Moment), "When they were said."),
        need("indicated", Shape::Maybe(&LEVEL), "The level that a first indication speaks for while none was noted."),
    ],
};

/// A question that sizes up.
pub static CALL_SIZING: Schema = Schema {
    name: "CallSizing",
    about: "An open question that sizes the lead up.",
    parts: &[
        need("question", Shape::Text, "Its id."),
        need("measure", MEASURE, "What it is about."),
        need("text", Shape::Text, "The question."),
        need("why", Shape::Text, "Why it is asked now."),
    ],
};

/// What an answer reveals.
pub static ANALYSIS: Schema = Schema {
    name: "AnswerAnalysis",
    about: "What an answer reveals. It suggests; a person decides.",
    parts: &[
        need("signs", Shape::List(&Shape::Object(&SIGN), usize::MAX), "Red flags and positive signs."),
        need("pains", Shape::List(&Shape::Object(&PAIN_HEARD), usize::MAX), "Pains, the one with most words first."),
        need(
            "findings",
            Shape::List(&Shape::Object(&NAMED_IN_ANSWER), usize::MAX),
            "What it names, in the order of its words.",
        ),
        need(
            "levels",
            Shape::List(&Shape::Object(&SIZED), usize::MAX),
            "Levels of the measures of sizing up that it speaks for.",
        ),
        need("specificity", Shape::Object(&SPECIFICITY), "How specific it is."),
    ],
};

/// A criterion of the call sheet.
pub static CALL_CRITERION: Schema = Schema {
    name: "CallCriterion",
    about: "A criterion, with what is known.",
    parts: &[
        need("criterion", Shape::Text, "Its id."),
        need("name", Shape::Text, "Its name."),
        need("required", Shape::Bool, "Whether nobody qualifies without it."),
        need("weight", COUNT, "Its weight."),
        need("verdict", Shape::One(&["met", "unmet", "unknown"]), "What is known."),
        need("quote", MAYBE_TEXT, "The words that say so."),
        need("at", Shape::Maybe(&Shape::Moment), "When they were said."),
    ],
};

/// A question to ask.
pub static CALL_QUESTION: Schema = Schema {
    name: "CallQuestion",
    about: "An open question that is worth asking.",
    parts: &[
        need("question", Shape::Text, "Its id."),
        need("criterion", Shape::Text, "What it is about."),
        need("text", Shape::Text, "The question."),
        need("why", Shape::Text, "Why it is asked now."),
    ],
};

static GOAL_ANSWER: Schema = Schema {
    name: "GoalAnswer",
    about: "Something that a lead may want.",
    parts: &[
        need("value", Shape::Text, "The word of the field."),
        need("text", Shape::Text, "As people say it."),
        need("sells", Shape::Bool, "Whether whoever wants it is sold to."),
    ],
};

/// What an answer says of the goal.
static GOAL_SAID: Schema = Schema {
    name: "GoalSaid",
    about: "What an answer says of the goal: suggested, and noted by nobody but a person.",
    parts: &[
        need("value", Shape::Text, "The word of the field."),
        need("quote", Shape::Text, "The sentence that says so."),
    ],
};

/// What a lead wants.
pub static CALL_GOAL: Schema = Schema {
    name: "CallGoal",
    about: "What the lead wants, as the playbook's `[goal]` asks for it.",
    parts: &[
        need("first", Shape::Bool, "Whether it must be known before anything else is asked."),
        need("field", Shape::Text, "The field of the person that holds it: send it as a fact `fields_set`."),
        need("known", MAYBE_TEXT, "What is known; null when nothing is."),
        need(
            "said",
            Shape::Maybe(&Shape::Object(&GOAL_SAID)),
            "What the answer says of it while it must be known first.",
        ),
        need("questions", Shape::List(&Shape::Text, usize::MAX), "Open questions."),
        need("answers", Shape::List(&Shape::Object(&GOAL_ANSWER), usize::MAX), "What a lead may want."),
    ],
};

/// A call sheet.
pub static CALL_SHEET: Schema = Schema {
    name: "CallSheet",
    about: "A conversation with a lead as far as it has come.",
    parts: &[
        need("lang", Shape::One(&["en", "tr"]), "The language of texts."),
        need("lead", Shape::Id, "The lead."),
        need("criteria", Shape::List(&Shape::Object(&CALL_CRITERION), usize::MAX), "Criteria, the weightiest first."),
        need(
            "next",
            Shape::List(&Shape::Object(&CALL_QUESTION), usize::MAX),
            "What to ask, the best first; nothing while the goal must be known first.",
        ),
        need("sizes", Shape::List(&Shape::Object(&CALL_SIZE), 4), "The four measures of sizing up."),
        need("sizing", Shape::List(&Shape::Object(&CALL_SIZING), usize::MAX), "What to ask of them, like `next`."),
        need("goal", Shape::Maybe(&Shape::Object(&CALL_GOAL)), "What the lead wants; null when nobody asks for it."),
        need("analysis", Shape::Maybe(&Shape::Object(&ANALYSIS)), "What the answer reveals; null without one."),
        need(
            "verdicts",
            Shape::List(&Shape::Object(&ANSWER_VERDICT), usize::MAX),
            "Verdicts that the answer suggests; nothing is noted by them.",
        ),
        need("proposed", PROPOSED, PROPOSED_ABOUT),
        need("assistant", ASSISTED, ASSISTED_ABOUT),
    ],
};

/// A verdict that an answer suggests.
pub static ANSWER_VERDICT: Schema = Schema {
    name: "AnswerVerdict",
    about: "A verdict that an answer suggests, and what would come of noting it.",
    parts: &[
        need("criterion", Shape::Text, "The criterion."),
        need("verdict", Shape::One(&["met", "unmet"]), "The verdict."),
        need("text", Shape::Text, "Both in words."),
        need("quote", Shape::Text, "The sentence that says so."),
        need("why", MAYBE_TEXT, "The arithmetic, where numbers were compared; else null."),
        need(
            "lets_go",
            Shape::List(&Shape::Object(&LETS_GO), usize::MAX),
            "Rules of the playbook that would begin to let the lead go.",
        ),
        need("closes", Shape::List(&Shape::Text, usize::MAX), "Stages that would be closed to the lead."),
        need("priority", Shape::Maybe(&PRIORITY), "The priority that the lead would get; null where it keeps its own."),
    ],
};

/// A rule that would let a lead go.
pub static LETS_GO: Schema = Schema {
    name: "LetsGo",
    about: "A rule of the playbook that would let the lead go.",
    parts: &[
        need("reason", Shape::Text, "Its id."),
        need("text", Shape::Text, "Its words."),
        need("kind", Shape::Text, "Its kind, such as `not_us` or `not_now`."),
        need("decides", Shape::Bool, "Whether it lets go at once; else it suggests it."),
    ],
};

/// A transcript to read.
pub static TRANSCRIPT_IN: Schema = Schema {
    name: "TranscriptIn",
    about: "A transcript of a call.",
    parts: &[
        need(
            "text",
            Shape::Text,
            "Text with a speaker before each turn, WebVTT, SubRip or JSON, as a text; at most 200000 letters.",
        ),
        may("ours", TEXTS, "Speakers who speak for us; guessed without it."),
        may("assistant", Shape::Bool, ASK_ASSISTANT),
    ],
};

/// A speaker.
pub static SPEAKER: Schema = Schema {
    name: "Speaker",
    about: "Somebody who speaks.",
    parts: &[need("name", Shape::Text, "As the transcript calls them."), need("ours", Shape::Bool, "Whether for us.")],
};

/// A verdict that a call suggests.
pub static CALL_VERDICT: Schema = Schema {
    name: "CallVerdict",
    about: "A verdict that the lead's words suggest, or the numbers of both sides.",
    parts: &[
        need("criterion", Shape::Text, "The criterion."),
        need("verdict", Shape::One(&["met", "unmet"]), "The verdict."),
        need("turn", COUNT, "The turn, from 0."),
        need("speaker", Shape::Text, "Who said it."),
        need("quote", Shape::Text, "The sentence."),
        need("why", MAYBE_TEXT, "The arithmetic, where numbers of both sides were compared; else null."),
        need(
            "against",
            Shape::List(&Shape::Object(&CALL_SIDE), usize::MAX),
            "What it was compared with: prices and how many, or how long it takes; else empty.",
        ),
    ],
};

/// What a number was compared with.
pub static CALL_SIDE: Schema = Schema {
    name: "CallSide",
    about: "A sentence that a number was compared with.",
    parts: &[
        need("turn", COUNT, "The turn, from 0."),
        need("speaker", Shape::Text, "Who said it."),
        need("quote", Shape::Text, "The sentence."),
    ],
};

/// A turn that reveals something.
pub static CALL_ANSWER: Schema = Schema {
    name: "CallAnswer",
    about: "A turn of the lead's that reveals something.",
    parts: &[
        need("turn", COUNT, "The turn, from 0."),
        need("speaker", Shape::Text, "Who said it."),
        need("analysis", Shape::Object(&ANALYSIS), "What it reveals."),
    ],
};

/// A question that was asked again.
pub static ASKED_AGAIN: Schema = Schema {
    name: "AskedAgain",
    about: "A question that was answered before it was asked.",
    parts: &[
        need("turn", COUNT, "The turn, from 0."),
        need("question", Shape::Text, "The question."),
        need("criterion", Shape::Text, "What it is about."),
        need("answered", MAYBE_TEXT, "The earlier answer; null where it was known before the call."),
    ],
};

/// An answer that nobody followed.
pub static MISSED: Schema = Schema {
    name: "MissedFollowUp",
    about: "An answer that called for another question, after which none was asked.",
    parts: &[
        need("turn", COUNT, "The turn, from 0."),
        need("speaker", Shape::Text, "Who said it."),
        need("quote", Shape::Text, "The sentence."),
        need("sign", MAYBE_TEXT, "What it shows; null for a pain that we solve."),
    ],
};

/// A promise that is not so.
pub static PROMISE: Schema = Schema {
    name: "Promise",
    about: "Something that we said and that the playbook's products contradict.",
    parts: &[
        need("kind", Shape::One(&["price", "discount", "set_up", "pain"]), "Of what kind."),
        need("turn", COUNT, "The turn, from 0."),
        need("speaker", Shape::Text, "Who said it."),
        need("quote", Shape::Text, "The words."),
        need("why", Shape::Text, "What the list says."),
    ],
};

/// Our side of a call.
pub static OUR_SIDE: Schema = Schema {
    name: "OurSide",
    about: "What we did in a call.",
    parts: &[
        need("share", Shape::Int(0, 100), "Our share of all words, in hundredths."),
        need("longest_turn", COUNT, "Words of our longest turn."),
        need("open_questions", COUNT, "Open questions."),
        need(
            "closed_questions",
            Shape::List(&Shape::Text, usize::MAX),
            "Questions that can be answered with yes or no.",
        ),
        need("pressing", Shape::List(&Shape::Text, usize::MAX), "Where we pressed for a date or a signature."),
        need(
            "asked_again",
            Shape::List(&Shape::Object(&ASKED_AGAIN), usize::MAX),
            "Questions that were answered before they were asked.",
        ),
        need("missed", Shape::List(&Shape::Object(&MISSED), usize::MAX), "Answers after which nobody asked on."),
    ],
};

/// A call that was read.
pub static CALL_READ: Schema = Schema {
    name: "CallRead",
    about: "What a transcript reveals. It suggests; a person decides.",
    parts: &[
        need("lang", Shape::One(&["en", "tr"]), "The language of sentences."),
        need("turns", COUNT, "Turns in all."),
        need("speakers", Shape::List(&Shape::Object(&SPEAKER), usize::MAX), "Who speaks."),
        need(
            "verdicts",
            Shape::List(&Shape::Object(&CALL_VERDICT), usize::MAX),
            "Verdicts that the lead's words suggest, or the numbers of both sides.",
        ),
        need("answers", Shape::List(&Shape::Object(&CALL_ANSWER), usize::MAX), "Turns that reveal something."),
        need("ours", Shape::Object(&OUR_SIDE), "What we did."),
        need(
            "promises",
            Shape::List(&Shape::Object(&PROMISE), usize::MAX),
            "What we promised and the playbook's `[[product]]` contradicts.",
        ),
        need("next", Shape::List(&Shape::Object(&CALL_QUESTION), usize::MAX), "What is still to be asked."),
        need("sizing", Shape::List(&Shape::Object(&CALL_SIZING), usize::MAX), "What would still size the lead up."),
        need("proposed", PROPOSED, PROPOSED_ABOUT),
        need("assistant", ASSISTED, ASSISTED_ABOUT),
    ],
};
