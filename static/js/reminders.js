// On the page of reminders: lets this browser be reached. The phone is asked in a tap, never before.

import { can, fields, letGo, subscribed } from "/static/js/reached.js";

const form = document.querySelector("[data-push]");
const says = (name) => {
  for (const words of document.querySelectorAll("[data-push-says]")) words.hidden = words.dataset.pushSays !== name;
  form.hidden = !["", "failed"].includes(name);
};

if (form) {
  says(state());
  form.querySelector("button").addEventListener("click", add);
  // It was ended here or elsewhere: what this browser kept of it goes. One that was signed out may be this one.
  const out = document.querySelector("[data-out]");
  if (can && state() === "" && !out && Notification.permission === "granted") letGo().catch(() => {});
}

// An iPhone or iPad lets only what was added to its home screen show messages.
function state() {
  if (document.querySelector("[data-here]")) return "here";
  if (navigator.standalone === false) return "home";
  if (!can) return "none";
  return Notification.permission === "denied" ? "denied" : "";
}

async function add({ target }) {
  target.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return says(state());
    const found = fields(await subscribed(form.dataset.push));
    for (const [name, value] of Object.entries(found)) form.elements[name].value = value;
    form.submit();
  } catch {
    await letGo().catch(() => {});
    says("failed");
  } finally {
    target.disabled = false;
  }
}
