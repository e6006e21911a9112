//! What columns are called in exports and spreadsheets, in English and Turkish, and what values mean the same.

use kopru_engine::letters::words;

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Concept {
    Email,
    Phone,
    PersonId,
    PlainId,
    FirstName,
    LastName,
    FullName,
    Title,
    Company,
    AccountId,
    Website,
    Created,
    Dated,
    Source,
    Stage,
    Deleted,
    Won,
    Converted,
    Employees,
    Industry,
    Country,
    City,
    Revenue,
    Language,
    Role,
    Occupation,
}

/// Spellings of each, folded, parted by bars.
const CONCEPTS: [(Concept, &str); 26] = [
    (
        Concept::Email,
        "email|e mail|mail|email address|e mail address|e posta|eposta|e posta adresi|eposta adresi|mail adresi|work email|\
         business email|contact email|lead email|is e postasi|primary email|email addresses",
    ),
    (
        Concept::Phone,
        "phone|phone number|telephone|telephone number|tel|tel no|telefon|telefon no|telefon numarasi|mobile|mobile phone|\
         mobile phone number|mobile number|cell|cell phone|cep|cep telefonu|cep tel|gsm|gsm no|work phone|business phone",
    ),
    (
        Concept::PersonId,
        "lead id|contact id|prospect id|person id|people id|mql id|vid|contact vid|lead number|lead no|contact no|who id|\
         kisi id|kisi no|aday id|aday no|musteri adayi no|subscriber id|user id|canonical vid|lead record id",
    ),
    (
        Concept::PlainId,
        "id|guid|uuid|kimlik|record id|kayit no|kayit id|external id|object id|customer id|musteri no|musteri id|crm id|no|\
         sira no|number",
    ),
    (Concept::FirstName, "first name|firstname|given name|forename|ad|adi|isim|contact first name"),
    (Concept::LastName, "last name|lastname|surname|family name|soyad|soyadi|soyisim|contact last name"),
    (
        Concept::FullName,
        "name|full name|fullname|contact name|contact|lead name|person name|ad soyad|adi soyadi|ad soyadi|isim soyisim|\
         yetkili|yetkili kisi|yetkili adi|ilgili kisi",
    ),
    (
        Concept::Title,
        "title|job title|jobtitle|position|job position|unvan|unvani|is unvani|gorev|gorevi|pozisyon|contact title",
    ),
    (
        Concept::Company,
        "company|company name|account|account name|organization|organisation|organization name|organisation name|employer|\
         firma|firma adi|firma unvani|sirket|sirket adi|sirket unvani|kurum|kurum adi|hesap|hesap adi|associated company|isyeri",
    ),
    (Concept::AccountId, "account id|company id|organization id|hesap id|firma id|sirket id|associated company id"),
    (
        Concept::Website,
        "website|web site|website url|company domain|company domain name|domain|domain name|web|web sitesi|web adresi|\
         homepage|internet sitesi|company website",
    ),
    (
        Concept::Created,
        "created|create date|createdate|created at|created date|created on|created time|date created|creation date|\
         creation time|first contact date|first contact|first seen|lead created|lead created date|olusturma tarihi|\
         olusturulma tarihi|kayit tarihi|eklenme tarihi|signup date|sign up date|submitted at|submission date|submitted on|\
         date added|added at|added on|basvuru tarihi|form tarihi|ilk temas tarihi|ilk iletisim tarihi",
    ),
    (
        Concept::Dated,
        "date|timestamp|time|datetime|date time|activity date|event date|tarih|islem tarihi|occurred at|updated at|\
         update date|last modified date|lastmodifieddate|modified date|last updated|guncelleme tarihi",
    ),
    (
        Concept::Source,
        "source|lead source|original source|original source type|origin|lead origin|kaynak|kaynagi|aday kaynagi|kanal|channel|\
         original traffic source|analytics source|account source|utm source",
    ),
    (
        Concept::Stage,
        "lifecycle stage|lifecyclestage|lifecycle|lead lifecycle|stage|stage name|lead stage|contact stage|lead status|\
         contact status|status|durum|durumu|aday durumu|asama|asamasi|yasam dongusu asamasi|deal stage|dealstage|pipeline stage",
    ),
    (Concept::Deleted, "deleted|is deleted|fivetran deleted|silindi|silinmis"),
    (Concept::Won, "is won|won|closed won|is closed won|kazanildi"),
    (Concept::Converted, "converted|donustu|musteri oldu|is customer"),
    (
        Concept::Employees,
        "employees|number of employees|numberofemployees|employee count|no of employees|company size|headcount|staff|\
         staff count|calisan|calisan sayisi|personel sayisi",
    ),
    (Concept::Industry, "industry|sector|sektor|sektoru|endustri|business segment|faaliyet alani"),
    (Concept::Country, "country|country code|country region|ulke|ulkesi|mailing country|billing country|ulke kodu"),
    (Concept::City, "city|sehir|il|mailing city|billing city|sehri"),
    (
        Concept::Revenue,
        "revenue|annual revenue|annualrevenue|revenue a year|turnover|yearly revenue|ciro|yillik ciro|ciro yillik",
    ),
    (Concept::Language, "language|preferred language|dil|dili|locale"),
    (Concept::Role, "role|rol|buying role|job function|department|departman|bolum"),
    (Concept::Occupation, "occupation|current occupation|what is your current occupation|meslek|meslegi|profession"),
];

/// Words before a column's name that say where it comes from.
const PREFIXES: [&str; 5] = ["property", "properties", "hs", "fivetran", "contact"];

/// The readings of a column's name as folded words, the fullest first: `property_firstname` is also `firstname`,
/// `isWon` is `is won`, `demo_date__c` is also `demo date`.
pub(super) fn readings(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 8);
    let mut last_small = false;
    for letter in name.chars() {
        if last_small && letter.is_uppercase() {
            spaced.push(' ');
        }
        last_small = letter.is_lowercase();
        spaced.push(letter);
    }
    let mut words = words(&spaced);
    let mut out = vec![words.join(" ")];
    while words.len() > 1 && words.first().is_some_and(|word| PREFIXES.contains(&word.as_str())) {
        words.remove(0);
        out.push(words.join(" "));
    }
    if words.len() > 1 && words.last().is_some_and(|word| word == "c") {
        words.pop();
        out.push(words.join(" "));
    }
    out
}

/// What a column or field called `name` is about.
pub(super) fn concept(name: &str) -> Option<Concept> {
    readings(name).iter().find_map(|reading| {
        let compact = reading.replace(' ', "");
        let known = |spelling: &str| spelling == reading || spelling.replace(' ', "") == compact;
        CONCEPTS.iter().find(|(_, spellings)| spellings.split('|').any(known)).map(|it| it.0)
    })
}

/// Stages as systems and people call them: our word, then spellings, folded and without blanks.
const STAGES: [(&str, &str); 7] = [
    ("subscriber", "subscriber|abone|newsletter|bulten"),
    ("lead", "lead|rawlead|newlead|aday|musteriadayi|potansiyelmusteri"),
    (
        "mql",
        "mql|marketingqualifiedlead|marketingqualified|marketingql|pazarlamanitelikli|pazarlamaniteliklilead|\
         pazarlamanitelikliaday|pazarlamacanitelikli",
    ),
    ("sal", "sal|salesacceptedlead|salesaccepted|satiscakabuledilmis|satiskabul|satiscakabuledildi|accepted"),
    (
        "sql",
        "sql|salesqualifiedlead|salesqualified|satisnitelikli|satisniteliklilead|satisnitelikliaday|satiscanitelikli",
    ),
    ("opportunity", "opportunity|firsat|satisfirsati|opp"),
    ("customer", "customer|musteri|won|closedwon|kazanildi|kazanilan|client|wondeal|satisgerceklesti"),
];

/// Which of our stages a text names: `Marketing Qualified Lead` and `MQL` are `mql`.
pub(super) fn stage(text: &str) -> Option<&'static str> {
    let compact = words(text).concat();
    STAGES.iter().find(|(_, spellings)| spellings.split('|').any(|it| it == compact)).map(|it| it.0)
}

/// Values that mean the same, folded and without blanks: the first is the word that playbooks tend to use.
const SAME: &str = "
    software|yazilim|softwareit|computersoftware|itsoftware|saas|internetsoftwareservices|informationtechnology|bilisim|teknoloji|technology
    finance|finans|banking|bankacilik|financialservices|finansalhizmetler|insurance|sigorta
    manufacturing|uretim|imalat|sanayi|industrialmanufacturing
    logistics|lojistik|transportation|ulasim|tasimacilik|transport
    retail|perakende|ecommerce|eticaret
    media|medya|advertising|reklam|entertainment
    public|kamu|government|publicsector|governmentadministration|devlet
    education|egitim|highereducation|educationmanagement
    health|saglik|healthcare|hospitalhealthcare
    professional_services|danismanlik|consulting|professionalservices|managementconsulting
    construction|insaat
    tourism|turizm|hospitality
    food|gida
    textile|tekstil
    automotive|otomotiv
    energy|enerji
    other|diger|others|otherindustry
    none|yok|nothing
    yes|evet|var|true
    no|hayir|false
    high|yuksek
    medium|orta
    low|dusuk
    male|erkek
    female|kadin
    business|isletme|b2b|companies
    consumers|tuketici|b2c|consumer
    spreadsheet|excel|googlesheets|sheets
    dynamics|microsoftdynamics|dynamics365
    now|hemen|simdi
    later|dahasonra|ileride";

/// Whether two values mean the same: the same words, or words of one line of [`SAME`].
pub(super) fn same_value(a: &str, b: &str) -> bool {
    let (a, b) = (words(a).concat(), words(b).concat());
    if a.is_empty() || a == b {
        return !a.is_empty();
    }
    SAME.lines().any(|line| {
        let mut found = (false, false);
        for word in line.trim().split('|') {
            let word = word.replace('_', "");
            found = (found.0 || word == a, found.1 || word == b);
        }
        found == (true, true)
    })
}

/// Words of a column's name by which it tells when a program copied the row, not when anything happened.
pub(super) const COPYING_WORDS: [&str; 6] = ["extracted", "loaded", "modstamp", "sync", "synced", "exported"];

/// Words of a column's name that only say that it is a date.
pub(super) const DATE_WORDS: [&str; 18] = [
    "at",
    "date",
    "datetime",
    "entered",
    "first",
    "gunu",
    "last",
    "on",
    "reached",
    "recent",
    "tarih",
    "tarihi",
    "time",
    "timestamp",
    "zamani",
    "became",
    "became a",
    "a",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn columns_of_well_known_exports_are_recognised() {
        for (name, expected) in [
            ("Email", Concept::Email),
            ("E-posta Adresi", Concept::Email),
            ("property_email", Concept::Email),
            ("property_firstname", Concept::FirstName),
            ("firstName", Concept::FirstName),
            ("Soyadı", Concept::LastName),
            ("Ünvan", Concept::Title),
            ("Firma Adı", Concept::Company),
            ("ŞİRKET", Concept::Company),
            ("Kayıt Tarihi", Concept::Created),
            ("CreatedDate", Concept::Created),
            ("property_hs_createdate", Concept::Created),
            ("_fivetran_deleted", Concept::Deleted),
            ("Prospect ID", Concept::PersonId),
            ("mql_id", Concept::PersonId),
            ("Lifecycle Stage", Concept::Stage),
            ("property_lifecyclestage", Concept::Stage),
            ("NumberOfEmployees", Concept::Employees),
            ("contact_stage_c", Concept::Stage),
        ] {
            assert_eq!(concept(name), Some(expected), "{name}");
        }
        assert_eq!(concept("Tags"), None);
    }

    #[test]
    fn a_spelling_stands_for_one_thing_only() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (place, table) in [("concepts", &CONCEPTS.map(|it| it.1)[..]), ("stages", &STAGES.map(|it| it.1)[..])] {
            for spelling in table.iter().flat_map(|it| it.split('|')) {
                assert_eq!(words(spelling).join(" "), spelling, "folded");
                let twice = seen.insert(format!("{place}:{}", spelling.replace(' ', "")), spelling);
                assert!(twice.is_none() || twice != Some(spelling), "{spelling} stands twice");
            }
        }
    }

    #[test]
    fn values_and_stages_mean_the_same_across_spelling_and_language() {
        assert!(
            same_value("Yazılım", "software") && same_value("SOFTWARE", "software") && same_value("Diğer", "other")
        );
        assert!(same_value("Professional Services", "professional_services"));
        assert!(!same_value("Yazılım", "finance") && !same_value("", ""));
        assert_eq!(stage("Marketing Qualified Lead"), Some("mql"));
        assert_eq!(stage("marketingqualifiedlead"), Some("mql"));
        assert_eq!(stage("Fırsat"), Some("opportunity"));
        assert_eq!(stage("Nurture"), None);
    }
}
