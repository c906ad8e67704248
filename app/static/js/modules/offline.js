// The room opens without a connection: the worker keeps the last copy of its pages. Nothing is fetched for it where data is saved.

const CALM = 4000; // the room first, its copy later

export function init(root) {
  if (!navigator.serviceWorker) return;
  setTimeout(() => keep(root).catch(() => {}), CALM);
}

async function keep(root) {
  const isKept = Boolean(navigator.serviceWorker.controller);
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const pages = isKept || "saving" in root.dataset ? [] : [location.href.split("#")[0]];
  active.postMessage({ keep: { pages, files: files.filter((name) => name.includes("/static/")) } });
}
