// Photos and voice notes on their page, an extra of the patient's pages. Photos are made small
// before they are sent; what does not arrive stays here and is sent by pressing again. Photos work
// without this file. It finds its work by data attributes:
//   form[data-kind=photo]  a file that is chosen
//   form[data-kind=voice]  shown where the browser can record: [data-take] starts and stops

const LONGEST_SIDE = 1600; // pixels; the server keeps no more
const QUALITY = 0.8;
const LONGEST = 120; // seconds
const BITS = 32_000; // a second: words are clear, and two minutes stay below half a megabyte

const say = (form, words) => (form.querySelector("[data-state]").textContent = words);
const clockOf = (n) => `${Math.floor(n / 60)}:${String(n % 60).padStart(2, "0")}`;

/** Once for each form that is shown. */
export const start = (form) => (form.dataset.kind === "photo" ? photo : voice)(form);

async function send(form, file) {
  if (form.dataset.going) return;
  form.dataset.going = "1";
  say(form, form.dataset.sending);
  const data = new FormData(form);
  data.set(form.dataset.kind, file, file.name);
  try {
    const response = await fetch(location.pathname, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      headers: { "X-Requested-With": "fetch" },
    });
    const html = response.headers.get("Content-Type")?.includes("text/html");
    if (!html || [500, 502, 503, 504].includes(response.status)) throw new Error("later");
    const page = { html: await response.text(), url: response.url };
    document.dispatchEvent(new CustomEvent("page", { detail: page }));
  } catch {
    say(form, form.dataset.failed);
  } finally {
    delete form.dataset.going;
  }
}

/* ---- Photos ---- */

function photo(form) {
  form.addEventListener("submit", async (event) => {
    const [file] = form.querySelector("input[type=file]").files;
    if (!file) return; // the server says what is missing
    event.preventDefault();
    send(form, await small(file));
  });
}

/** The photo no larger than it is kept; as it is where the browser cannot open it. */
async function small(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: blob.type }) : file;
  } catch {
    return file;
  }
}

/* ---- Voice ---- */

function voice(form) {
  if (!window.MediaRecorder || !navigator.mediaDevices?.getUserMedia) return;
  const take = form.querySelector("[data-take]");
  const submit = form.querySelector("[type=submit]");
  let recorder = null;
  let file = null;
  submit.hidden = true;
  form.hidden = false;

  take.addEventListener("click", async () => {
    if (recorder) return recorder.stop();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return say(form, form.dataset.denied);
    recorder = record(form, stream, (done, seconds) => {
      file = done;
      recorder = null;
      submit.hidden = false;
      take.querySelector("span").textContent = form.dataset.again;
      say(form, form.dataset.taken.replace("{s}", seconds));
    });
    submit.hidden = true;
    take.querySelector("span").textContent = form.dataset.stop;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (file) send(form, file);
  });
}

/** Records until it is stopped or the time is over; `finished(file, seconds)`. */
function record(form, stream, finished) {
  const parts = [];
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS });
  let seconds = 0;
  // Each second for the eyes alone; a voice would only read out seconds.
  const count = form.querySelector("[data-count-seconds]");
  const tell = () => (count.textContent = `${clockOf(seconds)} / ${clockOf(LONGEST)}`);
  const clock = setInterval(() => {
    seconds += 1;
    if (seconds >= LONGEST) recorder.stop();
    else tell();
  }, 1000);
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    clearInterval(clock);
    count.textContent = "";
    for (const track of stream.getTracks()) track.stop();
    finished(new File(parts, "voice", { type: recorder.mimeType }), seconds);
  };
  recorder.start();
  say(form, form.dataset.speaking);
  tell();
  return recorder;
}
