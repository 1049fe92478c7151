// Moderators' keys: j k go through the list, o opens, letters of data-key press or choose what
// carries them, ? shows the keys. Bound by data-queue or data-case; data-keys-switch turns them off.

const MEMORY = "keys";
const list = document.querySelector("[data-queue]");

if (list || document.querySelector("[data-case]")) {
  const items = list ? [...list.querySelectorAll("[data-queue-item]")] : [];
  const help = document.querySelector("[data-keys-help]");
  const power = document.querySelector("[data-keys-switch]");
  let current = -1;

  const go = (to) => {
    if (to < 0 || to >= items.length) return;
    items[current]?.removeAttribute("data-current");
    current = to;
    items[current].setAttribute("data-current", "");
    items[current].querySelector("[data-queue-open]").focus();
    items[current].scrollIntoView({ block: "nearest" });
  };

  const use = (key) => {
    const named = `[data-key="${CSS.escape(key)}"]`;
    const target = items[current]?.querySelector(named) ?? document.querySelector(named);
    if (!target) return false;
    for (let fold = target; (fold = fold.parentElement?.closest("details")); ) fold.open = true;
    target.focus();
    target.click();
    return true;
  };

  const explain = () => {
    if (!help) return;
    help.open = !help.open;
    help.querySelector("summary").focus();
  };

  list?.addEventListener("focusin", (event) => {
    const at = items.indexOf(event.target.closest("[data-queue-item]"));
    if (at >= 0 && at !== current) go(at);
  });

  addEventListener("keydown", (event) => {
    if (power && !power.checked) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
    if (event.key === "?") explain();
    else if (event.key === "j" && items.length) go(current + 1);
    else if (event.key === "k" && items.length) go(current - 1);
    else if (event.key === "o" && current >= 0) items[current].querySelector("[data-queue-open]").click();
    else if (!use(event.key)) return;
    event.preventDefault();
  });

  if (power) {
    power.checked = localStorage.getItem(MEMORY) !== "off";
    power.addEventListener("change", () => localStorage.setItem(MEMORY, power.checked ? "on" : "off"));
  }
}
