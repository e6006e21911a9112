//! What is known of mail domains and mailboxes: free and disposable mail, access providers, platforms, role mailboxes.
//!
//! The lists are short on purpose: the services that people meet, put together by hand from what the services say of
//! themselves. Families are named once (`yahoo` under any public suffix). Whoever meets more adds a list of their own.

use kopru_engine::letters::folded;
use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

/// Free mail of which every country has its own domain: the word before the public suffix.
const FREE_FAMILIES: &str = "aol fastmail gmail gmx googlemail hotmail icloud live msn outlook proton protonmail rocketmail \
    tutanota windowslive yahoo yandex ymail zohomail";

/// How the names of the great free mail services are often misspelt, and what was meant.
const MISSPELT: [(&str, &str); 32] = [
    ("gamil", "gmail"),
    ("gmai", "gmail"),
    ("gmaill", "gmail"),
    ("gmal", "gmail"),
    ("gmali", "gmail"),
    ("gmeil", "gmail"),
    ("gmial", "gmail"),
    ("gmil", "gmail"),
    ("gnail", "gmail"),
    ("gemail", "gmail"),
    ("gimail", "gmail"),
    ("hotmal", "hotmail"),
    ("hotmai", "hotmail"),
    ("hotmial", "hotmail"),
    ("hotmil", "hotmail"),
    ("hotamil", "hotmail"),
    ("homail", "hotmail"),
    ("hotmaill", "hotmail"),
    ("hormail", "hotmail"),
    ("hotnail", "hotmail"),
    ("icoud", "icloud"),
    ("iclod", "icloud"),
    ("iclould", "icloud"),
    ("otlook", "outlook"),
    ("outlok", "outlook"),
    ("outloook", "outlook"),
    ("outllook", "outlook"),
    ("yaho", "yahoo"),
    ("yahooo", "yahoo"),
    ("yhaoo", "yahoo"),
    ("yhoo", "yahoo"),
    ("yandx", "yandex"),
];

/// Free mail under one domain.
const FREE: &str = "
    mynet.com mynet.com.tr e-kolay.net ekolay.net superposta.com hotmail.com.tr turkmail.com
    mail.com email.com usa.com post.com europe.com consultant.com engineer.com techie.com myself.com inbox.com hushmail.com
    me.com mac.com pm.me proton.me tuta.io tuta.com tutamail.com keemail.me duck.com hey.com fastmail.fm zoho.com zoho.eu
    mailfence.com runbox.com posteo.de posteo.net mailbox.org disroot.org riseup.net startmail.com
    lycos.com excite.com rediffmail.com sify.com indiatimes.com in.com lavabit.com juno.com netzero.net
    mail.ru bk.ru inbox.ru list.ru internet.ru ya.ru rambler.ru lenta.ru narod.ru ro.ru ukr.net i.ua meta.ua bigmir.net
    abv.bg mail.bg dir.bg seznam.cz email.cz post.cz centrum.cz volny.cz atlas.cz azet.sk centrum.sk zoznam.sk
    wp.pl o2.pl onet.pl onet.eu op.pl poczta.onet.pl interia.pl interia.eu tlen.pl gazeta.pl poczta.fm vp.pl
    freemail.hu citromail.hu indamail.hu walla.com walla.co.il
    web.de freenet.de email.de mail.de online.de t-online.de arcor.de
    laposte.net caramail.com voila.fr libero.it virgilio.it tiscali.it inwind.it iol.it katamail.com
    uol.com.br bol.com.br ig.com.br terra.com.br globo.com zipmail.com.br oi.com.br
    terra.es sapo.pt in.gr otenet.gr mailbox.gr
    qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn 21cn.com tom.com
    naver.com hanmail.net daum.net nate.com yahoo.co.jp excite.co.jp
    hotmail.co hotmail.con gmail.co gmail.con passport.com";

/// Mail that is thrown away.
const DISPOSABLE: &str = "
    10minutemail.com 10minutemail.net 10minutesemail.net 20minutemail.com 33mail.com anonbox.net anonaddy.com burnermail.io
    byom.de chacuo.net deadaddress.com discard.email discardmail.com discardmail.de dispostable.com dodgit.com
    dropmail.me einrot.com emailondeck.com emailsensei.com emltmp.com fakeinbox.com fakemail.net fakemailgenerator.com
    filzmail.com getairmail.com getnada.com grr.la guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.net
    guerrillamail.org guerrillamailblock.com harakirimail.com incognitomail.org inboxbear.com inboxkitten.com jetable.org
    kasmail.com linshiyouxiang.net luxusmail.org mail-temp.com mail-temporaire.fr mail.tm mail7.io mailcatch.com maildrop.cc
    mailexpire.com mailforspam.com mailinator.com mailinator.net mailinator2.com mailmetrash.com mailmoat.com mailnesia.com
    mailnull.com mailpoof.com mailsac.com mailshell.com mailtemp.info mailtothis.com mintemail.com moakt.com mohmal.com
    mt2015.com mytemp.email mytrashmail.com nada.email nowmymail.com nwytg.com onetimeemail.org one-time.email owlymail.com
    pokemail.net rootfest.net sharklasers.com shieldedmail.com smailpro.com sneakemail.com sogetthis.com spam4.me spambog.com
    spambox.us spamex.com spamgourmet.com spaml.com spamspot.com tempail.com tempemail.net tempinbox.com tempm.com
    tempmail.com tempmail.dev tempmail.net tempmail.org tempmail.plus tempmailo.com tempmailaddress.com tempomail.fr
    temp-mail.io temp-mail.org temp-mail.ru temporary-mail.net temporarymail.com tempr.email throwam.com throwawaymail.com
    tmail.com tmailor.com tmpmail.net tmpmail.org trash-mail.com trash-mail.de trashmail.com trashmail.de trashmail.me
    trashmail.net trbvm.com wegwerfemail.de wegwerfmail.de wegwerfmail.net wegwerfmail.org yopmail.com yopmail.fr yopmail.net
    zetmail.com zippymail.info";

/// Access providers that give their customers a mailbox, small companies among them.
const PROVIDERS: &str = "
    ttmail.com ttnet.net.tr ttnet.tr superonline.com superonline.net turk.net turknet.net.tr kablonet.com.tr kablonet.net.tr
    doruk.net.tr turktelekom.net vodafone.net.tr isnet.net.tr smileadsl.com tnn.net millenicom.com.tr ixir.com escortnet.com
    netone.com.tr raksnet.com.tr prizma.net.tr ihlas.net.tr fornet.net.tr hs01.kep.tr hs02.kep.tr hs03.kep.tr hs04.kep.tr
    hs05.kep.tr hs06.kep.tr
    comcast.net xfinity.com verizon.net att.net sbcglobal.net bellsouth.net ameritech.net pacbell.net swbell.net cox.net
    charter.net spectrum.net roadrunner.com rr.com earthlink.net mindspring.com optonline.net optimum.net frontier.com
    frontiernet.net windstream.net centurylink.net centurytel.net embarqmail.com q.com suddenlink.net cableone.net
    btinternet.com btopenworld.com btconnect.com sky.com virginmedia.com virgin.net ntlworld.com blueyonder.co.uk talktalk.net
    tiscali.co.uk plus.com plusnet.com zen.co.uk eircom.net
    vodafone.de kabelmail.de unitybox.de alice.de alice-dsl.net versanet.de ewetel.net a1.net aon.at chello.at inode.at
    bluewin.ch sunrise.ch hispeed.ch
    orange.fr wanadoo.fr free.fr sfr.fr neuf.fr bbox.fr numericable.fr club-internet.fr aliceadsl.fr
    alice.it tin.it tim.it fastwebnet.it vodafone.it email.it telefonica.net ono.com jazztel.es movistar.es netcabo.pt
    ziggo.nl kpnmail.nl kpnplanet.nl planet.nl xs4all.nl home.nl upcmail.nl casema.nl hetnet.nl telenet.be skynet.be
    proximus.be pandora.be scarlet.be telia.com bredband.net comhem.se tele2.se online.no broadpark.no getmail.no
    mail.dk stofanet.dk tdcadsl.dk elisanet.fi kolumbus.fi forthnet.gr hol.gr
    bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au internode.on.net westnet.com.au xtra.co.nz
    slingshot.co.nz shaw.ca rogers.com sympatico.ca telus.net videotron.ca bell.net eastlink.ca sasktel.net
    docomo.ne.jp ezweb.ne.jp softbank.ne.jp ocn.ne.jp nifty.com so-net.ne.jp biglobe.ne.jp
    netvision.net.il bezeqint.net zahav.net.il mweb.co.za telkomsa.net vodamail.co.za netvigator.com singnet.com.sg
    prodigy.net.mx cantv.net speedy.com.ar arnet.com.ar fibertel.com.ar";

/// Web addresses under which many have their page: the address names the platform, not the company.
const PLATFORMS: &str = "
    facebook.com fb.com instagram.com linkedin.com twitter.com x.com youtube.com youtu.be tiktok.com pinterest.com threads.net
    t.me wa.me whatsapp.com telegram.me discord.gg github.com gitlab.com bitbucket.org medium.com substack.com notion.site
    linktr.ee bio.link about.me carrd.co bit.ly goo.gl google.com g.page goo.gle page.link crunchbase.com angel.co wellfound.com
    wikipedia.org xing.com glassdoor.com yelp.com tripadvisor.com amazon.com etsy.com ebay.com alibaba.com aliexpress.com
    made-in-china.com europages.com kompass.com hepsiburada.com trendyol.com n11.com gittigidiyor.com sahibinden.com
    ciceksepeti.com amazon.com.tr arabam.com yemeksepeti.com getir.com eksisozluk.com kariyer.net booking.com
    weebly.com wix.com squarespace.com webnode.com jimdo.com jimdosite.com tumblr.com wordpress.com blogger.com
    example.com example.org example.net localhost.com";

/// Mailboxes that belong to a post, not to a person; in English, Turkish, and a little German, French, Spanish, Portuguese.
const ROLES: &str = "
    info information infos contact contactus contacts hello hi hey office mail email e-mail post inbox general generalinfo
    admin administrator administration webmaster postmaster hostmaster webadmin sysadmin root abuse noc
    support help helpdesk service services customerservice customer-service customercare customer-care customers care feedback
    complaints sales sale order orders shop store billing accounts accounting accountspayable accountsreceivable ap ar finance
    invoice invoices payments payroll hr humanresources jobs job career careers recruiting recruitment recruiter talent cv
    marketing media press pr news newsletter communications comms events event webinar team all everyone staff board management
    legal privacy gdpr dpo compliance security it itsupport ops operations procurement purchasing buying logistics shipping
    dispatch warehouse reception receptionist frontdesk front-desk reservations reservation booking bookings enquiries enquiry
    inquiries inquiry export import noreply no-reply donotreply do-not-reply mailer-daemon bounce bounces notifications
    notification alerts test testing demo partners partner partnerships investors ir library registrar admissions dev developers
    clientservice clientsupport community developer devops directors dispatchers donations executives fulfillment governance
    itdesk learning outreach pmo publicrelations questions requests servicecenter studentservices supplier supportdesk techdesk
    techsupport transport vendor volunteer webteam webrequests
    api technical tech engineering projects project quality production spam subscribe unsubscribe welcome membership members
    bilgi iletisim satis satislar satinalma satin-alma muhasebe destek teknik teknikdestek teknikservis ik insankaynaklari
    insan-kaynaklari kariyer basvuru isbasvuru yonetim yonetici sekreterlik sekreter resepsiyon santral pazarlama finans ihracat
    ithalat disticaret dis-ticaret servis siparis depo lojistik sevkiyat kalite uretim fabrika merkez ofis genel genelmudurluk
    musteri musterihizmetleri musteri-hizmetleri fatura faturalar efatura e-fatura earsiv kep basin hukuk bilgiislem bilgi-islem
    proje projeler teklif rezervasyon halklailiskiler kurumsal kurumsaliletisim kvkk egitim arge ar-ge planlama operasyon bayi
    magaza eticaret e-ticaret idari idariisler ogrenciisleri kutuphane dekanlik rektorluk belediye baskanlik ozelkalem
    kontakt buero verkauf vertrieb einkauf buchhaltung rechnung rechnungen bewerbung bewerbungen sekretariat empfang zentrale
    contacto ventas compras administracion facturacion recepcion clientes commercial comptabilite accueil secretariat direction
    contatto vendite acquisti amministrazione contato vendas financeiro comercial atendimento";

/// Role words that also stand before something else: `info.tr`, `sales-emea`, `satis2`. Short ones and names stand alone only.
const ROLE_BEGINNINGS: &str = "info contact hello office support help helpdesk service sales orders billing accounts accounting \
    finance invoice hr jobs careers marketing press newsletter noreply no-reply donotreply admin bilgi iletisim satis satinalma \
    muhasebe destek insankaynaklari kariyer pazarlama ihracat ithalat siparis fatura rezervasyon kontakt verkauf vertrieb \
    ventas compras";

type Words = LazyLock<HashSet<&'static str>>;

fn set(text: &'static str) -> HashSet<&'static str> {
    text.split_whitespace().collect()
}

static FREE_FAMILY_SET: Words = LazyLock::new(|| set(FREE_FAMILIES));
static FREE_SET: Words = LazyLock::new(|| set(FREE));
static DISPOSABLE_SET: Words = LazyLock::new(|| set(DISPOSABLE));
static PROVIDER_SET: Words = LazyLock::new(|| set(PROVIDERS));
static PLATFORM_SET: Words = LazyLock::new(|| set(PLATFORMS));
static ROLE_SET: Words = LazyLock::new(|| set(ROLES));
static ROLE_BEGINNING_SET: Words = LazyLock::new(|| set(ROLE_BEGINNINGS));

/// What is known of mail domains: the shipped lists, and what a user adds to them.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    free: BTreeSet<String>,
    disposable: BTreeSet<String>,
    providers: BTreeSet<String>,
    platforms: BTreeSet<String>,
    roles: BTreeSet<String>,
}

/// Which of the lists an entry is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Free mail.
    Free,
    /// Mail that is thrown away.
    Disposable,
    /// Access providers whose customers have a mailbox there.
    Provider,
    /// Web addresses under which many have their page.
    Platform,
    /// Mailboxes of a post: the part before the `@`.
    Role,
}

impl Lists {
    /// The shipped lists alone.
    pub fn shipped() -> Lists {
        Lists::default()
    }

    /// Adds entries, such as those of a list file or of a playbook's list `free_mail`: domains, or mailboxes for
    /// [`ListKind::Role`]; capitals and blanks around them do not matter.
    pub fn add<S: AsRef<str>>(&mut self, kind: ListKind, entries: impl IntoIterator<Item = S>) {
        let list = match kind {
            ListKind::Free => &mut self.free,
            ListKind::Disposable => &mut self.disposable,
            ListKind::Provider => &mut self.providers,
            ListKind::Platform => &mut self.platforms,
            ListKind::Role => &mut self.roles,
        };
        list.extend(entries.into_iter().map(|entry| folded(entry.as_ref().trim()).trim_start_matches('@').to_owned()));
    }

    /// Free mail: `domain` is registrable, `label` its word before the public suffix. Some with the name that was meant, if
    /// it is misspelt.
    pub(super) fn free(&self, domain: &str, label: &str) -> Option<Option<&'static str>> {
        if FREE_FAMILY_SET.contains(label) || FREE_SET.contains(domain) || self.free.contains(domain) {
            return Some(None);
        }
        MISSPELT.iter().find(|(wrong, _)| *wrong == label).map(|(_, meant)| Some(*meant))
    }

    pub(super) fn disposable(&self, domain: &str) -> bool {
        DISPOSABLE_SET.contains(domain) || self.disposable.contains(domain)
    }

    pub(super) fn provider(&self, domain: &str) -> bool {
        PROVIDER_SET.contains(domain) || self.providers.contains(domain)
    }

    pub(super) fn platform(&self, domain: &str) -> bool {
        PLATFORM_SET.contains(domain) || self.platforms.contains(domain)
    }

    /// Whether `mailbox`, folded and without what follows a `+`, belongs to a post.
    pub(super) fn role(&self, mailbox: &str) -> bool {
        if ROLE_SET.contains(mailbox) || self.roles.contains(mailbox) {
            return true;
        }
        let end = mailbox.find(|c: char| matches!(c, '.' | '_' | '-') || c.is_ascii_digit());
        let begins = end.and_then(|end| mailbox.get(..end)).is_some_and(|word| ROLE_BEGINNING_SET.contains(word));
        begins || mailbox.chars().all(|c| matches!(c, '.' | '_' | '-')) || {
            let plain: String = mailbox.chars().filter(|c| !matches!(c, '.' | '_' | '-')).collect();
            plain.len() < mailbox.len() && ROLE_SET.contains(plain.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_entry_stands_twice_or_in_two_lists_that_exclude_each_other() {
        for text in [FREE_FAMILIES, FREE, DISPOSABLE, PROVIDERS, PLATFORMS, ROLES, ROLE_BEGINNINGS] {
            let words: Vec<&str> = text.split_whitespace().collect();
            let mut once = HashSet::new();
            let twice: Vec<_> = words.iter().filter(|word| !once.insert(**word)).collect();
            assert!(twice.is_empty(), "{twice:?}");
            assert!(words.iter().all(|word| *word == folded(word)), "entries are small and plain");
        }
        let mut once = HashSet::new();
        let twice: Vec<_> = [FREE, DISPOSABLE, PROVIDERS]
            .iter()
            .flat_map(|it| it.split_whitespace())
            .filter(|it| !once.insert(*it))
            .collect();
        assert!(twice.is_empty(), "{twice:?}");
        assert!(
            MISSPELT.iter().all(|(wrong, meant)| FREE_FAMILY_SET.contains(meant) && !FREE_FAMILY_SET.contains(wrong))
        );
    }

    #[test]
    fn role_mailboxes_are_told_from_people() {
        let lists = Lists::shipped();
        for mailbox in
            ["info", "satis", "no-reply", "do.not.reply", "info.tr", "sales-emea", "satis2", "insan_kaynaklari"]
        {
            assert!(lists.role(mailbox), "{mailbox}");
        }
        for mailbox in ["ada", "it.smith", "ali.veli", "contactin", "hrant", "infos.mehmet.oz"] {
            assert!(!lists.role(mailbox), "{mailbox}");
        }
    }
}
