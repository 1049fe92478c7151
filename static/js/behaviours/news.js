// Asks now and then, while somebody looks at the page, whether replies came since it was made, and says
// how many in a line that is there already: nothing moves. Bound by data-news; without script the line
// is a link that looks.

const FIRST = 60_000; // milliseconds: a conversation is slower than a chat
const SLOWEST = 600_000;
const SLOWER = 1.5;
const line = document.querySelector("[data-news]");

if (line) {
  const link = line.querySelector("a");
  let wait = FIRST;
  let timer = 0;
  let asked = Date.now();

  const plan = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(ask, wait);
  };

  const show = ({ words, url }) => {
    link.href = url;
    if (link.textContent !== words) link.textContent = words; // each change is announced
    line.dataset.fresh = "";
  };

  const ask = async () => {
    clearTimeout(timer);
    asked = Date.now();
    try {
      const answer = await fetch(`${line.dataset.news}?since=${line.dataset.since}`, { redirect: "error" });
      if (answer.status === 200) show(await answer.json());
      else if (answer.status !== 204) return; // signed out, gone, or too much to do: ask no more
    } catch {
      return; // no network; looking at the page again asks again
    }
    wait = Math.min(wait * SLOWER, SLOWEST);
    plan();
  };

  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - asked >= FIRST) {
      wait = FIRST;
      ask();
    } else plan();
  });

  plan();
}
