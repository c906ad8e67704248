// Checks a draw beside the page, so that the page stays quick: gets the files, tells every step as it is done.
import { walk } from "../verify/verify.js";

self.addEventListener("message", ({ data }) => {
  for (const event of walk(data.commitment, data.result)) self.postMessage(event);
});
