/** Strict JSON: refuses what two readers could take differently; and the canonical form (RFC 8785). Objects are Maps,
 * which keep their order and have no inherited keys. */

export class Refused extends Error {
  constructor(code, params = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \t\n\r]*/y;
const HEX4 = /[0-9a-fA-F]{4}/y;
const LONE_SURROGATE = /\p{Surrogate}/u;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WORDS = { true: true, false: false, null: null };

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** Step over this character if it comes next. */
  has(character) {
    this.match(SPACE);
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  need(character) {
    if (!this.has(character)) throw new Refused("file_not_json");
  }

  value() {
    if (this.has("{")) return this.object();
    if (this.has("[")) return this.array();
    if (this.has('"')) return this.string();
    for (const [word, value] of Object.entries(WORDS)) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  object() {
    const value = new Map();
    let repeated = null;
    if (this.has("}")) return value;
    do {
      this.need('"');
      const key = this.string();
      this.need(":");
      const item = this.value();
      if (value.has(key)) repeated ??= { key };
      value.set(key, item);
    } while (this.has(","));
    this.need("}");
    if (repeated) throw new Refused("key_repeated", repeated);
    return value;
  }

  array() {
    const value = [];
    if (this.has("]")) return value;
    do value.push(this.value());
    while (this.has(","));
    this.need("]");
    return value;
  }

  string() {
    let value = this.match(PLAIN)[0];
    while (this.text[this.at] === "\\") {
      this.at += 1;
      value += this.escaped() + this.match(PLAIN)[0];
    }
    if (this.text[this.at] !== '"' || LONE_SURROGATE.test(value)) throw new Refused("file_not_json");
    this.at += 1;
    return value;
  }

  escaped() {
    const character = this.text[this.at];
    this.at += 1;
    if (Object.hasOwn(ESCAPES, character)) return ESCAPES[character];
    const digits = character === "u" && this.match(HEX4);
    if (!digits) throw new Refused("file_not_json");
    return String.fromCharCode(parseInt(digits[0], 16));
  }

  number() {
    const found = this.match(NUMBER);
    if (!found) throw new Refused("file_not_json");
    const [digits, fraction, exponent] = found;
    const whole = !fraction && !exponent && digits !== "-0" && digits.length <= 17;
    if (!whole || !Number.isSafeInteger(Number(digits))) {
      throw new Refused("number_not_whole", { found: digits.slice(0, 40) });
    }
    return Number(digits);
  }
}

/** Read a JSON document from a text or from bytes in UTF-8. */
export function parse(content) {
  const reader = new Reader(typeof content === "string" ? content : decode(content));
  const value = reader.value();
  reader.match(SPACE);
  if (reader.at !== reader.text.length) throw new Refused("file_not_json");
  return value;
}

/** The one canonical text of a document. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value instanceof Map) {
    const pairs = [...value.keys()].sort().map((key) => `${JSON.stringify(key)}:${canonical(value.get(key))}`);
    return `{${pairs.join(",")}}`;
  }
  return JSON.stringify(value);
}

function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("file_not_json");
  }
}
