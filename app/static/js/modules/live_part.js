// A part of a page that is renewed by itself: every data-seconds the fragment at data-url takes its place, unless nobody looks or
// somebody has the focus in it. Without this module the page is as it was when it was opened.
import { parseFragment } from "./fragment.js";
import { start } from "./start.js";

export function init(element) {
  setTimeout(() => renew(element), 1000 * (Number(element.dataset.seconds) || 30));
}

async function renew(element) {
  if (!element.isConnected) return;
  if (document.hidden || element.contains(document.activeElement)) return init(element);
  try {
    const response = await fetch(element.dataset.url, { headers: { "X-Fragment": element.id }, cache: "no-store" });
    if (!response.ok || response.redirected) throw new Error(`status ${response.status}`);
    const fresh = parseFragment(await response.text()).firstElementChild;
    element.replaceWith(fresh);
    start(fresh);
  } catch {
    init(element);
  }
}
