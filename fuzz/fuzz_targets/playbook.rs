//! Any bytes as a playbook: checking never panics, and neither does anything that a checked playbook is used for.

#![no_main]

use kopru_engine::lang::Lang;
use kopru_engine::play::{World, decided_at};
use kopru_engine::playbook::{Playbook, run_case};
use kopru_engine::steps::steps;
use kopru_engine::trace::{Speaker, Trace};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

/// What every list file holds: words, days, a broken line.
const FILE: &str = "\u{feff}# a list\nrakip.com\n2026-10-29\n2026-10-28 13:00\nrakip.com\n 2026-99-99 # no day\n";

fuzz_target!(|bytes: &[u8]| {
    let source = String::from_utf8_lossy(bytes);
    let files: BTreeMap<String, String> =
        Playbook::files(&source).into_iter().map(|file| (file.text, FILE.to_owned())).collect();
    let checked = Playbook::check(&source, &files);
    for finding in &checked.findings {
        for lang in Lang::ALL {
            let _ = finding.render("playbook.toml", &source, lang);
        }
    }
    let Some(playbook) = checked.playbook else {
        assert!(!checked.findings.is_empty(), "refused without a reason");
        return;
    };
    for case in &playbook.cases {
        for lang in Lang::ALL {
            let _ = run_case(&playbook, case).show(lang);
        }
        let mut world = World::new(&playbook, true);
        let mut facts = case.facts.clone();
        facts.sort_by_key(|fact| (decided_at(fact), fact.recorded_at));
        for fact in facts {
            world.take("lead", Some("account"), fact);
        }
        world.look(case.at);
        let Some(played) = world.lead("lead") else { continue };
        let account = world.account_of(played);
        let trace = Trace::of(&playbook, &played.lead, account, case.at);
        for lang in Lang::ALL {
            let speaker = Speaker { playbook: &playbook, lang };
            let _ = steps(&playbook, &played.lead, account, case.at, lang);
            let _: Vec<String> = trace.lines.iter().map(|line| speaker.line(line)).collect();
            let _: Vec<Vec<String>> = played.decisions.iter().map(|it| speaker.decision(it)).collect();
        }
    }
});
