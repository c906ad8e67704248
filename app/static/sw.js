/* Reading without a connection. Only pages that the server marks (X-Offline: whose they are) are kept, never a ballot, a form
   of the account or anything of the organizers; what one person kept is gone before another's first page is kept, and when
   nobody is signed in (X-Offline: none). Pages come from the network first; files, whose names carry their content, from here. */
const PAGES = "alqa-pages";
const FILES = "alqa-files";
const OWNER = "/alqa-owner";
const PATIENCE = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (address.pathname.startsWith("/static/")) event.respondWith(file(request));
});

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep));
});

async function page(event) {
  const fresh = fetch(event.request).then(async (response) => {
    await note(event.request.url, response);
    return response;
  });
  event.waitUntil(fresh.catch(() => {}));
  try {
    return await Promise.race([fresh, tooLate()]);
  } catch {
    return (await copy(event.request.url)) || fresh;
  }
}

function tooLate() {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE));
}

async function note(url, response) {
  const owner = response.headers.get("X-Offline");
  if (!owner) return;
  const pages = await caches.open(PAGES);
  const before = await pages.match(OWNER);
  if (before && (await before.text()) !== owner) await caches.delete(PAGES);
  if (owner === "none" || !response.ok || response.redirected) return;
  const kept = await caches.open(PAGES);
  await kept.put(OWNER, new Response(owner));
  await kept.put(url.split("#")[0], response.clone());
}

// The page says itself when it was made; here the sentence is only uncovered.
async function copy(url) {
  const kept = await (await caches.open(PAGES)).match(url.split("#")[0]);
  if (!kept) return null;
  const text = (await kept.text()).replace("data-offline-note hidden", "data-offline-note");
  const headers = new Headers(kept.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(text, { headers });
}

async function file(request) {
  const files = await caches.open(FILES);
  const known = await files.match(request.url);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok && response.type === "basic") await files.put(request.url, response.clone());
  return response;
}

async function keep({ pages, files }) {
  for (const url of pages) await note(url, await fetch(url, { credentials: "same-origin" }));
  const store = await caches.open(FILES);
  const known = new Set((await store.keys()).map((request) => request.url));
  for (const url of known) if (!files.includes(url)) await store.delete(url);
  for (const url of files) if (!known.has(url)) await store.add(url).catch(() => {});
}
