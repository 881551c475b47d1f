// Drop files anywhere on the page, see what was chosen, and how far it is sent. Without this script
// the form works as it stands.
(() => {
  "use strict";
  const form = document.getElementById("add");
  if (!form || !window.DataTransfer) return;
  const input = form.elements.namedItem("files");
  const list = form.querySelector(".chosen");
  const sum = form.querySelector(".chosen-sum");
  const said = form.querySelector(".said");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button.primary");
  const SHOWN = 12;
  const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const language = document.documentElement.lang;
  form.classList.add("drop-ready");

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

  const size = (bytes) => {
    const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
    const style = { style: "unit", unit: UNITS[step], maximumFractionDigits: step > 1 ? 1 : 0 };
    return new Intl.NumberFormat(language, style).format(bytes / 2 ** (10 * step));
  };

  const total = () => [...input.files].reduce((bytes, file) => bytes + file.size, 0);

  const tile = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    name.title = file.name;
    item.append(name);
    if (!file.type.startsWith("image/")) return item;
    const picture = document.createElement("img");
    picture.alt = file.name;
    picture.title = file.name;
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => {
      URL.revokeObjectURL(picture.src);
      name.replaceWith(picture);
    });
    return item;
  };

  const show = () => {
    const count = input.files.length;
    list.replaceChildren(...[...input.files].slice(0, SHOWN).map(tile));
    list.hidden = count === 0;
    const values = { count: count.toLocaleString(language), size: size(total()) };
    const text = count === 1 ? form.dataset.chosenOne : form.dataset.chosen;
    sum.textContent = count ? filled(text, values) : "";
    check();
  };

  const check = () => {
    const limit = Number(form.dataset.maxBytes);
    const isTooLarge = total() > limit;
    const values = { size: size(total()), limit: size(limit) };
    input.setCustomValidity(isTooLarge ? filled(form.dataset.tooLarge, values) : "");
    say(input.validationMessage && isTooLarge ? input.validationMessage : "", isTooLarge);
  };

  const say = (text, isWrong = false) => {
    said.textContent = text;
    said.classList.toggle("trouble", isWrong);
  };

  const busy = (isBusy) => {
    button.disabled = isBusy;
    bar.hidden = !isBusy;
    bar.value = 0;
  };

  const refused = (page) => {
    busy(false);
    const told = page?.querySelector(".trouble, .sentence")?.textContent.trim();
    say(told || form.dataset.failed, true);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.responseType = "document";
    request.upload.addEventListener("progress", ({ loaded, total: all }) => {
      bar.value = (100 * loaded) / all;
      say(filled(form.dataset.sending, { percent: Math.floor(bar.value) }));
    });
    request.upload.addEventListener("load", () => say(form.dataset.received));
    request.addEventListener("load", () => {
      if (request.status === 200) location.assign(request.responseURL);
      else refused(request.response);
    });
    request.addEventListener("error", () => refused(null));
    busy(true);
    request.send(new FormData(form));
  });

  input.addEventListener("change", show);

  // Before the search box hears of it: what is dropped here is to be added, not searched for.
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const ours = (act) => (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(event);
  };
  window.addEventListener("dragover", ours(() => form.classList.add("drop-over")), true);
  window.addEventListener(
    "dragleave",
    (event) => !event.relatedTarget && form.classList.remove("drop-over"),
    true,
  );
  window.addEventListener(
    "drop",
    ours((event) => {
      form.classList.remove("drop-over");
      input.files = event.dataTransfer.files;
      show();
    }),
    true,
  );
  window.addEventListener("pageshow", () => {
    busy(false);
    show();
  });
})();
