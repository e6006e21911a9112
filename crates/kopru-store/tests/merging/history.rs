//! Random histories of a few people, and what of them lies in the database.

use crate::dump::{Dump, Row, clear, dump};
use crate::engines::{PLAYBOOK, Scene, account, fact, field, with};
use kopru_engine::fact::Subject;
use kopru_engine::lead::{Lead, Standing};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use kopru_store::sql::Cell;
use kopru_store::written::{Names, read_body, read_changes};
use kopru_store::{Answer, FactIn, Id};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

pub static PLAYED: LazyLock<Playbook> =
    LazyLock::new(|| Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("a playbook"));
static NAMES: LazyLock<Names> = LazyLock::new(|| Names::new(&PLAYED));
static CAST: AtomicUsize = AtomicUsize::new(0);

/// One thing that happens.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which person, see [`Cast`].
    pub who: usize,
    /// Who else is named; the same person again means nobody.
    pub beside: usize,
    /// Whether the subject is an address that was never seen.
    pub fresh: bool,
    pub act: usize,
    /// 0: the fact names no account.
    pub account: usize,
    /// Seconds until the next step, and whether the upkeep runs then.
    pub wait: i64,
    pub upkeep: bool,
    /// Seconds by which the fact comes late.
    pub late: i64,
}

/// What can happen, the harmless ones first.
pub const ACTS: usize = 19;
/// Acts after which no new cycle begins.
pub const TAME: usize = 14;

pub fn steps(count: usize, people: usize, acts: usize, accounts: usize) -> impl Strategy<Value = Vec<Step>> {
    let waits = prop_oneof![Just(0), Just(60), Just(3_600), Just(86_400), Just(8 * 86_400), Just(70 * 86_400)];
    let lates = prop_oneof![4 => Just(0), 1 => Just(3_600), 1 => Just(20 * 86_400)];
    let step = (0..people, 0..people, any::<bool>(), 0..acts, 0..=accounts, waits, any::<bool>(), lates);
    let step = step.prop_map(|(who, beside, fresh, act, account, wait, upkeep, late)| Step {
        who,
        beside,
        fresh: fresh && act % 2 == 0,
        act,
        account,
        wait,
        upkeep,
        late,
    });
    vec(step, 0..count)
}

/// Runs a property on one database, which is empty before each case.
pub fn property<S: Strategy, F: Future<Output = ()>>(
    scene: &Scene,
    cases: u32,
    strategy: S,
    check: impl Fn(S::Value) -> F,
) {
    let config = Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(7),
        max_shrink_iters: std::env::var("SHRINK").map_or(0, |it| it.parse().unwrap_or(0)),
        ..Config::default()
    };
    let run = |case| {
        block_in_place(|| {
            Handle::current().block_on(async {
                clear(scene).await;
                check(case).await;
            });
        });
        Ok(())
    };
    if let Err(fault) = TestRunner::new(config).run(&strategy, run) {
        panic!("{fault}");
    }
}

/// People who were never there before, with one address each.
#[derive(Clone, Debug)]
pub struct Cast {
    pub number: usize,
    pub people: Vec<Id>,
    count: usize,
    /// Facts that can be taken back, by person.
    last: BTreeMap<usize, String>,
}

impl Cast {
    /// Each comes with one small fact.
    pub async fn new(scene: &Scene, count: usize) -> Cast {
        let mut cast =
            Cast { number: CAST.fetch_add(1, Ordering::SeqCst), people: Vec::new(), count: 0, last: BTreeMap::new() };
        for who in 0..count {
            let id = cast.id();
            let made = scene.take(vec![fact(scene, &id, &cast.email(who), "newsletter_subscribed")]).await;
            cast.people.push(made[0].person.expect("a person"));
        }
        cast
    }

    pub fn email(&self, who: usize) -> String {
        format!("p{who}@cast{}.example", self.number)
    }

    fn id(&mut self) -> String {
        self.count += 1;
        format!("{}-{:04}", self.number, self.count)
    }

    /// The fact of a step.
    pub fn fact(&mut self, scene: &Scene, step: &Step) -> FactIn {
        let id = self.id();
        let new = |kind: &str| fact(scene, &id, &self.email(step.who), kind);
        let mut made = match step.act {
            0 => with(new("page_viewed"), "path", "/pricing"),
            1 => with(new("page_viewed"), "path", "/blog"),
            2 => new("demo_requested"),
            3 => field(new("fields_set"), "title", "VP Sales"),
            4 => field(new("fields_set"), "title", "Intern"),
            5 => field(new("fields_set"), "country", ["Turkey", "Germany"][step.beside % 2]),
            6 => field(new("fields_set"), "name", &format!("Somebody {}", step.who)),
            7 => with(with(new("finding"), "pain", "leads-lost"), "quote", "we lose them"),
            8 => with(new("consent_given"), "purpose", "email"),
            9 => with(new("consent_withdrawn"), "purpose", "email"),
            10 => with(new("consent_given"), "purpose", "phone"),
            11 => with(new("consent_withdrawn"), "purpose", "phone"),
            12 => account(new("fields_set"), "", &[("employees", ["3", "120"][step.beside % 2])]),
            13 => with(new("stage_reported"), "stage", "sal"),
            14 => match self.last.get(&step.who) {
                Some(last) => with(new("retracted"), "fact", last),
                None => new("newsletter_subscribed"),
            },
            15 => with(new("accepted"), "by", "rep"),
            16 => with(new("recycled"), "reason", "later"),
            17 => with(new("revived"), "by", "rep"),
            _ => with(with(new("disqualified"), "kind", "not_now"), "reason", "small"),
        };
        match step.act {
            0..=11 => drop(self.last.insert(step.who, id)),
            // Nothing is taken back twice.
            14 => drop(self.last.remove(&step.who)),
            _ => {}
        }
        if step.account > 0 {
            made.incoming.raw.account = Some(format!("Account {} of {}", step.account, self.number));
        } else if step.act == 12 {
            made.incoming.raw.account = None;
        }
        made.incoming.raw.occurred_at = Some(scene.clock.now().plus_secs(-step.late));
        made
    }

    /// Plays steps in which everybody is only themselves.
    pub async fn play(&mut self, scene: &Scene, steps: &[Step]) -> Vec<(FactIn, Moment)> {
        let mut taken = Vec::new();
        for step in steps {
            let made = self.fact(scene, step);
            taken.extend(take(scene, made).await.map(|(fact, at, _)| (fact, at)));
            scene.clock.advance_secs(step.wait);
            if step.upkeep {
                scene.settle().await;
            }
        }
        taken
    }

    /// The same fact about an address that nobody has, or with another person's address beside its own.
    pub fn also(&mut self, mut made: FactIn, step: &Step) -> FactIn {
        if step.fresh {
            let own = made.incoming.raw.subject.clone();
            made.incoming.raw.subject = Subject::Email(format!("new{}@cast{}.example", self.count, self.number));
            made.incoming.also.push(own);
        } else if step.beside != step.who {
            made.incoming.also.push(Subject::Email(self.email(step.beside)));
        }
        made
    }
}

/// Takes a fact; nothing when it is refused.
pub async fn take(scene: &Scene, made: FactIn) -> Option<(FactIn, Moment, Answer)> {
    let now = scene.clock.now();
    let mut answers = scene.store.take(vec![made.clone()]).await.expect("a store that works");
    Some((made, now, answers.pop()?.ok()?))
}

pub fn id_of(cell: &Cell) -> Id {
    let Cell::Blob(bytes) = cell else { panic!("no id: {cell:?}") };
    Id::from_slice(bytes).expect("an id")
}

pub fn int(cell: &Cell) -> i64 {
    let Cell::Int(it) = cell else { panic!("no number: {cell:?}") };
    *it
}

pub fn text(cell: &Cell) -> &str {
    let Cell::Text(it) = cell else { panic!("no text: {cell:?}") };
    it
}

/// The rows of a table that are a person's, in the order of the stream.
pub fn rows_of<'d>(all: &'d Dump, table: &str, person: Id) -> Vec<&'d Row> {
    let mut rows: Vec<&Row> = all[table].iter().filter(|row| id_of(&row["person"]) == person).collect();
    rows.sort_by_key(|row| row.get("seq").map_or(0, int));
    rows
}

/// The lead of a person, as its row holds it.
pub fn lead(all: &Dump, person: Id) -> Lead {
    let Cell::Blob(state) = &rows_of(all, "person", person)[0]["state"] else { panic!("a state") };
    Lead::from_bytes(&PLAYED, state).expect("a lead")
}

/// The facts of a person's stream that count, typed.
pub fn facts(all: &Dump, person: Id) -> Vec<Fact> {
    let rows = rows_of(all, "fact", person).into_iter().filter(|row| row["moved_to"] == Cell::Null);
    rows.map(|row| {
        let mut incoming = read_body(text(&row["body"])).expect("a fact");
        let moment = |name: &str| Moment::from_micros(int(&row[name])).expect("a moment");
        incoming.raw.occurred_at = Some(moment("occurred_at"));
        incoming.raw.recorded_at = Some(moment("recorded_at"));
        PLAYED.type_fact(&incoming.raw, text(&row["id"]), moment("occurred_at")).expect("a fact")
    })
    .collect()
}

/// Where a lead stands by its decisions, those left out that were taken back.
pub fn folded(all: &Dump, person: Id) -> Standing {
    let gone: Vec<(i64, i64)> = all["merge"]
        .iter()
        .filter(|row| id_of(&row["survivor"]) == person && row["restored"] == Cell::Int(1))
        .map(|row| (int(&row["survivor_seq"]), int(&row["undone_seq"])))
        .collect();
    let mut standing = Standing::new(&PLAYED);
    for row in rows_of(all, "decision", person) {
        if gone.iter().any(|(from, to)| (*from..=*to).contains(&int(&row["seq"]))) {
            continue;
        }
        let at = Moment::from_micros(int(&row["at"])).expect("a moment");
        for change in read_changes(&NAMES, text(&row["changes"])).expect("changes") {
            standing.apply(&change, at);
        }
    }
    standing
}

/// What must be the same again once a merge is undone with nothing in between.
pub async fn view(scene: &Scene, cast: &Cast) -> BTreeMap<String, Vec<Row>> {
    let all = dump(scene).await;
    let mut view = BTreeMap::new();
    let people = all["person"].iter().filter(|row| cast.people.contains(&id_of(&row["person"])));
    let bare = |row: &Row| {
        let mut row = row.clone();
        row.retain(|column, _| column != "seq" && column != "recorded_at");
        row
    };
    view.insert("person".to_owned(), people.map(bare).collect());
    for table in ["identity", "fact", "fact_id", "indexed_value", "opportunity", "waiting"] {
        view.insert(table.to_owned(), all[table].clone());
    }
    // Each writer adds to rows of its own.
    let mut counters: BTreeMap<String, i64> = BTreeMap::new();
    for row in &all["counter"] {
        *counters.entry(text(&row["counter"]).to_owned()).or_default() += int(&row["value"]);
    }
    counters.retain(|name, value| name != "decisions" && *value != 0);
    let row = counters.into_iter().map(|(name, value)| (name, Cell::Int(value))).collect();
    view.insert("counter".to_owned(), vec![row]);
    // An account's version says how often it changed; what it is, is the same.
    let accounts = all["account"].iter().map(|row| {
        let Cell::Blob(state) = &row["state"] else { panic!("a state") };
        let state = kopru_engine::account::Account::from_bytes(&PLAYED, state).expect("an account");
        let state = format!("{:?}{:?}", state.fields, state.sums);
        [("account", row["account"].clone()), ("name", row["name"].clone()), ("state", Cell::Text(state))]
            .map(|(name, cell)| (name.to_owned(), cell))
            .into()
    });
    view.insert("account".to_owned(), accounts.collect());
    view
}
