// How much this visit has cost: what the browser says of files and pages, and what the socket carried.
import { roomOf } from "./rooms.js";

const EVERY = 5000;
const KEY = "alqa-bytes";

export function init(element) {
  const before = Number(sessionStorage.getItem(KEY)) || 0;
  const all = () => before + filesAndPages() + (roomOf(element)?.connection.bytes || 0);
  const show = () => {
    element.hidden = false;
    element.textContent = element.dataset.text.replace("{kb}", String(Math.ceil(all() / 1000)));
  };
  show();
  setInterval(show, EVERY);
  window.addEventListener("pagehide", () => sessionStorage.setItem(KEY, String(all())));
}

function filesAndPages() {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return entries.reduce((sum, entry) => sum + (entry.transferSize || 0), 0);
}
