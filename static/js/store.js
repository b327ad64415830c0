// What this phone keeps while it is its owner's own: pages of the plan as last seen, and steps that wait for a signal.
// All of it is sealed under a key that no script can read out. Used by the worker and by pages alike.

(() => {
  const NAME = "ahead";
  // What is sealed has a format. Whoever changes it raises FORMAT and adds to READ how what was sealed before becomes what
  // is sealed now: another version of this script may have left here what waits, and that is never lost.
  const FORMAT = 1;
  const READ = { 1: (told) => told };
  // Stores are added, and never changed or taken away: older and newer versions of this script share them.
  const STORES = { keys: {}, about: {}, pages: {}, waiting: { keyPath: "id" } };
  const words = new TextEncoder();

  const missing = (db) => Object.keys(STORES).filter((name) => !db.objectStoreNames.contains(name));

  const open = (makes, version) =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, version);
      asked.onupgradeneeded = ({ oldVersion }) => {
        if (oldVersion === 0 && !makes) asked.transaction.abort();
        else for (const name of missing(asked.result)) asked.result.createObjectStore(name, STORES[name]);
      };
      asked.onsuccess = () => {
        // Another page or worker may add stores: this one lets go of them, and opens them anew when asked.
        asked.result.onversionchange = () => asked.result.close();
        resolve(asked.result);
      };
      asked.onerror = () => (asked.error.name === "AbortError" ? resolve(null) : reject(asked.error));
    });

  // Opening what is not there leaves an empty folder in the browser's files, also where nothing is made in it; asking for
  // names leaves none. A browser that cannot say its names is asked by opening.
  const isHere = async () => !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === NAME);

  // The stores as whatever version has left them, with those that are missing. Where nothing lies here: null, unless it
  // `makes` them.
  async function opened(makes) {
    if (!makes && !(await isHere())) return null;
    let db = await open(makes);
    while (db && missing(db).length) {
      const next = db.version + 1;
      db.close();
      db = await open(makes, next).catch((error) => {
        if (error.name !== "VersionError") throw error;
        return open(makes); // somebody else has added them at the same moment
      });
    }
    return db;
  }

  const done = (asked) =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });

  // One transaction: `work` gets the stores by name and may not wait for anything else. Reading where nothing lies makes
  // nothing, and finds nothing.
  async function within(names, mode, work) {
    const db = await opened(mode === "readwrite");
    if (!db) return undefined;
    try {
      const change = db.transaction(names, mode, { durability: "strict" });
      const ended = new Promise((resolve, reject) => {
        change.oncomplete = resolve;
        change.onabort = change.onerror = () => reject(change.error);
      });
      const result = await work(Object.fromEntries(names.map((name) => [name, change.objectStore(name)])));
      await ended;
      return result;
    } finally {
      db.close();
    }
  }

  async function key() {
    const kept = await within(["keys"], "readonly", ({ keys }) => done(keys.get("seal")));
    if (kept) return kept;
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    return within(["keys"], "readwrite", async ({ keys }) => {
      const first = await done(keys.get("seal"));
      if (!first) keys.put(fresh, "seal");
      return first ?? fresh;
    });
  }

  async function seal(place, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: words.encode(place) };
    return { format: FORMAT, iv, bytes: await crypto.subtle.encrypt(how, await key(), words.encode(JSON.stringify(value))) };
  }

  // What was sealed at this place; null where it is of a format this script does not know, or was moved.
  async function unseal(place, sealed) {
    if (!(sealed?.format in READ)) return null;
    try {
      const how = { name: "AES-GCM", iv: sealed.iv, additionalData: words.encode(place) };
      return READ[sealed.format](JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, await key(), sealed.bytes))));
    } catch {
      return null;
    }
  }

  // How things stand, in the open: nothing of it tells anything. `version`, `marks`, `format` and `seen` of the pages; `whose`
  // they are, and which of them is the first (`home`); `locked`, and `pending` until the service knows of it; `coded`, `idle`, `exit` as it said; when it was `touched`.
  const about = () => within(["about"], "readonly", ({ about }) => done(about.get("phone"))).then((told) => told ?? {});
  const tell = (more) =>
    within(["about"], "readwrite", async ({ about }) => {
      const told = { ...(await done(about.get("phone"))), ...more };
      about.put(told, "phone");
      return told;
    });

  // All fresh pages at once, so that they are never half of one moment and half of another. What `marks` does not name goes.
  async function keepPages(version, marks, fresh) {
    const sealed = await Promise.all(Object.entries(fresh).map(async ([path, told]) => [path, await seal(`page ${path}`, told)]));
    await within(["pages", "about"], "readwrite", async ({ pages: kept, about }) => {
      const told = await done(about.get("phone"));
      for (const path of await done(kept.getAllKeys())) if (!(path in marks)) kept.delete(path);
      for (const [path, one] of sealed) kept.put(one, path);
      about.put({ ...told, version, marks, format: FORMAT, seen: Date.now() }, "phone");
    });
  }

  const page = async (path) => unseal(`page ${path}`, await within(["pages"], "readonly", ({ pages }) => done(pages.get(path))));

  // A step that waits. `id` is the key under which it is kept once, however often it is sent. It stands behind all others,
  // whatever the clock of the phone says.
  async function wait(id, told) {
    const sealed = await seal(`waiting ${id}`, told);
    await within(["waiting"], "readwrite", async ({ waiting }) => {
      const all = await done(waiting.getAll());
      const before = all.find((one) => one.id === id);
      waiting.put({ id, at: before?.at ?? Math.max(Date.now(), ...all.map((one) => one.at + 1)), sealed });
    });
  }

  // What waits, the oldest first. What this script cannot read is there too, with `told` null: it is never thrown away unseen.
  async function waiting() {
    const all = (await within(["waiting"], "readonly", ({ waiting: kept }) => done(kept.getAll()))) ?? [];
    all.sort((one, other) => one.at - other.at);
    return Promise.all(all.map(async ({ id, at, sealed }) => ({ id, at, told: await unseal(`waiting ${id}`, sealed) })));
  }

  const arrived = (id) => within(["waiting"], "readwrite", ({ waiting: kept }) => done(kept.delete(id)));
  const count = async () => (await within(["waiting"], "readonly", ({ waiting: kept }) => done(kept.count()))) ?? 0;

  async function wipe() {
    for (const name of await caches.keys()) await caches.delete(name);
    await new Promise((resolve) => {
      const asked = indexedDB.deleteDatabase(NAME);
      asked.onsuccess = asked.onerror = asked.onblocked = resolve;
    });
    // Deleted like this it still lies in the browser's files. Only the service can have the files themselves deleted.
    await fetch("/offline/state?forget=yes").catch(() => {});
  }

  // A moment as people write it; English days are written as everywhere here, the day before the month.
  const moment = (language, at) =>
    new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeStyle: "short" }).format(at);

  self.store = { FORMAT, moment, about, tell, keepPages, page, wait, waiting, arrived, count, wipe };
})();
