// Takes the still picture of the page away, see pages/still.py, once the timeline it shows can be used.
(function () {
  "use strict";

  const PATIENCE = 20000; // milliseconds after which it goes in any case: what lies beneath says what is wrong
  const parts = (window.timelineParts = window.timelineParts || { drawn: [], moved: [] });
  const remove = () => document.querySelectorAll(".still").forEach((still) => still.remove());
  parts.drawn.push(remove);
  setTimeout(remove, PATIENCE);
})();
