// Brushes a stretch of the heatmap: the cells that a drag passes over, or in its table those up to a cell that is chosen
// with Shift. What is brushed is told to the server as codes of sectors and a first and a last day. Sends nothing else.
(function () {
  "use strict";

  const LEAST = 6; // pixels before a press is a drag
  const tell = (cell) => window.dash_clientside.set_props("cell", { data: { cell: cell, at: Date.now() } });

  // ------------------------------------------------------------ the picture

  let began = null; // where a press began: its cell and the panel it is in
  let frame = null; // what shows the stretch while it is drawn

  document.addEventListener("pointerdown", function (event) {
    const graph = event.target.closest && event.target.closest("#heatmap .js-plotly-plot");
    if (!graph || event.button !== 0 || event.pointerType === "touch") return;
    for (const trace of graph.data) {
      if (trace.type !== "heatmap" || !trace.customdata) continue;
      const cell = find(graph, trace, event, false);
      if (cell) began = { graph: graph, trace: trace, cell: cell, x: event.clientX, y: event.clientY };
    }
  }, true);
  window.addEventListener("pointermove", function (event) {
    if (!began) return;
    if (!frame && Math.hypot(event.clientX - began.x, event.clientY - began.y) < LEAST) return;
    if (!frame) {
      frame = document.body.appendChild(document.createElement("div"));
      frame.className = "stretch";
      document.body.classList.add("stretching");
    }
    event.preventDefault();
    const box = outline(began, find(began.graph, began.trace, event, true));
    for (const side of ["left", "top", "width", "height"]) frame.style[side] = `${box[side]}px`;
  });
  // Plotly would take the end of a drag for a click on its first cell: it is told of neither.
  window.addEventListener("mousedown", (event) => began && event.stopPropagation(), true);
  window.addEventListener("pointerup", function (event) {
    if (began && !frame) tell(began.trace.customdata[began.cell[0]][began.cell[1]]);
    if (frame) {
      const [rows, columns] = reach(began.cell, find(began.graph, began.trace, event, true));
      const held = began.trace.customdata;
      const codes = held.slice(rows[0], rows[1] + 1).map((row) => row[columns[0]][0]).filter(Boolean);
      tell([codes.join(","), held[began.cell[0]][columns[0]][1], held[began.cell[0]][columns[1]][2]]);
    }
    end();
  });
  window.addEventListener("pointercancel", end);
  window.addEventListener("keydown", (event) => event.key === "Escape" && end());
  function end() {
    if (frame) frame.remove();
    document.body.classList.remove("stretching");
    began = frame = null;
  }

  // The cell under a pointer as row and column; ``near`` is content with the nearest one.
  function find(graph, trace, event, near) {
    const [xs, ys] = edges(graph, trace);
    const row = place(ys, event.clientY, near);
    const column = place(xs, event.clientX, near);
    if (row === null || column === null) return null;
    const filled = nearest(trace.customdata, row, column);
    return near || filled === row ? [filled, column] : null;
  }
  function edges(graph, trace) {
    const box = graph.getBoundingClientRect();
    const { xaxis, yaxis } = graph._fullLayout;
    const clip = (pixel) => Math.min(Math.max(pixel, 0), xaxis._length);
    return [
      Array.from(trace.x, (edge) => box.left + xaxis._offset + clip(xaxis.d2p(edge))),
      Array.from(trace.y, (edge) => box.top + yaxis._offset + yaxis.d2p(edge)),
    ];
  }
  function place(edges, at, near) {
    const last = edges.length - 2;
    if (at < edges[0]) return near ? 0 : null;
    if (at >= edges[last + 1]) return near ? last : null;
    return edges.findLastIndex((edge, number) => number <= last && edge <= at);
  }
  // Between two rows there may be room that is no row.
  function nearest(held, row, column) {
    for (let step = 0; step < held.length; step++) {
      if (held[row - step] && held[row - step][column][0]) return row - step;
      if (held[row + step] && held[row + step][column][0]) return row + step;
    }
    return row;
  }
  const reach = (one, other) => [0, 1].map((side) => [one[side], other[side]].sort((a, b) => a - b));
  function outline(from, cell) {
    const [rows, columns] = reach(from.cell, cell);
    const [xs, ys] = edges(from.graph, from.trace);
    const [left, top] = [xs[columns[0]], ys[rows[0]]];
    return { left: left, top: top, width: xs[columns[1] + 1] - left, height: ys[rows[1] + 1] - top };
  }

  // ---------------------------------------------- what was read, on the axis

  // While the timeline moves under the hand, the strip beneath it goes along.
  const parts = (window.timelineParts = window.timelineParts || { drawn: [], moved: [] });
  parts.moved.push(function (view) {
    const bars = document.querySelector("#coverage .coverage-bars");
    if (!bars) return;
    const [first, last] = [Number(bars.dataset.first), Number(bars.dataset.last)];
    const shift = (100 * (first - view[0])) / (view[1] - view[0]);
    bars.style.transform = `translateX(${shift}%) scaleX(${(last - first) / (view[1] - view[0])})`;
  });

  // -------------------------------------------------------------- the table

  let anchor = null; // the cell chosen last without Shift, as it is spelled
  function extend(button) {
    const buttons = [...button.closest("table").querySelectorAll("button[data-cell]")];
    const from = buttons.find((one) => one.dataset.cell === anchor) || buttons.find((one) => one.ariaPressed === "true");
    if (!from || from === button) return false;
    const [first, last] = [from, button].map((one) => one.dataset.cell.split("~"));
    const lines = [...button.closest("tbody").rows];
    const [low, high] = [from, button].map((one) => lines.indexOf(one.closest("tr"))).sort((a, b) => a - b);
    const codes = lines.slice(low, high + 1).map((line) => line.querySelector("button[data-cell]"));
    tell([
      codes.filter(Boolean).map((one) => one.dataset.cell.split("~")[0]).join(","),
      first[1] < last[1] ? first[1] : last[1],
      first[2] > last[2] ? first[2] : last[2],
    ]);
    return true;
  }
  const buttonOf = (event) => event.target.closest && event.target.closest("table.cells button[data-cell]");
  window.addEventListener("click", function (event) {
    const button = buttonOf(event);
    if (!button) return;
    if (event.shiftKey && extend(button)) event.stopPropagation();
    else anchor = button.dataset.cell;
  }, true);
  window.addEventListener("keydown", function (event) {
    const button = event.shiftKey && /^(Enter| )$/.test(event.key) && buttonOf(event);
    if (button && extend(button)) event.preventDefault();
  }, true);
})();
