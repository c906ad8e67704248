/** The form of the saved page: files are chosen and checked on the spot; nothing leaves the computer. */

import { parse } from "./json.js";
import { STEPS, make, stepList, told, verdictOf } from "./show.js";
import { spelled, standing } from "./tickets.js";
import { walk } from "./verify.js";

export function init(form) {
  const words = JSON.parse(form.dataset.words);
  const answer = form.querySelector("[role=status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [commitment, result, features] = await Promise.all(["commitment", "result", "features"].map(read));
    if (!commitment) return;
    const ticket = form.elements.ticket.value.trim();
    answer.replaceChildren(
      ...(result ? checked(commitment, result, features, words) : []),
      ...(ticket ? found(ticket, commitment, result, words) : []),
    );
  });

  async function read(name) {
    const [file] = form.elements[name].files;
    return file ? new Uint8Array(await file.arrayBuffer()) : null;
  }
}

function checked(commitment, result, features, words) {
  const { list, take } = stepList(words, [...STEPS, "features_match"]);
  let verdict;
  for (verdict of walk(commitment, result, features)) take(verdict);
  return [make("strong", verdictOf(verdict, words)), list];
}

function found(ticket, commitment, result, words) {
  try {
    const list = parse(commitment);
    const own = spelled(ticket, list);
    if (own === null) return [make("p", words.unknown_ticket)];
    return told(standing(own, list, result && parse(result)), words).map((line) => make("p", line));
  } catch {
    return [make("p", words.file_not_json)];
  }
}
