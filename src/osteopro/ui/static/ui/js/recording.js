// A recording is brought in parts: each is read and hashed by itself, so no file is ever held
// whole. The server says which parts are there; what is missing is sent, after a break as well.
// The hash of the whole is the SHA-256 over the hashes of its parts in order (research/sounds.py).
// Without this file a small recording is sent like any form.

const HEAD = 64;
const AGAIN = 3; // times that one part is sent anew when it was changed on the way
const PAUSE = 4000; // ms
const LENGTH_WITHIN = 4000; // ms

const hex = (bytes) => [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

class Refused extends Error {}
class Unread extends Error {}

class Bringing {
  constructor(form) {
    this.form = form;
    this.size = Number(form.dataset.part);
    this.bar = form.querySelector("progress");
    this.goOn = form.querySelector("[data-go-on]");
    this.goOn.addEventListener("click", () => this.wake?.());
    addEventListener("online", () => this.wake?.());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("beforeunload", (event) => this.going && event.preventDefault());
  }

  submitted(event) {
    const [file] = this.form.querySelector("input[type=file]").files;
    if (!file) return; // the server says what is missing
    event.preventDefault();
    if (!this.going) this.bring(file);
  }

  say(words, values = {}) {
    const said = words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    this.form.querySelector("[data-said]").textContent = said;
  }

  shown(n, all, words) {
    this.form.querySelector("[data-progress]").hidden = false;
    Object.assign(this.bar, { max: all, value: n });
    // A voice hears every tenth, not every part.
    const tenth = Math.floor((n * 10) / all);
    if (tenth !== this.tenth || n === all) this.say(words, { n, all });
    this.tenth = tenth;
  }

  async bring(file) {
    const words = this.form.dataset;
    if (file.size > Number(words.most)) return this.say(words.tooLarge);
    this.going = true;
    try {
      const about = await this.about(file);
      while (!(await this.sent(file, about))) await this.broken();
      this.say(words.done);
      this.going = false;
      location.assign(`${location.pathname}?did=bring`);
    } catch (problem) {
      if (problem instanceof Refused) this.say(problem.message);
      else if (problem instanceof Unread) this.say(words.unread);
      else throw problem;
    } finally {
      this.going = false;
    }
  }

  async piece(file, no) {
    const at = no * this.size;
    try {
      return await file.slice(at, Math.min(at + this.size, file.size)).arrayBuffer();
    } catch {
      throw new Unread();
    }
  }

  /** What the server asks of a file before its parts: size, hashes, first bytes, length. */
  async about(file) {
    const all = Math.ceil(file.size / this.size) || 1;
    const hashes = [];
    for (let no = 0; no < all; no += 1) {
      hashes.push(await digest(await this.piece(file, no)));
      this.shown(no + 1, all, this.form.dataset.hashing);
    }
    const together = new Uint8Array(hashes.length * 32);
    hashes.forEach((each, no) => together.set(each, no * 32));
    const head = new Uint8Array((await this.piece(file, 0)).slice(0, HEAD));
    return {
      hashes: hashes.map(hex),
      fields: {
        size: file.size,
        sha256: hex(await digest(together)),
        head: hex(head),
        ms: await lengthOf(file),
      },
    };
  }

  /** Sends what is missing; false when the net went away. */
  async sent(file, about) {
    this.tenth = undefined;
    const form = new FormData(this.form);
    form.delete("file");
    for (const [name, value] of Object.entries(about.fields)) form.set(name, value);
    let state = await this.ask(this.form.dataset.bring, { method: "POST", body: form });
    let again = 0;
    while (state && !state.whole) {
      this.shown(state.there.length, state.parts, this.form.dataset.sending);
      const there = new Set(state.there);
      const no = about.hashes.findIndex((_, each) => !there.has(each));
      const where = new URL(`../${state.recording}/${no}/`, new URL(this.form.dataset.bring, location));
      const next = await this.ask(where, {
        method: "PUT",
        body: await this.piece(file, no),
        headers: { "X-Part-SHA256": about.hashes[no], "Content-Type": "application/octet-stream" },
      });
      if (next?.code !== "wrong-hash") state = next;
      else if ((again += 1) > AGAIN) throw new Refused(next.refused);
    }
    if (state) this.shown(state.parts, state.parts, this.form.dataset.sending);
    return Boolean(state);
  }

  /** The server's answer; null when there was none. Raises Refused. */
  async ask(where, { headers = {}, ...how }) {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    let response;
    try {
      response = await fetch(where, {
        ...how,
        credentials: "same-origin",
        headers: { "X-CSRFToken": token, "X-Requested-With": "fetch", ...headers },
      });
      if (!response.headers.get("Content-Type")?.includes("application/json")) return null;
    } catch {
      return null;
    }
    const answer = await response.json();
    if (response.ok || answer.code === "wrong-hash") return answer;
    if (answer.code !== "no-room") throw new Refused(answer.refused);
    // What came is kept: it goes on at a press.
    this.full = answer.refused;
    return null;
  }

  async broken() {
    this.say(this.full ?? this.form.dataset.broken);
    this.goOn.hidden = false;
    await new Promise((done) => {
      this.wake = done;
      if (!this.full) setTimeout(done, PAUSE);
    });
    this.full = undefined;
    this.goOn.hidden = true;
  }
}

/** How long the sound plays, in ms; empty where the browser cannot tell. */
async function lengthOf(file) {
  const address = URL.createObjectURL(file);
  const sound = new Audio();
  const seconds = await new Promise((done) => {
    sound.addEventListener("loadedmetadata", () => done(sound.duration));
    sound.addEventListener("error", () => done(NaN));
    setTimeout(done, LENGTH_WITHIN, NaN);
    sound.src = address;
  });
  URL.revokeObjectURL(address);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : "";
}

// Browsers hash on pages that came over TLS alone; elsewhere the form is sent as it is.
if (window.crypto?.subtle) for (const form of document.querySelectorAll("[data-bring]")) new Bringing(form);
