// Shows the messages that reach this phone or computer, and opens the service when one is pressed. Nothing else.
//
// It looks after no page (its scope holds none) and keeps nothing, so it may stand on a phone that is nobody's own. What
// keeps pages for when there is no signal is worker.js, on its owner's own phone alone.

addEventListener("install", () => skipWaiting());

// The service sends declarative messages, which some browsers show by themselves; all others hand them over here. Each
// shows something, also one that cannot be read: browsers take the right to send from whoever sends without showing.
addEventListener("push", (event) => event.waitUntil(show(event.data)));

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function show(data) {
  const told = read(data);
  const { body = "", lang = "", tag = "message", navigate } = told;
  await registration.showNotification(told.title ?? (await name()), { body, lang, tag, data: ours(navigate) });
}

function read(data) {
  try {
    return data.json().notification ?? {};
  } catch {
    return {};
  }
}

// What the service is called, where a message does not say it. Without a signal: where it is.
async function name() {
  try {
    return (await (await fetch("/manifest.webmanifest")).json()).name;
  } catch {
    return location.hostname;
  }
}

// An address of our own, and of nobody else: the first page where a message names another.
function ours(address) {
  try {
    const url = new URL(address, location.origin);
    return url.origin === location.origin ? url.href : location.origin;
  } catch {
    return location.origin;
  }
}

// A window of ours that is open comes to the front as it is: what somebody was typing there stays.
async function open(address) {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find(({ url }) => new URL(url).origin === location.origin);
  return there ? there.focus() : clients.openWindow(ours(address));
}
