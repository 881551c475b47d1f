// Arrow keys go through the result. Without this script the links do.
(() => {
  "use strict";
  const steps = { ArrowLeft: "prev", ArrowRight: "next" };
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    const wanted = steps[event.key];
    if (!wanted || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.defaultPrevented || isTyping(event.target)) return;
    const link = document.querySelector(`.trail a[rel="${wanted}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
