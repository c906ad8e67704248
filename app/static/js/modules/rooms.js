// Which live room an element stands in; apart from room_log.js, so that ordinary forms need no socket library.

const rooms = new WeakMap();

export function remember(root, room) {
  rooms.set(root, room);
}

export function roomOf(element) {
  const root = element.closest("[data-room]");
  return root ? rooms.get(root) : undefined;
}
