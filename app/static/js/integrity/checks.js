/** The checks, one function each. Each returns null when it holds, what is wrong, or NOT_ASKED. */
import { canonical } from "../verify/json.js";
import { encoded, hex, isSigned, sha256, unbase64 } from "./content.js";

export const NOT_ASKED = Symbol("not asked");
const FIRST_HASH = "0".repeat(64);
const LOOSE = new Set(["manifest.json", "SHA256SUMS"]); // they list the others
const FORMATS = { verdict: ["alqa verdict 1", "alqa verdict 2"], reply: ["alqa reply 1"],
                  checkpoint: ["alqa checkpoint 1"] };
// The imprint of a timestamp: SHA-256 with and without an empty parameter, then 32 bytes.
const IMPRINTS = ["3031300d060960864801650304020105000420", "302f300b06096086480165030402010420"];

async function files_are_listed({ files, manifest }) {
  const listed = manifest.get("files").map((one) => one.get("name"));
  const found = [...files.keys()].filter((name) => !LOOSE.has(name));
  const named = [...manifest.get("documents")].flatMap((one) => [one.get("name"), `${one.get("name")}.sig`]);
  const wrong = [...found.filter((name) => !listed.includes(name)),
                 ...[...listed, ...named].filter((name) => !files.has(name))];
  return wrong.length || new Set(listed).size !== listed.length ? { file: wrong[0] ?? "manifest.json" } : null;
}

async function files_are_unchanged({ files, manifest }) {
  for (const one of manifest.get("files")) {
    const name = one.get("name");
    if (files.has(name) && (await sha256(files.get(name))) !== one.get("sha256")) return { file: name };
  }
  return null;
}

async function documents_are_named({ documents }) {
  const wrong = documents.find((one) => one.listed.get("sha256") !== one.sha256);
  return wrong ? { file: wrong.name } : null;
}

async function documents_are_of_this_jury({ documents, manifest }) {
  const wrong = documents.find(({ content, kind, name, text }) =>
    !FORMATS[kind]?.includes(content.get("format")) || content.get("jury") !== manifest.get("jury")
    || canonical(content) !== text || nameOf(kind, content) !== name);
  return wrong ? { file: wrong.name } : null;
}

function nameOf(kind, content) {
  if (kind === "verdict") return `verdict-${content.get("version")}.json`;
  if (kind === "reply") return `reply-${content.get("recommendation")}-${content.get("version")}.json`;
  return `checkpoint-${content.get("entries")}.json`;
}

async function keys_have_their_fingerprints({ keys }) {
  for (const [index, key] of keys.entries()) {
    const own = await sha256(unbase64(key.get("public_key")));
    if (own !== key.get("fingerprint") || key.get("number") !== index + 1) return { key: key.get("number") };
  }
  return null;
}

/** A key follows the one before with its signature. Only after a revoked key another may begin anew. */
async function keys_follow_each_other({ keys }) {
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1];
    const begins = key.get("follows") === null && (!before || before.get("revoked") !== null);
    if (!begins && !(await isEndorsed(key, before))) return { key: key.get("number") };
  }
  return null;
}

async function isEndorsed(key, before) {
  if (!before || key.get("follows") !== before.get("fingerprint")) return false;
  const statement = new Map(["fingerprint", "from", "public_key", "follows"].map((name) => [name, key.get(name)]));
  statement.set("format", "alqa key 1");
  return isSigned(before.get("public_key"), key.get("endorsement") ?? "", encoded(canonical(statement)));
}

/** Each document has a signature by a key that is not distrusted, and no signature is a wrong one. */
async function signatures_hold({ documents, keys, files }) {
  for (const { listed, name, bytes } of documents) {
    let trusted = null;
    for (const signature of listed.get("signatures")) {
      const key = keys.find((one) => one.get("fingerprint") === signature.get("key"));
      if (!key || !(await isSigned(key.get("public_key"), signature.get("value"), bytes))) return { file: name };
      if (key.get("distrusted_since") === null) trusted = signature.get("value");
    }
    if (trusted === null) return { file: name };
    const apart = files.get(`${name}.sig`);
    if (apart && hex(apart) !== hex(unbase64(trusted))) return { file: `${name}.sig` };
  }
  return null;
}

/** The reader has the fingerprint of a key from another place: it must be one of these. */
async function key_is_the_expected({ keys, expected }) {
  const wanted = (expected ?? "").toLowerCase().replace(/[^0-9a-f]/g, "");
  if (!expected) return NOT_ASKED;
  const key = keys.find((one) => one.get("fingerprint") === wanted);
  return key && key.get("distrusted_since") === null ? null : { fingerprint: expected.slice(0, 80) };
}

async function record_is_a_chain({ record }) {
  let previous = FIRST_HASH;
  for (const [index, { hash, entry }] of record.entries()) {
    if (entry.get("number") !== index + 1 || entry.get("previous") !== previous) return { entry: index + 1 };
    previous = hash;
  }
  return null;
}

async function record_ends_at_the_checkpoint({ record, ofKind }) {
  const points = ofKind("checkpoint");
  const wrong = points.find(({ content }) => record[content.get("entries") - 1]?.hash !== content.get("head"));
  if (wrong || !points.length) return { file: wrong?.name ?? "record.jsonl" };
  const last = Math.max(...points.map(({ content }) => content.get("entries")));
  return last === record.length ? null : { entry: record.length };
}

async function verdicts_are_in_the_record({ record, ofKind }) {
  const entered = entries(record, "verdict_published").map((data) => `${data.get("version")} ${data.get("sha256")}`);
  const found = ofKind("verdict").map(({ content, sha256: own }) => `${content.get("version")} ${own}`);
  return differing(entered, found, "verdict");
}

async function replies_are_in_the_record({ record, ofKind }) {
  const name = (data) => `${data.get("recommendation")}-${data.get("version")}`;
  const given = entries(record, "reply_given");
  const older = new Set(given.filter((data) => !data.has("sha256")).map(name)); // from before replies were frozen
  const entered = given.filter((data) => data.has("sha256")).map((data) => `${name(data)} ${data.get("sha256")}`);
  const found = ofKind("reply").filter(({ content }) => !older.has(name(content)))
    .map(({ content, sha256: own }) => `${name(content)} ${own}`);
  return differing(entered, found, "reply");
}

const entries = (record, kind) => record.map(({ entry }) => entry).filter((entry) => entry.get("kind") === kind)
  .map((entry) => entry.get("data"));

function differing(entered, found, kind) {
  const wrong = [...entered.filter((one) => !found.includes(one)), ...found.filter((one) => !entered.includes(one))];
  return wrong.length ? { [kind]: wrong[0].split(" ")[0] } : null;
}

/** Each verdict names the head of the record just before it was published. */
async function verdicts_follow_the_record({ record, ofKind }) {
  for (const { content, sha256: own, name } of ofKind("verdict")) {
    const place = record.findIndex(({ entry }) => entry.get("kind") === "verdict_published"
      && entry.get("data").get("sha256") === own);
    const heads = [FIRST_HASH, ...record.slice(0, Math.max(0, place)).map(({ hash }) => hash)];
    if (place >= 0 && !heads.includes(content.get("record_head"))) return { file: name };
  }
  return null;
}

/** A reply names the verdict that it answers and its own version before. */
async function replies_follow_each_other({ ofKind }) {
  const verdicts = new Set(ofKind("verdict").map((one) => one.sha256));
  const replies = ofKind("reply");
  for (const { content, name } of replies) {
    const before = replies.find((one) => one.content.get("recommendation") === content.get("recommendation")
      && one.content.get("version") === content.get("version") - 1);
    const follows = content.get("version") === 1 ? content.get("previous_sha256") === null
      : before !== undefined && content.get("previous_sha256") === before.sha256;
    if (!follows || !verdicts.has(content.get("verdict_sha256"))) return { file: name };
  }
  return null;
}

async function timestamps_name_their_documents({ documents, files }) {
  const wrong = documents.find(({ listed, name, sha256: own }) => {
    const answer = files.get(`${name}.tsr`);
    if (listed.get("timestamp") === null) return answer !== undefined;
    const shown = hex(answer ?? new Uint8Array());
    return !IMPRINTS.some((imprint) => shown.includes(imprint + own));
  });
  return wrong ? { file: `${wrong.name}.tsr` } : null;
}

export const CHECKS = [
  files_are_listed, files_are_unchanged, documents_are_named, documents_are_of_this_jury, keys_have_their_fingerprints,
  keys_follow_each_other, signatures_hold, key_is_the_expected, record_is_a_chain, record_ends_at_the_checkpoint,
  verdicts_are_in_the_record, verdicts_follow_the_record, replies_are_in_the_record, replies_follow_each_other,
  timestamps_name_their_documents,
];
