// A visitor's own memory of what they have read, if they ask for it: in this browser, sent to nobody.
// Bound by data-memory on a conversation; data-sequences has the number of each of its replies in the
// order in which they were published, data-last the last number there is. The rules are those of
// forum/discussion/sitting.py.

const KEY = "read";
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const SITTING = 30 * MINUTE;
const REMEMBERED = 30; // days
const MOST_PIECES = 100;
const MOST_BEYOND = 1024;

const recall = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
};

const keep = (pieces) => {
  const today = Math.floor(Date.now() / DAY);
  const recent = Object.entries(pieces)
    .filter(([, piece]) => today - piece.day <= REMEMBERED)
    .sort(([, one], [, other]) => other.until - one.until)
    .slice(0, MOST_PIECES);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(recent)));
  } catch {
    // Nothing can be kept here, so nothing is.
  }
};

// A piece's address need not stand in the memory: a digest of 32 bits (FNV-1a) finds it again.
const digest = (text) => {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  return (hash >>> 0).toString(36);
};

const has = (seen, number) => number <= seen.through || seen.beyond.includes(number);

const adding = (seen, numbers) => {
  const beyond = new Set([...seen.beyond, ...numbers]);
  let { through } = seen;
  const last = Math.max(through, ...beyond);
  through = Math.max(through, last - MOST_BEYOND);
  while (beyond.has(through + 1)) through += 1;
  return { through, beyond: [...beyond].filter((number) => number > through) };
};

const mark = (section, replies) => {
  const words = section.querySelector("[data-new-words]").content;
  const line = section.querySelector("[data-memory-fresh]");
  replies.forEach((reply, index) => {
    reply.classList.add("reply--new");
    reply.querySelector(".reply__time").before(words.querySelector(".badge").cloneNode(true), " ");
    const [before, after] = words.querySelectorAll("[data-new-step]");
    const actions = [];
    for (const [link, other] of [[before, replies[index - 1]], [after, replies[index + 1]]]) {
      if (!other) continue;
      const step = link.cloneNode(true);
      step.href = `#${other.id}`;
      actions.push(step);
    }
    const footer = reply.querySelector(".reply__actions");
    const flag = footer.querySelector(".action--last");
    if (flag) flag.before(...actions);
    else footer.append(...actions);
  });
  const { one, many } = line.dataset;
  const link = line.querySelector("a");
  link.textContent = replies.length === 1 ? one : many.replace("{n}", replies.length);
  link.href = `#${replies[0].id}`;
  line.hidden = false;
};

const visit = (section, memory) => {
  const id = digest(section.dataset.memory);
  const now = Date.now();
  const last = Number(section.dataset.last);
  const replies = [...section.querySelectorAll("[data-thread] [data-reply]")];
  const numbers = section.dataset.sequences.split(" ").map(Number);
  const all = { through: last, beyond: [] };
  const piece = memory[id] ?? { seen: all, old: all, until: 0 };
  if (now >= piece.until) piece.old = piece.seen;
  const fresh = replies.filter((reply, index) => !("removed" in reply.dataset) && !has(piece.old, numbers[index]));
  if (fresh.length) mark(section, fresh);
  piece.seen = adding(piece.seen, replies.length ? numbers : []);
  piece.until = now + SITTING;
  piece.day = Math.floor(now / DAY);
  memory[id] = piece;
  keep(memory);
};

const memory = recall();
const section = document.querySelector("[data-memory]");
if (memory) keep(memory); // what is a month old goes, whatever page this is

if (section) {
  const control = section.querySelector("[data-memory-control]");
  const power = control.querySelector("[data-memory-switch]");
  power.checked = Boolean(memory);
  control.hidden = false;
  if (memory) visit(section, recall() ?? {});
  power.addEventListener("change", () => {
    if (power.checked) visit(section, {});
    else {
      try {
        localStorage.removeItem(KEY);
      } catch {
        // There was nothing.
      }
    }
  });
}
