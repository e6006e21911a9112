//! The two languages of every text that a person reads.
//!
//! Both wordings stand side by side at the place that speaks ([`say!`](crate::say) and
//! [`both!`](crate::both)), so the compiler refuses a text that exists in one language only.

/// A language that Köprü speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Turkish.
    Tr,
}

impl Lang {
    /// Every language.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Tr];

    /// The language of a tag such as `tr`, `tr_TR.UTF-8` or `en-GB`; `None` when it is neither.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.split(['_', '-', '.', '@']).next().unwrap_or("");
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Lang::En),
            "tr" => Some(Lang::Tr),
            _ => None,
        }
    }

    /// The tag: `en` or `tr`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Tr => "tr",
        }
    }
}

/// One text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Both {
    /// The English wording.
    pub en: String,
    /// The Turkish wording.
    pub tr: String,
}

impl Both {
    /// The same wording in both languages: a name, a code, a number.
    pub fn same(text: impl Into<String>) -> Both {
        let en = text.into();
        Both { tr: en.clone(), en }
    }

    /// The wording in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Tr => &self.tr,
        }
    }
}

/// Formats a text in the language `lang`; both wordings are required.
///
/// ```
/// use kopru_engine::{lang::Lang, say};
/// let n = 3;
/// assert_eq!(say!(Lang::Tr, en = "{n} leads", tr = "{n} aday"), "3 aday");
/// ```
#[macro_export]
macro_rules! say {
    ($lang:expr, en = $en:literal, tr = $tr:literal $(, $arg:expr)* $(,)?) => {
        match $lang {
            $crate::lang::Lang::En => format!($en $(, $arg)*),
            $crate::lang::Lang::Tr => format!($tr $(, $arg)*),
        }
    };
}

/// Formats a text in both languages at once, as a [`Both`](crate::lang::Both).
///
/// ```
/// use kopru_engine::both;
/// let name = "employees";
/// assert_eq!(both!(en = "unknown field `{name}`", tr = "bilinmeyen alan: `{name}`").en, "unknown field `employees`");
/// ```
#[macro_export]
macro_rules! both {
    (en = $en:literal, tr = $tr:literal $(,)?) => {
        $crate::lang::Both {
            en: format!($en),
            tr: format!($tr),
        }
    };
}
