//! Fields and types of facts: the schema that conditions are checked against.

use super::builtin::{Builtin, CONTACTS, Form, Kind, Measure, ORIGINS, VERDICTS};
use super::ids::{self, Ids};
use super::reader::Reader;
use super::{FactType, Field, spec};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::document::{Item, Table, Text};
use crate::lang::Both;
use crate::limits;
use crate::role;
use crate::value::{EnumType, Type};
use std::sync::Arc;

/// The plain types by name.
const PLAIN: [(&str, Type); 8] = [
    ("bool", Type::Bool),
    ("int", Type::Int),
    ("decimal", Type::Decimal),
    ("text", Type::Text),
    ("date", Type::Date),
    ("moment", Type::Moment),
    ("duration", Type::Duration),
    ("money", Type::Money),
];

fn field(id: &str, kind: Type, label: Both) -> Field {
    Field { id: Arc::from(id), kind, label, indexed: false, dimension: false, sensitive: false }
}

/// Fields that every person has.
pub(super) fn person_fields() -> Vec<Field> {
    let words = |ids: Vec<&'static str>| Type::Enum(EnumType::new(ids));
    vec![
        field("email", Type::Text, both!(en = "e-mail address", tr = "e-posta adresi")),
        field("name", Type::Text, both!(en = "name", tr = "ad")),
        field("title", Type::Text, both!(en = "job title", tr = "unvan")),
        field("phone", Type::Text, both!(en = "telephone number", tr = "telefon numarası")),
        field("language", Type::Text, both!(en = "language", tr = "dil")),
        field(
            "role_function",
            words(role::Function::ALL.iter().map(|it| it.id()).collect()),
            both!(en = "function as told", tr = "bildirilen görev alanı"),
        ),
        field(
            "role_seniority",
            words(role::Seniority::ALL.iter().map(|it| it.id()).collect()),
            both!(en = "seniority as told", tr = "bildirilen kıdem"),
        ),
        field(
            "role_part",
            words(role::Part::ALL.iter().map(|it| it.id()).collect()),
            both!(en = "part in the decision as told", tr = "bildirilen karar rolü"),
        ),
    ]
}

/// The place of `person.title`.
pub(crate) const TITLE: u16 = 2;
/// The place of `person.role_function`; seniority and part follow.
pub(crate) const ROLE_FUNCTION: u16 = 5;

/// Fields that every account has.
pub(super) fn account_fields() -> Vec<Field> {
    vec![
        field("domain", Type::Text, both!(en = "domain", tr = "alan adı")),
        field("name", Type::Text, both!(en = "company name", tr = "şirket adı")),
    ]
}

impl<'a, 'i> Reader<'a, 'i> {
    /// Declared fields and purposes of consent.
    pub(super) fn schema(&mut self) {
        self.playbook.person = person_fields();
        self.playbook.account = account_fields();
        if let Some(fields) = self.root.table("fields", &spec::FIELDS) {
            if let Some(table) = fields.table("person", &spec::FIELD_MAP) {
                let declared = self.declared(table.entries(), "[fields.person]", &self.playbook.person);
                self.playbook.person.extend(declared);
            }
            if let Some(table) = fields.table("account", &spec::FIELD_MAP) {
                let mut entries = table.entries();
                entries.retain(|(name, _)| {
                    let taken = name.text == "engagement";
                    if taken {
                        self.faults.error(
                            "P007",
                            name.span.clone(),
                            both!(
                                en = "`account.engagement` is the total of `[account]`; name the field otherwise",
                                tr = "`account.engagement`, `[account]` toplamıdır; alana başka bir ad verin"
                            ),
                        );
                    }
                    !taken
                });
                let declared = self.declared(entries, "[fields.account]", &self.playbook.account);
                self.playbook.account.extend(declared);
            }
            self.marked(&fields.span());
        }
        let mut ids = Ids::new("consents", self.faults);
        self.playbook.consents = match self.root.get("consents") {
            None => vec![Arc::from("email"), Arc::from("phone")],
            Some(_) => self.root.texts("consents").iter().filter_map(|it| ids.take_name(it)).collect(),
        };
    }

    fn marked(&self, span: &std::ops::Range<usize>) {
        let all = || self.playbook.person.iter().chain(&self.playbook.account);
        let most = limits::MARKED_FIELDS_MAX;
        for (mark, count) in
            [("indexed", all().filter(|it| it.indexed).count()), ("dimension", all().filter(|it| it.dimension).count())]
        {
            if count > most {
                self.faults.error(
                    "P008",
                    span.clone(),
                    both!(
                        en = "{count} fields are marked `{mark}`; at most {most} may be",
                        tr = "{count} alan `{mark}` olarak işaretli; en çok {most} olabilir"
                    ),
                );
            }
        }
    }

    fn declared(&self, entries: Vec<(Text, Item<'a, 'i>)>, path: &'static str, builtin: &[Field]) -> Vec<Field> {
        let mut ids = Ids::new(path, self.faults);
        let mut fields = Vec::new();
        for (name, item) in entries {
            let Some(id) = ids.take_name(&name) else { continue };
            if builtin.iter().any(|field| field.id == id) {
                let fault = Diagnostic::error(
                    "P007",
                    name.span,
                    both!(en = "`{id}` is built in", tr = "`{id}` zaten yerleşik bir alan"),
                );
                self.faults.push(fault.help(both!(
                    en = "leave the line out: the field is there already",
                    tr = "satırı silin: alan zaten var"
                )));
                continue;
            }
            let field = self.field(&id, &item);
            if field.is_none() {
                self.unread.borrow_mut().insert(id.to_string());
            }
            fields.extend(field);
        }
        fields
    }

    /// One field: a type's name, or a table.
    fn field(&self, id: &Arc<str>, item: &Item<'a, 'i>) -> Option<Field> {
        if !item.is_table() {
            let kind = self.plain_type(&item.text()?)?;
            return Some(field(id, kind, Both::same(id.replace('_', " "))));
        }
        let table = item.table(&spec::FIELD)?;
        let forms = ["type", "one_of", "list_of"].into_iter().filter(|key| table.get(key).is_some()).count();
        if forms != 1 {
            self.faults.error(
                "P003",
                item.span(),
                both!(
                    en = "the field `{id}` needs exactly one of `type`, `one_of`, `list_of`",
                    tr = "`{id}` alanı `type`, `one_of`, `list_of` anahtarlarından tam olarak birini ister"
                ),
            );
            return None;
        }
        let kind = if table.get("one_of").is_some() {
            Type::Enum(self.one_of(&table)?)
        } else if let Some(inner) = table.text("list_of") {
            Type::List(Box::new(self.plain_type(&inner)?))
        } else {
            self.plain_type(&table.text("type")?)?
        };
        Some(Field {
            id: id.clone(),
            kind,
            label: table.both("label").unwrap_or_else(|| Both::same(id.replace('_', " "))),
            indexed: table.bool("indexed").unwrap_or(false),
            dimension: table.bool("dimension").unwrap_or(false),
            sensitive: table.bool("sensitive").unwrap_or(false),
        })
    }

    /// The words of an enum.
    fn one_of(&self, table: &Table<'a, 'i>) -> Option<Arc<EnumType>> {
        let texts = table.texts("one_of");
        for (place, text) in texts.iter().enumerate() {
            if texts[..place].iter().any(|earlier| earlier.text == text.text) {
                let word = &text.text;
                self.faults.error(
                    "P007",
                    text.span.clone(),
                    both!(en = "`{word}` stands twice in `one_of`", tr = "`{word}`, `one_of` içinde iki kez geçiyor"),
                );
            }
        }
        for text in texts.iter().filter(|text| text.text.is_empty() || text.text.trim() != text.text) {
            self.faults.error(
                "P005",
                text.span.clone(),
                both!(
                    en = "a word of `one_of` is neither empty nor begins or ends with a blank",
                    tr = "`one_of` sözcüğü boş olamaz, boşlukla başlayıp bitemez"
                ),
            );
        }
        if texts.is_empty() {
            self.faults.error(
                "P005",
                table.span_of("one_of"),
                both!(en = "`one_of` needs at least one word", tr = "`one_of` en az bir sözcük ister"),
            );
            return None;
        }
        Some(EnumType::new(texts.iter().map(|text| &text.text)))
    }

    fn plain_type(&self, text: &Text) -> Option<Type> {
        let found = PLAIN.iter().find(|(name, _)| *name == text.text);
        if found.is_none() {
            ids::unknown(self.faults, text, &both!(en = "type", tr = "tür"), PLAIN.iter().map(|(name, _)| *name));
        }
        found.map(|(_, kind)| kind.clone())
    }

    /// Built-in and declared types of facts.
    pub(super) fn fact_types(&mut self) {
        let mut types: Vec<FactType> = Builtin::ALL.iter().map(|&it| self.builtin_type(it)).collect();
        let Some(table) = self.root.table("facts", &spec::FACTS) else {
            self.playbook.fact_types = types;
            return;
        };
        let mut ids = Ids::new("[facts]", self.faults);
        for (name, item) in table.entries() {
            let (Some(id), Some(data)) = (ids.take_name(&name), item.table(&spec::FACT)) else {
                continue;
            };
            if Builtin::from_id(&id).is_some() {
                self.faults.error(
                    "P007",
                    name.span,
                    both!(en = "facts of type `{id}` are built in", tr = "`{id}` türündeki olgular yerleşiktir"),
                );
                continue;
            }
            let (labels, fields): (Vec<_>, Vec<_>) =
                data.entries().into_iter().partition(|(key, item)| key.text == "label" && is_label(item));
            let label = labels.first().and_then(|(_, item)| item.both());
            types.push(FactType {
                label: label.unwrap_or_else(|| Both::same(id.replace('_', " "))),
                data: self.declared(fields, "[facts.<type>]", &[]),
                ..fact_type(id, None)
            });
        }
        self.playbook.fact_types = types;
    }

    fn builtin_type(&self, it: Builtin) -> FactType {
        let playbook = &self.playbook;
        let of = |ids: Vec<String>| Type::Enum(EnumType::new(ids));
        let reasons = playbook.handover.iter().flat_map(|handover| &handover.reasons);
        let data = it.data().iter().map(|&(name, form)| {
            let kind = match form {
                Form::Text => Type::Text,
                Form::Bool => Type::Bool,
                Form::Int => Type::Int,
                Form::Date => Type::Date,
                Form::Moment => Type::Moment,
                Form::Contact => of(CONTACTS.map(str::to_owned).to_vec()),
                Form::Money => Type::Money,
                Form::Reason => of(reasons.clone().map(|reason| reason.id.to_string()).collect()),
                Form::Kind => of(Kind::ALL.iter().map(|it| it.id().to_owned()).collect()),
                Form::Stage => Type::Enum(playbook.stage_type()),
                Form::Criterion => of(playbook.criteria.iter().map(|it| it.id.to_string()).collect()),
                Form::Pain => of(playbook.pains.iter().map(|it| it.id.to_string()).collect()),
                Form::Measure => of(Measure::ALL.iter().map(|it| it.id().to_owned()).collect()),
                Form::Verdict => of(VERDICTS.map(str::to_owned).to_vec()),
                Form::Origin => of(ORIGINS.map(str::to_owned).to_vec()),
                Form::Signal => of(playbook.signals.iter().map(|it| it.id.to_string()).collect()),
                Form::Consent => of(playbook.consents.iter().map(|it| it.to_string()).collect()),
            };
            field(name, kind, Both::same(name))
        });
        FactType { label: it.name(), data: data.collect(), ..fact_type(Arc::from(it.id()), Some(it)) }
    }
}

fn is_label(item: &Item<'_, '_>) -> bool {
    use toml::de::DeValue;
    match item.value() {
        DeValue::Table(table) => table.contains_key("en"),
        _ => false,
    }
}

fn fact_type(id: Arc<str>, builtin: Option<Builtin>) -> FactType {
    FactType {
        label: Both::same(id.replace('_', " ")),
        id,
        data: Vec::new(),
        builtin,
        engagement: Vec::new(),
        account_rules: Vec::new(),
        counted: false,
    }
}
