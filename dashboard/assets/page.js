// What the page does in the browser alone: tells the charts' width, opens a row of the list on Enter,
// opens and closes the drawer of filters on a phone. Reads no source text and sends nothing anywhere.
(function () {
  "use strict";

  // The room the charts have, so that marks are packed in true pixels. Told again only when it really changed.
  let told = [0, 0];
  let waiting = null;
  function tellRoom() {
    const frame = document.querySelector(".charts");
    const ready = window.dash_clientside && window.dash_clientside.set_props;
    const width = frame ? Math.floor(frame.clientWidth) : 0;
    const height = window.innerHeight;
    if (!ready || width < 120) return;
    // A phone's address bar comes and goes: its height alone is no reason to draw again.
    if (Math.abs(width - told[0]) < 4 && (width < 700 || Math.abs(height - told[1]) < 40)) return;
    told = [width, height];
    window.dash_clientside.set_props("chart-room", { data: told });
  }
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(tellRoom, 120);
  }
  const sizes = new ResizeObserver(later);
  let watched = null;
  new MutationObserver(function () {
    const frame = document.querySelector(".charts");
    if (frame && frame !== watched) {
      watched = frame;
      told = [0, 0];
      sizes.observe(frame);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  window.addEventListener("resize", later);

  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.openOnEnter = function (params, setEventData) {
    if (params.event && params.event.key === "Enter" && params.data) {
      setEventData({ event: params.data.id });
    }
  };
  // Dates are sorted by where they stand on the axis, not by their words.
  functions.byPlace = function (first, second, firstNode, secondNode) {
    return firstNode.data.sort - secondNode.data.sort;
  };

  // Plotly tells of a click on a cell where it was, not which cell it is: that stands in the trace.
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  clientside.page = {
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

  function showFilters(shown) {
    document.body.classList.toggle("filters-shown", shown);
    const opener = document.getElementById("filters-open");
    if (opener) opener.setAttribute("aria-expanded", String(shown));
    const next = document.getElementById(shown ? "filters-close" : "filters-open");
    if (next) next.focus();
  }
  function closeMenu(focus) {
    const menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest(".menu-item") || !event.target.closest("details.menu")) closeMenu(false);
    if (event.target.closest("#filters-open")) showFilters(true);
    else if (event.target.closest("#filters-close")) showFilters(false);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closeMenu(true);
    if (event.key === "Escape" && document.body.classList.contains("filters-shown")) showFilters(false);
  });
})();
