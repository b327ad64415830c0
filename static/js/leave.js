// The way out of every page: a press, or Shift three times. It blanks the page at once, then leaves by /leave, which
// locks this device and leads on to an everyday page. It also locks a page that nobody touched for long.

const page = document.documentElement;
const QUICK = 1500; // milliseconds in which Shift is pressed three times
let shifts = [];

function blank() {
  document.title = "";
  page.replaceChildren();
  page.removeAttribute("class");
}

function go(to) {
  blank();
  location.replace(to);
}

addEventListener("click", (event) => {
  if (event.target.closest?.("#leave")) {
    event.preventDefault();
    go("/leave");
  }
});

addEventListener("keydown", (event) => {
  if (event.key !== "Shift" || event.repeat) {
    shifts = [];
    return;
  }
  shifts = [...shifts.filter((at) => event.timeStamp - at < QUICK), event.timeStamp];
  if (shifts.length === 3) go("/leave");
});

// What a browser kept for going back is never shown: it is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    blank();
    location.reload();
  }
});

if (page.dataset.idle) {
  const patience = Number(page.dataset.idle) * 60000;
  let waiting;
  const touched = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => go("/idle"), patience);
  };
  for (const kind of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(kind, touched, { passive: true });
  touched();
}
