import { moment } from "./units.js";
import { decode } from "./values.js";

const ROOT = "/api/v1";
// As the service tells a moment.
const MOMENT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

/** What the service answers instead of what was asked for. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {object} [more]
   * @param {{ field: string, message: string }[]} [more.fields]
   * @param {string | null} [more.check] the id of the check that is in the way
   * @param {string} [more.reason] the name of what the message says
   * @param {Record<string, unknown>} [more.parameters] what it says in particular
   */
  constructor(status, message, { fields = [], check = null, reason = "", parameters = {} } = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.check = check;
    this.reason = reason;
    this.parameters = parameters;
  }
}

/**
 * Calls the API, as whoever is signed in or, in another site's frame, by the token it gave.
 */
export class Api {
  /** @param {string | null} [token] */
  constructor(token = null) {
    this.token = token;
  }

  /**
   * @param {string} path below the API's root, or a whole one
   * @param {RequestInit & { headers?: Record<string, string> }} [request]
   * @returns {Promise<Response>}
   * @throws {ApiError} where the answer is an error, or none comes (then its status is 0)
   */
  async request(path, request = {}) {
    /** @type {Record<string, string>} */
    const headers = { ...request.headers };
    if (this.token !== null) {
      headers.Authorization = `Bearer ${this.token}`;
    }
    const address = path.startsWith("/") ? path : `${ROOT}/${path}`;
    let answer;
    try {
      answer = await fetch(address, { ...request, headers });
    } catch (error) {
      if (request.signal?.aborted) {
        throw error;
      }
      throw new ApiError(0, "The judge can't be reached. Check your connection, and try again.");
    }
    if (!answer.ok) {
      throw await refusal(answer, this.token !== null);
    }
    return answer;
  }

  /**
   * @param {string} path
   * @param {RequestInit} [request]
   * @returns {Promise<any>}
   */
  async read(path, request = {}) {
    return decode(await (await this.request(path, { signal: request.signal })).text());
  }

  /**
   * @param {string} path
   * @param {unknown} body what is no text is written as JSON
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>}
   */
  async post(path, body, headers = {}) {
    const answer = await this.request(path, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return answer.json();
  }

  /**
   * Ask for the review of a submission, and wait for it for a while.
   * @param {string} id
   * @returns {Promise<import("./types.js").Review>}
   */
  async review(id) {
    const answer = await this.request(`submissions/${id}/review`, { method: "POST", headers: { Prefer: "wait=60" } });
    return decode(await answer.text());
  }

  /** @param {string} path */
  async delete(path) {
    await this.request(path, { method: "DELETE" });
  }
}

/** @param {Response} answer @param {boolean} isEmbedded */
async function refusal(answer, isEmbedded) {
  let problem;
  try {
    problem = await answer.json();
  } catch {
    return new ApiError(answer.status, `The judge answered ${answer.status} ${answer.statusText}.`);
  }
  const said = problem.detail ?? problem.title;
  let message = said.replace(MOMENT, (/** @type {string} */ at) => moment(new Date(at)));
  if (answer.status === 401) {
    message = `Your ${isEmbedded ? "access has ended: load" : "session has ended: sign in and load"} the page again. Your code is kept.`;
  }
  const seconds = answer.headers.get("Retry-After");
  if (seconds !== null) {
    message += ` Try again in ${seconds} s.`;
  }
  const check = /\/checks\/([0-9a-f]+)>/.exec(answer.headers.get("Link") ?? "");
  const { errors: fields, reason, parameters } = problem;
  return new ApiError(answer.status, message, { fields, check: check?.[1], reason, parameters });
}
