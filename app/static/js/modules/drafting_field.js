// A plain field bound to a shared text: what is typed goes into the text, what comes from others goes into the field, and the
// cursor stays between the same two letters. Plain fields work with every keyboard and screen reader.
import * as Y from "../../vendor/yjs-13.6.33.js";

const HIGH = /[\ud800-\udbff]/;
const LOW = /[\udc00-\udfff]/;
// The server refuses what no keyboard writes; it comes from the clipboard.
const UNWELCOME = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

export class SharedField {
  // whenComposed: called when a word that a keyboard was composing is finished
  constructor(field, text, whenComposed) {
    this.field = field;
    this.text = text;
    this.isComposing = false;
    this.places = [null, null];
    field.autocomplete = "off"; // a browser that fills in what stood here yesterday would write it over the present words
    field.addEventListener("input", () => this.isComposing || this.push());
    field.addEventListener("compositionstart", () => void (this.isComposing = true));
    field.addEventListener("compositionend", () => {
      this.isComposing = false;
      this.push();
      whenComposed();
    });
    for (const name of ["keyup", "select", "focus", "click"]) field.addEventListener(name, () => this.remember());
    document.addEventListener("selectionchange", () => document.activeElement === field && this.remember());
  }

  // Somebody may have typed before this script was there; a value that the browser brought back by itself is not theirs.
  begin() {
    if (document.activeElement === this.field) this.push();
    else this.pull();
  }

  // One line cannot show a line break, so it shows a space; every letter keeps its place.
  get shown() {
    const words = this.text.toString();
    return this.field.tagName === "INPUT" ? words.replace(/\n/g, " ") : words;
  }

  push() {
    this.clean();
    const before = this.shown;
    const after = this.field.value;
    if (before === after) return this.remember();
    const [start, end] = changed(before, after);
    this.text.doc.transact(() => {
      if (before.length > start + end) this.text.delete(start, before.length - start - end);
      const typed = after.slice(start, after.length - end);
      if (typed) this.text.insert(start, typed);
    }, this);
    this.remember();
  }

  clean() {
    const { field } = this;
    const value = field.value.replace(UNWELCOME, "");
    if (value === field.value) return;
    const place = field.selectionStart - (field.value.length - value.length);
    field.value = value;
    field.setSelectionRange(place, place);
  }

  pull() {
    const { field, shown } = this;
    if (field.value === shown || this.isComposing) return;
    const { scrollTop } = field;
    const [start, end] = this.places.map((place) => place && Y.createAbsolutePositionFromRelativePosition(place, this.text.doc));
    field.value = shown;
    field.scrollTop = scrollTop;
    if (document.activeElement === field && start && end) field.setSelectionRange(start.index, end.index, this.direction);
  }

  remember() {
    const { field, text } = this;
    if (this.isComposing || field.value !== this.shown) return;
    this.direction = field.selectionDirection;
    // Before the letter at the start, after the one at the end: what comes in at the cursor does not push it along.
    this.places = [field.selectionStart, field.selectionEnd].map((place) => Y.createRelativePositionFromTypeIndex(text, place, -1));
  }

  showWriter(words, duration) {
    if (!this.sign) {
      this.sign = Object.assign(document.createElement("p"), { className: "form-hint" });
      this.field.after(this.sign);
    }
    this.sign.textContent = words;
    this.sign.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void (this.sign.hidden = true), duration);
  }

  close() {
    this.field.readOnly = true;
  }
}

// How many letters at the start and at the end are the same; a letter of two parts (an emoji) is never cut in two.
function changed(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  if (start > 0 && HIGH.test(before[start - 1])) start -= 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  if (end > 0 && LOW.test(before[before.length - end])) end -= 1;
  return [start, end];
}
