// Orders files of the server and tells in a dialog how they stand: the place in the queue, parts made, the file and its
// receipt. An order whose maker broke down is given once more. Makes nothing itself and sends nothing elsewhere.
(function () {
  "use strict";

  const PAUSE = 400; // milliseconds between two questions
  const MISSED = 5; // questions without an answer until it is said that the server does not answer
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const fill = (text, held) => text.replace(/\{(\w+)\}/g, (_, name) => held[name] ?? "");

  class Order {
    constructor(place) {
      this.place = place;
      this.words = JSON.parse(place.dataset.words);
      this.said = place.querySelector(".order-said");
      this.bar = place.querySelector("progress");
      this.button = place.querySelector(".order-cancel");
      this.links = [...place.querySelectorAll("a")];
      this.button.addEventListener("click", () => this.cancel());
    }

    // Forgets what was said of the last file, when the dialog is opened again.
    clear() {
      if (this.busy) return;
      this.say("");
      this.place.classList.remove("wrong");
      this.links.forEach((link) => (link.hidden = true));
    }

    say(text) {
      if (this.said.textContent !== text) this.said.textContent = text;
    }

    // Orders a file and waits for it; true once it has been handed out.
    async run(asked) {
      if (this.busy) return false;
      this.busy = true;
      this.links.forEach((link) => (link.hidden = true));
      this.place.classList.remove("wrong");
      this.bar.removeAttribute("value");
      this.bar.hidden = this.button.hidden = false;
      this.say(fill(this.words.waiting, { ahead: 0 }));
      try {
        let end = await this.follow(asked);
        if (end.state === "gone") {
          this.say(this.words.again);
          end = await this.follow(asked);
        }
        return await this.finish(end);
      } catch (error) {
        return this.fail(error instanceof TypeError ? this.words.lost : fill(this.words.failed, { error: error.message }));
      } finally {
        this.busy = false;
        const held = this.button === document.activeElement;
        this.bar.hidden = this.button.hidden = true;
        if (held) (this.links.find((link) => !link.hidden) || this.place.closest("dialog")).focus();
      }
    }

    async follow(asked) {
      const given = await ask("/exports", { method: "POST", body: JSON.stringify(asked) });
      this.number = given.number;
      this.stopped = false;
      for (let missed = 0; ; await wait(PAUSE)) {
        if (this.stopped) return { state: "cancelled" };
        let now;
        try {
          now = await ask(`/exports/${this.number}`);
          missed = 0;
        } catch (error) {
          if ((missed += 1) >= MISSED) throw error;
          continue;
        }
        if (now.state === "waiting") this.say(fill(this.words.waiting, now));
        else if (now.state !== "working") return now;
        else this.tell(now);
      }
    }

    tell(now) {
      if (now.total > 2) {
        this.bar.max = now.total;
        this.bar.value = now.done;
      }
      if (now.label) this.say(fill(now.total > 2 ? this.words.counted : this.words.working, now));
    }

    async finish(end) {
      if (end.state === "cancelled") {
        this.say(this.words.cancelled);
        return false;
      }
      if (end.state !== "done") {
        return this.fail(end.state === "failed" ? fill(this.words.failed, end) : this.words.lost);
      }
      const answer = await fetch(`/exports/${this.number}/file`);
      if (!answer.ok) throw new TypeError(answer.statusText);
      if (this.address) URL.revokeObjectURL(this.address);
      this.address = URL.createObjectURL(await answer.blob());
      const [save, receipt] = this.links;
      Object.assign(save, { href: this.address, download: end.name, hidden: false });
      Object.assign(receipt, { href: `/exports/${this.number}/receipt`, download: "", hidden: false });
      this.say([fill(this.words.done, end), ...end.notes].join(" "));
      save.click();
      return true;
    }

    fail(text) {
      this.place.classList.add("wrong");
      this.say(text);
      return false;
    }

    cancel() {
      this.stopped = true;
      if (this.number) ask(`/exports/${this.number}`, { method: "DELETE" }).catch(() => {});
    }
  }

  // The answer to a question; an Error with the server's words where it declines, a TypeError where it does not answer.
  async function ask(address, options) {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(address, { headers, cache: "no-store", ...options });
    if (answer.status >= 500) throw new TypeError(answer.statusText);
    const held = await answer.json();
    if (!answer.ok) throw new Error(held.error);
    return held;
  }

  // Dialogs are opened by the button that names them and closed by their cross, by Escape and by a click beside them.
  const orders = new WeakMap();
  window.exporting = {
    ask: ask,
    fill: fill,
    orderIn: function (dialog) {
      const place = dialog.querySelector(".order");
      if (!orders.has(place)) orders.set(place, new Order(place));
      return orders.get(place);
    },
    wire: function (name, opened, submitted) {
      document.addEventListener("click", function (event) {
        const dialog = document.getElementById(name);
        if (event.target.closest(`#${name}-open`)) {
          opened(dialog);
          ask("/exports/none").catch(() => {}); // whoever makes files gets ready while the form is filled in
          window.exporting.orderIn(dialog).clear();
          dialog.showModal();
        } else if (event.target.closest(`[data-close="${name}"]`) || (dialog && event.target === dialog)) {
          dialog.close();
        }
      });
      document.addEventListener("submit", function (event) {
        const dialog = event.target.closest(`#${name}`);
        if (!dialog) return;
        event.preventDefault();
        submitted(dialog, event.target);
      });
    },
  };
})();
