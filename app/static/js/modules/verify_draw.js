// "Check in this browser": fetches the two published files and checks them here, each step before the reader's eyes.
// What only those need who press the button – words, verifier, the curve of the beacon's signature – is fetched then.

export function init(element) {
  const [button, answer, steps] = ["button", "div", "div"].map((name) => document.createElement(name));
  Object.assign(button, { type: "button", className: "btn", textContent: element.dataset.button });
  steps.className = "stack-s";
  answer.setAttribute("role", "status");
  element.append(button, answer, steps);
  let isRunning = false;
  button.addEventListener("click", async () => {
    if (isRunning) return;
    isRunning = true;
    say(answer, "", element.dataset.fetching);
    try {
      await check(element.dataset, steps, answer);
    } catch {
      steps.replaceChildren();
      say(answer, "note note-danger", element.dataset.broken);
    }
    isRunning = false;
  });
}

async function check(addresses, steps, answer) {
  const { stepList, verdictOf } = await import("../verify/show.js");
  const { ask, load, loadWords } = await import("../workers/ask.js");
  const [words, commitment, result] = await Promise.all([
    loadWords(addresses.words), load(addresses.commitment), load(addresses.result),
  ]);
  const { list, take } = stepList(words);
  steps.replaceChildren(list);
  say(answer, "", words.running);
  let last = null;
  await ask({ commitment, result }, (event) => take((last = event)));
  say(answer, last.ok ? "note note-ok" : "note note-danger", verdictOf(last, words));
}

function say(answer, className, words) {
  const line = document.createElement("p");
  line.textContent = words;
  answer.className = className;
  answer.replaceChildren(line);
}
