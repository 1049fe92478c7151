// Shows the server's preview in place. Bound by data-preview on a submit button; if anything
// fails, the form goes to the preview page as it does without script.

// What was previewed is true no longer once something else is typed or chosen.
for (const change of ["input", "change"]) {
  addEventListener(change, ({ target }) => {
    const place = target.form?.querySelector("[data-preview-place]");
    if (place) place.hidden = true;
  });
}

addEventListener("click", async (event) => {
  const button = event.target.closest("[data-preview]");
  const form = button?.form;
  const place = form?.querySelector("[data-preview-place]");
  if (!place || button.dataset.given) return;
  event.preventDefault();
  const fields = new FormData(form, button);
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: fields, redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const text = page.querySelector("[data-preview-text]");
    if (!answer.ok || !text?.hasChildNodes()) throw new Error("no preview");
    place.querySelector("[data-preview-text]").replaceChildren(...document.importNode(text, true).childNodes);
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
  } catch {
    button.dataset.given = "up";
    button.click();
  } finally {
    button.removeAttribute("aria-busy");
  }
});
