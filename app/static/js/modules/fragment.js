// The one place where text becomes elements. Only fragments that our own server rendered and escaped come here.
// DOMParser never runs scripts; the policy lets the page forbid every other way (require-trusted-types-for 'script').

const same = { createHTML: (html) => html };
const policy = window.trustedTypes ? window.trustedTypes.createPolicy("alqa", same) : same;

export function parseFragment(html) {
  // Inside <template> the parser keeps table rows and list items that stand alone.
  const page = new DOMParser().parseFromString(policy.createHTML(`<template>${html}</template>`), "text/html");
  const fragment = document.importNode(page.querySelector("template").content, true);
  for (const script of fragment.querySelectorAll("script")) script.remove();
  return fragment;
}
