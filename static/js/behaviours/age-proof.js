// Proving one's age without a button: go on once the phone has answered, and ask the browser where it can.
// Bound by data-proof-standing, data-proof-asked and data-proof-browser.

const EVERY = 2000; // milliseconds between looks; a ceremony lasts five minutes
const canAsk = isSecureContext && typeof window.DigitalCredential === "function";

const look = async (form) => {
  const answer = await fetch(form.dataset.proofStanding, { credentials: "same-origin" });
  const { standing } = await answer.json();
  if (standing === "waiting") setTimeout(look, EVERY, form);
  else form.submit();
};

const ask = async (form) => {
  const data = JSON.parse(form.dataset.proofAsked);
  const digital = { requests: [{ protocol: "org-iso-mdoc", data }] };
  const given = await navigator.credentials.get({ digital, mediation: "required" });
  const said = typeof given.data === "string" ? JSON.parse(given.data) : given.data;
  form.elements.answer.value = said.response;
  form.submit();
};

for (const button of canAsk ? document.querySelectorAll("[data-proof-browser]") : []) button.hidden = false;

for (const form of document.querySelectorAll("[data-proof-standing]")) setTimeout(look, EVERY, form);

for (const form of document.querySelectorAll("[data-proof-asked]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await ask(form);
    } catch {
      form.querySelector("[data-proof-error]").hidden = false;
    }
  });
}
