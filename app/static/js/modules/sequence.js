// Which events of the log are known, and which may be applied now: strictly one after the other, each once.

export class Sequence {
  constructor(last) {
    this.last = last; // applied up to here
    this.head = last; // the server has got up to here, as far as we know
    this.held = new Map(); // came too early
  }

  // Takes one event; returns those that are due, in order.
  take(event) {
    this.know(event.seq);
    if (event.seq > this.last) this.held.set(event.seq, event);
    const due = [];
    while (this.held.has(this.last + 1)) {
      this.last += 1;
      due.push(this.held.get(this.last));
      this.held.delete(this.last);
    }
    return due;
  }

  know(head) {
    if (head > this.head) this.head = head;
  }

  get isBehind() {
    return this.head > this.last;
  }
}
