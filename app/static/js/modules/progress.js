// A job's progress: fetches the fragment at data-url every second and puts it in the place of this element, until it carries
// data-done; then goes to data-next. Focus stays on the page's buttons; slower while the page is hidden or the server is away.
import { parseFragment } from "./fragment.js";
import { start } from "./start.js";

const EVERY = 1000;
const AFTER_FAULT = 5000;

export function init(element) {
  if ("done" in element.dataset) return leave(element);
  setTimeout(() => poll(element), document.hidden ? AFTER_FAULT : EVERY);
}

async function poll(element) {
  if (!element.isConnected) return;
  try {
    const response = await fetch(element.dataset.url, { headers: { "X-Fragment": element.id }, cache: "no-store" });
    if (!response.ok || response.redirected) throw new Error(`status ${response.status}`);
    renew(element, await response.text());
  } catch {
    setTimeout(() => poll(element), AFTER_FAULT);
  }
}

// Only what changed is exchanged, so that the cancel button keeps its focus and a press is never lost.
function renew(element, html) {
  const fresh = parseFragment(html).firstElementChild;
  const isDone = "done" in fresh.dataset;
  if (isDone) {
    element.replaceWith(fresh);
    return start(fresh);
  }
  copyProgress(element.querySelector("progress"), fresh.querySelector("progress"));
  const words = element.querySelector('[role="status"]');
  const now = fresh.querySelector('[role="status"]').textContent;
  if (words.textContent !== now) words.textContent = now;
  return init(element);
}

function copyProgress(bar, fresh) {
  if (!bar || !fresh) return;
  if (fresh.hasAttribute("value")) bar.value = fresh.value;
  else bar.removeAttribute("value");
}

function leave(element) {
  if (element.dataset.next) location.assign(element.dataset.next);
}
