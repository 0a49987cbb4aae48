// Plotly comes by a script of its own that the page asks for at once. Until it is there a promise of it stands in its
// place, which Dash's charts wait for, so that they do not ask for another.
(function () {
  "use strict";

  if (window.Plotly) return;
  const script = document.getElementById("plotly");
  window.Plotly = new Promise(function (resolve, reject) {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error("Plotly's script did not come")));
  });
})();
