// The roster by the keyboard: j and k go from plan to plan, Enter opens the one that has the focus, s snoozes it.
// The keys work where the focus is on the list or on nothing at all, so that they never stand in the way of typing.

const plans = [...document.querySelectorAll(".roster__plan")];

function keysGoHere(from) {
  return from === document.body || from.matches("h1, main") || Boolean(from.closest(".roster"));
}

function goTo(plan) {
  plan?.focus();
  plan?.closest("tr").scrollIntoView({ block: "nearest" });
}

addEventListener("keydown", (event) => {
  const from = document.activeElement ?? document.body;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !keysGoHere(from)) return;
  const row = from.closest("tr");
  const here = plans.findIndex((plan) => plan.closest("tr") === row);
  if (event.key === "j") goTo(plans[Math.min(here + 1, plans.length - 1)]);
  else if (event.key === "k") goTo(plans[Math.max(here - 1, 0)]);
  else if (event.key === "s") row?.querySelector("a[href$='/snooze']")?.click();
  else return;
  event.preventDefault();
});
