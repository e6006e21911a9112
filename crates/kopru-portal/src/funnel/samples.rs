//! Funnels to look at and to test with: invented.

use super::{FunnelView, Mark, RowView, StageView};
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_engine::share::Share;

const DAY: i64 = 86_400;

/// Every sample with its name.
pub fn all() -> Vec<(&'static str, FunnelView)> {
    vec![("empty", FunnelView::default()), ("seven stages", seven_stages()), ("odd names", odd_names())]
}

/// A year of a company whose customers another system reports.
pub fn seven_stages() -> FunnelView {
    let stage = |name: Both, part, decided, reported_only, days: Option<i64>| StageView {
        name,
        through: Share::new(part, 4_210),
        decided,
        reported_only,
        median_secs: days.map(|days| days * DAY),
    };
    let row = |month: &str, part, of, mark| RowView { label: Both::same(month), share: Share::new(part, of), mark };
    FunnelView {
        title: both!(en = "Funnel", tr = "Huni"),
        scope: both!(
            en = "Leads that entered from 2025-01 to 2025-08, by month in Europe/Istanbul, read on 2025-08-31.",
            tr = "2025-01 ile 2025-08 arasında giren adaylar, Europe/Istanbul aylarına göre, 2025-08-31 tarihinde okundu."
        ),
        entered: 4_210,
        stages: vec![
            stage(both!(en = "Subscriber", tr = "Abone"), 4_210, 4_210, 0, Some(0)),
            stage(both!(en = "Lead", tr = "Müşteri adayı"), 3_104, 3_104, 0, Some(2)),
            stage(both!(en = "Marketing qualified", tr = "Pazarlama nitelikli"), 1_280, 1_020, 260, Some(6)),
            stage(both!(en = "Sales accepted", tr = "Satışça kabul edilmiş"), 1_152, 1_100, 0, Some(8)),
            stage(both!(en = "Sales qualified", tr = "Satış nitelikli"), 610, 480, 0, Some(15)),
            stage(both!(en = "Opportunity", tr = "Fırsat"), 402, 310, 40, Some(24)),
            stage(both!(en = "Customer", tr = "Müşteri"), 148, 60, 88, Some(61)),
        ],
        rows_title: both!(
            en = "Customer: share of those who entered, with the interval that holds it with 95 % confidence",
            tr = "Müşteri: girenler içindeki payı ve bu payı %95 güvenle içeren aralık"
        ),
        rows: vec![
            row("2025-01", 4, 420, Mark::Cut),
            row("2025-02", 17, 445, Mark::Plain),
            row("2025-03", 24, 512, Mark::Plain),
            row("2025-04", 31, 610, Mark::Plain),
            row("2025-05", 6, 8, Mark::Few),
            row("2025-06", 29, 780, Mark::Young),
            row("2025-07", 11, 840, Mark::Young),
            row("2025-08", 2, 595, Mark::Young),
        ],
        notes: vec![both!(
            en = "Hollow dots are no final shares: either the leads are too young, or their first outcomes are missing from the data.",
            tr = "İçi boş noktalar kesin pay değildir: adaylar ya henüz çok yeni ya da ilk sonuçları veride eksik."
        )],
    }
}

/// Names that are long or look like markup, and many rows.
pub fn odd_names() -> FunnelView {
    let row = |place: u64| RowView {
        label: Both::same(format!("<kampanya & \"açılış\" sayfası {place}>")),
        share: Share::new(place % 7, 40 + place),
        mark: Mark::Plain,
    };
    FunnelView {
        title: Both::same("A & B <funnel>"),
        stages: vec![StageView {
            name: Both::same("Değerlendirilmeyi bekleyen potansiyel çözüm ortağı"),
            through: Share::new(1, 3),
            decided: 1,
            ..StageView::default()
        }],
        entered: 3,
        rows: (0..60).map(row).collect(),
        ..FunnelView::default()
    }
}
