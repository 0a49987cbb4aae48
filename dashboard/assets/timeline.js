// Moves the timeline under the reader's hand: drag, wheel, pinch, keys. While it moves, what is drawn is only shifted
// and stretched; when it comes to rest the window is told to the server, which draws it anew. Sends nothing elsewhere.
(function () {
  "use strict";

  const DAY = 86400000;
  const LEAST = 6 * DAY; // no nearer than this
  const [EARLIEST, LATEST] = [Date.UTC(1900, 0, 1), Date.UTC(2101, 0, 1)];
  const REST = 240; // milliseconds without a move after which the window is told
  const PATIENCE = 4000; // milliseconds that an answer is waited for before another picture is believed

  // What the other files add: functions called when a picture was drawn, and when the view moved.
  const parts = (window.timelineParts = window.timelineParts || { drawn: [], moved: [] });

  let graph = null; // Plotly's element
  let frame = null; // the element around it, which hears the hand
  let base = null; // the window that is drawn, in milliseconds
  let view = null; // the window that is shown
  let wanted = null; // the window that was told to the server and is not drawn yet
  let held = false; // a hand is on it
  let resting = 0;
  let painting = 0;
  let painted = 1; // how far it is stretched
  let still = []; // symbols and words, which keep their shape while all else is stretched
  let fixed = []; // shapes that stand at a day

  const plot = () => graph._fullLayout._plots.xy.xaxis;

  function attend() {
    const found = document.querySelector("#timeline .js-plotly-plot");
    if (!found || !found.on || !found._fullLayout) return void requestAnimationFrame(attend);
    if (found === graph) return;
    graph = found;
    graph.on("plotly_afterplot", drawn);
    const next = graph.closest(".graph-frame");
    if (next !== frame) {
      frame = next;
      listen(frame);
    }
    drawn();
  }

  // A picture has been drawn: where it is the one that was asked for it is the view, else the view stays.
  function drawn() {
    const meta = graph.layout && graph.layout.meta;
    if (!meta || !meta.lanes) return;
    base = [meta.first * DAY, meta.last * DAY];
    still = [];
    fixed = [];
    painted = 1;
    for (const layer of layers()) layer.removeAttribute("transform"); // Plotly draws anew in the layers it has
    const reached = wanted && wanted[0] === base[0] && wanted[1] === base[1];
    if (reached || !wanted || Date.now() - wanted[2] > PATIENCE) wanted = null;
    if (!held && !wanted && !resting) view = base.slice();
    frame.classList.remove("waiting");
    if (view[0] !== base[0] || view[1] !== base[1]) paint();
    else frame.classList.remove("moving");
    for (const part of parts.drawn) part(meta);
    for (const part of parts.moved) part(view);
  }

  // ------------------------------------------------------------ shift and stretch what is drawn

  // Those that lie on the time axis; the legend's do not.
  const layers = () =>
    [...graph.querySelectorAll(".overplot > .xy, .overplot > .xy3")].flatMap((plot) => [
      ...plot.querySelectorAll(".barlayer, .scatterlayer"),
    ]);

  function collect() {
    const found = layers().flatMap((layer) => [...layer.querySelectorAll(".points > path.point, .textpoint")]);
    for (const element of found.filter((one) => !one.closest(".barlayer"))) {
      const told = /translate\(([-\d.e]+)[, ]+([-\d.e]+)\)/.exec(element.getAttribute("transform") || "") || [0, 0, 0];
      const words = element.firstElementChild;
      const x = words && words.tagName === "text" ? Number(words.getAttribute("x")) : 0;
      still.push([element, Number(told[1]), Number(told[2]), x]);
    }
    const shapes = graph._fullLayout.shapes || [];
    for (const element of graph.querySelectorAll(".shapelayer path[data-index]")) {
      const shape = shapes[Number(element.getAttribute("data-index"))];
      if (!shape || shape.xref !== "x") continue;
      const at = shape.xsizemode === "pixel" ? shape.xanchor : shape.x0;
      fixed.push([element, plot().d2p(at)]);
    }
  }

  function paint() {
    painting = 0;
    if (!graph || !base) return;
    if (!still.length && !fixed.length) collect();
    const width = plot()._length;
    const stretch = (base[1] - base[0]) / (view[1] - view[0]);
    const shift = ((base[0] - view[0]) / (view[1] - view[0])) * width;
    const here = stretch === 1 && shift === 0;
    for (const layer of layers()) {
      layer.setAttribute("transform", here ? "" : `matrix(${stretch} 0 0 1 ${shift} 0)`);
    }
    if (stretch !== painted) {
      const back = 1 / stretch;
      for (const [element, x, y, inner] of still) {
        element.setAttribute("transform", `matrix(${back} 0 0 1 ${x + inner * (1 - back)} ${y})`);
      }
      painted = stretch;
    }
    for (const [element, x] of fixed) {
      element.setAttribute("transform", `translate(${stretch * x + shift - x} 0)`);
    }
    frame.classList.add("moving");
    for (const part of parts.moved) part(view);
  }

  function show(first, last) {
    const size = Math.min(Math.max(last - first, LEAST), LATEST - EARLIEST);
    const middle = (first + last) / 2;
    let start = size === last - first ? first : middle - size / 2;
    start = Math.min(Math.max(start, EARLIEST), LATEST - size);
    view = [start, start + size];
    if (!painting) painting = requestAnimationFrame(paint);
  }

  // Tell the window in whole days, once the hand rests.
  function rest(delay) {
    clearTimeout(resting);
    resting = setTimeout(function () {
      resting = 0;
      if (held) return;
      const first = Math.round(view[0] / DAY) * DAY;
      const last = Math.max(Math.round(view[1] / DAY) * DAY, first + DAY);
      view = [first, last];
      if (first === base[0] && last === base[1]) return void paint();
      wanted = [first, last, Date.now()];
      frame.classList.add("waiting");
      tell({ "xaxis.range": [spell(first), spell(last)] });
    }, delay);
  }
  const spell = (time) => new Date(time).toISOString().slice(0, 10);
  const tell = (relayout) =>
    window.dash_clientside.set_props("timeline", { relayoutData: Object.assign({ at: Date.now() }, relayout) });

  function move(share, delay) {
    const size = view[1] - view[0];
    show(view[0] + share * size, view[1] + share * size);
    rest(delay);
  }

  // Nearer or farther about a point of the window, 0 its left edge and 1 its right one.
  function zoom(factor, about, delay) {
    const pivot = view[0] + about * (view[1] - view[0]);
    show(pivot - (pivot - view[0]) * factor, pivot + (view[1] - pivot) * factor);
    rest(delay);
  }

  function all() {
    wanted = null;
    tell({ "xaxis.autorange": true });
  }

  function goTo(first, last) {
    show(first, last);
    rest(0);
  }

  // ------------------------------------------------------------ the hand

  function listen(element) {
    const hands = new Map();
    let began = null;
    const place = (event) => {
      const box = graph.getBoundingClientRect();
      return (event.clientX - box.left - plot()._offset) / plot()._length;
    };
    const over = (event) => {
      const box = graph.getBoundingClientRect();
      const last = (graph.layout.meta.lanes || []).at(-1);
      const low = last ? last.top + last.height + 8 : 200;
      const x = place(event);
      return view && x >= 0 && x <= 1 && event.clientY - box.top < low && !event.target.closest("button, input, select");
    };

    element.addEventListener("pointerdown", function (event) {
      if (event.button !== 0 || !over(event)) return;
      hands.set(event.pointerId, place(event));
      began = { view: view.slice(), places: [...hands.values()], x: event.clientX, moved: hands.size > 1 };
    });
    window.addEventListener("pointermove", function (event) {
      if (!hands.has(event.pointerId) || !began) return;
      if (!began.moved && Math.abs(event.clientX - began.x) < 6) return;
      if (!began.moved) element.classList.add("grabbed");
      held = began.moved = true;
      hands.set(event.pointerId, place(event));
      const now = [...hands.values()];
      const size = began.view[1] - began.view[0];
      if (now.length > 1) {
        const before = Math.max(Math.abs(began.places[0] - began.places[1]), 0.02);
        const factor = before / Math.max(Math.abs(now[0] - now[1]), 0.02);
        const pivot = began.view[0] + ((began.places[0] + began.places[1]) / 2) * size;
        const first = pivot - ((now[0] + now[1]) / 2) * size * factor;
        show(first, first + size * factor);
      } else {
        const by = (began.places[0] - now[0]) * size;
        show(began.view[0] + by, began.view[1] + by);
      }
      event.preventDefault();
    });
    const release = function (event) {
      if (!hands.delete(event.pointerId) || !began) return;
      element.classList.remove("grabbed");
      if (hands.size) {
        began = { view: view.slice(), places: [...hands.values()], x: event.clientX, moved: true };
        return;
      }
      held = false;
      if (began.moved) rest(40);
      began = null;
    };
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", release);

    element.addEventListener(
      "wheel",
      function (event) {
        if (!over(event)) return;
        const unit = event.deltaMode === 1 ? 16 : 1;
        const across = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          event.preventDefault();
          return move((across * unit) / plot()._length, REST);
        }
        const whole = parts.whole;
        const widest = whole && view[0] <= whole[0] && view[1] >= whole[1];
        if (event.deltaY > 0 && widest && !event.ctrlKey) return; // all is in view: the page scrolls
        event.preventDefault();
        const far = Math.min(Math.max(event.deltaY * unit, -240), 240);
        zoom(Math.exp(far * (event.ctrlKey ? 0.01 : 0.0022)), place(event), REST);
      },
      { passive: false }
    );
    element.addEventListener("dblclick", function (event) {
      if (over(event)) all();
    });
    element.addEventListener("keydown", function (event) {
      if (event.target !== element || event.altKey || event.ctrlKey || event.metaKey || !view) return;
      const act = {
        "+": () => zoom(0.7, 0.5, REST),
        "=": () => zoom(0.7, 0.5, REST),
        "-": () => zoom(1 / 0.7, 0.5, REST),
        ArrowLeft: () => move(event.shiftKey ? -0.5 : -0.12, REST),
        ArrowRight: () => move(event.shiftKey ? 0.5 : 0.12, REST),
        Home: all,
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }

  Object.assign(parts, {
    show: show,
    rest: rest,
    goTo: goTo,
    hold: (yes) => (held = yes),
    graph: () => graph,
    view: () => view,
    axis: () => plot(),
  });
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  clientside.timeline = Object.assign(clientside.timeline || {}, {
    attend: function () {
      attend();
      return clientside.no_update;
    },
  });
  if (document.querySelector(".still")) attend(); // it comes with the page, before any answer
})();
