// Locks a clinic's tablet when nobody touches it. The server locks by itself; this file warns before
// and takes the page away. Nothing is stored. From the body: data-lock-after, data-warn-for (seconds).
//   [data-still-here]  the warning; [data-seconds] counts down, [data-aloud] says it now and then
//   without it the page has nobody on it: it starts afresh, so that nothing typed stays
//   [data-over]        the record was sent: nobody is signed in, so the page goes without a warning

const LEAVE = "/kiosk/leave/?why=";
const HERE = "/kiosk/here/";
const TELL_EVERY = 45; // seconds between two words to the server that somebody is touching the tablet
const SPOKEN_AT = new Set([30, 20, 10, 5]);
const now = () => performance.now() / 1000;
const body = () => document.body.dataset;
const isOver = () => document.querySelector("[data-over]") !== null;
const inRecord = () => location.pathname.startsWith("/me/");

let touched = now();
let told = now(); // when the server last heard of somebody here
let warning = null;
let leaving = false;

function leave(why) {
  if (leaving) return;
  leaving = true;
  location.replace(LEAVE + why); // no way back to this page
}

/** A record whose session is over goes away; a page before sign-in has none and stays. */
async function tell() {
  told = now();
  const token = document.querySelector("[data-still-here] input[name=csrfmiddlewaretoken]")?.value;
  try {
    const response = await fetch(HERE, {
      method: "POST",
      body: new URLSearchParams({ csrfmiddlewaretoken: token || "" }),
      credentials: "same-origin",
    });
    if (response.redirected || (!response.ok && inRecord())) leave("idle");
  } catch {
    // Without a network the server locks at its time, and this page at the same.
  }
}

function touch() {
  if (warning) return; // then only the answer counts
  touched = now();
  if (touched - told > TELL_EVERY && !isOver() && inRecord()) tell();
}

function warn(box, left) {
  if (!warning) {
    warning = { before: document.activeElement };
    box.hidden = false;
    box.querySelector("button").focus();
    if (box.dataset.spoken) new Audio(box.dataset.spoken).play().catch(() => {});
  }
  box.querySelector("[data-seconds]").textContent = left;
  const aloud = box.querySelector("[data-aloud]");
  if (SPOKEN_AT.has(left)) aloud.textContent = aloud.dataset.words.replace("{n}", left);
}

function stay() {
  const box = document.querySelector("[data-still-here]");
  if (box) box.hidden = true;
  warning?.before?.focus?.();
  warning = null;
  touched = now();
  tell();
}

function look() {
  const left = Math.ceil(Number(body().lockAfter) - (now() - touched));
  const box = document.querySelector("[data-still-here]");
  if (left <= 0) return leave(isOver() ? "sent" : box ? "idle" : "rest");
  if (left <= Number(body().warnFor) && box && !isOver()) warn(box, left);
}

document.addEventListener(
  "submit",
  (event) => {
    if (event.target.closest("[data-still-here]")) {
      event.preventDefault();
      stay();
    }
  },
  true,
);
document.addEventListener("keydown", (event) => {
  if (!warning) return;
  if (event.key === "Escape") stay();
  if (event.key === "Tab") event.preventDefault(); // one button is all there is
});
for (const kind of ["pointerdown", "keydown", "scroll", "input"])
  addEventListener(kind, touch, { capture: true, passive: true });
// A page that comes back from the browser's memory was locked meanwhile.
addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(look, 500);
