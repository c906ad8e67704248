/** What the published files say of one ticket. Everything happens here: the number goes nowhere. */

/** The ticket as the list writes it, however it was typed ("7", "№ 0007"); null when there is none with this number. */
export function spelled(typed, commitment) {
  const digits = typed.replace(/[\s№#]/g, "");
  const tickets = commitment.get("tickets");
  const number = /^[0-9]{1,8}$/.test(digits) ? Number(digits) : 0;
  return number >= 1 && number <= tickets.length ? tickets[number - 1][0] : null;
}

/**
 * Where this ticket stands: `count` of `panels` juries; `fewer`, `same` and `more` people stand in fewer, as many and more of
 * them; `isDrawn` and the place in the reserve are null before the draw (`result` null).
 */
export function standing(ticket, commitment, result) {
  const counts = new Map(commitment.get("tickets").map(([one]) => [one, 0]));
  for (const panel of commitment.get("panels")) for (const one of panel) counts.set(one, counts.get(one) + 1);
  const count = counts.get(ticket);
  const others = [...counts.values()];
  const reserve = result ? result.get("reserve_order").indexOf(ticket) : -1;
  return {
    ticket,
    count,
    panels: commitment.get("panels").length,
    people: others.length,
    fewer: others.filter((other) => other < count).length,
    same: others.filter((other) => other === count).length - 1,
    more: others.filter((other) => other > count).length,
    isDrawn: result ? result.get("panel").includes(ticket) : null,
    place: reserve < 0 ? null : reserve + 1,
  };
}

/** The leaf of a line of proof (["draw-leaf/1", ticket, salt, answers, household]) as the list gives it; null: another ticket's. */
export function leafOf(line, commitment) {
  const isLine = Array.isArray(line) && line.length === 5 && line[0] === "draw-leaf/1";
  const row = isLine && commitment.get("tickets").find(([ticket]) => ticket === line[1]);
  return row ? row[1] : null;
}
