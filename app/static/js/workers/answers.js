// What may be asked about the files of a draw: the whole check, or one ticket. The files are texts or bytes in UTF-8.
import { hash } from "../verify/beacon.js";
import { canonical, parse } from "../verify/json.js";
import { leafOf, spelled, standing } from "../verify/tickets.js";
import { walk } from "../verify/verify.js";

export function* answers(question) {
  if ("ticket" in question) yield* aboutTicket(question);
  else yield* walk(question.commitment, question.result);
}

// `fingerprint`: the one the reader was told; `line`: the line of proof from the person's own page, or "".
function* aboutTicket({ ticket, line, fingerprint, commitment, result }) {
  try {
    const list = parse(commitment);
    const own = spelled(ticket, list);
    yield {
      isSameList: hash(canonical(list)) === fingerprint,
      found: own === null ? null : standing(own, list, result && parse(result)),
      proof: line ? proofOf(line, own, list) : null,
    };
  } catch {
    yield { isSameList: false, found: null, proof: null };
  }
}

// "right", "wrong", or "unreadable" when it is not such a line, or another ticket's.
function proofOf(line, own, list) {
  try {
    const entry = parse(line.trim());
    if (entry[1] !== own) return "unreadable";
    const leaf = leafOf(entry, list);
    return leaf === null ? "unreadable" : hash(canonical(entry)) === leaf ? "right" : "wrong";
  } catch {
    return "unreadable";
  }
}
