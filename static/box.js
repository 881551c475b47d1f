// Drop, paste or choose pictures and they are searched at once; `/` goes to the box. Without this
// script the form works as it stands: choose files, press the button.
(() => {
  "use strict";
  const form = document.getElementById("box");
  if (!form || !window.DataTransfer) return;
  const input = form.elements.namedItem("image");
  const words = form.elements.namedItem("q");
  const note = form.querySelector(".box-note");

  const say = (text, pictures = []) => {
    note.replaceChildren(...pictures, text);
    note.hidden = false;
  };

  const preview = (file) => {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    picture.addEventListener("error", () => picture.remove(), { once: true });
    return picture;
  };

  const search = () => {
    const files = [...input.files];
    if (!files.length) return;
    if (files.reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.maxBytes)) {
      input.value = "";
      say(form.dataset.tooLarge + files.map((file) => file.name).join(", "));
      return;
    }
    say(form.dataset.busy, files.slice(0, 8).map(preview));
    form.requestSubmit();
  };

  const take = (files) => {
    const pictures = [...files].filter((file) => file.type.startsWith("image/"));
    const chosen = pictures.length ? pictures : [...files].slice(0, 1);
    if (!chosen.length) return;
    const all = new DataTransfer();
    for (const file of chosen) all.items.add(file);
    input.files = all.files;
    search();
  };

  input.addEventListener("change", search);
  form.addEventListener("submit", () => form.setAttribute("aria-busy", "true"));

  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.add("box-drop");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("box-drop");
  });
  document.addEventListener("drop", (event) => {
    form.classList.remove("box-drop");
    if (!holdsFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    words.focus();
    words.select();
  });

  // Back from the results: the box is fresh again.
  window.addEventListener("pageshow", () => {
    input.value = "";
    note.hidden = true;
    form.removeAttribute("aria-busy");
  });
})();
