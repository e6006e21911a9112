//! English words of titles, and the abbreviations that Turkish cards share.

use super::words::{Act, Group, act, field, loose_field, loose_post, post, rank};
use super::{Function as F, Seniority as S};

/// Every English phrase by meaning.
#[rustfmt::skip] // One phrase a line would hide the meanings.
pub(super) const WORDS: &[Group] = &[
    // Words that join, part or take away.
    (act(Act::Of), &["of", "for", "in", "the", "a", "de", "over"]),
    (act(Act::And), &["and", "or"]),
    (act(Act::At), &["at"]),
    (act(Act::Boss), &["to", "office of", "reporting to", "reports to", "support to", "on behalf of"]),
    (act(Act::Office), &["office"]),
    (act(Act::Now), &["now", "currently", "current", "today"]),
    (act(Act::NotHeld), &[
        "former", "formerly", "ex", "past", "previous", "previously", "retired", "was", "aspiring", "future",
        "seeking", "looking for", "open to", "until", "till",
    ]),
    (act(Act::LegalForm), &["inc", "ltd", "llc", "gmbh", "plc", "corp", "corporation", "co ltd", "nv", "bv", "sarl"]),
    (act(Act::Plain), &[
        "direct to consumer", "general", "executive committee", "board certified", "head chef", "sous chef", "members",
        "due to", "go to market", "in charge", "audit committee", "holdings", "company", "intern program",
        "assistant program", "at large", "founding team", "founding employee", "partner program", "leader program",
        "board game", "co ordinated",
    ]),
    // Owners and boards.
    (loose_post(F::GeneralManagement, S::Owner), &[
        "founder", "founders", "co founders", "cofounder", "co founder", "founding partner", "founding member",
        "owner", "co owner", "coowner", "business owner", "proprietor", "entrepreneur", "co founding", "founding",
        "shareholder", "managing owner", "managing member", "solopreneur", "self employed",
    ]),
    (post(F::GeneralManagement, S::Board), &[
        "chairman", "chairwoman", "chairperson", "vice chairman", "vice chair", "deputy chairman",
    ]),
    (post(F::GeneralManagement, S::Board).with(Act::Vague), &["chair", "co chair"]),
    (post(F::GeneralManagement, S::Board).with(Act::Seat), &[
        "board member", "boardmember", "board of directors", "board director", "director of the board",
        "member of the board", "member of board", "board", "non executive director", "nonexecutive director", "ned",
        "independent director", "trustee", "supervisory board", "supervisory board member", "governor",
        "board advisor director", "board of trustees", "board observer", "founding boardmember",
    ]),
    (post(F::GeneralManagement, S::Board).with(Act::Advisory), &[
        "advisory board", "advisory board member", "board advisor", "board adviser", "advisory council",
    ]),
    // Chiefs.
    (post(F::GeneralManagement, S::CLevel), &[
        "ceo", "chief executive", "chief executive officer", "co ceo", "cxo", "secretary general", "director general",
        "general director", "md ceo", "group ceo",
    ]),
    (post(F::Finance, S::CLevel), &[
        "cfo", "chief financial officer", "chief finance officer", "chief investment officer",
        "chief accounting officer", "chief risk officer", "chief audit executive", "chief credit officer",
        "chief actuary",
    ]),
    (post(F::Operations, S::CLevel), &[
        "coo", "chief operating officer", "chief operations officer", "chief administrative officer", "cao",
        "chief delivery officer",
    ]),
    (post(F::Engineering, S::CLevel), &[
        "cto", "chief technology officer", "chief technical officer", "chief engineering officer",
    ]),
    (post(F::It, S::CLevel), &[
        "cio", "ciso", "cso ciso", "chief information officer", "chief security officer",
        "chief information security officer", "chief digital officer",
    ]),
    (post(F::Marketing, S::CLevel), &["cmo", "chief marketing officer", "chief growth officer"]),
    (post(F::Sales, S::CLevel), &[
        "cro", "chief revenue officer", "chief sales officer", "chief commercial officer", "cco",
    ]),
    (post(F::Hr, S::CLevel), &[
        "chro", "chief people officer", "chief human resources officer", "chief hr officer", "chief talent officer",
        "chief learning officer",
    ]),
    (post(F::Product, S::CLevel), &["cpo", "chief product officer"]),
    (post(F::Data, S::CLevel), &["cdo", "chief data officer", "chief analytics officer", "chief ai officer"]),
    (post(F::Procurement, S::CLevel), &["chief procurement officer"]),
    (post(F::Logistics, S::CLevel), &["chief supply chain officer"]),
    (post(F::CustomerSuccess, S::CLevel), &["chief customer officer", "chief experience officer"]),
    (post(F::Communications, S::CLevel), &["chief communications officer"]),
    (post(F::Research, S::CLevel), &[
        "cso", "chief scientific officer", "chief science officer", "chief innovation officer",
    ]),
    (post(F::Design, S::CLevel), &["chief creative officer", "chief design officer"]),
    (post(F::Health, S::CLevel), &["chief medical officer", "chief nursing officer"]),
    (post(F::Legal, S::CLevel), &["clo", "chief legal officer", "chief compliance officer"]),
    (post(F::Legal, S::CLevel).with(Act::Vague), &["general counsel"]),
    (act(Act::Chief), &["chief", "chf"]),
    (act(Act::Officer), &["officer", "ofc"]),
    (post(F::Administration, S::Director).with(Act::Advisory), &["chief of staff"]),
    // Presidents, managing directors, partners, vice presidents.
    (loose_post(F::GeneralManagement, S::President), &[
        "president", "managing director", "joint managing director", "jmd", "group managing director",
    ]),
    (loose_post(F::GeneralManagement, S::President).with(Act::Md), &["md"]),
    (loose_post(F::GeneralManagement, S::Partner), &[
        "managing partner", "managing principal", "senior partner", "equity partner", "general partner",
        "venture partner", "name partner",
    ]),
    (loose_post(F::GeneralManagement, S::Partner).with(Act::Partner), &["partner"]),
    (rank(S::Vp), &[
        "vp", "vice president", "svp", "evp", "senior vice president", "executive vice president", "gvp", "rvp",
        "sr vice president", "vice pres", "vpres", "avp", "assistant vice president", "associate vice president",
        "group vice president", "vicepresident", "sr vp", "exec vp", "senior vp", "asst vice president",
    ]),
    // Units, functions, teams.
    (loose_post(F::GeneralManagement, S::GeneralManager), &[
        "general manager", "gm", "country manager", "country head", "country director", "general mgr", "gen mgr",
        "site director", "head of country", "group general manager",
    ]),
    (rank(S::Director), &[
        "director", "directors", "dir", "head", "executive director", "associate director", "assistant director",
        "dean", "provost", "superintendent",
    ]),
    (post(F::Sales, S::Director), &["commercial director", "account director", "key account director"]),
    (post(F::Design, S::Director), &["creative director", "art director"]),
    (post(F::Engineering, S::Director), &["technical director"]),
    (post(F::Health, S::Director), &["medical director", "clinical director"]),
    (rank(S::Manager), &["manager", "mgr", "mngr", "management team", "managerial", "mgmt team", "manageress"]),
    (post(F::Sales, S::Manager).with(Act::OfThings), &[
        "account manager", "key account manager", "kam", "client manager", "relationship manager", "territory manager",
        "client partner",
    ]),
    (post(F::Product, S::Manager).with(Act::OfThings), &["product manager", "category manager"]),
    (loose_post(F::Operations, S::Manager).with(Act::OfThings), &[
        "project manager", "program manager", "programme manager", "pm", "project mgr", "program mgr", "scrum master",
    ]),
    (post(F::BusinessDevelopment, S::Manager).with(Act::OfThings), &[
        "partner manager", "alliance manager", "bdm", "partnership manager", "channel manager",
    ]),
    (post(F::CustomerSuccess, S::Manager).with(Act::OfThings), &["csm", "customer success manager"]),
    (post(F::Administration, S::Manager), &["office manager", "administrative manager"]),
    (post(F::Sales, S::Manager), &["store manager", "shop manager", "showroom manager", "area manager"]),
    (loose_post(F::GeneralManagement, S::Manager), &["branch manager"]),
    (post(F::Production, S::Manager), &["plant manager", "factory manager", "production manager"]),
    (post(F::Finance, S::Manager), &["controller", "comptroller", "treasurer", "financial controller"]),
    (rank(S::Lead), &[
        "lead", "leader", "team lead", "team leader", "supervisor", "supv", "supr", "foreman", "captain", "squad lead",
        "leads", "team manager",
    ]),
    (post(F::Engineering, S::Lead), &["tech lead", "technical lead", "tech leader", "chief engineer"]),
    (post(F::Finance, S::Lead), &["chief accountant"]),
    (post(F::Health, S::Lead), &["head nurse", "charge nurse"]),
    (act(Act::Principal), &["principal"]),
    (act(Act::Staff), &["staff", "distinguished"]),
    (act(Act::Senior), &["senior", "sr", "snr", "sen", "master", "expert level"]),
    (act(Act::Junior), &["junior", "jr", "jnr", "entry level", "graduate"]),
    (act(Act::Deputy), &["deputy", "vice", "dep"]),
    (act(Act::Assistant), &["assistant", "asst", "ast", "assist"]),
    (act(Act::Associate), &["associate", "assoc"]),
    (rank(S::Intern).with(Act::Trainee), &[
        "intern", "trainee", "apprentice", "internship", "praktikant", "interns", "working student", "placement",
        "work placement", "cadet", "cadete",
    ]),
    (post(F::Legal, S::Director), &[
        "assistant general counsel", "associate general counsel", "deputy general counsel",
    ]),
    (post(F::Engineering, S::Senior), &["founding engineer", "founding developer"]),
    (post(F::Education, S::Lead), &["head coach"]),
    // Secretariat.
    (post(F::Administration, S::Junior).with(Act::Aide), &[
        "executive assistant", "personal assistant", "administrative assistant", "admin assistant", "secretary",
        "exec assistant", "ea", "pa", "exec asst", "office assistant", "virtual assistant", "administrative aide",
    ]),
    (post(F::Administration, S::Junior), &["receptionist", "reception", "front desk", "clerk", "typist", "data entry"]),
    (post(F::Legal, S::Director), &["company secretary", "corporate secretary", "board secretary"]),
    (field(F::Administration), &[
        "administration", "administrative", "admin", "secretariat", "office administration", "administrativo",
    ]),
    // Specialists whose field other words name.
    (rank(S::Specialist), &[
        "specialist", "spec", "representative", "rep", "agent", "expert", "executive", "coordinator", "coord",
        "technician", "professional", "practitioner", "freelancer", "freelance", "generalist", "co ordinator",
        "strategist", "planner", "evangelist", "ambassador", "inspector", "worker", "contractor", "administrator",
        "operator", "trader", "guru", "ninja", "liaison", "examiner", "business partner", "fellow",
        "associate partner",
    ]),
    (post(F::Sales, S::Specialist), &[
        "account executive", "ae", "sdr", "bdr", "sales development representative",
        "business development representative", "salesperson", "salesman", "saleswoman", "sales engineer", "presales",
        "pre sales", "seller", "merchant", "sales associate", "sales assistant", "account rep", "cashier",
    ]),
    (post(F::BusinessDevelopment, S::Specialist), &["business developer", "business development executive"]),
    (post(F::Marketing, S::Specialist), &[
        "marketer", "copywriter", "content strategist", "growth hacker", "marketeer", "brand strategist",
        "content creator", "community manager",
    ]),
    (post(F::Communications, S::Specialist), &[
        "editor", "journalist", "reporter", "publicist", "writer", "author", "blogger", "correspondent", "columnist",
        "spokesperson", "producer", "translator", "interpreter", "technical writer",
    ]),
    (post(F::Engineering, S::Specialist), &[
        "engineer", "eng", "engr", "developer", "dev", "programmer", "architect", "tester", "drafter", "surveyor",
        "test engineer", "draftsman", "coder", "swe", "sre", "member of technical staff", "member technical staff",
        "software engineer", "mechanic", "electrician", "machinist",
    ]),
    (post(F::It, S::Specialist), &[
        "systems administrator", "system administrator", "sysadmin", "dba", "database administrator",
        "network administrator", "network engineer", "security analyst", "security engineer", "it administrator",
        "it support technician", "it specialist", "help desk", "security specialist", "systems engineer",
    ]),
    (post(F::Design, S::Specialist), &[
        "designer", "artist", "illustrator", "animator", "graphic designer", "photographer", "videographer",
        "creative",
    ]),
    (post(F::Data, S::Specialist), &[
        "data scientist", "data analyst", "data engineer", "business analyst", "statistician", "bi analyst",
        "bi developer", "data architect",
    ]),
    (loose_post(F::Data, S::Specialist), &["research analyst", "analyst"]),
    (post(F::Product, S::Specialist), &["product owner", "product specialist", "po"]),
    (post(F::Operations, S::Specialist), &[
        "security guard", "process owner", "service owner", "project owner", "revops analyst",
    ]),
    (post(F::Research, S::Specialist), &[
        "scientist", "researcher", "postdoc", "post doc", "postdoctoral", "post doctoral", "research fellow",
        "biologist", "chemist", "physicist", "research assistant", "research associate", "doctoral researcher",
        "phd researcher", "economist", "geologist", "mathematician", "metallurgist", "geophysicist", "botanist",
        "hydrologist", "biochemist", "zoologist", "astronomer", "ecologist", "anthropologist", "archaeologist",
        "sociologist", "microbiologist", "epidemiologist", "meteorologist",
    ]),
    (post(F::Finance, S::Specialist), &[
        "accountant", "auditor", "banker", "bookkeeper", "underwriter", "actuary", "broker", "cpa",
        "financial planner", "investor", "actuarial", "financial advisor", "adjuster", "appraiser", "teller",
        "loan officer", "financial analyst",
    ]),
    (post(F::Legal, S::Specialist), &["attorney", "lawyer", "counsel", "solicitor", "barrister", "notary"]),
    (post(F::Legal, S::Junior), &["paralegal", "legal assistant"]),
    (post(F::Hr, S::Specialist), &[
        "recruiter", "headhunter", "head hunter", "hrbp", "internship coordinator", "executive search consultant",
        "sourcer", "talent acquisition partner", "people partner", "hr business partner",
        "human resources business partner",
    ]),
    (post(F::Procurement, S::Specialist), &["buyer", "purchaser", "purchasing agent"]),
    (post(F::Logistics, S::Specialist), &["driver", "dispatcher", "storekeeper", "shipper"]),
    (post(F::Production, S::Specialist), &["machine operator", "quality inspector", "welder", "assembler"]),
    (post(F::Health, S::Specialist), &[
        "nurse", "physician", "doctor", "dentist", "surgeon", "pharmacist", "therapist", "psychologist",
        "veterinarian", "caregiver", "nurse practitioner", "paramedic", "radiologist", "md phd",
    ]),
    (post(F::Education, S::Senior), &["professor", "assistant professor", "associate professor", "adjunct professor"]),
    (post(F::Education, S::Specialist), &[
        "teacher", "lecturer", "instructor", "tutor", "teaching assistant", "teaching fellow", "librarian",
    ]),
    (loose_post(F::Education, S::Specialist), &["trainer", "coach", "mentor"]),
    (loose_post(F::Consulting, S::Specialist).with(Act::Adviser), &[
        "consultant", "advisor", "adviser", "management consultant",
    ]),
    // Fields of work.
    (field(F::Sales).with(Act::Holds), &["sales", "inside sales", "field sales"]),
    (field(F::Sales), &[
        "selling", "commercial", "account management", "key account", "key accounts", "retail", "export",
        "foreign trade", "trade", "national accounts", "enterprise accounts", "revenue", "client relations",
        "sales enablement", "e commerce", "ecommerce", "global accounts", "accounts", "merchandising",
        "sales and marketing", "sales marketing", "merchandise", "wholesale", "pricing", "revenue growth",
    ]),
    (field(F::Marketing).with(Act::Holds), &["marketing", "digital marketing", "field marketing", "product marketing"]),
    (field(F::Marketing), &[
        "mktg", "brand", "category development", "marketing communications", "marcom", "marketing comms", "brands",
        "branding", "growth", "demand generation", "demand gen", "lead generation", "lead gen", "content marketing",
        "seo", "sem", "smm", "advertising", "social media", "partner marketing", "crm", "media planning",
        "market research", "go to market strategy", "gtm", "paid media", "performance marketing", "campaign",
        "e mail marketing", "programmatic", "loyalty", "promotions", "promotion", "acquisition marketing",
        "user acquisition", "customer acquisition", "sponsorships", "sponsorship", "go to market marketing",
        "search marketing", "ppc", "abm", "consumer insights", "growth marketing",
    ]),
    (loose_field(F::Marketing), &["events", "community", "audience"]),
    (field(F::BusinessDevelopment), &[
        "business development", "bizdev", "biz dev", "bd", "partnerships", "partnership", "alliances", "alliance",
        "channel development", "partnering", "channel", "new business", "strategic alliances",
        "strategic partnerships", "corporate development", "market development", "client development", "licensing",
        "commercialization",
    ]),
    (field(F::CustomerSuccess), &[
        "customer success", "customer service", "customer services", "customer support", "customer care",
        "customer experience", "cx", "call center", "call centre", "contact center", "client success",
        "client services", "client service", "customer operations", "player support", "customer contact",
        "member services", "technical support", "customer relations", "client support", "after sales",
    ]),
    (loose_field(F::CustomerSuccess), &["support", "customer", "client", "engagement", "guest"]),
    (field(F::Communications), &[
        "communications", "communication", "pr", "public relations", "press", "public affairs",
        "corporate communications", "editorial", "news", "government relations", "external relations",
        "media relations", "industry relations", "government affairs",
    ]),
    (loose_field(F::Communications), &["media", "content", "publications", "publisher", "publishing"]),
    (field(F::Product).with(Act::Management), &["product management"]),
    (field(F::Operations).with(Act::Management), &["project management", "program management"]),
    (act(Act::Management), &["management"]),
    (field(F::Product), &["product strategy"]),
    (loose_field(F::Product), &["product", "products"]),
    (field(F::Design), &[
        "design", "ux", "ui", "user experience", "user interface", "product design", "visual effects",
        "graphic design",
    ]),
    (field(F::Engineering), &[
        "engineering", "software", "technology", "development engineering", "devops", "hardware", "back end",
        "backend", "front end", "frontend", "full stack", "fullstack", "software development", "mobile",
        "web development", "app development", "product development", "architecture", "qa", "embedded", "firmware",
        "ios", "android", "fpga", "silicon", "r&d engineering", "platform engineering", "machine learning", "robotics",
        "artificial intelligence", "ai", "computer vision", "cloud", "solution architecture", "web app",
        "quality engineering", "technology development", "quality assurance engineer", "programming", "openstack",
        "iot", "blockchain", "semiconductor", "wireless", "electronics", "aerospace", "geospatial", "api", "java",
        "python", "apps", "3d", "simulation", "computing", "devices", "vr", "gaming technology",
    ]),
    (loose_field(F::Engineering), &[
        "development", "system", "drafting", "electronic", "mapping", "cartographic", "surveying", "test engineering",
        "technical development", "application development", "new technologies", "linux", "biotechnology",
        "nanotechnology", "photonics", "optics", "sensors", "radar", "antenna", "rf", "asic", "vlsi", "circuit",
        "circuits", "pcb", "analog", "storage", "virtualization", "kubernetes", "docker", "azure", "aws", "dotnet",
        "php", "javascript", "js", "angular", "ruby", "rails", "golang", "hadoop", "sql", "mongodb", "oracle",
        "salesforce", "sharepoint", "matlab", "cad", "gis", "bim", "scada", "instrumentation", "controls",
        "mechatronics", "powertrain", "avionics", "reservoir", "drilling", "subsea", "petroleum", "hvac", "5g", "lte",
        "voip", "telecom", "telecommunications", "algorithm", "algorithms", "modeling", "modelling", "prototyping",
        "prototype", "microsoft solutions", "middleware", "mainframe", "nlp", "deep learning", "cryptography",
        "satellite", "spacecraft", "propulsion", "materials science", "metallurgy", "microelectronics", "electro",
        "biomedical", "bioengineering", "website", "frameworks", "unix", "sdk", "saas", "big data", "iiot",
        "smart grid", "technical", "tech", "technologies", "solutions", "platform", "web", "systems", "mechanical",
        "electrical", "product engineering", "application", "applications", "manufacturing engineering",
        "computer science", "automation", "digital products", "civil", "chemical", "structural", "hydraulic",
        "process engineering", "integration", "testing", "industrial engineering", "optical", "energy systems",
    ]),
    (loose_field(F::Data), &["analysis"]),
    (field(F::Data), &[
        "data", "analytics", "bi", "business intelligence", "data science", "insights", "data analytics",
        "informatics", "data engineering", "market intelligence", "insight",
    ]),
    (field(F::Research), &[
        "r&d", "research", "research and development", "r and d", "innovation", "science", "scientific", "laboratory",
        "lab", "labs", "laboratories", "clinical research", "ph d research", "clinical trials",
    ]),
    (loose_field(F::It), &["computer", "computers", "internet", "computer operations"]),
    (field(F::It), &[
        "information services", "computer systems", "it services", "it", "information technology",
        "information systems", "infrastructure", "network", "cyber security", "cybersecurity", "information security",
        "security", "infosec", "enterprise architecture", "mis", "erp", "sap", "it infrastructure",
        "help desk support", "it operations", "it support", "security architecture", "enterprise technology",
        "network services", "it security", "database", "ict",
    ]),
    (field(F::Operations), &[
        "operations", "ops", "revops", "revenue operations", "sales operations", "sales ops", "marketing operations",
        "marketing ops", "business operations", "facilities", "pmo", "delivery", "process improvement",
        "business process", "operational excellence", "operational", "real estate", "construction", "project delivery",
        "clinical operations",
    ]),
    (loose_field(F::Sales), &["account", "store", "stores"]),
    (loose_field(F::Operations), &[
        "project", "projects", "program", "programs", "process", "service", "services", "gtm operations", "programme",
        "administration and operations", "operation",
    ]),
    (field(F::Production), &[
        "production", "manufacturing", "quality", "quality assurance", "quality control", "qc", "maintenance", "hse",
        "ehs", "health and safety", "health safety", "plant", "factory", "assembly", "safety", "lean",
        "environmental health",
    ]),
    (field(F::Logistics), &[
        "logistics", "supply chain", "warehouse", "transportation", "transport", "shipping", "fulfillment",
        "distribution", "inventory", "fleet", "demand planning", "materials", "supply",
    ]),
    (field(F::Procurement), &[
        "procurement", "purchasing", "sourcing", "strategic sourcing", "vendor management", "buying",
        "category management", "contract", "contracts", "supplier",
    ]),
    (field(F::Finance), &[
        "credit analysis", "financial analysis", "finance", "financial", "fin", "accounting", "acct", "treasury",
        "tax", "audit", "internal audit", "controlling", "fp&a", "investment", "investments", "investor relations",
        "banking", "credit", "credit risk", "risk", "risk management", "insurance", "accounts payable",
        "accounts receivable", "capital markets", "portfolio", "wealth management", "asset management",
        "private equity", "m&a", "payments", "fintech", "claims", "financial services", "billing",
        "venture investments", "investment banking", "venture capital", "equity research", "equity", "budget",
        "underwriting", "corporate finance", "actuarial science", "vc", "trading", "bank", "acquisitions",
        "mergers and acquisitions", "lending", "mortgage", "funds", "fund", "hedge fund", "securities", "cards",
        "leasing",
    ]),
    (field(F::Legal), &[
        "legal", "law", "litigation", "compliance", "regulatory", "regulatory affairs", "intellectual property",
        "legal affairs", "privacy", "policy", "governance", "data protection", "patents",
    ]),
    (field(F::Hr), &[
        "hr", "human resources", "people", "talent", "talent acquisition", "executive search", "executive recruiting",
        "talent management", "recruiting", "recruitment", "compensation", "payroll", "learning and development", "l&d",
        "organizational development", "people operations", "human capital", "hr operations", "personnel", "diversity",
        "people ops", "career development", "employee", "people and culture", "workforce", "benefits", "staffing",
        "total rewards", "rewards", "employment", "human resource",
    ]),
    (field(F::Hr), &[
        "internship program", "internship programs", "intern programs", "trainee program", "trainee programme",
        "apprenticeship program", "apprenticeship", "apprenticeships",
    ]),
    (loose_field(F::Hr), &["training", "learning", "culture"]),
    (loose_field(F::Consulting), &["consulting", "advisory"]),
    (field(F::Consulting), &["management consulting", "professional services", "consultancy"]),
    (field(F::Education), &[
        "education", "university", "academic", "teaching", "school", "curriculum", "student affairs", "admissions",
        "faculty", "educational", "college",
    ]),
    (field(F::Health), &[
        "medical", "clinical", "nursing", "healthcare", "health care", "pharmacy", "patient", "hospital", "medicine",
        "surgery", "wellness", "medical affairs", "surgical", "dental",
    ]),
    (loose_field(F::Health), &["health"]),
    (loose_field(F::GeneralManagement), &[
        "strategy", "corporate strategy", "strategic planning", "transformation", "business", "general management",
        "strategic",
    ]),
];
