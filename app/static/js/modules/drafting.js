/* A draft that several people write at the same time, each in plain fields.

PROTOCOL (content is an update of Yjs, in base64; seq numbers the changes of one draft without a gap)

  client → server   "draft_open"    {room, proposal, language, after}
                       → {ok: true, seq, vector, open, changes: [{seq, content}…]}    what came after `after`, or all in one
                    "draft_change"  {room, proposal, after, change, command_id}
                       → {ok: true, seq}             committed; also for a command_id seen before
                       → {ok: false, code, message}  refused, said in words; "draft_is_behind": send all that is missing
                       → {ok: false, retry: true}    database busy, too fast: try again later
  server → client   "draft_changed" {proposal, seq, content, clauses, person, alias}   right after the commit, in any order
                    "draft_closed"  {proposal}       the words stand: on a ballot, or withdrawn

  POST data-exchange-url {after, change?, command_id?}  →  the answers of both, where sockets are blocked

Nothing is lost: what was typed stays in a queue and on the phone until it is acknowledged; after a gap in seq, and every ten
seconds in any case, what is missing is asked for. Changes are applied strictly in the order of seq; one's own come back too.

ROOT   form[data-module="drafting"] data-room data-proposal data-seq data-state data-exchange-url data-me, fields named "body-kk"
WORDS  data-saved data-saving data-offline data-closed data-writer ("{name} is writing here.")
PARTS  [data-draft-state] what became of the last letters · [data-draft-note] role=status: offline, closed, refused · [data-seq] */
import * as Y from "../../vendor/yjs-13.6.33.js";
import { fromLetters, toLetters } from "./drafting_letters.js";
import { DraftLink } from "./drafting_link.js";
import { SharedField } from "./drafting_field.js";
import { newId } from "./ids.js";
import { OutboxStore } from "./outbox_store.js";

const BATCH = 500; // one frame for what was typed in half a second
const GAP_PATIENCE = 250;
const ASK_EVERY = 10000;
const PAUSE_FIRST = 1000;
const PAUSE_LAST = 15000;
const WRITER_SHOWN = 8000;
const REMOTE = "remote";

export function init(form) {
  new Drafting(form);
}

class Drafting {
  constructor(form) {
    this.form = form;
    this.data = form.dataset;
    this.seq = Number(this.data.seq);
    this.queue = []; // what the server has not acknowledged
    this.held = []; // what came and has not been let in
    this.pause = PAUSE_FIRST;
    this.isClosed = false;
    this.kept = { id: `draft-${this.data.proposal}`, person: this.data.me, room: `draft-${this.data.proposal}` };
    this.store = new OutboxStore();
    this.doc = new Y.Doc();
    Y.applyUpdate(this.doc, fromLetters(this.data.state), REMOTE);
    this.fields = this.bind();
    this.doc.on("update", (update, origin) => origin === REMOTE || this.note(update));
    for (const field of this.fields.values()) field.begin();
    this.link = new DraftLink({ ...this.data, language: document.documentElement.lang, after: () => this.seq });
    this.listen();
    this.bringBack();
    this.show();
  }

  bind() {
    const fields = new Map();
    for (const field of this.form.querySelectorAll("textarea, input[type=text]")) {
      const name = field.name.replace("-", ".");
      if (!/^(title|body|why)\.\w\w$/.test(name)) continue;
      fields.set(name, new SharedField(field, this.doc.getText(name), () => this.letIn()));
    }
    return fields;
  }

  listen() {
    this.link.addEventListener("changed", ({ detail }) => this.receive([detail], false));
    this.link.addEventListener("opened", ({ detail }) => this.learn(detail));
    this.link.addEventListener("closed", () => this.close(this.data.closed));
    this.link.addEventListener("refused", ({ detail }) => this.close(detail.message));
    this.link.addEventListener("down", () => this.show());
    this.form.addEventListener("submit", (submit) => this.save(submit));
    window.addEventListener("offline", () => this.show());
    window.addEventListener("online", () => this.ask());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    setInterval(() => document.hidden || this.ask(), ASK_EVERY);
  }

  // What was typed here without a connection and survived a closed page.
  async bringBack() {
    const entry = (await this.store.all()).find(({ id, person }) => id === this.kept.id && person === this.kept.person);
    if (entry) Y.applyUpdate(this.doc, fromLetters(entry.state), "kept");
    if (entry) for (const field of this.fields.values()) field.pull();
  }

  note(update) {
    if (this.isClosed) return;
    this.queue.push(update);
    this.keep();
    this.show();
    this.later(BATCH);
  }

  keep() {
    if (!this.queue.length) return this.store.remove(this.kept.id).catch(() => {});
    const state = toLetters(Y.mergeUpdates(this.queue));
    return this.store.put({ ...this.kept, state, at: Date.now(), isKept: true }).catch(() => {});
  }

  later(pause) {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush();
    }, pause);
  }

  // One after the other and in order. A change that got no answer is sent again under the same id.
  async flush() {
    if (this.isSending || this.isClosed || !this.queue.length) return;
    this.isSending = true;
    this.batch = this.batch || { id: newId(), count: this.queue.length, change: toLetters(Y.mergeUpdates(this.queue)) };
    try {
      await this.settle(await this.link.send(this.batch));
      this.pause = PAUSE_FIRST;
    } catch {
      this.isAway = true;
      this.pause = Math.min(this.pause * 2, PAUSE_LAST);
    } finally {
      this.isSending = false;
    }
    this.show();
    if (this.queue.length) this.later(this.isAway ? this.pause * (0.75 + Math.random() / 2) : BATCH);
  }

  async settle(answer) {
    if (answer.retry) throw new Error("busy");
    this.isAway = false;
    if (!answer.ok && answer.code !== "draft_is_behind") return this.close(answer.message);
    this.queue.splice(0, this.batch.count);
    this.batch = null;
    if (!answer.ok) return this.sendAllThatIsMissing();
    this.keep();
    this.learn(answer);
  }

  // The server knows less than we thought: everything that it lacks becomes one change.
  async sendAllThatIsMissing() {
    const answer = await this.link.ask();
    if (!answer.ok) throw new Error("busy");
    this.queue = [Y.encodeStateAsUpdate(this.doc, fromLetters(answer.vector))];
    this.learn(answer);
  }

  async ask() {
    if (this.isAsking || this.isClosed) return;
    this.isAsking = true;
    try {
      const answer = await this.link.ask();
      if (answer.retry) throw new Error("busy");
      if (answer.ok) this.learn(answer);
      else this.close(answer.message);
      this.isAway = false;
    } catch {
      this.isAway = true;
    } finally {
      this.isAsking = false;
    }
    this.show();
    if (this.queue.length) this.later(BATCH);
  }

  learn({ seq, changes = [], open = true }) {
    if (!open) return this.close(this.data.closed);
    this.receive(changes);
    if (seq > this.seq) this.mindTheGap();
    if (this.queue.length) this.later(BATCH);
  }

  // An answer is complete up to its last number, so that it may jump over numbers that became one change
  receive(changes, isComplete = true) {
    this.held.push(...changes.map((change) => ({ ...change, isComplete })));
    this.letIn();
  }

  // Strictly by number; what comes too early is dropped and asked for with what is missing.
  // Letters of others wait while a keyboard composes a word: to change a field then would tear the word apart.
  letIn() {
    if (!this.held.length || [...this.fields.values()].some((field) => field.isComposing)) return;
    for (const change of this.held.splice(0).sort((one, other) => one.seq - other.seq)) {
      if (change.seq <= this.seq) continue;
      if (!change.isComplete && change.seq > this.seq + 1) {
        this.mindTheGap();
        continue;
      }
      Y.applyUpdate(this.doc, fromLetters(change.content), REMOTE);
      this.seq = change.seq;
      if (change.alias && String(change.person) !== this.data.me) this.showWriter(change);
    }
    for (const field of this.fields.values()) field.pull();
  }

  mindTheGap() {
    if (this.gap) return;
    this.gap = setTimeout(() => {
      this.gap = null;
      this.ask();
    }, GAP_PATIENCE);
  }

  showWriter({ alias, clauses }) {
    for (const name of clauses) this.fields.get(name)?.showWriter(this.data.writer.replace("{name}", alias), WRITER_SHOWN);
  }

  // The form saves what is in the fields: first everything typed has to be in the shared text, or it would be there twice.
  async save(submit) {
    this.form.querySelector("[data-seq]").value = this.seq;
    if (this.isClosed || (!this.queue.length && !this.isSending)) return;
    submit.preventDefault();
    for (let tries = 0; tries < 20 && (this.queue.length || this.isSending) && !this.isAway; tries += 1) {
      await this.flush();
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    if (this.queue.length || this.isSending) return this.tell(this.data.offline);
    this.form.requestSubmit(submit.submitter);
  }

  close(message) {
    if (this.isClosed) return;
    this.isClosed = true;
    this.store.remove(this.kept.id).catch(() => {});
    for (const field of this.fields.values()) field.close();
    for (const button of this.form.querySelectorAll("button[type=submit], button:not([type])")) button.hidden = true;
    this.show();
    this.tell(message);
  }

  show() {
    const place = this.form.querySelector("[data-draft-state]");
    const isOffline = this.isAway || !navigator.onLine;
    const state = isOffline ? "offline" : this.queue.length ? "saving" : "saved";
    place.hidden = this.isClosed;
    if (place.dataset.state === state) return;
    place.dataset.state = state;
    place.textContent = this.data[state];
    if (!this.isClosed) this.tell(isOffline ? this.data.offline : "");
    place.classList.toggle("vh", isOffline); // the note says it
  }

  tell(message) {
    const note = this.form.querySelector("[data-draft-note]");
    note.textContent = message;
    note.parentElement.hidden = !message;
  }
}
