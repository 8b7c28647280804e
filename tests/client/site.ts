// What a site may write against the generated types: it has to compile under --strict.
import type { components, operations, paths } from "./api";

type Schemas = components["schemas"];

export const shortest: Schemas["SubmissionRequest"] = { problem: "double", source: "..." };
export const longer: Schemas["SubmissionRequest"] = { ...shortest, learner: "ada", priority: "batch" };
// @ts-expect-error: without a source there is nothing to judge.
export const tooShort: Schemas["SubmissionRequest"] = { problem: "double" };
export const rejudge: Schemas["RejudgeRequest"] = { problem: "double" };
export const key: Schemas["KeyRequest"] = { site: "practice", scopes: ["submit"] };
export const entry: Schemas["EntryRequest"] = { case: { name: "zeros" } };
export const query: operations["listSubmissions"]["parameters"]["query"] = { problem: "double" };

type Answer<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

export function score(submission: Answer<"readSubmission">): number | null {
  switch (submission.status) {
    case "finished":
      return submission.cases.length === 0 ? null : submission.score;
    case "cancelled":
      return submission.finished_at === "" ? null : 0;
    case "queued":
    case "running":
      return submission.position;
  }
}

export function ended(submission: Answer<"createSubmission">): string {
  return submission.status === "finished" ? submission.verdict : submission.finished_at;
}

export function shown(event: Schemas["SubmissionEvent"]): string {
  switch (event.event) {
    case "status":
      return event.data.status;
    case "case":
      return `${event.data.index + 1}/${event.data.total} ${event.data.case.verdict}`;
    case "verdict":
      return event.data.message;
    case "cancelled":
      return event.data.finished_at;
  }
}

export function told(event: Schemas["WebhookEvent"]): number | null {
  return event.data.status === "finished" ? event.data.score : null;
}

// Every field of an answer is there: none has to be asked for twice.
export const remarks = (review: Answer<"readReview">): string[] => review.remarks.map((remark) => remark.text);

export type Stream = paths["/api/v1/submissions/{submission_id}/events"]["get"]["responses"][200]["content"];
export const streamed = (stream: Stream): string => shown(stream["text/event-stream"]);
