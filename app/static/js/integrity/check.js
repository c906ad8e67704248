/** Checks a package: all checks in order, each by its name. Nothing is sent anywhere. */
import { Refused } from "../verify/json.js";
import { CHECKS, NOT_ASKED } from "./checks.js";
import { arrange } from "./content.js";
import { unzip } from "./zip.js";

/** Whether this browser knows Ed25519; without it the signatures must be checked another way. */
export async function knowsSignatures() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch (error) {
    return error.name !== "NotSupportedError";
  }
}

/** Returns `{ok, steps: [{code, state, params}], facts}`; a state is "holds", "fails", "left_out" or "not_asked". */
export async function check(bytes, { expected = "", leaveOut = [] } = {}) {
  let content;
  try {
    content = await arrange(await unzip(bytes));
  } catch (error) {
    const step = { code: "package_is_readable", state: "fails", params: params(error) };
    return { ok: false, steps: [step], facts: null };
  }
  const steps = [];
  for (const one of CHECKS.filter(({ name }) => !leaveOut.includes(name))) steps.push(await run(one, content, expected));
  return { ok: steps.every(({ state }) => state === "holds" || state === "not_asked"), steps, facts: facts(content) };
}

async function run(one, content, expected) {
  try {
    const fault = await one({ ...content, expected });
    if (fault === NOT_ASKED) return { code: one.name, state: "not_asked", params: {} };
    return { code: one.name, state: fault ? "fails" : "holds", params: fault ?? {} };
  } catch (error) {
    if (error.name === "NotSupportedError") return { code: one.name, state: "left_out", params: {} };
    return { code: one.name, state: "fails", params: params(error) };
  }
}

const params = (error) => (error instanceof Refused ? error.params : {});

function facts({ manifest, ofKind, keys, record, documents }) {
  const key = keys.findLast((one) => one.get("distrusted_since") === null);
  return { jury: manifest.get("jury"), verdicts: ofKind("verdict").length, replies: ofKind("reply").length,
           entries: record.length, fingerprint: key?.get("fingerprint") ?? "",
           timestamps: documents.filter(({ listed }) => listed.get("timestamp") !== null).length };
}
