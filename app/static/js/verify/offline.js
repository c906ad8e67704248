/** The form of the saved page: three files are chosen and checked on the spot; nothing leaves the computer. */

import { verify } from "./verify.js";

export function init(form) {
  const words = JSON.parse(form.dataset.words);
  const answer = form.querySelector("[role=status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [commitment, result, features] = await Promise.all(["commitment", "result", "features"].map(read));
    if (commitment && result) answer.replaceChildren(...describe(verify(commitment, result, features), words));
  });

  async function read(name) {
    const [file] = form.elements[name].files;
    return file ? new Uint8Array(await file.arrayBuffer()) : null;
  }
}

function describe({ ok, code, params, steps }, words) {
  const list = document.createElement("ul");
  for (const step of steps) {
    const mark = step.checked ? words.checked : words.left_out;
    list.append(line("li", `${words[step.code] ?? step.code}: ${mark} ${shown(step.params)}`));
  }
  const reason = ok ? words.right : `${words.wrong} ${words[code] ?? ""} (${code}) ${shown(params)}`;
  return [line("strong", reason), list];
}

const shown = (params) => Object.entries(params).map(([name, value]) => `${name}=${value}`).join(", ");

function line(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
