// Drop, paste or choose a picture and it is searched at once. Without this script the form works as
// it stands: choose a file, press the button.
(() => {
  "use strict";
  const form = document.getElementById("box");
  if (!form || !window.DataTransfer) return;
  const input = form.elements.namedItem("image");
  const note = form.querySelector(".box-note");
  form.classList.add("box-ready");

  const say = (text, picture) => {
    note.replaceChildren(...(picture ? [picture] : []), text);
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
    const file = input.files[0];
    if (!file) return;
    if (file.size > Number(form.dataset.maxBytes)) {
      input.value = "";
      say(form.dataset.tooLarge);
      return;
    }
    say(form.dataset.busy, preview(file));
    form.requestSubmit();
  };

  const take = (files) => {
    const file = [...files].find((each) => each.type.startsWith("image/")) || files[0];
    if (!file) return;
    const one = new DataTransfer();
    one.items.add(file);
    input.files = one.files;
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
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.remove("box-drop");
    take(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });

  // Back from the results: the box is fresh again.
  window.addEventListener("pageshow", () => {
    input.value = "";
    note.hidden = true;
    form.removeAttribute("aria-busy");
  });
})();
