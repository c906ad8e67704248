// Everything of a person that this phone keeps goes: unsent words, drafts, copies of pages, the worker that shows them.

// On a page for those who are not signed in: if a person was here before, nothing of theirs stays.
export function init() {
  wipe();
}

export async function wipe() {
  window.dispatchEvent(new Event("alqa-wiped"));
  forget(localStorage);
  forget(sessionStorage);
  await Promise.allSettled([dropDatabase(), dropCopies(), dropWorkers()]);
}

function forget(storage) {
  try {
    for (const key of Object.keys(storage)) if (key.startsWith("alqa")) storage.removeItem(key);
  } catch {
    // Forbidden: then nothing was kept there.
  }
}

function dropDatabase() {
  return new Promise((resolve) => {
    if (!window.indexedDB) return resolve();
    const request = indexedDB.deleteDatabase("alqa");
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

async function dropCopies() {
  if (!window.caches) return;
  for (const name of await caches.keys()) if (name.startsWith("alqa")) await caches.delete(name);
}

async function dropWorkers() {
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) || []) await worker.unregister();
}
