// What I wrote and what is not in the log yet, shown at the end of the log with its state in words.

export class WaitingMessages {
  constructor(root, outbox) {
    this.root = root;
    this.outbox = outbox;
    this.template = root.querySelector("template[data-waiting]");
    this.items = new Map();
    if (!this.template) return;
    this.place = document.createElement("ol");
    this.place.className = "log";
    this.place.setAttribute("role", "list");
    this.place.dataset.waitingList = "";
    this.place.hidden = true;
    // Behind the log, not in it: a live region would read my own words back to me.
    root.querySelector('[role="log"]')?.after(this.place);
    outbox.addEventListener("changed", ({ detail }) => this.change(detail));
    outbox.addEventListener("accepted", ({ detail }) => this.accept(detail));
    outbox.addEventListener("refused", ({ detail }) => this.refuse(detail));
    this.restore();
  }

  async restore() {
    for (const entry of await this.outbox.mine()) this.change({ ...entry, state: "queued" });
  }

  change(entry) {
    if (!entry.isKept) return;
    const item = this.items.get(entry.id) || this.add(entry);
    this.write(item, entry.state);
  }

  add(entry) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    item.querySelector('[data-slot="text"]').textContent = textOf(entry);
    item.querySelector("[data-discard]")?.addEventListener("click", () => this.discard(entry.id));
    this.items.set(entry.id, item);
    this.place.append(item);
    this.place.hidden = false;
    item.scrollIntoView({ block: "end" });
    return item;
  }

  write(item, state) {
    const words = item.querySelector('[data-slot="state"]');
    words.textContent = words.dataset[state] || "";
  }

  accept({ entry, seq }) {
    const item = this.items.get(entry.id);
    if (item) item.dataset.seq = seq;
  }

  // The form shows why and takes the text back when it is empty (enhance_form); else the text stays here to be copied.
  refuse({ entry, message }) {
    const item = this.items.get(entry.id);
    if (!item) return;
    const words = item.querySelector('[data-slot="state"]');
    words.textContent = `${words.dataset.refused}: ${message}`;
    item.classList.add("msg-refused");
    const button = item.querySelector("[data-discard]");
    if (button) button.hidden = false;
  }

  // Everything up to `last` is in the log: what was accepted there needs no copy here.
  settle(last) {
    for (const [id, item] of this.items) {
      const isInLog = this.root.querySelector(`[data-command-id="${CSS.escape(id)}"]`);
      if (isInLog || (item.dataset.seq && Number(item.dataset.seq) <= last)) this.discard(id);
    }
  }

  discard(id) {
    this.items.get(id)?.remove();
    this.items.delete(id);
    if (this.place) this.place.hidden = this.items.size === 0;
    this.outbox.forget(id);
  }
}

function textOf(entry) {
  const field = entry.fields.find(([name]) => name === "text") || entry.fields[0];
  return field ? field[1] : "";
}
