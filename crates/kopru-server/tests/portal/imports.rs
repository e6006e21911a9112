//! A file is brought, its columns are matched, it is tried and taken; what is wrong with it is said.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, account, assert_replays, fact, on_both};
use kopru_engine::lang::Lang;
use kopru_server::uploads::Run;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

/// Eleven people of two companies; the row of line 4 names nobody.
const LEADS: &str = "\
E-mail;Full name;Job title;Company;Country;Employees;Created
ada@kuzey.example;Ada Yalın;Marketing manager;Kuzey A.Ş.;TR;120;2026-01-05
bob@kuzey.example;Bob Stone;Sales director;Kuzey A.Ş.;TR;120;2026-01-06
not an address;Cem Dal;Intern;Batı Ltd.;TR;7;2026-01-07
eda@bati.example;=Eda();CTO;Batı Ltd.;TR;7;2026-01-07
f@bati.example;Fatma;CTO;Batı Ltd.;TR;7;2026-01-07
g@bati.example;Gül;CTO;Batı Ltd.;TR;7;2026-01-07
h@bati.example;Hale;CTO;Batı Ltd.;TR;7;2026-01-07
i@bati.example;Işık;CTO;Batı Ltd.;TR;7;2026-01-07
j@bati.example;Jale;CTO;Batı Ltd.;TR;7;2026-01-07
k@bati.example;Kaya;CTO;Batı Ltd.;TR;7;2026-01-07
l@bati.example;Lale;CTO;Batı Ltd.;TR;7;2026-01-07
m@bati.example;Mete;CTO;Batı Ltd.;TR;7;2026-01-07
";

async fn scene(scene: &Scene) {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("mia", Role::Marketing), ("max", Role::Manager), ("sam", Role::Sales)])
        .await;
}

/// The file that a page is about.
fn file_of(page: &Page) -> Id {
    Id::parse(page.path.split('/').nth(3).and_then(|it| it.split('?').next()).unwrap_or_default()).expect("a file")
}

/// Waits until what a page started has ended, and opens what came of it.
async fn ended(browser: &mut Browser, page: &Page) -> Page {
    let file = file_of(page);
    let upload = browser.app.uploads.get(file, "", true).expect("a file that is held");
    assert!(matches!(upload.ended().await, Run::Done(_)));
    browser.open(&format!("/imports/files/{file}/run")).await
}

async fn names(scene: &Scene) -> Vec<String> {
    let mut all = Vec::new();
    for address in ["ada@kuzey.example", "bob@kuzey.example", "eda@bati.example"] {
        for person in scene.store.people_with("email", address).await.expect("people") {
            all.push(scene.store.lead(person).await.expect("a lead").row.name.unwrap_or_default());
        }
    }
    all
}

#[test]
fn a_file_is_matched_tried_taken_and_taken_again() {
    on_both(|scene| async move {
        self::scene(&scene).await;
        let mut mia = Browser::new(&scene).of("mia").await;
        let page = mia.open("/imports").await;
        page.says("Nothing was imported yet.");
        let page = mia.bring("/imports", "leads.csv", LEADS.as_bytes()).await;
        page.says("What the columns tell").says("“leads.csv”").says("This can be tried.");
        assert!(
            page.html.contains("<select name=\"key\" required><option value=\"E-mail\" selected>"),
            "the key is found"
        );
        let file = file_of(&page);
        // Nothing is taken that was not tried.
        let early = mia.post(&format!("/imports/files/{file}/run"), &[("take", "true")]).await;
        early.says("Try the file first");
        let page = mia.press(&early, "Try it", &[]).await;
        let page = ended(&mut mia, &page).await;
        page.says("Tried: this would come of it.").says("Rows read 11").says("Rows refused 1").says("New people 11");
        page.says("Line Why Begins with 4");
        assert_eq!(names(&scene).await, Vec::<String>::new(), "nothing is kept of a trial");
        let table = mia.open(&format!("/imports/files/{file}/refused.csv")).await;
        assert!(table.html.contains("\r\n4,") && table.html.contains("not an address"), "{}", table.html);
        let page = mia.press(&page, "Import it now", &[]).await;
        let page = ended(&mut mia, &page).await;
        page.says("Imported.").says("New people 11");
        assert_eq!(names(&scene).await, ["Ada Yalın", "Bob Stone", "=Eda()"]);
        let page = mia.open("/imports/1").await;
        page.says("Import 1: leads.csv").says("mia imported it").says("Rows: 12.");
        page.says("key = { email = \"E-mail\" }");
        assert!(!page.html.contains("Ada"), "what is kept of the mapping names nobody");
        // Next week's file has the same columns: it is matched as then, and only what is new is added.
        let more = format!("{LEADS}can@dogu.example;Can Er;CEO;Doğu;TR;40;2026-01-09\n");
        let mut max = mia.of("max").await;
        let page = max.bring("/imports", "leads-2.csv", more.as_bytes()).await;
        page.says("Its columns are those of import 1").says("This can be tried.");
        let page = max.open(&format!("/imports/files/{}/run", file_of(&page))).await;
        let page = max.press(&page, "Try it", &[]).await;
        let page = ended(&mut max, &page).await;
        page.says("New people 1").says("Known people of whom something is new 0");
        // One's own files are one's own; an administrator sees all.
        assert_eq!(mia.open(&page.path).await.status, 404);
        mia.of("root").await.open("/imports").await.says("leads-2.csv").says("1 · leads.csv");
        assert_replays(&scene).await;
    });
}

#[test]
fn a_wrong_file_is_undone_and_the_right_one_imported() {
    on_both(|scene| async move {
        self::scene(&scene).await;
        let mut mia = Browser::new(&scene).of("mia").await;
        // Ada is known already.
        let known = account(fact(&scene, "1", "ada@kuzey.example", "demo_requested"), "Kuzey", &[]);
        scene.take(vec![known]).await;
        let page = mia.bring("/imports", "leads.csv", LEADS.as_bytes()).await;
        let file = file_of(&page);
        let page = mia.post(&format!("/imports/files/{file}/run"), &[]).await;
        let page = ended(&mut mia, &page).await;
        let page = mia.press(&page, "Import it now", &[]).await;
        ended(&mut mia, &page).await.says("Imported.").says("New people 10");
        let page = mia.open("/imports/1").await;
        page.says("Undo this import …");
        let mut max = mia.of("max").await;
        let page = max.open("/imports/1/undo").await;
        page.says("People of whom nothing else is known: 10.").says("or somebody worked on them: 1.");
        let started = max.press(&page, "Undo the import", &[]).await;
        assert_eq!(started.path, "/imports/1");
        max.app.undoing.ended(1).await;
        let page = max.open("/imports/1").await;
        page.says("max undid it")
            .says("People removed: 10. Facts of other people taken back: 1; that could not be: 0.");
        assert!(!page.html.contains("Undo this import"));
        max.open("/imports/1/undo").await.says("There is nothing to undo.");
        max.open("/imports").await.says("undone");
        assert_eq!(names(&scene).await, [""], "one is left, and her name is not known any more");
        // The same file again, as another person does it in Turkish.
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("mia", change, "root").await.expect("changed");
        let page = mia.bring("/imports", "leads.csv", LEADS.as_bytes()).await;
        let file = file_of(&page);
        let page = mia.post(&format!("/imports/files/{file}/run"), &[]).await;
        let page = ended(&mut mia, &page).await;
        let page = mia.press(&page, "Şimdi içe aktar", &[]).await;
        ended(&mut mia, &page).await.says("İçe aktarıldı.");
        assert_eq!(names(&scene).await, ["Ada Yalın", "Bob Stone", "=Eda()"]);
        mia.open("/imports/2/undo").await.says("Hakkında başka bir şey bilinmeyen kişi: 10.");
        mia.open("/imports").await.says("geri alındı");
        // What is none is said, and sales may not.
        assert_eq!(mia.open("/imports/99/undo").await.status, 404);
        assert_eq!(mia.of("sam").await.open("/imports/2/undo").await.status, 403);
        assert_replays(&scene).await;
    });
}

#[test]
fn columns_are_matched_as_somebody_chooses_and_looked_at_while_they_do() {
    on_both(|scene| async move {
        self::scene(&scene).await;
        let mut mia = Browser::new(&scene).of("mia").await;
        let csv = "who,what they do,seen\nada@a.com,Head of sales,01/05/2026\nbob@a.com,CTO,01/06/2026\n";
        let page = mia.bring("/imports", "fair.csv", csv.as_bytes()).await;
        let path = format!("/imports/files/{}", file_of(&page));
        let chosen = [
            ("key", "who"),
            ("key.kind", "email"),
            ("person.title", "what they do"),
            ("when", "seen"),
            ("order", "month"),
            ("feed", "fair"),
            ("zone", "Europe/Istanbul"),
        ];
        // Looked at, not kept.
        let looked = mia.ask("POST", &format!("{path}/check"), &chosen[1..]).await;
        looked.says("choose the column that tells leads apart").says("This cannot be read yet.");
        let employees = [&chosen[..], &[("account.employees", "what they do")]].concat();
        let looked = mia.ask("POST", &format!("{path}/check"), &employees).await;
        looked.says("This can be tried.").says("do not look like those of “employees”");
        looked.says("fields of the company are left out");
        let zone = [&chosen[..6], &[("zone", "Europe/Nowhere")]].concat();
        mia.ask("POST", &format!("{path}/check"), &zone).await.says("This cannot be read yet.").says("Europe/Nowhere");
        let page = mia.post(&path, &chosen[..3]).await;
        ended(&mut mia, &page).await.says("New people 2").says("Rows refused 0");
        mia.open(&path).await.says("Not read (1): seen");
        let page = mia.post(&path, &chosen).await;
        ended(&mut mia, &page).await.says("New people 2").says("Rows refused 0");
        let page = mia.open(&path).await;
        page.says("This can be tried.").says("%m/%d/%Y").says("title = \"what they do\"");
        assert!(!page.text().contains("Not read"));
        // Matched otherwise since: what was tried is not what would be taken.
        let text = "format = 1\nname = \"fair\"\nkey = { email = \"who\" }\n[person]\ntitle = \"gone\"\n";
        let tried = mia.open(&format!("{path}/run")).await;
        let page = mia.press(&page, "Try the text", &[("text", "format = ")]).await;
        page.says("It cannot be tried as its columns are matched").says("This cannot be read yet.");
        let run = mia.open(&format!("{path}/run")).await;
        run.says("Columns are matched otherwise since: try it again.");
        mia.press(&tried, "Import it now", &[]).await.says("It cannot be tried");
        let page = mia.press(&page, "Try the text", &[("text", text)]).await;
        ended(&mut mia, &page).await.says("gone");
        let page = mia.open(&path).await;
        page.says("Its columns are matched by the text below.");
        let page = mia.press(&page, "Choose columns instead", &[]).await;
        page.says("This can be tried.").says("What tells leads apart");
        mia.press(&page, "Forget the file", &[]).await.says("Nothing was imported yet.");
        assert_eq!(mia.open(&path).await.status, 404);
        // Nobody's file is held for longer than six hours.
        let page = mia.bring("/imports", "fair.csv", csv.as_bytes()).await;
        for (secs, status) in [(6 * 3_600 - 1, 200), (1, 404)] {
            scene.clock.advance_secs(secs);
            mia.app.uploads.forget_old(scene.store.now());
            assert_eq!(mia.open(&page.path).await.status, status);
        }
    });
}

#[test]
fn what_is_no_table_is_refused_with_its_reason_in_both_languages() {
    on_both(|scene| async move {
        self::scene(&scene).await;
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("max", change, "test").await.expect("changed");
        let browser = Browser::new(&scene);
        let (mut mia, mut max) = (browser.of("mia").await, browser.of("max").await);
        let cases: [(&str, &[u8], &str, &str); 5] = [
            ("empty.csv", b"", "Choose a file with something in it.", "İçinde bir şey olan bir dosya seçin."),
            ("", b"a,b\n1,2\n", "Choose a file with something in it.", "İçinde bir şey olan bir dosya seçin."),
            ("book.xlsx", b"PK\x03\x04rest", "This is a workbook or an archive.", "Bu bir çalışma kitabı ya da arşiv."),
            ("utf16.csv", b"\xFF\xFEa\0,\0b\0", "The file cannot be read: ", "Dosya okunamıyor: "),
            ("twice.csv", b"a,a\n1,2\n", "no column has a name of its own", "hiçbir sütunun kendine ait bir adı yok"),
        ];
        for (name, bytes, en, tr) in cases {
            mia.bring("/imports", name, bytes).await.says(en);
            max.bring("/imports", name, bytes).await.says(tr);
        }
        mia.ask("POST", "/imports", &[("file", "x")]).await;
        // Facts, one a line: nothing has to be matched.
        let line = br#"{"email":"ada@a.com","type":"demo_requested","occurred_at":"2026-01-05T10:00:00Z"}"#;
        let page = mia.bring("/imports", "facts.jsonl", &[line.as_slice(), b"\n{\n"].concat()).await;
        let page = mia.press(&page, "Try it", &[]).await;
        ended(&mut mia, &page).await.says("New people 1").says("Rows refused 1");
        let page = max.open("/imports").await;
        page.says("Henüz hiçbir şey içe aktarılmadı.");
        let page = max.bring("/imports", "adaylar.csv", LEADS.as_bytes()).await;
        page.says("Sütunlar ne anlatıyor").says("Bu haliyle denenebilir.");
        let page = max.open(&format!("/imports/files/{}/run", file_of(&page))).await;
        let page = max.press(&page, "Dene", &[]).await;
        let page = ended(&mut max, &page).await;
        page.says("Denendi: sonucu bu olurdu.").says("Yeni kişi 11");
        let page = max.press(&page, "Şimdi içe aktar", &[]).await;
        ended(&mut max, &page).await.says("İçe aktarıldı.");
        // Sales does not import.
        assert_eq!(browser.of("sam").await.bring("/imports", "x.csv", LEADS.as_bytes()).await.status, 403);
    });
}

#[test]
fn a_file_of_four_hundred_columns_has_a_page_of_a_hundred_kilobytes() {
    on_both(|scene| async move {
        self::scene(&scene).await;
        let mut mia = Browser::new(&scene).of("mia").await;
        let names = (1..=400).map(|at| format!("Custom field number {at} of the other system"));
        let head: Vec<String> = std::iter::once("E-mail".to_owned()).chain(names).collect();
        let row: Vec<String> = std::iter::once("ada@kuzey.example".to_owned())
            .chain((1..=400).map(|at| format!("a value of {at}")))
            .collect();
        let text = format!("{}\n{}\n", head.join(","), row.join(","));
        let page = mia.bring("/imports", "wide.csv", text.as_bytes()).await;
        page.says("The first 200 of 401 columns of the file").says("This can be tried.");
        assert!(page.html.len() < 100_000, "{} bytes", page.html.len());
        assert!(page.html.contains("<input type=\"text\" name=\"key\" list=\"columns\" value=\"E-mail\""));
        // What can be typed can be mistyped.
        let file = file_of(&page);
        let with =
            [("as", "columns"), ("key", "E-mail"), ("key.kind", "email"), ("person.title", "Custom field number 401")];
        let page = mia.post(&format!("/imports/files/{file}/check"), &with).await;
        page.says("the file has no column “Custom field number 401”");
        let with =
            [("key", "E-mail"), ("key.kind", "email"), ("person.title", "Custom field number 400 of the other system")];
        mia.post(&format!("/imports/files/{file}/check"), &with).await.says("This can be tried.");
    });
}

#[test]
fn columns_whose_names_hold_line_ends_and_spaces_are_chosen_like_others() {
    on_both(|scene| async move {
        self::scene(&scene).await;
        let mut mia = Browser::new(&scene).of("mia").await;
        let text = "\"E-mail\naddress\", Full  name ,Job title\nada@kuzey.example,Ada Yalın,CTO\n";
        let page = mia.bring("/imports", "odd.csv", text.as_bytes()).await;
        page.says("This can be tried.");
        let path = format!("/imports/files/{}/check", file_of(&page));
        // Browsers send line ends of a list's value as CR LF, and a line of text without them.
        for name in ["E-mail\naddress", "E-mail\r\naddress", "E-mail address"] {
            let with = [("key", name), ("key.kind", "email"), ("person.name", " Full  name ")];
            mia.post(&path, &with).await.says("This can be tried.");
        }
    });
}

#[test]
fn what_no_column_tells_is_folded_away() {
    on_both(|scene| async move {
        self::scene(&scene).await;
        let mut mia = Browser::new(&scene).of("mia").await;
        let page =
            mia.bring("/imports", "people.csv", b"E-mail,Job title\nada@acme.com,CTO\nbob@acme.com,Intern\n").await;
        page.says("This can be tried.");
        // Whom a row is about, the person and how texts are read stand there; company, facts and stages are folded.
        let folded = |page: &Page| {
            let all = page.html.split("<details class=\"card\"><summary>").skip(1);
            all.map(|it| it.split('<').next().expect("a name").to_owned()).collect::<Vec<_>>()
        };
        let names = ["The company", "What happened, and on which date", "Stages that the other system reports"];
        assert_eq!(folded(&page), names);
        assert!(page.html.contains(">The person</legend>"), "{}", page.html);
        // Nothing is lost without a script: what is folded is part of the same form, and stands open once it says something.
        let form = page.html.split("<form").find(|it| it.contains("name=\"key\"")).expect("the form");
        assert!(form.contains("name=\"account.employees\""), "{form}");
        let file = file_of(&page);
        let chosen = [("key", "E-mail"), ("key.kind", "email"), ("account.name", "Job title")];
        mia.post(&format!("/imports/files/{file}"), &chosen).await;
        let page = mia.open(&format!("/imports/files/{file}")).await;
        assert_eq!(folded(&page), ["The person", names[1], names[2]], "{}", page.html);
        let page = mia.bring("/imports", "leads.csv", LEADS.as_bytes()).await;
        assert!(!folded(&page).contains(&"The company".to_owned()), "{}", page.html);
    });
}
