// After a quarter of an hour without work the page is covered and the password asked (R30).
// The page stays as it is underneath: what was typed, the place and the cursor are there afterwards.
// The server locks the session by itself; this hides the screen and tells the server of typing.

const LOCK_AFTER = 15 * 60_000;
const TELL_EVERY = 60_000;
const ACTIVE = "/staff/active/";
const UNLOCK = "/staff/unlock/?locked=1";
const SHARED = "staff-active"; // the tabs of one browser are one place of work

let last = Date.now();
let told = last;
let covered = null;

function work() {
  if (covered) return;
  last = Date.now();
  if (last - told < TELL_EVERY) return;
  told = last;
  localStorage.setItem(SHARED, String(last));
  fetch(ACTIVE).then((answer) => answer.redirected && cover(), () => {});
}

function check() {
  if (Date.now() - last >= LOCK_AFTER) cover();
}

async function cover() {
  if (covered) return;
  covered = { focus: document.activeElement, top: scrollY, parts: [...document.body.children] };
  for (const part of covered.parts) part.style.setProperty("display", "none", "important");
  covered.main = document.body.appendChild(document.createElement("main"));
  await ask();
}

function uncover() {
  const { focus, top, parts, main } = covered;
  covered = null;
  main.remove();
  for (const part of parts) part.style.removeProperty("display");
  scrollTo(0, top);
  focus?.focus({ preventScroll: true });
  last = told = Date.now();
  localStorage.setItem(SHARED, String(last));
}

/** Show the server's own page for the password, and send it without leaving this one. */
async function ask(answered = fetch(UNLOCK)) {
  try {
    const answer = await answered;
    if (answer.redirected) return location.assign(answer.url); // signed out meanwhile
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    covered.main.replaceChildren(...page.querySelector("main").children);
  } catch {
    return setTimeout(() => covered && ask(), 5000); // no network: stay covered, try again
  }
  for (const link of covered.main.querySelectorAll("a[href^='/']")) link.remove();
  const form = covered.main.querySelector("form");
  form.dataset.plain = "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    send(form);
  });
  form.querySelector("[type=password]").focus();
}

async function send(form) {
  const options = { method: "POST", body: new FormData(form), redirect: "manual" };
  const answer = await fetch(UNLOCK, options).catch(() => null);
  if (answer?.type === "opaqueredirect") return uncover();
  await ask(answer ?? undefined);
}

for (const kind of ["keydown", "pointerdown", "wheel", "input"]) {
  addEventListener(kind, work, { capture: true, passive: true });
}
addEventListener("storage", (event) => {
  if (event.key !== SHARED || !event.newValue) return;
  last = Number(event.newValue);
  if (covered && Date.now() - last < LOCK_AFTER) uncover();
});
document.addEventListener("visibilitychange", check);
setInterval(check, 5000);
