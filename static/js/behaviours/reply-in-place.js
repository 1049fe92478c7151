// The reply form moves under what it answers and keeps what was typed. Bound by data-composer,
// data-reply-to on links; without script those links lead to a page with the form. A link that leads
// on within the conversation (data-keeps-reply) takes along what was typed.

const KEPT = "reply";

const take = () => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    return kept;
  } catch {
    return null;
  }
};

const kept = take();
const composer = document.querySelector("[data-composer]");

if (composer) {
  const home = composer.closest("[data-composer-home]");
  const parent = composer.querySelector("[data-composer-parent]");
  const title = composer.querySelector("[data-composer-title]");
  const cancel = composer.querySelector("[data-composer-cancel]");
  const body = composer.querySelector("textarea");
  let opener = null;

  const answerPiece = () => {
    parent.value = "";
    title.textContent = title.dataset.titlePlain;
    cancel.hidden = true;
    home.append(composer);
  };

  const answerReply = (article) => {
    parent.value = article.dataset.reply;
    title.textContent = title.dataset.titleReply.replace("{name}", article.dataset.author);
    cancel.hidden = false;
    article.append(composer);
  };

  const leaveOpen = () => {
    if (!body.value.trim()) return;
    const reply = { path: location.pathname, body: body.value, parent: parent.value, title: title.textContent };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(reply));
    } catch {
      // Then "Back" brings it back, in most browsers.
    }
  };

  const goOn = (reply) => {
    body.value = reply.body;
    const article = reply.parent && document.getElementById(`r-${reply.parent}`);
    if (article) answerReply(article);
    else if (reply.parent) {
      parent.value = reply.parent;
      title.textContent = reply.title;
      cancel.hidden = false;
    }
  };

  const plainClick = (event) =>
    event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  addEventListener("click", (event) => {
    if (!plainClick(event)) return;
    const link = event.target.closest("a");
    if (!link) return;
    const article = link.closest("[data-reply]");
    if (link.matches("[data-keeps-reply], [data-new-step]") && !link.getAttribute("href").startsWith("#")) leaveOpen();
    if (link.matches("[data-reply-to]") && article) {
      event.preventDefault();
      opener = link;
      answerReply(article);
      body.focus();
      composer.scrollIntoView({ block: "nearest" });
    } else if (link === cancel) {
      event.preventDefault();
      answerPiece();
      (opener ?? body).focus();
      opener = null;
    } else if (link.hash === "#compose" && link.pathname === location.pathname && !link.search) {
      event.preventDefault();
      answerPiece();
      body.focus();
      home.scrollIntoView({ block: "nearest" });
    }
  });

  if (kept?.path === location.pathname && !body.value) goOn(kept);

  // The server answered with the form filled in (an error, a preview): show it where it belongs.
  const answered = !kept && parent.value && document.getElementById(`r-${parent.value}`);
  if (answered) {
    answerReply(answered);
    composer.scrollIntoView({ block: "nearest" });
  }
}
