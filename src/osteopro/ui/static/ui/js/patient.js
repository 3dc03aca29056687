// Extras for the patient's pages. Every page works without this file: it saves
// answers while they are given, keeps them when the network is gone, and stops
// a second tap. It finds its work by data attributes:
//   form[data-record][data-draft]  a question: saved on change, next page put in place
//   form[data-record][data-done]   sending: data-done is the path of the page that says it arrived
//   form[data-pack]                where the rest of the record lies, for going on without a network
//   form[data-plain]               left alone; form[data-clears] empties what waits on this phone
//   template[data-queued]          what stands on the page while the sending waits

const TAP_PAUSE = 700; // ms in which a second tap is taken for trembling (R5)
const RETRY = 30_000;
const KEEP = 14 * 24 * 3600 * 1000;
const QUEUE = "osteopro-queue";
const words = () => document.body.dataset;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* ---- What waits on this phone. localStorage writes at once, even if the page closes next. ---- */

const mayStore = () => !("kiosk" in words());

function readQueue() {
  try {
    const entries = JSON.parse(localStorage.getItem(QUEUE) || "[]");
    return entries.filter((entry) => Date.now() - entry.at < KEEP);
  } catch {
    return [];
  }
}

function writeQueue(entries) {
  try {
    if (entries.length) localStorage.setItem(QUEUE, JSON.stringify(entries));
    else localStorage.removeItem(QUEUE);
    return true;
  } catch {
    return false; // storage is full or forbidden: the page itself still holds the answer
  }
}

/** Keep the newest answer of each question; a final sending stands last. */
function enqueue(entry) {
  if (!mayStore()) return false;
  const rest = readQueue().filter((old) => old.key !== entry.key);
  return writeQueue([...rest, { ...entry, at: Date.now() }]);
}

/** Forget what arrived, unless a newer answer has taken its place meanwhile. */
const dequeue = (sent) =>
  writeQueue(readQueue().filter((entry) => entry.key !== sent.key || entry.at > sent.at));

/* ---- Sending ---- */

function bodyOf(form, submitter, draft) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  if (draft) data.append("draft", "1");
  return new URLSearchParams(data).toString();
}

/** The token of the page that is open now: one kept for days would be refused. */
function withToken(body) {
  const now = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!now) return body;
  const fields = new URLSearchParams(body);
  fields.set("csrfmiddlewaretoken", now.value);
  return fields.toString();
}

const post = (url, body) =>
  fetch(url, {
    method: "POST",
    body: withToken(body),
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "fetch" },
    credentials: "same-origin",
  });

/** Arrived, or can never arrive. A detour to the sign-in page is neither: keep it for later. */
function settled(entry, response) {
  if ([409, 410, 422].includes(response.status)) return true;
  if (entry.done) return response.ok && new URL(response.url).pathname.startsWith(entry.done);
  return response.ok && !response.redirected;
}

let flushing = false;

/** Send what waits, oldest first; stop at the first that does not arrive. */
async function flush() {
  if (flushing) return;
  flushing = true;
  try {
    for (const entry of readQueue()) {
      const response = await post(entry.url, entry.body);
      if (response.status >= 500 || response.status === 429) throw new Error("later");
      if (!settled(entry, response)) continue;
      dequeue(entry);
      if (entry.done) location.assign(response.url);
    }
    if (say.waiting) say(readQueue().length ? "unsent" : "saved");
  } catch {
    say("unsent");
  } finally {
    flushing = false;
  }
}

/* ---- The one live region ---- */

function say(kind) {
  const place = document.querySelector("[data-save-state]");
  if (!place) return;
  say.waiting = kind === "offline" || kind === "unsent";
  place.classList.toggle("waiting", say.waiting);
  const sign = { saved: "✓", offline: "●", unsent: "●" }[kind] || "";
  place.textContent = `${sign} ${words()[kind]}`.trim();
}

/** fetch rejects with a TypeError when nothing answers at all. */
const noNetwork = (problem) => problem instanceof TypeError;

/* ---- Saving while answering ---- */

let pending = 0;

async function saveDraft(form) {
  const mine = ++pending;
  const slow = setTimeout(() => say("saving"), 400);
  const slower = setTimeout(() => say("slow"), 8000);
  const body = bodyOf(form, null, true);
  const entry = { key: `${form.dataset.record}:${location.pathname}`, url: form.dataset.draft, body };
  try {
    const response = await post(entry.url, body);
    if (response.status === 409) return location.reload(); // already sent: the server says so
    if (!settled(entry, response)) throw new Error(String(response.status));
    dequeue({ ...entry, at: Date.now() });
    if (mine === pending) say("saved");
    if (readQueue().length) flush();
  } catch (problem) {
    const kept = enqueue(entry);
    if (mine === pending) say(kept && noNetwork(problem) ? "offline" : "unsent");
  } finally {
    clearTimeout(slow);
    clearTimeout(slower);
  }
}

/* ---- The next question, also without a network ---- */

let pack = null; // the rest of the record: {answers, items: [{url, html, title, id, when}], check, urgent}

async function fetchPack(form) {
  if (!form.dataset.pack || pack?.url === form.dataset.pack) return;
  try {
    const response = await fetch(form.dataset.pack, { credentials: "same-origin" });
    if (response.ok) pack = { ...(await response.json()), url: form.dataset.pack };
  } catch {
    // Without the pack a question waits for the network; nothing is lost.
  }
}

function remember(form, skipped) {
  if (!pack) return;
  for (const name of new Set(all("[name]", form).map((field) => field.name)))
    pack.answers[name] = skipped ? [] : new FormData(form).getAll(name).filter(Boolean);
}

function holds([question, operator, answer]) {
  const given = pack.answers[question] || [];
  if (operator === "exists") return given.length > 0 === answer;
  return operator === "!=" ? given.length > 0 && !given.includes(answer) : given.includes(answer);
}

function enabled(when) {
  if (!when?.of?.length) return true;
  return when.behavior === "any" ? when.of.some(holds) : when.of.every(holds);
}

/** Where to go without the server: the emergency page, the next enabled question, the check page. */
function nextLocally() {
  if (!pack) return null;
  if (pack.urgent?.rules.some((rule) => rule.every(holds))) return pack.urgent;
  const here = pack.items.findIndex((item) => item.url === location.pathname);
  if (here < 0) return null;
  return pack.items.slice(here + 1).find((item) => enabled(item.when)) || pack.check;
}

let shownPath = location.pathname;

function show(title, replace, url) {
  document.title = title || document.title;
  if (url && url !== location.href) history.pushState(null, "", url);
  shownPath = location.pathname;
  replace();
  scrollTo(0, 0);
  start();
  (document.querySelector("[data-focus]") || document.querySelector("main"))?.focus();
}

function showPage(html, url) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.documentElement.lang = page.documentElement.lang;
  show(page.title, () => document.body.replaceWith(document.adoptNode(page.body)), url);
}

function showPiece(piece) {
  const main = document.querySelector("main");
  const copy = new DOMParser().parseFromString(piece.html, "text/html");
  show(piece.title, () => main.replaceChildren(...copy.body.childNodes), piece.url);
}

/** The page that says honestly that nothing has arrived yet (mockup 13). */
function showQueued() {
  const template = document.querySelector("template[data-queued]");
  if (!template) return say("unsent");
  document.querySelector("main").replaceChildren(template.content.cloneNode(true));
  document.querySelector("main").focus();
}

/** What waits if this step does not arrive: the answer as a draft, or the whole sending. */
function entryOf(form, submitter, url) {
  const { record, draft, done } = form.dataset;
  if (done) return { key: `${record}:done`, url, body: bodyOf(form, submitter, false), done };
  // `pressed`: an answer she went on from; the server then looks for an emergency in it.
  const body = `${bodyOf(form, submitter, true)}&pressed=1`;
  return { key: `${record}:${location.pathname}`, url: draft, body };
}

async function step(form, submitter) {
  const url = form.getAttribute("action") || location.pathname;
  const entry = entryOf(form, submitter, url);
  remember(form, submitter?.name === "skip");
  try {
    const response = await post(url, bodyOf(form, submitter, false));
    if (response.status >= 500) throw new Error("later");
    if (!response.headers.get("Content-Type")?.includes("text/html")) return location.assign(response.url);
    const html = await response.text();
    if (entry.done && settled(entry, response)) dequeue({ ...entry, at: Date.now() });
    showPage(html, response.url);
  } catch (problem) {
    const kept = enqueue(entry);
    release(form);
    if (entry.done && kept) return showQueued();
    const piece = kept && nextLocally();
    if (piece) showPiece(piece);
    say(kept && noNetwork(problem) ? "offline" : "unsent");
  }
}

/* ---- Once only ---- */

let lastTap = -TAP_PAUSE;

function press(form, submitter) {
  form.dataset.sent = "1";
  const label = submitter?.querySelector("span");
  if (!label || !submitter.classList.contains("btn")) return;
  submitter.dataset.words = label.textContent;
  submitter.setAttribute("aria-disabled", "true");
  label.textContent = words().sending;
}

function release(form) {
  delete form.dataset.sent;
  for (const button of all("[data-words]", form)) {
    button.querySelector("span").textContent = button.dataset.words;
    button.removeAttribute("aria-disabled");
    delete button.dataset.words;
  }
}

function onClick(event) {
  const control = event.target.closest("a, button, summary");
  if (!control || control.dataset.listen !== undefined) return;
  if (event.timeStamp - lastTap < TAP_PAUSE) event.preventDefault();
  else lastTap = event.timeStamp;
}

function onSubmit(event) {
  const form = event.target;
  if ("plain" in form.dataset) return;
  if (form.dataset.sent) return event.preventDefault();
  if ("clears" in form.dataset) writeQueue([]); // signing out, or "that is not me"
  const stepping = form.dataset.record && window.fetch && window.DOMParser;
  if (stepping) event.preventDefault();
  const submitter = event.submitter;
  press(form, submitter);
  if (stepping) step(form, submitter);
}

/* ---- Fields ---- */

function onChange(event) {
  const field = event.target;
  lastTap = -TAP_PAUSE; // an answer lies between two presses: both are meant
  const group = field.closest("[data-checks]");
  if (group && field.checked) clearOthers(group, field);
  openOtherDay(field.closest("[data-near-date]"));
  const form = field.form;
  if (!form) return;
  if ("autosubmit" in form.dataset) form.requestSubmit();
  else if (form.dataset.draft) saveDraft(form);
}

/** 都没有 clears the others, and any other clears it. */
function clearOthers(group, chosen) {
  const alone = "exclusive" in chosen.dataset;
  for (const box of all("input", group))
    if (box !== chosen && (alone || "exclusive" in box.dataset)) box.checked = false;
}

function openOtherDay(group) {
  group?.classList.toggle("closed", !group.querySelector("[value=other]").checked);
}

function count(area) {
  const place = area.closest(".field, .reply-box")?.querySelector("[data-count]");
  const left = Number(area.dataset.max) - area.value.length;
  if (!place) return;
  place.classList.toggle("over", left < 0);
  if (left < Number(area.dataset.max) / 5)
    place.textContent = area.dataset[left < 0 ? "over" : "left"].replace("{n}", Math.abs(left));
}

/* ---- Reading aloud: a recording, or a Chinese voice of the browser where there is one ---- */

let sound = null;
let speaking = null;

function chineseVoice() {
  if (!document.documentElement.lang.startsWith("zh")) return null;
  return window.speechSynthesis?.getVoices().find((voice) => /^(zh|cmn)/i.test(voice.lang));
}

function offerVoice() {
  if (chineseVoice()) for (const button of all("button[data-listen]")) button.hidden = false;
}

function silence() {
  sound?.pause();
  if (speaking) speechSynthesis.cancel();
  const label = (speaking || sound?.button)?.querySelector("span");
  if (label?.dataset.words) label.textContent = label.dataset.words;
  sound = speaking = null;
}

function listen(button) {
  const playing = (speaking || sound?.button) === button;
  silence();
  if (playing) return;
  const label = button.querySelector("span");
  label.dataset.words ||= label.textContent;
  label.textContent = button.dataset.stop;
  if (button.href) {
    sound = Object.assign(new Audio(button.href), { button, onended: silence });
    sound.play().catch(silence);
    return;
  }
  speaking = button;
  const parts = all("[data-read]");
  const text = (parts.length ? parts : all("main")).map((part) => part.innerText).join("。");
  const speech = Object.assign(new SpeechSynthesisUtterance(text), { voice: chineseVoice(), rate: 0.85 });
  speech.onend = () => speaking === button && silence();
  speechSynthesis.speak(speech);
}

/* ---- Start ---- */

/** Once per page shown, also after a page was put in place by hand. */
function start() {
  for (const form of all("form[data-pack]")) fetchPack(form);
  for (const group of all("[data-near-date]")) openOtherDay(group);
  for (const button of all("[data-noscript]")) button.hidden = true;
  offerVoice();
}

document.addEventListener("click", onClick, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-listen]");
  if (!button) return;
  event.preventDefault();
  listen(button);
});
document.addEventListener("submit", onSubmit);
document.addEventListener("change", onChange);
document.addEventListener("input", (event) => event.target.dataset.max && count(event.target));
window.speechSynthesis?.addEventListener?.("voiceschanged", offerVoice);
addEventListener("pageshow", () => all("form").forEach(release));
// Going back loads the page anew; a link to a field on this page does not.
addEventListener("popstate", () => location.pathname !== shownPath && location.reload());
addEventListener("online", flush);
document.addEventListener("visibilitychange", () => document.hidden || flush());
setInterval(() => readQueue().length && flush(), RETRY);

start();
document.querySelector("[data-focus]")?.focus();
if (readQueue().length) flush();
if (words().worker) navigator.serviceWorker?.register(words().worker, { scope: "/me/" }).catch(() => {});
