//! Legal forms of companies: what stands behind a company's name and is no part of it.
//!
//! The facts (which abbreviation is used in which country) are those of ISO 20275, the code list of entity legal forms; the
//! selection is ours: forms that stand on business cards.

/// A legal form as a name shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegalForm {
    /// Its usual spelling.
    pub name: &'static str,
    /// The countries (ISO 3166-1 alpha-2) where a company may have it, parted by blanks; empty: many.
    pub countries: &'static str,
}

impl LegalForm {
    /// Whether some country has both forms, so that one company may be written with either.
    pub fn may_share_a_country(self, other: LegalForm) -> bool {
        self.countries.is_empty()
            || other.countries.is_empty()
            || self.countries.split(' ').any(|country| other.countries.split(' ').any(|it| it == country))
    }
}

/// The form `A.Ş.` where its ş leaves no doubt.
pub(super) const TURKISH_AS: LegalForm = LegalForm { name: "A.Ş.", countries: "TR" };

/// Folded words run together, the usual spelling, the countries.
type Row = (&'static str, &'static str, &'static str);

/// Forms that stand behind the name.
const BEHIND: &[Row] = &[
    // Turkey and its neighbours
    ("anonimsirketi", "A.Ş.", "TR"),
    ("anonimsirket", "A.Ş.", "TR"),
    ("anonimsti", "A.Ş.", "TR"),
    ("turkanonimsirketi", "T.A.Ş.", "TR"),
    ("tas", "T.A.Ş.", "TR"),
    ("anonimortakligi", "A.O.", "TR"),
    ("turkanonimortakligi", "T.A.O.", "TR"),
    ("tao", "T.A.O.", "TR"),
    ("as", "A.Ş. / AS", "TR NO DK CZ SK EE LV"),
    ("limitedsirketi", "Ltd. Şti.", "TR"),
    ("limitedsirket", "Ltd. Şti.", "TR"),
    ("limitedsti", "Ltd. Şti.", "TR"),
    ("ltdsirketi", "Ltd. Şti.", "TR"),
    ("ltdsti", "Ltd. Şti.", "TR"),
    ("ltst", "Ltd. Şti.", "TR"),
    ("ltdst", "Ltd. Şti.", "TR"),
    ("sti", "Şti.", "TR"),
    ("sirketi", "Şti.", "TR"),
    ("kollektifsirketi", "Koll. Şti.", "TR"),
    ("kolektifsirketi", "Koll. Şti.", "TR"),
    ("kollsti", "Koll. Şti.", "TR"),
    ("komanditsirketi", "Kom. Şti.", "TR"),
    ("komsti", "Kom. Şti.", "TR"),
    ("isortakligi", "İş Ortaklığı", "TR"),
    ("adiortakligi", "Adi Ortaklık", "TR"),
    ("mmc", "MMC", "AZ"),
    ("asc", "ASC", "AZ"),
    ("qsc", "QSC", "AZ"),
    ("mchj", "MChJ", "UZ"),
    // English
    ("limited", "Ltd", ""),
    ("ltd", "Ltd", ""),
    ("coltd", "Co., Ltd.", ""),
    ("companylimited", "Co., Ltd.", ""),
    ("colimited", "Co., Ltd.", ""),
    ("ltdco", "Ltd. Co.", ""),
    ("plc", "PLC", "GB IE"),
    ("publiclimitedcompany", "PLC", "GB IE"),
    ("llp", "LLP", ""),
    ("lllp", "LLLP", "US"),
    ("lp", "LP", ""),
    ("llc", "LLC", ""),
    ("limitedliabilitycompany", "LLC", ""),
    ("inc", "Inc.", "US CA PH JP"),
    ("incorporated", "Inc.", "US CA PH JP"),
    ("corp", "Corp.", "US CA PH TW"),
    ("corporation", "Corp.", "US CA PH TW"),
    ("coinc", "Co., Inc.", "US"),
    ("companyinc", "Co., Inc.", "US"),
    ("co", "Co.", ""),
    ("company", "Co.", ""),
    ("limitedpartnership", "LP", ""),
    ("ltdpartnership", "LP", ""),
    ("lc", "LC", "US"),
    ("ltdliabilityco", "LLC", ""),
    ("ltdliabilitycompany", "LLC", ""),
    ("limitedliabilityco", "LLC", ""),
    ("pllc", "PLLC", "US"),
    ("pc", "P.C.", "US"),
    ("pa", "P.A.", "US"),
    ("profcorp", "P.C.", "US"),
    ("professionalcorporation", "P.C.", "US CA"),
    ("ltee", "Ltée", "CA"),
    ("limitee", "Ltée", "CA"),
    ("ulc", "ULC", "CA"),
    ("unlimitedcompany", "UC", "IE GB"),
    ("pbc", "PBC", "US"),
    ("cic", "CIC", "GB"),
    ("dac", "DAC", "IE"),
    ("ptyltd", "Pty Ltd", "AU ZA"),
    ("ptylimited", "Pty Ltd", "AU ZA"),
    ("proprietarylimited", "Pty Ltd", "AU ZA"),
    ("proprietaryltd", "Pty Ltd", "AU ZA"),
    ("pty", "Pty Ltd", "AU ZA"),
    ("pteltd", "Pte. Ltd.", "SG"),
    ("ptelimited", "Pte. Ltd.", "SG"),
    ("pvtltd", "Pvt. Ltd.", "IN PK BD LK"),
    ("pvtlimited", "Pvt. Ltd.", "IN PK BD LK"),
    ("privatelimited", "Pvt. Ltd.", "IN PK BD LK"),
    ("privateltd", "Pvt. Ltd.", "IN PK BD LK"),
    ("sdnbhd", "Sdn. Bhd.", "MY"),
    ("bhd", "Bhd.", "MY"),
    ("berhad", "Bhd.", "MY"),
    ("tbk", "Tbk", "ID"),
    ("fze", "FZE", "AE"),
    ("fzco", "FZCO", "AE"),
    ("fzllc", "FZ-LLC", "AE"),
    ("dmcc", "DMCC", "AE"),
    ("wll", "W.L.L.", "BH QA KW"),
    ("pjsc", "PJSC", "AE RU UA"),
    ("kk", "K.K.", "JP"),
    ("kabushikikaisha", "K.K.", "JP"),
    ("kabushikigaisha", "K.K.", "JP"),
    // German
    ("gmbh", "GmbH", "DE AT CH LI"),
    ("mbh", "mbH", "DE AT"),
    ("gesmbh", "GmbH", "AT"),
    ("ggmbh", "gGmbH", "DE"),
    ("gmbhcokg", "GmbH & Co. KG", "DE AT"),
    ("gesellschaftmitbeschrankterhaftung", "GmbH", "DE AT CH LI"),
    ("ag", "AG", "DE AT CH LI"),
    ("aktiengesellschaft", "AG", "DE AT CH LI"),
    ("agcokg", "AG & Co. KG", "DE"),
    ("agcokgaa", "AG & Co. KGaA", "DE"),
    ("secokg", "SE & Co. KG", "DE"),
    ("secokgaa", "SE & Co. KGaA", "DE"),
    ("kg", "KG", "DE AT"),
    ("kgaa", "KGaA", "DE"),
    ("ohg", "OHG", "DE"),
    ("og", "OG", "AT"),
    ("gbr", "GbR", "DE"),
    ("ug", "UG", "DE"),
    ("ughaftungsbeschrankt", "UG", "DE"),
    ("unternehmergesellschafthaftungsbeschrankt", "UG", "DE"),
    ("ek", "e.K.", "DE"),
    ("ekfm", "e.Kfm.", "DE"),
    ("ekfr", "e.Kfr.", "DE"),
    ("ekffr", "e.Kfr.", "DE"),
    ("partg", "PartG", "DE"),
    ("partgmbb", "PartG mbB", "DE"),
    ("vvag", "VVaG", "DE"),
    ("eg", "eG", "DE"),
    ("ev", "e.V.", "DE"),
    ("se", "SE", "DE FR NL AT LU CZ NO"),
    // French
    ("sa", "S.A.", "FR BE LU CH ES PT PL RO GR AR CL PE BR MX"),
    ("sas", "S.A.S.", "FR IT CO AR"),
    ("sasu", "SASU", "FR"),
    ("sarl", "SARL", "FR LU CH MA TN DZ LB"),
    ("eurl", "EURL", "FR"),
    ("snc", "SNC", "FR IT"),
    ("sci", "SCI", "FR"),
    ("sca", "SCA", "FR BE LU"),
    ("scrl", "SCRL", "BE"),
    ("sagl", "Sagl", "CH"),
    ("sprl", "SPRL", "BE"),
    ("asbl", "ASBL", "BE LU"),
    ("srl", "S.r.l.", "IT RO BE ES AR"),
    ("srls", "S.r.l.s.", "IT"),
    ("spa", "S.p.A.", "IT CL DZ"),
    ("scarl", "S.c.a.r.l.", "IT"),
    // Spanish and Portuguese
    ("sl", "S.L.", "ES"),
    ("slu", "S.L.U.", "ES"),
    ("sau", "S.A.U.", "ES"),
    ("sociedadanonima", "S.A.", "ES AR CL PE MX"),
    ("sociedadlimitada", "S.L.", "ES"),
    ("sadecv", "S.A. de C.V.", "MX SV HN"),
    ("sapidecv", "S.A.P.I. de C.V.", "MX"),
    ("sderldecv", "S. de R.L. de C.V.", "MX"),
    ("sac", "S.A.C.", "PE"),
    ("eirl", "E.I.R.L.", "CL PE"),
    ("ltda", "Ltda.", "BR CL CO BO"),
    ("limitada", "Ltda.", "BR CL CO BO"),
    ("eireli", "EIRELI", "BR"),
    ("lda", "Lda.", "PT AO MZ"),
    ("unipessoallda", "Unipessoal Lda.", "PT"),
    ("sgps", "SGPS", "PT"),
    // Dutch and Nordic
    ("bv", "B.V.", "NL BE"),
    ("nv", "N.V.", "NL BE"),
    ("bvba", "BVBA", "BE"),
    ("cvba", "CVBA", "BE"),
    ("vof", "V.O.F.", "NL BE"),
    ("ab", "AB", "SE FI LT"),
    ("aktiebolag", "AB", "SE FI"),
    ("oy", "Oy", "FI"),
    ("oyj", "Oyj", "FI"),
    ("oyab", "Oy Ab", "FI"),
    ("asa", "ASA", "NO"),
    ("aps", "ApS", "DK"),
    ("ehf", "ehf.", "IS"),
    // Central and Eastern Europe
    ("spzoo", "Sp. z o.o.", "PL"),
    ("spolkazoo", "Sp. z o.o.", "PL"),
    ("spolkazograniczonaodpowiedzialnoscia", "Sp. z o.o.", "PL"),
    ("spolkaakcyjna", "S.A.", "PL"),
    ("spzoospk", "Sp. z o.o. Sp. k.", "PL"),
    ("spk", "Sp. k.", "PL"),
    ("spj", "Sp. j.", "PL"),
    ("sro", "s.r.o.", "CZ SK"),
    ("spolsro", "s.r.o.", "CZ SK"),
    ("doo", "d.o.o.", "RS HR SI BA ME MK"),
    ("dooel", "DOOEL", "MK"),
    ("dd", "d.d.", "HR SI BA"),
    ("ood", "OOD", "BG"),
    ("eood", "EOOD", "BG"),
    ("kft", "Kft.", "HU"),
    ("zrt", "Zrt.", "HU"),
    ("nyrt", "Nyrt.", "HU"),
    ("uab", "UAB", "LT"),
    ("sia", "SIA", "LV"),
    ("ou", "OÜ", "EE"),
    ("epe", "E.P.E.", "GR CY"),
    ("ike", "I.K.E.", "GR"),
    ("株式会社", "株式会社", "JP"),
    ("有限公司", "有限公司", "CN TW HK"),
];

/// Forms that stand before the name.
const BEFORE: &[Row] = &[
    ("ooo", "OOO", "RU"),
    ("oao", "OAO", "RU"),
    ("zao", "ZAO", "RU"),
    ("pao", "PAO", "RU"),
    ("ооо", "OOO", "RU"),
    ("оао", "OAO", "RU"),
    ("зао", "ZAO", "RU"),
    ("пао", "PAO", "RU"),
    ("тоо", "TOO", "KZ"),
    ("тов", "TOV", "UA"),
    ("pt", "PT", "ID"),
    ("株式会社", "株式会社", "JP"),
];

/// Forms that are common words or names as well, and count only when they are written with dots or blanks.
const ONLY_SPELLED_OUT: [&str; 10] = ["spa", "ev", "asa", "sia", "tas", "tao", "ike", "sci", "pc", "pa"];

/// The most words that a form is written with: `S. de R. L. de C. V.`
const WORDS_MAX: usize = 8;

/// The longest form at the end of `words`, and how many words it is.
pub(super) fn behind(words: &[String]) -> Option<(LegalForm, usize)> {
    let longest = WORDS_MAX.min(words.len().saturating_sub(1));
    (1..=longest).rev().find_map(|count| {
        let run = words.get(words.len() - count..)?;
        find(BEHIND, run).map(|form| (form, count))
    })
}

/// The form before a name.
pub(super) fn before(words: &[String]) -> Option<LegalForm> {
    let first = words.get(..1).filter(|_| words.len() > 1)?;
    find(BEFORE, first)
}

fn find(table: &[Row], run: &[String]) -> Option<LegalForm> {
    let joined = run.concat();
    let (word, name, countries) = *table.iter().find(|(word, _, _)| *word == joined)?;
    if run.len() == 1 && ONLY_SPELLED_OUT.contains(&word) {
        return None;
    }
    Some(LegalForm { name, countries })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kopru_engine::letters::words;
    use std::collections::HashSet;

    #[test]
    fn every_form_is_folded_stands_once_and_is_found_behind_a_name() {
        let mut once = HashSet::new();
        for (word, name, _) in BEHIND {
            assert!(once.insert(word), "{word} stands twice");
            assert_eq!(words(word), [*word], "{word}");
            let mut spelled = vec!["acme".to_owned()];
            spelled.extend(word.chars().map(String::from));
            if word.chars().count() <= WORDS_MAX {
                assert_eq!(behind(&spelled).map(|it| it.0.name), Some(*name), "{word}");
            }
        }
    }

    #[test]
    fn the_longest_form_wins_and_a_name_is_never_eaten_whole() {
        let read = |text: &str| behind(&words(text)).map(|(form, count)| (form.name, count));
        assert_eq!(read("Acme GmbH & Co. KG"), Some(("GmbH & Co. KG", 3)));
        assert_eq!(read("Acme Sp. z o.o."), Some(("Sp. z o.o.", 4)));
        assert_eq!(read("Acme Ltd. Şti."), Some(("Ltd. Şti.", 2)));
        assert_eq!(read("Acme S.p.A."), Some(("S.p.A.", 3)));
        assert_eq!(read("Thermal Hotel Spa"), None);
        assert_eq!(read("AG"), None);
    }

    #[test]
    fn forms_of_different_countries_are_told_apart() {
        let form = |text: &str| behind(&words(text)).map(|it| it.0).unwrap();
        assert!(!form("Delta Ltd. Şti.").may_share_a_country(form("Delta GmbH")));
        assert!(form("Delta Ltd. Şti.").may_share_a_country(form("Delta A.S.")));
        assert!(form("Delta Ltd").may_share_a_country(form("Delta GmbH")));
    }
}
