/** The features, which only observers get: every leaf, and the mix of every panel. */

import { hash } from "./beacon.js";
import { canonical } from "./json.js";
import { fields, isHex, isText, require } from "./shapes.js";

const HEX32 = /^[0-9a-f]{32}$/;

/** Every leaf must be the hash of what is shown, and every panel must keep quotas and households. */
export function checkFeatures(commitment, features) {
  require(features instanceof Map, "file_not_json");
  const tickets = commitment.get("tickets");
  const quotas = commitment.get("quotas");
  const listed = [...features.keys()].sort();
  const isComplete = listed.length === tickets.length && tickets.every(([ticket], at) => listed[at] === ticket);
  require(isComplete, "features_people_wrong");
  for (const [ticket, leaf] of tickets) checkPerson(ticket, leaf, features.get(ticket), quotas);
  commitment.get("panels").forEach((row, panel) => {
    checkMix(panel, row.map((ticket) => features.get(ticket)), quotas);
  });
}

function checkPerson(ticket, leaf, person, quotas) {
  fields(person, ["salt", "features", "household"]);
  const [salt, own, household] = ["salt", "features", "household"].map((name) => person.get(name));
  require(isHex(salt, HEX32), "field_invalid", { field: "salt" });
  const isListed = own instanceof Map && !own.has("") && [...own.values()].every(isText);
  require(isListed, "field_invalid", { field: "features" });
  require(household === null || isText(household), "field_invalid", { field: "household" });
  const found = hash(canonical(["draw-leaf/1", ticket, salt, own, household]));
  require(found === leaf, "leaf_wrong", { ticket });
  for (const feature of quotas.keys()) require(own.has(feature), "feature_missing", { ticket, feature });
}

function checkMix(panel, members, quotas) {
  for (const [feature, limits] of quotas) {
    const values = members.map((member) => member.get("features").get(feature));
    for (const [value, [minimum, maximum]] of limits) {
      const count = values.filter((own) => own === value).length;
      const isKept = minimum <= count && count <= maximum;
      require(isKept, "quota_broken", { panel, count, feature, value, minimum, maximum });
    }
  }
  const homes = members.map((member) => member.get("household")).filter((home) => home !== null);
  const household = homes.find((home, place) => homes.indexOf(home, place + 1) > 0);
  require(household === undefined, "household_repeated", { panel, household });
}
