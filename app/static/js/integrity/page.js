/** The saved page that checks a package: a file is chosen and checked on the spot; nothing leaves the computer. */
import { check, knowsSignatures } from "./check.js";

export function init(form) {
  const words = JSON.parse(form.dataset.words);
  const answer = form.querySelector("[role=status]");
  knowsSignatures().then((knows) => {
    if (!knows) form.before(line("p", words.no_signatures, "fails"));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = form.elements.package.files;
    if (!file) return;
    answer.replaceChildren(line("p", words.working));
    const bytes = new Uint8Array(await file.arrayBuffer());
    const found = await check(bytes, { expected: form.elements.expected.value.trim() });
    answer.replaceChildren(...describeAll(found, words));
  });
}

function describeAll({ ok, steps, facts }, words) {
  const failed = steps.some(({ state }) => state === "fails");
  const verdict = ok ? words.right : failed ? words.wrong : words.partly;
  const list = document.createElement("ol");
  list.append(...steps.map((step) => describeStep(step, words)));
  return [line("h2", verdict, ok ? "holds" : "fails"), ...(facts ? describeFacts(facts, words) : []), list];
}

function describeStep({ code, state, params }, words) {
  const item = line("li", "", state);
  const where = Object.values(params).join(", ");
  item.append(line("b", `${words[`state_${state}`]}: `), words[code] ?? code);
  if (state === "fails" && where) item.append(" ", line("code", where));
  return item;
}

function describeFacts(facts, words) {
  const counts = ["verdicts", "replies", "entries", "timestamps"].map((name) => `${words[name]}: ${facts[name]}`);
  const key = line("p", `${words.fingerprint} `);
  key.append(line("code", facts.fingerprint.match(/.{1,4}/g)?.join(" ") ?? ""));
  return [line("p", `${facts.jury} · ${counts.join(" · ")}`), key];
}

function line(name, words, state = "") {
  const element = document.createElement(name);
  element.textContent = words;
  if (state) element.className = state;
  return element;
}
