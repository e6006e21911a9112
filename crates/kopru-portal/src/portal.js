// Keys, clocks that count down, and pages that follow what others do. Every page works without this file.
const lang = document.documentElement.lang;

// ── Clocks ──────────────────────────────────────────────────────────────────────────────────────────────────────────
const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" });

/** @param {number} seconds how far ahead; below zero when it has passed */
function told(seconds) {
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units[2];
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
  if (event.ctrlKey || event.metaKey || event.altKey) return;
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
    case "a": case "r": case "c": case "n": press(event.key); break;
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

// ── Kept while typing ───────────────────────────────────────────────────────────────────────────────────────────────
// What somebody writes down of a conversation outlives a lost connection and a page that was left by mistake. It is kept in
// this tab alone, goes once it was sent, and with whoever logs out.
const store = window.sessionStorage;
if (location.pathname === "/login") store.clear();
const [arrival] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
// Whoever comes back to a page, or asks for it anew, may do so because sending failed.
if (arrival?.type === "navigate") for (const key of (store.getItem("sent") ?? "").split("\n")) store.removeItem(key);
store.removeItem("sent");
// Only where each form is about one lead and one question: nobody's words may turn up with somebody else.
const talk = /^\/leads\/[^/]+\/(call|transcript)$/.test(location.pathname);
for (const it of talk ? document.querySelectorAll("textarea") : []) {
  const question = it.form?.querySelector("input[name=question]")?.getAttribute("value") ?? it.form?.getAttribute("action");
  const key = `kept ${location.pathname} ${it.name} ${question}`;
  if (!it.value) it.value = store.getItem(key) ?? "";
  it.addEventListener("input", () => { try { store.setItem(key, it.value); } catch { /* There is no room: it is not kept. */ } });
  it.form?.addEventListener("submit", () => store.setItem("sent", `${store.getItem("sent") ?? ""}\n${key}`));
}
