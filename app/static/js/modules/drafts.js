// What is being written is kept on this phone letter by letter, under the writer's own number, until it is sent or signed out.
// Only words: what is pressed, chosen or voted is never kept.

const PAUSE = 300;
let isOver = false;
window.addEventListener("alqa-wiped", () => (isOver = true));

export function init(form) {
  const field = form.querySelector("textarea");
  const { me, room } = form.closest("[data-room]")?.dataset || {};
  if (!field || !me) return;
  const key = `alqa-draft:${room}:${me}:${field.id}`;
  const kept = read(key);
  if (kept && !field.value) field.value = kept;
  let timer = null;
  const write = () => {
    clearTimeout(timer);
    store(key, field.value);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  });
  window.addEventListener("pagehide", write);
  form.addEventListener("reset", () => setTimeout(write));
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // a private window may forbid it
  }
}

function store(key, text) {
  if (isOver) return;
  try {
    if (text.trim()) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Full or forbidden: the text stays in the field.
  }
}
