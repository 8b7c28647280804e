/** @import { Content, Properties } from "./types.js" */
import { visible } from "./visible.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with these attributes and this content. Texts stay texts, whatever is in them, and
 * what would not show or would turn them round is escaped.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties] `on...` are listeners, true is an attribute without a value
 * @param {...Content} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, properties = {}, ...content) {
  return fill(document.createElement(tag), properties, content);
}

/**
 * The same for SVG.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {...Content} content
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, properties = {}, ...content) {
  return fill(document.createElementNS(SVG, tag), properties, content);
}

/**
 * @template {Element} Made
 * @param {Made} element
 * @param {Properties} properties
 * @param {Content[]} content
 */
function fill(element, properties, content) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  const parts = content.flat().filter((part) => part !== null && part !== undefined && part !== false);
  element.append(...parts.map((part) => (typeof part === "string" ? visible(part) : part)));
  return element;
}

/**
 * The element of a page that it can't do without.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) {
    throw new Error(`the page has no ${selector}`);
  }
  return found;
}

let made = 0;

/** An id that nothing else on the page has. */
export function newId() {
  made += 1;
  return `made-${made}`;
}
