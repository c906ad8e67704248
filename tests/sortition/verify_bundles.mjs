// Reads one bundle a line from standard input (JSON: files in base64, checkBeacon), answers one verdict a line.
import { createInterface } from "node:readline";
import { verify } from "../../app/static/js/verify/verify.js";

const bytes = (text) => (text === null ? null : new Uint8Array(Buffer.from(text, "base64")));

for await (const line of createInterface({ input: process.stdin })) {
  const { files, checkBeacon } = JSON.parse(line);
  console.log(JSON.stringify(verify(...files.map(bytes), { checkBeacon })));
}
