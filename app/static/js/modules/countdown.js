// mm:ss until data-deadline (ISO 8601), on the server's clock (data-now is the time when the page was rendered).
// The ticking text is no live region; five minutes, one minute and the end are said once (data-five, data-one, data-over).
// Zero closes nothing: a text may still be sent, the server decides.
import { sample, serverNow } from "./clock.js";

const SOON = [
  [300, "five"],
  [60, "one"],
  [0, "over"],
];

export function init(element) {
  sample(Date.parse(element.dataset.now));
  const deadline = Date.parse(element.dataset.deadline);
  const clock = element.querySelector("[data-clock]");
  if (!Number.isFinite(deadline) || !clock) return;
  let before = secondsUntil(deadline);
  const tick = () => {
    if (!element.isConnected) return clearInterval(timer);
    const left = secondsUntil(deadline);
    clock.textContent = minutesAndSeconds(left);
    element.toggleAttribute("data-ended", left === 0);
    for (const [seconds, name] of SOON) if (before > seconds && left <= seconds) say(element.dataset[name]);
    before = left;
  };
  const timer = setInterval(tick, 250);
  tick();
}

function secondsUntil(deadline) {
  return Math.max(0, Math.ceil((deadline - serverNow()) / 1000));
}

export function minutesAndSeconds(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  // A meeting counts its minutes, even a hundred of them; what is further away is written in hours.
  if (seconds >= 6000) return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// One alert for the whole page, made empty: a region that arrives together with its text is often not read.
let region = null;
function say(words) {
  if (!words) return;
  if (!region) {
    region = document.createElement("p");
    region.className = "vh";
    region.setAttribute("role", "alert");
    document.body.append(region);
  }
  const place = region;
  place.textContent = "";
  setTimeout(() => {
    place.textContent = words;
  }, 100);
}
