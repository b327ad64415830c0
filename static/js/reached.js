// Where this browser is reached by messages of ours: asked of the browser, and told to the service again on each start,
// since browsers change it by themselves.

const WORKER = "/static/js/push.js";
const SCOPE = "/static/js/"; // no page lies there: it only shows messages

export const can = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

let wanted = false; // whether somebody has let this page have messages shown: then nothing lets go of them meanwhile
const alone = (work) => navigator.locks.request("reached", work);

// Where this browser takes messages from whoever holds the other half of `key`.
export function subscribed(key) {
  wanted = true;
  return alone(() => subscription(key)).catch((error) => {
    wanted = false;
    throw error;
  });
}

async function subscription(key) {
  const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
  await active(registration);
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await registration.pushManager.subscribe(asked);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    // It takes messages from another key still: the service has another one now.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return registration.pushManager.subscribe(asked);
  }
}

// What the service has to know of it.
export function fields(told) {
  const { endpoint, keys } = told.toJSON();
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

// On each start, once: where the service reaches this browser, say again where that is; where it does not, let go. A
// browser that was signed out may be one that it reached: what it has is told, and nothing is asked of it for that.
export async function again() {
  const { out } = document.documentElement.dataset;
  if (out) sessionStorage.removeItem("reached"); // whoever comes in next is a start of its own
  if (sessionStorage.getItem("reached")) return;
  const answer = await fetch("/offline/state?push=yes");
  if (!answer.ok) return;
  const state = await answer.json();
  if ((state.known && !state.csrf) || state.stays) return; // it is locked, or signed out for now, so nobody says
  if (!state.push || !(state.reached || (await has())) || (await renewed(state)) === 404) await letGo();
  if (!out) sessionStorage.setItem("reached", "yes");
}

// Say again where this browser is reached: how the service answers, 404 where it is no way of whoever is in.
async function renewed({ push, csrf }) {
  const told = new URLSearchParams({ ...fields(await alone(() => subscription(push))), csrf_token: csrf });
  return (await fetch("/reminders/renew", { method: "POST", body: told })).status;
}

// What this browser has of it goes.
export const letGo = () =>
  alone(async () => {
    const registration = await registered();
    if (wanted || !registration) return;
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    await registration.unregister();
  });

const has = async () => Boolean(await (await registered())?.pushManager.getSubscription());

async function registered() {
  const found = await navigator.serviceWorker.getRegistration(SCOPE);
  return found?.scope === new URL(SCOPE, location.origin).href ? found : null;
}

function active(registration) {
  if (registration.active) return registration.active;
  const worker = registration.installing ?? registration.waiting;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(worker);
      if (worker.state === "redundant") reject(new Error("the worker did not start"));
    });
  });
}
