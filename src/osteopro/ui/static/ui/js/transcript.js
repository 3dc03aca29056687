// Typing a transcript: kept with every pause, and the sound moved by keys that write nothing.

const PAUSE = 3000; // ms after the last key
const STEP = 3; // seconds back
const SPEEDS = [0.5, 0.6, 0.75, 0.9, 1, 1.25, 1.5, 2];

const form = document.querySelector("form[data-draft]");
const box = form?.elements.text;
const says = document.querySelector("#kept");
const elsewhere = document.querySelector("#elsewhere");
// As it came from the server: what was typed before this ran is not kept yet.
let kept = box?.defaultValue;
let timer = 0;
let busy = false;

/* ---- The draft ---- */

async function keep() {
  clearTimeout(timer);
  if (busy || box.value === kept || !elsewhere.hidden) return;
  busy = true;
  const sent = box.value;
  const body = new FormData();
  for (const name of ["text", "seen", "csrfmiddlewaretoken"]) body.append(name, form.elements[name].value);
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body });
    if (answer.ok) stored(await answer.json(), sent);
    else if (answer.status === 409) otherWindow(await answer.json());
    else says.textContent = says.dataset.failed;
  } catch {
    says.textContent = says.dataset.failed;
  }
  busy = false;
  if (box.value !== kept && elsewhere.hidden) later();
}

function stored(answer, sent) {
  kept = sent;
  form.elements.seen.value = answer.seen;
  says.textContent = answer.said;
}

function otherWindow({ said, seen }) {
  elsewhere.querySelector("[data-said]").textContent = said;
  elsewhere.dataset.seen = seen;
  elsewhere.hidden = false;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

if (form) {
  if (box.value !== kept) later();
  box.addEventListener("input", later);
  box.addEventListener("blur", keep);
  addEventListener("visibilitychange", () => document.hidden && keep());
  form.addEventListener("submit", () => clearTimeout(timer));
  elsewhere.querySelector("[data-mine]").addEventListener("click", () => {
    form.elements.seen.value = elsewhere.dataset.seen;
    elsewhere.hidden = true;
    box.focus();
    keep();
  });
  elsewhere.querySelector("[data-theirs]").addEventListener("click", () => location.reload());
}

/* ---- The sound ---- */

const players = [...document.querySelectorAll("[data-player]")];
let player = players[0];
for (const each of players) each.addEventListener("play", () => (player = each));

function faster(by) {
  const place = SPEEDS.findIndex((each) => each >= player.playbackRate);
  player.playbackRate = SPEEDS[Math.min(Math.max(place + by, 0), SPEEDS.length - 1)];
  document.querySelector("[data-speed]").textContent = `× ${player.playbackRate}`;
}

function stamp() {
  const of = Math.floor(player.currentTime);
  const parts = [Math.floor(of / 3600), Math.floor(of / 60) % 60, of % 60];
  const time = `[${parts.map((each) => String(each).padStart(2, "0")).join(":")}]`;
  box?.setRangeText(time, box.selectionStart, box.selectionEnd, "end");
  if (box) later();
}

const KEYS = {
  F2: () => (player.currentTime = Math.max(player.currentTime - STEP, 0)),
  F4: () => (player.paused ? player.play() : player.pause()),
  F6: () => faster(-1),
  F7: () => faster(1),
  F8: stamp,
};

document.addEventListener("keydown", (event) => {
  if (!player || !KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  KEYS[event.key]();
});
