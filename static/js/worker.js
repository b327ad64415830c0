// Keeps the plan for reading when there is no signal, and holds what is said of steps until it has arrived.
//
// Registered only on a phone that its owner called their own. Pages come from the service whenever it answers. What is
// kept is sealed (store.js); what this script puts into its cache is the same for everybody.

importScripts("/static/js/store.js");

const SHELL = "shell";
const PLAIN = ["/static/build/ahead.css", "/static/favicon.svg", "/static/js/leave.js", "/static/js/phone.js", "/static/js/store.js", "/static/js/waiting.js"];
const SHOWN = ["/waiting", "/kept/locked", "/kept/nothing"]; // pages that hold nothing of anybody
const STEP = /^\/plan\/steps\/[0-9a-f]{20}\/(say|undo|note)$/;
const PATIENCE = 8000; // milliseconds for an answer, after which there is as good as no signal
const GATEWAY = [502, 503, 504]; // something stands before the service, and the service does not answer

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keepShell());
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode !== "navigate") {
    if (PLAIN.includes(url.pathname)) event.respondWith(plain(request));
    return;
  }
  if (request.method === "GET") {
    if (url.pathname === "/leave" || url.pathname === "/idle") event.respondWith(left(request, url.pathname.slice(1)));
    else event.respondWith(shown(event, url));
  } else if (STEP.test(url.pathname)) event.respondWith(said(event, url));
  else if (url.pathname === "/locked") event.respondWith(unlocked(request));
});

addEventListener("message", (event) => {
  if (event.data === "send") event.waitUntil(send().then(tellPages));
});
addEventListener("sync", (event) => event.waitUntil(send().then(tellPages)));

async function keepShell() {
  const cache = await caches.open(SHELL);
  await Promise.all([...PLAIN, ...SHOWN].map(async (path) => {
    const answer = await fetch(path, { cache: "no-cache" });
    if (answer.ok && !answer.redirected) await cache.put(path, answer);
  }));
}

// An answer of the service itself, or nothing: no signal, too slow, or only a gateway that speaks for it. The request goes
// on as the browser made it, without options of ours: with them it would no longer say which site it comes from.
async function answered(request) {
  let clock;
  const slow = new Promise((resolve) => (clock = setTimeout(resolve, PATIENCE, null)));
  const answer = await Promise.race([fetch(request).catch(() => null), slow]);
  clearTimeout(clock);
  return answer && GATEWAY.includes(answer.status) ? null : answer;
}

async function plain(request) {
  const answer = await answered(request);
  const cache = await caches.open(SHELL);
  if (answer?.ok) {
    await cache.put(new URL(request.url).pathname, answer.clone());
    return answer;
  }
  return (await cache.match(new URL(request.url).pathname)) ?? Response.error();
}

async function shown(event, url) {
  const told = await store.about();
  if (told.pending) {
    // It was left while there was no signal. The service hears of it before it shows anything.
    if (await tellLeft(told.locked)) await store.tell({ pending: false });
    else return shell("/kept/locked");
  }
  const answer = await answered(event.request);
  if (answer) {
    if (answer.ok && url.pathname !== "/waiting") event.waitUntil(refresh());
    return answer;
  }
  if (told.locked) return shell("/kept/locked");
  if (url.pathname === "/") return Response.redirect("/plan", 303);
  if (url.pathname === "/waiting") return shell("/waiting");
  const page = await store.page(url.pathname);
  return page ? asLastSeen(page, told) : shell("/kept/nothing");
}

async function shell(path) {
  return (await (await caches.open(SHELL)).match(path)) ?? Response.error();
}

// A page that was kept, with the day on it, and a fresh key in each of its forms: what is said from it is new.
async function asLastSeen(page, told) {
  const waiting = await store.count();
  const day = store.moment(page.language, told.seen);
  const count = waiting ? ` <a href="/waiting">${page.words.waiting.replace("{count}", waiting)}</a>` : "";
  const note = `<aside class="kept-note" role="status"><div class="wrap"><p>${page.words.seen.replace("{day}", day)}${count}</p></div></aside>`;
  const html = page.html
    .replace(/<!--no signal-->[^]*?<!--\/no signal-->/, () => note)
    .replace(/name="once" value="[^"]*"/g, () => `name="once" value="${freshKey()}"`);
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Content-Security-Policy": policy(page.nonce) } });
}

// The rules of a kept page are those it came with: its own styles, and nothing from elsewhere.
const policy = (nonce) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'`;

function freshKey() {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24)))).replace(/\+/g, "-").replace(/\//g, "_");
}

// What is said of a step goes to the service; where that does not answer, it waits here under its own key.
async function said(event, url) {
  const form = await event.request.clone().formData();
  const answer = await answered(event.request);
  if (answer) {
    event.waitUntil(refresh());
    return answer;
  }
  const fields = Object.fromEntries([...form].filter(([, value]) => typeof value === "string"));
  const { once, csrf_token: _, ...rest } = fields;
  const step = url.pathname.replace(/\/\w+$/, "");
  const page = await store.page(step);
  const now = new Date();
  const day = [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  await store.wait(once, { step, what: url.pathname.slice(step.length + 1), fields: rest, day, title: page?.title ?? "" });
  registration.sync?.register("waiting").catch(() => {});
  return Response.redirect("/waiting", 303);
}

async function tellLeft(how) {
  const answer = await answered(new Request(how === "idle" ? "/idle" : "/leave", { redirect: "manual", credentials: "same-origin" }));
  return answer !== null;
}

async function left(request, how) {
  const told = await store.tell({ locked: how === "idle" ? "idle" : "left", pending: true });
  const answer = await answered(request);
  if (answer) {
    await store.tell({ pending: false });
    return answer;
  }
  return how === "idle" ? shell("/kept/locked") : Response.redirect(told.exit ?? "about:blank", 303);
}

async function unlocked(request) {
  const told = await store.about();
  const answer = told.pending && !(await tellLeft(told.locked)) ? null : await answered(request);
  if (answer) {
    await store.tell({ pending: false });
    return answer;
  }
  // Without a signal nobody can look at a code; where there is none, one press opens.
  if (told.coded) return shell("/kept/locked");
  await store.tell({ locked: "", pending: false });
  return Response.redirect("/plan", 303);
}

// Ask the service how this phone stands, bring what waits, and keep the pages when they have changed.
async function refresh() {
  const state = await stateNow();
  if (!state) return;
  if (!state.own) {
    if (!state.known || (await store.count()) === 0) await forget();
    return;
  }
  await store.tell({ locked: state.locked, coded: state.coded, exit: state.exit });
  if (state.locked) return;
  await send(state);
  await navigator.locks.request("pages", () => keep(state));
}

// Fetch the pages that changed, some at a time, and keep them all at once when the last has come.
async function keep(state) {
  const told = await store.about();
  if (told.version === state.version && told.format === store.FORMAT) return store.tell({ seen: Date.now() });
  const have = told.format === store.FORMAT ? { ...told.marks } : {}; // pages of another format are fetched anew
  const fresh = {};
  for (let more = true; more; ) {
    const answer = await fetch("/offline/pages", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf },
      body: JSON.stringify({ have }),
    }).catch(() => null);
    if (!answer?.ok) return;
    const part = await answer.json();
    Object.assign(fresh, part.pages);
    for (const [path, page] of Object.entries(part.pages)) have[path] = page.mark;
    more = part.more;
    if (!more) await store.keepPages(part.version, part.marks, fresh);
  }
  await keepShell();
}

async function stateNow() {
  const answer = await fetch("/offline/state", { credentials: "same-origin" }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

async function forget() {
  await store.wipe();
  await registration.unregister();
}

// Bring what waits, the oldest first, each until the service has said that it is kept.
async function send(state) {
  await navigator.locks.request("waiting", async () => {
    const waiting = (await store.waiting()).filter(({ told }) => told && !told.conflict && !told.refused);
    if (!waiting.length) return;
    const now = state ?? (await stateNow());
    if (!now?.known || now.locked) return;
    const shown = {}; // by step: how it stands since something of ours arrived
    for (const { id, told } of waiting) {
      const fields = told.step in shown ? { ...told.fields, shown: shown[told.step] } : told.fields;
      const answer = await fetch("/offline/send", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": now.csrf },
        body: JSON.stringify({ step: told.step, what: told.what, fields, once: id, day: told.day }),
      }).catch(() => null);
      if (!answer || ![200, 404, 409, 422].includes(answer.status)) return;
      const outcome = await answer.json();
      if (answer.status === 200) {
        if (told.what !== "note") shown[told.step] = outcome.stands;
        await store.arrived(id);
      } else if (answer.status === 409) await store.wait(id, { ...told, fields, conflict: outcome });
      else await store.wait(id, { ...told, fields, refused: outcome.words });
    }
  });
}

async function tellPages() {
  for (const page of await clients.matchAll({ type: "window" })) page.postMessage("sent");
}
