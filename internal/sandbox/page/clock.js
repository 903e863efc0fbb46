import { el } from "./dom.js";
import { post } from "./api.js";
import { date, hour, wall } from "./words.js";

const trouble = document.getElementById("trouble");

export function complain(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
}

// The clock ticks here between two words from the sandbox, which set it right.
let base = null;
let heard = 0;

export function setClock(text) {
  base = wall(text);
  heard = performance.now();
  draw();
}

export const now = () => (base ? new Date(base.getTime() + performance.now() - heard) : null);

const face = document.getElementById("clock");

function draw() {
  const at = now();
  if (!at) return;
  const words = `${date(at)}|${hour(at)}`;
  if (face.dataset.shown === words) return;
  face.dataset.shown = words;
  face.replaceChildren(el("span", { class: "date", text: date(at) }), el("span", { class: "hour", text: hour(at) }));
}

setInterval(draw, 1000);

// actions builds the buttons that move the clock. While one runs, all wait.
export function actions(list) {
  const box = document.getElementById("actions");
  const buttons = list.map((a) =>
    el("button", { type: "button", class: "action", on: { click: (event) => run(a, event.currentTarget) } }, el("span", { text: a.label })),
  );
  box.replaceChildren(...buttons);

  async function run(action, button) {
    if (box.getAttribute("aria-busy")) return;
    complain("");
    box.setAttribute("aria-busy", "true");
    button.classList.add("busy");
    for (const b of buttons) b.setAttribute("aria-disabled", "true");
    try {
      const done = await post(`do/${encodeURIComponent(action.key)}`);
      if (done.clock) setClock(done.clock);
    } catch (err) {
      complain(`${action.label}: ${err.message}`);
    } finally {
      box.removeAttribute("aria-busy");
      button.classList.remove("busy");
      for (const b of buttons) b.removeAttribute("aria-disabled");
    }
  }
}
