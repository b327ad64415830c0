// Keeps the plan for reading when there is no signal, and holds what is said of steps until it has arrived.
//
// Registered only on a phone that its owner called their own. Pages come from the service whenever it answers. What is
// kept is sealed (store.js); what this script puts into its cache is the same for everybody.

importScripts("/static/js/store.js");

const SHELL = "shell";
const PLAIN = ["/static/build/ahead.css", "/static/favicon.svg", "/static/js/leave.js", "/static/js/phone.js", "/static/js/store.js", "/static/js/waiting.js"];
const SHOWN = ["/waiting", "/kept/locked", "/kept/nothing"]; // pages that hold nothing of anybody
const STEP = /^\/plan\/steps\/[0-9a-f]{20}\/(say|undo|note)$/;
const HOME = "/plan"; // where the first page leads, unless the service said otherwise
const PATIENCE = 8000; // milliseconds for an answer, after which there is as good as no signal
const LONG = 30000; // and for what the worker asks by itself, while nobody waits for it
const REFUSED = [413, 422]; // the service will never take it
const GATEWAY = [502, 503, 504]; // something stands before the service, and the service does not answer

let keeps = true; // whether this phone is its owner's own, as the service said last
let lefts = 0; // how often it was left: what the service said before that is out of date

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keepShell());
});
addEventListener("activate", (event) => {
  event.waitUntil(clients.claim());
  refresh(); // what another version has kept may not be readable for this one; no page waits for it
});

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
  else event.respondWith(sentOn(request));
});

addEventListener("message", (event) => {
  if (event.data === "send") event.waitUntil(ready());
});
// A browser comes again later for what failed.
addEventListener("sync", (event) => event.waitUntil(refresh().then((heard) => heard || Promise.reject(new Error("no signal yet")))));

// What is the same for everybody: all of it, or what is missing because the browser was closed while it was written.
async function keepShell(all = true) {
  const cache = await caches.open(SHELL);
  await Promise.all([...PLAIN, ...SHOWN].map(async (path) => {
    if (!all && (await cache.match(path))) return;
    const answer = await fetch(path, { cache: "no-cache" });
    if (answer.ok && !answer.redirected) await cache.put(path, answer);
  }));
}

// An answer of the service itself, or nothing: no signal, too slow, or only a gateway that speaks for it. The request goes
// on as the browser made it, without options of ours: with them it would no longer say which site it comes from.
async function answered(request, patience = PATIENCE) {
  let clock;
  const slow = new Promise((resolve) => (clock = setTimeout(resolve, patience, null)));
  const answer = await Promise.race([fetch(request).catch(() => null), slow]);
  clearTimeout(clock);
  return answer && GATEWAY.includes(answer.status) ? null : answer;
}

// What the worker asks by itself; `state`: with the word of this browser, so that something can be sent.
function ask(path, state, told) {
  const sent = told && { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf }, body: JSON.stringify(told) };
  return answered(new Request(path, { credentials: "same-origin", ...sent }), LONG);
}

async function plain(request) {
  const answer = await answered(request);
  const path = new URL(request.url).pathname;
  if (!answer?.ok) return (await caches.match(path)) ?? answer ?? Response.error();
  const before = await caches.match(path);
  if (keeps && before?.headers.get("ETag") !== answer.headers.get("ETag")) await (await caches.open(SHELL)).put(path, answer.clone());
  return answer;
}

async function shown(event, url) {
  const told = await aboutHere();
  if (!(await heardOfLeaving(told))) return shell("/kept/locked");
  // A browser may have asked for the page before this script was awake, and so before the service heard of it.
  if (told.pending) return Response.redirect(url, 303);
  const answer = await answered(event.request);
  if (answer) {
    event.waitUntil(refresh());
    if (told.idle) await store.tell({ touched: Date.now() });
    return answer;
  }
  if (told.locked || (await isIdle(told))) return shell("/kept/locked");
  if (url.pathname === "/") return Response.redirect(told.home ?? HOME, 303);
  if (url.pathname === "/waiting") return shell("/waiting");
  const page = told.seen && (await pageAt(url).catch(() => null));
  return page ? asLastSeen(page, told) : shell("/kept/nothing");
}

// A page has an address of its own for each step that is shown by itself; nothing else behind the path changes what was kept.
const pageAt = async (url) => (await store.page(url.pathname + url.search)) ?? store.page(url.pathname);

// Whatever is wrong with what lies here, the service can still answer.
const aboutHere = () => store.about().catch(() => ({}));

// Without a signal it locks by itself as it does with one.
async function isIdle(told) {
  if (!told.idle) return false;
  const now = Date.now();
  const untouched = now - told.touched;
  const idle = !(untouched >= 0 && untouched <= told.idle * 60000); // also where nothing tells, or the clock was put back
  await store.tell(idle ? { locked: "idle", pending: true } : { touched: now });
  return idle;
}

// Any other form needs the service. Without it the page stays as it is, with all that was typed, and says so.
async function sentOn(request) {
  if (!(await heardOfLeaving(await aboutHere()))) return shell("/kept/locked");
  const answer = await fetch(request).catch(() => null);
  if (answer) return answer;
  await tellPages("unsent");
  return new Response(null, { status: 204 });
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
  const answer = (await heardOfLeaving(await aboutHere())) && (await answered(event.request));
  if (answer) return answer;
  const fields = Object.fromEntries([...form].filter(([, value]) => typeof value === "string"));
  const { once, csrf_token: _, ...rest } = fields;
  const step = url.pathname.replace(/\/\w+$/, "");
  const page = await store.page(step);
  rest.shown ??= page?.shown; // the buttons of the plan do not say what they showed
  const now = new Date();
  const day = [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  await store.wait(once, { step, what: url.pathname.slice(step.length + 1), fields: rest, day, title: page?.title ?? "" });
  registration.sync?.register("waiting").catch(() => {});
  return Response.redirect("/waiting", 303);
}

// Where it was left without a signal, the service hears of it before anything else. False while it cannot.
async function heardOfLeaving({ pending, locked }) {
  if (!pending) return true;
  const answer = await answered(new Request(locked === "idle" ? "/idle" : "/leave", { redirect: "manual" }));
  const heard = answer?.type === "opaqueredirect";
  if (heard) await store.tell({ pending: false });
  return heard;
}

async function left(request, how) {
  lefts++;
  const told = await store.tell({ locked: how === "idle" ? "idle" : "left", pending: true }).catch(() => ({}));
  if (told.coded) await letGo();
  const answer = await answered(request);
  if (answer?.type === "opaqueredirect") {
    await store.tell({ pending: false });
    return answer;
  }
  return how === "idle" ? shell("/kept/locked") : Response.redirect(told.exit ?? "about:blank", 303);
}

// The kept page of a locked phone has a form without a key. With a signal, the page of the service takes its place.
async function unlocked(request) {
  const told = await aboutHere();
  const kept = !(await request.clone().formData()).has("csrf_token");
  const answer = (await heardOfLeaving(told)) && (await answered(kept ? new Request("/locked") : request));
  if (answer) return kept ? Response.redirect("/locked", 303) : answer;
  // Without a signal nobody can look at a code; where there is none, one press opens.
  if (told.coded) return shell("/kept/locked");
  await store.tell({ locked: "", pending: false, touched: Date.now() });
  return Response.redirect(told.home ?? HOME, 303);
}

// A page of this phone's owner is open: bring what waits, and keep the pages where none are kept yet.
async function ready() {
  if (!(await store.about()).seen || (await store.count())) await refresh();
}

// A code cannot be looked at without the service, so while it is asked for no page need lie here: only what waits stays.
const letGo = () => store.keepPages("", {}, {}).catch(() => {});

// Ask the service how this phone stands, bring what waits, and keep the pages when they have changed; one at a time, so
// that nothing is kept by one that another has just wiped. False where the service could not be asked.
const refresh = () =>
  navigator.locks.request("refresh", async () => {
    if (!(await heardOfLeaving(await aboutHere()))) return false;
    const before = lefts;
    const state = await stateNow();
    if (!state) return false;
    if (before !== lefts) return true;
    keeps = state.own;
    if (!state.known) return forget();
    const { whose = state.whose, idle } = await store.about();
    if (whose !== state.whose) await store.wipe(); // somebody else's plan was opened here instead
    if (!state.own && !(await store.count())) return forget();
    if (state.locked && state.coded) await letGo();
    await store.tell({ whose: state.whose, locked: state.locked, coded: state.coded, idle: state.idle, exit: state.exit, home: state.home, ...(idle !== state.idle && { touched: Date.now() }) });
    const brought = Boolean(state.locked) || (await send(state));
    if (!state.own) return (await store.count()) ? store.keepPages("", {}, {}) : forget();
    if (!state.locked) {
      await keep(state);
      await keepLooks(state);
    }
    return brought;
  });

// Fetch the pages that changed, some at a time, and keep them all at once when the last has come.
async function keep(state) {
  const told = await store.about();
  if (told.version === state.version && told.format === store.FORMAT) return store.tell({ seen: Date.now() });
  const have = told.format === store.FORMAT ? { ...told.marks } : {}; // pages of another format are fetched anew
  const fresh = {};
  for (let more = true; more; ) {
    const answer = await ask("/offline/pages", state, { have });
    if (!answer?.ok) return;
    const part = await answer.json();
    Object.assign(fresh, part.pages);
    for (const [path, page] of Object.entries(part.pages)) have[path] = page.mark;
    more = part.more;
    if (!more) await store.keepPages(part.version, part.marks, fresh);
  }
}

// Pages of the shell are in somebody's language all the same, and as large as they like them.
async function keepLooks({ looks }) {
  const told = await store.about();
  try {
    await keepShell(told.looks !== undefined && told.looks !== looks);
    await store.tell({ looks });
  } catch {
    // There was no signal: the next time.
  }
}

async function stateNow() {
  const answer = await ask("/offline/state");
  return answer?.ok ? answer.json().catch(() => null) : null;
}

async function forget() {
  await store.wipe();
  return registration.unregister();
}

// Bring what waits, the oldest first, each until the service has said that it is kept. False where it could not say so.
const send = (state) =>
  navigator.locks.request("waiting", async () => {
    const waiting = (await store.waiting()).filter(({ told }) => told && !told.conflict && !told.refused);
    let brought = true;
    for (const one of waiting) {
      brought = brought && (await sent(one, waiting, state));
    }
    if (waiting.length) await tellPages();
    return brought;
  });

async function sent(one, waiting, state) {
  const { id, told } = one;
  const { step, what, fields, day } = told;
  const answer = await ask("/offline/send", state, { step, what, fields, once: id, day });
  const outcome = await answer?.json().catch(() => null);
  if (answer?.status === 200 && outcome) {
    // What waits behind it on the same step was said after it, and clashes only with what comes from elsewhere.
    const shows = what === "note" ? "before" : "shown";
    for (const next of waiting.slice(waiting.indexOf(one) + 1)) {
      if (next.told.step !== step || (next.told.what === "note") !== (what === "note")) continue;
      next.told.fields[shows] = outcome.stands;
      await store.wait(next.id, next.told);
    }
    await store.arrived(id);
  } else if (answer?.status === 409 && outcome) await store.wait(id, { ...told, conflict: outcome });
  else if (REFUSED.includes(answer?.status)) await store.wait(id, { ...told, refused: outcome?.words ?? true });
  else return false;
  return true;
}

async function tellPages(what = "sent") {
  for (const page of await clients.matchAll({ type: "window" })) page.postMessage(what);
}
