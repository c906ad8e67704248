/** The commitment and the result must have exactly the published shape. */

import { BEACON } from "./beacon.js";
import { Refused } from "./json.js";

const COMMITMENT_FIELDS = [
  "format", "jury", "draw", "seats", "people", "lottery", "objective", "quotas", "tickets", "panels", "dice",
  "beacon", "reserve_rule", "previous", "software",
];
const RESULT_FIELDS = [
  "format", "commitment", "dice", "dice_published_at", "beacon", "panel_number", "panel", "reserve_order",
];
const EVERY = 100;
const HEX64 = /^[0-9a-f]{64}$/;
const HEX96 = /^[0-9a-f]{96}$/;

export function require(holds, code, params) {
  if (!holds) throw new Refused(code, params);
}

/** Now and then: so many of so many are done. Whoever runs the check may show it, and take a breath. */
export function* progress(part, done, total) {
  if (done % EVERY === 0 || done === total) yield { part, done, total };
}

/** Refuse an object whose fields are not exactly the named ones, or whose format is another. */
export function fields(value, names, format) {
  require(value instanceof Map, "file_not_json");
  if (format) require(value.get("format") === format, "format_unknown", { expected: format });
  for (const field of names) require(value.has(field), "field_missing", { field });
  for (const field of value.keys()) require(names.includes(field), "field_unknown", { field });
}

export const isWhole = (value) => typeof value === "number" && value >= 0;
export const isText = (value) => typeof value === "string" && value !== "";
export const isHex = (value, pattern) => typeof value === "string" && pattern.test(value);
const isRange = (pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isWhole) && pair[0] <= pair[1];
const isListOfText = (value) => Array.isArray(value) && value.every((item) => typeof item === "string");

/** The list of tickets and panels must be complete, ordered and free of repeats. Yields how far it is. */
export function* checkCommitment(commitment) {
  fields(commitment, COMMITMENT_FIELDS, "draw-commitment/1");
  for (const field of ["jury", "objective", "software"]) {
    require(isText(commitment.get(field)), "field_invalid", { field });
  }
  for (const field of ["draw", "seats", "people"]) {
    require(isWhole(commitment.get(field)) && commitment.get(field) > 0, "field_invalid", { field });
  }
  const rule = commitment.get("reserve_rule");
  require(rule === "sha256-ticket-order", "field_invalid", { field: "reserve_rule" });
  const previous = commitment.get("previous");
  require(commitment.get("draw") === 1 ? previous === null : isHex(previous, HEX64), "previous_wrong");
  checkRandomnessPlan(commitment);
  checkQuotas(commitment.get("quotas"));
  yield* checkTickets(commitment.get("tickets"), commitment.get("people"));
  yield* checkPanels(commitment);
}

/** The result must have its fields, each of its kind; whether they are right comes later. */
export function checkResultShape(result) {
  fields(result, RESULT_FIELDS, "draw-result/1");
  require(isHex(result.get("commitment"), HEX64), "field_invalid", { field: "commitment" });
  require(isWhole(result.get("panel_number")), "field_invalid", { field: "panel_number" });
  for (const field of ["panel", "reserve_order"]) {
    require(isListOfText(result.get(field)), "field_invalid", { field });
  }
  const given = result.get("beacon");
  if (given === null) return;
  fields(given, ["round", "signature"]);
  require(isWhole(given.get("round")) && given.get("round") > 0, "field_invalid", { field: "round" });
  require(isHex(given.get("signature"), HEX96), "field_invalid", { field: "signature" });
}

function checkRandomnessPlan(commitment) {
  const [dice, beacon, lottery] = ["dice", "beacon", "lottery"].map((name) => commitment.get(name));
  require([100, 1000, 10000].includes(lottery), "lottery_size_wrong");
  const isAllowed = dice === String(lottery).length - 1 || (dice === 0 && beacon !== null);
  require(isAllowed, "field_invalid", { field: "dice" });
  if (beacon === null) return;
  fields(beacon, [...Object.keys(BEACON), "rounds"]);
  for (const [name, value] of Object.entries(BEACON)) require(beacon.get(name) === value, "beacon_unknown");
  const rounds = beacon.get("rounds");
  const isList = Array.isArray(rounds) && rounds.length > 0 && rounds.every((r) => isWhole(r) && r > 0);
  const isRising = isList && rounds.every((round, place) => place === 0 || rounds[place - 1] < round);
  require(isRising, "field_invalid", { field: "rounds" });
}

function checkQuotas(quotas) {
  const field = "quotas";
  require(quotas instanceof Map && !quotas.has(""), "field_invalid", { field });
  for (const limits of quotas.values()) {
    const isListed = limits instanceof Map && limits.size > 0 && !limits.has("");
    require(isListed && [...limits.values()].every(isRange), "field_invalid", { field });
  }
}

function* checkTickets(tickets, people) {
  const field = "tickets";
  require(Array.isArray(tickets), "field_invalid", { field });
  require(tickets.length === people, "people_count_wrong", { found: tickets.length, expected: people });
  const width = Math.max(4, String(people).length);
  const numbers = new Set();
  const leaves = new Set();
  for (const [index, row] of tickets.entries()) {
    require(isListOfText(row) && row.length === 2 && isHex(row[1], HEX64), "field_invalid", { field });
    const [ticket, leaf] = row;
    require(!numbers.has(ticket), "ticket_repeated", { ticket });
    require(ticket === String(index + 1).padStart(width, "0"), "ticket_wrong", { ticket });
    require(!leaves.has(leaf), "leaf_repeated", { ticket });
    numbers.add(ticket);
    leaves.add(leaf);
    yield* progress("tickets", index + 1, people);
  }
}

function* checkPanels(commitment) {
  const [panels, seats, lottery] = ["panels", "seats", "lottery"].map((name) => commitment.get(name));
  require(Array.isArray(panels) && panels.length === lottery, "lottery_size_wrong");
  const known = new Set(commitment.get("tickets").map(([ticket]) => ticket));
  for (const [panel, row] of panels.entries()) {
    require(isListOfText(row), "field_invalid", { field: "panels" });
    require(row.length === seats, "panel_size_wrong", { panel, found: row.length, expected: seats });
    for (const ticket of row) require(known.has(ticket), "panel_ticket_unknown", { panel, ticket });
    const repeated = row.find((ticket, place) => row.indexOf(ticket, place + 1) > 0);
    require(repeated === undefined, "panel_ticket_repeated", { panel, ticket: repeated });
    require(row.every((ticket, place) => place === 0 || row[place - 1] < ticket), "panel_not_sorted", { panel });
    yield* progress("panels", panel + 1, lottery);
  }
}
