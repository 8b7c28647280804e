import { Api, ApiError } from "./api.js";
import { startAssignmentForm, startExceptions } from "./assignment.js";
import { startAuthor } from "./author.js";
import { startMistake } from "./author-mistake.js";
import { find } from "./dom.js";
import { Editor } from "./editor.js";
import { embed } from "./embed.js";
import { startLearnerLinks } from "./learner-links.js";
import { showLocalTimes } from "./moments.js";
import { startQueue } from "./queue.js";
import { Results } from "./results.js";
import { startStatistics } from "./statistics.js";
import { Workbench } from "./workbench.js";

const api = new Api();

showLocalTimes(document);

// The way back shows a page as it was left; what learners have of it may have changed since.
const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
addEventListener("pageshow", (event) => {
  const isOld = event.persisted || navigation?.type === "back_forward";
  if (isOld && document.querySelector("[data-fresh]") !== null) {
    location.reload();
  }
});

const current = document.querySelector(".site-header nav [aria-current]");
if (current instanceof HTMLElement && current.parentElement !== null) {
  const nav = current.parentElement;
  nav.scrollLeft = current.offsetLeft - nav.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
}

document.querySelector("[data-action=theme]")?.addEventListener("click", () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("nnx-judge/theme", root.dataset.theme);
});

document.querySelector("[data-action=sign-out]")?.addEventListener("click", async () => {
  await api.delete("session");
  location.assign("/sign-in");
});

const workbench = document.querySelector(".workbench");
if (workbench instanceof HTMLElement) {
  new Workbench(workbench, api);
}

for (const part of document.querySelectorAll("[data-author]")) {
  startAuthor(/** @type {HTMLElement} */ (part), api);
}

const assignmentForm = document.querySelector("[data-assignment-form]");
if (assignmentForm instanceof HTMLFormElement) {
  startAssignmentForm(assignmentForm, api);
}

const exceptions = document.querySelector("[data-exceptions]");
if (exceptions instanceof HTMLElement) {
  startExceptions(exceptions, api);
}

const links = document.querySelector("[data-learner-links]");
if (links instanceof HTMLFormElement) {
  startLearnerLinks(links, api);
}

const statistics = document.querySelector("[data-statistics]");
if (statistics instanceof HTMLElement) {
  startStatistics(statistics, api);
}

const queue = document.querySelector("[data-queue]");
if (queue instanceof HTMLElement) {
  startQueue(queue, api);
}

const frame = document.querySelector("[data-embed]");
if (frame instanceof HTMLElement) {
  embed(frame);
}

const shown = document.querySelector("[data-submission]");
if (shown instanceof HTMLElement) {
  const area = shown.querySelector("[data-part=source]");
  // The code may be no longer kept.
  const editor = area instanceof HTMLTextAreaElement ? new Editor(area) : { mark() {}, goTo() {} };
  const results = new Results(find(shown, "[data-part=results]"), editor);
  const mistake = document.querySelector("[data-mistake]");
  if (mistake instanceof HTMLElement) {
    startMistake(mistake, shown.dataset.submission ?? "", api);
  }
  const submission = await api.read(`submissions/${shown.dataset.submission}`);
  if (submission.status === "finished" || submission.status === "cancelled") {
    results.end(submission);
  } else {
    results.say("It has no verdict yet. Load this page again in a moment.");
  }
}

const filters = document.querySelector(".filters[hidden]");
if (filters instanceof HTMLElement) {
  filters.hidden = false;
  const [text, difficulty, state] = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (
    ["text", "difficulty", "state"].map((name) => find(filters, `#filter-${name}`))
  );
  const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".problems > li")]);
  filters.addEventListener("input", () => {
    for (const item of items) {
      item.hidden = !(
        item.dataset.find?.includes(text.value.trim().toLowerCase()) &&
        (difficulty.value === "" || item.dataset.difficulty === difficulty.value) &&
        (state.value === "" || item.dataset.state === state.value)
      );
    }
    for (const chapter of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".chapter"))) {
      chapter.hidden = chapter.querySelector(".problems > li:not([hidden])") === null;
    }
    find(document, "#none-fit").textContent = items.every((item) => item.hidden) ? "No problem matches." : "";
  });
}

const comparing = document.querySelector("#compare");
if (comparing instanceof HTMLFormElement) {
  const boxes = [...comparing.querySelectorAll("input[type=checkbox]")].map(
    (box) => /** @type {HTMLInputElement} */ (box),
  );
  comparing.addEventListener("input", () => {
    const chosen = boxes.filter((box) => box.checked);
    for (const box of boxes) {
      box.disabled = chosen.length === 2 && !box.checked;
    }
    find(comparing, "[type=submit]").toggleAttribute("disabled", chosen.length !== 2);
    ["old", "new"].forEach((name, place) => {
      /** @type {HTMLInputElement} */ (comparing.elements.namedItem(name)).value = chosen[place]?.value ?? "";
    });
    find(comparing, "[data-part=chosen]").textContent =
      chosen.length === 2
        ? ""
        : `Choose ${chosen.length === 1 ? "one more" : `two ${comparing.dataset.what}`} to see what changed.`;
  });
}
document.querySelector("[data-submits]")?.addEventListener("change", (event) => {
  /** @type {HTMLSelectElement} */ (event.target).form?.requestSubmit();
});

// What a learning platform is told, its own page has to be told by the browser.
const told = document.querySelector("[data-submit-now]");
if (told instanceof HTMLFormElement) {
  told.submit();
}

const signIn = document.querySelector("#sign-in");
if (signIn instanceof HTMLFormElement) {
  const field = /** @type {HTMLInputElement} */ (find(signIn, "#credential"));
  const enter = async (/** @type {string} */ credential) => {
    try {
      const { scopes } = await api.post("session", { credential });
      location.replace(next(scopes));
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      find(signIn, "#sign-in-error").textContent =
        error.status === 401 ? "This link or key has expired or is not valid. Ask for a new one." : error.message;
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
  };
  signIn.addEventListener("submit", (event) => {
    event.preventDefault();
    enter(field.value.trim());
  });
  // A link's token stands in the fragment, which browsers don't send: no log has it.
  const follow = () => {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (token !== null) {
      history.replaceState(null, "", location.pathname + location.search);
      enter(token);
    }
  };
  // A link that is opened where this page is open already changes nothing but the fragment.
  addEventListener("hashchange", follow);
  follow();
}

/**
 * Where to go once signed in: a page of this site only.
 * @param {string[]} scopes of the session
 */
function next(scopes) {
  // A key may be an author's only.
  const home = scopes.includes("read") || scopes.includes("admin") ? "/" : "/author";
  const asked = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
  return asked.origin === location.origin && asked.pathname !== "/" ? asked.href : home;
}
