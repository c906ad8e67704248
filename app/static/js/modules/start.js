// Starts the modules of a document or of a fragment that came later: data-module="name other" → init(element), once each.
// The usual modules are registered by the page's script; any other is fetched from js/modules/ when an element asks for it.

const STARTED = Symbol.for("alqa.started");
const registered = new Map();
const FOLDER = new URL("modules/", document.querySelector('script[type="module"][src]')?.src || location.href);

export function register(modules) {
  for (const [name, module] of Object.entries(modules)) registered.set(name, module);
}

export function start(root) {
  if (root instanceof Element && root.matches("[data-module]")) startElement(root);
  for (const element of root.querySelectorAll("[data-module]")) startElement(element);
}

function startElement(element) {
  element[STARTED] = element[STARTED] || new Set();
  for (const name of element.dataset.module.split(/\s+/)) {
    if (element[STARTED].has(name) || !/^[a-z_]+$/.test(name)) continue;
    element[STARTED].add(name);
    initialise(name, element).catch((fault) => console.error(name, fault));
  }
}

async function initialise(name, element) {
  const module = registered.get(name) || (await load(name));
  module.init(element);
}

// A module that few pages need, when it is needed.
export function load(name) {
  return import(new URL(`${name}.js`, FOLDER));
}
