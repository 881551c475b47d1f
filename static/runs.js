// Keeps what goes on up to date without loading the page anew; without this script it reloads itself.
(() => {
  "use strict";
  const OFTEN = 1500;
  const SELDOM = 10000;
  let pause = OFTEN;

  const look = async () => {
    const shown = document.getElementById("live");
    if (!shown?.hasAttribute("data-live")) return;
    try {
      if (!document.hidden) await renew(shown);
      pause = OFTEN;
    } catch {
      pause = Math.min(2 * pause, SELDOM);
      shown.querySelector("[data-away]").hidden = false;
    }
    setTimeout(look, pause);
  };

  const renew = async (shown) => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("live");
    if (!now) throw new Error("no run in it");
    const focused = shown.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const state = (page) => page.querySelector("h1 .state")?.textContent.trim();
    const told = document.getElementById("told");
    if (told && state(now) !== state(shown)) told.textContent = state(now);
    shown.replaceWith(now);
    document.title = page.title;
    if (focused) now.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  };

  setTimeout(look, OFTEN);
})();
