// A second click sends nothing. Bound by data-submit-once on a form.

const AGAIN_AFTER = 8000; // milliseconds; by then the network has failed and one may try again

const release = (form) => {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
};

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-submit-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), AGAIN_AFTER);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) release(form);
});
