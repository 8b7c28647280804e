/** @import { Api } from "./api.js" */
import { ApiError } from "./api.js";
import { decode } from "./values.js";

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8000;

/**
 * The events of a submission, to its end, across connections that break.
 *
 * An `EventSource` would do this by itself, but it can't send the token that a frame in another
 * site's page needs, and it does not tell why it was refused.
 * @param {Api} api
 * @param {string} id
 * @param {AbortSignal} signal ends it
 * @param {(isBroken: boolean) => void} onConnection told when a connection breaks, and when it is back
 * @returns {AsyncGenerator<{ name: string, data: any }, void>}
 * @throws {ApiError} where the service refuses
 */
export async function* events(api, id, signal, onConnection) {
  let last = "";
  let delay = FIRST_DELAY_MS;
  while (true) {
    try {
      /** @type {Record<string, string>} */
      const headers = last === "" ? {} : { "Last-Event-ID": last };
      const answer = await api.request(`submissions/${id}/events`, { headers, signal });
      onConnection(false);
      for await (const event of parsed(answer)) {
        delay = FIRST_DELAY_MS;
        last = event.id || last;
        yield { name: event.name, data: decode(event.data) };
        if (event.name === "verdict" || event.name === "cancelled") {
          return;
        }
      }
    } catch (error) {
      if (signal.aborted || (error instanceof ApiError && ![0, 429, 502, 503, 504].includes(error.status))) {
        throw error;
      }
    }
    onConnection(true);
    await new Promise((resolve) => setTimeout(resolve, delay));
    delay = Math.min(2 * delay, LONGEST_DELAY_MS);
  }
}

/**
 * The events in an answer, as the HTML standard says of `text/event-stream`.
 * @param {Response} answer
 * @returns {AsyncGenerator<{ id: string, name: string, data: string }, void>}
 */
async function* parsed(answer) {
  if (answer.body === null) {
    return;
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let event = { id: "", name: "message", data: "" };
  while (true) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const lines = (text + value).split(/\r\n|\n|\r(?!$)/);
    text = lines.pop() ?? "";
    for (const line of lines) {
      const [, field, content] = line.match(/^([^:]*):? ?(.*)$/s) ?? ["", "", ""];
      if (line === "") {
        if (event.data !== "") {
          yield { ...event, data: event.data.slice(0, -1) };
        }
        event = { id: "", name: "message", data: "" };
      } else if (field === "event") {
        event.name = content;
      } else if (field === "data") {
        event.data += `${content}\n`;
      } else if (field === "id") {
        event.id = content;
      }
    }
  }
}
