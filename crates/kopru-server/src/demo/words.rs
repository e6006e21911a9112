//! Names, titles and sentences of invented people and companies, in both languages. Addresses end in `.example`, which
//! belongs to nobody (RFC 2606).

/// First names in Turkey.
pub const FIRST_TR: &[&str] = &[
    "Ayşe", "Mehmet", "Elif", "Ahmet", "Zeynep", "Mustafa", "Emine", "Ali", "Fatma", "Hüseyin", "Merve", "Emre",
    "Selin", "Burak", "Deniz", "Kerem", "Ece", "Onur", "Gizem", "Can", "Buse", "Murat", "Derya", "Serkan", "Özge",
    "Tolga", "Nil", "Barış", "Pınar", "Volkan", "İpek", "Umut", "Sibel", "Kaan", "Aslı", "Cem", "Gökçe", "Hakan",
    "Işıl", "Levent", "Melis", "Okan", "Nazlı", "Sinan", "Tuğba", "Yiğit", "Çağla", "Oğuz", "Şebnem", "Ufuk", "Berna",
    "Erdem", "Filiz", "Gürkan", "Hande", "İlker", "Jale", "Koray", "Lale", "Ozan",
];
/// Last names in Turkey.
pub const LAST_TR: &[&str] = &[
    "Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Yıldız", "Aydın", "Öztürk", "Arslan", "Doğan", "Kılıç", "Aslan",
    "Çetin", "Kara", "Koç", "Kurt", "Özdemir", "Şimşek", "Polat", "Erdoğdu", "Güneş", "Aktaş", "Korkmaz", "Tekin",
    "Sayar", "Uçar", "Işık", "Bulut", "Keskin", "Turan", "Avcı", "Taş", "Yavuz", "Kaplan", "Acar", "Bozkurt", "Ateş",
    "Duman", "Ekinci", "Gökmen", "Helvacı", "İnan", "Kahraman", "Limoncu", "Mutlu", "Nalbant", "Oktay", "Pekcan",
    "Rüzgâr", "Soylu", "Tunç", "Ulusoy", "Vural", "Yalın", "Zengin", "Balcı", "Cengiz", "Dinç", "Esen", "Fidan",
];
/// First names elsewhere.
pub const FIRST_EN: &[&str] = &[
    "Olivia",
    "James",
    "Emma",
    "Oliver",
    "Charlotte",
    "Liam",
    "Amelia",
    "Noah",
    "Sophie",
    "Ethan",
    "Grace",
    "Daniel",
    "Hannah",
    "Lucas",
    "Ella",
    "Thomas",
    "Laura",
    "Jonas",
    "Marie",
    "Felix",
    "Anna",
    "Max",
    "Lena",
    "Paul",
    "Eva",
    "Sander",
    "Fleur",
    "Bram",
    "Sanne",
    "Thijs",
    "Aoife",
    "Cian",
    "Niamh",
    "Sean",
    "Ingrid",
    "Lars",
    "Freja",
    "Mikkel",
    "Astrid",
    "Henrik",
    "Priya",
    "Arjun",
    "Nora",
    "Samuel",
    "Claire",
    "Marco",
    "Giulia",
    "Diego",
    "Carmen",
    "Victor",
    "Rachel",
    "Ben",
    "Megan",
    "Owen",
    "Zoe",
    "Adam",
    "Ruth",
    "Peter",
    "Helen",
    "Simon",
];
/// Last names elsewhere.
pub const LAST_EN: &[&str] = &[
    "Smith",
    "Walker",
    "Hughes",
    "Carter",
    "Bennett",
    "Foster",
    "Hayes",
    "Murphy",
    "Kelly",
    "Byrne",
    "O'Connor",
    "Ryan",
    "Becker",
    "Weber",
    "Fischer",
    "Vogel",
    "Keller",
    "Brandt",
    "Lange",
    "Krause",
    "de Vries",
    "Jansen",
    "Bakker",
    "Visser",
    "Smit",
    "Mulder",
    "Andersen",
    "Nielsen",
    "Lindqvist",
    "Berg",
    "Holm",
    "Dahl",
    "Rossi",
    "Moretti",
    "García",
    "Navarro",
    "Dubois",
    "Laurent",
    "Meyer",
    "Huber",
    "Steiner",
    "Patel",
    "Shah",
    "Nair",
    "Cooper",
    "Ward",
    "Turner",
    "Parker",
    "Collins",
    "Reid",
    "Fraser",
    "Graham",
    "Lloyd",
    "Price",
    "Barker",
    "Holt",
    "Marsh",
    "Frost",
    "Lane",
    "Wells",
];

/// What the names of companies in Turkey begin with, and go on with.
pub const HEADS_TR: [&str; 24] = [
    "Mavi", "Ak", "Kızıl", "Yeşil", "Altın", "Gümüş", "Boz", "Kara", "Büyük", "Küçük", "Yeni", "Derin", "Yüksek",
    "Açık", "Kuzey", "Güney", "Doğu", "Batı", "İnce", "Çifte", "Üç", "Parlak", "Serin", "Taze",
];
/// See [`HEADS_TR`].
pub const MIDDLES_TR: [&str; 32] = [
    "Turna",
    "Çınar",
    "Kale",
    "Köprü",
    "Irmak",
    "Defne",
    "Kartal",
    "Sedir",
    "Liman",
    "Fener",
    "Yelken",
    "Pusula",
    "Martı",
    "Kestane",
    "Zeytin",
    "Kavak",
    "Menekşe",
    "Ardıç",
    "Çeşme",
    "Değirmen",
    "Harman",
    "Kervan",
    "Ceylan",
    "Şahin",
    "Bulut",
    "Yağmur",
    "Pınar",
    "Söğüt",
    "Ihlamur",
    "Kırlangıç",
    "Yakamoz",
    "Ufuk",
];
/// What the names of companies elsewhere begin with, and go on with.
pub const HEADS_EN: [&str; 24] = [
    "Amber", "Silver", "Copper", "North", "Harbour", "Granite", "Willow", "Crimson", "Bright", "Quiet", "Upper",
    "Lower", "Clear", "Golden", "Hollow", "Ivory", "Juniper", "Maple", "Misty", "Open", "Royal", "Stone", "Summer",
    "Swift",
];
/// See [`HEADS_EN`].
pub const MIDDLES_EN: [&str; 32] = [
    "Heron", "Bridge", "Anchor", "Beacon", "Cedar", "Compass", "Falcon", "Field", "Forge", "Garden", "Gate", "Grove",
    "Hill", "Island", "Kite", "Lantern", "Linden", "Mill", "Otter", "Peak", "Pine", "Quarry", "Reef", "Ridge", "Robin",
    "Sail", "Sparrow", "Spring", "Summit", "Thistle", "Tower", "Wharf",
];

/// The industry of a company, the last word of its name in Turkish, and in English: an industry as often as there are
/// such companies.
pub const TRADES: [(&str, &str, &str); 40] = [
    ("software", "Yazılım", "Software"),
    ("software", "Bilişim", "Systems"),
    ("software", "Teknoloji", "Technologies"),
    ("software", "Veri", "Data"),
    ("software", "Analitik", "Analytics"),
    ("software", "Dijital", "Digital"),
    ("software", "Bulutu", "Cloud"),
    ("software", "Labs", "Labs"),
    ("software", "Ağları", "Networks"),
    ("finance", "Sigorta", "Insurance"),
    ("finance", "Finans", "Finance"),
    ("finance", "Ödeme", "Payments"),
    ("finance", "Yatırım", "Capital"),
    ("professional_services", "Danışmanlık", "Consulting"),
    ("professional_services", "Denetim", "Advisory"),
    ("professional_services", "İnsan Kaynakları", "Staffing"),
    ("professional_services", "Mühendislik", "Engineering"),
    ("professional_services", "Proje", "Partners"),
    ("manufacturing", "Makine", "Machinery"),
    ("manufacturing", "Tekstil", "Textiles"),
    ("manufacturing", "Kimya", "Chemicals"),
    ("manufacturing", "Ambalaj", "Packaging"),
    ("manufacturing", "Metal", "Metals"),
    ("manufacturing", "Mobilya", "Furniture"),
    ("logistics", "Lojistik", "Logistics"),
    ("logistics", "Taşımacılık", "Freight"),
    ("logistics", "Depoculuk", "Warehousing"),
    ("logistics", "Kargo", "Couriers"),
    ("retail", "Mağazaları", "Stores"),
    ("retail", "Pazarlama", "Trading"),
    ("retail", "Market", "Markets"),
    ("retail", "Ev Ürünleri", "Homeware"),
    ("media", "Ajans", "Agency"),
    ("media", "Yayıncılık", "Publishing"),
    ("media", "Prodüksiyon", "Studios"),
    ("public", "Kalkınma Birliği", "Development Agency"),
    ("education", "Akademi", "Academy"),
    ("education", "Eğitim", "Learning"),
    ("other", "Tarım", "Farms"),
    ("other", "Enerji", "Energy"),
];

/// Titles by what the person has to do with buying, in Turkish and in English.
pub const LEADERS: [&[&str]; 2] = [
    &[
        "Satış Direktörü",
        "Pazarlama Direktörü",
        "Gelir Operasyonları Direktörü",
        "Satıştan Sorumlu Genel Müdür Yardımcısı",
        "Satış ve Pazarlama Direktörü",
        "Ticari Direktör",
        "CMO",
        "Operasyon Direktörü",
        "Pazarlama Genel Müdür Yardımcısı",
        "İş Geliştirme Direktörü",
    ],
    &[
        "VP Sales",
        "Head of Marketing",
        "Director of Revenue Operations",
        "Chief Marketing Officer",
        "Sales Director",
        "VP Revenue Operations",
        "Head of Sales",
        "Chief Revenue Officer",
        "Director of Demand Generation",
        "VP Marketing & Growth",
    ],
];
/// See [`LEADERS`].
pub const MANAGERS: [&[&str]; 2] = [
    &[
        "Satış Müdürü",
        "Pazarlama Müdürü",
        "Satış Operasyonları Müdürü",
        "Bölge Satış Müdürü",
        "Dijital Pazarlama Müdürü",
        "Satış Takım Lideri",
        "Kurumsal Satış Müdürü",
        "Pazarlama Yöneticisi",
        "Satış Yöneticisi",
    ],
    &[
        "Marketing Manager",
        "Sales Manager",
        "Sales Operations Manager",
        "Demand Generation Manager",
        "Regional Sales Manager",
        "Marketing Operations Lead",
        "CRM Manager",
        "Inside Sales Manager",
        "Team Lead Sales Development",
    ],
];
/// See [`LEADERS`].
pub const FOUNDERS: [&[&str]; 2] = [
    &["Kurucu Ortak", "Genel Müdür", "Kurucu & CEO", "Şirket Müdürü", "Yönetim Kurulu Başkanı"],
    &["Founder & CEO", "Managing Director", "Co-Founder", "Owner", "General Manager"],
];
/// See [`LEADERS`].
pub const SPECIALISTS: [&[&str]; 2] = [
    &[
        "Satış Uzmanı",
        "Pazarlama Uzmanı",
        "Kıdemli Satış Uzmanı",
        "CRM Uzmanı",
        "İş Geliştirme Uzmanı",
        "Müşteri Temsilcisi",
        "İçerik Uzmanı",
    ],
    &[
        "Marketing Specialist",
        "Account Executive",
        "Sales Development Representative",
        "CRM Specialist",
        "Business Development Associate",
        "Content Marketer",
        "Growth Analyst",
    ],
];
/// See [`LEADERS`].
pub const OTHERS: [&[&str]; 2] = [
    &[
        "İK Uzmanı",
        "Yazılım Geliştirici",
        "Öğretmen",
        "Muhasebe Uzmanı",
        "Hukuk Müşaviri",
        "Stajyer",
        "Yönetici Asistanı",
    ],
    &[
        "HR Business Partner",
        "Software Engineer",
        "Lecturer",
        "Accountant",
        "Legal Counsel",
        "Intern",
        "Executive Assistant",
    ],
];

/// What people look at, those who will buy and those who read.
pub const PAGES: &[&str] =
    &["/", "/blog/lead-scoring", "/blog/handover", "/about", "/blog/sla", "/customers", "/webinars", "/blog/bant"];
/// See [`PAGES`].
pub const BUYING_PAGES: &[&str] =
    &["/pricing", "/product/scoring", "/integrations/crm", "/product/handover", "/customers", "/pricing/compare"];

/// Titles of webinars in Turkish and English.
pub const WEBINARS: [&[&str]; 2] = [
    &["Aday kaybetmeyen devir", "Puanlama, ama anlaşılır", "Satış ve pazarlama aynı masada"],
    &["A hand-over that loses no lead", "Scores that people understand", "Sales and marketing at one table"],
];

/// What people say about a criterion of BANT: when it is met, and when it is not; in Turkish and English.
pub fn quotes(criterion: &str, met: bool) -> [&'static [&'static str]; 2] {
    match (criterion, met) {
        ("budget", true) => [
            &[
                "Bu yıl için 400 bin lira ayırdık",
                "Bütçe onaylı, araç kalemimiz var",
                "Şu an buna ayda 30 bin veriyoruz",
            ],
            &[
                "We set 25 thousand aside for this year",
                "It is in the approved tools budget",
                "We pay about as much today",
            ],
        ],
        ("budget", false) => [
            &["Bu yıl hiç bütçe kalmadı", "Ücretsiz bir şey arıyoruz aslında"],
            &["There is nothing left this year", "We were looking for something free, to be honest"],
        ],
        ("authority", true) => [
            &["İmzayı ben atıyorum", "Karar bende, yönetim kuruluna yalnızca bilgi veriyorum"],
            &["I sign that myself", "It is my decision, the board is only told"],
        ],
        ("authority", false) => [
            &["Onu genel müdürümüz belirler, ben bilemem", "Satın alma komitesine gidiyor, üç onay gerek"],
            &["Our managing director decides that", "It goes to the purchasing committee, three approvals"],
        ],
        ("need", true) => [
            &[
                "Adayların yarısı arada kayboluyor",
                "Geç dönüyoruz, müşteri soğuyor",
                "İki ekip farklı rakamlarla tartışıyor",
            ],
            &[
                "Half of the leads get lost in between",
                "It takes days until anybody calls",
                "Both teams argue over different numbers",
            ],
        ],
        ("need", false) => [
            &["Açıkçası böyle bir sorunumuz yok", "Her adaya bir saat içinde dönüyoruz zaten"],
            &["Frankly, we do not have that problem", "Every lead gets a call within the hour"],
        ],
        ("time_frame", true) => [
            &["Yeni çeyreğe yetişmesini istiyoruz", "Fuardan önce, yani iki ay içinde"],
            &["It should be in use by next quarter", "Before the trade fair, so within two months"],
        ],
        _ => [
            &["Yeni yıldan önce olmaz, CRM geçişi var", "Birleşme bitsin, sonra bakarız"],
            &["Not before next year, we are changing the CRM", "After the merger we will look at it again"],
        ],
    }
}

/// Why deals are lost, in Turkish and English.
pub const LOSSES: [&[&str]; 2] = [
    &["fiyat", "rakip seçildi", "kendileri geliştirmeye karar verdi", "proje ertelendi", "yanıt kesildi"],
    &["price", "chose a competitor", "decided to build it themselves", "project postponed", "went silent"],
];

/// Letters of an address: small, without marks. What has no plain letter is left out.
pub fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match letter {
            'ç' | 'Ç' => Some('c'),
            'ğ' | 'Ğ' => Some('g'),
            'ı' | 'I' | 'İ' | 'í' => Some('i'),
            'ö' | 'Ö' => Some('o'),
            'ş' | 'Ş' => Some('s'),
            'ü' | 'Ü' => Some('u'),
            'â' | 'á' => Some('a'),
            _ if letter.is_ascii_alphanumeric() => Some(letter.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_plain_letters() {
        assert_eq!(plain("Işıl Çağla ŞİMŞEK O'Connor"), "isilcaglasimsekoconnor");
        for name in [FIRST_TR, LAST_TR, FIRST_EN, LAST_EN].concat() {
            assert!(!plain(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn no_name_stands_twice() {
        for list in [FIRST_TR, LAST_TR, FIRST_EN, LAST_EN, &HEADS_TR, &MIDDLES_TR, &HEADS_EN, &MIDDLES_EN] {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len(), "{list:?}");
        }
    }
}
