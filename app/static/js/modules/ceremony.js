// The ceremony's screen: asks data-url for the present moment, puts it in the place of the old one when it differs, and tells
// screen readers in one sentence. The presenter's keys stay outside, so their focus is never lost. Sends no cookie: the answer
// is the same for everybody, and mostly it is that nothing has changed.
import { parseFragment } from "./fragment.js";
import { start } from "./start.js";

const AFTER_FAULT = 5000;
const FORWARD = ["ArrowRight", "ArrowDown", "PageDown"];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];

export function init(element) {
  const screen = { element, html: null };
  setTimeout(() => look(screen), every(element));
  const keys = document.querySelector("[data-keys]");
  if (keys) listen(keys, screen);
}

async function look(screen) {
  let wait = AFTER_FAULT;
  try {
    const response = await fetch(screen.element.dataset.url, { cache: "no-cache", credentials: "omit" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    show(screen, await response.text());
    wait = every(screen.element);
  } catch {
    // The hall's connection is gone for a moment: what stands on the screen stays.
  }
  clearTimeout(screen.timer);
  screen.timer = setTimeout(() => look(screen), document.hidden ? AFTER_FAULT : wait);
}

function show(screen, html) {
  if (html === screen.html) return;
  const before = screen.element.firstElementChild;
  const fresh = parseFragment(html).firstElementChild;
  const isFirst = screen.html === null;
  screen.html = html;
  // The first answer is what the page came with; a countdown must not begin anew for it.
  if (isFirst && same(before, fresh)) return;
  fresh.classList.toggle("stage-fresh", before.dataset.scene !== fresh.dataset.scene);
  screen.element.replaceChildren(fresh);
  start(screen.element);
  tell(before.dataset.said, fresh.dataset);
}

function same(before, fresh) {
  return before.dataset.said === fresh.dataset.said && before.dataset.scene === fresh.dataset.scene && before.textContent === fresh.textContent;
}

function tell(before, { said, scene }) {
  const place = document.getElementById("stage-said");
  if (said !== before) place.textContent = said;
  const shown = document.querySelector("[data-keys] [name=shown]");
  if (shown) shown.value = scene;
}

function every(element) {
  return Number(element.firstElementChild.dataset.every) || AFTER_FAULT;
}

// The keys of a keyboard and of a presenter's remote control press the same two buttons.
function listen(form, screen) {
  let isBusy = false;
  const press = async (button) => {
    if (isBusy) return;
    isBusy = true;
    const body = new FormData(form);
    body.set("move", button.value);
    try {
      const response = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (response.type !== "opaqueredirect") return form.requestSubmit ? form.requestSubmit(button) : form.submit();
      await look(screen);
    } catch {
      // The connection is gone: the scene stays as it is, and the next press tries again.
    } finally {
      isBusy = false;
    }
  };
  form.addEventListener("submit", (event) => {
    if (!event.submitter || isBusy) return;
    event.preventDefault();
    press(event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const value = FORWARD.includes(event.key) ? "next" : BACK.includes(event.key) ? "back" : null;
    if (!value) return;
    event.preventDefault();
    press(form.querySelector(`[value=${value}]`));
  });
}
