// Have the device make or use a passkey, and send its answer with the form. Bound by data-passkey.
// Browsers bind passkeys to a host's name, so there is nothing to offer where a site has only a number.

const isNumber = /^[\d.]+$|^\[/.test(location.hostname);
const works = isSecureContext && !isNumber && window.PublicKeyCredential?.parseCreationOptionsFromJSON;

const ask = async (ceremony, options) => {
  if (ceremony === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
};

const send = (box, form, fields) => {
  for (const [name, value] of Object.entries(fields)) {
    const input = box.querySelector(`[name=${name}]`);
    input.disabled = false;
    input.value = value;
  }
  form.action = box.dataset.passkeySend;
  form.submit(); // past the check of fields, for no password is wanted
};

const begin = async (box, form) => {
  const body = new FormData(form);
  const offered = await fetch(box.dataset.passkeyOffer, { method: "POST", body });
  if (offered.status === 409) return send(box, form, { ticket: "", answer: "none" }); // its page says what is wrong
  if (offered.redirected) return location.assign(offered.url);
  const { ticket, options } = await offered.json();
  const answer = await ask(box.dataset.passkey, options);
  send(box, form, { ticket, answer: JSON.stringify(answer) });
};

for (const box of works ? document.querySelectorAll("[data-passkey]") : []) {
  const [button, error] = [box.querySelector("button"), box.querySelector("[role=alert]")];
  box.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    error.hidden = true;
    try {
      await begin(box, button.form);
    } catch {
      error.hidden = false;
    }
    button.disabled = false;
  });
}
