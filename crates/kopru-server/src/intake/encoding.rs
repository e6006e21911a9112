//! How the bytes of a CSV file stand for letters.

use std::borrow::Cow;

/// An encoding that a mapping may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// Windows code page 1252 (Western European).
    Cp1252,
    /// Windows code page 1254 (Turkish).
    Cp1254,
}

impl Encoding {
    /// The names that a mapping may use, the usual one of each first.
    pub const NAMES: [&'static str; 3] = ["utf-8", "cp1252", "cp1254"];

    /// The name that a mapping uses.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Cp1252 => "cp1252",
            Encoding::Cp1254 => "cp1254",
        }
    }

    /// The encoding that the beginning of a file seems to have. What is valid UTF-8 is UTF-8; else the six bytes by which the
    /// code pages differ decide: they are ğ, ı, ş in Turkish and letters that only Icelandic needs otherwise.
    /// `cut`: the file goes on behind it.
    pub fn sniff(head: &[u8], cut: bool) -> Encoding {
        match std::str::from_utf8(head) {
            Ok(_) => Encoding::Utf8,
            // What goes on may be cut within a letter.
            Err(fault) if cut && fault.error_len().is_none() => Encoding::Utf8,
            Err(_) if head.iter().any(|byte| matches!(byte, 0xD0 | 0xDD | 0xDE | 0xF0 | 0xFD | 0xFE)) => {
                Encoding::Cp1254
            }
            Err(_) => Encoding::Cp1252,
        }
    }

    /// The encoding called `name`.
    pub fn named(name: &str) -> Option<Encoding> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Encoding::Utf8),
            "cp1252" | "windows-1252" | "iso-8859-1" | "latin1" => Some(Encoding::Cp1252),
            "cp1254" | "windows-1254" | "iso-8859-9" | "latin5" => Some(Encoding::Cp1254),
            _ => None,
        }
    }

    /// The text that `bytes` stand for; `None` when they are not UTF-8 though they should be. The code pages read any bytes.
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Encoding::Cp1252 => Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0),
            Encoding::Cp1254 => Some(encoding_rs::WINDOWS_1254.decode_without_bom_handling(bytes).0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_letter_at_the_end_is_utf_8_only_where_the_file_goes_on() {
        let half = &"a,ş".as_bytes()[..3];
        assert_eq!((Encoding::sniff(half, true), Encoding::sniff(half, false)), (Encoding::Utf8, Encoding::Cp1252));
    }

    #[test]
    fn the_same_byte_is_another_letter_in_each_encoding() {
        // 0xFE is þ in code page 1252 and ş in 1254; alone it is no UTF-8.
        assert_eq!(Encoding::named("CP1252").unwrap().decode(b"\xFE").as_deref(), Some("þ"));
        assert_eq!(Encoding::named("iso-8859-9").unwrap().decode(b"\xFE").as_deref(), Some("ş"));
        assert_eq!(Encoding::Utf8.decode(b"\xFE"), None);
        assert_eq!(Encoding::Utf8.decode("ş".as_bytes()).as_deref(), Some("ş"));
        assert_eq!(Encoding::named("utf-16"), None);
    }

    #[test]
    fn the_encoding_is_found_out_from_the_bytes() {
        assert_eq!(Encoding::sniff("Şirket".as_bytes(), false), Encoding::Utf8);
        assert_eq!(Encoding::sniff(&"Şirketş".as_bytes()[..8], true), Encoding::Utf8, "cut within the last letter");
        assert_eq!(Encoding::sniff(b"\xDEirket", false), Encoding::Cp1254);
        assert_eq!(Encoding::sniff(b"Soci\xE9t\xE9", false), Encoding::Cp1252);
    }
}
