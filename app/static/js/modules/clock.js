// The server's clock, as well as it can be known here. Phones are minutes off, and hold old time zones.
// Every message that carries the server's time is a sample; the one that travelled fastest is the largest difference.

const KEEP = 5 * 60 * 1000; // after that a sample is too old: the phone's clock may have been set
let best = null;

export function sample(serverMilliseconds) {
  if (!Number.isFinite(serverMilliseconds)) return;
  const difference = serverMilliseconds - Date.now();
  if (!best || difference >= best.difference || Date.now() - best.at > KEEP) best = { difference, at: Date.now() };
}

export function serverNow() {
  return Date.now() + (best ? best.difference : 0);
}
