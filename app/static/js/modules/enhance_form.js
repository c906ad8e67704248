// Forms that do not reload the page. Without this module each of them is an ordinary post.
//   data-command="say"      in a room: through the outbox, by socket or by the same post; data-keep: kept on the phone until it is sent;
//                           data-toggle: the button's aria-pressed turns when the command is accepted
//   data-replace="some-id"  elsewhere: post, then the element with that id becomes the answered fragment; data-auto: on every change
import { parseFragment } from "./fragment.js";
import { newId } from "./ids.js";
import { roomOf } from "./rooms.js";
import { start } from "./start.js";

const AUTO_DELAY = 500;
const SERVER_FIELDS = new Set(["csrf_token", "command_id"]);

export function init(form) {
  if (form.dataset.command) form.addEventListener("submit", (submit) => command(form, submit));
  else if (form.dataset.replace) enhanceReplacing(form);
}

function command(form, submit) {
  const room = roomOf(form);
  if (!room) return; // not live: post it
  submit.preventDefault();
  if (!form.reportValidity()) return;
  const entry = {
    id: newId(),
    command: form.dataset.command,
    fields: fieldsOf(form, submit.submitter),
    action: form.action,
    isKept: "keep" in form.dataset,
  };
  complain(form, "");
  watch(form, room, entry.id);
  room.outbox.add(entry);
  if (entry.isKept) form.reset();
}

// No press without an answer: beside the button stands what became of it, in words; a refusal stands at the form.
function watch(form, room, id) {
  const stop = new AbortController();
  const button = form.querySelector("button");
  const isPress = !("keep" in form.dataset);
  const show = (state) => isPress && say(form, room.words[state]);
  if (isPress) button?.setAttribute("aria-busy", "true");
  const done = () => {
    button?.removeAttribute("aria-busy");
    stop.abort();
  };
  const accept = () => {
    done();
    show("sent");
    if ("toggle" in form.dataset && button) button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  };
  const mine = (listener) => ({ detail }) => (detail.entry || detail).id === id && listener(detail);
  room.outbox.addEventListener("changed", mine(({ state }) => show(state)), { signal: stop.signal });
  room.outbox.addEventListener("accepted", mine(accept), { signal: stop.signal });
  room.outbox.addEventListener("refused", mine((detail) => {
    done();
    show("failed");
    giveBack(form, room, { ...detail, message: detail.message || room.words[detail.code] || "" });
  }), { signal: stop.signal });
}

function say(form, words) {
  let place = form.querySelector("[data-pressed]");
  if (!place) {
    place = document.createElement("span");
    place.className = "small muted";
    place.dataset.pressed = "";
    place.setAttribute("role", "status");
    form.append(place);
  }
  place.textContent = words ? `\u00a0${words}` : "";
}

function giveBack(form, room, { entry, message }) {
  if (!form.isConnected) return room.complain(message);
  if (!complain(form, message)) room.complain(message);
  const field = form.querySelector("textarea");
  if (!entry.isKept || !field || field.value.trim()) return;
  field.value = Object.fromEntries(entry.fields)[field.name] || "";
  room.waiting.discard(entry.id);
}

function complain(form, message) {
  const place = form.querySelector("[data-error]");
  if (!place) return false;
  place.textContent = message;
  place.hidden = !message;
  return true;
}

function fieldsOf(form, submitter) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SERVER_FIELDS.has(name));
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  return fields;
}

function enhanceReplacing(form) {
  let timer = null;
  let latest = 0;
  const send = async (submitter) => {
    const number = (latest += 1);
    const body = new FormData(form);
    if (submitter?.name) body.append(submitter.name, submitter.value);
    const response = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": form.dataset.replace } });
    if (number !== latest) return; // a later change is on its way
    if (response.redirected || !response.ok) return void (submitter && form.submit());
    replace(form.dataset.replace, await response.text());
  };
  form.addEventListener("submit", (submit) => {
    if (submit.submitter && !("fragment" in submit.submitter.dataset)) return; // buttons that do more go the plain way
    submit.preventDefault();
    send(submit.submitter).catch(() => form.submit());
  });
  if (!("auto" in form.dataset)) return;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => send(null).catch(() => {}), AUTO_DELAY);
  });
}

function replace(id, html) {
  const elements = [...parseFragment(html).children];
  document.getElementById(id)?.replaceWith(...elements);
  for (const element of elements) start(element);
}
