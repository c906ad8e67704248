// A part of a page that changes by itself: fetches the fragment at data-url now and then and puts it in the place of this element,
// not while the reader has the focus or an open <details> in it, and not while the page is hidden.
import { parseFragment } from "./fragment.js";
import { start } from "./start.js";

const EVERY = 20000;

export function init(element) {
  const timer = setInterval(() => {
    if (!element.isConnected) return clearInterval(timer);
    if (!document.hidden && !element.contains(document.activeElement) && !element.querySelector("details[open]")) renew(element, timer);
  }, EVERY);
}

async function renew(element, timer) {
  try {
    const response = await fetch(element.dataset.url, { headers: { "X-Fragment": element.id }, cache: "no-store" });
    if (!response.ok || response.redirected) return;
    const fresh = parseFragment(await response.text()).firstElementChild;
    if (fresh.isEqualNode(element)) return;
    clearInterval(timer);
    element.replaceWith(fresh);
    start(fresh);
  } catch {
    // The network is away: the next round tries again.
  }
}
