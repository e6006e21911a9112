//! Why a list does not show what its address asks for.

use kopru_engine::both;
use kopru_engine::lang::Both;

/// By its stable code.
pub(super) fn of_lists(code: &str) -> Option<Both> {
    Some(match code {
        "slice_invalid" => both!(
            en = "This number cannot be read from the address: open it from its report again.",
            tr = "Bu sayı okunamıyor: adres eksik ya da hatalı. Raporundan yeniden açın."
        ),
        "days_invalid" => {
            both!(en = "A report looks back 1 to 3,660 days.", tr = "Bir rapor en az 1, en çok 3.660 gün geriye bakar.")
        }
        _ => return None,
    })
}
