// An interview as it runs: the clock, notes that bear the moment at which they were begun, ticks of
// the guide. What was typed stays on this device until the server has it, in the order in which it
// was done; with the net away the page goes on. Without this file the forms do the same.

const AGAIN = 10_000; // ms
const one = (selector, root = document) => root.querySelector(selector);
const frame = one("[data-interview]");
const here = location.pathname;
const QUEUE = `interview:${here}:waits`;
const DRAFT = `interview:${here}:draft`;
const began = Date.now() - Number(frame.dataset.elapsed);
const running = frame.dataset.state === "running";
const form = one("[data-note]");
const ends = one("[data-end]");
let ended = null;

const now = () => (ended ?? Date.now()) - began;
const clockOf = (ms) => {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/* ---- What waits for the server ---- */

const read = (name, none) => JSON.parse(localStorage.getItem(name) ?? "null") ?? none;
const write = (name, value) => localStorage.setItem(name, JSON.stringify(value));
let flushing = false;

function put(fields) {
  write(QUEUE, [...read(QUEUE, []), fields]);
  return flush();
}

/** Sends in order; stops where the net is away. What is refused says so and goes no further. */
async function flush() {
  if (flushing) return;
  flushing = true;
  try {
    for (let [first] = read(QUEUE, []); first; [first] = read(QUEUE, [])) {
      const answer = await sent(first);
      if (!answer) break;
      write(QUEUE, read(QUEUE, []).slice(1));
      settled(first, answer);
    }
  } finally {
    flushing = false;
    tell();
  }
}

async function sent(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set("csrfmiddlewaretoken", one("[name=csrfmiddlewaretoken]").value);
  try {
    const response = await fetch(here, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { "X-Requested-With": "fetch" },
    });
    if (!response.headers.get("Content-Type")?.includes("application/json")) return null;
    return await response.json();
  } catch {
    return null;
  }
}

function settled(fields, answer) {
  if (fields.do === "end") {
    if (answer.kept) return location.assign(`${here}?did=end`);
    ended = null;
    one("[data-net]").textContent = answer.refused;
    return;
  }
  const line = fields.key && one(`[data-line="${fields.key}"] [data-fate]`);
  if (line) line.textContent = answer.kept ? "" : form.dataset.refused.replace("{words}", answer.refused);
}

function tell() {
  const place = one("[data-net]");
  const waits = read(QUEUE, []);
  if (!place) return;
  const end = waits.find((each) => each.do === "end");
  const words = end ? ends.dataset.noted.replace("{at}", clockOf(Number(end.t_ms))) : form?.dataset.waits;
  if (waits.length) place.textContent = words;
  else if (place.textContent !== "") place.textContent = form?.dataset.kept ?? "";
}

/* ---- Notes ---- */

let mark = null;

function at(ms) {
  mark = ms;
  one("[data-at]", form).textContent = running && ms !== null ? clockOf(ms) : "";
}

function draft() {
  const kind = one("[name=kind]:checked", form)?.value;
  write(DRAFT, { text: form.elements.text.value, kind, mark, key: form.elements.key.value });
}

function restore() {
  const kept = read(DRAFT, null);
  if (!kept?.text || form.elements.text.value) return;
  form.elements.text.value = kept.text;
  form.elements.key.value = kept.key;
  for (const box of form.querySelectorAll("[name=kind]")) box.checked = box.value === kept.kind;
  at(kept.mark);
}

function noted(fields) {
  const line = document.createElement("li");
  line.dataset.line = fields.key;
  const moment = document.createElement("b");
  moment.textContent = fields.t_ms === "" ? "–" : clockOf(Number(fields.t_ms));
  const kind = document.createElement("span");
  kind.className = "note";
  kind.textContent = one(`[name=kind][value="${fields.kind}"]`, form).labels[0].lastElementChild.lastChild.textContent;
  const text = document.createElement("span");
  text.className = "pre";
  text.textContent = fields.text;
  const fate = document.createElement("span");
  fate.className = "note";
  fate.dataset.fate = "";
  line.append(moment, " ", kind, document.createElement("br"), text, " ", fate);
  one("[data-notes]").append(line);
}

function keep(event) {
  const text = form.elements.text.value.trim();
  const kind = one("[name=kind]:checked", form)?.value;
  if (!text || !kind || text.length > Number(form.elements.text.dataset.max)) return; // the server says what is wrong
  event.preventDefault();
  const whole = form.elements.whole.type === "hidden" || form.elements.whole.checked;
  const moment = whole ? "" : String(mark ?? now());
  const fields = { do: "note", key: form.elements.key.value, kind, text, t_ms: moment };
  if (whole) fields.whole = "1";
  noted(fields);
  form.elements.text.value = "";
  form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  form.elements.key.value = crypto.randomUUID?.() ?? fresh();
  if (form.elements.whole.type === "checkbox") form.elements.whole.checked = false;
  at(null);
  localStorage.removeItem(DRAFT);
  put(fields);
}

/** A key of a form on a page without TLS, where there is no randomUUID. */
function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
}

if (form) {
  form.addEventListener("submit", keep);
  form.addEventListener("input", (event) => {
    if (event.target.name === "text" && mark === null && event.target.value) at(now());
    draft();
  });
  // A key of a kind fixes the moment and goes on to the words.
  for (const box of form.querySelectorAll("[name=kind]")) {
    box.addEventListener("click", () => {
      if (!form.elements.text.value) at(now());
      form.elements.text.focus();
    });
  }
  restore();
}

/* ---- Questions that were asked ---- */

function count() {
  const place = one("[data-asked]");
  const boxes = [...document.querySelectorAll("[data-ask] input[type=checkbox]")];
  const values = { n: boxes.filter((box) => box.checked).length, all: boxes.length };
  place.textContent = place.dataset.asked.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

for (const ask of document.querySelectorAll("[data-ask]")) {
  const box = one("input[type=checkbox]", ask);
  box.disabled = false;
  box.addEventListener("change", () => {
    one("[data-mark]", ask).textContent = box.checked ? clockOf(now()) : "";
    count();
    put({
      do: "ask",
      question: ask.elements.question.value,
      asked: box.checked ? "yes" : "no",
      t_ms: String(now()),
    });
  });
}

/* ---- The end ---- */

ends?.addEventListener("submit", (event) => {
  if (ends.elements.ended.value) return; // a time that was typed is the server's to judge
  event.preventDefault();
  if (read(QUEUE, []).some((each) => each.do === "end")) return flush();
  ended = Date.now();
  put({ do: "end", t_ms: String(now()), early_why: ends.elements.early_why.value });
});

const clock = one("[data-clock]");
function tick() {
  clock.textContent = clockOf(now());
}
if (clock) {
  tick();
  setInterval(tick, 1000);
}
addEventListener("online", flush);
setInterval(flush, AGAIN);
flush();
