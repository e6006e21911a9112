// Keys, clocks that count down, and pages that follow what others do. Every page works without this file.
const lang = document.documentElement.lang;

// ── Clocks ──────────────────────────────────────────────────────────────────────────────────────────────────────────
// How long each is, and from how long on it is used: 47 hours ahead is not “tomorrow”.
const units = [["day", 86400, 172800], ["hour", 3600, 3600], ["minute", 60, 60]];
const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" });

/** @param {number} seconds how far ahead; below zero when it has passed */
function told(seconds) {
  const [unit, size] = units.find(([, , from]) => Math.abs(seconds) >= from) ?? units[2];
  return words.format(Math.trunc(seconds / Number(size)), /** @type {Intl.RelativeTimeFormatUnit} */ (unit));
}

function countDown() {
  for (const it of document.querySelectorAll("time[data-due]")) {
    const seconds = (Date.parse(it.getAttribute("datetime") ?? "") - Date.now()) / 1000;
    if (Number.isNaN(seconds)) continue;
    it.textContent = told(seconds);
    it.classList.toggle("late", seconds < 0);
    it.classList.toggle("soon", seconds >= 0 && seconds < 4 * 3600);
  }
}
if (document.querySelector("time[data-due]")) {
  countDown();
  setInterval(countDown, 30_000);
}

// On a phone pages and tabs are one line each: the one that is shown is moved into sight.
for (const it of document.querySelectorAll("nav [aria-current=page]")) {
  const line = it.parentElement;
  if (line && line.scrollWidth > line.clientWidth) {
    line.scrollLeft = /** @type {HTMLElement} */ (it).offsetLeft - line.offsetLeft - line.clientWidth / 3;
  }
}

// ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────
const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
let going = false;

/** The lead that keys act on: the one that holds the focus, or the only one. */
function current() {
  const all = rows();
  return all.find((row) => row.contains(document.activeElement)) ?? (all.length === 1 ? all[0] : null);
}

/** @param {number} step */
function move(step) {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** @param {string} key */
function press(key) {
  const target = (current() ?? document).querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    /** @type {HTMLElement | null} */ (target.querySelector("select, input:not([type=hidden]), textarea, button"))?.focus();
  } else if (target instanceof HTMLElement) {
    target.click();
  }
}

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const note = document.querySelector('form[action$="/note"]');
    const form = event.shiftKey ? note : /** @type {HTMLTextAreaElement} */ (target).form;
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const outcome = document.querySelector('details.act[open] select[name="data.outcome"]');
  if (outcome instanceof HTMLSelectElement && /^[1-9]$/.test(event.key) && !target.matches("textarea, input")) {
    const chosen = [...outcome.options].find((it) => it.text.startsWith(`${event.key} `));
    if (!chosen) return;
    event.preventDefault();
    outcome.value = chosen.value;
    outcome.focus();
    return;
  }
  if (event.key === "Escape" && target.closest("details.act")) {
    const details = /** @type {HTMLDetailsElement} */ (target.closest("details.act"));
    details.open = false;
    details.querySelector("summary")?.focus();
    return;
  }
  if (target.matches("input, textarea, select")) return;
  if (going) {
    going = false;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link instanceof HTMLElement) link.click();
    return;
  }
  const keys = document.querySelector("#keys");
  switch (event.key) {
    case "g": going = true; setTimeout(() => { going = false; }, 1500); break;
    case "/": event.preventDefault(); /** @type {HTMLElement | null} */ (document.querySelector("#find"))?.focus(); break;
    case "?": if (keys instanceof HTMLDialogElement) keys.showModal(); break;
    case "j": move(1); break;
    case "k": move(-1); break;
    case "o": /** @type {HTMLElement | null} */ (current()?.querySelector("a[data-open]"))?.click(); break;
    case "a": case "r": case "c": case "n": case "d": press(event.key); break;
    default: return;
  }
});

// Only one form is open at a time.
document.addEventListener("toggle", (event) => {
  const opened = event.target;
  if (!(opened instanceof HTMLDetailsElement) || !opened.open || !opened.matches("details.act")) return;
  for (const other of document.querySelectorAll("details.act[open]")) {
    if (other !== opened) /** @type {HTMLDetailsElement} */ (other).open = false;
  }
}, true);

// ── Live ────────────────────────────────────────────────────────────────────────────────────────────────────────────
// A page that shows leads follows what others do, unless somebody is writing in it.
/** Whether a field holds something else than the page came with. @param {Element} it */
function written(it) {
  if (it instanceof HTMLSelectElement) {
    const came = [...it.options].findIndex((option) => option.defaultSelected);
    return it.selectedIndex !== Math.max(came, 0);
  }
  if (it instanceof HTMLInputElement && /^(checkbox|radio)$/.test(it.type)) return it.checked !== it.defaultChecked;
  return (it instanceof HTMLInputElement || it instanceof HTMLTextAreaElement) && it.value !== it.defaultValue;
}

function busy() {
  const fields = [...document.querySelectorAll("[data-live] :is(input:not([type=hidden]), textarea, select)")];
  const open = document.querySelector("details.act[open], dialog[open], .tick :checked");
  return Boolean(open) || fields.some((it) => it === document.activeElement || written(it));
}

if (document.querySelector("[data-live]")) {
  /** @type {EventSource | null} */
  let source = null;
  let pending = 0;
  const changed = () => {
    clearTimeout(pending);
    pending = setTimeout(async () => {
      if (document.hidden || busy()) return;
      const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
      if (!answer?.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      const held = document.querySelector("[data-live]");
      const focus = /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-row]"))?.id;
      if (fresh && held && !busy()) {
        held.replaceWith(fresh);
        if (focus) document.getElementById(focus)?.focus();
        countDown();
      }
    }, 400);
  };
  // A browser has few connections for one site: pages that nobody looks at leave theirs to the others.
  const listen = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/live");
      source.addEventListener("change", changed);
    }
  };
  listen();
  document.addEventListener("visibilitychange", () => { listen(); changed(); });
  addEventListener("pagehide", () => source?.close());
}

// ── Looked at while typing ──────────────────────────────────────────────────────────────────────────────────────────
// A form that can be looked at shows what would come of it; nothing is kept before somebody presses its button.
const looked = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-check]"));
if (looked) {
  let waiting = 0;
  let latest = 0;
  const look = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = ++latest;
      const body = new URLSearchParams(/** @type {any} */ (new FormData(looked)));
      const answer = await fetch(looked.dataset.check ?? "", { method: "POST", body }).catch(() => null);
      if (!answer?.ok || answer.redirected || turn !== latest) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#outcome");
      if (fresh) document.querySelector("#outcome")?.replaceWith(fresh);
    }, 400);
  };
  looked.addEventListener("input", look);
  looked.addEventListener("change", look);
}

// ── A conversation ──────────────────────────────────────────────────────────────────────────────────────────────────
// What somebody writes down of a conversation outlives a lost connection, a page that was left by mistake, and on the call sheet
// the tab, too: it is kept by this browser for each lead and question until it is noted or forgotten, a week at most, and goes with whoever
// logs out. A transcript is kept by its tab alone.
const who = document.querySelector(".me a")?.textContent ?? "";
const talk = /^\/leads\/[^/]+\/(call|transcript)$/.test(location.pathname);
const held = `kept ${who} ${location.pathname}`;
const WEEK = 7 * 24 * 3600 * 1000;

/** @param {string} key */
const storeOf = (key) => (key.endsWith("/transcript") ? sessionStorage : localStorage);
/** @typedef {{ field: string, label: string, text: string, at: number, sent: boolean }} Draft */
/** @param {string} key @returns {Draft[]} */
function drafts(key) {
  try {
    return JSON.parse(storeOf(key).getItem(key) ?? "[]").filter((/** @type {Draft} */ it) => Date.now() - it.at < WEEK);
  } catch { return []; }
}
/** @param {string} key @param {Draft[]} all */
function keep(key, all) {
  try {
    if (all.length) storeOf(key).setItem(key, JSON.stringify(all));
    else storeOf(key).removeItem(key);
  } catch { /* There is no room: it is not kept. */ }
}
/** @param {string} text */
const plain = (text) => text.replace(/\s+/g, " ").trim();
/** @param {HTMLFormElement | null} form @param {string} name */
const hiddenIn = (form, name) => /** @type {HTMLInputElement | null} */ (form?.querySelector(`input[name="${name}"]`))?.value;
/** @param {HTMLFormElement | null} form */
const about = (form) => hiddenIn(form, "question") ?? form?.getAttribute("action") ?? "";
/** Forgets what was written down. @param {string} key @param {string} field @param {string} text */
const forget = (key, field, text) => keep(key, drafts(key).filter((it) => it.field !== field || plain(it.text) !== plain(text)));

const mine = [localStorage, sessionStorage].flatMap((it) => Object.keys(it)).filter((it) => it.startsWith("kept "));
for (const key of mine) keep(key, drafts(key));
// Noted is what the page that comes says to be noted; whatever else comes, the words stay.
const noting = sessionStorage.getItem("noting");
if (noting) {
  sessionStorage.removeItem("noting");
  const [key, field, text] = JSON.parse(noting);
  const [arrival] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const done = new URLSearchParams(location.search).get("done") === "finding";
  if (done && arrival?.type === "navigate") forget(key, field, text);
}

if (talk) {
  for (const it of /** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll("main form textarea"))) {
    const field = about(it.form);
    it.value ||= drafts(held).find((draft) => draft.field === field && !draft.sent)?.text ?? "";
    for (const kind of ["input", "change"]) it.addEventListener(kind, () => {
      const label = it.closest("label")?.querySelector("span")?.textContent ?? "";
      const others = drafts(held).filter((draft) => draft.field !== field || draft.sent);
      keep(held, it.value ? [...others, { field, label, text: it.value, at: Date.now(), sent: false }] : others);
    });
  }
  const list = document.querySelector("[data-kept]");
  const open = /** @type {HTMLFormElement | null} */ (document.querySelector('form[action$="/call/note"]'));
  for (const draft of list ? drafts(held) : []) {
    const shown = about(open) === draft.field && plain(hiddenIn(open, "answer") ?? "") === plain(draft.text);
    const one = /** @type {DocumentFragment | undefined} */ (list?.querySelector("template")?.content.cloneNode(true));
    const box = one?.firstElementChild;
    if (!draft.sent || shown || !list || !box) continue;
    /** @type {any} */ (box.querySelector("span")).textContent = draft.label;
    /** @type {any} */ (box.querySelector("q")).textContent = draft.text;
    /** @type {any} */ (box.querySelector("[name=question]")).value = draft.field;
    /** @type {any} */ (box.querySelector("[name=answer]")).value = draft.text;
    box.querySelector("button[type=button]")?.addEventListener("click", () => {
      forget(held, draft.field, draft.text);
      box.remove();
    });
    list.append(box);
    /** @type {HTMLElement} */ (list).hidden = false;
  }
}

// Before a form of a conversation is sent, the server is asked whether it is there: else the page stays, with all that was written.
const lost = /** @type {HTMLElement | null} */ (document.querySelector("[data-lost]"));
document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.getAttribute("action") === "/logout") for (const key of [...mine, held]) storeOf(key).removeItem(key);
  if (!talk || !lost || form.method !== "post" || !form.closest("main")) return;
  event.preventDefault();
  const there = await fetch("/portal.js", { cache: "no-store" }).catch(() => null);
  lost.hidden = Boolean(there?.ok);
  if (!there?.ok) {
    /** @type {any} */ (lost.querySelector("button")).onclick = () => form.requestSubmit();
    lost.scrollIntoView({ block: "nearest" });
    return;
  }
  const area = form.querySelector("textarea");
  const text = area?.value ?? hiddenIn(form, "answer") ?? hiddenIn(form, "text") ?? "";
  if (/\/(note|goal)$/.test(form.action)) {
    const field = form.action.endsWith("/transcript/note") ? form.getAttribute("action")?.replace("/note", "") : about(form);
    sessionStorage.setItem("noting", JSON.stringify([held, field, text]));
  } else if (area?.name === "answer") {
    const fresh = drafts(held).map((it) => (it.field === about(form) && it.text === text ? { ...it, sent: true } : it));
    keep(held, fresh);
  }
  form.submit();
});

// All that is suggested is agreed with at once, but what would end something.
for (const it of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-agree]"))) {
  it.hidden = false;
  it.addEventListener("click", () => {
    for (const box of it.form?.querySelectorAll('input[type=checkbox]:not([data-grave], [name^="proposed:"])') ?? []) {
      /** @type {any} */ (box).checked = true;
      box.dispatchEvent(new Event("change"));
    }
    for (const select of it.form?.querySelectorAll("select[data-advised]") ?? []) {
      /** @type {any} */ (select).value = /** @type {HTMLElement} */ (select).dataset.advised;
    }
  });
}

// A reading is either agreed with or wrong.
for (const wrong of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[data-not]"))) {
  const right = /** @type {HTMLInputElement | null} */ (wrong.form?.elements.namedItem(wrong.dataset.not ?? ""));
  wrong.addEventListener("change", () => { if (right && wrong.checked) right.checked = false; });
  right?.addEventListener("change", () => { if (right.checked) wrong.checked = false; });
}

// The text of a file is put where it may be pasted as well, and looked at before it is sent.
for (const it of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-poured]"))) {
  it.hidden = false;
  const input = /** @type {HTMLInputElement} */ (it.querySelector("input"));
  const area = /** @type {HTMLTextAreaElement} */ (it.closest("form")?.querySelector("textarea"));
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    const fits = file.size <= area.maxLength * 4;
    const text = fits ? await file.text() : "";
    const kind = input.accept.split(",").some((ending) => file.name.toLowerCase().endsWith(ending));
    const wrong = !kind || /[\0\uFFFD]/.test(text);
    const large = !fits || text.length > area.maxLength;
    /** @type {any} */ (it.querySelector("output")).textContent = (wrong ? input.dataset.wrong : large ? input.dataset.large : "") ?? "";
    if (wrong || large) return;
    area.value = text;
    area.dispatchEvent(new Event("input"));
  });
}
