//! Turkish words of titles: stems that take endings (`müdür` for müdürü, müdürleri), folded.

use super::words::{Act, Group, act, field, loose_field, loose_post, post, rank};
use super::{Function as F, Seniority as S};

/// Every Turkish phrase by meaning.
#[rustfmt::skip] // One phrase a line would hide the meanings.
pub(super) const WORDS: &[Group] = &[
    // Words that join, part or take away.
    (act(Act::And), &["ve", "ile", "veya", "ya da"]),
    (act(Act::Now), &["simdi", "halen"]),
    (act(Act::NotHeld), &["eski", "emekli", "onceki", "sabik", "ariyor", "is ariyor"]),
    (act(Act::LegalForm), &["a s", "as", "ltd sti", "sti", "san tic", "tic ltd", "holding"]),
    // A directorate is a place, not a post; a general one is the head office.
    (act(Act::Plain), &[
        "mudurluk", "mudurlug", "genel mudurluk", "genel mudurlug", "direktorluk", "direktorlug", "baskanlik",
        "baskanlig", "sorumlu olan", "genel", "sekreterlik", "sekreterlig", "koordinatorluk", "koordinatorlug",
        "kariyer", "seflik", "sefligi", "kurulus",
    ]),
    // Owners and boards.
    (loose_post(F::GeneralManagement, S::Owner), &[
        "kurucu", "kurucu ortak", "kurucu ortag", "kurucu baskan", "firma sahip", "firma sahib", "isletme sahip",
        "isletme sahib", "is yeri sahib", "isyeri sahib", "sirket sahip", "sirket sahib", "sahip", "sahib",
        "sirket ortak", "sirket ortag", "firma ortag", "patron", "isveren", "girisimci", "kurucu uye", "es kurucu",
        "hissedar", "is insan", "is adam", "kurucu genel mudur",
    ]),
    (post(F::GeneralManagement, S::Board), &[
        "yonetim kurul baskan", "yon kur bsk", "yon kur baskan", "yk baskan", "yk bsk", "ykb", "murahhas aza",
        "murahhas uye", "yonetim kurul baskan vekil", "yk baskan vekil", "yon kur bsk vekil", "yonetim kurul bsk",
    ]),
    (post(F::GeneralManagement, S::Board).with(Act::Seat), &[
        "yonetim kurul", "yonetim kurul uye", "yon kur", "yon kur uye", "yk uye", "yku", "yon krl", "mutevelli",
        "denetim kurul", "icra heyet", "yon kurul", "yon kurul uye",
    ]),
    (post(F::GeneralManagement, S::Board).with(Act::Advisory), &[
        "danisma kurul", "danisma kurul uye", "danisma kurul baskan",
    ]),
    // Chiefs. Genel müdür is the chief of a Turkish company; its deputies stand where vice presidents stand.
    (loose_post(F::GeneralManagement, S::CLevel), &[
        "genel mudur", "gn md", "gnl md", "gen md", "gnl mud", "gen mud", "gn mud", "g mudur", "genel md", "genel mud",
        "gnl mudur", "icra kurul baskan", "icra kurul uye", "icra baskan", "genel mudur vekil", "ust yonetici",
        "gm md", "genel sekreter", "genel koordinator", "icra direktor", "tepe yonetici", "rektor", "genel baskan",
        "gmd",
    ]),
    (loose_post(F::GeneralManagement, S::Vp), &[
        "genel mudur yardimci", "genel mudur yrd", "genel md yrd", "gn md yrd", "gnl md yrd", "gen md yrd",
        "gnl mud yrd", "gen mud yrd", "gn mud yrd", "gen mud yard", "gnl mud yard", "gmy", "gn md yard",
        "genel mud yrd", "gnl mudur yrd", "genel mudur yard", "genel mudur muavin", "genel sekreter yardimci",
        "genel sekreter yrd", "rektor yardimci", "gn md y", "genel md yardimci", "icra kurul baskan yardimci",
        "genel baskan yardimci", "gnl mud yardimci", "gn mudur yrd", "genel koordinator yardimci",
    ]),
    (rank(S::Vp), &["baskan yardimci", "baskan yrd", "bsk yrd", "baskan vekil", "bsk yardimci", "ceo yardimci"]),
    (loose_post(F::GeneralManagement, S::President), &[
        "baskan", "bsk", "grup baskan", "yonetici direktor", "is birim baskan", "sektor baskan",
    ]),
    (loose_post(F::GeneralManagement, S::Partner), &[
        "ortak", "ortag", "yonetici ortak", "yonetici ortag", "kidemli ortak", "kidemli ortag",
    ]),
    (loose_post(F::GeneralManagement, S::GeneralManager), &[
        "ulke mudur", "ulke direktor", "ulke yonetici", "ulke lider",
    ]),
    // Functions and teams. `Muh.` alone is an engineer; before a rank it is accounting.
    (post(F::Finance, S::Manager), &["muh mudur", "muh md", "muh mud", "mali kontrolor", "sayman"]),
    (post(F::Finance, S::Specialist), &["muh sorumlu", "muh uzman", "kontrolor"]),
    (post(F::Finance, S::Manager).with(Act::OfThings), &["portfoy yonetici", "fon yonetici"]),
    (post(F::Finance, S::Lead), &["muh sef"]),
    (post(F::Finance, S::Junior), &["muh eleman"]),
    (post(F::Research, S::Director), &["bas ekonomist", "basekonomist"]),
    (post(F::Communications, S::Director), &["bas editor", "basyazar", "genel yayin yonetmen"]),
    (post(F::Legal, S::Director), &["bas hukuk musavir"]),
    (post(F::Finance, S::Director), &["teftis kurul baskan", "ic denetim baskan", "teftis baskan"]),
    (rank(S::Director), &[
        "direktor", "bolum baskan", "daire baskan", "dekan", "departman baskan", "birim baskan", "grup direktor",
        "bolum bsk", "daire bsk", "drktr", "anabilim dal baskan",
    ]),
    (post(F::Design, S::Director), &["kreatif direktor", "sanat yonetmen", "sanat direktor", "yaratici yonetmen"]),
    (post(F::Sales, S::Director), &["ticari direktor", "ticari isler direktor"]),
    (post(F::Health, S::Director), &["bashekim", "bas hekim", "mesul mudur"]),
    (rank(S::Manager), &[
        "mudur", "mud", "manager", "bolge md", "sube md", "yonetici", "menejer", "koordinator", "koord", "mudire",
    ]),
    (post(F::Administration, S::Manager), &["ofis yonetici", "ofis mudur", "yazi isleri mudur"]),
    (post(F::Sales, S::Manager), &["magaza mudur", "magaza yonetici", "ticaret mudur"]),
    (post(F::Sales, S::Manager).with(Act::OfThings), &[
        "musteri yonetici", "kurumsal portfoy yonetici", "kilit musteri yonetici",
    ]),
    (post(F::Product, S::Manager).with(Act::OfThings), &[
        "urun yonetici", "urun mudur", "kategori yonetici", "kategori mudur",
    ]),
    (loose_post(F::Operations, S::Manager).with(Act::OfThings), &[
        "proje yonetici", "proje mudur", "proje md", "program yonetici", "proje koordinator",
    ]),
    (post(F::Engineering, S::Manager), &["teknik mudur", "teknik md"]),
    (post(F::Production, S::Manager), &["fabrika mudur", "isletme mudur", "fabrika md", "isletme md", "tesis mudur"]),
    (rank(S::Lead), &[
        "sef", "lider", "amir", "takim lider", "supervizor", "supervisor", "leader", "ekip lider", "ustabasi",
        "ustabas", "usta bas", "sorumlu sef", "ekip yonetici", "grup lider", "basuzman", "bas uzman", "sefi",
    ]),
    (post(F::Engineering, S::Lead), &["basmuhendis", "basmimar", "bas mimar", "bas muhendis", "teknik lider"]),
    (post(F::Health, S::Lead), &["bashemsire", "bas hemsire", "sorumlu hemsire"]),
    (post(F::Finance, S::Lead), &["bas denetci", "basdenetci", "basmufettis", "muhasebe sef"]),
    (post(F::Operations, S::Lead), &["santiye sef", "proje sef"]),
    // What changes a rank.
    (act(Act::Senior), &["kidemli", "kid", "kdm", "kdml"]),
    (act(Act::Junior), &["yeni mezun", "kidemsiz"]),
    (act(Act::Deputy), &["yardimci", "yrd", "yard", "muavin", "yardimcilig", "yrdm"]),
    (rank(S::Intern).with(Act::Trainee), &["stajyer", "staj", "cirak", "yonetici aday", "mudur aday", "mt"]),
    // Secretariat.
    (post(F::Administration, S::Junior).with(Act::Aide), &[
        "yonetici asistan", "yonetici yardimci", "sekreter", "yonetici sekreter", "ozel kalem", "ozel kalem mudur",
        "yonetici asist", "idari asistan", "ofis asistan", "ust duzey yonetici asistan", "yon asistan", "sekr",
    ]),
    (loose_post(F::Administration, S::Junior).with(Act::Aide), &["asistan", "asist"]),
    (post(F::Administration, S::Junior), &[
        "resepsiyonist", "resepsiyon", "on buro", "danisma gorevli", "santral", "ofis eleman", "buro eleman", "evrak",
        "karsilama",
    ]),
    (field(F::Administration), &["idari is", "idari", "sekreterya", "idari ve mali is", "buro"]),
    (field(F::Administration).with(Act::Office), &["ofis"]),
    // Specialists whose field other words name.
    (rank(S::Specialist), &[
        "uzman", "operator", "uzm", "sorumlu", "yetkili", "temsilci", "gorevli", "personel", "tekniker", "teknisyen",
        "planlamaci", "elci", "usta", "mumessil", "arastirma gorevli", "profesyonel", "calisan",
    ]),
    (rank(S::Junior), &["eleman", "isci", "memur"]),
    (post(F::Sales, S::Specialist), &[
        "plasiyer", "satici", "satis danisman", "satis temsilci", "kasiyer", "pazarlamaci", "satis muhendis",
        "tezgahtar",
    ]),
    (loose_post(F::BusinessDevelopment, S::Specialist), &["is ortak", "is ortag"]),
    (post(F::CustomerSuccess, S::Specialist), &["musteri temsilci", "cagri merkez temsilci"]),
    (post(F::Communications, S::Specialist), &[
        "gazeteci", "editor", "muhabir", "yazar", "metin yazar", "cevirmen", "tercuman",
    ]),
    (post(F::Engineering, S::Specialist), &[
        "muhendis", "muh", "mimar", "teknoloji uzman", "test uzman", "yazilimci", "programci", "yazilim gelistirici",
        "gelistirici", "elektrikci", "teknik ressam",
    ]),
    (post(F::It, S::Specialist), &[
        "sistem yonetici", "veritabani yonetici", "ag yonetici", "sistem uzman", "bilgi islem uzman", "bt uzman",
    ]),
    (post(F::Design, S::Specialist), &["tasarimci", "grafiker", "fotografci", "cizer"]),
    (post(F::Data, S::Specialist), &[
        "veri bilimci", "veri analist", "is analist", "veri muhendis", "istatistikci", "is zekasi uzman",
    ]),
    (loose_post(F::Data, S::Specialist), &["analist"]),
    (post(F::Product, S::Specialist), &["urun sahib", "urun sahip"]),
    (post(F::Research, S::Specialist), &[
        "arastirmaci", "bilim insan", "kimyager", "biyolog", "arge muhendis", "ar ge muhendis", "iktisatci",
        "ekonomist", "fizikci", "jeolog", "laborant", "matematikci", "antropolog", "arkeolog", "sosyolog",
    ]),
    (post(F::Finance, S::Specialist), &[
        "muhasebeci", "denetci", "mali musavir", "smmm", "ymm", "mufettis", "bankaci", "on muhasebeci", "finansci",
        "sigortaci", "mali analist", "aktuer", "eksper", "tahsildar",
    ]),
    (post(F::Legal, S::Specialist), &["avukat", "av", "hukukcu", "hukuk musavir", "hukuk danisman", "noter"]),
    (post(F::Hr, S::Specialist), &["ise alimci", "insan kaynaklari is ortag", "ik is ortag"]),
    (post(F::Procurement, S::Specialist), &["satin almaci", "satinalmaci"]),
    (post(F::Logistics, S::Specialist), &["sofor", "kurye", "depocu", "sevkiyatci", "surucu"]),
    (post(F::Production, S::Specialist), &[
        "makine operator", "kaynakci", "tornaci", "montajci", "is guvenligi uzman", "isg uzman",
    ]),
    (post(F::Health, S::Specialist), &[
        "doktor", "hekim", "hemsire", "eczaci", "dis hekim", "psikolog", "fizyoterapist", "diyetisyen", "veteriner",
        "cerrah", "saglik memur", "tabip", "diyaliz teknikeri", "ebe", "uzm dr", "op dr",
    ]),
    (post(F::Education, S::Senior), &[
        "profesor", "prof", "docent", "doc dr", "ogretim uye", "doktor ogretim uye", "dr ogr uye", "ogr uye",
        "prof dr",
    ]),
    (post(F::Education, S::Specialist), &[
        "ogretmen", "ogretim gorevli", "akademisyen", "egitmen", "okutman", "kutuphaneci",
    ]),
    (post(F::Consulting, S::Specialist).with(Act::Adviser), &["yonetim danisman"]),
    (loose_post(F::Consulting, S::Specialist).with(Act::Adviser), &["danisman", "musavir"]),
    // Fields of work. Stems of two words take their ending on either.
    (field(F::Sales).with(Act::Holds), &["satis", "saha satis", "kurumsal satis"]),
    (field(F::Sales), &[
        "ihracat", "dis ticaret", "ticari", "ticaret", "perakende", "bayi", "e ticaret", "eticaret", "ic satis",
        "toptan", "magaza", "satis destek", "kilit musteri", "ithalat ihracat", "satis ve pazarlama",
        "satis pazarlama", "ozel musteri", "gelir", "bayi kanal", "ihale", "teklif",
    ]),
    (field(F::Marketing).with(Act::Holds), &["pazarlama", "dijital pazarlama"]),
    (field(F::Marketing), &[
        "marka", "reklam", "sosyal medya", "buyume", "tanitim", "kurumsal pazarlama", "urun pazarlama",
        "medya planlama", "pazar arastirma", "kampanya", "marka iletisim", "pazarlama iletisim", "trade marketing",
    ]),
    (loose_field(F::Marketing), &["etkinlik"]),
    (field(F::BusinessDevelopment), &[
        "is gelistirme", "is ortaklik", "is ortaklig", "stratejik ortaklik", "ortaklik", "kanal", "is birlig",
        "isbirlig", "stratejik isbirlig",
    ]),
    (field(F::CustomerSuccess), &[
        "musteri hizmet", "musteri deneyim", "musteri iliski", "musteri destek", "cagri merkez", "satis sonrasi",
        "satis sonrasi hizmet", "musteri basari", "musteri memnuniyet", "servis", "teknik servis", "teknik destek",
    ]),
    (loose_field(F::CustomerSuccess), &["musteri", "destek"]),
    (field(F::Communications), &[
        "kurumsal iletisim", "halkla iliski", "iletisim", "basin", "basin yayin", "yayin", "kamu iliski", "dis iliski",
    ]),
    (loose_field(F::Communications), &["medya", "icerik"]),
    (field(F::Product), &["urun yonetim", "urun gelistirme", "urun"]),
    (field(F::Design), &["tasarim", "grafik tasarim", "grafik", "kullanici deneyim", "moda tasarim"]),
    (field(F::Engineering), &[
        "yazilim", "teknik ofis", "muhendislik", "yazilim gelistirme", "teknoloji", "mekanik", "mobil uygulama",
        "yapay zeka", "donanim", "otomasyon",
    ]),
    (loose_field(F::Engineering), &["teknik", "uygulama", "makine", "elektrik", "elektronik", "insaat"]),
    (field(F::Data), &["veri", "veri ambar", "veri analitig", "is zeka", "analitik", "raporlama", "veri bilim"]),
    (field(F::Research), &[
        "ar ge", "ar and ge", "arge", "arastirma", "arastirma gelistirme", "arastirma ve gelistirme", "inovasyon",
        "yenilik", "laboratuvar",
    ]),
    (field(F::It), &[
        "bilgi islem", "bulut", "bilgi teknoloji", "bt", "bilisim", "bilgi sistem", "bilgi guvenlig", "siber guvenlik",
        "siber guvenlig", "sistem", "ag", "veritabani", "sistem ve ag", "bilgi iletisim teknoloji", "altyapi",
        "dijital donusum",
    ]),
    (field(F::Operations), &[
        "operasyon", "gelir operasyon", "satis operasyon", "pazarlama operasyon", "proje yonetim", "surec", "santiye",
        "tesis yonetim", "is surec", "surec gelistirme", "gayrimenkul", "tesis", "projeler",
    ]),
    (loose_field(F::Operations), &["guvenlik", "proje", "hizmet", "isletme"]),
    (field(F::Production), &[
        "uretim", "imalat", "kalite", "kalite guvence", "kalite sistem", "kalite yonetim sistem", "kalite kontrol",
        "bakim", "fabrika", "isg", "is guvenlig", "is sagligi", "montaj", "vardiya", "uretim planlama", "bakim onarim",
        "planlama", "atolye", "is sagligi ve guvenlig", "cevre",
    ]),
    (field(F::Logistics), &[
        "lojistik", "tedarik zincir", "depo", "sevkiyat", "nakliye", "ambar", "stok", "gumruk", "filo", "dagitim",
        "ithalat", "ulastirma",
    ]),
    (field(F::Procurement), &["satin alma", "satinalma", "tedarik", "tedarikci", "sat alma", "sat al"]),
    (field(F::Finance), &[
        "finans", "mali", "mali is", "muhasebe", "butce", "butce planlama", "finansman", "hazine", "ic denetim",
        "denetim", "kredi", "yatirim", "yatirimci iliski", "vergi", "maliyet", "on muhasebe", "mali kontrol",
        "tahsilat", "banka", "bankacilig", "fon", "varlik yonetim", "hasar", "risk", "sigorta", "faturalama",
        "bankacilik", "fatura", "risk yonetim", "mali ve idari is", "butce ve raporlama", "finansal",
        "bireysel bankacilik",
    ]),
    (field(F::Legal), &["hukuk", "uyum", "mevzuat", "kvkk", "hukuk is", "fikri mulkiyet"]),
    (field(F::Hr), &[
        "insan kaynak", "insan kiymet", "insan deger", "ik", "ise alim", "bordro", "ucret", "ucretlendirme",
        "ucret yonetim", "organizasyon", "staj program", "stajyer program", "yetenek", "personel is", "ozluk",
        "kurumsal gelisim", "organizasyonel gelisim", "yetenek kazanim", "calisan deneyim", "ucret ve yan hak",
        "insan ve kultur", "egitim ve gelisim", "ogrenme ve gelisim", "personel ve idari is",
    ]),
    (field(F::Consulting), &["danismanlik", "danismanlig"]),
    (field(F::Education), &["universite", "okul", "ogrenci is", "akademik", "kurs"]),
    (loose_field(F::Education), &["egitim"]),
    (field(F::Health), &["saglik", "hastane", "klinik", "tibbi", "medikal", "eczane"]),
    (loose_field(F::GeneralManagement), &[
        "strateji", "kurumsal strateji", "stratejik planlama", "yonetim", "kurumsal", "surdurulebilirlik",
    ]),
];
