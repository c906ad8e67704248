// Reads one package a line from standard input (JSON: the ZIP in base64, expected, leaveOut); answers what the page says.
import { createInterface } from "node:readline";
import { check } from "../../../app/static/js/integrity/check.js";
import { CHECKS } from "../../../app/static/js/integrity/checks.js";

console.log(JSON.stringify(CHECKS.map(({ name }) => name)));
for await (const line of createInterface({ input: process.stdin })) {
  const { zip, expected, leaveOut } = JSON.parse(line);
  console.log(JSON.stringify(await check(new Uint8Array(Buffer.from(zip, "base64")), { expected, leaveOut })));
}
