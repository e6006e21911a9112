//! Letters as they are compared: small, without marks, the four Turkish i as one.

/// Adds `letter` to `out` in its folded form: `Ş` → `s`, `İ`, `I`, `ı` → `i`, `ß` → `ss`. Marks that stand on the letter before
/// (decomposed text) and letters without width fold to nothing. Letters of other scripts only become small.
pub fn push_folded(letter: char, out: &mut String) {
    if letter.is_ascii() {
        out.push(letter.to_ascii_lowercase());
        return;
    }
    let plain = match letter {
        'à'..='å' | 'À'..='Å' | 'ā' | 'Ā' | 'ă' | 'Ă' | 'ą' | 'Ą' => "a",
        'æ' | 'Æ' => "ae",
        'ç' | 'Ç' | 'ć' | 'Ć' | 'č' | 'Č' => "c",
        'ð' | 'Ð' | 'ď' | 'Ď' | 'đ' | 'Đ' => "d",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'Ē' | 'ė' | 'Ė' | 'ę' | 'Ę' | 'ě' | 'Ě' | 'ə' | 'Ə' => "e",
        'ğ' | 'Ğ' | 'ģ' | 'Ģ' => "g",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'Ī' | 'į' | 'Į' | 'İ' | 'ı' => "i",
        'ķ' | 'Ķ' => "k",
        'ł' | 'Ł' | 'ļ' | 'Ļ' | 'ľ' | 'Ľ' | 'ĺ' | 'Ĺ' => "l",
        'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ņ' | 'Ņ' | 'ň' | 'Ň' => "n",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ō' | 'Ō' | 'ő' | 'Ő' => "o",
        'œ' | 'Œ' => "oe",
        'ŕ' | 'Ŕ' | 'ř' | 'Ř' => "r",
        'ś' | 'Ś' | 'ş' | 'Ş' | 'š' | 'Š' | 'ș' | 'Ș' => "s",
        'ß' | 'ẞ' => "ss",
        'ť' | 'Ť' | 'ţ' | 'Ţ' | 'ț' | 'Ț' => "t",
        'þ' | 'Þ' => "th",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'Ū' | 'ů' | 'Ů' | 'ű' | 'Ű' | 'ų' | 'Ų' => "u",
        'ý' | 'Ý' | 'ÿ' | 'Ÿ' => "y",
        'ź' | 'Ź' | 'ż' | 'Ż' | 'ž' | 'Ž' => "z",
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => "",
        _ => {
            out.extend(letter.to_lowercase());
            return;
        }
    };
    out.push_str(plain);
}

/// `text` folded letter by letter; what is no letter stays.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|letter| push_folded(letter, &mut out));
    out
}

/// The words of `text`, folded: runs of letters and digits. An apostrophe inside a word parts nothing.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
        let mark = matches!(letter, '\'' | '’' | '`' | '´' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{feff}');
        if letter.is_alphanumeric() {
            push_folded(letter, &mut word);
        } else if !mark && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turkish_and_other_latin_letters_fold_to_the_same_in_any_case() {
        for (text, expected) in [
            ("İSTANBUL IŞIK", "istanbul isik"),
            ("istanbul ışık", "istanbul isik"),
            ("Çağrı Ölçüm Güneş", "cagri olcum gunes"),
            ("S\u{327}irket", "sirket"),
            ("Straße Łódź Ærø", "strasse lodz aero"),
            ("ΑΘΗΝΑ", "αθηνα"),
        ] {
            assert_eq!(folded(text), expected);
        }
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(words("  Macy’s—7.Gün (A.Ş.)"), ["macys", "7", "gun", "a", "s"]);
        assert!(words("… — !").is_empty());
    }
}
