//! What stands as it is said, and what does not: denied, past and over, praised, somebody else's, or said to us and not of them.
//! A word that shows something counts only where its clause says it of the speaker today.

use super::phrases::Phrases;
use super::spoken::Said;
use std::ops::Range;

/// Words that turn round what follows them.
const DENIES: [&str; 21] = [
    "no", "not", "never", "none", "nothing", "nobody", "neither", "nor", "hardly", "rarely", "seldom", "without",
    "zero", "dont", "doesnt", "didnt", "isnt", "arent", "wont", "cannot", "cant",
];
/// After these a denial is about what is known or felt: `I do not know how many get lost`.
const KNOWS: [&str; 21] = [
    "know",
    "knows",
    "care",
    "remember",
    "understand",
    "say",
    "tell",
    "only",
    "just",
    "even",
    "sure",
    "see",
    "notice",
    "stop",
    "prevent",
    "help",
    "mind",
    "matter",
    "enough",
    "afford",
    "keep",
];
/// Words before something within which a denial is about it.
const NEAR: usize = 8;
/// Turkish for: there is none, it is not so.
const NONE_TR: [&str; 7] = ["yok", "yoktur", "degil*", "kalmadi*", "olmuyor*", "olmaz", "bitti"];
/// What was once.
const PAST: [&str; 15] = [
    "used to",
    "formerly",
    "previously",
    "back then",
    "back when",
    "in the old days",
    "at the time",
    "in the past",
    "eskiden",
    "o zamanlar",
    "vaktiyle",
    "bir zamanlar",
    "gecmiste",
    "onceleri",
    "evvelden",
];
/// What is today.
const NOW: [&str; 12] =
    ["now", "today", "since", "these days", "still", "nowadays", "simdi", "artik", "bugun", "hala", "halen", "sonra"];
/// What is over, or was never bad.
const OVER: [&str; 48] = [
    "is solved",
    "are solved",
    "been solved",
    "got solved",
    "was solved",
    "thats solved",
    "we solved",
    "is fixed",
    "are fixed",
    "thats fixed",
    "been fixed",
    "got fixed",
    "was fixed",
    "we fixed",
    "is history",
    "are history",
    "thing of the past",
    "works fine",
    "work fine",
    "worked fine",
    "working fine",
    "works well",
    "works perfectly",
    "works smoothly",
    "run smoothly",
    "runs smoothly",
    "running smoothly",
    "runs well",
    "is fine",
    "are fine",
    "no complaints",
    "no problem",
    "no issue*",
    "not a problem",
    "not an issue",
    "sorun kalmadi",
    "sorun yok*",
    "sorun degil",
    "sorunumuz yok",
    "sikinti yok*",
    "sorunsuz",
    "dert yok",
    "cozuldu",
    "cozduk",
    "hallettik",
    "halloldu",
    "memnun*",
    "rahat etti*",
];
/// Companies that are not theirs, or not any more.
const ELSEWHERE: [&str; 26] = [
    "competitor*",
    "other companies",
    "most companies",
    "many companies",
    "my last company",
    "my last job",
    "my last employer",
    "my previous",
    "my former",
    "my old company",
    "my old job",
    "our customers",
    "our clients",
    "at customers",
    "previous company",
    "previous employer",
    "rakib*",
    "rakip*",
    "onceki sirket*",
    "onceki is*",
    "eski sirket*",
    "eski isyer*",
    "musterilerimizde",
    "my friend*",
    "arkadasimin",
    "baska sirket*",
];
/// Who speaks of themselves again.
const OWN: [&str; 9] = ["we", "our", "us", "here", "i", "biz", "bizde", "bizim", "burada"];
/// What one should do: to deny it is to complain, and to do it soon is none.
const WANTED: [&str; 12] = [
    "call back",
    "called back",
    "get back to",
    "response time",
    "follow up",
    "follow-up",
    "geri donus*",
    "geri arama*",
    "geri donme*",
    "in touch",
    "reach",
    "respond*",
];
/// Soon enough.
const SOON: [&str; 16] = [
    "immediately",
    "at once",
    "right away",
    "same day",
    "same hour",
    "instantly",
    "promptly",
    "within minutes",
    "minute",
    "minutes",
    "within the hour",
    "within an hour",
    "aninda",
    "hemen",
    "ayni gun",
    "dakika*",
];

/// Whether an odd number of denials stands shortly before some words, in their clause.
pub(super) fn is_denied(said: &Said<'_>, at: &Range<usize>) -> bool {
    let clause = said.clause(at.start);
    let window = at.start.saturating_sub(NEAR).max(clause.start)..at.start;
    let denies = |it: &usize| DENIES.contains(&said.word(*it)) && !KNOWS.contains(&said.word(*it + 1));
    window.filter(denies).count() % 2 == 1
}

/// Whether it is somebody else of whom the words before these speak.
pub(super) fn is_elsewhere(said: &Said<'_>, at: &Range<usize>) -> bool {
    let sentence = said.sentence(at.start);
    let end = at.end.min(sentence.end);
    let other = (sentence.start..at.start).rev().find(|it| ELSEWHERE.iter().any(|word| said.is(*it, end, word)));
    // A phrase's own words are not who speaks of themselves again.
    let own = |other: usize| {
        let behind = (other + 2).min(at.start)..at.start;
        behind.into_iter().any(|it| OWN.contains(&said.word(it)) && said.clause(it) != said.clause(other))
    };
    other.is_some_and(|it| !own(it))
}

/// Whether it was so once, and the words before these do not come back to today.
pub(super) fn is_past(said: &Said<'_>, at: &Range<usize>) -> bool {
    let segment = said.segment(at.start);
    let past = |it: &usize| PAST.iter().any(|word| said.is(*it, at.end.max(segment.end), word));
    let until = |it: &usize| said.word(*it) == "until" && said.has(*it..(*it + 6).min(at.start), &["ago", "last"]);
    let begin = (segment.start..at.end).rev().find(|it| past(it) || until(it));
    let ended = said.word(at.end.saturating_sub(1));
    let imperfect = ["yordu", "yorduk", "yorlardi"].iter().any(|it| ended.ends_with(it));
    let still = said.has(segment.clone(), &["still", "hala", "halen"]);
    !still && (imperfect || begin.is_some_and(|it| !said.has(it + 1..at.start.max(it + 1), &NOW)))
}

/// Whether the same breath says that it is over, or that all is well; or the next sentence does: `That is solved.`
fn is_over(said: &Said<'_>, at: &Range<usize>) -> bool {
    let over = |within: Range<usize>| {
        let stands = |it: usize| {
            let turned = said.word(it + 1).starts_with("degil") || said.word(it + 2).starts_with("degil");
            !(said.word(it).starts_with("memnun") && turned)
        };
        within.clone().any(|it| OVER.iter().any(|word| said.is(it, within.end, word)) && stands(it))
    };
    let segment = said.segment(at.start);
    let next = said.segment(segment.end);
    let points = ["that", "thats", "this", "it", "its", "bu", "o", "artik", "now"].contains(&said.word(next.start));
    over(segment.clone())
        || (points && next.start >= segment.end && said.sentence(at.start).end == next.start && over(next))
}

/// Turkish denies behind: `kaybolan aday yok`, `Excel kullanmıyoruz`.
fn is_denied_behind(said: &Said<'_>, at: &Range<usize>) -> bool {
    let clause = said.clause(at.end.saturating_sub(1));
    let behind = at.end..(at.end + 3).min(clause.end);
    if said.has(clause, &["kimse", "baska"]) {
        return false;
    }
    let who =
        |it: usize| it.checked_sub(1).is_some_and(|it| said.word(it).ends_with("an") || said.word(it).ends_with("en"));
    // `Bulamıyoruz` is a complaint; `kullanmıyoruz` is a denial.
    let verb = |word: &str| {
        let denied = |place: usize| word.get(..place).is_some_and(|it| !it.ends_with(['a', 'e', 'i', 'u', 'o']));
        word.find("miyor").or(word.find("muyor")).is_some_and(denied)
    };
    behind.clone().any(|it| {
        let none = NONE_TR.iter().any(|word| said.is(it, behind.end, word)) && (it == at.end || !who(it));
        none || verb(said.word(it)) || matches!(said.word(it), "nobody" | "nothing")
    })
}

/// Whether words that name a pain name one that they have today.
pub(super) fn hurts(said: &Said<'_>, words: &Range<usize>) -> bool {
    let at = said.at(words);
    if is_elsewhere(said, &at) || is_past(said, &at) || is_over(said, &at) {
        return false;
    }
    let supposed =
        said.word(said.clause(at.start).start) == "if" && said.has(said.segment(at.start), &["would", "wed"]);
    if supposed {
        return false;
    }
    let denied = is_denied(said, &at);
    if WANTED.iter().any(|it| said.is(at.start, at.end, it)) {
        let segment = said.segment(at.start);
        let to_us = said.word(at.end) == "you" || said.has(segment.start..at.start, &["size", "sizi"]);
        let clause = said.clause(at.start);
        let theirs = said.has(clause.start..at.start, &["customers", "clients", "musteri*"]);
        return !to_us && (denied || !(theirs || said.has(segment, &SOON)));
    }
    !denied && !is_denied_behind(said, &at)
}

const NOT_NEEDED: Phrases = Phrases::new(&[
    "dont have a need",
    "dont have any need",
    "dont have a specific need",
    "no specific need",
    "no real need",
    "no need for",
    "dont really need",
    "do not really need",
    "do not need",
    "dont need",
    "ihtiyacimiz yok",
    "ihtiyac yok",
    "gerek yok",
    "gerek duymuyoruz",
]);
/// They are content, or know of nothing.
const CONTENT: Phrases = Phrases::new(&[
    "happy with what we have",
    "satisfied with what we have",
    "satisfied with our current",
    "happy with our current",
    "already have a solution",
    "no major issues",
    "not really facing",
    "not facing any",
    "just exploring",
    "were just looking",
    "just browsing",
    "just curious",
    "sorunumuz yok",
    "memnunuz",
    "sadece bakiyoruz",
    "yalnizca bakiyoruz",
]);
/// They do not know what for: a need that nobody can name.
const UNCLEAR: Phrases = Phrases::new(&[
    "not entirely clear",
    "not entirely sure",
    "not exactly sure",
    "dont know exactly",
    "still figuring out",
    "havent fully scoped",
    "tam olarak bilmiyoruz",
    "emin degiliz",
    "not really sure",
    "not quite sure",
    "specific need for",
]);
/// What is not clear is what they need.
const WHAT_FOR: [&str; 22] = [
    "what we need",
    "what i need",
    "need",
    "needs",
    "solve*",
    "problem*",
    "what we",
    "if we",
    "whether we",
    "how it",
    "how this",
    "how we",
    "fit*",
    "use*",
    "benefit*",
    "issue*",
    "challenge*",
    "hardware",
    "solutions",
    "neye",
    "neyi",
    "ihtiyac*",
];
/// Things that one may need or not; a meeting, a call or an offer is none of them.
const THINGS: [&str; 34] = [
    "it",
    "this",
    "that",
    "these",
    "any",
    "anything",
    "such",
    "a new",
    "another",
    "more",
    "new",
    "your",
    "you",
    "tool*",
    "software",
    "system*",
    "product*",
    "solution*",
    "crm",
    "platform*",
    "one",
    "seye",
    "araca",
    "araclara",
    "urune",
    "yazilima",
    "sisteme",
    "cozume",
    "crme",
    "programa",
    "ihtiyac*",
    "what",
    "urununuze",
    "hizmete",
];
/// How what they have is called.
const WHAT_WE_HAVE: [&str; 16] = [
    "solution*",
    "setup",
    "set-up",
    "system*",
    "tool*",
    "process*",
    "provider*",
    "vendor*",
    "crm",
    "way",
    "software",
    "situation",
    "one",
    "supplier*",
    "approach",
    "platform*",
];
/// A need, said as one.
const NEEDED: Phrases = Phrases::new(&[
    "we need",
    "i need",
    "we do need",
    "have a need",
    "have a specific need",
    "a specific need",
    "we lose",
    "we are losing",
    "were losing",
    "the issue is",
    "the problem is",
    "is the mess",
    "is a mess",
    "ihtiyacimiz var",
    "ihtiyac var",
    "lazim",
    "kaybediyoruz",
    "kayboluyor",
    "is the problem",
    "is the issue",
]);

/// Words by which a lead says that there is no need, or that nobody knows of one; none where the same turn names one.
pub(super) fn no_need(said: &Said<'_>) -> Option<Range<usize>> {
    let all = |list: &Phrases| list.found(&said.tokens).into_iter().map(|it| (said.at(&it), it)).collect::<Vec<_>>();
    let mut found = all(&NOT_NEEDED);
    found.retain(|it| is_of_things(said, &it.0));
    found.extend(all(&CONTENT).into_iter().filter(|it| is_content(said, &it.0)));
    found.extend(all(&UNCLEAR).into_iter().filter(|it| is_of_needs(said, &it.0)));
    found.retain(|(at, _)| !is_elsewhere(said, at) && !is_past(said, at) && !is_supposed(said, at));
    found.sort_by_key(|it| it.0.start);
    let first = found.into_iter().next()?.1;
    let needed = all(&NEEDED).iter().any(|(at, _)| {
        let clause = said.clause(at.start);
        let before = at.start.saturating_sub(3).max(clause.start)..at.start;
        !said.has(before.clone(), &DENIES) && !said.has(before, &["what", "if", "whether", "why", "neye", "neden"])
    });
    (!needed).then_some(first)
}

/// Whether what is not clear is what they need.
fn is_of_needs(said: &Said<'_>, at: &Range<usize>) -> bool {
    let sentence = said.sentence(at.start);
    let before = said.has(sentence.start..at.start, &["neye", "neyi", "ihtiyac*"]);
    let unclear = said.word(at.start) != "specific" || is_denied(said, at);
    unclear && (before || said.has(at.end..sentence.end, &WHAT_FOR))
}

/// Whether it is only supposed, or asked.
pub(super) fn is_supposed(said: &Said<'_>, at: &Range<usize>) -> bool {
    let clause = said.clause(at.start);
    let sentence = said.bytes(said.sentence(at.start));
    let asks = said.text.get(sentence.end..).is_some_and(|it| it.trim_start().starts_with('?'));
    let told = ["if", "unless", "in case", "eger", "suppose", "says", "said", "thinks", "believes", "told", "claims"];
    let turned = ["degil*", "would", "diyemem", "diyor*"].iter().any(|it| said.is(at.end, at.end + 1, it));
    asks || turned || said.has(clause.start..at.start, &told)
}

/// Whether what is not needed is what we sell, and who does not need it is who speaks.
fn is_of_things(said: &Said<'_>, at: &Range<usize>) -> bool {
    let before = |back: usize| at.start.checked_sub(back).map_or("", |it| said.word(it));
    let next = said.word(at.end);
    match said.word(at.start) {
        "ihtiyacimiz" => {
            let day = |it: &str| it.starts_with("toplanti") || it.starts_with("gorusme") || it.starts_with("teklif");
            !day(before(1)) && !day(before(2))
        }
        "gerek" | "ihtiyac" => {
            THINGS.iter().any(|it| before(1) == *it) || (before(1).is_empty() && said.tokens.len() <= 3)
        }
        "no" => said.has(at.end..(at.end + 2).min(said.tokens.len()), &THINGS) || said.word(at.start + 1) != "need",
        "do" | "dont" if said.word(at.start + 1) != "have" => {
            let own = matches!(before(1), "we" | "i" | "really");
            own && (THINGS.iter().any(|it| said.is(at.end, at.end + 2, it)) || next.is_empty())
        }
        _ => true,
    }
}

/// Whether what they are content with is what we would replace, and whether they say so unconditionally.
fn is_content(said: &Said<'_>, at: &Range<usize>) -> bool {
    let clause = said.clause(at.start);
    let not = said
        .has(at.start.saturating_sub(3).max(clause.start)..at.start, &["not", "never", "no", "less", "arent", "isnt"]);
    let turned = said.segment(at.start) != said.sentence(at.start);
    if not || (turned && matches!(said.word(at.start), "memnunuz" | "satisfied" | "happy")) {
        return false;
    }
    match said.word(at.end - 1) {
        "current" => WHAT_WE_HAVE.iter().any(|it| said.is(at.end, clause.end, it)),
        // `Major issues with budget` are of something else.
        "issues" if said.word(at.end) == "with" => {
            said.has(at.end..(at.end + 4).min(clause.end), &["current", "present", "existing", "what", "now", "setup"])
        }
        "memnunuz" => {
            let start = at.start.saturating_sub(4).max(clause.start);
            let here = ["mevcut*", "su an*", "elimizdeki*", "kullandig*", "halimiz*", "sistem*", "bundan", "cozum*"];
            start == at.start || said.has(start..at.start, &here)
        }
        _ => true,
    }
}
