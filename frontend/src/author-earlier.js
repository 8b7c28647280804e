/** @import { Api } from "./api.js" */
import { showLocalTimes } from "./moments.js";

/**
 * Show what the page lists as begun before as it is now: what has just ended is among it.
 * @param {Api} api
 */
export async function refreshEarlier(api) {
  const listed = document.querySelector("[data-part=earlier]");
  if (listed === null) {
    return;
  }
  const answer = await api.request(location.pathname);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-part=earlier]");
  if (now !== null) {
    showLocalTimes(now);
    listed.replaceWith(now);
  }
}
