// "Check in this browser": fetches the two published files and checks them here, each step before the reader's eyes.
// Words come from data-words by the verifier's codes; nothing but text is written into the page.
import { make, stepList, verdictOf } from "../verify/show.js";
import { ask, load } from "../workers/ask.js";

export function init(element) {
  const words = JSON.parse(element.dataset.words);
  const button = make("button", element.dataset.button, "btn");
  const steps = make("div", "", "stack-s");
  const answer = make("div", "");
  button.type = "button";
  answer.setAttribute("role", "status");
  element.append(button, answer, steps);
  let isRunning = false;
  button.addEventListener("click", async () => {
    if (isRunning) return;
    isRunning = true;
    answer.className = "";
    answer.replaceChildren(make("p", words.fetching));
    await check(element.dataset, words, steps, answer);
    isRunning = false;
  });
}

async function check({ commitment, result }, words, steps, answer) {
  const { list, take } = stepList(words);
  steps.replaceChildren(list);
  let last = null;
  try {
    const [first, second] = await Promise.all([load(commitment), load(result)]);
    answer.replaceChildren(make("p", words.running));
    await ask({ commitment: first, result: second }, (event) => take((last = event)));
  } catch {
    steps.replaceChildren();
    last = null;
  }
  answer.className = last?.ok ? "note note-ok" : "note note-danger";
  answer.replaceChildren(make("p", last ? verdictOf(last, words) : words.broken));
}
