//! The agreement as a page: any version, and what changed between two, in words.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::on_both;
use kopru_engine::lang::Lang;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

#[test]
fn any_version_is_read_and_any_two_are_compared_in_the_readers_language() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("sam", Role::Sales)]).await;
        let later = SAAS.replacen(r#"breach = "48h" }"#, r#"breach = "36h" }"#, 1);
        // The scene has a first version already.
        scene.publish(SAAS, Existing::Keep).await;
        scene.clock.advance_secs(60);
        scene.publish(&later, Existing::Keep).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open("/playbook").await;
        page.says("After acceptance sales contacts the lead: a warning after 1 day, late after 36 hours.");
        assert!(!page.html.contains("<pre class=\"agreement\""), "it is no wall of text");
        assert!(page.html.contains("id=\"stage-mql\""));
        let page = sam.open("/playbook/versions/2").await;
        page.says("late after 2 days.").says("It is not in force any more.");
        sam.open("/playbook/versions/3").await.says("late after 36 hours.").says("It is in force.");
        let page = sam.open("/playbook/compare?from=2&to=3").await;
        page.says("One change.").says("The hand-over, first contact within: 2 days → 36 hours.");
        sam.open("/playbook/compare?from=3&to=2").await.says("first contact within: 36 hours → 2 days.");
        sam.open("/playbook/compare?from=3&to=3").await.says("Nothing that decides differs.");
        assert_eq!(sam.ask("GET", "/playbook/versions/4", &[]).await.status, 404);
        assert_eq!(sam.ask("GET", "/playbook/compare?from=2&to=9", &[]).await.status, 404);
        let turkish = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("sam", turkish, "test").await.expect("changed");
        sam.open("/playbook/compare?from=2&to=3").await.says("Devir, ilk temas süresi: 2 gün → 36 saat.");
    });
}
