// What panel, list and heatmap table do in the browser alone: opens what is clicked, turns events and pages, moves with
// the arrow keys, takes focus and gives it back. Writes no text and sends nothing anywhere.
(function () {
  "use strict";

  const SHEET = 960; // pixels: below this width the panel is a sheet that covers the page
  const tell = (id, data) => window.dash_clientside.set_props(id, { data: { ...data, at: Date.now() } });
  const panel = () => document.getElementById("panel");
  const isOpen = () => panel() && panel().classList.contains("open");

  // ---------------------------------------------------------------- clicks

  document.addEventListener("click", function (event) {
    const target = event.target.closest("[data-event], [data-ask], [data-show], [data-cell], tr.event");
    if (!target || target.getAttribute("aria-disabled") === "true") return;
    if (target.matches("tr.event")) {
      if (!window.getSelection().toString()) target.querySelector("[data-event]").click();
    } else if (target.dataset.event) {
      tell("opened", { event: target.dataset.event, place: target.dataset.place || "panel" });
    } else if (target.dataset.ask) {
      keepStep(target);
      tell(`${target.dataset.of}-asked`, { ask: target.dataset.ask });
    } else if (target.dataset.show) {
      tell("opened", { show: true, sheet: window.innerWidth < SHEET });
      const chart = document.getElementById("timeline");
      if (chart) chart.scrollIntoView({ block: "nearest" });
    } else if (target.dataset.cell) {
      tell("cell", { cell: target.dataset.cell.split("~") });
    }
  });

  // A page that is turned, or sorted anew, keeps the button that was pressed under the finger.
  let step = null;
  function keepStep(button) {
    step = { of: button.dataset.of, ask: button.dataset.ask };
  }
  function restoreStep() {
    if (!step || document.activeElement !== document.body) return;
    const again = document.querySelector(`[data-of="${step.of}"][data-ask="${step.ask}"]`);
    if (again) again.focus({ preventScroll: true });
  }

  // ------------------------------------------------------------------ keys

  const rowsOf = (list) => [...list.querySelectorAll("tbody [data-event]")];
  function moveInList(event, here) {
    const rows = rowsOf(here.closest("table"));
    const at = rows.indexOf(here);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      if (rows[next]) focusOne(rows, rows[next]);
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      const ask = event.key === "PageDown" ? "next" : "previous";
      const button = document.querySelector(`[data-of="list"][data-ask="${ask}"]`);
      if (button && button.getAttribute("aria-disabled") !== "true") {
        event.preventDefault();
        wantsRow = true;
        button.click();
      }
    }
  }
  function moveInCells(event, here) {
    const row = here.closest("tr");
    const column = [...row.children].indexOf(here.closest("td"));
    const across = (way) => {
      for (let cell = here.closest("td"); (cell = cell[way]); ) if (cell.querySelector("button")) return cell;
      return null;
    };
    const along = (way) => {
      for (let line = row; (line = line[way]); )
        if (line.children[column].querySelector("button")) return line.children[column];
      return null;
    };
    const cell = {
      ArrowRight: () => across("nextElementSibling"),
      ArrowLeft: () => across("previousElementSibling"),
      ArrowDown: () => along("nextElementSibling"),
      ArrowUp: () => along("previousElementSibling"),
    }[event.key];
    if (!cell) return;
    event.preventDefault();
    const found = cell();
    if (found) focusOne([...here.closest("table").querySelectorAll("td button")], found.querySelector("button"));
  }
  function focusOne(all, one) {
    all.forEach((each) => (each.tabIndex = -1));
    one.tabIndex = 0;
    one.focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.matches("table.events [data-event]")) moveInList(event, target);
    else if (target.matches("table.cells td button")) moveInCells(event, target);
    else if (target.closest("#panel") && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      turn(event.key === "ArrowLeft" ? "previous-event" : "next-event");
    } else if (event.key === "Escape" && isOpen() && !event.defaultPrevented && !isBusy(target)) {
      document.getElementById("panel-close").click();
    }
  }, true);
  // Which events lie beside the new one is known when it is there: keys pressed meanwhile wait for it.
  let turning = null;
  let waiting = [];
  function turn(button) {
    if (turning) {
      waiting.push(button);
      return;
    }
    const pressed = document.getElementById(button);
    if (!pressed || !pressed.dataset.event) {
      waiting = [];
      return;
    }
    turning = setTimeout(endTurn, 60000);
    pressed.click();
  }
  function endTurn() {
    clearTimeout(turning);
    turning = null;
    if (waiting.length) turn(waiting.shift());
  }

  // Escape closes first what lies above the panel: a dialog, the drawer of filters, a list of choices.
  function isBusy(target) {
    return (
      document.querySelector("dialog[open]") ||
      document.body.classList.contains("filters-shown") ||
      target.closest("[aria-expanded=true]") ||
      [...document.querySelectorAll("[role=listbox]")].some((list) => list.checkVisibility())
    );
  }

  // ----------------------------------------------------------------- focus

  let before = null; // where focus was when the panel opened: an element, and the event it stood for
  let shown = false;
  let wantsRow = false;
  function follow() {
    if (!panel()) return; // the page is not there yet; whether the panel will be open, its root says
    const open = Boolean(isOpen());
    document.documentElement.classList.toggle("panel-shown", open);
    if (open !== shown) {
      shown = open;
      if (open) takeFocus();
      else giveBack();
    }
    cover(open && window.innerWidth < SHEET);
    markOpened();
  }
  function takeFocus() {
    const active = document.activeElement;
    if (!active || !active.closest("#panel")) {
      before = { element: active, event: active && active.dataset ? active.dataset.event : null };
    }
    panel().focus({ preventScroll: true });
  }
  function giveBack() {
    if (!before) return;
    const same = before.event && document.querySelector(`main [data-event="${before.event}"]`);
    const place = before.element && before.element.isConnected ? before.element : same;
    const last = place && place !== document.body ? place : document.getElementById("main");
    before = null;
    cover(false);
    if (last) last.focus({ preventScroll: true });
  }
  // A sheet covers the page: what lies beneath is out of reach of the tab key and of screen readers.
  function cover(covered) {
    document.querySelectorAll("header.header, main, .filters").forEach((part) => (part.inert = covered));
  }
  function markOpened() {
    const chosen = new URLSearchParams(window.location.search).get("event");
    document.querySelectorAll("main [data-event]").forEach((button) => {
      const here = button.dataset.event === chosen;
      const row = button.closest("tr.event");
      if (row) row.classList.toggle("current", here);
      if (here !== button.hasAttribute("aria-current")) {
        if (here) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    });
  }
  function scrollUp() {
    const body = panel();
    if (body) body.scrollTop = 0;
  }

  let watched = [];
  function watch() {
    const parts = ["panel", "reading", "list", "shelf"].map((id) => document.getElementById(id));
    if (parts.some((part) => !part) || parts.every((part, n) => part === watched[n])) return;
    watched = parts;
    const [aside, reading, list, shelf] = parts;
    new MutationObserver(follow).observe(aside, { attributes: true, attributeFilter: ["class"] });
    new MutationObserver(function () {
      scrollUp();
      document.getElementById("why").open = false; // what it says is of the event before
      if (turning) setTimeout(endTurn, 60);
      markOpened();
      restoreStep();
    }).observe(reading, { childList: true });
    for (const part of [list, shelf]) {
      new MutationObserver(function () {
        markOpened();
        restoreStep();
        if (wantsRow) {
          const rows = rowsOf(list);
          wantsRow = false;
          if (rows[0]) focusOne(rows, rows[0]);
        }
      }).observe(part, { childList: true, subtree: true });
    }
    follow();
  }
  new MutationObserver(watch).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("resize", follow);
})();
