//! A title cut into words, each folded once: `MÜDÜRÜ`, `Müdürü` and `muduru` are the same word.

/// What stands between a word and the word before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Blanks, dots, a hyphen without blanks.
    None,
    /// A comma or a colon.
    Comma,
    /// A dash with blanks, or a long dash.
    Dash,
    /// A slash.
    Slash,
    /// A bar, a semicolon, a bullet, a line's end.
    Bar,
    /// A parenthesis, either side.
    Paren,
}

/// One word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// First byte in the title.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// Where the folded word begins in [`Tokens::folded`].
    from: usize,
    /// Where it ends.
    to: usize,
    /// What stands before it.
    pub gap: Gap,
}

/// The words of a title.
#[derive(Debug)]
pub(super) struct Tokens {
    folded: String,
    list: Vec<Token>,
}

impl Tokens {
    /// The words in order.
    pub fn list(&self) -> &[Token] {
        &self.list
    }

    /// A word as tables hold it; empty beyond the last.
    pub fn word(&self, at: usize) -> &str {
        self.list.get(at).and_then(|token| self.folded.get(token.from..token.to)).unwrap_or("")
    }
}

/// Cuts a title into words.
pub(super) fn tokenize(title: &str) -> Tokens {
    let mut out = Tokens { folded: String::with_capacity(title.len() + 8), list: Vec::with_capacity(16) };
    let mut gap = Gap::None;
    let mut rest = title.char_indices().peekable();
    while let Some(&(start, letter)) = rest.peek() {
        if letter.is_alphanumeric() {
            let end = take_word(title, start, &mut out.folded);
            let from = out.list.last().map_or(0, |token| token.to);
            let to = out.folded.len();
            out.list.push(Token { start, end, from, to, gap });
            gap = Gap::None;
            let end = skip_apostrophe(title, end);
            while rest.next_if(|&(at, _)| at < end).is_some() {}
            continue;
        }
        if matches!(letter, '&' | '+' | '@') {
            let from = out.folded.len();
            out.folded.push_str(if letter == '@' { "at" } else { "and" });
            let (end, to) = (start + letter.len_utf8(), out.folded.len());
            out.list.push(Token { start, end, from, to, gap });
            gap = Gap::None;
        } else {
            let found = gap_of(title, start, letter);
            if found != Gap::None {
                gap = found;
            }
        }
        rest.next();
    }
    out
}

/// The gap that a letter outside of words makes.
fn gap_of(title: &str, at: usize, letter: char) -> Gap {
    match letter {
        ',' | ':' => Gap::Comma,
        '–' | '—' => Gap::Dash,
        '-' => {
            let before = title[..at].chars().next_back();
            let after = title[at + 1..].chars().next();
            let inside = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
            if inside(before) && inside(after) { Gap::None } else { Gap::Dash }
        }
        '/' | '\\' => Gap::Slash,
        '|' | ';' | '•' | '·' | '\n' => Gap::Bar,
        '(' | ')' | '[' | ']' => Gap::Paren,
        _ => Gap::None,
    }
}

/// Folds the word that begins at `start` into `folded`; says where it ends. `V.P.`, `İ.K.` and `R&D` are one word.
fn take_word(title: &str, start: usize, folded: &mut String) -> usize {
    let mut end = start;
    loop {
        let run = title.get(end..).unwrap_or("");
        let length: usize =
            run.chars().take_while(|letter| letter.is_alphanumeric() || is_mark(*letter)).map(char::len_utf8).sum();
        run[..length].chars().for_each(|letter| fold(letter, folded));
        let single = is_single(&run[..length]);
        end += length;
        let mut next = title.get(end..).unwrap_or("").chars();
        let Some(joint @ ('.' | '&')) = next.next() else {
            return end;
        };
        let after = next.as_str();
        let following: usize =
            after.chars().take_while(|letter| letter.is_alphanumeric() || is_mark(*letter)).map(char::len_utf8).sum();
        if !single || !is_single(&after[..following]) {
            return end;
        }
        if joint == '&' {
            folded.push('&');
        }
        end += 1;
    }
}

/// Whether a run is one letter, whatever marks it carries.
fn is_single(run: &str) -> bool {
    run.chars().filter(|letter| !is_mark(*letter)).count() == 1
}

/// Whether a letter is a mark that stands on the letter before it, as decomposed text has them.
fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Passes over an ending behind an apostrophe: `CFO'nun`, `Professor's`.
fn skip_apostrophe(title: &str, end: usize) -> usize {
    let mut next = title.get(end..).unwrap_or("").chars();
    match next.next() {
        Some(mark @ ('\'' | '’' | '`')) => {
            let ending: usize =
                next.take_while(|letter| letter.is_alphanumeric() || is_mark(*letter)).map(char::len_utf8).sum();
            if ending == 0 { end } else { end + mark.len_utf8() + ending }
        }
        _ => end,
    }
}

/// Adds a letter in its folded form: small, without marks, the four Turkish i as one.
fn fold(letter: char, folded: &mut String) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
        return;
    }
    let plain = match letter {
        'ı' | 'İ' | 'î' | 'Î' | 'í' | 'Í' | 'ï' | 'Ï' | 'ì' => 'i',
        'ş' | 'Ş' => 's',
        'ç' | 'Ç' => 'c',
        'ğ' | 'Ğ' => 'g',
        'ü' | 'Ü' | 'û' | 'Û' | 'ú' | 'Ú' | 'ù' => 'u',
        'ö' | 'Ö' | 'ó' | 'Ó' | 'ô' | 'Ô' | 'ø' | 'Ø' => 'o',
        'â' | 'Â' | 'á' | 'Á' | 'à' | 'À' | 'ä' | 'Ä' | 'ã' | 'å' | 'Å' => 'a',
        'é' | 'É' | 'è' | 'È' | 'ê' | 'Ê' | 'ë' => 'e',
        'ñ' | 'Ñ' => 'n',
        _ if is_mark(letter) => return,
        _ => {
            folded.extend(letter.to_lowercase());
            return;
        }
    };
    folded.push(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str) -> Vec<String> {
        let tokens = tokenize(title);
        (0..tokens.list().len()).map(|at| tokens.word(at).to_string()).collect()
    }

    #[test]
    fn the_four_turkish_i_are_one_letter_in_any_case() {
        let expected = ["satis", "muduru"];
        for title in ["SATIŞ MÜDÜRÜ", "Satış Müdürü", "satis muduru", "Satıs\u{327} Mu\u{308}du\u{308}ru\u{308}"]
        {
            assert_eq!(words(title), expected, "{title}");
        }
        assert_eq!(words("BİLGİ İŞLEM"), ["bilgi", "islem"]);
    }

    #[test]
    fn letters_with_dots_are_one_word_and_abbreviations_are_several() {
        assert_eq!(words("V.P. of R&D, I.T"), ["vp", "of", "r&d", "it"]);
        assert_eq!(words("Gn.Md.Yrd."), ["gn", "md", "yrd"]);
        assert_eq!(words("CFO'nun asistanı"), ["cfo", "asistani"]);
        assert_eq!(words("Sales&Marketing @ Acme"), ["sales", "and", "marketing", "at", "acme"]);
    }

    #[test]
    fn a_hyphen_inside_a_word_parts_nothing() {
        let gaps = |title: &str| tokenize(title).list().iter().map(|token| token.gap).collect::<Vec<_>>();
        assert_eq!(gaps("Co-founder"), [Gap::None, Gap::None]);
        assert_eq!(gaps("Founder - Sales"), [Gap::None, Gap::Dash]);
        assert_eq!(gaps("CEO / Kurucu | (x)"), [Gap::None, Gap::Slash, Gap::Paren]);
    }
}
