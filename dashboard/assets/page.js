// What the page does in the browser alone: tells the charts' width, opens and closes the drawer of filters on a phone,
// undoes and redoes, says when the server does not answer. Reads no source text and sends nothing anywhere.
(function () {
  "use strict";

  // The room the charts have, so that marks are packed in true pixels, and the colours that the reader's system asks
  // for. Told again only when they really changed.
  let told = [0, 0, ""];
  let waiting = null;
  const root = document.documentElement;
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  function measure(frame) {
    const scheme = root.dataset.scheme || (night.matches ? "dark" : "light");
    return [frame ? Math.floor(frame.clientWidth) : 0, window.innerHeight, scheme];
  }
  // For the timeline that comes with the page, and for the still picture of the next visit: with the panel closed, or
  // in the room that is left beside it.
  function remember(room) {
    const known = (/(?:^|; )room=([^;]*)/.exec(document.cookie) || ["", ""])[1].split(",");
    const beside = root.classList.contains("panel-shown");
    const [width, height, scheme] = room;
    const value = [beside ? known[0] : width, height, scheme, beside ? width : known[3] || ""];
    const [kept, age] = width < 120 ? ["", 0] : [value, 31536000];
    document.cookie = `room=${kept}; path=/; max-age=${age}; samesite=strict`;
  }
  remember(measure(document.querySelector(".still .charts")));
  // No colours are asked for and none are remembered: those of the system, in which the still picture is not drawn.
  if (!root.dataset.scheme) {
    if (night.matches) document.querySelectorAll(".still").forEach((still) => still.classList.add("unfit"));
    root.dataset.scheme = night.matches ? "dark" : "light";
  }
  function tellRoom() {
    const frame = document.querySelector("#react-entry-point .charts");
    const ready = window.dash_clientside && window.dash_clientside.set_props;
    const [width, height, scheme] = measure(frame);
    if (!ready || width < 120) return;
    // A phone's address bar comes and goes: its height alone is no reason to draw again.
    const same = Math.abs(width - told[0]) < 4 && (width < 700 || Math.abs(height - told[1]) < 40);
    if (same && scheme === told[2]) return;
    told = [width, height, scheme];
    remember(told);
    window.dash_clientside.set_props("chart-room", { data: told });
  }
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(tellRoom, 120);
  }
  const sizes = new ResizeObserver(later);
  let watched = null;
  new MutationObserver(function () {
    const frame = document.querySelector("#react-entry-point .charts");
    if (frame && frame !== watched) {
      watched = frame;
      showSteps();
      told = [0, 0, ""];
      sizes.observe(frame);
    }
  }).observe(root, { childList: true, subtree: true });

  // The page's colours: those that its address asks for, else those of the reader's system.
  let asked = null;
  function colour() {
    if (asked !== null) root.dataset.scheme = asked || (night.matches ? "dark" : "light");
  }
  night.addEventListener("change", colour);

  window.addEventListener("resize", later);
  new MutationObserver(later).observe(root, { attributeFilter: ["data-scheme"] });

  // Plotly tells of a click on a cell where it was, not which cell it is: that stands in the trace.
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  clientside.page = {
    colour: function (scheme) {
      asked = scheme || "";
      colour();
      return clientside.no_update;
    },
    findCell: function (click, figure) {
      const point = click && click.points && click.points[0];
      if (!point) return clientside.no_update;
      const trace = figure.data[point.curveNumber];
      let held = point.customdata;
      if (!held && trace.type === "heatmap") {
        const time = new Date(point.x).getTime();
        const column = trace.x.findLastIndex((edge) => new Date(edge).getTime() <= time);
        const row = trace.y.findLastIndex((edge) => edge <= point.y);
        held = trace.customdata[row] && trace.customdata[row][column];
      }
      return held && held[0] ? { cell: held, at: Date.now() } : clientside.no_update;
    },
  };

  // Every change of the address is a step that can be undone: its depth is kept in the browser's own history, and of
  // changes of the window that follow each other within a moment only the last one is a step.
  const history = window.history;
  const push = history.pushState.bind(history);
  const MOMENT = 800; // milliseconds
  let depth = (history.state && history.state.depth) || 0;
  const arrived = (performance.getEntriesByType("navigation")[0] || {}).type;
  let deepest = arrived === "navigate" ? depth : Math.max(depth, Number(sessionStorage.getItem("deepest")) || 0);
  let moved = 0;
  function without(address, name) {
    const parts = new URL(address, location.href);
    parts.searchParams.delete(name);
    return parts.toString();
  }
  history.pushState = function (state, title, address) {
    const now = Date.now();
    const next = new URL(address || "", location.href).toString();
    const zoomed = without(next, "zoom") === without(location.href, "zoom");
    if (zoomed && depth && now - moved < MOMENT) {
      history.replaceState(Object.assign({}, state, { depth: depth }), title, address);
    } else {
      depth += 1;
      deepest = depth;
      push(Object.assign({}, state, { depth: depth }), title, address);
    }
    moved = zoomed ? now : 0;
    showSteps();
  };
  window.addEventListener("popstate", function (event) {
    depth = (event.state && event.state.depth) || 0;
    moved = 0;
    showSteps();
  });
  function showSteps() {
    sessionStorage.setItem("deepest", String(deepest));
    const undo = document.getElementById("undo");
    const redo = document.getElementById("redo");
    if (undo) undo.disabled = depth < 1;
    if (redo) redo.disabled = depth >= deepest;
  }
  function step(back) {
    if (back ? depth > 0 : depth < deepest) history.go(back ? -1 : 1);
  }
  function isWriting(element) {
    return !!element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) &&
      !/^(checkbox|radio|range|button)$/.test(element.type);
  }

  // Whether the server answers: a request that fails is told on the page until one succeeds again.
  // What Dash asks for first is asked for while its scripts are still being read.
  const fetched = window.fetch.bind(window);
  const early = new Map(["/_dash-layout", "/_dash-dependencies"].map((path) => [path, fetched(path)]));
  function ask(path, resource, options) {
    const begun = early.get(path);
    return begun && early.delete(path) ? begun : fetched(resource, options);
  }
  window.fetch = function (resource, options) {
    const asked = String((resource && resource.url) || resource);
    const ours = asked.includes("_dash-update-component") || asked.includes("_dash-layout");
    return ask(asked, resource, options).then(
      function (answer) {
        if (ours) showTrouble(answer.status >= 500);
        return answer;
      },
      function (error) {
        if (ours && error.name !== "AbortError") showTrouble(true);
        throw error;
      }
    );
  };
  function showTrouble(there) {
    const place = document.getElementById("trouble");
    if (place) place.hidden = !there;
  }

  function showFilters(shown) {
    document.body.classList.toggle("filters-shown", shown);
    const opener = document.getElementById("filters-open");
    if (opener) opener.setAttribute("aria-expanded", String(shown));
    const next = document.getElementById(shown ? "filters-close" : "filters-open");
    if (next) next.focus();
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest("#undo")) step(true);
    else if (event.target.closest("#redo")) step(false);
    if (event.target.closest("#filters-open")) showFilters(true);
    else if (event.target.closest("#filters-close")) showFilters(false);
  });
  document.addEventListener("keydown", function (event) {
    const pressed = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !isWriting(event.target)) {
      if (pressed === "z" || pressed === "y") {
        event.preventDefault();
        step(pressed === "z" && !event.shiftKey);
      }
    }
    if (event.key === "Escape" && document.body.classList.contains("filters-shown")) showFilters(false);
  });
})();
