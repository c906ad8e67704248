// Where commands wait: on the phone (IndexedDB), so that a closed page, a dead battery or a tunnel loses nothing.
// Private windows may have no IndexedDB: then they wait in memory, as long as the page is open.

const NAME = "alqa";
const STORE = "commands";

export class OutboxStore {
  constructor() {
    this.memory = new Map();
    this.database = openDatabase().catch(() => null);
  }

  async all() {
    const database = await this.database;
    const stored = database ? await result(database.transaction(STORE).objectStore(STORE).getAll()) : [];
    return [...stored, ...this.memory.values()].sort((one, other) => one.at - other.at);
  }

  async put(entry) {
    const database = entry.isKept ? await this.database : null;
    if (!database) return void this.memory.set(entry.id, entry);
    const change = database.transaction(STORE, "readwrite");
    change.objectStore(STORE).put(entry);
    await finished(change);
  }

  async remove(id) {
    this.memory.delete(id);
    const database = await this.database;
    if (!database) return;
    const change = database.transaction(STORE, "readwrite");
    change.objectStore(STORE).delete(id);
    await finished(change);
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    if (!window.indexedDB) return reject(new Error("no IndexedDB"));
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close(); // somebody wipes the phone
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
