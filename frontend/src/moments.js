import { moment } from "./units.js";

/**
 * Moments on the reader's clock, in the place of UTC.
 * @param {ParentNode} root
 */
export function showLocalTimes(root) {
  for (const shown of root.querySelectorAll("time")) {
    const at = new Date(shown.dateTime);
    shown.textContent = moment(at);
    shown.title = at.toISOString();
  }
}
