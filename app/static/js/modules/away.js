// "New while you were away · 9": a line in the record before the first thing that came while nobody looked or nothing came through.

export class Away {
  constructor(root, words) {
    this.root = root;
    this.words = words;
    this.isAway = false;
  }

  leave() {
    if (this.isAway) return;
    this.isAway = true;
    this.line = null;
    this.count = 0;
  }

  back() {
    this.isAway = false;
  }

  // The record has grown by this element.
  note(element) {
    if (!this.isAway || !this.words || !element || element.hasAttribute("data-mine")) return;
    if (!this.line) {
      for (const old of this.root.querySelectorAll(".newline")) old.remove();
      this.line = document.createElement("li");
      this.line.className = "newline";
      element.before(this.line);
    }
    this.count += 1;
    this.line.textContent = `${this.words} · ${this.count}`;
  }
}
