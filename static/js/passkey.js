// Passkeys: ask the service what is to be signed, let the phone or computer sign it, and say so. Each place on a page
// that offers this is hidden until it is known that the browser can.

const places = document.querySelectorAll("[data-passkey]");

if (globalThis.PublicKeyCredential) {
  for (const place of places) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => use(place));
  }
  for (const words of document.querySelectorAll("[data-no-passkey]")) words.hidden = true;
}

async function use(place) {
  const button = place.querySelector("button");
  const [wrong, elsewhere] = ["wrong", "elsewhere"].map((name) => place.querySelector(`[data-${name}]`));
  wrong.hidden = elsewhere.hidden = true;
  button.disabled = true;
  try {
    const { passkey, then } = place.dataset;
    const named = place.querySelector("[name=name]");
    const asked = await send(place, passkey, named ? { name: named.value, usage: "first" } : {});
    const options = asked.credential_options;
    const made = named
      ? await navigator.credentials.create({ publicKey: toMake(options) })
      : await navigator.credentials.get({ publicKey: toSign(options) });
    await send(place, `${passkey}/${asked.wan_state}`, { credential: JSON.stringify(written(made)) });
    location.assign(then);
  } catch (error) {
    if (error.message === "again") return location.assign("/account/again");
    (error.message === "elsewhere" ? elsewhere : wrong).hidden = false;
    button.disabled = false;
  }
}

async function send(place, to, told) {
  const token = place.querySelector("[name=csrf_token]");
  const answer = await fetch(to, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token.value },
    body: JSON.stringify(told),
  });
  const { response = {} } = await answer.json().catch(() => ({}));
  if (response.reauth_required) throw new Error("again");
  if (!answer.ok) throw new Error(JSON.stringify(response).includes("elsewhere") ? "elsewhere" : "wrong");
  // Who signs in gets a new cookie, and with it a new hidden token of forms.
  if (response.csrf_token) token.value = response.csrf_token;
  return response;
}

function toMake(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(known),
  };
}

function toSign(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(known),
  };
}

function known(one) {
  return { ...one, id: bytes(one.id) };
}

// What a phone or computer has made or signed, as it is written down. Web Authentication Level 3, 5.1.
function written({ id, rawId, type, authenticatorAttachment, response }) {
  const parts = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) parts[part] = text(response[part]);
  }
  const transports = response.getTransports?.();
  if (transports) parts.transports = transports;
  return { id, rawId: text(rawId), type, authenticatorAttachment, response: parts, clientExtensionResults: {} };
}

function bytes(words) {
  return Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
