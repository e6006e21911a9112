// What is wrong with the page as it is shown: a list of sentences. Runs in the page; `arguments[0]`: its language.
const wrong = [];
const lang = arguments[0];
const shown = (it) => it.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && it.getClientRects().length > 0;
const name = (it) => {
  const id = it.id ? `#${it.id}` : "";
  return `<${it.tagName.toLowerCase()}${id}> “${(it.innerText || it.name || it.className || "").toString().slice(0, 40)}”`;
};
const all = (what) => [...document.querySelectorAll(what)].filter(shown);

// Nothing is wider than the screen, or cut off without a way to see the rest.
const root = document.documentElement;
if (root.scrollWidth > innerWidth + 1) {
  const widest = all("body *").filter((it) => it.getBoundingClientRect().right > innerWidth + 1 && !it.closest(".wide"));
  wrong.push(`the page is ${root.scrollWidth} wide on a screen of ${innerWidth}: ${widest.slice(0, 3).map(name).join(", ")}`);
}
for (const it of all("button, a, th, td, h1, h2, legend, summary, .tag")) {
  const style = getComputedStyle(it);
  if (it.scrollWidth > it.clientWidth + 1 && ["hidden", "clip"].includes(style.overflowX) && style.textOverflow !== "ellipsis") {
    wrong.push(`${name(it)} is cut off`);
  }
}

// Everything that can be used has a name, and ids are what they should be.
for (const it of all("input:not([type=hidden]), select, textarea")) {
  const named = it.labels?.length > 0 || it.getAttribute("aria-label") || it.getAttribute("aria-labelledby") || it.title;
  if (!named) wrong.push(`${name(it)} has no label`);
}
for (const it of all("button, a[href], summary")) {
  const named = it.innerText.trim() || it.getAttribute("aria-label") || it.querySelector("img[alt]:not([alt=''])");
  if (!named) wrong.push(`${name(it)} says nothing`);
}
for (const it of all("img, svg[role=img]")) {
  const said = it.tagName === "IMG" ? it.alt : it.querySelector("title")?.textContent ?? it.getAttribute("aria-label");
  if (!said) wrong.push(`a picture says nothing: ${it.outerHTML.slice(0, 80)}`);
}
const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
for (const id of new Set(ids.filter((it, at) => ids.indexOf(it) !== at))) wrong.push(`two things are called #${id}`);
for (const it of document.querySelectorAll("[aria-labelledby], [aria-describedby], label[for]")) {
  for (const id of (it.getAttribute("aria-labelledby") ?? it.getAttribute("aria-describedby") ?? it.htmlFor).split(" ")) {
    if (!document.getElementById(id)) wrong.push(`${name(it)} names #${id}, which is not there`);
  }
}
if (root.lang !== lang) wrong.push(`the page says that its language is ${root.lang}`);
if (!document.title.trim()) wrong.push("the page has no title");
if (document.querySelectorAll("main").length !== 1) wrong.push("the page has no main part, or several");
const heads = all("h1, h2, h3, h4, h5, h6").map((it) => Number(it.tagName[1]));
if (heads.filter((it) => it === 1).length !== 1) wrong.push(`${heads.filter((it) => it === 1).length} headings of the first level`);
heads.forEach((level, at) => { if (at > 0 && level > heads[at - 1] + 1) wrong.push(`a heading of level ${level} follows level ${heads[at - 1]}`); });
for (const it of all("th")) if (!it.scope && it.innerText.trim()) wrong.push(`${name(it)} heads neither a row nor a column`);
for (const it of all("ul, ol")) for (const child of it.children) if (child.tagName !== "LI") wrong.push(`${name(child)} in a list`);

// What is pressed is large enough (24 pixels, WCAG 2.2, 2.5.8), and nothing lies over something else.
const used = all("button, summary, input:not([type=hidden]), select, textarea");
for (const it of used) {
  const { width, height } = it.getBoundingClientRect();
  const inLabel = it.closest("label.check");
  if ((width < 24 || height < 24) && !inLabel) wrong.push(`${name(it)} is ${Math.round(width)} × ${Math.round(height)} small`);
}
const loose = (it) => { for (let at = it; at; at = at.parentElement) if (["sticky", "fixed"].includes(getComputedStyle(at).position)) return true; return false; };
// A link that goes on in the next line lies in two boxes.
const boxes = used.concat(all("a[href]")).filter((it) => !loose(it)).map((it) => [it, [...it.getClientRects()]]);
const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
boxes.forEach(([one, here], at) => {
  for (const [two, there] of boxes.slice(at + 1)) {
    if (one.contains(two) || two.contains(one)) continue;
    if (here.some((a) => there.some((b) => meet(a, b)))) wrong.push(`${name(one)} lies over ${name(two)}`);
  }
});

// Contrast, WCAG 2.2, 1.4.3: relative luminance of both colours, 4.5 to 1, for large letters 3 to 1.
const colour = (text) => { const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
const over = (top, below) => ({ r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1 });
const light = ({ r, g, b }) => {
  const part = (it) => { const s = it / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
const ground = (it) => {
  const layers = [];
  for (let at = it; at; at = at.parentElement) {
    const layer = colour(getComputedStyle(at).backgroundColor);
    if (layer.a > 0) layers.push(layer);
    if (layer.a === 1) break;
  }
  const page = matchMedia("(prefers-color-scheme: dark)").matches ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
  return layers.reverse().reduce((below, top) => over(top, below), page);
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const judged = new Set();
while (walker.nextNode()) {
  const it = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || judged.has(it) || !shown(it) || it.closest("svg, [disabled], option")) continue;
  judged.add(it);
  const style = getComputedStyle(it);
  const below = ground(it);
  const [a, b] = [light(over(colour(style.color), below)), light(below)];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5)) wrong.push(`${name(it)} has a contrast of ${ratio.toFixed(2)}`);
}

// In Turkish nothing is left in English; what people and programs wrote stays as they wrote it.
if (lang === "tr") {
  const english = /\b(the|and|of|with|are|this|was|nobody|somebody|your)\b/i;
  for (const it of all("h1, h2, h3, p, th, label, button, summary, legend, .tag, .quiet, nav a")) {
    if (it.closest("pre, code, q, .said, [lang=en]")) continue;
    const own = [...it.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(" ");
    if (english.test(own)) wrong.push(`${name(it)} is not Turkish`);
  }
}

// Nothing comes from elsewhere, and a page is small.
const loaded = performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"));
for (const it of loaded) if (new URL(it.name).origin !== location.origin) wrong.push(`${it.name} is not ours`);
const bytes = loaded.reduce((sum, it) => sum + (it.decodedBodySize ?? 0), 0);
if (bytes > 100 * 1024) wrong.push(`the page is ${Math.round(bytes / 1024)} KB with all that belongs to it`);
return [...new Set(wrong)];
