// On a phone that is its owner's own: start the worker, say how much waits, and bring it when a signal is back.
// On one that is not known any more: let go of whatever was kept.

import "/static/js/store.js";

const { own } = document.documentElement.dataset;
const worker = "serviceWorker" in navigator && globalThis.caches && globalThis.indexedDB ? navigator.serviceWorker : null;

if (worker && own === "yes") {
  worker.register("/worker.js", { scope: "/", updateViaCache: "none" });
  addEventListener("online", send);
  worker.addEventListener("message", note);
  send();
  note();
} else if (worker && own === "no") {
  const kept = await worker.getRegistrations();
  for (const one of kept) await one.unregister();
  if (kept.length || (await caches.keys()).length) await store.wipe();
}

async function send() {
  (await worker.ready).active?.postMessage("send");
}

async function note() {
  const place = document.querySelector("[data-waiting]");
  const waiting = await store.count();
  if (!place) return;
  place.hidden = waiting === 0;
  place.querySelector("a").textContent = place.dataset.waiting.replace("{count}", waiting);
}
