/* The room, live, without losing anything.

PROTOCOL (the server is built to this; transports may lose, double and reorder, the log may not)

  client → server   "join" {room, language, after}
                       → {ok: true, head, now, events: [event…]}            after < seq ≤ head, at most 500
                       → {ok: false, code, message}                         not a member: stays away, shows the message
                       → {ok: false, retry: true}                           database busy: comes back
                    "say" | "raise_hand" | "lower_hand" | "ask" | …  {room, command_id, …fields of the form}
                       → {ok: true, seq}                                    committed; also for a command_id seen before
                       → {ok: false, code, message}                         refused for good, said in words
                       → {ok: false, retry: true}                           database busy, too fast: try again later
  server → client   "event"      event, right after the commit, in any order
                    "head"       {room, seq, now}  every 2 s when changed: finds a lost last event
                    "presence"   {patches}         no seq, no retry
                    "superseded" {message}         a newer device has taken the controls of this person

  event   {room, seq, kind, patches: [patch…]}     patches is [] where this audience may see nothing: seq has no holes
  patch   {target, mode, id?, html?}               applied to every [data-target="target"] of this page; other pages skip it
            append    html goes to the end; an element whose id is on the page already is replaced (applying twice is harmless)
            replace   with id: the element with that id becomes html; without: html becomes the whole content of the target
            remove    the element with that id goes
  now     the server's time in milliseconds

  GET data-events-url?after=N  →  {events, head, now}          the same events; pages of 500; works where sockets are blocked
  POST action of the form, Accept: application/json, same command_id  →  the same answers as the socket (status 200 or 4xx)

  html is rendered once per language and audience, so it must not depend on who reads it: no csrf_token (it would be the
  sender's!), no "you". Who it is about stands in data-person="id" or data-people="id id"; here the element gets data-mine when
  data-me is among them, and .for-me / .for-others inside it are shown accordingly (do not nest them). A statement carries
  data-command-id="uuid" so that the copy that waits on the writer's phone disappears.

ROOT   data-module="room_log" data-room data-last (the seq up to which the page was rendered) data-events-url data-me data-now
PARTS  [data-connection] sign with data-live, data-catching, data-offline · [data-room-error] role=alert · template[data-waiting] ·
       [data-new] link to the newest with [data-count] · [data-superseded-note] */
import { Away } from "./away.js";
import { sample, serverNow } from "./clock.js";
import { Connection } from "./connection.js";
import { ConnectionSign } from "./connection_sign.js";
import { Outbox } from "./outbox.js";
import { applyPatch, markMine } from "./patches.js";
import { remember } from "./rooms.js";
import { Sequence } from "./sequence.js";
import { load } from "./start.js";
import { WaitingMessages } from "./waiting_messages.js";

const GAP_PATIENCE = 250; // events overtake each other; a real hole stays
const POLL_EVERY = 5000; // without a socket
const PULL_WITHIN = 10000;

export function init(root) {
  remember(root, new Room(root));
}

class Room {
  constructor(root) {
    this.root = root;
    const opened = Date.parse(root.dataset.now);
    sample(opened);
    this.me = root.dataset.me;
    this.sequence = new Sequence(Number(root.dataset.last));
    const sign = document.querySelector("[data-connection]");
    this.sign = new ConnectionSign(sign);
    this.words = sign?.dataset || {};
    this.away = new Away(root, this.words.away);
    const language = document.documentElement.lang;
    this.connection = new Connection({ room: root.dataset.room, language, last: () => this.sequence.last, opened });
    this.outbox = new Outbox({ person: this.me, room: root.dataset.room, connection: this.connection });
    this.waiting = new WaitingMessages(root, this.outbox);
    this.listen();
    markMine(root, this.me);
    this.show();
    this.outbox.flush();
    setInterval(() => this.pollWithoutSocket(), "saving" in root.dataset ? 4 * POLL_EVERY : POLL_EVERY);
  }

  listen() {
    const { connection } = this;
    connection.addEventListener("joined", ({ detail }) => {
      this.receive(detail);
      this.handOver(detail.superseded);
    });
    connection.addEventListener("down", () => this.lookAround());
    connection.addEventListener("refused", ({ detail }) => this.refuse(detail));
    this.root.querySelector("[data-take-over]")?.addEventListener("click", () => this.takeOver());
    connection.addEventListener("message", ({ detail }) => this.take(detail));
    this.outbox.addEventListener("accepted", ({ detail }) => this.learn(detail.seq));
    this.outbox.addEventListener("unanswered", () => this.pull());
    window.addEventListener("offline", () => this.show());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.away.leave() : this.pull()));
  }

  take({ name, data }) {
    if (name === "event" && String(data.room) === this.root.dataset.room) this.apply([data]);
    if (name === "head" && String(data.room) === this.root.dataset.room) this.learn(data.seq, data.now);
    if (name === "presence") for (const patch of data.patches) applyPatch(this.root, patch, this.me);
    if (name === "superseded") this.handOver(data.message);
  }

  // What join and GET events answer.
  receive({ events, head, now }) {
    sample(now);
    this.sequence.know(head);
    this.apply(events);
  }

  apply(events) {
    for (const event of events) {
      for (const due of this.sequence.take(event)) {
        for (const patch of due.patches) this.put(patch);
      }
    }
    this.waiting.settle(this.sequence.last);
    this.mindTheGap();
    this.show();
  }

  put(patch) {
    const record = patch.mode === "append" && this.root.querySelector('[role="log"] [data-target]');
    const last = record?.lastElementChild;
    applyPatch(this.root, patch, this.me);
    if (record && record.dataset.target === patch.target && record.lastElementChild !== last) this.away.note(record.lastElementChild);
  }

  learn(head, now) {
    if (now) sample(now);
    this.sequence.know(head);
    this.mindTheGap();
    this.show();
  }

  mindTheGap() {
    if (!this.sequence.isBehind || this.gapTimer) return;
    this.gapTimer = setTimeout(() => {
      this.gapTimer = null;
      if (this.sequence.isBehind) this.pull();
    }, GAP_PATIENCE);
  }

  // Asks for everything after what is applied, page by page. One question at a time.
  async pull() {
    if (this.isPulling) return;
    this.isPulling = true;
    const wasAway = this.isReachable === false;
    try {
      let before;
      do {
        before = this.sequence.last;
        this.receive(await this.fetchEvents());
      } while (this.sequence.isBehind && this.sequence.last > before);
      this.isReachable = true;
    } catch (fault) {
      this.isReachable = false;
      if (!fault.status) this.connection.drop();
    } finally {
      this.isPulling = false;
    }
    if (this.isReachable) this.mindTheGap();
    if (this.isReachable && wasAway) this.connection.hurry(); // do not wait out the socket's own pause
    this.show();
  }

  async fetchEvents() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PULL_WITHIN);
    try {
      const address = new URL(this.root.dataset.eventsUrl, location.href);
      address.searchParams.set("after", this.sequence.last);
      const response = await fetch(address, { headers: { Accept: "application/json" }, signal: stop.signal, cache: "no-store" });
      if (!response.ok) throw Object.assign(new Error("refused"), { status: response.status });
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  // The socket fell: is the server away, or only the socket? Not all phones at the same moment.
  lookAround() {
    this.away.leave();
    this.show();
    setTimeout(() => this.connection.isJoined || this.pull(), Math.random() * 1000);
  }

  pollWithoutSocket() {
    if (document.hidden) return;
    if (!this.connection.isJoined || this.sequence.isBehind || this.connection.isSilent) this.pull();
  }

  show() {
    if (this.connection.isRefused) return this.sign.hide(); // not let in: the connection is not what is missing
    if (this.connection.isJoined) {
      if (!this.sequence.isBehind && !document.hidden) this.away.back();
      return this.sign.show(this.sequence.isBehind ? "catching" : "live");
    }
    const isAway = this.isReachable === false || !navigator.onLine;
    return this.sign.show(isAway ? "offline" : "catching");
  }

  complain(message) {
    const place = this.root.querySelector("[data-room-error]");
    if (!place) return;
    place.textContent = message || "";
    place.hidden = !message;
  }

  // A newer device of the same person has the controls; without a message this one has them.
  handOver(message) {
    this.root.toggleAttribute("data-reads-only", Boolean(message));
    for (const form of this.root.querySelectorAll("form[data-command]")) form.inert = Boolean(message);
    const note = this.root.querySelector("[data-superseded-note]");
    if (note) note.hidden = !message;
    else if (message) this.complain(message);
  }

  takeOver() {
    this.connection.opened = serverNow();
    this.connection.join();
  }

  // Signed out, here or elsewhere: nothing of this person stays on the phone. What stands on the page can still be copied.
  refuse({ code, message }) {
    this.complain(message);
    this.show();
    if (code === "session_is_over") load("wipe").then(({ wipe }) => wipe());
  }
}
