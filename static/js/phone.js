// On a phone that is its owner's own: start the worker, say how much waits, and bring it when a signal is back.
// On one that is not known any more: let go of whatever was kept.

import "/static/js/store.js";

const { own } = document.documentElement.dataset;
const worker = "serviceWorker" in navigator && globalThis.caches && globalThis.indexedDB ? navigator.serviceWorker : null;

if (worker && own === "yes") worker.register("/worker.js", { scope: "/", updateViaCache: "none" });
// Something may still wait on a phone that was its owner's own until now.
if (worker && (own === "yes" || (own !== "no" && worker.controller))) {
  addEventListener("online", send);
  worker.addEventListener("message", ({ data }) => (data === "unsent" ? unsent() : note()));
  send();
  note();
} else if (worker && own === "no") {
  // What only shows messages keeps nothing, and stays (push.js).
  const kept = (await worker.getRegistrations()).filter(({ scope }) => new URL(scope).pathname === "/");
  for (const one of kept) await one.unregister();
  if (kept.length || (await caches.keys()).length) await store.wipe();
}

// Where this browser may show messages, it tells the service on each start how it is reached.
if (worker && globalThis.Notification?.permission === "granted") import("/static/js/reached.js").then(({ again }) => again()).catch(() => {});

// On the page of this phone: since when the plan is kept here, or that it is not.
const asOf = document.querySelector("#as-of");
if (asOf) {
  navigator.storage?.persist?.().catch(() => {}); // so that the browser does not make room with it
  const say = async () => {
    const seen = worker && (await store.about().catch(() => ({}))).seen;
    asOf.textContent = seen ? asOf.dataset.kept.replace("{day}", store.moment(document.documentElement.lang, seen)) : asOf.dataset.yet;
    if (!seen) setTimeout(say, 1000);
  };
  say();
}

async function send() {
  (worker.controller ?? (await worker.ready).active).postMessage("send");
}

// A form needed the service and did not reach it. What was typed is still on the page.
function unsent() {
  dispatchEvent(new Event("unsent"));
  const words = document.querySelector("#unsent");
  if (words) words.hidden = false;
  words?.scrollIntoView?.({ block: "nearest" });
}

// How much waits; first of all what cannot go on before somebody has chosen.
async function note() {
  const place = document.querySelector("[data-waiting]");
  if (!place) return;
  const waiting = await store.waiting();
  const asks = waiting.filter(({ told }) => told?.conflict || told?.refused).length;
  place.hidden = waiting.length === 0;
  place.querySelector("a").textContent = asks
    ? place.dataset.asks.replace("{count}", asks)
    : place.dataset.waiting.replace("{count}", waiting.length);
}
