// Draws the charts of a briefing and leads from a mark to its sentence; asks nobody for anything.

"use strict";

const unpack = async id => {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), sign => sign.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
};

const rows = [...document.querySelectorAll(".sentences li")];
const finder = document.querySelector(".finder"), status = document.getElementById("found");
const words = document.getElementById("find"), all = document.getElementById("all"), back = document.getElementById("back");
const said = JSON.parse(document.getElementById("said").textContent);
let chosen = null, from = null;

// A row belongs to what was chosen when it has its code and meets its days.
const belongs = row => {
  if (!chosen) return true;
  if (chosen.ids) return chosen.ids.has(row.id);
  const { code, first, last, axis } = chosen, held = row.dataset;
  if (code && !held.codes.split("|").includes(code)) return false;
  if (!first) return true;
  const start = held[axis + "Start"] || held.announcedStart, end = held[axis + "End"] || held.announcedEnd;
  return Boolean(start || end) && (!start || start <= last) && (!end || end >= first);
};

const filter = () => {
  const wanted = words.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    row.hidden = !(belongs(row) && (!wanted || row.textContent.toLowerCase().includes(wanted)));
    shown += !row.hidden;
  }
  const form = !shown ? said.none : chosen || wanted ? said.found : said.all;
  status.textContent = form.replace("{n}", shown.toLocaleString("en"));
  all.hidden = !chosen && !wanted;
  back.hidden = !from;
};

const lead = (data, chart, axis) => {
  from = chart;
  rows.forEach(row => row.classList.remove("here"));
  if (data[0] === "event") {
    const row = document.getElementById("e-" + data[1]);
    chosen = null;
    words.value = "";
    filter();
    if (row) {
      row.classList.add("here");
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "center" });
      return;
    }
    chosen = { ids: new Set() };
  } else {
    chosen = { code: data[1], first: data[2], last: data[3], axis };
  }
  words.value = "";
  filter();
  document.getElementById("evidence").scrollIntoView();
};

words.addEventListener("input", filter);
all.addEventListener("click", () => { chosen = null; words.value = ""; filter(); words.focus(); });
back.addEventListener("click", () => { from.scrollIntoView(); from.focus({ preventScroll: true }); });
filter();

const start = async () => {
  if (typeof DecompressionStream === "undefined") throw new Error("no DecompressionStream");
  const script = document.createElement("script");
  script.textContent = await unpack("plotly");
  document.head.append(script);
  const charts = JSON.parse(await unpack("charts"));
  const drawn = new Map();

  const draw = (canvas, number, paper) => {
    const { axis, looks } = charts[number], room = canvas.clientWidth;
    const fitting = looks.filter(one => paper ? one.paper : one.screen && one.width <= Math.max(room, 358));
    const look = fitting[fitting.length - 1] || looks[0];
    if (drawn.get(canvas) === look) return;
    drawn.set(canvas, look);
    const config = { displaylogo: false, displayModeBar: false, showSendToCloud: false, plotlyServerURL: "",
      scrollZoom: false, doubleClick: false };
    Plotly.react(canvas.firstElementChild, look.data, look.layout, config);
    if (canvas.dataset.ready) return;
    canvas.dataset.ready = "yes";
    canvas.firstElementChild.on("plotly_click", event => {
      const data = event.points.map(point => point.customdata).find(one => Array.isArray(one) && one[0]);
      if (data) lead(data, canvas.closest("section"), axis);
    });
  };
  const drawAll = paper => document.querySelectorAll(".canvas").forEach(canvas => draw(canvas, canvas.dataset.chart, paper));
  drawAll(false);
  addEventListener("resize", () => drawAll(false));
  addEventListener("beforeprint", () => drawAll(true));
  addEventListener("afterprint", () => drawAll(false));
  document.documentElement.dataset.drawn = "yes";
};

start().catch(error => {
  document.querySelectorAll(".canvas").forEach(canvas => { canvas.textContent = said.failed; });
  console.error(error);
});
