// n and p go from one new reply to the next, wherever the focus is but where one types, and on to
// other pages. Bound by data-thread when replies are new; without script the links of each new reply
// (data-new-step) do the same. data-keys-switch turns the keys off.

const SWITCH = "keys";
const thread = document.querySelector("[data-thread]");

if (thread) {
  const help = document.querySelector("[data-new-keys]");
  const power = help?.querySelector("[data-keys-switch]");
  const said = document.querySelector("[data-new-said]");

  const fresh = () => [...thread.querySelectorAll(".reply--new")];
  const isSeen = (box) => box.bottom > 0 && box.top < innerHeight;

  // A reply in a folded branch is where that branch ends.
  const placeOf = (reply) => {
    let shown = reply;
    while (!shown.getClientRects().length) shown = shown.parentElement;
    const box = shown.getBoundingClientRect();
    return shown === reply ? box.top : box.bottom;
  };

  // Where one is: at the reply that one came to, as long as it is on the screen, else where one looks.
  const isAhead = (forward) => {
    const came = [document.activeElement?.closest?.(".reply"), thread.querySelector(".reply:target")];
    const here = came.find((reply) => reply && isSeen(reply.getBoundingClientRect()));
    if (!here) return (reply) => (forward ? placeOf(reply) >= 0 : placeOf(reply) < 0);
    const side = forward ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    return (reply) => reply !== here && here.compareDocumentPosition(reply) & side;
  };

  const go = (reply) => {
    location.replace(`#${reply.id}`); // opens a folded branch, and leaves "Back" alone
    reply.focus({ preventScroll: true });
    const all = fresh();
    const { here } = said?.dataset ?? {};
    if (here) said.textContent = here.replace("{n}", all.indexOf(reply) + 1).replace("{all}", all.length);
  };

  const step = (forward) => {
    const all = fresh();
    const next = (forward ? all : [...all].reverse()).find(isAhead(forward));
    if (next) {
      go(next);
      return;
    }
    const last = forward ? all.at(-1) : all[0];
    const links = [...last.querySelectorAll("[data-new-step]")];
    const away = (forward ? links.at(-1) : links[0])?.getAttribute("href") ?? "#";
    if (away.startsWith("#")) {
      if (said) said.textContent = said.dataset.none;
    } else {
      (forward ? links.at(-1) : links[0]).click();
    }
  };

  addEventListener("keydown", (event) => {
    if (event.key !== "n" && event.key !== "p") return;
    if (event.ctrlKey || event.metaKey || event.altKey || (power && !power.checked)) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (!thread.querySelector(".reply--new")) return;
    event.preventDefault();
    step(event.key === "n");
  });

  if (power) {
    try {
      power.checked = localStorage.getItem(SWITCH) !== "off";
      power.addEventListener("change", () => localStorage.setItem(SWITCH, power.checked ? "on" : "off"));
    } catch {
      // A browser that keeps nothing asks anew on each page.
    }
  }
  if (help) help.hidden = false;
}
