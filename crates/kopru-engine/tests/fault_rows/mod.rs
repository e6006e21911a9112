//! The rows of the fault table and the small valid playbook that each of them breaks.

/// One line broken in one way.
pub struct Row {
    /// The code that must be given.
    pub code: &'static str,
    /// A whole line of [`BASE`], or several.
    pub line: &'static str,
    /// What stands there instead, with `⟦` at the place of the fault.
    pub instead: &'static str,
    /// A phrase of the English message or help.
    pub en: &'static str,
    /// A phrase of the Turkish message or help.
    pub tr: &'static str,
}

/// Codes that no text of a playbook can give, with the reason: they are shown elsewhere.
pub const UNREACHABLE: [&str; 1] = [
    // The reader refuses an example's unknown type of fact by itself, as P009.
    "F001",
];

/// A small playbook without a finding.
pub const BASE: &str = r#"format = 1
name = "Small"
sources = ["crm"]
consents = ["email"]
[lists]
competitors = ["rakip.com"]
resmi = ["2026-10-29"]
[calendar.sales]
time_zone = "Europe/Istanbul"
open = ["Mon-Fri 09:00-18:00"]
holidays = ["resmi"]
[fields.account]
employees = "int"
size = { one_of = ["small", "large"] }
margin = "decimal"
tools = { list_of = "text" }
since = "date"
budget = "money"
[facts.page_viewed]
path = "text"
[facts.demo_requested]
[[persona]]
id = "director"
name = "Director"
parts = [{ when = "role.seniority >= 'director'" }]
[[pain]]
id = "leads-lost"
text = "leads get lost"
solved = "fully"
[[signal]]
id = "names_colleagues"
kind = "positive"
text = "names colleagues"
[fit]
grades = { A = 70, B = 50, C = 30 }
[[fit.rule]]
id = "mid-size"
when = "account.employees >= 50"
points = 25
[[fit.rule]]
id = "persona"
when = "persona == 'director'"
points = 30
[engagement]
half_life = "14d"
bands = { hot = 60, warm = 30, cool = 10 }
[[engagement.rule]]
id = "pricing-page"
on = "page_viewed"
when = "fact.path.startsWith('/pricing')"
points = 8
limit = 24
[[stage]]
id = "lead"
name = "Lead"
parked = true
queue = "nurture"
[[stage]]
id = "mql"
name = "MQL"
enter = "facts('demo_requested', '90d') > 0"
max_age = "5d"
[[stage]]
id = "sal"
name = "SAL"
by = "acceptance"
max_age = "10d"
[[stage]]
id = "sql"
name = "SQL"
by = "qualification"
framework = "bant"
max_age = "30d"
[[stage]]
id = "opportunity"
name = "Opportunity"
by = "conversation"
ability = ["budget"]
max_age = "120d"
[handover]
from = "mql"
to = "sal"
on_breach = ["notify manager"]
acceptance_target = 0.9
[handover.accept]
within = "8 business hours"
calendar = "sales"
[handover.contact]
warn = "24h"
breach = "48h"
[[handover.reason]]
id = "wrong-size"
recycles = false
[[route]]
to = ["ayse"]
[[framework]]
id = "bant"
advance = "1 of 1"
[[framework.criterion]]
id = "budget"
weight = 2
[[framework.criterion.question]]
id = "budget-how"
text = "How do you pay for a tool like this?"
follow_up = [{ after = "short", ask = "budget-last" }]
[[framework.criterion.question]]
id = "budget-last"
text = "What did it cost last year?"
[[disqualify]]
id = "competitor"
kind = "never"
when = "account.domain in list('competitors')"
[[disqualify]]
id = "contract"
kind = "not_now"
when = "account.size == 'large'"
revive_after = "180d"
[[course]]
take = "nurture"
when = "size.solved < 1"
because = "we solve too little"
[[track]]
id = "reconnect"
when = "disposition == 'recycled'"
[[test]]
name = "a demo request is an MQL at once"
person = { title = "Director of Operations" }
facts = [
  { type = "demo_requested", occurred_at = 2026-03-02T09:00:00+03:00 },
]
at = 2026-03-02T10:00:00+03:00
[test.expect]
stage = "mql"
persona = "director"
because = ["mid-size"]
"#;

const fn row(code: &'static str, line: &'static str, instead: &'static str, en: &'static str, tr: &'static str) -> Row {
    Row { code, line, instead, en, tr }
}

/// A condition of a fit rule: most faults of conditions are shown in its place.
const FIT: &str = r#"when = "account.employees >= 50""#;
/// A condition that may ask everything.
const ANY: &str = r#"when = "account.size == 'large'""#;
/// A condition that may count facts.
const ENTER: &str = r#"enter = "facts('demo_requested', '90d') > 0""#;
/// The fact of the example.
const FACT: &str = r#"  { type = "demo_requested", occurred_at = 2026-03-02T09:00:00+03:00 },"#;
/// The offered stage.
const MQL: &str =
    "[[stage]]\nid = \"mql\"\nname = \"MQL\"\nenter = \"facts('demo_requested', '90d') > 0\"\nmax_age = \"5d\"";
/// The stage of acceptance.
const SAL: &str = "[[stage]]\nid = \"sal\"\nname = \"SAL\"\nby = \"acceptance\"\nmax_age = \"10d\"";

/// The hand-over, whole.
const HANDOVER: &str = r#"[handover]
from = "mql"
to = "sal"
on_breach = ["notify manager"]
acceptance_target = 0.9
[handover.accept]
within = "8 business hours"
calendar = "sales"
[handover.contact]
warn = "24h"
breach = "48h"
[[handover.reason]]
id = "wrong-size"
recycles = false"#;

/// The table.
#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    // The text is TOML.
    row("P001", "points = 25", "points = 25\n⟦points = 26", "written twice", "iki kez yazılmış"),
    row("P001", "[fit]", "[fit]\n[⟦fit]", "written twice", "iki kez yazılmış"),
    row("P001", "points = 25", "points = ⟦many", "a text stands in quotes", "metin tırnak içinde"),
    row("P001", "name = \"Director\"", "name =⟦", "a text stands in quotes", "metin tırnak içinde"),
    row("P001", "points = 25", "points = 25\n⟦şehir = 1", "cannot be a key", "anahtar olamaz"),
    row("P001", "to = [\"ayse\"]", "to = [\"ayse\" ⟦\"mehmet\"]", "a comma is missing", "virgül eksik"),
    row("P001", "points = 25", "points = ⟦025", "this number cannot be read", "bu sayı okunamıyor"),
    // Keys.
    row("P002", "points = 25", "points = 25\n⟦pionts = 25", "did you mean `points`", "`points` mi demek istediniz"),
    row("P002", "format = 1", "format = 1\n⟦colour = 1", "its keys are: format, name", "anahtarları şunlar: format, name"),
    row("P002", "grades = { A = 70, B = 50, C = 30 }", "grades = { A = 70, B = 50, C = 30, ⟦E = 3 }", "has no key `E`", "`E` diye bir anahtar yok"),
    row("P003", "[[engagement.rule]]\nid = \"pricing-page\"", "⟦[[engagement.rule]]", "`[[engagement.rule]]` needs the key `id` (text)", "`id` anahtarı eksik (metin)"),
    row("P003", "[[stage]]\nid = \"lead\"\nname = \"Lead\"", "⟦[[stage]]\nid = \"lead\"", "`[[stage]]` needs the key `name`", "`name` anahtarı eksik (metin ya da { en, tr })"),
    row("P003", "employees = \"int\"\nsize", "employees = \"int\"\nstaff = ⟦{ label = \"staff\", type = \"int\", list_of = \"int\" }\nsize", "exactly one of `type`", "tam olarak birini ister"),
    row("P003", "solved = \"fully\"", "solved = \"fully\"\n[[persona]]\nid = \"empty\"\nname = \"Empty\"\nparts = ⟦[]", "the persona `empty` has no parts", "`empty` personasının hiçbir parçası yok"),
    row("P003", "[handover.contact]\nwarn = \"24h\"\nbreach = \"48h\"", "⟦[handover.contact]\nbreach = \"2 business hours\"\ncalendar = \"sales\"", "needs the key `warn`, since `breach` is in business time", "`warn` anahtarı gerekir"),
    row("P003", "[[framework.criterion]]\nid = \"budget\"\nweight = 2", "[[framework.criterion]]\nid = \"budget\"\n⟦[[framework.criterion.question]]\nid = \"budget-x\"", "needs the key `text`", "`text` anahtarı eksik"),
    // Kinds of values.
    row("P004", "points = 25", "points = ⟦\"25\"", "expected a whole number, found a text in `[[fit.rule]]`", "bir tam sayı bekleniyordu, bir metin bulundu"),
    row("P004", "points = 25", "points = ⟦2.5", "found a number with a point", "ondalıklı bir sayı bulundu"),
    row("P003", HANDOVER, "[handover]\nfrom = \"mql\"\nto = \"sal\"\nreason = ⟦[]", "sales must be able to refuse", "satış reddedebilmelidir"),
    row("P004", "recycles = false", "recycles = ⟦\"no\"", "expected true or false", "true ya da false bekleniyordu"),
    row("P004", "name = \"Small\"", "name = ⟦7", "a text in both languages", "iki dilde bir metin"),
    row("P004", "at = 2026-03-02T10:00:00+03:00", "at = ⟦2026-03-02T10:00:00", "a moment with its offset", "saat dilimi farkıyla bir an"),
    row("P004", "grades = { A = 70, B = 50, C = 30 }", "grades = ⟦70", "a table (`grades = { … }`)", "bir tablo (`grades = { … }`)"),
    row("P004", "person = { title = \"Director of Operations\" }", "person = { title = ⟦{ en = \"Director\" } }", "expected a plain value, found a table in `person`", "yalın bir değer bekleniyordu"),
    // Values.
    row("P005", "format = 1", "format = ⟦2", "this Köprü reads format 1, not 2", "bu Köprü biçim 1'i okur"),
    row("P005", "points = 25", "points = ⟦20000", "`points` is 20000; it must lie between -10000 and 10000", "-10000 ile 10000 arasında olmalı"),
    row("P004", "points = 25", "points = ⟦9223372036854775808", "too large", "çok büyük"),
    row("P005", "limit = 24", "limit = ⟦-9223372036854775808", "it must lie between -1000000 and 1000000", "arasında olmalı"),
    row("P005", "limit = 24", "limit = ⟦-24", "it must have the sign of `points` (8)", "`points` (8) ile aynı işarette"),
    row("P005", "limit = 24", "limit = ⟦7", "at least as large", "en az onun kadar büyük"),
    row("P005", "grades = { A = 70, B = 50, C = 30 }", "grades = ⟦{ A = 70, B = 70, C = 30 }", "the levels must fall: A above B above C", "sınırlar azalmalı"),
    row("P005", "half_life = \"14d\"", "half_life = ⟦\"14 days\"", "`half_life` is no duration: `14 days`", "`half_life` bir süre değil"),
    row("P005", "half_life = \"14d\"", "half_life = ⟦\"8 business hours\"", "write `90m`, `24h`, `14d` or `2w`", "`90m`, `24h`, `14d` ya da `2w` yazın"),
    row("P005", "half_life = \"14d\"", "half_life = ⟦\"30s\"", "between 1 minute and 3660 days", "1 dakika ile 3660 gün arasında"),
    row("P005", "revive_after = \"180d\"", "revive_after = ⟦\"2h\"", "between 1 day and 3660 days", "1 gün ile 3660 gün arasında"),
    row("P005", "within = \"8 business hours\"", "within = ⟦\"8 buisness hours\"", "`8 business hours` or `2 business days`", "`8 business hours` ya da `2 business days` yazın"),
    row("P005", "warn = \"24h\"", "warn = ⟦\"49h\"", "warned about after it is late", "süresi geçtikten sonraya"),
    row("P005", "acceptance_target = 0.9", "acceptance_target = ⟦90", "above 0 and be at most 1", "0'dan büyük, en çok 1"),
    row("P005", "since = \"date\"", "since = \"date\"\nmood = { one_of = ⟦[] }", "at least one word", "en az bir sözcük"),
    row("P005", "since = \"date\"", "since = \"date\"\nmood = { one_of = [\"good\", ⟦\"bad \"] }", "begins or ends with a blank", "boşlukla başlayıp bitemez"),
    row("P005", "advance = \"1 of 1\"", "advance = ⟦\"3 of 4\"", "the number of criteria is 1", "çerçevenin ise 1 ölçütü var"),
    row("P005", "weight = 2", "weight = ⟦0", "between 1 and 1000", "1 ile 1000 arasında"),
    row("P005", "weight = 2", "weight = ⟦9223372036854775807", "between 1 and 1000", "1 ile 1000 arasında"),
    row("P005", "to = [\"ayse\"]", "to = ⟦[]", "a route leads to somebody", "birine gitmelidir"),
    row("P005", "to = [\"ayse\"]", "to = [\"ayse\", ⟦\" \"]", "this name is empty", "bu ad boş"),
    // Ids.
    row("P006", "id = \"names_colleagues\"", "id = ⟦\"names colleagues\"", "`names colleagues` cannot be an id", "kimlik olamaz"),
    row("P006", "since = \"date\"", "since = \"date\"\n⟦Since = \"date\"", "cannot be a name in conditions", "koşullarda ad olamaz"),
    row("P006", "since = \"date\"", "since = \"date\"\n⟦\"şehir\" = \"text\"", "small letters (a–z)", "küçük harf (a–z)"),
    row("P007", "points = 30", "points = 30\n[[fit.rule]]\nid = ⟦\"mid-size\"\nwhen = \"account.employees < 50\"\npoints = 1", "the id `mid-size` is given twice", "`mid-size` kimliği"),
    row("P007", "id = \"pricing-page\"", "id = ⟦\"mid-size\"", "is given twice in [[fit.rule]], [[engagement.rule]]", "iki kez verilmiş"),
    row("P007", "since = \"date\"", "since = \"date\"\n⟦domain = \"text\"", "the field is there already", "alan zaten var"),
    row("P007", "since = \"date\"", "since = \"date\"\n⟦engagement = \"int\"", "`account.engagement` is the total", "toplamıdır"),
    row("P007", "[facts.demo_requested]", "[facts.demo_requested]\n[facts.⟦accepted]", "facts of type `accepted` are built in", "`accepted` türündeki olgular yerleşiktir"),
    row("P007", "id = \"names_colleagues\"", "id = ⟦\"evasive\"", "the signal `evasive` is built in", "`evasive` işareti zaten yerleşik"),
    row("P007", "since = \"date\"", "since = \"date\"\nmood = { one_of = [\"good\", \"bad\", ⟦\"good\"] }", "stands twice in `one_of`", "iki kez geçiyor"),
    row("P007", "solved = \"fully\"", "solved = \"fully\"\n[[pain]]\nid = ⟦\"leads_lost\"\ntext = \"x\"\nsolved = \"no\"", "would both be `pain.leads_lost`", "koşullarda aynı adı alır"),
    // References.
    row("P009", "margin = \"decimal\"", "margin = ⟦\"decimel\"", "there is no type `decimel` did you mean `decimal`?", "`decimel` adında bir tür yok"),
    row("P009", "on = \"page_viewed\"", "on = [\"page_viewed\", ⟦\"page_view\"]", "there is no type of fact `page_view`", "bir olgu türü yok"),
    row("P009", "from = \"mql\"", "from = ⟦\"mqll\"", "did you mean `mql`?", "adında bir aşama yok"),
    row("P009", "framework = \"bant\"", "framework = ⟦\"meddic\"", "there are: bant", "tanımlı olanlar: bant"),
    row("P009", "ability = [\"budget\"]", "ability = [⟦\"autority\"]", "there is no criterion `autority`", "bir ölçüt yok"),
    row("P009", "calendar = \"sales\"", "calendar = ⟦\"sale\"", "there is no calendar `sale`", "bir takvim yok"),
    row("P009", "holidays = [\"resmi\"]", "holidays = [⟦\"resmii\"]", "there is no list of holidays `resmii`", "bir tatil listesi yok"),
    row("P009", "on_breach = [\"notify manager\"]", "on_breach = [⟦\"tell manager\"]", "there is no action on a breach: `tell manager`", "bir ihlal eylemi yok"),
    row("P009", "take = \"nurture\"", "take = ⟦\"nurtur\"", "did you mean `nurture`?", "`nurture` mi demek istediniz?"),
    row("P009", "kind = \"positive\"", "kind = ⟦\"positve\"", "there is no value for `kind`: `positve`", "`positive` mi demek istediniz?"),
    row("P009", "follow_up = [{ after = \"short\", ask = \"budget-last\" }]", "follow_up = [{ after = \"short\", ask = ⟦\"budget-lst\" }]", "there is no question `budget-lst`", "bir soru yok"),
    row("P009", FACT, "  { type = ⟦\"demo_request\", occurred_at = 2026-03-02T09:00:00+03:00 },", "did you mean `demo_requested`?", "bir olgu türü yok"),
    row("P009", "stage = \"mql\"", "stage = ⟦\"mgl\"", "did you mean `mql`?", "`mql` mi demek istediniz?"),
    row("P009", "stage = \"mql\"", "queue = ⟦\"marketin\"", "did you mean `marketing`?", "`marketing` mi demek istediniz?"),
    row("P010", "competitors = [\"rakip.com\"]", "competitors = { file = ⟦\"rakip.txt\" }", "the list file `rakip.txt` could not be read", "`rakip.txt` liste dosyası okunamadı"),
    row("P011", "time_zone = \"Europe/Istanbul\"", "time_zone = ⟦\"Europe/Istambul\"", "did you mean `Europe/Istanbul`?", "`Europe/Istanbul` mi demek istediniz?"),
    row("P011", "open = [\"Mon-Fri 09:00-18:00\"]", "open = [\"Mon 09:00-12:00\", ⟦\"Mon-Fry 09:00-18:00\"]", "`Fry` is no day of the week; did you mean `Fri`?", "`Fry` bir gün değil"),
    row("P011", "open = [\"Mon-Fri 09:00-18:00\"]", "open = [\"Mon 09:00-12:00\", ⟦\"Tue 09:00-25:00\"]", "no time of day", "bir saat değil"),
    row("P011", "holidays = [\"resmi\"]", "holidays = [⟦\"2026-13-29\"]", "2026-13-29", "2026-13-29"),
    row("P011", "[calendar.sales]\ntime_zone = \"Europe/Istanbul\"\nopen = [\"Mon-Fri 09:00-18:00\"]", "⟦[calendar.sales]\ntime_zone = \"Europe/Istanbul\"\nopen = []", "this calendar never opens", "bu takvim hiç açılmıyor"),
    // Sense.
    row("P012", "solved = \"fully\"", "solved = \"no\"\nonly_us = ⟦true", "solved by nobody but us, and not solved", "yalnızca biz çözüyoruz, ama çözmüyoruz"),
    row("P013", SAL, "⟦[[stage]]\nid = \"sal\"\nname = \"SAL\"\nby = \"acceptance\"", "leads could rest in stage `sal` for ever", "`sal` aşamasında sonsuza dek"),
    row("P013", "parked = true\nqueue = \"nurture\"", "parked = ⟦true", "say in which `queue`", "hangi kuyrukta (`queue`)"),
    row("P014", SAL, "[[stage]]\nid = \"sal\"\nname = \"SAL\"\nby = \"acceptance\"\nmax_age = \"10d\"\nenter = ⟦\"fit > 1\"", "a stage with `by` needs a person", "`by` olan aşama bir kişi ister"),
    row("P014", "[[stage]]\nid = \"lead\"\nname = \"Lead\"", "[[stage]]\nid = \"new\"\nname = \"New\"\nmax_age = \"1d\"\n⟦[[stage]]\nid = \"lead\"\nname = \"Lead\"", "no lead could ever come here", "bu aşamaya hiçbir aday gelemez"),
    row("P014", "ability = [\"budget\"]\nmax_age = \"120d\"", "ability = [\"budget\"]\nmax_age = \"120d\"\n[[stage]]\nid = \"late\"\nname = \"Late\"\nmax_age = \"1d\"\nenter = ⟦\"fit > 1\"", "only to stages before the first `by`", "ilk `by` aşamasından önceki"),
    row("P014", "parked = true", "parked = true\nframework = ⟦\"bant\"", "`framework` belongs to the stage", "`by = \"qualification\"` olan aşamaya aittir"),
    row("P014", "parked = true", "parked = true\nability = ⟦[\"budget\"]", "`ability` belongs to the stage", "`by = \"conversation\"` olan aşamaya aittir"),
    row("P014", "parked = true", "parked = true\nneeds = ⟦\"fit > 1\"", "rules use `enter`", "kurallar `enter` kullanır"),
    row("P014", "[[stage]]\nid = \"opportunity\"\nname = \"Opportunity\"", "[[stage]]\nid = \"won\"\nname = \"Won\"\nby = \"won\"\n⟦[[stage]]\nid = \"opportunity\"\nname = \"Opportunity\"", "twice or out of order", "iki kez ya da yanlış sırada"),
    row("P014", "from = \"mql\"", "from = ⟦\"lead\"", "right after it", "hemen sonrakine"),
    row("P014", MQL, "⟦[[stage]]\nid = \"mql\"\nname = \"MQL\"\nmax_age = \"5d\"", "no lead could ever come here", "hiçbir aday gelemez"),
    row("P014", "recycles = false", "recycles = true\nkind = ⟦\"never\"", "a reason that recycles has no `kind`", "`kind` almaz"),
    row("P014", "[handover.accept]\nwithin = \"8 business hours\"\ncalendar = \"sales\"", "⟦[handover.accept]\nwithin = \"8 business hours\"", "business time needs a `calendar`", "iş zamanı için bir `calendar` gerekir"),
    row("P014", "[handover.contact]\nwarn = \"24h\"\nbreach = \"48h\"", "⟦[handover.contact]\nwarn = \"1 business day\"\nbreach = \"2 business days\"", "business time needs a `calendar`", "iş zamanı için bir `calendar` gerekir"),
    row("P014", "id = \"competitor\"\nkind = \"never\"", "id = \"competitor\"\nkind = \"never\"\nrevive_after = ⟦\"90d\"", "only `not_now` comes back by itself", "yalnızca `not_now` kendiliğinden geri döner"),
    row("P016", "[test.expect]\nstage = \"mql\"\npersona = \"director\"\nbecause = [\"mid-size\"]", "⟦[test.expect]", "so it could never fail", "hiç başarısız olamaz"),
    // Doubts.
    row("P030", "text = \"What did it cost last year?\"", "text = ⟦\"Is there a budget?\"", "can be answered with yes or no", "evet ya da hayır diye yanıtlanabilir"),
    row("P031", "to = [\"ayse\"]", "to = [\"ayse\"]\n⟦[[route]]\nto = \"mehmet\"", "an earlier one without `when` takes every lead", "bu yönlendirme etkisiz"),
    row("P031", "breach = \"48h\"", "breach = \"48h\"\ncalendar = ⟦\"sales\"", "no duration here is in business time", "`calendar` etkisiz"),
    row("P032", "id = \"competitor\"\nkind = \"never\"", "id = ⟦\"wrong-size\"\nkind = \"never\"", "with another consequence", "başka sonucu olan"),
    row("P033", "[[disqualify]]\nid = \"contract\"\nkind = \"not_now\"\nwhen = \"account.size == 'large'\"\nrevive_after = \"180d\"", "⟦[[disqualify]]\nid = \"contract\"\nkind = \"not_now\"\nwhen = \"account.size == 'large'\"", "nothing brings back the leads", "geri getirecek bir şey yok"),
    // Conditions: reading.
    row("C001", FIT, "when = ⟦\"\"", "the condition is empty", "koşul boş"),
    row("C004", FIT, "when = \"account.employees ⟦≥ 50\"", "`≥` has no meaning here", "`≥` karakterinin burada bir anlamı yok"),
    row("C005", FIT, "when = \"account.domain == ⟦'a\"", "this text is not closed", "bu metin kapatılmamış"),
    row("C006", FIT, "when = '''account.domain == 'a⟦\\q' '''", "the escape `\\q` is not supported", "`\\q` kaçış dizisi desteklenmez"),
    row("C007", FIT, "when = \"account.employees >= ⟦99999999999999999999\"", "is not a number that can be read", "okunabilir bir sayı değil"),
    row("C008", FIT, "when = \"account.employees >=⟦\"", "the condition ends where this was due: a value", "koşul burada bitiyor"),
    row("C009", FIT, "when = \"⟦(account.employees >= 50\"", "add the missing `)`", "eksik `)` işaretini ekleyin"),
    row("C010", FIT, "when = \"account.employees ⟦/ 2 >= 50\"", "division and remainder", "bölme ve kalan"),
    row("C011", FIT, "when = \"account.domain in ⟦{'a': 1}\"", "maps (`{…}`) are not supported", "eşlemler (`{…}`) desteklenmez"),
    row("C012", FIT, "when = \"account.tools⟦[0] == 'a'\"", "indexing (`a[0]`, `a['key']`) is not supported", "dizinleme"),
    row("C013", FIT, "when = \"account.domain.⟦matches('a.*')\"", "use startsWith, endsWith or contains", "düzenli ifadeler desteklenmez"),
    row("C014", FIT, "when = \"account.domain == ⟦null\"", "there is no `null`", "`null` diye bir değer yok"),
    row("C015", FIT, "when = \"account.tools.⟦exists_one(x, x == 'a')\"", "the macro `exists_one` is not supported", "`exists_one` makrosu desteklenmez"),
    row("C016", FIT, "when = \"account.employees >= ⟦0x10\"", "hexadecimal numbers are not supported", "onaltılık sayılar desteklenmez"),
    row("C017", FIT, "when = \"account.employees >= 50 ⟦// many\"", "comments inside a condition", "koşul içinde yorum"),
    row("C018", FIT, "when = \"⟦int(account.domain) > 1\"", "type conversions such as `int()`", "`int()` gibi tür dönüşümleri desteklenmez"),
    row("C019", FIT, "when = \"account.since.⟦getFullYear() > 2020\"", "calendar functions such as `getFullYear`", "`getFullYear` gibi takvim fonksiyonları"),
    // Conditions: names and calls.
    row("C030", FIT, "when = \"⟦account.employes >= 50\"", "did you mean `account.employees`?", "şunu mu demek istediniz: `account.employees`?"),
    row("C031", FIT, "when = \"⟦engagement >= 50\"", "reads only fields", "yalnızca alanları"),
    row("C031", "when = \"fact.path.startsWith('/pricing')\"", "when = \"⟦account.employees > 5\"", "reads only `fact.*`", "yalnızca `fact.*` okur"),
    row("C031", ENTER, "enter = \"⟦stage == 'lead'\"", "cannot ask where the lead stands", "adayın nerede durduğunu soramaz"),
    row("C032", FIT, "when = \"⟦length(account.domain) > 1\"", "unknown function `length`", "bilinmeyen fonksiyon: `length`"),
    row("C033", FIT, "when = \"⟦size() > 1\"", "size() takes 1 argument, not 0", "argüman sayısı 1, verilen 0"),
    row("C034", ENTER, "enter = \"facts(⟦account.domain, '90d') > 0\"", "needs a text written out here", "doğrudan yazılmış bir metin ister"),
    row("C035", ENTER, "enter = \"facts(⟦'demo_request', '90d') > 0\"", "demo_requested", "demo_requested"),
    row("C036", "when = \"account.domain in list('competitors')\"", "when = \"account.domain in list(⟦'competitor')\"", "competitors", "competitors"),
    row("C037", ENTER, "enter = \"facts('demo_requested', ⟦'90 days') > 0\"", "'90 days' is not a window", "'90 days' bir zaman penceresi değil"),
    row("C038", ANY, "when = \"has(⟦1 + 2)\"", "has() takes the name of a field", "has() bir alan adı alır"),
    row("C039", FIT, "when = \"account.tools.exists(⟦1, true)\"", "a name for the list's entry", "liste öğesi için bir ad"),
    row("C040", FIT, "when = \"⟦list('competitors') == account.domain\"", "list() stands only after `in`", "list() yalnızca `in` sonrasında"),
    // Conditions: types.
    row("C050", FIT, "when = \"⟦account.employees == account.domain\"", "the two sides have different types", "iki tarafın türü farklı"),
    row("C051", FIT, "when = \"⟦account.domain - account.domain == 'a'\"", "`-` cannot be used here: the side is a text", "`-` burada kullanılamaz"),
    row("C052", FIT, "when = \"⟦account.employees\"", "should be true or false", "doğru veya yanlış olmalı"),
    row("C053", FIT, "when = \"account.size == ⟦'larg'\"", "large", "large"),
    row("C054", FIT, "when = \"account.since > ⟦'2026-13-01'\"", "write a day as '2026-11-23'", "günü '2026-11-23' biçiminde yazın"),
    row("C055", FIT, "when = \"account.domain in ⟦account.domain\"", "should be a list, but is a text", "bir liste olmalı"),
    row("C056", FIT, "when = \"account.domain in ⟦[]\"", "this list is empty", "bu liste boş"),
    row("C057", FIT, "when = \"account.employees > ⟦9223372036854775807 + 1\"", "it leaves the range", "sınırların dışına çıkıyor"),
    row("C059", FIT, "when = \"account.tools.exists(x, account.tools.exists(y, account.tools.⟦exists(z, z == y && y == x)))\"", "at most 2 deep inside one another", "en çok 2 düzey iç içe"),
    row("C060", FIT, "when = \"⟦facts('demo_requested', '90d') > 0\"", "belongs into engagement", "etkileşim kurallarına aittir"),
    row("C061", ANY, "when = \"⟦engagement > days_since_last_fact\"", "both sides change by time alone", "zaman geçtikçe kendiliğinden değişiyor"),
    row("C062", ENTER, "enter = \"facts('demo_requested', '90d') > ⟦2000\"", "counts the newest 1000 facts", "en çok son 1000 olgusunu sayar"),
    row("C063", "when = \"disposition == 'recycled'\"", "when = \"⟦1 > 2\"", "always false", "her zaman yanlış"),
    // Facts of examples.
    row("F002", "person = { title = \"Director of Operations\" }", "person = { titel = ⟦\"Director of Operations\" }", "person.titel: `titel` is not declared in the playbook; did you mean `title`?", "`title` mi demek istediniz?"),
    row("F002", FACT, "  { type = \"page_viewed\", occurred_at = 2026-03-02T09:00:00+03:00, data = { pth = ⟦\"/\" } },", "did you mean `path`?", "`path` mi demek istediniz?"),
    row("F003", FACT, "  { type = \"demo_requested\", occurred_at = 2026-03-02T09:00:00+03:00, account_fields = { domain = \"a.b\", employees = ⟦\"many\" } },", "account_fields.employees: `many` is no int", "`many` şu türde değil: int"),
    row("F004", FACT, "  { type = \"refused\", occurred_at = 2026-03-02T09:00:00+03:00, data = ⟦{ by = \"ayse\" } },", "this type of fact needs `data.reason`", "bu olgu türü `data.reason` ister"),
    row("F006", FACT, "  { type = \"finding\", occurred_at = 2026-03-02T09:00:00+03:00, data = ⟦{ criterion = \"budget\", pain = \"leads-lost\", verdict = \"met\" } },", "a finding is about exactly one of", "bulgu tam olarak bir şey hakkındadır"),
    row("F008", FACT, "  { type = \"overruled\", occurred_at = 2026-03-02T09:00:00+03:00, data = ⟦{ signal = \"evasive\", pain = \"leads-lost\" } },", "exactly one of: a signal", "düzeltilen tam olarak bir şeydir"),
    row("F007", FACT, "  { type = \"contacted\", occurred_at = 2026-03-02T09:00:00+03:00, data = ⟦{ outcome = \"reached\", next = \"call\" } },", "a next step needs both", "sonraki adım için ikisi de gerekir"),
];
