/** The public randomness beacon drand quicknet: its fixed facts, the time of a round, the check of a signature. */

import { bls12_381, sha256 } from "../../vendor/noble-2.4.0.js";

export const BEACON = {
  kind: "drand-quicknet",
  chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  public_key:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c" +
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb" +
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  genesis: 1692803367,
  period: 3,
};
const DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/** Unix seconds at which a round is published. */
export function roundTime(number) {
  return BEACON.genesis + (number - 1) * BEACON.period;
}

/** The public random value of a signature. */
export function randomness(signature) {
  return toHex(sha256(fromHex(signature)));
}

/** SHA-256 of a text, in hexadecimal. */
export function hash(text) {
  return toHex(sha256(new TextEncoder().encode(text)));
}

/** Whether the beacon's key signed the round: e(signature, −g2) · e(H(round), key) = 1. */
export function isSigned(number, signature) {
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, BigInt(number));
  const scheme = bls12_381.shortSignatures;
  try {
    const hashed = scheme.hash(sha256(message), DOMAIN);
    return scheme.verify(fromHex(signature), hashed, fromHex(BEACON.public_key));
  } catch {
    return false; // the library throws on bytes that are no point of the curve
  }
}

function fromHex(digits) {
  return Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
