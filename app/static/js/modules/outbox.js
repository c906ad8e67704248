// Commands on their way. Each has an id before it is sent; the server knows an id it has seen and answers again, so sending
// twice is safe and giving up is never needed. One after the other, in the order of writing.
// Never used for ballots: a vote needs a person who sees the answer.
// Events: "changed" (detail: entry with state queued | sending), "accepted" (detail: {entry, seq}),
// "refused" (detail: {entry, code, message}), "unanswered" (the socket gave no answer in time).
import { OutboxStore } from "./outbox_store.js";

const RETRY_FIRST = 1000;
const RETRY_LAST = 15000;
const POST_WITHIN = 10000;
const TOO_LATE = 20000; // a press that nobody answered is not carried out later, when things stand differently

export class Outbox extends EventTarget {
  // person and room: whose commands these are; a phone may be shared. connection: modules/connection.js
  constructor({ person, room, connection }) {
    super();
    this.person = person;
    this.room = room;
    this.connection = connection;
    this.store = new OutboxStore();
    this.isBusy = false;
    this.wait = RETRY_FIRST;
    this.timer = null;
    connection.addEventListener("joined", () => this.hurry());
    window.addEventListener("online", () => this.hurry());
  }

  async mine() {
    const entries = await this.store.all();
    return entries.filter((entry) => entry.person === this.person && entry.room === this.room);
  }

  // entry: {id, command, fields, action, isKept}
  async add(entry) {
    const whole = { ...entry, person: this.person, room: this.room, at: Date.now() };
    await this.store.put(whole);
    this.tell("changed", { ...whole, state: "queued" });
    this.hurry();
    return whole;
  }

  // The command is done: its event was seen in the log, or the person took it back.
  forget(id) {
    return this.store.remove(id);
  }

  hurry() {
    this.wait = RETRY_FIRST;
    this.flush();
  }

  async flush() {
    if (this.isBusy) return void (this.isAskedAgain = true);
    this.isBusy = true;
    clearTimeout(this.timer);
    try {
      await this.sendAll();
    } catch {
      this.later();
    } finally {
      this.isBusy = false;
    }
    if (this.isAskedAgain) {
      this.isAskedAgain = false;
      this.flush();
    }
  }

  async sendAll() {
    for (const entry of await this.mine()) {
      if (!entry.isKept && Date.now() - entry.at > TOO_LATE) {
        await this.store.remove(entry.id);
        this.tell("refused", { entry, code: "too_late" });
        continue;
      }
      // After a first failure the words "will be sent when the connection is back" stay until it is.
      if (this.wait === RETRY_FIRST) this.tell("changed", { ...entry, state: "sending" });
      let answer;
      try {
        answer = await this.deliver(entry);
      } catch (fault) {
        this.tell("changed", { ...entry, state: "queued" });
        throw fault;
      }
      await this.store.remove(entry.id);
      this.wait = RETRY_FIRST;
      if (answer.ok) this.tell("accepted", { entry, seq: answer.seq });
      else this.tell("refused", { entry, code: answer.code, message: answer.message });
    }
  }

  // By socket, else by an ordinary post of the same form with the same id. Throws when it has to be tried again.
  async deliver(entry) {
    let answer = null;
    if (this.connection.isJoined) {
      const fields = { ...Object.fromEntries(entry.fields), command_id: entry.id };
      answer = await this.connection.send(entry.command, fields).catch(() => null);
      if (!answer) this.tell("unanswered");
    }
    answer = answer || (await post(entry));
    if (!answer.ok && answer.retry) throw new Error("busy");
    return answer;
  }

  later() {
    const pause = this.wait * (0.75 + Math.random() / 2);
    this.wait = Math.min(this.wait * 2, RETRY_LAST);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

async function post(entry) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), POST_WITHIN);
  try {
    const response = await fetch(entry.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: bodyOf(entry),
      signal: stop.signal,
    });
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    // A page instead of JSON is a proxy's error or a sign-in form: what was written stays on the phone.
    if (!isJson || response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
    return await response.json();
  } finally {
    clearTimeout(timer);
  }
}

// The token is the page's of today, not the one of the day when the text was written.
function bodyOf(entry) {
  const body = new URLSearchParams(entry.fields);
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) body.set("csrf_token", token.content);
  body.set("command_id", entry.id);
  return body;
}
