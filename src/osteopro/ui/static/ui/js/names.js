// Deciding by keys what goes out of a transcript. Without this the list is a form like any other.

const said = document.querySelector("#said");
const own = document.querySelector("#f-own");
const typing = (target) => target.matches("textarea, input:not([type=checkbox])");
const row = () => document.activeElement.closest("[data-row]") || document.querySelector("[data-row][aria-current]");
const tick = (of) => of.querySelector("[data-row-link]");
const markOf = (of) => document.getElementById(of.dataset.mark);

/** The place in the text looks as it was decided. */
function show(of) {
  markOf(of)?.toggleAttribute("data-left", !tick(of).checked);
}

function decide(taken) {
  const of = row();
  if (!of) return false;
  tick(of).checked = taken;
  show(of);
  const next = of.nextElementSibling;
  (next ? tick(next) : tick(of)).focus();
  return true;
}

function edit() {
  const field = row()?.querySelector("input.input");
  field?.select();
  field?.focus();
  return Boolean(field);
}

/** What is selected in the text becomes a line of its own. */
function take() {
  const words = getSelection().toString().trim();
  if (!words || words.includes("\n") || !said.contains(getSelection().anchorNode)) return false;
  const lines = own.value.trimEnd();
  own.value = `${lines ? `${lines}\n` : ""}${words} = ${said.dataset.token}`;
  own.focus();
  const place = own.value.lastIndexOf("?");
  if (place >= 0) own.setSelectionRange(place, place + 1);
  return true;
}

const KEYS = { a: () => decide(true), x: () => decide(false), e: edit, t: take };

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && event.target.matches("[data-row] input")) {
    event.preventDefault();
    tick(event.target.closest("[data-row]")).focus();
    return;
  }
  if (typing(event.target) || document.body.dataset.shortcuts === "off") return;
  if (KEYS[event.key]?.()) event.preventDefault();
});
document.addEventListener("change", (event) => {
  if (event.target.name === "take") show(event.target.closest("[data-row]"));
});
document.addEventListener("focusin", (event) => {
  for (const each of document.querySelectorAll("mark[data-here]")) each.removeAttribute("data-here");
  const of = event.target.closest("[data-row]");
  const mark = of && markOf(of);
  mark?.setAttribute("data-here", "");
  mark?.scrollIntoView({ block: "nearest" });
});
