// Reads one question a line from standard input (JSON, files as texts), says what the page would be told.
import { createInterface } from "node:readline";
import { answers } from "../../app/static/js/workers/answers.js";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify([...answers(JSON.parse(line))].at(-1)));
}
