// Works beside the page, so that the page stays quick: gets a question, tells every answer as it is found.
import { answers } from "./answers.js";

self.addEventListener("message", ({ data }) => {
  for (const answer of answers(data)) self.postMessage(answer);
  self.postMessage(null);
});
