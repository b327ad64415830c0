// Where this browser is reached by messages of ours: asked of the browser, and told to the service again on each start,
// since browsers change it by themselves.

const WORKER = "/static/js/push.js";
const SCOPE = "/static/js/"; // no page lies there: it only shows messages

export const can = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

// Where this browser takes messages from whoever holds the other half of `key`.
export async function subscribed(key) {
  const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
  await active(registration);
  const wanted = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await registration.pushManager.subscribe(wanted);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    // It takes messages from another key still: the service has another one now.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return registration.pushManager.subscribe(wanted);
  }
}

// What the service has to know of it.
export function fields(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

// On each start, once: where the service reaches this browser, say again where that is; where it does not, let go.
export async function again() {
  if (sessionStorage.getItem("reached")) return;
  const answer = await fetch("/offline/state?push=yes");
  if (!answer.ok) return;
  const state = await answer.json();
  if (state.known && !state.csrf) return; // it is locked, so nobody says
  if (state.push) {
    const told = new URLSearchParams({ ...fields(await subscribed(state.push)), csrf_token: state.csrf });
    await fetch("/reminders/renew", { method: "POST", body: told });
  } else await letGo();
  sessionStorage.setItem("reached", "yes");
}

export async function letGo() {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  if (registration?.scope !== new URL(SCOPE, location.origin).href) return;
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  await registration.unregister();
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
