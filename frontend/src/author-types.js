/**
 * What the API answers to an author, as far as the pages read it; /openapi.json has all of it.
 * @typedef {{ stage: string, done: number, total: number }} Progress
 * @typedef {{ file: string, subject: string, reason: string }} Fault
 *
 * @typedef {object} ExampleOnCase
 * @property {string} name
 * @property {string} expected
 * @property {string} got
 * @property {boolean} passes
 * @property {Record<string, string>} cases
 *
 * @typedef {object} PreviewReport
 * @property {string} reference
 * @property {string} message
 * @property {Fault[]} faults
 * @property {{ name: string, arguments: Record<string, unknown> | null, expected: unknown }[]} cases
 * @property {ExampleOnCase[]} examples
 * @property {string[]} catches
 * @property {string[]} catches_alone
 * @property {string[]} refuses
 * @property {string | null} impact
 *
 * @typedef {object} ImpactReport
 * @property {number} total
 * @property {number} tried
 * @property {number} failed
 * @property {{ submission: string, learner: string | null, before: string, after: string }[]} changes
 *
 * @typedef {object} ExampleReport
 * @property {string} name
 * @property {string} expected
 * @property {string} got
 * @property {boolean} as_expected
 * @property {string[]} caught_by
 * @property {string[] | null} named
 * @property {boolean} named_rightly
 * @property {number} time_ms
 * @property {{ name: string, takes: string[] }[] | null} beyond_warm_up
 *
 * @typedef {object} CaseReport
 * @property {string} name
 * @property {string} visibility
 * @property {string[]} catches
 * @property {string[]} catches_alone
 * @property {number} first_kills
 * @property {boolean} redundant
 *
 * @typedef {object} DegenerateAnswer
 * @property {string} name
 * @property {string} description
 * @property {"rejected" | "accepted" | "not_applicable" | "not_judged"} status
 * @property {string[]} rejected_by
 * @property {string | null} not_judged
 *
 * @typedef {object} Mutant
 * @property {string} operator
 * @property {number} line
 * @property {"killed" | "survived" | "timed_out" | "not_judged" | "equivalent"} status
 * @property {string} diff
 *
 * @typedef {object} Mutation
 * @property {number} made
 * @property {number} run
 * @property {number} killed
 * @property {number} timed_out
 * @property {number} not_judged
 * @property {number} equivalent
 * @property {Mutant[]} mutants
 *
 * @typedef {object} Spread
 * @property {"float64" | "jitted" | "bfloat16"} variant
 * @property {number | string | null} share_of_tolerance
 * @property {number | string | null} max_abs_error
 * @property {string | null} worst_case
 * @property {string | null} not_measured
 *
 * @typedef {object} ProblemReport
 * @property {string} revision
 * @property {number} seed
 * @property {boolean} holds
 * @property {{ severity: "failure" | "warning", subject: string, message: string }[]} findings
 * @property {ExampleReport[]} examples
 * @property {{ mistakes: string[], same_hint: boolean }[]} not_told_apart
 * @property {CaseReport[]} cases
 * @property {DegenerateAnswer[]} degenerate_answers
 * @property {Mutation} mutation
 * @property {Spread[]} tolerance
 *
 * @typedef {object} Check
 * @property {string} id
 * @property {"check" | "preview" | "publication" | "impact"} kind
 * @property {string[]} added
 * @property {"queued" | "running" | "finished" | "failed" | "cancelled"} status
 * @property {Progress | null} progress
 * @property {string | null} error
 * @property {any} report
 *
 * @typedef {object} Rejudge
 * @property {string} id
 * @property {string} revision
 * @property {"judging" | "ready" | "applied" | "cancelled"} status
 * @property {number} total
 * @property {number} skipped whose code is no longer kept
 * @property {number} judged
 * @property {number} failed
 * @property {number} changed
 * @property {{ before: string, after: string, count: number }[]} transitions
 * @property {{ submission: string, before: string, after: string, score_before: number, score_after: number }[]} changes
 */
export {};
