// "Check in this browser": fetches the two published files, checks them here, and says what was checked.
// Words come from data-words by the verifier's codes; nothing but text is written into the page.

export function init(element) {
  const words = JSON.parse(element.dataset.words);
  const button = make("button", element.dataset.button, "btn btn-2");
  const answer = make("div", "", "stack-s");
  button.type = "button";
  answer.setAttribute("role", "status");
  element.append(button, answer);
  button.addEventListener("click", async () => {
    answer.replaceChildren(make("p", words.running));
    answer.replaceChildren(...(await check(element.dataset, words)));
  });
}

async function check({ commitment, result }, words) {
  try {
    // 45 KB, mostly the curve of the beacon's signature: fetched by those who press the button.
    const { verify } = await import("../verify/verify.js");
    const files = await Promise.all([commitment, result].map(load));
    return describe(verify(...files, null, { checkBeacon: true }), words);
  } catch {
    return [make("p", words.broken)];
  }
}

async function load(address) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function describe({ ok, code, params, steps }, words) {
  const head = make("p", ok ? words.right : `${words.wrong} ${code} ${JSON.stringify(params)}`);
  const note = make("div", "", ok ? "note note-ok" : "note note-danger");
  const list = make("ul", "", "small");
  note.append(head);
  for (const step of steps) {
    if (!step.checked && step.code === "signature_valid") continue; // dice alone: there is no signature
    list.append(make("li", `${words[step.code]} (${step.checked ? words.checked : words.left_out})`));
  }
  return [note, list];
}

function make(name, text, className = "") {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}
