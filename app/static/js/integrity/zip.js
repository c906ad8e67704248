/** Reads a ZIP as the server writes it: stored or deflated files, no folders, no encryption. */
import { Refused } from "../verify/json.js";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MOST_FILES = 5000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Name → bytes of every file. Throws `package_not_readable`, also when a name stands twice. */
export async function unzip(bytes) {
  try {
    return await readAll(bytes);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("package_not_readable");
  }
}

async function readAll(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MOST_FILES) throw new Refused("package_not_readable");
  const files = new Map();
  for (let number = 0; number < count; number += 1) {
    if (view.getUint32(at, true) !== ENTRY) throw new Refused("package_not_readable");
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const name = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (files.has(name)) throw new Refused("package_not_readable", { file: name });
    files.set(name, await content(bytes, view, at));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

function findEnd(view) {
  for (let at = view.byteLength - 22; at >= 0; at -= 1) if (view.getUint32(at, true) === END) return at;
  throw new Refused("package_not_readable");
}

async function content(bytes, view, entry) {
  const method = view.getUint16(entry + 10, true);
  const size = view.getUint32(entry + 20, true);
  const whole = view.getUint32(entry + 24, true);
  const local = view.getUint32(entry + 42, true);
  if (view.getUint32(local, true) !== LOCAL || whole > MOST_BYTES) throw new Refused("package_not_readable");
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const packed = bytes.subarray(start, start + size);
  if (method === 0) return packed;
  if (method !== 8) throw new Refused("package_not_readable");
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
