// Puts one patch of an event into the page: nothing is done twice, focus stays, the reader's place stays.
import { parseFragment } from "./fragment.js";
import { start } from "./start.js";

const NEAR_THE_END = 160;

// Also in the tabs above the live root.
export function applyPatch(root, patch, me) {
  for (const target of root.ownerDocument.querySelectorAll(`[data-target="${CSS.escape(patch.target)}"]`)) {
    if (patch.mode === "append") append(root, target, patch, me);
    else if (patch.mode === "replace") replace(target, patch, me);
    else if (patch.mode === "remove") inside(target, patch.id)?.remove();
  }
}

// Says to style sheets which elements are about the reader.
export function markMine(root, me) {
  const about = [...root.querySelectorAll("[data-person], [data-people]")];
  if (root instanceof Element && root.matches("[data-person], [data-people]")) about.push(root);
  for (const element of about) {
    const people = (element.dataset.people || element.dataset.person || "").split(/\s+/);
    element.toggleAttribute("data-mine", people.includes(me));
  }
}

function append(root, target, patch, me) {
  const isAtEnd = isNearEnd(target);
  for (const element of elementsOf(patch.html, me)) {
    const present = element.id && inside(target, element.id);
    if (present) present.replaceWith(element);
    else target.append(element);
    start(element);
    if (!present && target.closest('[role="log"]')) follow(root, element, isAtEnd);
  }
}

function replace(target, patch, me) {
  const old = patch.id ? inside(target, patch.id) : target;
  if (!old) return; // this page shows only a part
  const focus = focusKey(old);
  const elements = elementsOf(patch.html, me);
  if (patch.id) old.replaceWith(...elements);
  else old.replaceChildren(...elements);
  for (const element of elements) start(element);
  restoreFocus(target, focus);
}

function elementsOf(html, me) {
  const fragment = parseFragment(html || "");
  markMine(fragment, me);
  return [...fragment.children];
}

function inside(target, id) {
  return target.querySelector(`#${CSS.escape(id)}`);
}

// A reader at the end goes along; a reader above is told and stays.
function follow(root, element, isAtEnd) {
  if (isAtEnd || element.hasAttribute("data-mine")) return void element.scrollIntoView({ block: "end" });
  const link = root.querySelector("[data-new]");
  if (!link) return;
  const count = link.querySelector("[data-count]");
  count.textContent = Number(count.textContent) + 1;
  link.hidden = false;
  if (link.dataset.isWatched) return;
  link.dataset.isWatched = "yes";
  const anchor = link.querySelector("a");
  const done = () => {
    link.hidden = true;
    count.textContent = "";
  };
  anchor.addEventListener("click", (click) => {
    click.preventDefault();
    newest(root)?.scrollIntoView({ block: "end" });
    done();
  });
  window.addEventListener("scroll", () => link.hidden || !isNearEnd(element.parentElement) || done(), { passive: true });
}

function newest(root) {
  return root.querySelector('[role="log"] [data-target]')?.lastElementChild;
}

function isNearEnd(list) {
  const last = list?.lastElementChild;
  return !last || last.getBoundingClientRect().bottom < window.innerHeight + NEAR_THE_END;
}

// Replacing a part that holds the focus would throw a keyboard or screen-reader user to the top of the page.
function focusKey(element) {
  const active = document.activeElement;
  if (!active || !element.contains(active)) return null;
  return { id: active.id, command: active.closest("form")?.dataset.command };
}

function restoreFocus(target, key) {
  if (!key) return;
  const same = key.id && document.getElementById(key.id);
  const form = key.command && target.querySelector(`form[data-command="${CSS.escape(key.command)}"] button`);
  const place = same || form || target;
  if (place === target) target.tabIndex = -1;
  place.focus({ preventScroll: true });
}
