//! Imports that are being undone by this process, in the background: an undo of many people takes longer than a request may.

use crate::service::Services;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The imports that are being undone.
#[derive(Clone, Debug, Default)]
pub struct Undoing(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// Their numbers.
    going: Mutex<BTreeSet<i64>>,
    /// Called whenever one has ended.
    ended: Notify,
}

/// One under way; however it ends, it is not under way any more.
struct UnderWay {
    all: Undoing,
    number: i64,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.all.held().remove(&self.number);
        self.all.0.ended.notify_waiters();
    }
}

impl Undoing {
    fn held(&self) -> MutexGuard<'_, BTreeSet<i64>> {
        self.0.going.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this process undoes the import now.
    fn is_going(&self, number: i64) -> bool {
        self.held().contains(&number)
    }

    /// Reads what is kept of imports together with the numbers of those that this process undoes meanwhile, as of one moment:
    /// an undo that ends while its import is read would else look as if it had been stopped.
    ///
    /// # Errors
    /// Those of `read`, which is called again whenever an undo began or ended meanwhile.
    pub async fn beside<T, E, F>(&self, read: impl Fn() -> F) -> Result<(T, BTreeSet<i64>), E>
    where
        F: Future<Output = Result<T, E>>,
    {
        loop {
            let going = self.held().clone();
            let it = read().await?;
            if *self.held() == going {
                return Ok((it, going));
            }
        }
    }

    /// Waits until this process does not undo the import any more.
    pub async fn ended(&self, number: i64) {
        loop {
            let ended = self.0.ended.notified();
            tokio::pin!(ended);
            // From here on a call is heard, whenever it comes.
            ended.as_mut().enable();
            if !self.is_going(number) {
                return;
            }
            ended.await;
        }
    }

    /// Begins to undo an import, unless that goes on already. How far it is the import itself tells.
    pub fn start(&self, services: &Services, number: i64, by: String) {
        if !self.held().insert(number) {
            return;
        }
        let (services, under_way) = (services.clone(), UnderWay { all: self.clone(), number });
        tokio::spawn(async move {
            let done = services.undo_import(number, &by, |_| ()).await;
            drop(under_way);
            match done {
                Ok(it) => {
                    tracing::info!(number, removed = it.removed, retracted = it.retracted, "an import was undone")
                }
                Err(fault) => {
                    tracing::error!(number, code = fault.code(), cause = %fault, "the undoing of an import broke off");
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::future::ready;

    #[tokio::test]
    async fn an_undo_that_ends_while_its_import_is_read_was_not_stopped() {
        let all = Undoing::default();
        all.held().insert(1);
        let (done, under_way) = (RefCell::new(false), RefCell::new(Some(UnderWay { all: all.clone(), number: 1 })));
        let read = || {
            let read = *done.borrow();
            if under_way.borrow_mut().take().is_some() {
                *done.borrow_mut() = true;
            }
            ready(Ok::<_, ()>(read))
        };
        assert_eq!(
            all.beside(read).await,
            Ok((true, BTreeSet::new())),
            "neither done nor going is what a stopped one is"
        );
    }

    #[tokio::test]
    async fn what_goes_on_is_told_and_what_cannot_be_read_is_too() {
        let all = Undoing::default();
        all.held().insert(2);
        assert_eq!(all.beside(|| ready(Ok::<_, ()>("read"))).await, Ok(("read", BTreeSet::from([2]))));
        assert_eq!(all.beside(|| ready(Err::<(), _>("broken"))).await, Err("broken"));
    }
}
