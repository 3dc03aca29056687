// Dragging on the board of themes. Without it everything is done on the page of each thing.

const says = document.querySelector("#board-says");
const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
let held = null;

const takes = (target) => target?.dataset.takes.split(" ").includes(held.dataset.item);

/** The nearest place that takes what is held, and is not part of it. */
function place(element) {
  let target = element.closest("[data-takes]");
  while (target && (!takes(target) || held.contains(target))) {
    target = target.parentElement.closest("[data-takes]");
  }
  return target;
}

function lit(target) {
  for (const each of document.querySelectorAll("[data-over]")) delete each.dataset.over;
  if (target) target.dataset.over = "";
}

async function move(item, target) {
  const body = new URLSearchParams({ do: "move", into: target.dataset.guid, key: crypto.randomUUID() });
  try {
    const answer = await fetch(item.dataset.move, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    if (answer.ok) {
      location.assign(location.pathname);
      return;
    }
    const said = answer.status === 422 ? await answer.json() : {};
    says.textContent = said.problem || says.dataset.failed || "";
  } catch {
    says.textContent = says.dataset.failed || "";
  }
}

document.addEventListener("dragstart", (event) => {
  held = event.target.closest("[data-item]");
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.guid);
});
document.addEventListener("dragover", (event) => {
  const target = held && place(event.target);
  lit(target);
  if (target) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const target = held && place(event.target);
  if (!target) return;
  event.preventDefault();
  move(held, target);
});
document.addEventListener("dragend", () => {
  held = null;
  lit(null);
});
