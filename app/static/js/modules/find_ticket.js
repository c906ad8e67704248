// "Find my ticket": fetches the published list and looks the number up here; the number goes to nobody.
// A link from a letter carries the ticket behind # (#ticket=0007), which browsers keep to themselves; it is taken out of
// the address at once, so that whoever copies the address does not pass the ticket on.

export function init(form) {
  const answer = document.createElement("div");
  answer.setAttribute("role", "status");
  form.append(answer);
  form.hidden = false;
  takeFromLetter(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(answer, "", [form.dataset.looking]);
    try {
      await find(form, answer);
    } catch {
      say(answer, "note note-danger", [form.dataset.broken]);
    }
  });
}

function takeFromLetter(form) {
  const found = /^#ticket=(\d{1,8})$/.exec(location.hash);
  if (!found) return;
  form.elements.ticket.value = found[1];
  history.replaceState(null, "", `${location.pathname}${location.search}#ticket`);
  form.scrollIntoView();
  form.elements.ticket.focus({ preventScroll: true });
}

async function find(form, answer) {
  const { told } = await import("../verify/show.js");
  const { ask, load, loadWords } = await import("../workers/ask.js");
  const { commitment, result, fingerprint } = form.dataset;
  const question = { ticket: form.elements.ticket.value, line: form.elements.line.value, fingerprint };
  const words = await loadWords(form.dataset.words);
  [question.commitment, question.result] = await Promise.all([load(commitment), load(result)]);
  await ask(question, ({ isSameList, found, proof }) => {
    if (!isSameList) return say(answer, "note note-danger", [words.other_list]);
    if (!found) return say(answer, "note", [words.unknown_ticket]);
    const lines = [...told(found, words), words.same_list, ...(proof ? [words[`proof_${proof}`]] : [])];
    return say(answer, proof === "wrong" ? "note note-danger" : "note note-info", lines);
  });
}

function say(answer, className, lines) {
  answer.className = className;
  answer.replaceChildren(...lines.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
}
