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
        $crate::lang::Both { en: format!($en), tr: format!($tr) }
    };
}

/// A closed set of words with a name in both languages.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $id:literal, $en:literal, $tr:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item])* $variant,)* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[$name] = &[$($name::$variant,)*];
            /// Their ids, in order.
            pub const IDS: &[&'static str] = &[$($id,)*];

            /// The stable id.
            pub fn id(self) -> &'static str {
                match self { $($name::$variant => $id,)* }
            }

            /// The name as people read it.
            pub fn name(self) -> $crate::lang::Both {
                match self { $($name::$variant => $crate::lang::Both { en: $en.into(), tr: $tr.into() },)* }
            }

            /// The one with this id.
            pub fn from_id(id: &str) -> Option<$name> {
                match id { $($id => Some($name::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use words;
