import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError } from "../src/api.js";
import { events } from "../src/events.js";

/** An answer that comes in these pieces. */
function answer(...pieces) {
  return new Response(
    new ReadableStream({
      start(controller) {
        pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece)));
        controller.close();
      },
    }),
  );
}

/** What is heard of answers that follow one another, each after a connection broke. */
async function heard(...answers) {
  const asked = [];
  const connections = [];
  const api = {
    request: async (path, { headers }) => {
      asked.push(headers["Last-Event-ID"] ?? null);
      const next = answers.shift();
      if (next instanceof Error) {
        throw next;
      }
      return next;
    },
  };
  const found = [];
  for await (const event of events(api, "id", new AbortController().signal, (broken) => connections.push(broken))) {
    found.push(event);
  }
  return { found, asked, connections };
}

test("events are read wherever the answer is cut", async () => {
  const { found } = await heard(
    answer(
      ": a comment\nid: 1\nevent: ca",
      'se\ndata: {"index":',
      "\ndata: 0}\r\n\r",
      "\nevent: verdict\ndata: {}\n\n",
    ),
  );
  assert.deepEqual(found, [
    { name: "case", data: { index: 0 } },
    { name: "verdict", data: {} },
  ]);
});

test("a broken connection is made again, from the last event on", async () => {
  const { found, asked, connections } = await heard(
    answer("id: 7\nevent: case\ndata: {}\n\n"),
    new ApiError(503, "Not ready"),
    answer("event: cancelled\ndata: {}\n\n"),
  );
  assert.deepEqual(
    found.map((event) => event.name),
    ["case", "cancelled"],
  );
  assert.deepEqual(asked, [null, "7", "7"]);
  assert.deepEqual(connections, [false, true, true, false]);
});

test("a refusal is not asked for again", async () => {
  await assert.rejects(heard(new ApiError(404, "Unknown submission")), ApiError);
});
