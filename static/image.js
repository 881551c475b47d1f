// Arrow keys go through the result; paths go to the clipboard. Without this script the links do the
// one, and selecting the text does the other.
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

  if (!navigator.clipboard) return;
  const said = document.getElementById("copied");
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = said.textContent = button.dataset.copied;
      setTimeout(() => {
        button.textContent = label;
        said.textContent = "";
      }, 2000);
    });
  }
})();
