// The connection in words: live · catching up · offline, kept on this phone. The words are the page's (data-live, …).

const CALM = 600; // a state that lasts less is not worth a word

export class ConnectionSign {
  constructor(element) {
    this.element = element;
    this.state = null;
    this.timer = null;
  }

  show(state) {
    if (!this.element || state === this.next) return;
    this.next = state;
    clearTimeout(this.timer);
    if (state === "live" || this.state === null) return void this.write(state);
    this.timer = setTimeout(() => this.write(state), CALM);
  }

  hide() {
    clearTimeout(this.timer);
    this.next = null;
    if (this.element) this.element.hidden = true;
  }

  write(state) {
    this.state = state;
    this.element.hidden = false;
    this.element.dataset.state = state;
    this.element.querySelector("[data-words]").textContent = this.element.dataset[state];
  }
}
