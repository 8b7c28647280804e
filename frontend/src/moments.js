/**
 * Moments on the reader's clock, in the place of UTC.
 * @param {ParentNode} root
 */
export function showLocalTimes(root) {
  for (const moment of root.querySelectorAll("time")) {
    const at = new Date(moment.dateTime);
    moment.textContent = at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    moment.title = at.toISOString();
  }
}
