//! A person's role read from the job title on their card: function, seniority, part in the decision.
//!
//! "President" says little to marketing; what is marketed to is the role. Titles are read by words in tables
//! (`words_en`, `words_tr`) and a handful of rules, so that every reading can be explained by the words that decided.
//! Pure, total and deterministic: any text gives a reading, and a reading may know nothing.
//!
//! ```
//! use kopru_engine::role::{Function, Part, Seniority, read_title};
//! let reading = read_title("Gn. Md. Yrd. - Pazarlama");
//! let role = reading.primary().unwrap();
//! assert_eq!(role.seniority, Some(Seniority::Vp));
//! assert_eq!(role.function, Some(Function::Marketing));
//! assert_eq!(role.part, Some(Part::Decider));
//! ```

mod classes;
mod draft;
mod eval;
mod reading;
mod sentence;
mod token;
mod words;
mod words_en;
mod words_tr;

pub use classes::{ClassMap, Label, parse_classes};
pub use eval::{Confusion, Evaluation, LabelledTitle, Miss, Ratio, Rows, TitleFault, eval_titles, read_labelled};

use crate::lang::words;
use std::ops::Range;

words! {
    /// How high a post stands. Ordered: a playbook may say `role.seniority >= 'director'`.
    Seniority {
        /// Interns, trainees, apprentices.
        Intern = "intern", "intern", "stajyer";
        /// Assistants, clerks, juniors.
        Junior = "junior", "junior", "başlangıç düzeyi";
        /// Does the work of a trade: specialist, engineer, representative.
        Specialist = "specialist", "specialist", "uzman";
        /// The same with rank: senior, principal or staff specialist, professor.
        Senior = "senior", "senior specialist", "kıdemli uzman";
        /// Leads a team or a shift: lead, supervisor, şef.
        Lead = "lead", "team lead", "ekip lideri";
        /// Manager of people, of a product, of a project or of accounts, and their deputies.
        Manager = "manager", "manager", "müdür";
        /// Answers for a function: director, head of.
        Director = "director", "director", "direktör";
        /// Runs a site, a branch of business or a country under a company's chiefs.
        GeneralManager = "general_manager", "general manager of a unit", "birim genel müdürü";
        /// Vice presidents of every grade, and a genel müdür's deputies.
        Vp = "vp", "vice president", "genel müdür yardımcısı";
        /// President or managing director: of a company or of a division, the title does not say which.
        President = "president", "president or managing director", "başkan";
        /// Partner of a firm that is owned by its partners.
        Partner = "partner", "partner", "ortak";
        /// Chief officers, and the genel müdür of a Turkish company.
        CLevel = "c_level", "chief", "üst yönetim";
        /// Members of the board and their chair.
        Board = "board", "board member", "yönetim kurulu üyesi";
        /// Founders and owners.
        Owner = "owner", "owner or founder", "kurucu veya sahip";
    }
}

words! {
    /// The work that a post is about.
    Function {
        /// The whole company: chiefs without a trade, founders, boards, strategy.
        GeneralManagement = "general_management", "general management", "genel yönetim";
        /// Selling, export, key accounts, stores.
        Sales = "sales", "sales", "satış";
        /// Marketing, brand, growth, demand, content.
        Marketing = "marketing", "marketing", "pazarlama";
        /// New business, partnerships, alliances.
        BusinessDevelopment = "business_development", "business development", "iş geliştirme";
        /// Support, care, success, call centres.
        CustomerSuccess = "customer_success", "customer success", "müşteri hizmetleri";
        /// Corporate communications, press, editing.
        Communications = "communications", "communications", "kurumsal iletişim";
        /// Product management.
        Product = "product", "product", "ürün";
        /// Design of any kind.
        Design = "design", "design", "tasarım";
        /// Software, hardware and other engineering, technology as a product.
        Engineering = "engineering", "engineering", "mühendislik";
        /// Data, analytics, business analysis.
        Data = "data", "data", "veri";
        /// Research and development, science.
        Research = "research", "research and development", "Ar-Ge";
        /// Systems, networks, security that a company runs for itself.
        It = "it", "IT", "bilgi teknolojileri";
        /// Operations, revenue operations, projects, facilities.
        Operations = "operations", "operations", "operasyon";
        /// Making things: plants, quality, maintenance, safety.
        Production = "production", "production", "üretim";
        /// Supply chain, warehouse, transport.
        Logistics = "logistics", "logistics", "lojistik";
        /// Buying.
        Procurement = "procurement", "procurement", "satın alma";
        /// Accounting, treasury, audit, banking, investment, insurance.
        Finance = "finance", "finance", "finans";
        /// Law, compliance, regulation.
        Legal = "legal", "legal", "hukuk";
        /// People, recruiting, training of staff.
        Hr = "hr", "human resources", "insan kaynakları";
        /// Secretariat, reception, office.
        Administration = "administration", "administration", "idari işler";
        /// Advising others for a living.
        Consulting = "consulting", "consulting", "danışmanlık";
        /// Schools and universities.
        Education = "education", "education", "eğitim";
        /// Medicine and care.
        Health = "health", "health", "sağlık";
    }
}

words! {
    /// The part that such a post usually plays when a company buys. A champion is known only from deeds, never a title.
    Part {
        /// Says yes or no.
        Decider = "decider", "decider", "karar verici";
        /// Is asked, compares, recommends.
        Influencer = "influencer", "influencer", "etkileyen";
        /// Would work with what is bought.
        User = "user", "user", "kullanıcı";
        /// Decides who gets through: buyers, assistants, reception.
        Gatekeeper = "gatekeeper", "gatekeeper", "kapı tutan";
    }
}

/// One role that a title names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The work; `None` when the title does not say.
    pub function: Option<Function>,
    /// The height; `None` when the title does not say.
    pub seniority: Option<Seniority>,
    /// The usual part in a decision; `None` when function and seniority do not say.
    pub part: Option<Part>,
    /// How sure the reading is, 0 to 100. An order, not a probability.
    pub confidence: u8,
    /// The words that decided: byte ranges of [`Reading::title`], in order.
    pub words: Vec<Range<usize>>,
}

/// Something that a reader of a reading should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The title was longer than [`TITLE_CHARS_MAX`](crate::limits::TITLE_CHARS_MAX) letters and was cut.
    Cut,
    /// A post that the person has left or does not hold yet was left out.
    NotHeld,
    /// Another person's post was left out: the chief of an assistant or of an intern.
    SomeoneElses,
}

/// What a title says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The title as read: at most [`TITLE_CHARS_MAX`](crate::limits::TITLE_CHARS_MAX) letters.
    pub title: String,
    /// The roles: the highest first, equals in the title's order. Empty when nothing is known.
    pub roles: Vec<Role>,
    /// What was left out.
    pub notes: Vec<Note>,
}

impl Reading {
    /// The role that counts: the highest one.
    pub fn primary(&self) -> Option<&Role> {
        self.roles.first()
    }
}

/// Reads a job title in English, Turkish or a mixture. Never fails: a title that says nothing gives no roles.
pub fn read_title(title: &str) -> Reading {
    reading::read(title)
}

#[cfg(test)]
mod tests;
