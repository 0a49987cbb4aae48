// Joins the page's own controls to the stores of the same name, see pages/controls.py: what the reader sets goes there,
// and what is put there is shown. A field that is being written in is left alone.
(function () {
  "use strict";

  const waiting = new Map(); // fields whose reader may not have finished
  function tell(part) {
    clearTimeout(waiting.get(part));
    waiting.delete(part);
    const value = part.type === "checkbox" ? part.checked : part.value;
    window.dash_clientside.set_props(part.dataset.control, { data: value });
  }
  document.addEventListener("change", function (event) {
    if (event.target.dataset.control) tell(event.target);
  });
  document.addEventListener("input", function (event) {
    const part = event.target;
    if (!part.dataset.live) return;
    clearTimeout(waiting.get(part));
    waiting.set(part, setTimeout(() => tell(part), Number(part.dataset.live)));
  });

  function show(part, value) {
    if (part.type === "checkbox") part.checked = value;
    else if (part.type === "radio") part.checked = part.value === value;
    else if (!waiting.has(part) && part.value.trim() !== value) part.value = value;
  }
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  clientside.controls = {
    reflect: function () {
      for (const { prop_id: name, value } of clientside.callback_context.triggered) {
        if (value === null || value === undefined || Array.isArray(value)) continue;
        const parts = document.querySelectorAll(`[data-control="${CSS.escape(name.split(".")[0])}"]`);
        parts.forEach((part) => show(part, value));
      }
    },
  };
})();
