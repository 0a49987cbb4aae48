// What is only read comes as HTML in an attribute of the element that shows it, see pages/markup.py. Here it is put into
// place, focus stays where it was, links to other selections are followed within the page, boxes are ticked.
(function () {
  "use strict";

  const put = new WeakMap(); // what each element shows
  function show(element) {
    const markup = element.dataset.markup;
    if (put.get(element) === markup) return;
    put.set(element, markup);
    const active = document.activeElement;
    const again = active && active !== element && element.contains(active) ? nameOf(active) : null;
    element.innerHTML = markup;
    const found = again && element.querySelector(again);
    if (found) found.focus({ preventScroll: true });
  }
  // The same part after it was made anew: what it is a button, a box or a link for.
  function nameOf(part) {
    const names = ["id", "value", "href", "data-event", "data-of", "data-ask", "data-cell", "data-copy"];
    const held = names.filter((name) => part.getAttribute(name));
    if (!held.length) return null;
    return part.localName + held.map((name) => `[${name}=${CSS.escape(part.getAttribute(name))}]`).join("");
  }
  new MutationObserver(() => document.querySelectorAll("[data-markup]").forEach(show)).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-markup"],
  });

  const tell = (id, data) => window.dash_clientside.set_props(id, { data: data });
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-inside]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    window.history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  });
  // Boxes that are not shown, as the list is searched, stay as they are.
  document.addEventListener("change", function (event) {
    const list = event.target.closest("[data-boxes]");
    if (!list) return;
    const chosen = new Set(JSON.parse(list.dataset.chosen));
    chosen[event.target.checked ? "add" : "delete"](event.target.value);
    list.dataset.chosen = JSON.stringify([...chosen]);
    tell(list.dataset.boxes, [...chosen]);
  });
  document.addEventListener("click", async function (event) {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const said = button.textContent;
    if (said === button.dataset.copied) return;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = said), 1500);
  });
})();
