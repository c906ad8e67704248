/** Shows a check: every step by name with its state in words, the verdict, and what is known of a ticket. */

export const STEPS = [
  "files_well_formed", "commitment_matches", "randomness_accepted", "signature_valid", "panel_matches", "reserve_matches",
];

/** An element with a text; nothing but text is ever written into the page. */
export function make(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** The list of steps: `list` goes into the page, `take` gets what walk() yields. */
export function stepList(words, names = STEPS) {
  const rows = names.map((name) => row(words[name], words.waiting));
  const list = make("ol", "", "line");
  list.append(...rows.map(({ item }) => item));
  let at = 0;
  rows[0].set("now", words.running);
  const take = (event) => {
    if ("part" in event) rows[at]?.set("now", fill(words[`reading_${event.part}`], event, words));
    else if ("checked" in event) at = settle(event, names.indexOf(event.code), at);
    else if (!event.ok) rows[at]?.set("blocked", words.failed);
  };

  function settle(event, place, before) {
    if (place < 0) return before;
    rows[place].set(event.checked ? "done" : "", stateOf(event, words));
    rows[place + 1]?.set("now", words.running);
    return place + 1;
  }

  return { list, take };
}

// "checked · what was found", or why it was left out.
function stateOf({ code, checked, params }, words) {
  if (!checked) return words[`without_${code}`] ?? words.left_out;
  const detail = words[`detail_${code}`];
  return detail ? `${words.checked} · ${fill(detail, params, words)}` : words.checked;
}

function row(name, waiting) {
  const item = make("li", "");
  const state = make("p", waiting, "line-meta");
  item.append(make("p", name, "line-title"), state);
  const set = (className, words) => {
    item.className = className;
    state.textContent = words;
  };
  return { item, set };
}

/** The verdict as a sentence; of a fault its reason, and its code for engineers. */
export function verdictOf({ ok, code, params }, words) {
  if (ok) return words.right;
  return `${words.wrong} ${fill(words[code] ?? "", params, words)} (${code})`;
}

/** What standing() found, in sentences. */
export function told(found, words) {
  const shown = { ...found, chance: percent(found, words) };
  const lines = [fill(found.count ? words.stands : words.stands_nowhere, shown, words), fill(words.compared, shown, words)];
  if (found.isDrawn === null) lines.push(words.not_yet);
  else lines.push(fill(found.isDrawn ? words.drawn : words.not_drawn, shown, words));
  return lines;
}

function percent({ count, panels }, words) {
  const digits = Math.max(0, String(panels).length - 3);
  return words.percent.replace("%(number)s", ((100 * count) / panels).toFixed(digits).replace(".", words.decimal));
}

/** A sentence with its values: whole numbers as the reader's language writes them, fingerprints in groups of four. */
export function fill(sentence, values, words) {
  return sentence.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? written(values[name], words) : whole));
}

function written(value, words) {
  if (typeof value === "number") return String(value).replace(/\B(?=(\d{3})+$)/g, words.group);
  return /^[0-9a-f]{64}$/.test(value) ? value.match(/.{4}/g).join(" ") : String(value);
}
