//! What the list can be filtered by.

use super::super::{Fault, Visit, said};
use super::{ME, age};
use crate::service::Veil;
use crate::service::stagnation::NO_STAGE;
use kopru_engine::playbook::{BANDS, DISPOSITIONS, GRADES, Playbook};
use kopru_engine::role::{Function, Part, Seniority};
use kopru_engine::time::DAY_SECS;
use kopru_engine::trace::band;
use kopru_engine::value::Type;
use kopru_engine::{sales_aloud, say};
use kopru_portal::shell::{Field, Input};
use kopru_portal::words::span;
use kopru_store::leads::QUEUES;

/// Days at a stage that can be asked for.
const AGES: [i64; 6] = [1, 3, 7, 14, 30, 90];

/// The parts of the filter's form.
pub(super) async fn fields(visit: &Visit, playbook: &Playbook) -> Result<Vec<Field>, Fault> {
    let lang = visit.lang;
    let held = |name: &str| visit.asked(name).unwrap_or_default().to_owned();
    let users = visit.app.services.store.users().await?;
    // What an address asks for is shown as chosen even where nobody has it: else the next look would drop it.
    let choice = |name: &str, label: String, mut all: Vec<(String, String)>| {
        let held = held(name);
        if !held.is_empty() && all.iter().all(|it| it.0 != held) {
            all.push((held.clone(), held.clone()));
        }
        Field::new(name, label, Input::Choice(all, held))
    };
    let none = (NO_STAGE.to_owned(), say!(lang, en = "(before any stage)", tr = "(henüz aşamasız)"));
    let stages = playbook.stages.iter().map(|it| (it.id.to_string(), it.name.get(lang).to_owned()));
    let stages = std::iter::once(none).chain(stages);
    let states = DISPOSITIONS.iter().map(|it| ((*it).to_owned(), said::disposition(it, lang)));
    let me = (ME.to_owned(), say!(lang, en = "me", tr = "ben"));
    let all = users.iter().filter(|it| !it.profile.left).map(|it| (it.id.clone(), it.name.clone()));
    let owners = std::iter::once(me).chain(all);
    let queues = QUEUES.iter().map(|it| ((*it).to_owned(), sales_aloud::queue_name(it, lang)));
    let grades = GRADES.iter().map(|it| ((*it).to_owned(), (*it).to_owned()));
    let bands = (0u16..).zip(BANDS).map(|(place, it)| (it.to_owned(), band(place, lang)));
    let personas = playbook.personas.iter().map(|it| (it.id.to_string(), it.name.get(lang).to_owned()));
    let mut ages: Vec<i64> = AGES.iter().map(|days| days * DAY_SECS).chain(age(visit)).collect();
    ages.sort_unstable();
    ages.dedup();
    let ages = ages.into_iter().map(|secs| (secs.to_string(), span(secs, lang)));
    let words = |all: Vec<(&str, String)>| all.into_iter().map(|(id, word)| (id.to_owned(), word)).collect();
    let parts = words(Part::ALL.iter().map(|it| (it.id(), it.name().get(lang).to_owned())).collect());
    let posts = words(Seniority::ALL.iter().map(|it| (it.id(), it.name().get(lang).to_owned())).collect());
    let functions = words(Function::ALL.iter().map(|it| (it.id(), it.name().get(lang).to_owned())).collect());
    let sources = visit.app.services.store.sources().await?;
    let sources = sources.into_iter().map(|it| (it.clone(), it));
    Ok(vec![
        choice("stage", say!(lang, en = "Stage", tr = "Aşama"), stages.collect()),
        choice("disposition", say!(lang, en = "State", tr = "Durum"), states.collect()),
        choice("age", say!(lang, en = "At its stage for", tr = "Aşamada en az"), ages.collect()),
        choice("owner", say!(lang, en = "Owner", tr = "Sorumlu"), owners.collect()),
        choice("queue", say!(lang, en = "Waits for", tr = "Beklediği"), queues.collect()),
        choice("grade", say!(lang, en = "Fit", tr = "Uygunluk"), grades.collect()),
        choice("band", say!(lang, en = "Engagement", tr = "Etkileşim"), bands.collect()),
        choice("persona", say!(lang, en = "Persona", tr = "Persona"), personas.collect()),
        choice("source", say!(lang, en = "Source", tr = "Kaynak"), sources.collect()),
        choice("part", say!(lang, en = "Part in the decision", tr = "Karardaki rol"), parts),
        choice("seniority", say!(lang, en = "Seniority", tr = "Kıdem"), posts),
        choice("function", say!(lang, en = "Function", tr = "Görev alanı"), functions),
    ])
}

/// Its further parts: fields that the playbook marks as indexed.
pub(super) fn indexed(visit: &Visit, playbook: &Playbook, veil: &Veil) -> Vec<Field> {
    let lang = visit.lang;
    let spaces = [("person", &playbook.person), ("account", &playbook.account)];
    let all = spaces.into_iter().flat_map(|(space, fields)| fields.iter().map(move |field| (space, field)));
    all.filter(|(_, field)| field.indexed)
        .map(|(space, field)| (format!("{space}.{}", field.id), field))
        .filter(|(name, _)| !veil.hides_named(name))
        .map(|(name, field)| {
            let held = visit.asked(&name).unwrap_or_default().to_owned();
            let input = match &field.kind {
                Type::Enum(kind) => {
                    Input::Choice(kind.words.iter().map(|it| (it.to_string(), it.to_string())).collect(), held)
                }
                Type::Bool => {
                    let words =
                        [("true", say!(lang, en = "yes", tr = "evet")), ("false", say!(lang, en = "no", tr = "hayır"))];
                    Input::Choice(words.into_iter().map(|(value, word)| (value.to_owned(), word)).collect(), held)
                }
                _ => Input::Text(held),
            };
            Field::new(&name, field.label.get(lang).to_owned(), input)
        })
        .collect()
}
