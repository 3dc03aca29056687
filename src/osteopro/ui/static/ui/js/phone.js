// Extras for a call: digits of a ladder, what was noted, how often it was read, the time.
// The page works without: a number and Enter, or a click, do the same.

const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const singleKeys = () => document.body.dataset.shortcuts !== "off";
const typing = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

const chosen = () => all(".keyed input:checked");

/* ---- What was noted, said back large ---- */

function echo() {
  const place = one("[data-echo]");
  if (!place) return;
  const words = chosen().map((box) => box.labels[0].lastElementChild.lastChild.textContent.trim());
  place.hidden = !words.length;
  place.querySelector("b").textContent = words.join("、");
}

/** None of these stands alone: choosing it clears the others, choosing another clears it. */
function alone(box) {
  if (!box.closest("[data-many]") || !box.checked) return;
  for (const other of chosen()) {
    if (other !== box && ("alone" in box.dataset || "alone" in other.dataset)) other.checked = false;
  }
}

/* ---- A ladder: 1 then 0 is 10, whatever time lies between; any other digit begins anew ---- */

function rung(value) {
  return all("[data-digits] input").find((box) => box.value === value);
}

function choose(value) {
  for (const box of chosen()) box.checked = false;
  const box = rung(value);
  if (box) box.checked = true;
  echo();
}

function onKey(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!singleKeys() || typing(event.target) || !one("[data-digits]")) return;
  const before = chosen()[0]?.value ?? "";
  if (/^[0-9]$/.test(event.key)) choose(rung(before + event.key) ? before + event.key : event.key);
  else if (event.key === "Backspace" && before) choose("");
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/* ---- Reading again is counted ---- */

function repeat() {
  const count = one("[data-repeated]");
  count.value = String(Number(count.value) + 1);
  one("[data-script]")?.scrollIntoView({ block: "nearest" });
}

/* ---- The time of the call ---- */

function tick(place) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(place.dataset.since)) / 1000));
  const parts = [Math.floor(seconds / 60), seconds % 60];
  place.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
}

for (const place of all("[data-since]")) {
  tick(place);
  setInterval(tick, 1000, place);
}
addEventListener("keydown", onKey, { capture: true });
document.addEventListener("change", (event) => {
  if (event.target.closest(".keyed")) alone(event.target), echo();
});
one("[data-repeat]")?.addEventListener("click", repeat);
echo();
