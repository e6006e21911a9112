//! Figures, as a table or JSON.

/// One figure.
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    /// What it should reach, and whether that is the least.
    budget: Option<(f64, bool)>,
}

/// All figures.
#[derive(Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    pub fn add(&mut self, name: &str, value: f64, unit: &'static str, budget: Option<(f64, bool)>) {
        eprintln!("{name}: {value:.1} {unit}");
        self.0.push(Figure { name: name.to_owned(), value, unit, budget });
    }

    pub fn json(&self) -> String {
        let one = |it: &Figure| {
            let budget = it.budget.map(|it| it.0);
            serde_json::json!({ "name": it.name.trim(), "value": it.value, "unit": it.unit, "budget": budget })
        };
        serde_json::Value::Array(self.0.iter().map(one).collect()).to_string()
    }

    pub fn table(&self) -> String {
        let line = |Figure { name, value, unit, budget }: &Figure| {
            let budget = budget.map_or(String::new(), |(budget, least)| {
                let met = if least { *value >= budget } else { *value < budget };
                let sign = if least { "≥" } else { "<" };
                format!("  {sign} {budget} {unit}{}", if met { "" } else { "  NOT MET" })
            });
            format!("{name:<58} {value:>12.1} {unit}{budget}\n")
        };
        self.0.iter().map(line).collect()
    }
}

/// The quantile at so many of a hundred; sorts what it is given.
pub fn quantile(values: &mut [f64], hundredth: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((values.len() * hundredth / 100).min(values.len().saturating_sub(1))).copied().unwrap_or(0.0)
}
