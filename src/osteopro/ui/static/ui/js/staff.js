// Extras for the staff's pages: keys, counting, undo. Everything is also a link or a button.
// Single keys are off in text fields, while a word is being composed, and when turned off (R33).

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const singleKeys = () => document.body.dataset.shortcuts !== "off";
const PREFIX_PAUSE = 1500; // ms between the two keys of "g w"

function typing(target) {
  if (target.isContentEditable) return true;
  if (target.matches("textarea, select")) return true;
  return target.matches("input") && !/^(radio|checkbox|button|submit)$/.test(target.type);
}

/* ---- Rows ---- */

const links = () => all("[data-row-link]").filter((link) => link.offsetParent !== null);

function mark(link) {
  for (const row of all("[data-row][aria-current]")) row.removeAttribute("aria-current");
  link?.closest("[data-row]")?.setAttribute("aria-current", "true");
}

function current(rows) {
  const marked = document.querySelector("[data-row][aria-current] [data-row-link]");
  const focused = document.activeElement.closest("[data-row], li")?.querySelector("[data-row-link]");
  return rows.indexOf(focused || marked);
}

function move(by) {
  const rows = links();
  if (!rows.length) return;
  const place = Math.min(Math.max(current(rows) + by, 0), rows.length - 1);
  rows[place].focus();
  mark(rows[place]);
  rows[place].scrollIntoView({ block: "nearest" });
}

function openCurrent() {
  const rows = links();
  return press(rows[current(rows)]);
}

/* ---- Keys ---- */

let prefix = "";
let prefixAt = 0;

/** A link or button with data-key="c", or "g w" for two keys in a row; in the marked row first. */
function bound(key) {
  const row = document.querySelector("[data-row][aria-current]");
  const find = (root) => all("[data-key]", root).find((control) => control.dataset.key === key);
  return (row && find(row)) || find(document);
}

function press(control) {
  if (!control) return false;
  control.click();
  return true;
}

function insertDigit(digit) {
  const box = document.querySelector(`[data-digit="${digit}"]`);
  if (!box) return false;
  box.click();
  return true;
}

function help() {
  const sheet = document.querySelector("[data-help]");
  if (!sheet) return false;
  sheet.open = !sheet.open;
  if (sheet.open) sheet.querySelector("summary").focus();
  return true;
}

function search() {
  const field = document.querySelector("[data-search]");
  field?.focus();
  return Boolean(field);
}

const ROWS = { j: () => move(1), k: () => move(-1) };

function single(key, time) {
  const two = time - prefixAt < PREFIX_PAUSE ? `${prefix} ${key}` : "";
  prefix = key;
  prefixAt = time;
  if (two && press(bound(two))) return true;
  if (ROWS[key] && links().length) return ROWS[key](), true;
  if (key === "Enter" && !/^(A|BUTTON|SUMMARY)$/.test(document.activeElement.tagName))
    return openCurrent() || press(bound("Enter"));
  if (key === "?") return help();
  if (key === "/") return search();
  if (key === "z") return press(document.querySelector("[data-undo] button") || bound("z"));
  return (/^[0-9]$/.test(key) && insertDigit(key)) || press(bound(key));
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (event.target.closest("[data-filter]") && !event.ctrlKey && !event.metaKey) return take(event);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (press(document.querySelector("[data-send]"))) event.preventDefault();
    return;
  }
  if (event.key === "Escape") return leave(event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !singleKeys()) return;
  if (single(event.key, event.timeStamp)) event.preventDefault();
}

/** Escape leaves a field for the keys, and closes the help. */
function leave(target) {
  const sheet = document.querySelector("[data-help][open]");
  if (sheet) sheet.open = false;
  else if (typing(target)) target.blur();
}

/* ---- Suggestions go into the reply, and out again while unchanged ---- */

function insert(box) {
  const reply = document.querySelector("[data-reply]");
  if (!reply) return;
  const text = box.dataset.insert;
  if (box.checked && !reply.value.includes(text))
    reply.value = reply.value.trimEnd() + (reply.value.trim() ? "\n" : "") + text;
  else if (!box.checked) reply.value = reply.value.replace(text, "").replace(/\n{2,}/g, "\n").trim();
  reply.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What stands in the reply is ticked, and nothing else: a text that was changed by hand or taken
    out is the writer's own words. */
function compare(reply) {
  for (const box of all("[data-insert]")) box.checked = reply.value.includes(box.dataset.insert);
}

/* ---- A list searched by typing ---- */

const SHORT = 3; // letters; fewer are first letters, and stand in nearly every English sentence

function fits(row, words) {
  const starts = row.dataset.find.toLowerCase().split(/\s+/).some((each) => each.startsWith(words));
  const letters = /^[\x00-\x7f]*$/.test(words);
  return starts || ((!letters || words.length >= SHORT) && row.textContent.toLowerCase().includes(words));
}

function filter(field) {
  const picker = field.closest("[data-picker]");
  const words = field.value.trim().toLowerCase();
  const rows = all("li", picker);
  for (const row of rows) row.hidden = !fits(row, words);
  picker.querySelector("[data-nothing]").hidden = rows.some((row) => !row.hidden);
}

/** Enter takes the first that fits and gives the keys back; Escape closes. */
function take(event) {
  const picker = event.target.closest("[data-picker]");
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  const free = all("li:not([hidden]) input:not(:disabled)", picker)[0];
  if (event.key === "Enter" && !free) return;
  if (event.key === "Enter" && !free.checked) free.click();
  event.target.value = "";
  filter(event.target);
  picker.open = false;
  picker.querySelector("summary").blur();
  event.target.blur();
}

/** A control that chooses an answer elsewhere and goes on to the field that belongs to it. */
function pick(control) {
  const answer = document.getElementById(control.dataset.picks);
  if (!answer || answer.disabled) return;
  answer.checked = true;
  answer.dispatchEvent(new Event("change", { bubbles: true }));
  const field = document.querySelector(control.hash);
  // What was inserted is a line of its own; one's own words begin on the next.
  if (field?.matches("[data-reply]") && field.value.trim()) field.value = field.value.trimEnd() + "\n";
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}

function count(area) {
  const place = area.closest(".field, .reply-box")?.querySelector("[data-count]");
  const left = Number(area.dataset.max) - area.value.length;
  if (!place) return;
  place.classList.toggle("over", left < 0);
  place.textContent = area.dataset[left < 0 ? "over" : "left"].replace("{n}", Math.abs(left));
}

/* ---- Undo: the server decides until when; this only counts ---- */

function countDown(form) {
  const place = form.querySelector("[data-seconds]");
  const until = performance.now() + Number(form.dataset.undo) * 1000;
  const tick = () => {
    const seconds = Math.ceil((until - performance.now()) / 1000);
    if (seconds <= 0) return form.remove();
    place.textContent = place.textContent.replace(/\d+/, seconds);
    setTimeout(tick, 1000);
  };
  tick();
}

/* ---- A list looked at anew; when that fails the old one stays and says its age ---- */

const REFRESH_WITHIN = 10000; // ms
let drawnAt = performance.now();

async function refresh(link) {
  try {
    const answer = await fetch(link.href, { signal: AbortSignal.timeout(REFRESH_WITHIN) });
    if (!answer.ok) throw new Error(answer.status);
    if (answer.redirected) return location.assign(link.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["main", "nav"])
      document.querySelector(part).replaceWith(fresh.querySelector(part));
    drawnAt = performance.now();
    prepare();
    document.querySelector("[data-refresh]")?.focus();
  } catch {
    const place = document.querySelector("[data-stale]");
    const minutes = Math.round((performance.now() - drawnAt) / 60000);
    place.textContent = place.dataset.words.replace("{n}", minutes);
    place.hidden = false;
  }
}

/* ---- Once only ---- */

function onSubmit(event) {
  const form = event.target;
  if ("plain" in form.dataset || form.method === "get") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  const label = event.submitter?.querySelector("span");
  if (!label) return;
  label.dataset.words = label.textContent;
  label.textContent = document.body.dataset.sending;
  event.submitter.setAttribute("aria-disabled", "true");
}

function release() {
  for (const form of all("form[data-sent]")) delete form.dataset.sent;
  for (const label of all("[data-words]")) {
    label.textContent = label.dataset.words;
    label.closest("button")?.removeAttribute("aria-disabled");
  }
}

document.addEventListener("keydown", onKey);
document.addEventListener("submit", onSubmit);
document.addEventListener("click", (event) => {
  const again = event.target.closest("[data-refresh]");
  if (again && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    refresh(again);
  }
  const control = event.target.closest("[data-picks]");
  if (!control) return;
  event.preventDefault();
  pick(control);
});
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) mark(row.querySelector("[data-row-link]"));
});
document.addEventListener("change", (event) => {
  if (event.target.dataset.insert !== undefined) insert(event.target);
  if (event.target.form && "autosubmit" in event.target.form.dataset) event.target.form.requestSubmit();
});
document.addEventListener("input", (event) => {
  if (event.target.dataset.max) count(event.target);
  if (event.target.matches("[data-reply]")) compare(event.target);
  if (event.target.closest("[data-filter]")) filter(event.target);
});
document.addEventListener("toggle", (event) => {
  if (event.target.matches("[data-picker][open]")) event.target.querySelector("input").focus();
}, true);
addEventListener("pageshow", release);

function prepare() {
  for (const part of all("[data-filter]")) part.hidden = false;
  for (const button of all("[data-noscript]")) button.hidden = true;
  for (const button of all("[data-print]")) button.hidden = !window.print;
  for (const form of all("[data-undo]")) countDown(form);
  mark(links()[0]);
}

prepare();
document.querySelector("[data-focus]")?.focus();
