// Coding a transcript: words chosen by mouse or by keys become a statement; meanings are found while
// typing. Without it words are typed into the form. Keys themselves are in staff.js.

const talk = document.querySelector("[data-talk]");
const forms = [...document.querySelectorAll("[data-marking]")];
const turns = () => [...talk.querySelectorAll("[data-start]")];

/* ---- Where a selection is: turns, and places in their words in UTF-16 ---- */

function place(node, offset) {
  const turn = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-start]");
  if (!turn) return null;
  const before = document.createRange();
  before.setStart(turn, 0);
  before.setEnd(node, offset);
  const words = before.cloneContents();
  for (const name of words.querySelectorAll("[data-name]")) name.remove();
  return { turn, unit: words.textContent.length };
}

function length(turn) {
  return place(turn, turn.childNodes.length).unit;
}

/** Where a range begins or ends outside of words, the nearest words inside of it count. */
function within(range) {
  const inside = turns().filter((turn) => range.intersectsNode(turn));
  if (!inside.length) return null;
  const first = inside[0];
  let last = inside.at(-1);
  const start = place(range.startContainer, range.startOffset) || { turn: first, unit: 0 };
  let end = place(range.endContainer, range.endOffset) || { turn: last, unit: length(last) };
  // Three presses on a line select up to the beginning of the next.
  if (end.unit === 0 && inside.length > 1) {
    last = inside.at(end.turn === last ? -2 : -1);
    end = { turn: last, unit: length(last) };
  }
  return { start, end, words: said(range) };
}

/** The words of a range, without the names of statements, numbers and speakers. */
function said(range) {
  const words = range.cloneContents();
  for (const other of words.querySelectorAll("[data-name], .no, .speaker")) other.remove();
  return words.textContent.trim().replace(/\s*\n\s*/g, " ");
}

let chosen = null;

function look() {
  const selection = getSelection();
  if (!selection.rangeCount || !talk.contains(selection.anchorNode)) return;
  chosen = selection.isCollapsed ? null : within(selection.getRangeAt(0));
  showCaret(selection);
}

/** Put what was selected into the fields of a form. False where nothing is. */
function put(form) {
  const by = (name) => form.elements[name];
  if (!chosen) return false;
  by("turn").value = chosen.start.turn.dataset.start;
  by("from").value = chosen.start.unit;
  by("to_turn").value = chosen.end.turn.dataset.start;
  by("to").value = chosen.end.unit;
  return true;
}

/** A form that is sent takes what is selected, unless words were typed or others stand. */
function fill(event) {
  const form = event.target;
  const other = form.querySelector('[name="span"][value="other"]');
  if (form.elements.words.value.trim() || (other && !other.checked)) return;
  if (put(form) || other) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.querySelector("[data-selected]").textContent = form.dataset.needs;
  talk.focus();
}

/** Where there is more to say than which words, they are taken by a key of their own. */
function take(summary) {
  const form = summary.closest("form");
  put(form);
  form.elements.words.value = chosen.words;
  form.querySelector("[data-selected]").textContent = "";
  const other = form.querySelector('[name="span"][value="other"]');
  if (other) other.checked = true;
  summary.parentElement.open = true;
  form.querySelector("[data-first]")?.focus();
}

/** Words changed by hand are looked for as they are typed. */
function typed(field) {
  if (field.name === "words" && field.form?.elements.to) field.form.elements.to.value = "";
}

/* ---- Choosing words by keys ---- */

const caret = document.createElement("span");
caret.className = "caret";
caret.hidden = true;

function showCaret(selection) {
  const range = document.createRange();
  range.setStart(selection.focusNode, selection.focusOffset);
  const box = range.getClientRects()[0];
  caret.hidden = !box || document.activeElement !== talk;
  if (caret.hidden) return;
  const around = talk.getBoundingClientRect();
  caret.style.left = `${box.left - around.left}px`;
  caret.style.top = `${box.top - around.top}px`;
  caret.style.height = `${box.height}px`;
}

const WAYS = {
  ArrowRight: ["forward", "character"],
  ArrowLeft: ["backward", "character"],
  ArrowDown: ["forward", "line"],
  ArrowUp: ["backward", "line"],
};

function begin(selection) {
  if (selection.rangeCount && talk.contains(selection.focusNode)) return;
  const visible = turns().find((turn) => turn.getBoundingClientRect().bottom > 0) || turns()[0];
  selection.collapse(visible.firstChild.firstChild || visible.firstChild, 0);
}

function onKey(event) {
  const way = WAYS[event.key];
  if (event.target !== talk || !way || event.altKey || event.metaKey) return;
  event.preventDefault();
  const selection = getSelection();
  begin(selection);
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  const step = event.ctrlKey && way[1] === "character" ? "word" : way[1];
  selection.modify(event.shiftKey ? "extend" : "move", way[0], step);
  if (!talk.contains(selection.focusNode))
    selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
  (selection.focusNode.parentElement || talk).scrollIntoView({ block: "nearest" });
  look();
}

/* ---- Meanings while typing ---- */

let asked = 0;

async function find(field) {
  const mine = ++asked;
  try {
    const answer = await fetch(`${field.dataset.findMeanings}?q=${encodeURIComponent(field.value)}`);
    const { labels } = await answer.json();
    if (mine !== asked) return;
    field.list.replaceChildren(...labels.map((label) => new Option(label, label)));
  } catch {
    // Without the network one's own words are typed.
  }
}

/* ---- The words of a card, in sight ---- */

function toSource(link) {
  const turn = document.querySelector(link.hash);
  turn?.scrollIntoView({ block: "center" });
  talk.focus({ preventScroll: true });
}

/* ---- What others did meanwhile ---- */

const LOOK_EVERY = 20000; // ms

async function watch(list) {
  try {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const theirs = fresh.querySelector("[data-watch]");
    if (theirs && theirs.textContent !== list.textContent) location.reload();
  } catch {
    // Looked at again in a while.
  }
}

/* ---- Who else is here, and what they change, beside what I have not saved ---- */

const ASK_EVERY = 15000; // ms
const here = document.querySelector("[data-changes]");
let tag = "";

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(here.dataset.changes, { headers: { "If-None-Match": tag } });
    if (answer.status !== 200 || answer.redirected) return;
    const { words, mark } = await answer.json();
    here.textContent = words;
    const whole = mark === here.dataset.mark || (await renew());
    tag = whole ? answer.headers.get("ETag") : "";
    if (whole) here.dataset.mark = mark;
  } catch {
    // Asked again in a while.
  }
}

/** Show what others changed. Nothing that is typed into, and no selection, is touched; false when
    something waits for that. */
async function renew() {
  const mine = document.querySelector(".card-row.chosen");
  const address = mine?.querySelector("[data-row-link]").href || location.href;
  const answer = await fetch(address);
  if (!answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  cards(fresh, mine);
  for (const part of document.querySelectorAll("[data-part]")) {
    const theirs = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (theirs && theirs.innerHTML !== part.innerHTML) part.replaceChildren(...theirs.childNodes);
  }
  return retell(fresh);
}

function retell(fresh) {
  const selection = getSelection();
  if (!selection.isCollapsed && talk.contains(selection.anchorNode)) return false;
  for (const turn of talk.querySelectorAll(".turn")) turn.remove();
  talk.prepend(...fresh.querySelectorAll("[data-talk] .turn"));
  return true;
}

/** Cards around the chosen one, which stays where it is: it is typed into. */
function cards(fresh, mine) {
  const list = document.querySelector(".cards");
  const theirs = [...(fresh.querySelector(".cards")?.children || [])];
  const focused = mine?.contains(document.activeElement) ? "" : document.activeElement.href;
  const at = theirs.findIndex((card) => card.classList.contains("chosen"));
  if (!mine) list.replaceChildren(...theirs);
  else if (at >= 0) {
    for (const card of [...list.children]) if (card !== mine) card.remove();
    mine.before(...theirs.slice(0, at));
    mine.after(...theirs.slice(at + 1));
  }
  if (focused) [...list.querySelectorAll("a")].find((link) => link.href === focused)?.focus();
}

if (here) {
  ask();
  setInterval(ask, ASK_EVERY);
  document.addEventListener("visibilitychange", ask);
}
if (talk) {
  talk.append(caret);
  document.addEventListener("selectionchange", look);
  look(); // what was selected before this ran
  talk.addEventListener("keydown", onKey);
  talk.addEventListener("blur", () => (caret.hidden = true));
  talk.querySelector("mark.chosen")?.scrollIntoView({ block: "center" });
}
for (const form of forms) form.addEventListener("submit", fill);
document.addEventListener("click", (event) => {
  const taking = event.target.closest("[data-take]");
  if (taking) look(); // the selection may be younger than its event
  if (taking && chosen) {
    event.preventDefault();
    return take(taking);
  }
  const link = event.target.closest("[data-source]");
  if (!link || !talk) return;
  event.preventDefault();
  toSource(link);
});
document.addEventListener("input", (event) => {
  if (event.target.dataset.findMeanings) find(event.target);
  typed(event.target);
});
document.querySelector("[data-discussion]")?.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector("textarea")?.focus();
});
for (const list of document.querySelectorAll("[data-watch]")) setInterval(watch, LOOK_EVERY, list);
