// The strip of all dates above the timeline: how dense they are, the window as a brush, and a field to jump to a date.
(function () {
  "use strict";

  const DAY = 86400000;
  const SVG = "http://www.w3.org/2000/svg";
  const parts = (window.timelineParts = window.timelineParts || { drawn: [], moved: [] });
  let strip = null;
  let whole = null;

  const draw = (name, around, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    around.appendChild(element);
    return element;
  };
  const say = (time) =>
    new Intl.DateTimeFormat(document.documentElement.lang || "en", {
      year: "numeric",
      month: "long",
      day: "numeric",
      timeZone: "UTC",
    }).format(time);

  function build(found) {
    strip = found;
    strip.addEventListener("pointerdown", grab);
    const brush = strip.querySelector(".brush");
    brush.addEventListener("keydown", press);
    const form = document.getElementById("go-to");
    const label = document.createElement("label");
    const field = document.createElement("input");
    label.className = "tool-label";
    field.className = "tool-field";
    field.placeholder = "2023-05";
    field.autocomplete = "off";
    label.append(form.dataset.label, field);
    form.replaceChildren(label);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      const days = read(field.value);
      field.setAttribute("aria-invalid", String(!days));
      if (days) parts.goTo(days[0], days[1]);
    });
    field.addEventListener("input", () => field.removeAttribute("aria-invalid"));
  }

  // A date as people type it, 2023, 2023-05, 2023-05-17 or 2023年5月: the window that shows it with some room.
  function read(text) {
    const found = /^\s*(\d{4})(?:\D+(\d{1,2}))?(?:\D+(\d{1,2}))?\D*$/.exec(text);
    if (!found) return null;
    const [year, month, day] = found.slice(1).map((part) => (part === undefined ? null : Number(part)));
    if (year < 1900 || year > 2100 || (month !== null && (month < 1 || month > 12))) return null;
    if (day !== null && (day < 1 || day > 31)) return null;
    const first = Date.UTC(year, (month || 1) - 1, day || 1);
    const last = day !== null ? first + DAY : month !== null ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1);
    const room = day !== null ? 15 * DAY : month !== null ? 31 * DAY : 91 * DAY;
    return [first - room, last + room];
  }

  parts.drawn.push(function (meta) {
    const found = document.getElementById("timeline-overview");
    if (!found || !meta.overview) return;
    if (found !== strip) build(found);
    const told = meta.overview;
    whole = [told.first * DAY, Math.max(told.last, told.first + told.size * told.counts.length) * DAY];
    parts.whole = whole;
    const axis = parts.axis();
    strip.style.marginLeft = `${axis._offset}px`;
    strip.style.width = `${axis._length}px`;
    const around = strip.querySelector(".density-strip");
    around.replaceChildren();
    const picture = draw("svg", around, { "aria-hidden": "true" });
    const [width, height] = [axis._length, around.clientHeight || 34];
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const most = Math.sqrt(Math.max(1, ...told.counts));
    const step = ((told.size * DAY) / (whole[1] - whole[0])) * width;
    let path = `M0 ${height - 12}`;
    told.counts.forEach((count, number) => {
      const y = height - 12 - (Math.sqrt(count) / most) * (height - 15);
      path += `L${(number * step).toFixed(1)} ${y.toFixed(1)}H${((number + 1) * step).toFixed(1)}`;
    });
    draw("path", picture, { d: `${path}V${height - 12}Z`, class: "density" });
    draw("path", picture, { d: `M0 ${height - 11.5}H${width}`, class: "ground" });
    years(picture, width, height);
    place(parts.view());
  });
  parts.moved.push(place);

  function years(picture, width, height) {
    const [first, last] = whole.map((time) => new Date(time).getUTCFullYear());
    const room = 44;
    const every = [1, 2, 5, 10, 20, 50, 100].find((one) => (width / (last - first + 1)) * one > room) || 100;
    for (let year = Math.ceil(first / every) * every; year <= last; year += every) {
      const x = ((Date.UTC(year, 0, 1) - whole[0]) / (whole[1] - whole[0])) * width;
      if (x < 0 || x > width - 26) continue;
      draw("path", picture, { d: `M${x.toFixed(1)} ${height - 11}v4`, class: "ground" });
      draw("text", picture, { x: (x + 3).toFixed(1), y: height - 1 }).textContent = year;
    }
  }

  function place(view) {
    if (!strip || !whole || !view) return;
    const brush = strip.querySelector(".brush");
    const size = whole[1] - whole[0];
    const [low, high] = view.map((time) => Math.min(Math.max((time - whole[0]) / size, 0), 1));
    brush.style.left = `${low * 100}%`;
    brush.style.width = `max(${(high - low) * 100}%, 10px)`;
    const middle = Math.min(Math.max((view[0] + view[1]) / 2, whole[0]), whole[1]);
    brush.setAttribute("aria-valuemin", Math.round(whole[0] / DAY));
    brush.setAttribute("aria-valuemax", Math.round(whole[1] / DAY));
    brush.setAttribute("aria-valuenow", Math.round(middle / DAY));
    brush.setAttribute("aria-valuetext", `${say(view[0])} – ${say(view[1] - DAY)}`);
  }

  // Drag the window, either of its edges, or a new window where there is none.
  function grab(event) {
    if (event.button !== 0 || !whole) return;
    const box = strip.getBoundingClientRect();
    const time = (one) => whole[0] + ((one.clientX - box.left) / box.width) * (whole[1] - whole[0]);
    const [from, before] = [time(event), parts.view().slice()];
    const on = event.target.closest("[data-edge]");
    const what = on ? on.dataset.edge : event.target.closest(".brush") ? "all" : "new";
    let moved = false;
    parts.hold(true);
    const drag = function (next) {
      const now = time(next);
      if (!moved && Math.abs(next.clientX - event.clientX) < 3) return;
      moved = true;
      const by = now - from;
      if (what === "all") parts.show(before[0] + by, before[1] + by);
      else if (what === "start") parts.show(Math.min(before[0] + by, before[1] - 7 * DAY), before[1]);
      else if (what === "end") parts.show(before[0], Math.max(before[1] + by, before[0] + 7 * DAY));
      else parts.show(Math.min(from, now), Math.max(from, now));
    };
    const drop = function () {
      window.removeEventListener("pointermove", drag);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", drop);
      parts.hold(false);
      if (!moved && what === "new") {
        const half = (before[1] - before[0]) / 2;
        parts.show(from - half, from + half);
      }
      parts.rest(40);
    };
    window.addEventListener("pointermove", drag);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", drop);
    event.preventDefault();
    strip.querySelector(".brush").focus({ preventScroll: true });
  }

  // Arrow keys move the window, with shift its end.
  function press(event) {
    const view = parts.view();
    if (!view || !whole || event.altKey || event.ctrlKey || event.metaKey) return;
    const size = view[1] - view[0];
    const step = Math.max(size / 10, DAY);
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 8, PageDown: -8 }[event.key];
    if (way && event.shiftKey) parts.show(view[0], Math.max(view[1] + way * step, view[0] + 7 * DAY));
    else if (way) parts.show(view[0] + way * step, view[1] + way * step);
    else if (event.key === "Home") parts.show(whole[0], whole[0] + size);
    else if (event.key === "End") parts.show(whole[1] - size, whole[1]);
    else return;
    event.preventDefault();
    parts.rest(300);
  }
})();
