//! Which database a command works on, and what it says when that fails.

use crate::output::{Done, Failure};
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_server::clock;
use kopru_server::service::Services;
use kopru_store::dialect::Address;
use kopru_store::{Store, StoreError, address};

/// The database when nothing names one: a file in the current folder.
const DEFAULT: &str = "sqlite:kopru.db";
/// The environment's name for the database.
const ENVIRONMENT: &str = "KOPRU_DATABASE_URL";

/// The argument of every command that needs a database.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Database {
    /// The database: sqlite:PATH or postgres://USER@HOST/NAME (otherwise KOPRU_DATABASE_URL, otherwise kopru.db here)
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Database {
    /// The address as it was given.
    pub(crate) fn url(&self) -> String {
        let environment = || std::env::var(ENVIRONMENT).ok().filter(|it| !it.is_empty());
        self.database.clone().or_else(environment).unwrap_or_else(|| DEFAULT.to_owned())
    }

    /// Where that is.
    pub(crate) fn address(&self) -> Result<Address, Failure> {
        address(&self.url()).map_err(|fault| failure(&fault))
    }

    /// Runs a command on the database, which must be there: only publishing, restoring and serving make one.
    pub(crate) fn run<F: Future<Output = Done>>(&self, work: impl FnOnce(Services) -> F) -> Done {
        let address = self.address()?;
        if let Address::Sqlite(path) = &address
            && !path.exists()
        {
            let path = path.display();
            return Err(Failure::Cannot(both!(
                en = "there is no database {path}: `kopru playbook publish FILE` makes one, --database names another",
                tr = "{path} veritabanı yok: `kopru playbook publish DOSYA` bir tane oluşturur, --database başka birini seçer"
            )));
        }
        self.run_or_make(work)
    }

    /// The same, and makes the database where there is none.
    pub(crate) fn run_or_make<F: Future<Output = Done>>(&self, work: impl FnOnce(Services) -> F) -> Done {
        let address = self.address()?;
        runtime(async {
            let store = Store::open(address, clock::system()).await.map_err(|fault| failure(&fault))?;
            work(Services::new(store)).await
        })
    }
}

/// Waits for something.
pub(crate) fn runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|fault| Failure::Cannot(both!(en = "cannot start: {fault}", tr = "başlatılamıyor: {fault}")))?;
    runtime.block_on(work)
}

/// A fault of the store as the end of a command.
pub(crate) fn failure(fault: &StoreError) -> Failure {
    Failure::Cannot(text(fault))
}

/// A fault of the store in both languages. What the database itself says stays in its own words.
pub(crate) fn text(fault: &StoreError) -> Both {
    let en = fault.to_string();
    let tr = match fault {
        StoreError::Unavailable(why) => format!("veritabanına şu anda ulaşılamıyor: {why}"),
        StoreError::Full(why) => format!("disk dolu: {why}"),
        StoreError::ReadOnly(why) => format!("veritabanına yazılamıyor: {why}"),
        StoreError::Conflict(why) => format!("başka bir değişiklik önce geldi, yeniden deneyin: {why}"),
        StoreError::NotFound(what) => format!("bulunamadı: {what}"),
        StoreError::Corrupt(what) => format!("saklanan veri okunamıyor: {what}"),
        StoreError::Unusable(why) => format!("veritabanı kullanılamıyor: {why}"),
        StoreError::Refused(code, why) => refused(code, why),
    };
    Both { en, tr }
}

/// Why a call made no sense, in Turkish.
fn refused(code: &str, why: &str) -> String {
    let known = match code {
        "no_playbook" => {
            "henüz yayımlanmış oyun kitabı yok: adayların hangi anlaşmaya göre değerlendirileceğini `kopru playbook publish DOSYA` belirler"
        }
        "file_exists" => "bu adda bir dosya var: başka bir ad verin",
        "database_not_empty" => "veritabanı boş değil: yenisine geri yükleyin (`createdb AD`)",
        "backup_of_another_schema" => {
            "yedeğin şeması eski: önce bir dosyaya geri yükleyin, onu bir kez açın ve onun yedeğini geri yükleyin"
        }
        "decision_version" => "veritabanı bu programınkinden başka bir karar sürümüyle yönetiliyor",
        "field_unknown" => "oyun kitabında böyle bir alan yok: `month`, `source` ya da `person.AD`, `account.AD` yazın",
        "months_reversed" => "ilk ay son aydan sonra geliyor: --from ile --to yer değiştirmeli",
        "erased" => "kişi silindi",
        "merged" => "kişi başka bir kişiyle birleştirildi",
        "same_person" => "bir kayıt kendisiyle birleştirilemez",
        "undone" => "bu birleştirme zaten geri alındı",
        "unmerge_later_first" => "kişi sonradan başka biriyle birleştirildi: önce onu geri alın",
        "too_many_facts" => "ikisinin birlikte çok fazla olgusu var",
        "too_many_identities" => "ikisinin birlikte çok fazla kimliği var",
        "not_yet" => "o anda aday hakkında henüz hiçbir şey bilinmiyordu",
        "not_happened" => "o an henüz gelmedi",
        "no_effort" => "oyun kitabında `[effort]` yok: satışın adımlarının ne kadar sürdüğünü iki ekip birlikte yazar",
        "user_id_invalid" => {
            "kullanıcı adı 1-40 işarettir: a-z, 0-9, nokta, tire, alt çizgi; harf ya da rakamla başlar"
        }
        "user_name_invalid" => "kullanıcının adı yok ya da çok uzun",
        "user_email_invalid" => "bu bir e-posta adresi değil",
        "user_email_taken" => "bu e-posta adresi başka bir kullanıcının",
        "user_exists" => "bu adda bir kullanıcı zaten var",
        "user_has_left" => "kullanıcı artık burada çalışmıyor",
        "user_words_invalid" => "ekip, dil ya da beceri adları çok uzun ya da çok fazla",
        "too_many_users" => "daha fazla kullanıcı eklenemez",
        "too_many_absences" => "çok fazla izin kaydı var: eskileri geri alın",
        "absence_invalid" => "izin başlamadan bitiyor",
        "hours_invalid" => {
            "çalışma saatleri okunamadı: dilim `Europe/Istanbul`, saatler `Pzt-Cum 09:00-18:00` gibi yazılır"
        }
        "last_admin" => "her şeyi yapabilen en az bir sistem yöneticisi kalmalı; ilk kullanıcı da odur",
        "password_too_short" => "parola en az 12 harf olmalı: birkaç sözcük yeter",
        "password_too_long" => "parola çok uzun",
        "password_is_name" => "parola, addan, adresten ya da yinelenen tek harften fazlası olmalı",
        "key_name_invalid" => "anahtarın adı yok ya da çok uzun",
        "key_scopes_missing" => "yetkisi olmayan bir anahtar hiçbir şey açmaz: en az bir --scope verin",
        "key_expires_in_past" => "anahtarın son günü geçmişte kalmış",
        _ => return format!("{why} [{code}]"),
    };
    format!("{known} [{code}]")
}
