//! What CEL has and conditions do not: each named, with what to write instead.

use super::Fault;
use super::functions::FUNCTIONS;
use super::syntax::Call;
use crate::both;
use crate::diagnostic::nearest;
use std::ops::Range;

/// `/` and `%`.
pub(super) fn division(span: Range<usize>) -> Fault {
    Fault::new(
        "C010",
        span,
        both!(
            en = "division and remainder (`/`, `%`) are not supported",
            tr = "bölme ve kalan (`/`, `%`) desteklenmez"
        ),
    )
    .help(both!(
        en = "multiply the other side instead: `a >= b * 3`",
        tr = "bunun yerine diğer tarafı çarpın: `a >= b * 3`"
    ))
}

/// `null`.
pub(super) fn null(span: Range<usize>) -> Fault {
    Fault::new("C014", span, both!(en = "there is no `null`", tr = "`null` diye bir değer yok")).help(both!(
        en = "ask with `has(name)` whether a value is known, and with `!has(name)` whether it is not",
        tr = "bir değerin bilinip bilinmediğini `has(ad)` ve `!has(ad)` ile sorun"
    ))
}

/// `a[0]`.
pub(super) fn index(span: Range<usize>) -> Fault {
    Fault::new(
        "C012",
        span,
        both!(
            en = "indexing (`a[0]`, `a['key']`) is not supported",
            tr = "dizinleme (`a[0]`, `a['anahtar']`) desteklenmez"
        ),
    )
    .help(both!(
        en = "ask about a list with `in`, `exists` or `all`; write a field as `account.field`",
        tr = "bir listeyi `in`, `exists` veya `all` ile sorgulayın; bir alanı `account.alan` biçiminde yazın"
    ))
}

/// `{…}`.
pub(super) fn map(span: Range<usize>) -> Fault {
    Fault::new("C011", span, both!(en = "maps (`{{…}}`) are not supported", tr = "eşlemler (`{{…}}`) desteklenmez"))
        .help(both!(
            en = "compare the fields one by one and join them with &&",
            tr = "alanları tek tek karşılaştırıp && ile birleştirin"
        ))
}

/// A function that conditions do not have.
pub(super) fn function(call: &Call) -> Fault {
    let name = &call.function;
    let span = call.function_span.clone();
    match name.as_str() {
        "matches" => Fault::new(
            "C013",
            span,
            both!(en = "regular expressions are not supported", tr = "düzenli ifadeler desteklenmez"),
        )
        .help(both!(en = "use startsWith, endsWith or contains", tr = "startsWith, endsWith veya contains kullanın")),
        "map" | "filter" | "exists_one" | "existsOne" | "transformList" | "transformMap" | "transformMapEntry" => {
            Fault::new(
                "C015",
                span,
                both!(en = "the macro `{name}` is not supported", tr = "`{name}` makrosu desteklenmez"),
            )
            .help(both!(en = "use exists or all", tr = "exists veya all kullanın"))
        }
        "int" | "uint" | "double" | "string" | "bool" | "bytes" | "duration" | "timestamp" | "type" | "dyn" => {
            Fault::new(
                "C018",
                span,
                both!(
                    en = "type conversions such as `{name}()` are not supported",
                    tr = "`{name}()` gibi tür dönüşümleri desteklenmez"
                ),
            )
            .help(both!(
                en = "write the literal as a text, such as '14d' or '2026-11-23': it takes the other side's type",
                tr = "değeri metin olarak yazın, örneğin '14d' veya '2026-11-23': karşı tarafın türünü alır"
            ))
        }
        _ if name.strip_prefix("get").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase())) => {
            Fault::new(
                "C019",
                span,
                both!(
                    en = "CEL's calendar functions such as `{name}` are not supported",
                    tr = "CEL'in `{name}` gibi takvim fonksiyonları desteklenmez"
                ),
            )
            .help(both!(
                en = "compare with a day or a moment, or use days_since()",
                tr = "bir günle veya anla karşılaştırın ya da days_since() kullanın"
            ))
        }
        _ => unknown_function(call),
    }
}

fn unknown_function(call: &Call) -> Fault {
    let name = &call.function;
    let fault = Fault::new(
        "C032",
        call.function_span.clone(),
        both!(en = "unknown function `{name}`", tr = "bilinmeyen fonksiyon: `{name}`"),
    );
    let near = nearest(name, FUNCTIONS.iter().map(|doc| doc.name));
    let Some(doc) = near.and_then(|near| FUNCTIONS.iter().find(|doc| doc.name == near)) else {
        let known: Vec<&str> = FUNCTIONS.iter().map(|doc| doc.name).collect();
        let known = known.join(", ");
        return fault.help(both!(en = "the functions are: {known}", tr = "fonksiyonlar şunlar: {known}"));
    };
    let signature = doc.signature;
    fault.help(both!(en = "it is written `{signature}`", tr = "yazılışı: `{signature}`"))
}
