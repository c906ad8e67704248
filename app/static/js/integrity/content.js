/** Puts the files of a package in order for the checks. Every value comes from the files, so nothing is trusted yet. */
import { parse } from "../verify/json.js";

const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const unbase64 = (words) => Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0));
export const encoded = (words) => new TextEncoder().encode(words);

export async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** What the checks look at. Throws `file_not_json` and the like when a file cannot be read at all. */
export async function arrange(files) {
  const manifest = parse(files.get("manifest.json") ?? new Uint8Array());
  const keyList = parse(files.get("keys.json") ?? new Uint8Array());
  const documents = [];
  for (const listed of manifest.get("documents")) {
    const bytes = files.get(listed.get("name")) ?? new Uint8Array();
    documents.push({ listed, name: listed.get("name"), kind: listed.get("kind"), bytes, text: text(bytes),
                     content: parse(bytes), sha256: await sha256(bytes) });
  }
  const lines = text(files.get("record.jsonl") ?? new Uint8Array()).split("\n").slice(0, -1);
  const record = [];
  for (const line of lines) record.push({ hash: await sha256(encoded(line)), entry: parse(line) });
  const ofKind = (kind) => documents.filter((one) => one.kind === kind);
  return { files, manifest, keys: keyList.get("keys"), keyList, documents, record, ofKind };
}

/** Whether this key (base64) has signed exactly these bytes. */
export async function isSigned(publicKey, value, bytes) {
  try {
    const key = await crypto.subtle.importKey("raw", unbase64(publicKey), { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, key, unbase64(value), bytes);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") throw error;
    return false;
  }
}
