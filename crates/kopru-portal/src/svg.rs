//! Writing SVG: everything that comes from outside is escaped, every picture has a title and a description.

use kopru_engine::lang::Lang;
use std::fmt::Write as _;

/// The colours of a picture, in light and in dark. Text has a contrast of at least 4.5 to 1 against its ground, bars and
/// lines one of 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
const STYLE: &str = "
svg { --ground: #ffffff; --text: #1b1f24; --muted: #57606a; --accent: #0b5cad; --line: #d5dae0; --edge: #6e7781; }
@media (prefers-color-scheme: dark) {
  svg { --ground: #0f141a; --text: #e8edf2; --muted: #a3adb8; --accent: #6cb2ff; --line: #2c333b; --edge: #8b949e; }
}
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; font-size: 14px; fill: var(--text); font-variant-numeric: tabular-nums; }
.ground { fill: var(--ground); }
.title { font-size: 20px; font-weight: 600; }
.head { font-size: 16px; font-weight: 600; }
.strong { font-weight: 600; }
.muted { fill: var(--muted); font-size: 13px; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.grid { stroke: var(--line); stroke-width: 1; }
.bar { fill: var(--accent); }
.edge { fill: none; stroke: var(--edge); stroke-width: 1; }
.rest { fill: var(--ground); stroke: var(--edge); stroke-width: 1; stroke-dasharray: 3 3; }
.whisker { stroke: var(--accent); stroke-width: 2; }
.dot { fill: var(--accent); stroke: var(--ground); stroke-width: 1.5; }
.whisker.open { stroke: var(--edge); stroke-dasharray: 4 3; }
.dot.open { fill: var(--ground); stroke: var(--edge); stroke-width: 2; }
";

/// A picture in the making.
#[derive(Debug)]
pub struct Picture {
    width: i64,
    body: String,
}

/// Text between tags or in an attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no way to write these.
            it if it.is_control() => out.push(' '),
            it => out.push(it),
        }
    }
    out
}

/// A text of at most so many letters; a longer one ends with an ellipsis.
pub fn short(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters.saturating_sub(1)).collect();
    kept.trim_end().to_owned() + "…"
}

/// A text in lines of at most so many letters, broken at blanks.
pub fn lines(text: &str, letters: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match all.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => all.push(word.to_owned()),
        }
    }
    all
}

impl Picture {
    /// An empty picture so many units wide.
    pub fn new(width: i64) -> Picture {
        Picture { width, body: String::new() }
    }

    /// A text that begins at a point, or ends or is centred there, as its classes say.
    pub fn text(&mut self, x: i64, y: i64, classes: &str, text: &str) {
        let text = escaped(text);
        // Writing to a text cannot fail; likewise below.
        let _ = writeln!(self.body, "<text x=\"{x}\" y=\"{y}\" class=\"{classes}\">{text}</text>");
    }

    /// A rectangle.
    pub fn rect(&mut self, (x, y): (i64, i64), (width, height): (i64, i64), classes: &str) {
        if width > 0 {
            let _ = writeln!(
                self.body,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" class=\"{classes}\"/>"
            );
        }
    }

    /// A rectangle filled with slanted lines.
    pub fn hatched(&mut self, (x, y): (i64, i64), (width, height): (i64, i64)) {
        if width > 0 {
            let _ = writeln!(
                self.body,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"url(#hatch)\" stroke=\"var(--accent)\"/>"
            );
        }
    }

    /// A line.
    pub fn line(&mut self, (x1, y1): (i64, i64), (x2, y2): (i64, i64), classes: &str) {
        let _ = writeln!(self.body, "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{classes}\"/>");
    }

    /// A dot.
    pub fn dot(&mut self, x: i64, y: i64, classes: &str) {
        let _ = writeln!(self.body, "<circle cx=\"{x}\" cy=\"{y}\" r=\"5\" class=\"{classes}\"/>");
    }

    /// The whole picture. `title` and `description` are what those hear who do not see it.
    pub fn finish(self, height: i64, title: &str, description: &str, lang: Lang) -> String {
        let Picture { width, body } = self;
        let (title, description, lang) = (escaped(title), escaped(description), lang.tag());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"title description\" xml:lang=\"{lang}\" lang=\"{lang}\">\n\
             <title id=\"title\">{title}</title>\n<desc id=\"description\">{description}</desc>\n\
             <style>{STYLE}</style>\n\
             <defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" style=\"fill:var(--ground)\"/>\
             <line x1=\"1.5\" y1=\"0\" x2=\"1.5\" y2=\"6\" style=\"stroke:var(--accent);stroke-width:3\"/></pattern></defs>\n\
             <rect width=\"{width}\" height=\"{height}\" class=\"ground\"/>\n{body}</svg>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_escaped() {
        assert_eq!(escaped("<b> \"A & B's\"\u{7}"), "&lt;b&gt; &quot;A &amp; B&#39;s&quot; ");
        let mut picture = Picture::new(100);
        picture.text(1, 2, "x", "</svg><script>");
        let text = picture.finish(10, "<t>", "<d>", Lang::Tr);
        assert!(!text.contains("<script>") && text.contains("&lt;t&gt;") && text.contains("lang=\"tr\""), "{text}");
    }

    #[test]
    fn long_texts_are_cut_and_broken_at_blanks() {
        assert_eq!((short("abc", 3), short("abcd efgh", 6)), ("abc".into(), "abcd…".into()));
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("", 7), [""; 0]);
    }

    /// Contrast of two colours, in hundredths, by WCAG's formula.
    fn contrast(one: &str, other: &str) -> u32 {
        let light = |colour: &str| -> f64 {
            let part = |at: usize| {
                let it = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
                if it <= 0.040_45 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let (a, b) = (light(one), light(other));
        ((a.max(b) + 0.05) / (a.min(b) + 0.05) * 100.0) as u32
    }

    #[test]
    fn texts_and_bars_stand_out_from_their_ground_in_light_and_dark() {
        let themes: Vec<&str> = STYLE.lines().filter(|it| it.contains("--ground: ")).collect();
        assert_eq!(themes.len(), 2);
        for theme in themes {
            let colour = |name: &str| {
                let rest = theme.split_once(&format!("--{name}: ")).unwrap().1;
                rest.split_once(';').unwrap().0.to_owned()
            };
            let ground = colour("ground");
            for (name, least) in [("text", 450), ("muted", 450), ("accent", 300), ("edge", 300)] {
                let found = contrast(&colour(name), &ground);
                assert!(found >= least, "{name} on {ground}: {found}");
            }
        }
        assert_eq!(contrast("#000000", "#ffffff"), 2_100);
    }
}
