// The page of what waits: the list as this phone has kept it, and the choices where something else was said meanwhile.

import "/static/js/store.js";

const language = document.documentElement.lang;
const words = Object.fromEntries([...document.querySelectorAll("#words dt")].map((name) => [name.textContent, name.nextElementSibling.textContent]));
const list = document.querySelector("#waiting");
const model = document.querySelector("#one").content.firstElementChild;
const now = document.querySelector("#now");

// The way back leads to the pages of whoever's phone this is.
store.about().then(({ home }) => home && (document.querySelector(".way-back a").href = home));

async function show() {
  const waiting = await store.waiting();
  list.replaceChildren(...waiting.map(card));
  document.querySelector("#none").hidden = waiting.length > 0;
  now.hidden = !waiting.some(({ told }) => told && !told.conflict && !told.refused);
}

function card({ id, at, told }) {
  const one = model.cloneNode(true);
  const part = (name) => one.querySelector(`[data-part="${name}"]`);
  one.querySelector("h2").textContent = told?.title || words.step;
  part("said").textContent = told ? saidIn(told) : words.unknown;
  part("day").textContent = part("day").dataset.words.replace("{day}", store.moment(language, at));
  if (told?.conflict) {
    part("clash").hidden = false;
    part("take-back").hidden = true;
    part("mine").textContent = told.conflict.mine;
    part("theirs").textContent = told.conflict.theirs;
  }
  if (told?.refused) {
    part("refused").hidden = false;
    part("why").textContent = told.refused === true ? words.refused : told.refused;
  }
  part("take-back").hidden ||= !told;
  for (const button of one.querySelectorAll("button")) button.addEventListener("click", () => choose(button.dataset.do, id, told));
  return one;
}

function saidIn({ what, fields }) {
  if (what !== "say") return what === "note" ? `${words.note}: ${fields.note ?? ""}` : words[what];
  const day = ["day", "month", "year"].map((name) => fields[`${fields.state}-${name}`]).filter(Boolean).join(" ");
  return [words[fields.state], day, fields.words].filter(Boolean).join(": ");
}

// Not while it is being sent: what comes of that is known first.
async function choose(how, id, told) {
  const { conflict, ...rest } = told;
  await navigator.locks.request("waiting", () => {
    if (how === "drop") return store.arrived(id);
    return store.wait(id, { ...rest, fields: { ...rest.fields, shown: conflict.stands, before: conflict.stands } });
  });
  if (how !== "drop") await send();
  await show();
}

async function send() {
  const active = (await navigator.serviceWorker?.getRegistration())?.active;
  active?.postMessage("send");
}

now.querySelector("button").addEventListener("click", send);
navigator.serviceWorker?.addEventListener("message", show);
addEventListener("online", send);
await show();
