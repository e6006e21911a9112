//! Transcripts of calls as files bring them: WebVTT, SubRip, JSON, or text with a speaker before each turn.

use crate::limits::TRANSCRIPT_TURNS_MAX;
use serde_json::Value;

/// One turn of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Who speaks, as the transcript calls them.
    pub speaker: String,
    /// What they say.
    pub text: String,
}

/// Why a text is no transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTranscript {
    /// No line says who speaks.
    NoSpeakers,
    /// More turns than one call has.
    TooLong,
}

/// What somebody is called whom a file of subtitles does not name.
pub const UNNAMED: &str = "?";

/// Letters of a speaker's name; what is longer before a colon is a sentence.
const SPEAKER_CHARS_MAX: usize = 60;

/// Reads a transcript. Turns of one speaker that follow each other are one; what stands before the first speaker is dropped.
///
/// # Errors
/// Nobody speaks in it, or too often.
pub fn read(text: &str) -> Result<Vec<Turn>, NoTranscript> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let turns = match serde_json::from_str::<Value>(text) {
        Ok(json) => of_json(&json),
        Err(_) => of_lines(text),
    };
    let mut all: Vec<Turn> = Vec::new();
    for turn in one_name_each(turns).into_iter().filter(|it| !it.text.trim().is_empty()) {
        match all.last_mut().filter(|it| it.speaker == turn.speaker) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(turn.text.trim());
            }
            None => all.push(Turn { text: turn.text.trim().to_owned(), ..turn }),
        }
    }
    match all.len() {
        0 => Err(NoTranscript::NoSpeakers),
        len if len > TRANSCRIPT_TURNS_MAX => Err(NoTranscript::TooLong),
        _ => Ok(all),
    }
}

/// Calls everybody by one name: `AE` and `Jordan` are `AE (Jordan)` where nobody else is, and `Prospect (Priya)` is `Prospect (Priya – CFO)`.
fn one_name_each(mut turns: Vec<Turn>) -> Vec<Turn> {
    let parts = |name: &str| -> (String, String) {
        let (base, rest) = name.split_once('(').unwrap_or((name, ""));
        let first = rest.split(|it: char| !it.is_alphanumeric()).find(|it| !it.is_empty()).unwrap_or_default();
        (base.trim().to_lowercase(), first.to_lowercase())
    };
    let mut names: Vec<((String, String), String)> = Vec::new();
    for turn in &turns {
        let key = parts(&turn.speaker);
        if !names.iter().any(|it| it.0 == key) {
            names.push((key, turn.speaker.clone()));
        }
    }
    for turn in &mut turns {
        let key = parts(&turn.speaker);
        // By the label alone, or by the name that stands behind another one's label.
        let mut same = names.iter().filter(|it| !it.0.1.is_empty() && (it.0.0 == key.0 || it.0.1 == key.0));
        let only = same.next().filter(|_| same.next().is_none());
        let own = names.iter().find(|it| it.0 == key);
        if let Some((_, name)) = only.filter(|_| key.1.is_empty()).or(own) {
            turn.speaker.clone_from(name);
        }
    }
    turns
}

/// A list of turns, or an object that has one.
fn of_json(json: &Value) -> Vec<Turn> {
    let lists = ["turns", "segments", "utterances", "transcript"];
    let list = json.as_array().or_else(|| lists.iter().find_map(|it| json[*it].as_array()));
    let text = |it: &Value, names: &[&str]| names.iter().find_map(|name| it[*name].as_str()).map(str::to_owned);
    let turn = |it: &Value| {
        let speaker = text(it, &["speaker", "speaker_name", "name", "role"])?;
        let said = text(it, &["text", "content", "transcript", "words"])?;
        Some(Turn { speaker: speaker.trim().to_owned(), text: said })
    };
    list.into_iter().flatten().filter_map(turn).collect()
}

fn of_lines(text: &str) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || is_mark(line) {
            continue;
        }
        match spoken(line) {
            Some(turn) => turns.push(turn),
            // A line without a speaker goes on with the turn before.
            None => {
                if let Some(last) = turns.last_mut() {
                    last.text.push(' ');
                    last.text.push_str(line);
                }
            }
        }
    }
    // Subtitles may name nobody: then all of it is said by one who is not named.
    if turns.is_empty() && text.contains("-->") {
        let said: Vec<&str> = text.lines().map(str::trim).filter(|it| !it.is_empty() && !is_mark(it)).collect();
        turns.push(Turn { speaker: UNNAMED.to_owned(), text: said.join(" ") });
    }
    turns
}

/// Whether a line says when, not what: a cue's times, its number, a header.
fn is_mark(line: &str) -> bool {
    line.contains("-->")
        || line.chars().all(|it| it.is_ascii_digit())
        || ["WEBVTT", "NOTE", "STYLE", "Kind:", "Language:"].iter().any(|it| line.starts_with(it))
}

/// Who speaks and what they say: `[00:10] Ada (CFO): Hello`, `<v Ada>Hello</v>`, `Ada: Hello`.
fn spoken(line: &str) -> Option<Turn> {
    // A line of a list goes on with what was said.
    if ["• ", "- ", "* "].iter().any(|it| line.starts_with(it)) {
        return None;
    }
    if let Some(rest) = line.strip_prefix("<v ") {
        let (speaker, text) = rest.split_once('>')?;
        return Some(Turn { speaker: speaker.trim().to_owned(), text: text.replace("</v>", "") });
    }
    let line = match line.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((time, rest)) if time.starts_with(|it: char| it.is_ascii_digit()) => rest.trim_start(),
        _ => line,
    };
    // A colon between digits is a time of day.
    let timely = |at: usize| {
        let digit = |it: Option<char>| it.is_some_and(|it| it.is_ascii_digit());
        digit(line.get(..at).and_then(|it| it.chars().next_back()))
            && digit(line.get(at + 1..).and_then(|it| it.chars().next()))
    };
    let at = line.find(':').filter(|at| !timely(*at))?;
    let (speaker, text) = (line.get(..at)?, line.get(at + 1..)?);
    let speaker = speaker.trim_matches(['*', '-', '•', ' ', '\t']);
    let named = speaker.chars().next().is_some_and(|it| it.is_uppercase() || it.is_alphabetic() && !it.is_lowercase());
    let bare = speaker.split_once('(').map_or(speaker, |it| it.0).trim();
    let short = speaker.chars().count() <= SPEAKER_CHARS_MAX && bare.split_whitespace().count() <= 4;
    let fits = named && short && !speaker.contains(['.', '?', '!', ',']);
    fits.then(|| Turn { speaker: speaker.to_owned(), text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(text: &str) -> Vec<(String, String)> {
        read(text).expect("a transcript").into_iter().map(|it| (it.speaker, it.text)).collect()
    }

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(speaker, text)| ((*speaker).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn every_usual_form_is_read_to_the_same_turns() {
        let wanted = pairs(&[("Ada", "What hurts most?"), ("Bob", "We lose leads. At 10:30 it begins.")]);
        let texts = [
            "Ada: What hurts most?\nBob: We lose leads.\nAt 10:30 it begins.",
            "[00:01] Ada: What hurts most?\n\n[00:05] Bob: We lose leads. At 10:30 it begins.\n",
            "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n<v Ada>What hurts most?</v>\n\n00:00:05.000 --> 00:00:09.000\n<v Bob>We lose leads.</v>\n\n00:00:09.000 --> 00:00:12.000\n<v Bob>At 10:30 it begins.</v>\n",
            "1\r\n00:00:01,000 --> 00:00:03,000\r\nAda: What hurts most?\r\n\r\n2\r\n00:00:05,000 --> 00:00:09,000\r\nBob: We lose leads.\r\nAt 10:30 it begins.\r\n",
            r#"[{"speaker":"Ada","text":"What hurts most?"},{"speaker":"Bob","text":"We lose leads. At 10:30 it begins."}]"#,
            r#"{"segments":[{"speaker":"Ada","text":"What hurts most?"},{"speaker":"Bob","text":"We lose leads."},{"speaker":"Bob","text":"At 10:30 it begins."}]}"#,
        ];
        for text in texts {
            assert_eq!(turns(text), wanted, "{text}");
        }
        let nobody = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nWhat hurts most?\n\n00:00:05.000 --> 00:00:09.000\nWe lose leads.\n";
        assert_eq!(turns(nobody), pairs(&[(UNNAMED, "What hurts most? We lose leads.")]));
        let list = turns("Ada: Here is the offer.\n• Seats: 100\n- Term: 2 years\nBob: Fine.");
        assert_eq!(list, pairs(&[("Ada", "Here is the offer. • Seats: 100 - Term: 2 years"), ("Bob", "Fine.")]));
        let roles = turns("[00:00] AE (Jordan):  Good morning!\n\nÇağla (Satın Alma): Günaydın: nasılsınız?");
        assert_eq!(roles, pairs(&[("AE (Jordan)", "Good morning!"), ("Çağla (Satın Alma)", "Günaydın: nasılsınız?")]));
    }

    #[test]
    fn whoever_is_written_in_two_ways_is_one_speaker() {
        let text = "AE (Jordan): Hi.\nProspect (Priya – RevOps): Hi.\nAE: So?\nProspect (Priya): So.\nProspect (Dan): No.\nProspect: Who?\nDan: Me.";
        let names: Vec<String> = turns(text).into_iter().map(|it| it.0).collect();
        let priya = "Prospect (Priya – RevOps)";
        assert_eq!(names, ["AE (Jordan)", priya, "AE (Jordan)", priya, "Prospect (Dan)", "Prospect", "Prospect (Dan)"]);
    }

    #[test]
    fn what_is_no_transcript_is_said_to_be_none() {
        for text in ["", "   ", "Just a note without speakers.", "{}", "[1, 2]", "12\n13", "\u{feff}"] {
            assert_eq!(read(text), Err(NoTranscript::NoSpeakers), "{text:?}");
        }
        let long: String = (0..=TRANSCRIPT_TURNS_MAX).map(|it| format!("{}: x\n", ["Ada", "Bob"][it % 2])).collect();
        assert_eq!(read(&long), Err(NoTranscript::TooLong));
    }
}
