//! A company's name as people write it → what tells it from other companies.

use super::legal_form::{self, LegalForm, TURKISH_AS};
use crate::limits::COMPANY_NAME_CHARS_MAX;
use kopru_engine::letters::words;

/// A company's name, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyName {
    /// The folded words that are left without legal form, article and the phrase of trade: `acme yazilim`.
    pub core: String,
    /// The legal form.
    pub form: Option<LegalForm>,
    /// The country (ISO 3166-1 alpha-2) that a word of the name tells: `TR` for `Acme Türkiye`.
    pub country: Option<&'static str>,
}

/// How like two names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same name.
    Same,
    /// A letter or two differ: a slip of the pen, perhaps.
    Misspelt,
    /// The same words in another order.
    Reordered,
    /// One says more than the other: words that many companies use (`Acme` and `Acme Teknoloji`), or what follows at least
    /// two words that both begin with (`Four Seasons` and `Four Seasons Sultanahmet`).
    Longer,
    /// Another name.
    Different,
}

/// Words that join and say nothing.
const JOINING: [&str; 4] = ["ve", "and", "und", "the"];

/// Abbreviations and what they stand for; the first word of a name is none (`San Miguel`).
const ABBREVIATIONS: [(&str, &str); 38] = [
    ("assoc", "associates"),
    ("bil", "bilisim"),
    ("bilg", "bilgisayar"),
    ("bros", "brothers"),
    ("cons", "consulting"),
    ("dag", "dagitim"),
    ("dan", "danismanlik"),
    ("elekt", "elektrik"),
    ("elk", "elektrik"),
    ("eng", "engineering"),
    ("gid", "gida"),
    ("grp", "group"),
    ("hiz", "hizmetleri"),
    ("hizm", "hizmetleri"),
    ("hld", "holding"),
    ("ihr", "ihracat"),
    ("ins", "insaat"),
    ("int", "international"),
    ("intl", "international"),
    ("ith", "ithalat"),
    ("mak", "makina"),
    ("makine", "makina"),
    ("mfg", "manufacturing"),
    ("mgmt", "management"),
    ("muh", "muhendislik"),
    ("natl", "national"),
    ("oto", "otomotiv"),
    ("paz", "pazarlama"),
    ("san", "sanayi"),
    ("sanayii", "sanayi"),
    ("sis", "sistemleri"),
    ("svcs", "services"),
    ("tekn", "teknoloji"),
    ("teks", "tekstil"),
    ("tic", "ticaret"),
    ("tur", "turizm"),
    ("univ", "university"),
    ("yaz", "yazilim"),
];

/// Words that so many companies use that they alone tell none.
const GENERIC: &str = "yazilim bilisim bilgisayar teknoloji teknolojileri teknolojiler danismanlik holding holdings grup grubu group \
    ticaret sanayi ithalat ihracat dis pazarlama insaat yapi turizm seyahat gida tekstil otomotiv lojistik nakliyat enerji \
    elektrik elektronik makina metal kimya plastik ambalaj mobilya medya reklam ajans ajansi hizmet hizmetleri sistem sistemleri \
    cozumleri muhendislik mimarlik egitim saglik medikal sigorta finans yatirim gayrimenkul tarim hayvancilik orman ormancilik \
    dagitim perakende magazacilik dijital online internet turkiye turkey istanbul ankara izmir anadolu international global world \
    software technology technologies tech systems system solutions services service consulting consultants digital partners \
    labs lab studio studios agency media marketing sales logistics transport energy industries industry industrial engineering \
    construction design trading trade foods food retail financial capital investments ventures management insurance health \
    healthcare medical pharma education training security networks network data cloud web mobile apps company corporation \
    enterprise enterprises associates brothers europe european america american usa us uk emea asia deutschland germany france \
    india japan china canada australia manufacturing products research";

/// Countries as they stand in names.
const COUNTRIES: [(&str, &str); 24] = [
    ("america", "US"),
    ("australia", "AU"),
    ("austria", "AT"),
    ("azerbaycan", "AZ"),
    ("belgium", "BE"),
    ("brasil", "BR"),
    ("brazil", "BR"),
    ("canada", "CA"),
    ("china", "CN"),
    ("deutschland", "DE"),
    ("espana", "ES"),
    ("france", "FR"),
    ("germany", "DE"),
    ("india", "IN"),
    ("italia", "IT"),
    ("italy", "IT"),
    ("japan", "JP"),
    ("nederland", "NL"),
    ("netherlands", "NL"),
    ("spain", "ES"),
    ("turkey", "TR"),
    ("turkiye", "TR"),
    ("uk", "GB"),
    ("usa", "US"),
];

impl CompanyName {
    /// Reads a name; `None` when no letter or digit stands in it. At most [`COMPANY_NAME_CHARS_MAX`] letters are read.
    ///
    /// `ACME Yazılım A.Ş.`, `Acme Yazilim Anonim Şirketi`, `acme yazılım San. ve Tic. A.Ş.` have one core. What would leave
    /// nothing stays: `Limited A.Ş.` is called `limited`.
    pub fn read(text: &str) -> Option<CompanyName> {
        let text: String = text.chars().take(COMPANY_NAME_CHARS_MAX).collect();
        let mut words = words(&text);
        strip_joining(&mut words);
        let mut form = None;
        while let Some((found, count)) = legal_form::behind(&words) {
            let turkish = found.name.starts_with("A.Ş. /") && text.contains(['ş', 'Ş']);
            form = form.or(Some(if turkish { TURKISH_AS } else { found }));
            words.truncate(words.len() - count);
            strip_joining(&mut words);
        }
        if let Some(found) = legal_form::before(&words) {
            form = form.or(Some(found));
            words.remove(0);
        }
        for word in words.iter_mut().skip(1) {
            if let Ok(at) = ABBREVIATIONS.binary_search_by(|(short, _)| (*short).cmp(word.as_str())) {
                ABBREVIATIONS[at].1.clone_into(word);
            }
        }
        strip_trade(&mut words);
        let country = words.iter().rev().find_map(|word| COUNTRIES.iter().find(|it| it.0 == word)).map(|it| it.1);
        let core = words.join(" ");
        (!core.is_empty()).then_some(CompanyName { core, form, country })
    }

    /// What names are compared by: the core without blanks, so that `AcmeYazılım` is `Acme Yazılım`.
    pub fn key(&self) -> String {
        self.core.replace(' ', "")
    }

    /// Whether only words stand in it that many companies use.
    pub fn is_generic(&self) -> bool {
        self.core.split(' ').all(is_generic)
    }

    /// How like this name is to another, legal forms left aside.
    pub fn likeness(&self, other: &CompanyName) -> Likeness {
        likeness(&self.core, &other.core)
    }
}

/// How like two cores are.
pub(super) fn likeness(a: &str, b: &str) -> Likeness {
    let (key_a, key_b) = (a.replace(' ', ""), b.replace(' ', ""));
    if key_a == key_b {
        return Likeness::Same;
    }
    if sorted(a) == sorted(b) {
        return Likeness::Reordered;
    }
    let (own_a, own_b) = (distinctive(a), distinctive(b));
    if !own_a.is_empty() && own_a == own_b {
        let within = |a: &str, b: &str| a.split(' ').all(|word| b.split(' ').any(|it| it == word));
        return if within(a, b) || within(b, a) { Likeness::Longer } else { Likeness::Different };
    }
    let (less, more) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if first_words(less).is_some() && more.strip_prefix(less).is_some_and(|rest| rest.starts_with(' ')) {
        return Likeness::Longer;
    }
    let shorter = key_a.chars().count().min(key_b.chars().count());
    // Short names differ by a letter all the time; so do names that end in numbers.
    let slips = match shorter {
        0..=5 => return Likeness::Different,
        6..=11 => 1,
        _ => 2,
    };
    let digits = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(&key_a) == digits(&key_b) && distance(&key_a, &key_b, slips).is_some() {
        return Likeness::Misspelt;
    }
    Likeness::Different
}

/// Whether `word`, folded, is one that many companies use.
pub(super) fn is_generic(word: &str) -> bool {
    static WORDS: std::sync::LazyLock<std::collections::HashSet<&str>> =
        std::sync::LazyLock::new(|| GENERIC.split_whitespace().collect());
    WORDS.contains(word)
}

/// The words of `core` that are not generic.
pub(super) fn distinctive(core: &str) -> String {
    core.split(' ').filter(|word| !is_generic(word)).collect::<Vec<_>>().join(" ")
}

/// The first two words of a name of two or more that is not all generic.
pub(super) fn first_words(core: &str) -> Option<&str> {
    let mut blanks = core.match_indices(' ').map(|it| it.0);
    blanks.next()?;
    let end = blanks.next().unwrap_or(core.len());
    (!distinctive(core).is_empty()).then(|| core.get(..end))?
}

/// The words in the order of the alphabet.
pub(super) fn sorted(core: &str) -> Vec<&str> {
    let mut words: Vec<&str> = core.split(' ').collect();
    words.sort_unstable();
    words
}

/// Takes words that join from both ends, and `the`, as long as others are left.
fn strip_joining(words: &mut Vec<String>) {
    let others = |words: &[String]| words.iter().any(|word| !JOINING.contains(&word.as_str()));
    if others(words) {
        words.retain(|word| !JOINING.contains(&word.as_str()));
    }
}

/// Takes `sanayi (ve) ticaret`, with `ithalat ihracat` beside it, from the end: Turkish companies register it as a matter of
/// form and leave it out on their cards. Either word alone may be a company of its own (`Acme Ticaret A.Ş.`), and stays.
fn strip_trade(words: &mut Vec<String>) {
    let of_form = |word: &str| matches!(word, "sanayi" | "ticaret" | "ithalat" | "ihracat");
    let run = words.iter().rev().take_while(|word| of_form(word)).count();
    let tail = words.get(words.len() - run..).unwrap_or_default();
    let has = |wanted: &str| tail.iter().any(|word| word == wanted);
    if run < words.len() && has("sanayi") && has("ticaret") {
        words.truncate(words.len() - run);
    }
}

/// The number of letters to insert, leave out, change or swap with their neighbour (optimal string alignment) that make `b`
/// of `a`; `None` beyond `most`.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let change = last[j] + usize::from(letter != other);
            let mut best = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *other && b[j - 1] == *letter {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|found| *found <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> String {
        CompanyName::read(text).map(|it| it.key()).unwrap_or_default()
    }

    #[test]
    fn one_company_has_one_key_however_it_is_spelled() {
        for spellings in [
            &[
                "ACME Yazılım A.Ş.",
                "Acme Yazilim Anonim Şirketi",
                "acme yazılım",
                "ACME YAZILIM A. Ş.",
                "AcmeYazılım",
                "Acme Yaz. San. ve Tic. A.Ş.",
                "acme-yazılım sanayi ve ticaret a.s.",
                "ACME YAZILIM SAN. TİC. LTD. ŞTİ.",
                "\"Acme Yazılım\" Ltd.Şti.",
            ][..],
            &["Işık İnşaat", "ISIK INSAAT", "ışık inş. ltd. şti.", "Işık İnşaat San. ve Tic. İth. İhr. Ltd. Şti."],
            &["The Acme Company, Inc.", "Acme", "ACME, INC", "Acme Corp."],
            &["Müller GmbH & Co. KG", "Muller", "MÜLLER GMBH"],
            &["Johnson & Johnson", "Johnson and Johnson", "johnson johnson inc."],
            &["Macy's", "Macys, Inc.", "MACY’S"],
            &["ООО Ромашка", "Ромашка"],
            &["PT Maju Tbk", "Maju"],
        ] {
            for spelling in spellings {
                assert_eq!(key(spelling), key(spellings[0]), "{spelling}");
            }
        }
    }

    #[test]
    fn different_companies_have_different_keys() {
        let names = [
            "Acme Yazılım",
            "Acme Bilişim",
            "Acme",
            "Acme Ticaret A.Ş.",
            "Acme Dış Ticaret A.Ş.",
            "Acme Sanayi A.Ş.",
            "Limited A.Ş.",
            "Holding A.Ş.",
        ];
        for (at, name) in names.iter().enumerate() {
            assert!(names[at + 1..].iter().all(|other| key(other) != key(name)), "{name}");
        }
        assert_eq!(CompanyName::read(" — "), None);
        assert_eq!(key("The"), "the");
        assert_eq!(key("A.Ş."), "as", "without a name the form is all there is");
    }

    #[test]
    fn the_form_and_words_tell_the_country() {
        let read = |text: &str| CompanyName::read(text).map(|it| (it.form.map(|form| form.name), it.country)).unwrap();
        assert_eq!(read("Acme A.Ş."), (Some("A.Ş."), None));
        assert_eq!(read("Acme A.S."), (Some("A.Ş. / AS"), None));
        assert_eq!(read("Acme Deutschland GmbH"), (Some("GmbH"), Some("DE")));
        assert_eq!(read("Acme Türkiye"), (None, Some("TR")));
    }

    #[test]
    fn names_that_are_almost_the_same_are_told_and_why() {
        let like = |a: &str, b: &str| CompanyName::read(a).unwrap().likeness(&CompanyName::read(b).unwrap());
        assert_eq!(like("Acme Yazılım", "Acme Yazılım A.Ş."), Likeness::Same);
        assert_eq!(like("Acme Yazılım", "Acme Yazlım"), Likeness::Misspelt);
        assert_eq!(like("Kurumsal Hafıza", "Kurumsal Hafzıa"), Likeness::Misspelt);
        assert_eq!(like("Birlik Mühendislik", "Mühendislik Birlik"), Likeness::Reordered);
        assert_eq!(like("Acme", "Acme Teknoloji"), Likeness::Longer);
        assert_eq!(like("Park Avenue Cafe", "Park Avenue Cafe (New York)"), Likeness::Longer);
        assert_eq!(like("Acme", "Acme Zeytin"), Likeness::Different);
        assert_eq!(like("Acme Yazılım", "Acme Bilişim"), Likeness::Different);
        assert_eq!(like("Delta", "Delto"), Likeness::Different, "five letters are too few for a slip");
        assert_eq!(like("Depo 34 Lojistik", "Depo 35 Lojistik"), Likeness::Different);
    }

    #[test]
    fn abbreviations_stand_in_order_and_generic_words_are_whole() {
        assert!(ABBREVIATIONS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(GENERIC.split_whitespace().all(|word| words(word) == [word]));
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_a_core_read_again_has_the_same_key(text in "\\PC{0,40}") {
            if let Some(name) = CompanyName::read(&text) {
                prop_assert!(!name.key().is_empty());
                prop_assert_eq!(name.likeness(&name), Likeness::Same);
            }
        }

        #[test]
        fn likeness_is_the_same_from_both_sides(a in "[a-c ]{1,14}", b in "[a-c ]{1,14}") {
            if let (Some(a), Some(b)) = (CompanyName::read(&a), CompanyName::read(&b)) {
                prop_assert_eq!(a.likeness(&b), b.likeness(&a));
            }
        }

        #[test]
        fn distance_counts_the_edits_made(text in "[a-f]{6,16}", at in 0usize..6, letter in "[g-k]") {
            let mut changed: Vec<char> = text.chars().collect();
            changed.splice(at..=at, letter.chars());
            let changed: String = changed.into_iter().collect();
            prop_assert_eq!(distance(&text, &changed, 2), Some(1));
            prop_assert_eq!(distance(&text, &format!("{letter}{text}"), 2), Some(1));
            prop_assert_eq!(distance(&text, &format!("{letter}{text}{letter}{letter}"), 2), None);
        }
    }
}
