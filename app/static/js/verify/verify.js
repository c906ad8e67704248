/** Checks a public draw from its published files, as `verify.py` does: same checks, same order, same codes. */

import { hash, isSigned, randomness, roundTime } from "./beacon.js";
import { checkFeatures } from "./features.js";
import { Refused, canonical, parse } from "./json.js";
import { checkCommitment, checkResultShape, isWhole, progress, require } from "./shapes.js";

const LEAD_SECONDS = 60;

/**
 * Check the files of a draw (texts, or bytes in UTF-8; `features` may be null). Never throws.
 * Returns {ok, code, params, steps}; a step is {code, checked, params}, `checked` false where something was not given.
 */
export function verify(commitment, result, features = null, { checkBeacon = true } = {}) {
  const steps = [];
  for (const event of walk(commitment, result, features, checkBeacon)) {
    if ("ok" in event) return { ...event, steps };
    if ("checked" in event) steps.push(event);
  }
}

/**
 * The same, step by step: yields how far it is ({part, done, total}), each step when it is done ({code, checked, params}),
 * and at last the verdict ({ok, code, params}).
 */
export function* walk(commitment, result, features = null, checkBeacon = true) {
  try {
    yield* check(commitment, result, features, checkBeacon);
  } catch (error) {
    yield refusal(error);
    return;
  }
  yield { ok: true, code: "draw_verified", params: {} };
}

function refusal(error) {
  if (error instanceof Refused) return { ok: false, code: error.code, params: error.params };
  if (error instanceof RangeError) return { ok: false, code: "file_not_json", params: {} };
  return { ok: false, code: "check_failed", params: { problem: error.name } };
}

function* check(commitmentFile, resultFile, featuresFile, checkBeacon) {
  const commitment = parse(commitmentFile);
  const result = parse(resultFile);
  yield* checkCommitment(commitment);
  checkResultShape(result);
  const [people, seats, lottery] = ["people", "seats", "lottery"].map((name) => commitment.get(name));
  yield done("files_well_formed", { people, seats, lottery });
  const ownHash = hash(canonical(commitment));
  expect("commitment_differs", result.get("commitment"), ownHash);
  yield done("commitment_matches", { commitment: ownHash });
  checkDice(commitment, result);
  checkBeaconRound(commitment, result);
  yield done("randomness_accepted", randomnessShown(result));
  yield signatureStep(result.get("beacon"), checkBeacon);
  const [seed, number] = panelNumber(lottery, ownHash, result);
  expect("number_wrong", result.get("panel_number"), number);
  const panel = commitment.get("panels")[number];
  require(firstDifference(result.get("panel"), panel) === 0, "panel_wrong", { panel: number });
  yield done("panel_matches", { panel: number });
  const place = firstDifference(result.get("reserve_order"), yield* reserveOrder(commitment, seed, panel));
  require(place === 0, "reserve_wrong", { place });
  yield done("reserve_matches", { reserve: people - seats });
  if (featuresFile === null) {
    yield { code: "features_match", checked: false, params: {} };
    return;
  }
  checkFeatures(commitment, parse(featuresFile));
  yield done("features_match", { panels: lottery });
}

const done = (code, params) => ({ code, checked: true, params });

function expect(code, found, expected) {
  require(found === expected, code, { found, expected });
}

/** Dice exactly where the commitment announced them, with the time of their publication. */
function checkDice(commitment, result) {
  const [dice, published, count] = [result.get("dice"), result.get("dice_published_at"), commitment.get("dice")];
  if (count === 0) {
    require(dice === null && published === null, "dice_unexpected");
    return;
  }
  const areDigits = typeof dice === "string" && dice.length === count && /^[0-9]+$/.test(dice);
  require(areDigits && isWhole(published), "dice_missing", { count });
}

/** The round must be announced, and the first one that the dice could not have been fitted to. */
function checkBeaconRound(commitment, result) {
  const announced = commitment.get("beacon");
  const given = result.get("beacon");
  if (announced === null) {
    require(given === null, "beacon_unexpected");
    return;
  }
  require(given !== null, "beacon_missing");
  const rounds = announced.get("rounds");
  const round = given.get("round");
  const published = result.get("dice_published_at");
  require(rounds.includes(round), "round_not_announced", { round });
  if (published !== null) {
    require(published < roundTime(round), "dice_after_round", { round });
    const isEarly = published + LEAD_SECONDS <= roundTime(round);
    require(isEarly, "dice_too_late", { round, seconds: LEAD_SECONDS });
  }
  const due = rounds.find((one) => published === null || roundTime(one) >= published + LEAD_SECONDS);
  require(round === due, "round_not_first", { round, expected: due });
}

function randomnessShown(result) {
  const shown = { dice: result.get("dice"), published_at: result.get("dice_published_at") };
  if (result.get("beacon") !== null) shown.round = result.get("beacon").get("round");
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null));
}

function signatureStep(given, checkBeacon) {
  if (given === null || !checkBeacon) return { code: "signature_valid", checked: false, params: {} };
  const round = given.get("round");
  require(isSigned(round, given.get("signature")), "signature_forged", { round });
  return done("signature_valid", { round });
}

/** The seed Z of this draw and the number of the winning panel. */
function panelNumber(lottery, ownHash, result) {
  const dice = result.get("dice");
  const thrown = Number(dice ?? 0);
  const given = result.get("beacon");
  if (given === null) return [hash(`${ownHash}/dice/${dice}`), thrown % lottery];
  const seed = hash(`${ownHash}/${given.get("round")}/${randomness(given.get("signature"))}`);
  const beacon = Number(BigInt(`0x${seed}`) % BigInt(lottery));
  return [seed, (thrown + beacon) % lottery];
}

/** All tickets outside the winning panel, in the order of SHA-256(Z/ticket). */
function* reserveOrder(commitment, seed, panel) {
  const seated = new Set(panel);
  const waiting = commitment.get("tickets").map(([ticket]) => ticket).filter((ticket) => !seated.has(ticket));
  const key = new Map();
  for (const ticket of waiting) {
    key.set(ticket, hash(`${seed}/${ticket}`));
    yield* progress("reserve", key.size, waiting.length);
  }
  return waiting.sort((one, other) => (key.get(one) < key.get(other) ? -1 : 1));
}

/** The first place, counted from 1, where two lists differ; 0 if they are the same. */
function firstDifference(found, expected) {
  const length = Math.max(found.length, expected.length);
  for (let at = 0; at < length; at += 1) if (found[at] !== expected[at]) return at + 1;
  return 0;
}
