// What this phone keeps while it is its owner's own: pages of the plan as last seen, and steps that wait for a signal.
// All of it is sealed under a key that no script can read out. Used by the worker and by pages alike.

(() => {
  const NAME = "ahead";
  // Raise it when the stores change, with a way from the older ones below. What is sealed inside has FORMAT.
  const STORES = 1;
  const FORMAT = 1;
  const words = new TextEncoder();

  const opened = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, STORES);
      asked.onupgradeneeded = (event) => {
        if (event.oldVersion < 1) {
          asked.result.createObjectStore("keys");
          asked.result.createObjectStore("about");
          asked.result.createObjectStore("pages");
          asked.result.createObjectStore("waiting", { keyPath: "id" });
        }
      };
      asked.onsuccess = () => {
        // A newer worker or page may change the stores: this one lets go of them, and opens them anew when asked.
        asked.result.onversionchange = () => asked.result.close();
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    });

  const done = (asked) =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });

  // One transaction: `work` gets the stores by name and may not wait for anything else.
  async function within(names, mode, work) {
    const db = await opened();
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
    if (!sealed || sealed.format !== FORMAT) return null;
    try {
      const how = { name: "AES-GCM", iv: sealed.iv, additionalData: words.encode(place) };
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, await key(), sealed.bytes)));
    } catch {
      return null;
    }
  }

  // How things stand, in the open: nothing of it tells anything. `version` of the pages, `locked`, `coded`, `exit`.
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

  // A step that waits. `id` is the key under which it is kept once, however often it is sent.
  async function wait(id, told) {
    const sealed = await seal(`waiting ${id}`, told);
    await within(["waiting"], "readwrite", async ({ waiting }) => {
      const before = await done(waiting.get(id));
      waiting.put({ id, at: before?.at ?? Date.now(), sealed });
    });
  }

  // What waits, the oldest first. What this script cannot read is there too, with `told` null: it is never thrown away unseen.
  async function waiting() {
    const all = await within(["waiting"], "readonly", ({ waiting: kept }) => done(kept.getAll()));
    all.sort((one, other) => one.at - other.at);
    return Promise.all(all.map(async ({ id, at, sealed }) => ({ id, at, told: await unseal(`waiting ${id}`, sealed) })));
  }

  const arrived = (id) => within(["waiting"], "readwrite", ({ waiting: kept }) => done(kept.delete(id)));
  const count = () => within(["waiting"], "readonly", ({ waiting: kept }) => done(kept.count()));

  async function wipe() {
    for (const name of await caches.keys()) await caches.delete(name);
    await new Promise((resolve) => {
      const asked = indexedDB.deleteDatabase(NAME);
      asked.onsuccess = asked.onerror = asked.onblocked = resolve;
    });
  }

  // A moment as people write it; English days are written as everywhere here, the day before the month.
  const moment = (language, at) =>
    new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeStyle: "short" }).format(at);

  self.store = { FORMAT, moment, about, tell, keepPages, page, wait, waiting, arrived, count, wipe };
})();
