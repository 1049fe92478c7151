// Leaves at once: by the button, or by Shift pressed three times. Bound by data-exit.

const PRESSES = 3;
const WITHIN = 5000; // milliseconds from one press to the next
const FORGOTTEN_WITHIN = 1000; // milliseconds that a blank page waits for the server to forget

const form = document.querySelector("[data-exit]");

if (form) {
  const said = form.querySelector("[data-exit-said]");
  const button = form.querySelector("button");
  let presses = 0;
  let alone = false; // Shift is down and nothing else has been pressed since
  let timer = 0;

  const show = (count, sentence) => {
    presses = count;
    button.dataset.presses = String(count);
    said.textContent = sentence;
  };

  const lapse = (sentence) => {
    clearTimeout(timer);
    if (presses) show(0, sentence);
  };

  // What was read, and what was being written.
  const forget = () => {
    try {
      localStorage.clear();
      sessionStorage.clear();
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  };

  const leave = async () => {
    clearTimeout(timer);
    document.title = "…";
    document.body.replaceChildren(said); // seen by nobody; a screen reader says it
    said.setAttribute("role", "alert");
    said.textContent = form.dataset.saidLeaving;
    forget();
    // Forgets the answer to the gate and the sign-in. The page is blank by now; were it left before that,
    // a quick "Back" would be answered as before.
    const forgotten = fetch(form.action, { method: "POST", keepalive: true, redirect: "manual" });
    const patience = new Promise((resolve) => setTimeout(resolve, FORGOTTEN_WITHIN));
    await Promise.race([forgotten.catch(() => {}), patience]);
    location.replace(form.dataset.leave);
  };

  const press = () => {
    clearTimeout(timer);
    const count = presses + 1;
    if (count === PRESSES) {
      leave();
      return;
    }
    show(count, count === 1 ? form.dataset.saidOnce : form.dataset.saidTwice);
    timer = setTimeout(() => lapse(form.dataset.saidLapsed), WITHIN);
  };

  addEventListener("keydown", (event) => {
    if (event.key === "Shift") {
      if (!event.repeat) alone = !(event.ctrlKey || event.altKey || event.metaKey);
      return;
    }
    alone = false; // Shift was a modifier
    lapse("");
  });

  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    press();
  });

  addEventListener("pointerdown", () => {
    alone = false;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });

  // A page kept by the browser for "Back" is not shown again: it is asked for anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.body.hidden = true;
      location.reload();
    }
  });
}
