// Extras for the patient's pages. Every page works without this file: it saves
// answers while they are given, keeps them when the network is gone, and stops
// a second tap. It finds its work by data attributes:
//   form[data-record][data-draft]  a question: saved on change, next page put in place
//   form[data-record][data-done]   sending: data-done is the path of the page that says it arrived
//   form[data-pack][data-pack-script]  where the rest of the record lies, for going on without a
//                                  network, and the script (pack.js) that knows what to do with it
//   [data-script]                  a script of its own for this part: its `start` is given the part
//   form[data-plain]               left alone; form[data-clears] empties what waits on this phone
//   template[data-queued]          what stands on the page while the sending waits
//   [data-until-sent]              address of the page to show once everything has arrived
//   [data-overdue]                 shown while answers have waited here for more than a day
//   [data-kept]                    shows answers that came too late, until [data-forget] is pressed

const TAP_PAUSE = 700; // ms in which a second tap is taken for trembling (R5)
const RETRY = 5_000; // each time while an emergency waits, otherwise each sixth
const PATIENCE = 10_000; // ms after which a step goes on without the server, if it can
const DAY = 24 * 3600 * 1000;
const KEEP = 14 * DAY;
const QUEUE = "osteopro-queue";
const ASIDE = "osteopro-kept";
const ARRIVED = /^\/me\/(record|diary)\/[0-9a-f-]{36}\//;
const KEPT_BY_WORKER = /^\/me\/urgent\/$/;
const words = () => document.body.dataset;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* ---- What waits on this phone. localStorage writes at once, even if the page closes next. ---- */

const mayStore = () => !("kiosk" in words());

function readList(name) {
  try {
    const entries = JSON.parse(localStorage.getItem(name) || "[]");
    return entries.filter((entry) => Date.now() - entry.at < KEEP);
  } catch {
    return [];
  }
}

function writeList(name, entries) {
  try {
    if (entries.length) localStorage.setItem(name, JSON.stringify(entries));
    else localStorage.removeItem(name);
    return true;
  } catch {
    return false; // storage is full or forbidden: the page itself still holds the answer
  }
}

const readQueue = () => readList(QUEUE);
const writeQueue = (entries) => writeList(QUEUE, entries);

/** Keep the newest answer of each question, at its place: follow-ups are taken only after it. */
function enqueue(entry) {
  if (!mayStore()) return false;
  const at = Date.now();
  const body = `${entry.body}&answered=${encodeURIComponent(new Date(at).toISOString())}`;
  const queue = readQueue();
  const place = queue.findIndex((old) => old.key === entry.key);
  queue.splice(place < 0 ? queue.length : place, place < 0 ? 0 : 1, { ...entry, body, at });
  queue.sort((one, other) => Boolean(one.done) - Boolean(other.done)); // a final sending stands last
  return writeQueue(queue);
}

/** Forget what arrived, unless a newer answer has taken its place meanwhile. */
const dequeue = (sent) =>
  writeQueue(readQueue().filter((entry) => entry.key !== sent.key || entry.at > sent.at));

/** An answer that came too late is not sent, and not lost: pages with [data-kept] show it. */
function setAside({ said, at = Date.now() }) {
  if (!said?.[1] || !mayStore()) return;
  writeList(ASIDE, [...readList(ASIDE).filter((old) => old.said[0] !== said[0]), { said, at }]);
}

function showKept() {
  const kept = readList(ASIDE);
  for (const place of all("[data-kept]")) {
    const row = place.querySelector("template").content;
    const rows = kept.map(({ said }) => {
      const copy = row.cloneNode(true);
      copy.querySelector("dt").textContent = said[0];
      copy.querySelector("dd").textContent = said[1];
      return copy;
    });
    place.querySelector("dl").replaceChildren(...rows);
    place.hidden = !kept.length;
  }
}

/** What has waited for more than a day wants a phone call: pages with [data-overdue] say so. */
function showOverdue() {
  const waits = readQueue().some((entry) => Date.now() - entry.at > DAY);
  for (const place of all("[data-overdue]")) place.hidden = !waits;
}

/** The question of a form and its answer in words. */
function saidIn(form) {
  const chosen = all("input:checked", form).map((box) => box.closest("label")?.innerText.trim());
  const typed = all("input.input, .part input, textarea", form).map((field) => field.value.trim());
  const words = [...chosen, ...typed].filter(Boolean).join(" ");
  return [form.querySelector("[data-read]")?.innerText.trim() || "", words];
}

/* ---- Sending ---- */

let token = "";

/** Forms of pages that lay on this phone have no token of their own. */
function giveToken() {
  const fields = all("input[name=csrfmiddlewaretoken]");
  token = fields.find((field) => field.value)?.value || token;
  for (const field of fields) field.value ||= token;
}

let heard = false; // whether this page was read aloud

function bodyOf(form, submitter, draft) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  if (draft) data.append("draft", "1");
  if (form.dataset.draft) {
    data.append("viewport", `${innerWidth}x${innerHeight}`);
    data.append("heard", heard ? "1" : "0");
  }
  return new URLSearchParams(data).toString();
}

/** With the token of the page that is open now (one kept for days would be refused) and with
 *  what this phone's clock says, so that the server can tell how long an answer waited. */
function readyToGo(body) {
  const fields = new URLSearchParams(body);
  if (token) fields.set("csrfmiddlewaretoken", token);
  if (fields.has("answered")) fields.set("clock", new Date().toISOString());
  return fields.toString();
}

const post = (url, body, patience) =>
  fetch(url, {
    method: "POST",
    body: readyToGo(body),
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "fetch" },
    credentials: "same-origin",
    signal: patience && AbortSignal.timeout ? AbortSignal.timeout(patience) : undefined,
  });

/** Arrived, or can never arrive. A detour to the sign-in page is neither: keep it for later. */
function settled(entry, response) {
  if ([409, 410, 422].includes(response.status)) return true;
  // A form that rides on a record is told on the record's own page; a diary entry has its own, or
  // asks more.
  if (entry.done) return response.ok && ARRIVED.test(new URL(response.url).pathname);
  return response.ok && !response.redirected;
}

let flushing = null;

/** Send what waits, oldest first; stop at the first that does not arrive. */
function flush() {
  flushing ||= sendWaiting().finally(() => (flushing = null));
  return flushing;
}

async function sendWaiting() {
  const waiting = readQueue();
  let late = null; // the page that says what to do about answers that came too late
  try {
    for (const entry of waiting) {
      const response = await post(entry.url, entry.body);
      if (response.status >= 500 || response.status === 429) throw new Error("later");
      if (!settled(entry, response)) throw new Error("kept");
      dequeue(entry);
      if (entry.done && response.ok) return location.assign(response.url);
      if (response.ok) continue;
      setAside(entry);
      late = { url: entry.done ? response.url : location.href, html: await response.text() };
    }
    if (late?.html) return showPage(late);
    if (waiting.length) allArrived();
  } catch {
    say("unsent");
  }
}

function allArrived() {
  showOverdue();
  offline?.caughtUp();
  const urgent = document.querySelector("[data-until-sent]");
  if (urgent) location.assign(urgent.dataset.untilSent);
  else if (say.waiting) say("saved");
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
const noNetwork = (problem) => problem instanceof TypeError || problem.name === "TimeoutError";

/* ---- Saving while answering ---- */

let pending = 0;

async function saveDraft(form) {
  const mine = ++pending;
  const slow = setTimeout(() => say("saving"), 400);
  const slower = setTimeout(() => say("slow"), 8000);
  const body = bodyOf(form, null, true);
  const entry = { ...keyOf(form), body };
  try {
    const response = await post(entry.url, body);
    if (response.status === 409) {
      setAside({ said: saidIn(form) });
      return location.reload(); // already sent: the server says so
    }
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

let offline = null; // pack.js, once it is here
let saved = 0; // answers this phone knows to have arrived

/** After the first question stands on the screen, fetch what is needed to go on without more. */
async function prepare(form) {
  if (!mayStore()) return;
  try {
    offline = await import(form.dataset.packScript);
    await offline.load(form.dataset.pack, () => saved);
  } catch {
    // Without the pack a question waits for the network; nothing is lost.
  }
}

const whenIdle = (work) => (window.requestIdleCallback ? requestIdleCallback(work) : setTimeout(work, 300));

/** The phone knows more than the server: answers wait, or nothing answers. */
const away = () => !navigator.onLine || readQueue().length > 0;

let shownPath = location.pathname;

/** Put a page in place of this one; `local` pages come from the pack and lack newer answers. */
function showPage(page, local = false) {
  const fresh = new DOMParser().parseFromString(page.html, "text/html");
  silence();
  heard = false;
  document.documentElement.lang = fresh.documentElement.lang;
  document.title = fresh.title || document.title;
  if (page.url && page.url !== location.href) history.pushState(null, "", page.url);
  shownPath = location.pathname;
  document.body.replaceWith(document.adoptNode(fresh.body));
  if (local) offline.dress(page);
  scrollTo(0, 0);
  start();
  (document.querySelector("[data-focus]") || document.querySelector("main"))?.focus();
}

/** The page that says honestly that nothing has arrived yet (mockup 13). */
function showQueued() {
  const template = document.querySelector("template[data-queued]");
  if (!template) return say("unsent");
  document.querySelector("main").replaceChildren(template.content.cloneNode(true));
  giveToken();
  scrollTo(0, 0);
  document.querySelector("main").focus();
}

const keyOf = (form) => ({
  key: `${form.dataset.record}:${location.pathname}`,
  url: form.dataset.draft,
  said: saidIn(form),
});

/** What waits if this step does not arrive: the answer as a draft, or the whole sending. */
function entryOf(form, submitter, url) {
  const { record, done } = form.dataset;
  if (done) return { key: `${record}:done`, url, body: bodyOf(form, submitter, false), done };
  // `pressed`: an answer she went on from; the server then looks for an emergency in it.
  return { ...keyOf(form), body: `${bodyOf(form, submitter, true)}&pressed=1` };
}

async function step(form, submitter) {
  const url = form.getAttribute("action") || location.pathname;
  const entry = entryOf(form, submitter, url);
  const skipped = submitter?.name === "skip";
  offline?.remember(form, skipped);
  try {
    if (readQueue().length) await flush();
    if (!form.isConnected) return; // what waited came too late: its own page stands here now
    if (readQueue().length) throw new TypeError("earlier answers wait");
    const response = await post(url, bodyOf(form, submitter, false), PATIENCE);
    if (response.status >= 500) throw new Error("later");
    if (!response.headers.get("Content-Type")?.includes("text/html")) return location.assign(response.url);
    const html = await response.text();
    if (settled(entry, response)) dequeue({ ...entry, at: Date.now() });
    if (response.status === 409 && !entry.done) setAside(entry);
    saved += 1;
    offline?.caughtUp();
    showPage({ html, url: response.url });
  } catch (problem) {
    release(form);
    stepAlone(form, entry, skipped, problem);
  }
}

/** The same step without the server. */
function stepAlone(form, entry, skipped, problem) {
  const mistake = entry.done || skipped ? null : offline?.wrong(form);
  if (mistake) return showPage(mistake, true);
  const kept = enqueue(entry);
  if (entry.done && kept) return showQueued();
  const page = kept && offline?.next(location.pathname, location.search.includes("check="));
  if (page) showPage(page, true);
  say(kept && noNetwork(problem) ? "offline" : "unsent");
}

/** A link to another page of the record while the network is gone. */
function onLink(event) {
  const link = event.target.closest?.("a[href]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (event.defaultPrevented || !link || !plain || link.origin !== location.origin || !away()) return;
  if (link.hash && link.pathname === location.pathname) return;
  const page = offline?.at(link.href);
  if (page) {
    event.preventDefault();
    showPage(page, true);
  } else if (!navigator.onLine && document.querySelector("[data-save-state]") && !KEPT_BY_WORKER.test(link.pathname)) {
    event.preventDefault(); // the page stays: behind the link there is nothing now
    say("offline");
    document.querySelector("[data-save-state]").scrollIntoView({ block: "center" });
  }
}

function onHistory() {
  if (location.pathname === shownPath) return;
  const page = away() ? offline?.at(location.href) : null;
  if (page) showPage(page, true);
  else location.reload();
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
  if ("clears" in form.dataset) [QUEUE, ASIDE].forEach((name) => writeList(name, [])); // "not me"
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
  heard = true;
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
  giveToken();
  showKept();
  showOverdue();
  for (const form of all("form[data-pack]").slice(0, 1)) whenIdle(() => prepare(form));
  for (const group of all("[data-near-date]")) openOtherDay(group);
  for (const button of all("[data-noscript]")) button.hidden = true;
  for (const button of all("[data-print]")) button.hidden = !window.print;
  for (const part of all("[data-script]"))
    import(part.dataset.script).then((script) => script.start(part)).catch(() => {});
  offerVoice();
}

document.addEventListener("click", onClick, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-listen]");
  if (!button) return;
  event.preventDefault();
  listen(button);
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-forget]")) return;
  writeList(ASIDE, []);
  showKept();
});
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
document.addEventListener("page", (event) => showPage(event.detail)); // what another script fetched
document.addEventListener("click", onLink);
document.addEventListener("submit", onSubmit);
document.addEventListener("change", onChange);
document.addEventListener("input", (event) => event.target.dataset.max && count(event.target));
window.speechSynthesis?.addEventListener?.("voiceschanged", offerVoice);
addEventListener("pageshow", () => all("form").forEach(release));
// Going back loads the page anew; a link to a field on this page does not.
addEventListener("popstate", onHistory);
addEventListener("online", flush);
document.addEventListener("visibilitychange", () => document.hidden || flush());
let round = 0;
setInterval(() => {
  const pressing = document.querySelector("[data-until-sent]");
  if ((++round % 6 === 0 || pressing) && readQueue().length) flush();
}, RETRY);

start();
document.querySelector("[data-focus]")?.focus();
if (readQueue().length) flush();
if (words().worker) navigator.serviceWorker?.register(words().worker, { scope: "/me/" }).catch(() => {});
