"""What a browser has kept: every byte of its folder, also of what it packed, and what a page of ours can ask it for.

LevelDB keeps newer words as they are and packs older ones into tables with Snappy. IndexedDB packs long values so too.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

from playwright.sync_api import Page

TABLE = 0xDB4775248B80FB57.to_bytes(8, "little")  # how every table of LevelDB ends
PACKED = re.compile(rb"\xff\x11\x02")  # how a packed value of IndexedDB begins

# All that a page can ask of its browser, as text: the storages, the cache with its pages, every database, the workers.
# A key that no script can read out is there as {}.
ASKED = """async () => {
  const text = (it) => JSON.stringify(it, (name, value) => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    return ArrayBuffer.isView(value) ? Array.from(value, (byte) => String.fromCharCode(byte)).join('') : value;
  });
  const done = (asked) => new Promise((good, bad) => {
    asked.onsuccess = () => good(asked.result);
    asked.onerror = bad;
  });
  const found = {};
  if (sessionStorage.length) found.session = text(sessionStorage);
  if (localStorage.length) found.local = text(localStorage);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      found[`cache ${new URL(url).pathname}`] = await (await cache.match(url)).text();
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store);
      found[`database ${name} ${store}`] = text([await done(all.getAllKeys()), await done(all.getAll())]);
    }
    db.close();
  }
  const workers = await navigator.serviceWorker.getRegistrations();
  if (workers.length) found.workers = String(workers.length);
  return found;
}"""


def asked_of(page: Page) -> dict[str, str]:
    """What the browser has kept for our address, by place; empty when it has kept nothing."""
    found: dict[str, str] = page.evaluate(ASKED)
    return found


def found_in(folder: Path, *words: str) -> list[str]:
    """Where any of these words stands in a folder, however it is written there: '2 times in Default/History: word'."""
    ways = {word: {word.encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be")} for word in words}
    for word, ways_to_write in ways.items():
        ways_to_write.add(quote_plus(word).encode())
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        kept = b"\0".join(_unpacked(path.read_bytes()))
        for word, ways_to_write in ways.items():
            if times := sum(kept.count(one) for one in ways_to_write):
                found.append(f"{times} times in {path.relative_to(folder)}: {word}")
    return found


def _unpacked(kept: bytes) -> Iterator[bytes]:
    """The bytes of a file as they are, and what is packed in them."""
    yield kept
    blocks = [kept]
    if kept.endswith(TABLE):
        blocks = list(_blocks(kept))
        yield from blocks
    for block in blocks:
        for packed in PACKED.finditer(block):
            try:
                yield _unsnapped(block[packed.end() :])
            except (IndexError, ValueError):
                continue  # the same three bytes by chance


def _blocks(table: bytes) -> Iterator[bytes]:
    """What the blocks of a table of LevelDB hold."""
    at = len(table) - 48
    for _ in range(2):
        _ignored, at = _number(table, at)
    start, at = _number(table, at)
    index = _block(table, start, _number(table, at)[0])
    at, end = 0, len(index) - 4 * (int.from_bytes(index[-4:], "little") + 1)
    while at < end:
        _shared, at = _number(index, at)
        own, at = _number(index, at)
        length, at = _number(index, at)
        start, size_at = _number(index, at + own)
        yield _block(table, start, _number(index, size_at)[0])
        at += own + length


def _block(table: bytes, start: int, size: int) -> bytes:
    kept, packing = table[start : start + size], table[start + size]
    if packing not in (0, 1):
        raise ValueError(f"A block is packed in a way that is not known here: {packing}.")
    return _unsnapped(kept) if packing else kept


def _unsnapped(packed: bytes) -> bytes:
    """What Snappy packed. Raises IndexError and ValueError where it did not."""
    length, at = _number(packed, 0)
    out = bytearray()
    while len(out) < length:
        tag, at = packed[at], at + 1
        if tag & 3 == 0:
            size = tag >> 2
            if size >= 60:
                more = size - 59
                size, at = int.from_bytes(packed[at : at + more], "little"), at + more
            out += packed[at : at + size + 1]
            at += size + 1
            continue
        if tag & 3 == 1:
            size, back, at = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | packed[at], at + 1
        else:
            wide = 2 if tag & 3 == 2 else 4
            size, back, at = (tag >> 2) + 1, int.from_bytes(packed[at : at + wide], "little"), at + wide
        if not 0 < back <= len(out):
            raise ValueError("This was not packed by Snappy.")
        for _ in range(size):
            out.append(out[-back])
    return bytes(out)


def _number(kept: bytes, at: int) -> tuple[int, int]:
    """A number of as many bytes as it needs, and where it ends."""
    number = shift = 0
    while True:
        byte, at = kept[at], at + 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at
