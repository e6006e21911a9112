//! What conditions mean: truths worked out by hand, and properties beside a plain reading.

mod condition_world;

use condition_world::{NOW, World, compiled};
use kopru_engine::condition::{Condition, Env, Tri};
use kopru_engine::value::Value;
use proptest::prelude::*;

const T: Tri = Tri::True;
const F: Tri = Tri::False;
const U: Tri = Tri::Unknown;

/// Condition, then what is known and the truth that follows.
type Table = [(&'static str, &'static [(&'static str, Tri)])];

fn holds(table: &Table) {
    for (source, rows) in table {
        let condition = compiled(source);
        for (known, truth) in *rows {
            assert_eq!(World::of(known).judge(&condition), *truth, "`{source}` where {known}");
        }
    }
}

#[test]
fn unknown_stays_unknown_unless_the_other_side_decides() {
    holds(&[
        ("account.employees >= 50", &[("", U), ("account.employees=50", T), ("account.employees=49", F)]),
        ("account.active", &[("", U), ("account.active=true", T), ("account.active=false", F)]),
        ("!account.active", &[("", U), ("account.active=true", F), ("account.active=false", T)]),
        (
            "account.active && fit > 3",
            &[
                ("", U),
                ("account.active=false", F),
                ("fit=3", F),
                ("account.active=true", U),
                ("fit=4", U),
                ("account.active=true; fit=4", T),
            ],
        ),
        (
            "account.active || fit > 3",
            &[
                ("", U),
                ("account.active=true", T),
                ("fit=4", T),
                ("account.active=false", U),
                ("fit=3", U),
                ("account.active=false; fit=3", F),
            ],
        ),
        (
            "account.active && fit > 3 && account.employees == 1",
            &[("", U), ("account.employees=2", F), ("account.active=true; fit=4; account.employees=1", T)],
        ),
        (
            "account.active ? fit > 3 : fit < 3",
            &[
                ("fit=4", U),
                ("account.active=true; fit=4", T),
                ("account.active=false; fit=4", F),
                ("account.active=true", U),
            ],
        ),
        ("has(account.employees)", &[("", F), ("account.employees=0", T)]),
        (
            "!has(account.employees) || account.employees < 5",
            &[("", T), ("account.employees=5", F), ("account.employees=4", T)],
        ),
        (
            "account.active == (fit > 3)",
            &[("fit=4", U), ("account.active=false; fit=3", T), ("account.active=true; fit=3", F)],
        ),
    ]);
}

#[test]
fn operators_bind_as_in_cel() {
    holds(&[
        // && binds tighter than ||.
        (
            "account.active || fit > 3 && fit < 3",
            &[("account.active=true; fit=0", T), ("account.active=false; fit=5", F)],
        ),
        (
            "!account.active && fit > 3",
            &[("account.active=false; fit=4", T), ("account.active=true; fit=4", F), ("fit=3", F)],
        ),
        // 2 + 3 * 4 = 14; (2 + 3) * 4 = 20; 10 - 3 - 2 = 5.
        ("fit == 2 + 3 * 4", &[("fit=14", T), ("fit=20", F)]),
        ("fit == (2 + 3) * 4", &[("fit=20", T)]),
        ("fit - 3 - 2 == 5", &[("fit=10", T)]),
        ("-fit == 4 && - 4 == fit", &[("fit=-4", T), ("fit=4", F)]),
        // a ? b : (c ? d : e)
        (
            "fit > 0 ? account.active : fit < 0 ? !account.active : true",
            &[("fit=1; account.active=true", T), ("fit=-1; account.active=true", F), ("fit=0", T)],
        ),
        ("fit == -9223372036854775808", &[("fit=-9223372036854775808", T), ("fit=0", F)]),
    ]);
}

#[test]
fn texts_and_lists_are_asked_byte_by_byte() {
    holds(&[
        ("account.country == 'TR'", &[("", U), ("account.country=TR", T), ("account.country=tr", F)]),
        ("account.country != \"TR\"", &[("", U), ("account.country=TR", F)]),
        // 'Z' (0x5A) < 'a' (0x61); 'ş' begins with 0xC5.
        ("account.country < 'a'", &[("account.country=Z", T), ("account.country=a", F), ("account.country=ş", F)]),
        ("account.country in ['TR', 'DE',]", &[("", U), ("account.country=DE", T), ("account.country=FR", F)]),
        (
            "'crm' in account.tags",
            &[
                ("", U),
                ("account.tags=erp|crm", T),
                ("account.tags=", F),
                ("account.tags=erp|?", U),
                ("account.tags=crm|?", T),
            ],
        ),
        (
            "account.domain in list('competitors')",
            &[("", U), ("account.domain=rival.io", T), ("account.domain=rival.i", F)],
        ),
        ("fact.path.startsWith('/pricing')", &[("", U), ("fact.path=/pricing/eu", T), ("fact.path=/price", F)]),
        ("fact.path.endsWith('.pdf')", &[("fact.path=/a.pdf", T), ("fact.path=/a.PDF", F)]),
        ("fact.path.contains('demo')", &[("fact.path=/a/demo/b", T), ("fact.path=/de/mo", F)]),
        (
            "fact.path.startsWith('/' + account.country)",
            &[("fact.path=/TR/a", U), ("fact.path=/TR/a; account.country=TR", T)],
        ),
        ("size(account.country) == 2", &[("account.country=şğ", T), ("account.country=a", F), ("", U)]),
        ("size(account.tags) > 1", &[("account.tags=a|b", T), ("account.tags=a", F)]),
        ("fact.path == 'it\\'s \\\"\\u015f\\\"\\\\'", &[("fact.path=it's \"ş\"\\", T)]),
        (
            "account.employees in [1, account.least]",
            &[
                ("account.employees=1", U),
                ("account.employees=2; account.least=2", T),
                ("account.employees=1; account.least=2", T),
            ],
        ),
        (
            "account.tags.exists(x, x == 'a')",
            &[("", U), ("account.tags=", F), ("account.tags=?|a", T), ("account.tags=?|b", U), ("account.tags=b", F)],
        ),
        (
            "account.tags.all(x, x == 'a')",
            &[("", U), ("account.tags=", T), ("account.tags=?|b", F), ("account.tags=?|a", U), ("account.tags=a|a", T)],
        ),
        (
            "account.seats.exists(x, account.seats.all(y, y <= x) && x > fit)",
            &[("account.seats=3|9|4; fit=8", T), ("account.seats=3|9|4; fit=9", F), ("account.seats=3", U)],
        ),
    ]);
}

#[test]
fn enums_stand_in_the_order_in_which_they_are_declared() {
    holds(&[
        ("fit.grade <= 'B'", &[("", U), ("fit.grade=A", T), ("fit.grade=B", T), ("fit.grade=C", F)]),
        (
            "role.seniority >= 'director'",
            &[("role.seniority=manager", F), ("role.seniority=director", T), ("role.seniority=c_level", T)],
        ),
        ("'vp' == role.seniority", &[("role.seniority=vp", T), ("role.seniority=intern", F)]),
        ("role.seniority in ['vp', 'c_level']", &[("", U), ("role.seniority=vp", T), ("role.seniority=director", F)]),
        ("role.seniority != 'vp'", &[("role.seniority=vp", F), ("role.seniority=intern", T)]),
    ]);
}

#[test]
fn decimals_money_days_and_lengths_of_time_are_exact() {
    holds(&[
        ("persona.degree >= 0.5", &[("", U), ("persona.degree=0.5", T), ("persona.degree=0.499999", F)]),
        ("persona.degree < 1", &[("persona.degree=0.999999", T), ("persona.degree=1", F)]),
        // 0.1 + 0.2 = 0.3 exactly.
        ("account.growth + 0.2 == 0.3", &[("account.growth=0.1", T)]),
        ("account.growth * 3 > 0.3", &[("account.growth=0.1", F), ("account.growth=0.100001", T)]),
        ("account.employees * 0.5 == 2.5", &[("account.employees=5", T)]),
        (
            "account.funding >= '5000 USD'",
            &[("account.funding=5000 USD", T), ("account.funding=4999.99 USD", F), ("account.funding=9000 EUR", U)],
        ),
        (
            "account.funding + account.spend > '10 USD'",
            &[("account.funding=6 USD; account.spend=5 USD", T), ("account.funding=6 USD; account.spend=5 EUR", U)],
        ),
        ("account.founded < '2020-03-01'", &[("account.founded=2020-02-29", T), ("account.founded=2020-03-01", F)]),
        (
            "account.renewal > '2026-01-01T03:00:00+03:00'",
            &[("account.renewal=2026-01-01T00:00:00Z", F), ("account.renewal=2026-01-01T00:00:01Z", T)],
        ),
        // 14 days after 18 December is 1 January.
        (
            "account.renewal + '14d' >= '2026-01-01T00:00:00Z'",
            &[("account.renewal=2025-12-18T00:00:00Z", T), ("account.renewal=2025-12-17T23:59:59Z", F)],
        ),
        (
            "account.renewal - account.term == '2026-01-01T00:00:00Z'",
            &[("account.renewal=2026-01-02T00:00:00Z; account.term=24h", T)],
        ),
        ("account.term + '1d' > '2w'", &[("account.term=13d", F), ("account.term=14d", T)]),
    ]);
}

#[test]
fn what_leaves_its_range_is_unknown() {
    let least = "fit=-9223372036854775808";
    let most = "fit=9223372036854775807";
    for (source, known) in [
        ("fit + 1 > 0", most),
        ("fit - 1 < 0", least),
        ("fit * 2 > 0", most),
        ("-fit > 0", least),
        ("fit * 0.5 > 0.0", most),
        ("persona.degree * 9000000000000 > 0.0", "persona.degree=9000000000000"),
        ("account.renewal + '36500d' > '2026-01-01T00:00:00Z'", "account.renewal=2150-01-01T00:00:00Z"),
    ] {
        assert_eq!(World::of(known).judge(&compiled(source)), U, "{source}");
    }
    assert_eq!(World::of(most).judge(&compiled("fit + 1 > 0 || fit > 0")), T);
}

#[test]
fn a_window_of_facts_is_open_at_its_far_end_and_closed_at_now() {
    holds(&[
        (
            "facts('page_viewed', '14d') > 0",
            &[
                ("", F),
                ("facts.page_viewed=-14d", F),
                ("facts.page_viewed=-1209599s", T),
                ("facts.page_viewed=0s", T),
                ("facts.page_viewed=+1s", F),
            ],
        ),
        (
            "facts('page_viewed', '1h') == 2",
            &[
                ("facts.page_viewed=-2h,-1h,-59m,-1s", T),
                ("facts.page_viewed=-1s", F),
                ("facts.page_viewed=-3s,-2s,-1s", F),
                ("facts.page_viewed=-2s,-1s,+1s", T),
            ],
        ),
        ("facts('page_viewed', '1h') != 2", &[("facts.page_viewed=-2s,-1s", F), ("facts.page_viewed=-1s", T)]),
        ("facts('page_viewed', '1h') < 2", &[("", T), ("facts.page_viewed=-1s", T), ("facts.page_viewed=-2s,-1s", F)]),
        ("2 <= facts('page_viewed', '1h')", &[("facts.page_viewed=-1s", F), ("facts.page_viewed=-2s,-1s", T)]),
        ("facts('page_viewed', '1h') <= 0", &[("", T), ("facts.page_viewed=-1s", F)]),
        ("facts('page_viewed', '1h') < 0", &[("", F), ("facts.page_viewed=-1s", F)]),
        ("facts('page_viewed', '1h') >= -1", &[("", T)]),
        (
            "facts('page_viewed', '1h') > account.least",
            &[("facts.page_viewed=-1s", U), ("facts.page_viewed=-1s; account.least=0", T)],
        ),
        (
            "facts('page_viewed', '1h') + facts('demo_requested', '1h') == 2",
            &[("facts.page_viewed=-1s; facts.demo_requested=-1s", T)],
        ),
    ]);
}

#[test]
fn the_age_of_a_day_counts_whole_days_from_its_midnight_in_utc() {
    // Now is 2026-11-23 at noon.
    holds(&[
        (
            "days_since(account.founded) == 0",
            &[("", U), ("account.founded=2026-11-23", T), ("account.founded=2026-11-22", F)],
        ),
        ("days_since(account.founded) == -1", &[("account.founded=2026-11-24", T)]),
        (
            "days_since(account.renewal) >= 1",
            &[("account.renewal=2026-11-22T12:00:00Z", T), ("account.renewal=2026-11-22T12:00:01Z", F)],
        ),
        (
            "days_since(account.renewal) < 0",
            &[("account.renewal=2026-11-23T12:00:01Z", T), ("account.renewal=2026-11-23T12:00:00Z", F)],
        ),
    ]);
}

#[test]
fn a_condition_never_trusts_the_arrays_that_it_reads() {
    let condition = compiled(
        "account.employees > 1 || account.country == 'x' || facts('demo_requested', '1d') > 0 || size(account.tags) > 0",
    );
    let none = Env { person: &[], account: &[], fact: &[], lead: &[], times: &[], now: i64::MIN };
    assert_eq!(condition.eval(&none), U);
    assert_eq!(Condition::eval(&compiled("facts('demo_requested', '1d') > 0"), &none), F);
    // A value of another type than the declared one.
    let odd = [Value::Text("9".into()), Value::Int(9), Value::Bool(true)];
    assert_eq!(condition.eval(&Env { account: &odd, now: NOW, ..none }), U);
    assert_eq!(compiled("account.employees + 1 > 1").eval(&Env { account: &odd, ..none }), U);
    assert_eq!(compiled("account.founded == account.founded").eval(&Env { account: &odd, ..none }), U);
}

/// The comparisons in plain Rust.
fn compares(sign: &str, left: i64, right: i64) -> bool {
    match sign {
        "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        _ => left >= right,
    }
}

const SIGNS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_count_beside_a_literal_is_what_counting_one_by_one_gives(
        mut times in prop::collection::vec(-30_i64..5, 0..12),
        window in 1_i64..30,
        sign in prop::sample::select(SIGNS.to_vec()),
        count in -2_i64..12,
        mirrored in any::<bool>(),
    ) {
        times.sort_unstable();
        let counted = times.iter().filter(|time| **time > -window && **time <= 0).count() as i64;
        let facts = format!("facts('page_viewed', '{window}s')");
        let (source, expected) = match mirrored {
            false => (format!("{facts} {sign} {count}"), compares(sign, counted, count)),
            true => (format!("{count} {sign} {facts}"), compares(sign, count, counted)),
        };
        let times: Vec<i64> = times.iter().map(|time| NOW + time).collect();
        let env = Env { person: &[], account: &[], fact: &[], lead: &[], times: &[times], now: NOW };
        prop_assert_eq!(compiled(&source).eval(&env), Tri::from(expected), "{}", source);
    }

    #[test]
    fn a_number_of_any_type_beside_a_literal_compares_as_its_place_does(
        sign in prop::sample::select(SIGNS.to_vec()),
        have in 0_usize..6,
        asked in 0_usize..6,
        column in 0_usize..6,
        mirrored in any::<bool>(),
    ) {
        // Each column ascends, so that comparing values is comparing places.
        let (name, quote, values) = [
            ("role.seniority", "'", ["intern", "specialist", "manager", "director", "vp", "c_level"]),
            ("fit", "", ["-9223372036854775808", "-7", "0", "3", "4", "9223372036854775807"]),
            ("account.growth", "", ["-9223372036854.775807", "-0.000001", "0.0", "0.1", "2.0", "9223372036854.775807"]),
            ("account.founded", "'", ["1900-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "2024-03-01", "2199-12-31"]),
            ("account.term", "'", ["0s", "59s", "1m", "24h", "25h", "2w"]),
            ("account.renewal", "'", [
                "1969-12-31T23:59:59Z", "1970-01-01T03:00:00+03:00", "1970-01-01T00:00:00.000001Z",
                "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2199-12-31T23:59:59Z",
            ]),
        ][column];
        let literal = format!("{quote}{}{quote}", values[asked]);
        let (source, expected) = match mirrored {
            false => (format!("{name} {sign} {literal}"), compares(sign, have as i64, asked as i64)),
            true => (format!("{literal} {sign} {name}"), compares(sign, asked as i64, have as i64)),
        };
        let world = World::of(&format!("{name}={}", values[have]));
        prop_assert_eq!(world.judge(&compiled(&source)), Tri::from(expected), "{}", source);
        let listed = compiled(&format!("{name} in [{literal}]"));
        prop_assert_eq!(world.judge(&listed), Tri::from(have == asked), "{}", listed.source());
        // A calculation takes the way around the closures of fields.
        let walked = compiled(&format!("(account.active ? {name} : {name}) {sign} {literal}"));
        let world = World::of(&format!("account.active=true; {name}={}", values[have]));
        prop_assert_eq!(world.judge(&walked), Tri::from(compares(sign, have as i64, asked as i64)));
    }
}
