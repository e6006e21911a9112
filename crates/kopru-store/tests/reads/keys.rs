//! API keys and remembered answers.

use crate::engines::on_both;
use kopru_store::idempotency::Recalled;
use kopru_store::keys::Scope;
use kopru_store::limits::{IDEMPOTENCY_SECS, KEY_USE_SECS};

#[test]
fn only_the_token_itself_opens_and_only_what_its_scopes_say() {
    on_both(|scene| async move {
        let scopes = [Scope::LeadsRead, Scope::FactsWrite, Scope::LeadsRead];
        let (key, token) = scene.store.create_key(" website ", &scopes, None, "ada").await.expect("a key");
        assert_eq!((key.name.as_str(), &key.scopes[..]), ("website", &[Scope::FactsWrite, Scope::LeadsRead][..]));
        assert_eq!(token.len(), "kopru_".len() + 8 + 1 + 64);
        assert!(token.starts_with(&format!("kopru_{}_", key.id)));
        let found = scene.store.check_key(&token).await.expect("an answer").expect("the key");
        assert_eq!(found, key);
        assert!(found.allows(Scope::FactsWrite) && !found.allows(Scope::PeopleWrite));
        let last = if token.ends_with('0') { "1" } else { "0" };
        let almost = format!("{}{last}", &token[..token.len() - 1]);
        let nobody = format!("kopru_{}_{}", "0".repeat(8), "0".repeat(64));
        for wrong in [almost.as_str(), nobody.as_str(), &key.id, "kopru_", "", &format!("{token}0"), &token[1..]] {
            assert_eq!(scene.store.check_key(wrong).await.expect("an answer"), None, "{wrong}");
        }
    });
}

#[test]
fn the_admin_scope_is_everything_and_every_scope_is_read_as_it_is_written() {
    on_both(|scene| async move {
        let (key, _) = scene.store.create_key("root", &[Scope::Admin], None, "ada").await.expect("a key");
        assert!(Scope::ALL.into_iter().all(|scope| key.allows(scope) && Scope::parse(scope.id()) == Some(scope)));
        assert_eq!(Scope::parse("leads"), None);
        let code = |it: kopru_store::Result<_>| {
            it.map(|_: (kopru_store::keys::KeyRow, String)| ()).expect_err("refused").code()
        };
        assert_eq!(code(scene.store.create_key("", &[Scope::Admin], None, "ada").await), "key_name_invalid");
        assert_eq!(
            code(scene.store.create_key("x".repeat(101), &[Scope::Admin], None, "ada").await),
            "key_name_invalid"
        );
        assert_eq!(code(scene.store.create_key("none", &[], None, "ada").await), "key_scopes_missing");
        let past = Some(scene.clock.now());
        assert_eq!(code(scene.store.create_key("old", &[Scope::Admin], past, "ada").await), "key_expires_in_past");
    });
}

#[test]
fn an_expired_and_a_revoked_key_open_nothing_and_both_acts_are_on_record_without_the_token() {
    on_both(|scene| async move {
        scene.clock.advance_secs(1);
        let end = scene.clock.now().plus_secs(100);
        let (short, first) =
            scene.store.create_key("short", &[Scope::FactsWrite], Some(end), "ada").await.expect("a key");
        scene.clock.advance_secs(1);
        let (gone, second) = scene.store.create_key("gone", &[Scope::EventsRead], None, "ada").await.expect("a key");
        scene.clock.advance_secs(98);
        assert!(scene.store.check_key(&first).await.expect("an answer").is_some());
        // 1 + 98 + 1 = 100 seconds after it was made.
        scene.clock.advance_secs(1);
        assert!(scene.store.check_key(&first).await.expect("an answer").is_none());

        let another = scene.another().await;
        assert!(another.store.check_key(&second).await.expect("an answer").is_some());
        let revoked = scene.store.revoke_key(&gone.id, "bob").await.expect("a revoked key");
        assert_eq!(revoked.revoked_at, Some(scene.clock.now()));
        scene.clock.advance_secs(5);
        assert_eq!(scene.store.revoke_key(&gone.id, "eve").await.expect("the same").revoked_at, revoked.revoked_at);
        assert!(another.store.check_key(&second).await.expect("an answer").is_none());
        assert_eq!(scene.store.revoke_key("nothing", "bob").await.expect_err("no key").code(), "not_found");

        let keys = scene.store.keys().await.expect("keys");
        assert_eq!(keys.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["gone", "short"]);
        let audit = scene.store.audit(None, 10).await.expect("entries");
        let acts: Vec<_> =
            audit.iter().map(|it| (it.actor.as_str(), it.action.as_str(), it.subject.as_str())).collect();
        assert_eq!(acts[0], ("bob", "key.revoked", gone.id.as_str()));
        assert_eq!(acts[1], ("ada", "key.created", gone.id.as_str()));
        assert_eq!(acts[2], ("ada", "key.created", short.id.as_str()));
        assert_eq!(acts.len(), 4, "the publication, and no second revocation");
        let secret = second.rsplit('_').next().expect("a secret");
        assert!(!format!("{audit:?}{keys:?}{gone:?}").contains(secret));
    });
}

#[test]
fn the_use_of_a_key_is_noted_at_most_once_an_hour() {
    on_both(|scene| async move {
        let (_, token) = scene.store.create_key("web", &[Scope::FactsWrite], None, "ada").await.expect("a key");
        let used = || async { scene.store.keys().await.expect("keys")[0].last_used_at };
        assert_eq!(used().await, None);
        let first = scene.clock.now();
        scene.store.check_key(&token).await.expect("an answer");
        assert_eq!(used().await, Some(first));
        scene.clock.advance_secs(KEY_USE_SECS - 1);
        scene.store.check_key(&token).await.expect("an answer");
        assert_eq!(used().await, Some(first));
        scene.clock.advance_secs(1);
        scene.store.check_key(&token).await.expect("an answer");
        assert_eq!(used().await, Some(first.plus_secs(KEY_USE_SECS)));
    });
}

#[test]
fn the_same_request_gets_its_answer_again_and_another_one_is_told_apart() {
    on_both(|scene| async move {
        let store = &scene.store;
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(store.recall("k", "web", one).await.expect("an answer"), Recalled::New);
        store.remember("k", "web", one, (201, "made".into()), store.now()).await.expect("remembered");
        // The answer that came second does not replace the first.
        store.remember("k", "web", one, (500, "broken".into()), store.now()).await.expect("remembered");
        let again = Recalled::Same { status: 201, body: "made".into() };
        assert_eq!(scene.another().await.store.recall("k", "web", one).await.expect("an answer"), again);
        assert_eq!(store.recall("k", "web", other).await.expect("an answer"), Recalled::Other);
        // Another caller's key is another key, however the two texts are put together.
        assert_eq!(store.recall("k", "crm", one).await.expect("an answer"), Recalled::New);
        assert_eq!(store.recall("bk", "we", one).await.expect("an answer"), Recalled::New);
    });
}

#[test]
fn an_old_answer_is_forgotten_and_its_key_can_be_used_again() {
    on_both(|scene| async move {
        let store = &scene.store;
        store.remember("k", "web", [1; 32], (200, "first".into()), store.now()).await.expect("remembered");
        store.remember("other", "web", [1; 32], (200, "first".into()), store.now()).await.expect("remembered");
        scene.clock.advance_secs(IDEMPOTENCY_SECS);
        assert_ne!(store.recall("k", "web", [1; 32]).await.expect("an answer"), Recalled::New);
        assert_eq!(store.purge().await.expect("a purge"), 0);
        scene.clock.advance_secs(1);
        assert_eq!(store.recall("k", "web", [1; 32]).await.expect("an answer"), Recalled::New);
        store.remember("k", "web", [2; 32], (202, "second".into()), store.now()).await.expect("remembered");
        let second = Recalled::Same { status: 202, body: "second".into() };
        assert_eq!(store.recall("k", "web", [2; 32]).await.expect("an answer"), second);
        // `other` is the only one left that is too old.
        assert_eq!(store.upkeep().await.expect("upkeep").purged, 1);
        assert!(store.upkeep().await.expect("upkeep").is_idle());
        assert_eq!(store.recall("k", "web", [2; 32]).await.expect("an answer"), second);
    });
}
