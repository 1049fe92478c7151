// A box grows with its text. Bound by data-autosize on a textarea.

const MOST = 0.7; // of the window's height; beyond it the box scrolls

const fit = (box) => {
  if (!box.offsetParent) return;
  box.style.blockSize = "auto";
  const wanted = box.scrollHeight + box.offsetHeight - box.clientHeight;
  box.style.blockSize = `${Math.min(wanted, innerHeight * MOST)}px`;
};

for (const box of document.querySelectorAll("[data-autosize]")) {
  box.addEventListener("input", () => fit(box));
  if (box.value) fit(box);
}
