// While a form takes long, it says so.

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const waiting = form.querySelector("[data-waiting]");
    const bar = document.createElement("progress");
    const words = document.createElement("p");
    words.textContent = waiting.dataset.words;
    bar.className = "wide";
    bar.setAttribute("aria-label", waiting.dataset.words);
    waiting.replaceChildren(words, bar);
  });
}

// Back from another page it is not busy any more.
addEventListener("pageshow", () => {
  for (const waiting of document.querySelectorAll("[data-waiting]")) waiting.replaceChildren();
});
