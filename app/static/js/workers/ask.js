// Asks about the files of a draw: a worker answers, or, where the browser has no workers made of modules, this page in pieces.

const BREATH = 30; // milliseconds of work, then the page may draw and hear

export async function ask(question, take) {
  try {
    await askWorker(question, take);
  } catch {
    await answerHere(question, take);
  }
}

// Refuses before the first answer only: a check that broke off half-way is a fault, not a missing worker.
function askWorker(question, take) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("check_draw.js", import.meta.url), { type: "module" });
    worker.addEventListener("error", () => {
      worker.terminate();
      reject(new Error("no worker"));
    });
    worker.addEventListener("message", ({ data }) => {
      if (data !== null) return take(data);
      worker.terminate();
      return resolve();
    });
    worker.postMessage(question);
  });
}

async function answerHere(question, take) {
  const { answers } = await import("./answers.js");
  let since = performance.now();
  for (const answer of answers(question)) {
    take(answer);
    if (performance.now() - since < BREATH) continue;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  }
}

export async function load(address) {
  if (!address) return null;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

export async function loadWords(address) {
  return JSON.parse(new TextDecoder().decode(await load(address)));
}
