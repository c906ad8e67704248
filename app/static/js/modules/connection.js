// One socket to one room. Knows nothing of the page: it joins, passes on what comes, and sends commands with a deadline.
// Events: "joined" (detail: the acknowledgement), "message" (detail: {name, data}), "refused" (detail: {code, message}), "down".
import { io } from "../../vendor/socket.io.esm.min.js";

const ACKNOWLEDGE_WITHIN = 3000;
const JOIN_WITHIN = 10000;
const PAUSE_FIRST = 500;
const PAUSE_LAST = 15000;
const SILENT_AFTER = 30000; // the server pings every 25 s
const NAMES = ["event", "head", "presence", "superseded"];

export class Connection extends EventTarget {
  // last: a function that returns the seq up to which everything is applied
  // opened: when this page was made; of two devices of one person the newer has the controls
  constructor({ room, language, last, opened }) {
    super();
    this.opened = opened;
    this.bytes = 0; // over the socket, both ways
    this.room = room;
    this.language = language;
    this.last = last;
    this.isJoined = false;
    this.isRefused = false;
    this.pause = PAUSE_FIRST;
    this.heardAt = performance.now();
    this.socket = io({
      // WebSocket first: 2.4 s instead of 6.6 s to connect on GPRS; long polling where a proxy blocks it.
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      query: { room }, // the web server keeps a room on one worker by it
      reconnectionDelay: 300,
      reconnectionDelayMax: 15000,
      randomizationFactor: 0.5,
      timeout: 20000,
    });
    this.socket.on("connect", () => this.join());
    this.socket.on("disconnect", (reason) => this.lost(reason));
    this.socket.on("connect_error", (fault) => this.refusedAtTheDoor(fault));
    for (const name of NAMES) this.socket.on(name, (data) => this.hear({ name, data }));
    this.socket.io.on("ping", () => this.hear());
    this.socket.io.on("open", () => this.weigh(this.socket.io.engine));
    window.addEventListener("online", () => this.hurry());
  }

  async join() {
    try {
      const hello = { room: this.room, language: this.language, after: this.last(), opened: this.opened };
      const answer = await this.socket.timeout(JOIN_WITHIN).emitWithAck("join", hello);
      if (!answer.ok) return this.refuse(answer);
      this.isJoined = true;
      this.pause = PAUSE_FIRST;
      this.hear();
      this.tell("joined", answer);
    } catch {
      this.socket.disconnect(); // no answer: the connection is dead in one direction
      this.comeBack();
    }
  }

  weigh(engine) {
    for (const name of ["packet", "packetCreate"]) {
      engine.on(name, ({ data }) => (this.bytes += 8 + new Blob([data || ""]).size));
    }
  }

  hear(message) {
    this.heardAt = performance.now();
    if (message) this.tell("message", message);
  }

  // A lost mast says nothing: the library would believe in the connection for another minute.
  get isSilent() {
    return this.isJoined && performance.now() - this.heardAt > SILENT_AFTER;
  }

  // Somebody has found out that nothing comes through any more.
  drop() {
    if (!this.isJoined) return;
    this.socket.disconnect();
    this.comeBack();
  }

  // Resolves with the server's answer; rejects when none came in time.
  send(command, fields) {
    if (!this.isJoined) return Promise.reject(new Error("not joined"));
    return this.socket.timeout(ACKNOWLEDGE_WITHIN).emitWithAck(command, { room: this.room, ...fields });
  }

  lost(reason) {
    this.isJoined = false;
    this.tell("down", { reason });
    if (reason === "io server disconnect") this.comeBack();
  }

  refusedAtTheDoor(fault) {
    const told = fault?.message;
    if (told?.code === "session_is_over") return this.refuse(told);
    if (!this.socket.active) this.comeBack();
  }

  // The library tries again by itself when the network fails, but not when the server hung up or said no, as it does while
  // it restarts or its database is away.
  comeBack() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.socket.connect(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, PAUSE_LAST);
  }

  refuse(answer) {
    if (answer.retry) throw new Error("busy");
    this.isRefused = true;
    this.socket.disconnect();
    this.tell("refused", { code: answer.code, message: answer.message });
  }

  // The phone says that it is back: do not wait for the next attempt.
  hurry() {
    if (this.socket.connected || this.isRefused) return;
    this.socket.disconnect();
    this.pause = PAUSE_FIRST;
    this.comeBack();
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
