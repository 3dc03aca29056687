// The rest of a record on this phone, for going on without a network (ux 7). Loaded after the
// first question is shown. The pages are the server's own; here they only get the answers that
// it does not have yet. Kept in memory alone: pages name the patient.

let pack = null; // what the server gave: {answers, items, check, urgent, stops, words}
let typed = {}; // what stands in the fields of questions answered since, as [name, value] pairs
let told = ""; // the emergency that was shown last

const find = (selector, root = document) => root.querySelector(selector);
const itemOf = (id) => pack.items.find((item) => item.id === id);
/** The question a form asks: `elements.item` is a method of the collection. */
const nameIn = (form) => form.elements.namedItem("item")?.value;
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** Fetch the pack; again if an answer was saved meanwhile, for then it lacks that answer. */
export async function load(url, savedSoFar) {
  if (pack?.from === url) return;
  for (let tries = 0; tries < 3; tries++) {
    const before = savedSoFar();
    const response = await fetch(url, { credentials: "same-origin" });
    if (!response.ok) return;
    const fresh = await response.json();
    if (before !== savedSoFar()) continue;
    pack = { ...fresh, from: url };
    typed = {};
    return caughtUp();
  }
}

/* ---- Answers ---- */

/** Take over what stands in a question's form. */
export function remember(form, skipped) {
  const id = nameIn(form);
  if (!pack || !id || !itemOf(id)) return;
  const data = new FormData(form);
  typed[id] = skipped ? [] : [...data].filter(([name]) => name === id || name.startsWith(`${id}-`));
  const given = skipped ? [] : valuesOf(id, data);
  const values = "decimals" in itemOf(id).limits ? given.map(decimal) : given;
  if (skipped || values.length || itemOf(id).note) pack.answers[id] = values;
  else delete pack.answers[id];
}

const plain = (text) => (text || "").normalize("NFKC").replace(/\s+/g, "");
const decimal = (text) => plain(text).replace(",", ".");

function valuesOf(id, data) {
  if (!data.has(`${id}-year`)) return data.getAll(id).map((value) => value.trim()).filter(Boolean);
  const near = data.get(`${id}-near`);
  if (near && near !== "other") return [near];
  const [year, month, day] = ["year", "month", "day"].map((part) => plain(data.get(`${id}-${part}`)));
  return year && month && day ? [`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`] : [];
}

/** The page that says what is wrong with the answer just given, or null. */
export function wrong(form) {
  const item = pack && itemOf(nameIn(form));
  if (!item) return null;
  const [value] = pack.answers[item.id] || [];
  const fits = value === undefined ? item.note : keeps(value, item.limits);
  if (fits) return null;
  delete pack.answers[item.id];
  return { url: location.href, html: item.wrong };
}

function keeps(value, limits) {
  if ("latest" in limits) return isDay(value) && (!limits.latest || value <= limits.latest);
  if (limits.length) return value.length <= limits.length;
  if (!("decimals" in limits)) return true;
  const after = (value.split(".")[1] || "").length;
  return (
    /^[+-]?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})$/.test(value) &&
    after <= (limits.decimals ?? 9) &&
    Number(value) >= (limits.min ?? -Infinity) &&
    Number(value) <= (limits.max ?? Infinity)
  );
}

function isDay(value) {
  const day = new Date(`${value}T00:00:00Z`);
  return !isNaN(day) && day.toISOString().startsWith(value) && value >= "1900";
}

/* ---- Which question is asked (FHIR enableWhen, as the server reads it) ---- */

const enabled = (item) =>
  item.when.every(({ behavior, of }) => (behavior === "any" ? of.some(holds) : of.every(holds)));

function holds([question, operator, answer]) {
  const item = itemOf(question);
  if (item && !enabled(item)) return false;
  const given = pack.answers[question] || [];
  if (operator === "exists") return given.length > 0 === answer;
  if (operator === "!=") return !given.includes(answer);
  return given.some((value) => compares(value, operator, answer));
}

function compares(given, operator, wanted) {
  if (operator === "=") return given === wanted;
  const numbers = !isNaN(given) && !isNaN(wanted);
  const apart = numbers ? given - wanted : given < wanted ? -1 : Number(given > wanted);
  return { ">": apart > 0, "<": apart < 0, ">=": apart >= 0, "<=": apart <= 0 }[operator];
}

const asked = () => pack.items.filter((item) => !item.note && enabled(item));
const open = () => asked().filter((item) => !(item.id in pack.answers));

/* ---- Emergencies: the smallest sets of answers on which the server's rules fire ---- */

const fired = () =>
  pack.urgent.rules.filter(({ given }) =>
    given.every(([question, code]) => {
      const item = itemOf(question);
      const values = pack.answers[question];
      if (!values || (item && !enabled(item))) return false;
      return code === null ? values.length === 0 : values.includes(code);
    }),
  );
const nameOf = (rules) => rules.map((rule) => rule.rule).join();

/** The server has seen every answer: whatever emergency is in them was shown. */
export function caughtUp() {
  if (pack) told = nameOf(fired());
}

/* ---- Where to go ---- */

/** The page after this one, or null when only the server knows it. */
export function next(path, checking) {
  const here = pack ? pack.items.findIndex((item) => item.url === path) : -1;
  if (here < 0 || pack.stops.includes(pack.items[here].id)) return null;
  const danger = nameOf(fired());
  if (danger && danger !== told) {
    told = danger;
    return { url: pack.urgent.url, html: emergency(), after: following(here, checking).url };
  }
  return following(here, checking);
}

function following(here, checking) {
  if (!checking) return pack.items.slice(here + 1).find(enabled) || pack.check;
  const opened = open().find((item) => item.when.length);
  return opened ? { ...opened, url: `${opened.url}?check=1` } : pack.check;
}

/** The page at an address, if it came with the pack. */
export function at(url) {
  const { pathname, href } = new URL(url, location.href);
  if (!pack) return null;
  if (pathname === pack.urgent.url) return fired().length ? { url: href, html: emergency() } : null;
  const page = pathname === pack.check.url ? pack.check : pack.items.find((item) => item.url === pathname);
  return page ? { ...page, url: href } : null;
}

/* ---- Putting the answers into a page ---- */

/** Everything in a page of the pack that depends on answers the server does not have. */
export function dress(page) {
  const { pathname, search } = new URL(page.url, location.href);
  if (pathname === pack.check.url) return dressCheck();
  if (pathname === pack.urgent.url) return dressEmergency(page.after);
  const item = pack.items.find((each) => each.url === pathname);
  if (item) dressQuestion(item, search.includes("check="));
}

function dressQuestion(item, checking) {
  const questions = asked();
  const place = item.note ? questions.length : questions.indexOf(item);
  const before = questions[place - 1];
  const form = find("form[data-draft]");
  form.elements.shown.value = new Date().toISOString();
  for (const field of form.elements) if (typed[item.id]) restore(field, typed[item.id], item.id);
  if (!item.note) number(place + 1, questions.length);
  if (before) find("header .back").href = before.url;
  if (!checking) return;
  find("header .back").href = pack.check.url;
  form.setAttribute("action", `${item.url}?check=1`);
  find(".btn.main span", form).textContent = pack.words.back;
}

function restore(field, pairs, id) {
  if (field.name !== id && !field.name.startsWith(`${id}-`)) return;
  const mine = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
  if (/radio|checkbox/.test(field.type)) field.checked = mine.includes(field.value);
  else field.value = mine[0] || "";
}

/** "Question 3 of 12" on the page and in its title. */
function number(place, total) {
  const numbered = (text) => {
    const left = [place, total];
    return text.replace(/\d+/g, (old) => left.shift() ?? old);
  };
  const line = find(".place");
  if (!line) return;
  line.textContent = numbered(line.textContent);
  document.title = numbered(document.title);
  Object.assign(find(".progress"), { max: total, value: place });
}

function dressCheck() {
  const still = open();
  for (const row of document.querySelectorAll("main .summary > div")) {
    const link = find("a", row);
    const item = pack.items.find((each) => each.url === link.pathname);
    if (!item) link.parentElement.remove(); // changing it needs the server
    else if (!enabled(item) || still.includes(item)) row.remove();
    else find("dd", row).textContent = spoken(item);
  }
  dressMissing(find("#missing"), still);
  const saw = Object.fromEntries(
    asked()
      .filter((item) => item.choice && pack.answers[item.id]?.length)
      .map((item) => [item.id, [...pack.answers[item.id]].sort()]),
  );
  const places = [document, find("template[data-queued]").content];
  for (const place of places) find("[name=saw]", place).value = JSON.stringify(saw);
}

function dressMissing(box, still) {
  if (!still.length) return box?.remove();
  const questions = pack.items.filter((item) => !item.note);
  box.querySelectorAll(".notice > p:not(.notice-title)").forEach((line, n) => {
    if (!still.includes(questions[n])) line.remove();
  });
  const [one, many] = pack.words.missing;
  find(".notice-title", box).textContent = (still.length === 1 ? one : many).replace("{}", still.length);
  find("a", box).href = `${still[0].url}?check=1`;
}

/** An answer as a person would say it, in the words of its page. */
function spoken(item) {
  const values = pack.answers[item.id] || [];
  if (!values.length) return item.note ? pack.words.nothing : pack.words.skipped;
  if ("latest" in item.limits) return dayMonth(values[0]);
  if (item.limits.length !== undefined) return pack.words.quote.replace("{}", () => values[0]);
  const page = parse(item.html);
  const label = (value) =>
    find(`input[value="${CSS.escape(value)}"]`, page)?.closest("label").querySelector(".words > span").textContent;
  if ("decimals" in item.limits) return `${values[0]} ${find(".unit", page)?.textContent || ""}`.trim();
  return values.map(label).join(pack.words.join);
}

function dayMonth(value) {
  const language = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB";
  const shape = { day: "numeric", month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, shape).format(new Date(`${value}T00:00:00Z`));
}

const emergency = () => pack.urgent.pages[fired()[0].add];

/** The reasons, and what else to mind when more than one danger was named. */
function dressEmergency(after) {
  const rules = fired();
  const reasons = rules.flatMap((rule) => [document.createElement("br"), rule.because]).slice(1);
  find("[data-reasons]").replaceChildren(...reasons);
  const list = find("ol.steps.bad");
  for (const { add } of rules)
    for (const line of parse(pack.urgent.pages[add]).querySelectorAll("ol.steps.bad > li"))
      if (![...list.children].some((known) => known.textContent === line.textContent))
        list.append(document.adoptNode(line));
  if (after) find("main a.link-block").href = after;
}
