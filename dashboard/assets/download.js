// The dialog of downloads: shows the fields that a format has, and orders what is chosen, see pages/download.py.
(function () {
  "use strict";

  const OUTSIDE = ["csv", "jsonl", "bib", "ris", "csl.json", "txt"]; // formats that have no place for a receipt
  let before = false; // whether the dialog has been open before
  let touched = false; // whether the reader has decided about the receipt

  function fit(dialog) {
    const form = dialog.querySelector("form");
    const given = form.elements;
    const shown = new Set([given.form.value]);
    const pictured = ["png", "svg", "pdf"].includes(given.form.value);
    if (pictured && given.size.value === "free") shown.add("free");
    form.querySelectorAll("[data-for]").forEach(function (row) {
      row.hidden = !row.dataset.for.split(" ").some((name) => shown.has(name));
    });
    if (!touched) given.bundled.checked = OUTSIDE.includes(given.form.value);
  }

  function open(dialog) {
    const given = dialog.querySelector("form").elements;
    const chosen = new URLSearchParams(location.search);
    given.theme.value = document.documentElement.dataset.scheme === "dark" ? "dark" : "light";
    given.language.value = dialog.dataset.reader;
    if (!before) given.scale.value = "2";
    before = true;
    given.figure.querySelector("[value=compare]").disabled = !chosen.get("against");
    if (given.figure.value === "compare" && !chosen.get("against")) given.figure.value = "timeline";
    fit(dialog);
  }

  function order(dialog, form) {
    const asked = Object.fromEntries(new FormData(form));
    const charts = document.querySelector(".charts");
    if (asked.size === "page") Object.assign(asked, { width: charts ? charts.clientWidth : 1280, height: 0 });
    Object.assign(asked, {
      bundled: form.elements.bundled.checked,
      query: location.search,
      version: dialog.dataset.version,
      reader: dialog.dataset.reader,
    });
    window.exporting.orderIn(dialog).run(asked);
  }

  document.addEventListener("change", function (event) {
    const dialog = event.target.closest("#download");
    if (!dialog) return;
    if (event.target.name === "bundled") touched = true;
    fit(dialog);
  });
  window.exporting.wire("download", open, order);
})();
