//! The codes of a playbook's faults, as data: the reference is generated from here.

/// Every code of a playbook's own faults and its meaning, which never changes. Faults of conditions have the codes of
/// [`condition::FAULTS`](crate::condition::FAULTS), those of facts in examples the codes of [`typing::FAULTS`](crate::typing::FAULTS).
pub const FAULTS: &[(&str, &str)] = &[
    ("P001", "The text is not TOML."),
    ("P002", "A table has no such key."),
    ("P003", "Something that is needed is missing."),
    ("P004", "A value is of another kind, such as a number where a text belongs."),
    ("P005", "A value cannot be read or lies outside its bounds."),
    ("P006", "An id or a name is not written as ids and names are."),
    ("P007", "Something is given twice, or is built in already."),
    ("P008", "There is too much of something, or none of it: bytes, entries, stages."),
    ("P009", "A reference names something that is not there."),
    ("P010", "A list file could not be read."),
    ("P011", "A calendar's time zone, opening hours or holidays cannot be read, or it never opens."),
    ("P012", "A pain is solved by nobody but us, and not solved."),
    ("P013", "Leads could rest in a stage for ever, or in no queue."),
    ("P014", "Something stands where it has no meaning, or the stages and the hand-over do not fit together."),
    ("P015", "A lead would become sales qualified without being accepted."),
    ("P016", "An example expects nothing."),
    ("P017", "A warning: there are more findings than are shown."),
    ("P030", "A warning: a question can be answered with yes or no."),
    ("P031", "A warning: something written here has no effect."),
    ("P032", "A warning: a reason has one consequence when sales refuses and another when a rule lets go."),
    ("P033", "A warning: nothing would bring back the leads that a rule lets go for now."),
];
