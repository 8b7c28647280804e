// A client of nnx-judge for JavaScript, without dependencies: submit, follow, embed. Take this file,
// and types.d.ts for TypeScript.

/** @import { components } from "./types.js" */
/** @typedef {components["schemas"]["SubmissionRequest"]} SubmissionRequest */
/** @typedef {components["schemas"]["SubmissionEvent"]} SubmissionEvent */
/** @typedef {components["schemas"]["ErrorDocument"]} ErrorDocument */
/** @typedef {components["schemas"]["UnfinishedSubmission"]} UnfinishedSubmission */
/** @typedef {components["schemas"]["CancelledSubmission"]} CancelledSubmission */
/** @typedef {components["schemas"]["FinishedSubmission"]} FinishedSubmission */
/** @typedef {FinishedSubmission | CancelledSubmission} EndedSubmission */
/** @typedef {EndedSubmission | UnfinishedSubmission} Submission */
/** @typedef {"full" | "summary"} Detail `summary` leaves out what cases printed, got and returned */
/** @typedef {{ type: string, id: string, kind: string, problem: string, verdict?: string, passed?: number, total: number, score?: number }} Verdict what a frame tells */

const TRIES = 7;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
const EVENTS = ["status", "case", "verdict", "cancelled"];
const WORTH_RETRYING = [429, 502, 503, 504];

/** The service did not do what was asked. `status` is 0 where it did not answer. */
export class JudgeError extends Error {
  /** @param {number} status @param {Partial<ErrorDocument>} problem @param {number | null} [retryAfterMs] */
  constructor(status, problem, retryAfterMs = null) {
    super(problem.detail ?? problem.title ?? `the judge answered ${status}`);
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Talks to the service at one URL. What does not reach it, or finds it busy, is sent again. */
export class Judge {
  /**
   * @param {string} url such as "https://judge.example"
   * @param {string | null} [key] "njk_...", or a learner token "njt_..."
   * @param {{ fetch?: typeof fetch, firstPauseMs?: number }} [options]
   */
  constructor(url, key = null, { fetch = globalThis.fetch, firstPauseMs = FIRST_PAUSE_MS } = {}) {
    this.root = `${url.replace(/\/+$/, "")}/api/v1/submissions`;
    /** @type {Record<string, string>} */
    this.headers = key === null ? {} : { Authorization: `Bearer ${key}` };
    this.fetch = fetch;
    this.firstPauseMs = firstPauseMs;
  }

  /**
   * Hand in a source exactly once, however often it has to be sent.
   * @param {SubmissionRequest} request
   * @param {{ waitS?: number, idempotencyKey?: string, detail?: Detail, signal?: AbortSignal }} [options] `waitS`: how long to wait for the verdict, 60 at most
   * @returns {Promise<Submission>} unfinished where the verdict did not come in time
   * @throws {JudgeError}
   */
  async submit(request, { waitS = 0, idempotencyKey = crypto.randomUUID(), detail = "full", signal } = {}) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey };
    if (waitS > 0) {
      headers.Prefer = `wait=${waitS}`;
    }
    const body = JSON.stringify(request);
    return (await this.#send(inDetail("", detail), { method: "POST", headers, body, signal })).json();
  }

  /**
   * Read a submission.
   * @param {string} id
   * @param {{ detail?: Detail, signal?: AbortSignal }} [options]
   * @returns {Promise<Submission>}
   * @throws {JudgeError}
   */
  async get(id, { detail = "full", signal } = {}) {
    return (await this.#send(inDetail(`/${encodeURIComponent(id)}`, detail), { signal })).json();
  }

  /**
   * The events of a submission until its end, across connections that break: no case comes twice.
   * @param {string} id
   * @param {{ detail?: Detail, signal?: AbortSignal }} [options]
   * @returns {AsyncGenerator<SubmissionEvent, EndedSubmission>} gives the submission in the end
   * @throws {JudgeError}
   */
  async *follow(id, { detail = "full", signal } = {}) {
    const path = inDetail(`/${encodeURIComponent(id)}/events`, detail);
    for (let last = "0", tries = 1; ; tries += 1) {
      try {
        const headers = { "Last-Event-ID": last };
        const answer = await this.#send(path, { headers, signal });
        for await (const event of parsed(answer)) {
          tries = 0;
          last = event.id || last;
          if (!EVENTS.includes(event.event)) {
            continue;
          }
          const known = /** @type {SubmissionEvent} */ ({ ...event, data: JSON.parse(event.data) });
          yield known;
          if (known.event === "verdict" || known.event === "cancelled") {
            return known.data;
          }
        }
      } catch (error) {
        // The connection broke: `fetch` and its streams have no type of their own for that.
        if (!(error instanceof TypeError)) {
          throw error;
        }
      }
      if (tries >= TRIES) {
        throw new JudgeError(0, { detail: "the events ended before the verdict" });
      }
      await pause(this.firstPauseMs, signal);
    }
  }

  /** @param {string} path @param {RequestInit} request */
  async #send(path, request) {
    for (let tries = 1; ; tries += 1) {
      let error;
      try {
        const headers = { ...this.headers, ...request.headers };
        const answer = await this.fetch.call(globalThis, this.root + path, { ...request, headers });
        if (answer.ok) {
          return answer;
        }
        error = await refusal(answer);
        if (!WORTH_RETRYING.includes(answer.status)) {
          throw error;
        }
      } catch (thrown) {
        if (!(thrown instanceof TypeError)) {
          throw thrown;
        }
        error = new JudgeError(0, { detail: "the judge can't be reached" });
      }
      const wait = error.retryAfterMs ?? this.firstPauseMs * 2 ** (tries - 1);
      if (tries >= TRIES || wait > LONGEST_PAUSE_MS) {
        throw error;
      }
      // Jitter keeps many clients from returning at once.
      await pause(wait + this.firstPauseMs * Math.random(), request.signal);
    }
  }
}

/**
 * Show a problem in a frame. The page's origin has to be among NNX_JUDGE_EMBED_ORIGINS.
 *
 * What the frame tells comes from the learner's browser: what counts, read from the service.
 * @param {HTMLElement} parent
 * @param {{ url: string, problem: string, token: string, theme?: "light" | "dark", title?: string, onVerdict?: (verdict: Verdict) => void }} options `token` says which learner it is
 * @returns {() => void} takes the frame away
 */
export function embed(parent, { url, problem, token, theme, title = "Exercise", onVerdict }) {
  const address = new URL(`embed/${encodeURIComponent(problem)}`, url.replace(/\/*$/, "/"));
  if (theme !== undefined) {
    address.searchParams.set("theme", theme);
  }
  // Browsers don't send the fragment, so no log has the token.
  address.hash = new URLSearchParams({ token }).toString();
  const frame = parent.ownerDocument.createElement("iframe");
  frame.title = title;
  frame.src = address.href;
  parent.append(frame);
  /** @param {MessageEvent} message */
  const listen = ({ source, origin, data }) => {
    if (source === frame.contentWindow && origin === address.origin && data?.type === "nnx-judge:verdict") {
      onVerdict?.(data);
    }
  };
  addEventListener("message", listen);
  return () => {
    removeEventListener("message", listen);
    frame.remove();
  };
}

/** @param {string} path @param {Detail} detail the whole needs no parameter */
const inDetail = (path, detail) => (detail === "full" ? path : `${path}?detail=${detail}`);

/** @param {Response} answer */
async function refusal(answer) {
  const seconds = answer.headers.get("Retry-After");
  const retryAfterMs = seconds !== null && /^\d+$/.test(seconds) ? 1000 * Number(seconds) : null;
  // Something between the client and the service may answer with something else than JSON.
  const problem = await answer.json().catch(() => ({ title: `${answer.status} ${answer.statusText}` }));
  return new JudgeError(answer.status, problem, retryAfterMs);
}

/**
 * The events in an answer, as the HTML standard says of `text/event-stream`.
 * @param {Response} answer
 */
async function* parsed(answer) {
  let rest = "";
  let event = { id: "", event: "message", data: "" };
  const texts = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (answer.body).pipeThrough(
    new TextDecoderStream(),
  );
  const reader = texts.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const lines = (rest + read.value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [, field, content] = line.match(/^([^:]*):? ?(.*)$/s) ?? ["", "", ""];
        if (line === "") {
          if (event.data !== "") {
            yield { ...event, data: event.data.slice(0, -1) };
          }
          event = { id: "", event: "message", data: "" };
        } else if (field === "event" || field === "id") {
          event[field] = content;
        } else if (field === "data") {
          event.data += `${content}\n`;
        }
      }
    }
  } finally {
    // Whoever stops listening leaves no connection open; one that broke has nothing to close.
    await reader.cancel().catch(() => undefined);
  }
}

/** @param {number} ms @param {AbortSignal | null} [signal] */
async function pause(ms, signal) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  signal?.throwIfAborted();
}
