// The wire of one draft: a socket, and plain posts where there is none. Knows nothing of texts.
// Events: "opened" (detail: the answer), "changed" (detail: the change), "closed", "refused" (detail: {message}), "down".
import { io } from "../../vendor/socket.io.esm.min.js";

const ANSWER_WITHIN = 4000;
const POST_WITHIN = 10000;

export class DraftLink extends EventTarget {
  // after: a function that returns the seq up to which everything is applied
  constructor({ room, proposal, language, exchangeUrl, after }) {
    super();
    this.who = { room, proposal, language };
    this.url = exchangeUrl;
    this.after = after;
    this.isOpen = false;
    if (room) this.connect(room);
  }

  connect(room) {
    this.socket = io({
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      query: { room }, // the web server keeps a room on one worker by it
      reconnectionDelay: 300,
      reconnectionDelayMax: 15000,
      randomizationFactor: 0.5,
      timeout: 20000,
    });
    this.socket.on("connect", () => this.open());
    this.socket.on("disconnect", (reason) => this.lost(reason));
    this.socket.on("draft_changed", (change) => this.hear("changed", change));
    this.socket.on("draft_closed", (news) => this.hear("closed", news));
    window.addEventListener("online", () => this.socket.connected || this.socket.disconnect().connect());
  }

  async open() {
    try {
      const answer = await this.emit("draft_open", {});
      if (answer.retry) throw new Error("busy");
      this.isOpen = answer.ok;
      this.tell(answer.ok ? "opened" : "refused", answer);
    } catch {
      this.comeBack();
    }
  }

  lost(reason) {
    this.isOpen = false;
    this.tell("down", {});
    if (reason === "io server disconnect") this.comeBack();
  }

  comeBack() {
    this.socket.disconnect();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.socket.connect(), 1000 + Math.random() * 2000);
  }

  hear(name, detail) {
    if (String(detail.proposal) === this.who.proposal) this.tell(name, detail);
  }

  // Everything after what we have.
  ask() {
    return this.isOpen ? this.emit("draft_open", {}).catch(() => this.post({})) : this.post({});
  }

  // A change on its way; throws when there was no answer, and may be sent again.
  send({ id, change }) {
    const fields = { change, command_id: id };
    return this.isOpen ? this.emit("draft_change", fields).catch(() => this.post(fields)) : this.post(fields);
  }

  emit(name, fields) {
    return this.socket.timeout(ANSWER_WITHIN).emitWithAck(name, { ...this.who, after: this.after(), ...fields });
  }

  async post(fields) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), POST_WITHIN);
    const body = new URLSearchParams({ ...fields, after: this.after() });
    body.set("csrf_token", document.querySelector("input[name=csrf_token]").value);
    try {
      const response = await fetch(this.url, { method: "POST", headers: { Accept: "application/json" }, body, signal: stop.signal });
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      if (!isJson || response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
