// The briefing tray: keeps the briefing in the browser's own storage, one for each store, shows its items, moves them,
// orders its file. What it keeps is the JSON of a briefing, and for each item what it is called here (`said`).
(function () {
  "use strict";

  const TEXTS = ["title", "heading", "notes", "theme", "language"];
  let held = null; // the briefing
  const dialog = () => document.getElementById("tray");
  const words = () => JSON.parse(dialog().dataset.words);
  const place = () => `briefing:${dialog().dataset.store}`;
  const fill = (text, values) => window.exporting.fill(text, values);

  // ------------------------------------------------------------- what is kept

  function load() {
    try {
      held = JSON.parse(localStorage.getItem(place()));
    } catch (_) {
      held = null;
    }
    const dark = document.documentElement.dataset.scheme === "dark";
    const plain = { title: words().untitled, heading: "", notes: "", theme: dark ? "dark" : "light", items: [] };
    held = { ...plain, language: dialog().dataset.reader, ...(held && Array.isArray(held.items) ? held : {}) };
  }
  function keep() {
    localStorage.setItem(place(), JSON.stringify(held));
    count();
  }
  function count() {
    const button = document.getElementById("tray-open");
    const said = held.items.length ? fill(words().counted, { n: held.items.length }) : words().title;
    if (button && button.textContent !== said) button.textContent = said;
  }
  // The JSON of the briefing, as the server and the command line read it.
  function spell() {
    const items = held.items.map(({ said, ...item }) => item);
    return { ...held, title: held.title.trim() || words().untitled, items };
  }

  // ------------------------------------------------------------- what is put in

  function add(button) {
    load();
    const what = button.dataset.add;
    const charts = { timeline: "timeline", emphasis: new URLSearchParams(location.search).get("show") || "heatmap" };
    if (charts[what]) {
      const address = new URL(location.href).searchParams;
      ["event", "pile", "theme", "ui", "sort"].forEach((name) => address.delete(name));
      const query = address.toString();
      const said = document.getElementById("sentence").innerText.replace(/\s*×/g, "").trim();
      held.items.push({ chart: charts[what], address: query && `?${query}`, caption: "", notes: "", said });
    } else {
      held.items.push({ event: what, note: "", said: button.dataset.title });
    }
    keep();
    tellAdded(button);
  }
  function tellAdded(button) {
    const said = button.textContent;
    if (said === words().added) return;
    button.textContent = words().added;
    setTimeout(() => (button.textContent = said), 1500);
  }

  // ---------------------------------------------------------------- what is shown

  const make = (name, given, ...inside) => {
    const part = Object.assign(document.createElement(name), given);
    part.append(...inside);
    return part;
  };
  const nameOf = (item) => (item.chart ? words()[item.chart] : fill(words().event, { name: item.said || item.event }));

  function show() {
    const form = dialog().querySelector("form").elements;
    for (const name of TEXTS) form.namedItem(name).value = held[name];
    const list = dialog().querySelector(".tray-items");
    list.replaceChildren(...held.items.map(draw));
    form.form.closest("form").classList.toggle("empty", !held.items.length);
    dialog().querySelector("[type=submit]").disabled = !held.items.length;
    dialog().querySelector(".tray-save").disabled = !held.items.length;
    if (!held.items.length) tell(words().empty);
    count();
  }
  function draw(item, at) {
    const name = nameOf(item);
    const told = { number: at + 1, count: held.items.length, name };
    const button = (sign, what, off) => {
      const label = fill(words()[what], { name });
      const part = make("button", { type: "button", className: "tool", title: label, disabled: off }, sign);
      part.setAttribute("aria-label", label);
      part.dataset.act = what;
      return part;
    };
    const field = (key, label, tag) => {
      const input = make(tag, { name: `${key}-${at}`, value: item[key], autocomplete: "off", rows: 2 });
      input.dataset.key = key;
      return make("label", { className: "control of-text" }, make("span", { className: "field-label" }, label), input);
    };
    const head = make("div", { className: "tray-head" }, make("strong", {}, name));
    head.append(button("↑", "up", at === 0), button("↓", "down", at === held.items.length - 1), button("×", "remove"));
    const row = make("li", { className: "tray-item" }, head);
    row.setAttribute("aria-label", fill(words().item, told));
    if (item.chart) {
      row.append(make("p", { className: "hint" }, item.said || item.address));
      row.append(field("caption", words().caption, "input"), field("notes", words().note, "textarea"));
    } else row.append(field("note", words().note, "textarea"));
    return row;
  }
  function tell(text) {
    dialog().querySelector(".tray-said").textContent = text;
  }
  const rowsOf = () => [...dialog().querySelectorAll(".tray-item")];

  // --------------------------------------------------------------- what is done

  function act(row, what) {
    const at = rowsOf().indexOf(row);
    const name = nameOf(held.items[at]);
    const to = at + { up: -1, down: 1, remove: 0 }[what];
    if (to < 0 || to >= held.items.length) return;
    const [item] = held.items.splice(at, 1);
    if (what !== "remove") held.items.splice(to, 0, item);
    keep();
    show();
    if (what === "remove") {
      if (held.items.length) tell(fill(words().removed, { name }));
      const next = rowsOf()[Math.min(at, held.items.length - 1)];
      (next ? next.querySelector("[data-act=remove]") : dialog().querySelector("[data-close]")).focus();
    } else {
      tell(fill(words().moved, { number: to + 1, count: held.items.length, name }));
      const buttons = rowsOf()[to].querySelectorAll("button:not(:disabled)");
      ([...buttons].find((one) => one.dataset.act === what) || buttons[0]).focus();
    }
  }
  function save() {
    const text = new Blob([JSON.stringify(spell(), null, 2) + "\n"], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(text), download: `${spell().title}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  function choose() {
    const field = make("input", { type: "file", accept: ".json,application/json" });
    field.addEventListener("change", async function () {
      try {
        const told = JSON.parse(await field.files[0].text());
        const read = await window.exporting.ask("/briefing", { method: "POST", body: JSON.stringify(told) });
        held = { ...read, items: read.items.map((item) => ({ ...item, said: "" })) };
        keep();
        show();
        tell(fill(words().opened, { count: held.items.length }));
      } catch (error) {
        tell(fill(words().refused, { error: error.message }));
      }
    });
    field.click();
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-add]");
    if (button) add(button);
    if (!event.target.closest("#tray")) return;
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.dataset.act) act(pressed.closest(".tray-item"), pressed.dataset.act);
    else if (pressed.matches(".tray-save")) save();
    else if (pressed.matches(".tray-open")) choose();
  });
  document.addEventListener("input", function (event) {
    if (!event.target.closest("#tray") || !held) return;
    const row = event.target.closest(".tray-item");
    if (row) held.items[rowsOf().indexOf(row)][event.target.dataset.key] = event.target.value;
    else if (TEXTS.includes(event.target.name)) held[event.target.name] = event.target.value;
    keep();
  });
  document.addEventListener("keydown", function (event) {
    const row = event.target.closest && event.target.closest(".tray-item");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    act(row, event.key === "ArrowUp" ? "up" : "down");
  });
  window.addEventListener("storage", function (event) {
    if (!dialog() || event.key !== place()) return;
    load();
    show();
  });
  new MutationObserver(function (_, watching) {
    if (!dialog()) return;
    watching.disconnect();
    load();
    count();
  }).observe(document.documentElement, { childList: true, subtree: true });

  window.exporting.wire(
    "tray",
    function () {
      load();
      tell("");
      show();
    },
    function (box, form) {
      window.exporting.orderIn(box).run({
        figure: "briefing",
        form: form.elements.namedItem("form").value,
        briefing: spell(),
        version: box.dataset.version,
        reader: box.dataset.reader,
      });
    }
  );
})();
