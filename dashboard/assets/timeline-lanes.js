// The buttons beside the heads of lanes, the choice of what lanes are of, and the ring round the opened event.
(function () {
  "use strict";

  const DAY = 86400000;
  const SVG = "http://www.w3.org/2000/svg";
  const ACTS = [
    ["fold", "▾"],
    ["pin", "⚲"],
    ["up", "↑"],
    ["down", "↓"],
  ];
  const parts = (window.timelineParts = window.timelineParts || { drawn: [], moved: [] });
  let told = "";
  let opened = null;
  let spots = [];
  let again = null; // the button that had the focus before lanes were drawn anew

  const tell = (what) => window.dash_clientside.set_props("lane-move", { data: Object.assign({ at: Date.now() }, what) });

  function button(act, sign, lane, words) {
    const element = document.createElement("button");
    const key = act === "fold" && lane.collapsed ? "unfold" : act === "pin" && lane.pinned ? "unpin" : act;
    const label = words[key].replace("{lane}", lane.label);
    element.type = "button";
    element.className = "lane-act";
    element.dataset.act = act;
    element.textContent = key === "unfold" ? "▸" : sign;
    element.title = label;
    element.setAttribute("aria-label", label);
    if (act === "fold") element.setAttribute("aria-expanded", String(!lane.collapsed));
    if (act === "pin") element.setAttribute("aria-pressed", String(lane.pinned));
    element.addEventListener("click", function () {
      again = [lane.code, act];
      tell({ lane: lane.code, act: act, lanes: parts.lanes.map((one) => one.code) });
    });
    return element;
  }

  parts.drawn.push(function (meta) {
    const heads = document.getElementById("lane-heads");
    if (!heads) return;
    parts.lanes = meta.lanes;
    choose(meta);
    const now = JSON.stringify([meta.lanes, meta.width]);
    if (now === told && heads.childElementCount) return ring();
    told = now;
    const words = JSON.parse(heads.dataset.words);
    const left = parts.axis()._offset;
    heads.classList.toggle("narrow", left < 60);
    heads.replaceChildren(
      ...meta.lanes.map(function (lane, number) {
        const row = document.createElement("div");
        row.className = "lane-head" + (lane.pinned ? " pinned" : "") + (lane.collapsed ? " folded" : "");
        row.style.top = `${lane.top + 4}px`;
        row.style.height = `${lane.height}px`;
        row.style.width = left < 60 ? "" : `${left - 14}px`;
        row.setAttribute("role", "group");
        row.setAttribute("aria-label", lane.label);
        const acts = ACTS.filter(
          ([act]) =>
            !(act === "up" && !number) &&
            !(act === "down" && number === meta.lanes.length - 1) &&
            !(lane.code === "other" && act !== "fold")
        );
        row.replaceChildren(...acts.map(([act, sign]) => button(act, sign, lane, words)));
        return row;
      })
    );
    if (again) {
      const number = meta.lanes.findIndex((lane) => lane.code === again[0]);
      const next = heads.children[number] && heads.children[number].querySelector(`[data-act=${again[1]}]`);
      if (next) next.focus({ preventScroll: true });
      again = null;
    }
    ring();
  });

  function choose(meta) {
    const select = document.getElementById("lane-by");
    if (!select) return;
    if (!select.dataset.heard) {
      select.dataset.heard = "yes";
      select.addEventListener("change", () => tell({ act: "by", by: select.value }));
    }
    select.value = meta.lane_by;
  }

  // ------------------------------------------------------------ the ring

  function ring() {
    spots = [];
    const graph = parts.graph();
    const trace = graph.data.find((one) => one.name === "marks");
    const kept = trace && trace.customdata.findIndex((one) => one[0] === opened);
    if (opened && kept >= 0) {
      const full = graph._fullData.find((one) => one.name === "marks");
      for (let i = 0; i < trace.customdata.length; i++) {
        if (trace.customdata[i][0] !== opened) continue;
        spots.push({ at: full.x[i], y: full.y[i], told: trace.meta.told[i], meant: trace.meta.meant[i] });
      }
    }
    place(parts.view());
  }

  function place(view) {
    const graph = parts.graph();
    const layer = document.getElementById("timeline-ring");
    if (!layer || !graph || !view) return;
    const axis = parts.axis();
    layer.style.left = `${axis._offset}px`;
    layer.style.width = `${axis._length}px`;
    const pixel = (time) => ((time - view[0]) / (view[1] - view[0])) * axis._length;
    const marks = [];
    const draw = (name, attributes, text) => {
      const element = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      if (text) element.textContent = text;
      marks.push(element);
    };
    spots.forEach(function (spot, number) {
      const [x, y] = [pixel(new Date(spot.at).getTime()), spot.y + 4];
      const other = [spot.told, spot.meant].find((day) => day !== null && Math.abs(pixel(day * DAY) - x) > 14);
      if (!number && other !== undefined) {
        const end = pixel(other * DAY);
        const way = end < x ? -1 : 1;
        draw("path", { d: `M${end} ${y}H${x + way * 11}`, class: "halo" });
        draw("path", { d: `M${end} ${y}H${x + way * 11}M${end} ${y - 5}v10` });
        const words = JSON.parse(layer.dataset.words);
        const form = other === spot.told ? words.told : words.meant;
        const day = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
          year: "numeric",
          month: "short",
          day: "numeric",
          timeZone: "UTC",
        }).format(other * DAY);
        const anchor = way < 0 ? "end" : "start";
        draw("text", { x: end + way * 5, y: y + 3.5, "text-anchor": anchor, class: "halo" }, `${form} ${day}`);
        draw("text", { x: end + way * 5, y: y + 3.5, "text-anchor": anchor }, `${form} ${day}`);
      }
      draw("circle", { cx: x, cy: y, r: 10 });
    });
    const picture = document.createElementNS(SVG, "svg");
    picture.replaceChildren(...marks);
    layer.replaceChildren(...(marks.length ? [picture] : []));
  }
  parts.moved.push(place);

  const clientside = (window.dash_clientside = window.dash_clientside || {});
  clientside.timeline = Object.assign(clientside.timeline || {}, {
    point: function (query) {
      opened = new URLSearchParams(query || "").get("event");
      if (parts.graph && parts.graph() && parts.view()) ring();
      return clientside.no_update;
    },
  });
})();
