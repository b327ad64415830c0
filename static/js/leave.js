// The way out of every page: a press, or Shift three times. It blanks the page at once, and those in other tabs, then
// leaves by /leave, which locks this device and leads on to an everyday page. It also locks a page that nobody touched
// for long.

const page = document.documentElement;
const QUICK = 1500; // milliseconds in which Shift is pressed three times
const tabs = new BroadcastChannel("leave");
let shifts = [];
let touched; // set below, where this device locks by itself

// A browser keeps what was sent to a page, to send it again after it was closed. An answer to what was typed is asked
// for anew instead, so that nothing typed stays behind in the browser's own files.
if (page.dataset.sent) history.replaceState(null, "", page.dataset.sent);

function blank() {
  document.title = "";
  page.replaceChildren();
  page.removeAttribute("class");
}

function go(to) {
  blank();
  location.replace(to);
}

function leave() {
  tabs.postMessage("leave");
  go("/leave");
}

tabs.addEventListener("message", ({ data }) => (data === "leave" ? go("/leave") : touched?.()));

addEventListener("click", (event) => {
  if (event.target.closest?.("#leave")) {
    event.preventDefault();
    leave();
  }
});

addEventListener("keydown", (event) => {
  if (event.key !== "Shift" || event.repeat) {
    shifts = [];
    return;
  }
  shifts = [...shifts.filter((at) => event.timeStamp - at < QUICK), event.timeStamp];
  if (shifts.length === 3) leave();
});

// Hands that tremble press twice. The same button of the same form, within a moment, is one press.
const MOMENT = 700; // milliseconds
let pressed = {};
addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter, timeStamp: at } = event;
    if (pressed.form === form && pressed.submitter === submitter && at - pressed.at < MOMENT) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else pressed = { form, submitter, at };
  },
  { capture: true },
);

addEventListener("unsent", () => (pressed = {})); // it did not reach the service: pressing again is meant

// What a browser keeps for going back is kept blank, and asked for anew.
addEventListener("pagehide", (event) => {
  if (event.persisted) blank();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    blank();
    location.reload();
  }
});

if (page.dataset.idle) {
  const patience = Number(page.dataset.idle) * 60000;
  let waiting;
  let last;
  let told = Date.now();
  touched = () => {
    last = Date.now();
    clearTimeout(waiting);
    waiting = setTimeout(() => go("/idle"), patience);
  };
  // Other tabs hear of a touch at once, the service at most once a minute: it would lock by what it knows.
  const here = () => {
    touched();
    tabs.postMessage("touched");
    if (last - told < 60000) return;
    told = last;
    fetch("/phone/touched").catch(() => {});
  };
  // The clocks of a phone that sleeps stand still: it is looked at once more when somebody wakes it.
  addEventListener("visibilitychange", () => {
    if (Date.now() - last >= patience) go("/idle");
  });
  for (const kind of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(kind, here, { passive: true });
  touched();
}
