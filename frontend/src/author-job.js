/** @import { Api } from "./api.js" */
import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { decode } from "./values.js";

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 2000;
// A connection that broke, or a service that is begun again: what it does goes on.
const PASSING = [0, 502, 503, 504];

/**
 * Something that takes the service a while: how far it is, a way to end it, and what came of it.
 * Only the one that was begun last is shown.
 */
export class Job {
  /**
   * @param {HTMLElement} root where its progress is shown
   * @param {Api} api
   */
  constructor(root, api) {
    this.root = root;
    this.api = api;
    this.begun = 0;
    /** @type {string | null} */
    this.path = null;
  }

  /**
   * Follow it to its end.
   * @param {string} path of its resource, which DELETE ends
   * @param {(state: any) => { isOver: boolean, words: string, done: number, total: number }} read
   * @returns {Promise<any>} what it ended as; null where another was begun meanwhile
   */
  async follow(path, read) {
    const mine = this.start();
    this.path = path;
    const status = h("p", { class: "status", role: "status" });
    const progress = h("progress", { "aria-label": "Progress" });
    const stop = async () => {
      try {
        await this.api.delete(path);
      } catch (error) {
        status.textContent = told(error);
      }
    };
    this.root.replaceChildren(status, progress, h("button", { type: "button", class: "quiet", onclick: stop }, "Stop"));
    let pause = FIRST_PAUSE_MS;
    while (true) {
      try {
        const state = decode(await (await this.api.request(path)).text());
        if (mine !== this.begun) {
          return null;
        }
        const { isOver, words, done, total } = read(state);
        if (isOver) {
          this.path = null;
          this.root.replaceChildren();
          return state;
        }
        status.textContent = words;
        if (total > 0) {
          progress.max = total;
          progress.value = done;
        }
      } catch (error) {
        if (!(error instanceof ApiError && PASSING.includes(error.status))) {
          this.root.replaceChildren();
          throw error;
        }
        status.textContent = "The connection broke; trying again…";
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(1.3 * pause, LONGEST_PAUSE_MS);
    }
  }

  /**
   * Ask the service to begin something, and show that it is asked: its answer may take a while.
   * @template T
   * @param {() => Promise<T>} ask
   * @returns {Promise<T>}
   */
  async ask(ask) {
    const mine = this.start();
    this.root.replaceChildren(
      h("p", { class: "status", role: "status" }, "Starting…"),
      h("progress", { "aria-label": "Progress" }),
    );
    try {
      return await ask();
    } catch (error) {
      if (mine === this.begun) {
        this.root.replaceChildren();
      }
      throw error;
    }
  }

  /** @returns {number} */
  start() {
    this.root.replaceChildren();
    this.begun += 1;
    return this.begun;
  }

  /** End what is under way, where another is begun on the same page. */
  async abandon() {
    if (this.path !== null) {
      await this.api.delete(this.path);
      this.path = null;
    }
  }
}

/** @param {unknown} error @returns {string} */
function told(error) {
  if (error instanceof ApiError) {
    return error.message;
  }
  throw error;
}

const STAGES = {
  reference: "Running the reference",
  examples: "Judging the examples",
  mutants: "Trying small changes of the reference",
  tolerance: "Computing the reference in other ways",
  submissions: "Trying the latest submissions, while no other waits",
};

/**
 * Have the service check something.
 * @param {Job} job
 * @param {string} path
 * @param {RequestInit & { headers?: Record<string, string> }} request
 * @returns {Promise<string>} the check's id
 */
export async function begin(job, path, request) {
  // A key may have one check under way.
  await job.abandon();
  const answer = await job.ask(() => job.api.request(path, { ...request, method: "POST" }));
  return (await answer.json()).id;
}

/**
 * Follow a check to its end.
 * @param {Job} job
 * @param {string} id
 * @param {(check: import("./author-types.js").Check) => void} [onNews] told what is known of it so far
 * @returns {Promise<import("./author-types.js").Check | null>} null where another was begun meanwhile
 */
export function finished(job, id, onNews = () => {}) {
  return job.follow(`checks/${id}`, (/** @type {import("./author-types.js").Check} */ state) => {
    onNews(state);
    const { progress } = state;
    const stage = STAGES[/** @type {keyof typeof STAGES} */ (progress?.stage ?? "")] ?? progress?.stage;
    return {
      isOver: !["queued", "running"].includes(state.status),
      words: state.status === "queued" ? "Waiting for its turn…" : `${stage ?? "Starting"}…`,
      done: progress?.done ?? 0,
      total: progress?.total ?? 0,
    };
  });
}

/**
 * What is shown of a check that came to no report.
 * @param {import("./author-types.js").Check} check
 */
export function withoutReport(check) {
  return check.status === "cancelled"
    ? h("p", { class: "muted" }, "Stopped.")
    : h(
        "div",
        { class: "error" },
        ...(check.error ?? "There is no result.").split("\n").map((line) => h("p", {}, line)),
      );
}
