import assert from "node:assert/strict";
import { test } from "node:test";

import { embed, Judge, JudgeError } from "../nnx-judge.js";

const QUEUED = { id: "a", problem: "double", status: "queued" };
const CANCELLED = { ...QUEUED, status: "cancelled" };
const BUSY = { title: "Queue full", status: 503, detail: "Try later." };

const json = (status, body, headers = {}) => new Response(JSON.stringify(body), { status, headers });

/** A stream of events that ends, or breaks, after these pieces. */
function stream(pieces, { breaks = false } = {}) {
  const source = pieces.values();
  const body = new ReadableStream({
    pull(controller) {
      const { value, done } = source.next();
      if (!done) {
        controller.enqueue(new TextEncoder().encode(value));
      } else if (breaks) {
        controller.error(new TypeError("terminated"));
      } else {
        controller.close();
      }
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

const event = (name, id, data) => `event: ${name}\ndata: ${JSON.stringify(data)}\n${id ? `id: ${id}\n` : ""}\n`;

/** A client of a service that gives these answers, one after another. */
function judgeOf(...answers) {
  const requests = [];
  const fetch = async (url, request) => {
    requests.push({ url, ...request });
    const answer = answers.shift();
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  return { judge: new Judge("https://judge.test/base/", "njk_secret", { fetch, firstPauseMs: 0 }), requests, answers };
}

async function followed(judge) {
  const events = [];
  const following = judge.follow("a");
  let next = await following.next();
  for (; !next.done; next = await following.next()) {
    events.push(next.value);
  }
  return { events, ended: next.value };
}

test("a submission is sent again under the same name until it is stored", async () => {
  const { judge, requests } = judgeOf(
    new TypeError("fetch failed"),
    json(503, BUSY, { "Retry-After": "0" }),
    json(202, QUEUED),
  );
  const submission = await judge.submit({ problem: "double", source: "x = 1", learner: "ada" }, { waitS: 20 });
  assert.equal(submission.status, "queued");
  assert.equal(requests.length, 3);
  assert.equal(new Set(requests.map(({ headers }) => headers["Idempotency-Key"])).size, 1);
  const [{ url, method, headers, body }] = requests;
  assert.deepEqual([url, method], ["https://judge.test/base/api/v1/submissions", "POST"]);
  assert.deepEqual(JSON.parse(body), { problem: "double", source: "x = 1", learner: "ada" });
  assert.equal(headers.Authorization, "Bearer njk_secret");
  assert.equal(headers.Prefer, "wait=20");
});

test("a summary is asked for by whoever needs no more", async () => {
  const { judge, requests } = judgeOf(
    json(202, QUEUED),
    json(200, QUEUED),
    stream([event("cancelled", "end", CANCELLED)]),
    json(200, QUEUED),
  );
  const detail = "summary";
  await judge.submit({ problem: "double", source: "x = 1" }, { detail });
  await judge.get("a", { detail });
  await judge.follow("a", { detail }).next();
  await judge.get("a", { detail: "full" });
  const root = "https://judge.test/base/api/v1/submissions";
  assert.deepEqual(
    requests.map(({ url }) => url.replace(root, "")),
    ["?detail=summary", "/a?detail=summary", "/a/events?detail=summary", "/a"],
  );
});

test("what is wrong is sent once, and told", async () => {
  const { judge, requests } = judgeOf(
    json(422, { title: "Invalid request", detail: "source: too short", status: 422 }),
  );
  await assert.rejects(judge.submit({ problem: "double", source: "" }), (error) => {
    assert.ok(error instanceof JudgeError);
    assert.deepEqual([error.status, error.message], [422, "source: too short"]);
    return true;
  });
  assert.equal(requests.length, 1);
});

test("a long wait is left to the caller", async () => {
  const { judge, requests } = judgeOf(json(429, BUSY, { "Retry-After": "3600" }));
  await assert.rejects(judge.get("a"), { retryAfterMs: 3_600_000 });
  assert.equal(requests.length, 1);
});

test("it gives up on a service that is gone", async () => {
  const { judge, answers } = judgeOf(...Array.from({ length: 7 }, () => new TypeError("fetch failed")));
  await assert.rejects(judge.get("a"), { status: 0 });
  assert.equal(answers.length, 0);
});

test("events go on after a connection that broke, each case once", async () => {
  const { judge, requests } = judgeOf(
    stream(["event: ca", 'se\ndata: {"index": 0}\nid: 1\n', "\n: ping\n\nevent: case\nda"], { breaks: true }),
    json(503, BUSY),
    stream([event("case", "2", { index: 1 }), event("applause", "", {}), event("cancelled", "end", CANCELLED)]),
  );
  const { events, ended } = await followed(judge);
  assert.deepEqual(
    events.map((each) => each.event),
    ["case", "case", "cancelled"],
  );
  assert.equal(events[1].data.index, 1);
  assert.equal(ended.status, "cancelled");
  assert.deepEqual(
    requests.map(({ headers }) => headers["Last-Event-ID"]),
    ["0", "1", "1"],
  );
});

test("a stream that never brings an event is given up", async () => {
  const { judge, answers } = judgeOf(...Array.from({ length: 7 }, () => stream([": ping\n\n"])));
  await assert.rejects(followed(judge), /ended before the verdict/);
  assert.equal(answers.length, 0);
});

test("whoever stops following closes the connection", async () => {
  let isClosed = false;
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(event("case", "1", { index: 0 }))),
    cancel: () => {
      isClosed = true;
    },
  });
  const { judge } = judgeOf(new Response(body));
  for await (const each of judge.follow("a")) {
    assert.equal(each.event, "case");
    break;
  }
  assert.ok(isClosed);
});

test("a frame tells its own page of verdicts, and nobody else does", () => {
  const listeners = new Map();
  globalThis.addEventListener = (name, listener) => listeners.set(name, listener);
  globalThis.removeEventListener = (name) => listeners.delete(name);
  const frame = { contentWindow: {}, remove: () => (frame.isGone = true) };
  const parent = { ownerDocument: { createElement: () => frame }, append: () => undefined };
  const heard = [];
  const remove = embed(parent, {
    url: "https://judge.test/base",
    problem: "double",
    token: "njt_a.b",
    theme: "dark",
    onVerdict: (verdict) => heard.push(verdict.verdict),
  });
  assert.equal(frame.src, "https://judge.test/base/embed/double?theme=dark#token=njt_a.b");
  const data = { type: "nnx-judge:verdict", verdict: "accepted" };
  const tell = listeners.get("message");
  tell({ source: frame.contentWindow, origin: "https://judge.test", data });
  tell({ source: {}, origin: "https://judge.test", data });
  tell({ source: frame.contentWindow, origin: "https://elsewhere.test", data });
  tell({ source: frame.contentWindow, origin: "https://judge.test", data: null });
  assert.deepEqual(heard, ["accepted"]);
  remove();
  assert.ok(frame.isGone);
  assert.equal(listeners.size, 0);
});
