// Keys inside a conversation: [ folds the branch one is in, ] unfolds it. Bound by data-thread; only
// while the focus is within it. Folding by itself needs no script.

const foldOf = (element) => {
  for (let branch = element.closest(".branch"); branch; branch = branch.parentElement.closest(".branch")) {
    const fold = branch.querySelector(":scope > .branch__fold");
    if (fold) return fold;
  }
  return null;
};

const setFold = (element, folded) => {
  const fold = foldOf(element);
  if (!fold) return;
  fold.checked = folded;
  releaseTarget(fold);
  fold.focus();
};

// A branch that holds the target of the address stays open; whoever folds it has moved on.
const releaseTarget = (fold) => {
  if (fold.checked && fold.closest(".branch").querySelector(":target")) location.replace("#-");
};

for (const thread of document.querySelectorAll("[data-thread]")) {
  thread.addEventListener("change", (event) => {
    if (event.target.matches(".branch__fold")) releaseTarget(event.target);
  });
  thread.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "[") setFold(event.target, true);
    else if (event.key === "]") setFold(event.target, false);
  });
}
