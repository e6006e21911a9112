//! What of a playbook people change in the portal, part by part.

use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::Measure;

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A short text: a duration, an id.
    Text,
    /// A condition.
    Rule,
    /// A text in English and Turkish.
    Words,
    /// A whole number.
    Whole,
    /// A share between 0 and 1.
    Share,
    /// Yes or no.
    Yes,
    /// Several texts, one a line.
    Lines,
    /// A text, or a table in braces.
    Table,
    /// One of these.
    Choice(&'static [&'static str]),
}

/// A value that can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its key; a dot leads into a table.
    pub name: &'static str,
    /// What it looks like.
    pub kind: Kind,
    /// What it is.
    pub label: Both,
}

/// Entries of one sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The way to them; `*` stands for each.
    pub path: &'static [&'static str],
    /// What they are.
    pub title: Both,
    /// Whether entries can be taken out, and added where they have a wording.
    pub open: bool,
    /// Their values.
    pub keys: Vec<Key>,
}

/// A part of the agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its id, in addresses.
    pub id: &'static str,
    /// Its name.
    pub title: Both,
    /// What is in it.
    pub groups: Vec<Group>,
}

fn key(name: &'static str, kind: Kind, label: Both) -> Key {
    Key { name, kind, label }
}

fn group(path: &'static [&'static str], open: bool, title: Both, keys: Vec<Key>) -> Group {
    Group { path, title, open, keys }
}

const KINDS: &[&str] = &["never", "not_now", "not_us", "wrong_person", "unreachable"];

/// All parts, in the order in which they are shown.
pub fn parts() -> Vec<Part> {
    vec![
        stages(),
        handover(),
        fit(),
        engagement(),
        conversation(),
        sizing(),
        products(),
        letting_go(),
        hours(),
        examples(),
    ]
}

fn stages() -> Part {
    let keys = vec![
        key("name", Kind::Words, both!(en = "Name", tr = "Ad")),
        key("enter", Kind::Rule, both!(en = "Enters when", tr = "Giriş koşulu")),
        key("framework", Kind::Text, both!(en = "Framework to be met", tr = "Karşılanması gereken çerçeve")),
        key("needs", Kind::Rule, both!(en = "Also needed", tr = "Ayrıca gereken")),
        key("max_age", Kind::Text, both!(en = "Longest stay", tr = "En uzun kalış")),
    ];
    Part {
        id: "stages",
        title: both!(en = "Stages", tr = "Aşamalar"),
        groups: vec![group(&["stage", "*"], false, both!(en = "Stage", tr = "Aşama"), keys)],
    }
}

fn handover() -> Part {
    let own = vec![
        key("accept.within", Kind::Text, both!(en = "Sales answers within", tr = "Satışın yanıt süresi")),
        key("contact.warn", Kind::Text, both!(en = "First contact: warned after", tr = "İlk temas: uyarı")),
        key("contact.breach", Kind::Text, both!(en = "First contact: late after", tr = "İlk temas: gecikme")),
        key("follow_up.within", Kind::Text, both!(en = "Next contact within", tr = "Sonraki temas süresi")),
        key("on_breach", Kind::Lines, both!(en = "When it is late, one a line", tr = "Gecikince, her satıra bir adım")),
        key("acceptance_target", Kind::Share, both!(en = "Wanted rate of acceptance", tr = "Hedef kabul oranı")),
        key(
            "min_sample",
            Kind::Whole,
            both!(en = "Judged from so many answers on", tr = "Değerlendirme için en az yanıt"),
        ),
        key("reoffers", Kind::Whole, both!(en = "Offered again at most", tr = "En çok yeniden sunma")),
        key("undo", Kind::Text, both!(en = "Can be undone within", tr = "Geri alma süresi")),
    ];
    let check = vec![
        key("text", Kind::Words, both!(en = "Wording", tr = "Metin")),
        key("team", Kind::Choice(&["marketing", "sales"]), both!(en = "Asked for by", tr = "İsteyen ekip")),
        key("when", Kind::Rule, both!(en = "Met when", tr = "Karşılanma koşulu")),
    ];
    let reason = vec![
        key("text", Kind::Words, both!(en = "Wording", tr = "Metin")),
        key("recycles", Kind::Yes, both!(en = "Goes back to marketing", tr = "Pazarlamaya geri döner")),
        key("kind", Kind::Choice(KINDS), both!(en = "Otherwise let go as", tr = "Dönmüyorsa diskalifiye türü")),
    ];
    let groups = vec![
        group(&["handover"], false, both!(en = "The hand-over", tr = "Devir"), own),
        group(&["handover", "check", "*"], true, both!(en = "Criterion of acceptance", tr = "Kabul ölçütü"), check),
        group(&["handover", "reason", "*"], true, both!(en = "Reason to refuse", tr = "Ret gerekçesi"), reason),
    ];
    Part { id: "handover", title: both!(en = "Hand-over", tr = "Devir"), groups }
}

fn fit() -> Part {
    let grade = |name| key(name, Kind::Whole, both!(en = "At least", tr = "En az"));
    let mut grades = vec![grade("grades.A"), grade("grades.B"), grade("grades.C")];
    for (key, letter) in grades.iter_mut().zip(["A", "B", "C"]) {
        key.label = both!(en = "{letter} from", tr = "{letter} alt sınırı");
    }
    let rule = vec![
        key("text", Kind::Words, both!(en = "Wording", tr = "Metin")),
        key("when", Kind::Rule, both!(en = "When", tr = "Koşul")),
        key("points", Kind::Whole, both!(en = "Points", tr = "Puan")),
        key("unknown", Kind::Whole, both!(en = "Points while unknown", tr = "Bilinmiyorken puan")),
    ];
    let groups = vec![
        group(&["fit"], false, both!(en = "Grades", tr = "Notlar"), grades),
        group(&["fit", "rule", "*"], true, both!(en = "Rule", tr = "Kural"), rule),
    ];
    Part { id: "fit", title: both!(en = "Fit", tr = "Uygunluk"), groups }
}

fn engagement() -> Part {
    let own = vec![
        key("half_life", Kind::Text, both!(en = "Half of it is gone after", tr = "Yarı ömür")),
        key("bands.hot", Kind::Whole, both!(en = "Hot from", tr = "Sıcak alt sınırı")),
        key("bands.warm", Kind::Whole, both!(en = "Warm from", tr = "Ilık alt sınırı")),
        key("bands.cool", Kind::Whole, both!(en = "Cool from", tr = "Serin alt sınırı")),
    ];
    let rule = vec![
        key("text", Kind::Words, both!(en = "Wording", tr = "Metin")),
        key("on", Kind::Text, both!(en = "Fact", tr = "Olay")),
        key("when", Kind::Rule, both!(en = "When", tr = "Koşul")),
        key("points", Kind::Whole, both!(en = "Points", tr = "Puan")),
        key("half_life", Kind::Text, both!(en = "Half of it is gone after", tr = "Yarı ömür")),
        key("limit", Kind::Whole, both!(en = "At most", tr = "En çok")),
    ];
    let groups = vec![
        group(&["engagement"], false, both!(en = "What people do", tr = "İlgi"), own),
        group(&["engagement", "rule", "*"], true, both!(en = "Rule", tr = "Kural"), rule),
    ];
    Part { id: "engagement", title: both!(en = "Engagement", tr = "İlgi"), groups }
}

fn conversation() -> Part {
    let framework = vec![key("advance", Kind::Table, both!(en = "Met when", tr = "Karşılanma koşulu"))];
    let criterion = vec![
        key("name", Kind::Words, both!(en = "Name", tr = "Ad")),
        key("weight", Kind::Whole, both!(en = "Weight", tr = "Ağırlık")),
        key("required", Kind::Yes, both!(en = "Required", tr = "Zorunlu")),
        key("hint", Kind::Rule, both!(en = "First indication", tr = "İlk belirti")),
    ];
    let pain = vec![
        key("text", Kind::Words, both!(en = "In words", tr = "Sözle")),
        key("words", Kind::Lines, both!(en = "Recognised by, one a line", tr = "Tanıtan sözler, her satıra bir")),
        key("solved", Kind::Choice(&["no", "partly", "fully"]), both!(en = "We solve it", tr = "Çözme derecemiz")),
        key("only_us", Kind::Yes, both!(en = "Only we solve it", tr = "Yalnızca biz çözüyoruz")),
    ];
    let goal = vec![key("when", Kind::Rule, both!(en = "Asked of whom", tr = "Kime sorulur"))];
    let wish = vec![
        key("text", Kind::Words, both!(en = "In words", tr = "Sözle")),
        key("sells", Kind::Yes, both!(en = "Is sold to", tr = "Satış yapılır")),
    ];
    let groups = vec![
        group(&["goal"], false, both!(en = "What a lead wants", tr = "Adayın amacı"), goal),
        group(&["goal", "question", "*"], true, both!(en = "Question for the goal", tr = "Amaç sorusu"), question()),
        group(&["goal", "answer", "*"], false, both!(en = "Goal", tr = "Amaç"), wish),
        group(&["framework", "*"], false, both!(en = "Framework", tr = "Çerçeve"), framework),
        group(&["framework", "*", "criterion", "*"], false, both!(en = "Criterion", tr = "Ölçüt"), criterion),
        group(
            &["framework", "*", "criterion", "*", "question", "*"],
            true,
            both!(en = "Question", tr = "Soru"),
            question(),
        ),
        group(&["pain", "*"], true, both!(en = "Pain", tr = "Sorunlu nokta"), pain),
    ];
    Part { id: "conversation", title: both!(en = "Qualifying", tr = "Nitelendirme"), groups }
}

fn question() -> Vec<Key> {
    vec![key("text", Kind::Words, both!(en = "Question", tr = "Soru"))]
}

fn sizing() -> Part {
    let level = vec![key("when", Kind::Rule, both!(en = "What speaks for it", tr = "Bunu gösteren"))];
    let groups = vec![
        group(&["size", "*", "levels", "*"], true, both!(en = "First indication", tr = "İlk gösterge"), level),
        group(&["size", "*", "question", "*"], true, both!(en = "Question", tr = "Soru"), question()),
    ];
    Part { id: "sizing", title: both!(en = "Sizing up", tr = "Boyutlandırma"), groups }
}

fn products() -> Part {
    let keys = vec![
        key("name", Kind::Words, both!(en = "Name", tr = "Ad")),
        key("words", Kind::Lines, both!(en = "Also called, one a line", tr = "Diğer adları, her satıra bir")),
        key("price", Kind::Text, both!(en = "Price, such as 49 EUR", tr = "Fiyat, örneğin 49 EUR")),
        key("per", Kind::Choice(&["unit", "user", "all"]), both!(en = "The price of", tr = "Fiyat neyin")),
        key("every", Kind::Choice(&["once", "month", "year"]), both!(en = "Due", tr = "Ödeme")),
        key("discount", Kind::Whole, both!(en = "Per cent taken off at most", tr = "En çok indirim, yüzde")),
        key("set_up", Kind::Table, both!(en = "In use after", tr = "Kullanıma alma süresi")),
        key(
            "solves",
            Kind::Lines,
            both!(en = "Solves, one pain a line", tr = "Çözdükleri, her satıra bir sorunlu nokta"),
        ),
    ];
    let groups = vec![group(&["product", "*"], true, both!(en = "Product", tr = "Ürün"), keys)];
    Part { id: "products", title: both!(en = "Products", tr = "Ürünler"), groups }
}

fn letting_go() -> Part {
    let keys = vec![
        key("text", Kind::Words, both!(en = "Wording", tr = "Metin")),
        key("kind", Kind::Choice(KINDS), both!(en = "Kind", tr = "Tür")),
        key("when", Kind::Rule, both!(en = "When", tr = "Koşul")),
        key("by", Kind::Choice(&["rule", "sales"]), both!(en = "Decided by", tr = "Karar veren")),
        key("revive_after", Kind::Text, both!(en = "Comes back after", tr = "Geri gelme süresi")),
    ];
    let effort = vec![
        key("answer", Kind::Text, both!(en = "Answering a hand-over takes", tr = "Devri yanıtlama süresi")),
        key("contact", Kind::Text, both!(en = "An attempt takes", tr = "Temas girişimi süresi")),
        key("conversation", Kind::Text, both!(en = "A conversation takes", tr = "Görüşme süresi")),
        key("hour", Kind::Text, both!(en = "An hour of sales costs", tr = "Satışın saat maliyeti")),
    ];
    let groups = vec![
        group(&["disqualify", "*"], true, both!(en = "Reason to let go", tr = "Diskalifiye gerekçesi"), keys),
        group(&["effort"], false, both!(en = "What it takes", tr = "Harcanan emek"), effort),
    ];
    Part { id: "letting-go", title: both!(en = "Letting go", tr = "Diskalifiye etme"), groups }
}

fn hours() -> Part {
    let keys = vec![
        key("time_zone", Kind::Text, both!(en = "Time zone", tr = "Saat dilimi")),
        key("open", Kind::Lines, both!(en = "Open, one block a line", tr = "Çalışma saatleri, her satıra bir aralık")),
        key("holidays", Kind::Lines, both!(en = "Holidays, one a line", tr = "Tatiller, her satıra bir")),
    ];
    let groups = vec![group(&["calendar", "*"], false, both!(en = "Calendar", tr = "Takvim"), keys)];
    Part { id: "hours", title: both!(en = "Hours", tr = "Çalışma saatleri"), groups }
}

fn examples() -> Part {
    let keys = vec![key("expect", Kind::Table, both!(en = "What must come out", tr = "Beklenen sonuç"))];
    let groups = vec![group(&["test", "*"], true, both!(en = "Example", tr = "Örnek"), keys)];
    Part { id: "examples", title: both!(en = "Examples", tr = "Örnekler"), groups }
}

fn matches(path: &[&str], segments: &[&str]) -> bool {
    path.len() == segments.len() && path.iter().zip(segments).all(|(step, it)| *step == "*" || step == it)
}

impl Group {
    /// The key that holds the wording by which an entry can be added; none where none can.
    pub fn wording(&self) -> Option<&'static str> {
        let words = self.keys.iter().filter(|it| it.kind == Kind::Words && matches!(it.name, "text" | "name"));
        words.map(|it| it.name).next().filter(|_| self.open)
    }

    /// Whether an entry can be added by its wording.
    pub fn grows(&self) -> bool {
        self.wording().is_some()
    }
}

/// What an entry without a wording of its own is called: a measure by its name, with the level where it is one of it.
pub fn called(address: &str, lang: Lang) -> String {
    let mut steps = address.split('/');
    let last = address.rsplit('/').next().unwrap_or(address);
    let measure = steps.next().filter(|it| *it == "size").and_then(|_| Measure::from_id(steps.next()?));
    let Some(measure) = measure else { return last.to_owned() };
    let name = measure.name();
    let name = name.get(lang);
    match last.parse().ok().filter(|_| address.contains("/levels/")) {
        Some(level) => format!("{name} {level}: {}", measure.level(level).get(lang)),
        None => name.to_owned(),
    }
}

/// The group and the key that an address names, and the language where the text is in two.
pub fn resolve(address: &str) -> Option<(Group, Key, Option<Lang>)> {
    let segments: Vec<&str> = address.split('/').collect();
    let groups = parts().into_iter().flat_map(|it| it.groups);
    for group in groups {
        let depth = group.path.len();
        if segments.len() <= depth || !matches(group.path, &segments[..depth]) {
            continue;
        }
        let Some(key) = group.keys.iter().find(|it| it.name == segments[depth]).cloned() else { continue };
        let lang = match (key.kind, segments.get(depth + 1)) {
            (Kind::Words, Some(tag)) if segments.len() == depth + 2 => Some(Lang::from_tag(tag)?),
            (Kind::Words, _) | (_, Some(_)) => return None,
            _ => None,
        };
        return Some((group, key, lang));
    }
    None
}

/// The group to which an entry at this address belongs.
pub fn group_of_entry(address: &str) -> Option<Group> {
    let segments: Vec<&str> = address.split('/').collect();
    parts().into_iter().flat_map(|it| it.groups).find(|it| matches(it.path, &segments))
}
