// Asks again for a page that could not be had just now, and shows it once it is there; what is on
// the screen stays meanwhile. Without this script the page loads itself anew.
(() => {
  "use strict";
  const waits = document.querySelector("[data-again]");
  const pause = 1000 * Number(waits.dataset.again);

  const ask = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok || (answer.status < 500 && answer.status !== 429)) {
        location.reload();
        return;
      }
    } catch {
      // The site itself is away, too: ask on.
    }
    setTimeout(ask, pause);
  };

  setTimeout(ask, pause);
})();
