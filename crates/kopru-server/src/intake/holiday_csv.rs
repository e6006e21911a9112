//! Holiday tables: a CSV file with a header, a `date` column, and perhaps `category` and a name.

use super::list::Listed;
use kopru_engine::both;
use kopru_engine::calendar::{DayHours, SpecialDay, TimeOfDay};

/// How a holiday table is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolidayCsv {
    /// When a day whose category holds `half_day` closes. Without it such a day is an error: nobody can guess it.
    pub half_day_until: Option<TimeOfDay>,
    /// Only rows that hold this value in this column, such as `country` = `TR`; of several, all must hold. An empty value
    /// asks for an empty cell.
    pub only: Vec<(String, String)>,
    /// Whether a table of several countries, or of several regions (`subdiv`), is an error: its days would close everywhere.
    pub one_place: bool,
}

impl HolidayCsv {
    /// Reads a table. Columns are divided by `,`, `;` or tabs and may be quoted; a quoted cell ends on its line. The name is taken
    /// from the first column called `name`, `name_local` or `name_en`; capitals in the header do not count.
    pub fn read(&self, text: &str) -> Listed<SpecialDay> {
        let mut listed = Listed::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (at, header) = lines.next().unwrap_or((0, ""));
        let delimiter = [',', ';', '\t'].into_iter().max_by_key(|mark| header.matches(*mark).count());
        let delimiter = delimiter.filter(|mark| header.contains(*mark)).unwrap_or(',');
        let columns = match self.columns(header, delimiter) {
            Ok(columns) => columns,
            Err(missing) => {
                listed.error(
                    at + 1,
                    "L020",
                    both!(en = "the header has no column `{missing}`", tr = "başlıkta `{missing}` sütunu yok"),
                );
                return listed;
            }
        };
        let mut places: Vec<Option<String>> = vec![None; columns.places.len()];
        for (at, line) in lines {
            if self.one_place && elsewhere(&mut listed, &columns, &mut places, at + 1, split(line, delimiter)) {
                break;
            }
            if !self.row(&mut listed, &columns, at + 1, split(line, delimiter)) {
                break;
            }
        }
        listed
    }

    fn columns(&self, header: &str, delimiter: char) -> Result<Columns, String> {
        let names = split(&header.to_lowercase(), delimiter).unwrap_or_default();
        let find = |wanted: &str| names.iter().position(|name| name == wanted);
        let must = |wanted: &str| find(wanted).ok_or_else(|| wanted.to_owned());
        let only = self.only.iter().map(|(name, _)| must(&name.to_lowercase()));
        Ok(Columns {
            date: must("date")?,
            category: find("category"),
            name: ["name", "name_local", "name_en"].into_iter().find_map(find),
            only: only.collect::<Result<_, _>>()?,
            places: ["country", "subdiv"].into_iter().filter_map(find).collect(),
        })
    }

    /// Takes one row; `false` when the file holds too many.
    fn row(&self, listed: &mut Listed<SpecialDay>, columns: &Columns, line: usize, cells: Option<Vec<String>>) -> bool {
        let Some(cells) = cells else {
            listed.error(
                line,
                "L021",
                both!(en = "a quotation mark is not closed on this line", tr = "bu satırda bir tırnak kapanmıyor"),
            );
            return true;
        };
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let mut wanted = columns.only.iter().zip(&self.only);
        if !wanted.all(|(&at, (_, value))| cell(at) == value) {
            return true;
        }
        let mut day = match SpecialDay::parse(cell(columns.date)) {
            Ok(day) => day,
            Err(message) => {
                listed.error(line, "L003", message);
                return true;
            }
        };
        if columns.category.is_some_and(|at| is_half_day(cell(at))) && day.hours == DayHours::Closed {
            let Some(until) = self.half_day_until else {
                half_day_unknown(listed, line, &day);
                return true;
            };
            day.hours = DayHours::Until(until);
        }
        if let Some(at) = columns.name {
            day.name = cell(at).to_owned();
        }
        listed.take(line, day)
    }
}

struct Columns {
    date: usize,
    category: Option<usize>,
    name: Option<usize>,
    only: Vec<usize>,
    places: Vec<usize>,
}

/// Whether a row is about another country or region than those before it; said once.
fn elsewhere(
    listed: &mut Listed<SpecialDay>,
    columns: &Columns,
    places: &mut [Option<String>],
    line: usize,
    cells: Option<Vec<String>>,
) -> bool {
    let Some(cells) = cells else { return false };
    for (&at, place) in columns.places.iter().zip(places) {
        let here = cells.get(at).map_or("", String::as_str);
        if here.is_empty() {
            continue;
        }
        let first = place.get_or_insert_with(|| here.to_owned());
        if first != here {
            listed.error(
                line,
                "L022",
                both!(
                    en = "the table holds days of `{first}` and of `{here}`; keep the rows of one country and region in a file",
                    tr = "tabloda hem `{first}` hem `{here}` günleri var; bir dosyada tek ülkenin ve bölgenin satırlarını bırakın"
                ),
            );
            return true;
        }
    }
    false
}

/// Whether a category means a half day.
pub(super) fn is_half_day(category: &str) -> bool {
    category.to_lowercase().replace([' ', '-'], "_").contains("half_day")
}

pub(super) fn half_day_unknown(listed: &mut Listed<SpecialDay>, line: usize, day: &SpecialDay) {
    let (day, name) = (day.day, &day.name);
    listed.error(
        line,
        "L004",
        both!(
            en = "{day} {name} is a half day, and nothing says when it closes; write it among the calendar's holidays: `{day} 13:00`",
            tr = "{day} {name} yarım gün, ama ne zaman kapandığı belli değil; takvimin `holidays` listesine şöyle yazın: `{day} 13:00`"
        ),
    );
}

/// The cells of a line, without their quotes; `None` when a quote stays open.
fn split(line: &str, delimiter: char) -> Option<Vec<String>> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            letter if letter == delimiter && !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            letter => cell.push(letter),
        }
    }
    cells.push(cell.trim().to_owned());
    (!quoted).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(listed: &Listed<SpecialDay>) -> Vec<String> {
        let show = |it: &SpecialDay| format!("{} {:?} {}", it.day, it.hours, it.name);
        listed.entries.iter().map(show).collect()
    }

    const TABLE: &str = "Country,subdiv,Date,name_local,name_en,category\n\
        TR,,2030-10-28,\"Arife, öğleden sonra\",Eve,half_day\n\
        TR,,2030-10-29,Bayram \"29 Ekim\",Republic Day,public\n\
        DE,BY,2030-01-06,\"Dreikönig \"\"BY\"\"\",Epiphany,public\r\n\
        DE,,2030-02-30,x,x,public\n";

    #[test]
    fn a_table_is_read_by_its_header() {
        let table = HolidayCsv { half_day_until: TimeOfDay::parse("13:00"), only: vec![], one_place: false };
        let listed = table.read(TABLE);
        let one = "Until(TimeOfDay(780))";
        assert_eq!(
            shown(&listed),
            [
                format!("2030-10-28 {one} Arife, öğleden sonra"),
                "2030-10-29 Closed Bayram \"29 Ekim\"".to_owned(),
                "2030-01-06 Closed Dreikönig \"BY\"".to_owned(),
            ]
        );
        assert_eq!((listed.faults.len(), listed.faults[0].line), (1, 5));
    }

    #[test]
    fn rows_of_other_countries_are_left_out() {
        let only = [("country", "DE"), ("subdiv", "BY")];
        let table = HolidayCsv {
            half_day_until: None,
            only: only.map(|(column, value)| (column.to_owned(), value.to_owned())).to_vec(),
            one_place: false,
        };
        let listed = table.read(TABLE);
        assert_eq!((listed.entries.len(), listed.faults.len()), (1, 0));
    }

    #[test]
    fn a_half_day_without_its_time_is_an_error() {
        let listed = HolidayCsv::default().read("date;category\n2030-10-28;half_day\n2030-10-28 12:00;half_day\n");
        assert_eq!(shown(&listed), ["2030-10-28 Until(TimeOfDay(720)) "]);
        assert_eq!((listed.faults[0].line, listed.faults[0].code), (2, "L004"));
    }

    #[test]
    fn broken_tables_are_told() {
        for (text, line, code) in [
            ("", 1, "L020"),
            ("day,name\n2030-01-01,x", 1, "L020"),
            ("date,name\n2030-01-01,\"x\n2030-01-02,y", 2, "L021"),
        ] {
            let listed = HolidayCsv::default().read(text);
            assert_eq!((listed.faults[0].line, listed.faults[0].code), (line, code), "{text}");
        }
        let tabs = HolidayCsv::default().read("\u{feff}DATE\tname\n2030-01-01\tx; y, z\n\n2030-01-02");
        assert_eq!(shown(&tabs), ["2030-01-01 Closed x; y, z", "2030-01-02 Closed "]);
    }
}
