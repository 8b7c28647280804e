/**
 * What the API answers, as far as the pages read it; /openapi.json has all of it.
 * @typedef {string | Node | null | undefined | false | (string | Node | null | undefined | false)[]} Content
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Properties
 *
 * @typedef {number | string} Value a number, or the text that stands for one that JSON can't write
 * @typedef {{ path: string, index: number[], got: Value, expected: Value }} WorstElement
 * @typedef {object} Comparison
 * @property {string} kind
 * @property {string} path
 * @property {Value | null} max_abs_error
 * @property {Value | null} max_rel_error
 * @property {number | null} mismatched
 * @property {number | null} total
 * @property {WorstElement[]} worst
 * @property {string} comparator
 * @property {number} atol
 * @property {number} rtol
 * @property {number | null} max_ulps
 *
 * @typedef {{ name: string, score: number, missing: string[] }} GroupScore
 * @typedef {{ type: string, message: string, line: number | null, source_line: string | null }} ErrorReport
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {"sample" | "hidden"} visibility
 * @property {string} verdict
 * @property {string} message
 * @property {number | null} time_ms of a hidden fixed case null
 * @property {string} stdout
 * @property {string} stderr
 * @property {Comparison | null} comparison
 * @property {ErrorReport | null} error
 * @property {Record<string, unknown> | null} arguments
 * @property {unknown} got
 * @property {unknown} expected
 * @property {string | null} [reproducer]
 *
 * @typedef {object} FailingInput
 * @property {Record<string, unknown>} arguments
 * @property {string | null} [probe]
 * @property {string} verdict
 * @property {string} message
 * @property {unknown} expected
 * @property {unknown} got
 * @property {ErrorReport | null} error
 * @property {Comparison | null} comparison
 * @property {string | null} reproducer
 *
 * @typedef {{ kind: string, text: string, line: number | null }} Remark
 * @typedef {{ case: string, script: string }} Reproducer
 * @typedef {{ status: string, smallest: FailingInput | null, remarks: Remark[], reproducers: Reproducer[] }} Review
 * @typedef {{ mistake: string, also?: string[], title: string, text: string, cases: string[] }} Hint
 *
 * @typedef {object} Submission
 * @property {string} id
 * @property {string} problem
 * @property {"queued" | "running" | "finished" | "cancelled"} status
 * @property {"submission" | "test" | "run"} kind
 * @property {string} [verdict]
 * @property {string} [message]
 * @property {string | null} [reason]
 * @property {Record<string, unknown>} [parameters]
 * @property {number} [passed]
 * @property {number} total
 * @property {number} [score]
 * @property {{ tries_left: number | null, next_at: string | null } | null} [remaining]
 * @property {GroupScore[]} [groups]
 * @property {Case[]} [cases]
 * @property {Hint[]} [hints]
 * @property {ErrorReport | null} [error]
 * @property {number} [time_ms]
 * @property {number} [memory_mb]
 * @property {FailingInput | null} [smallest]
 * @property {Remark[]} [remarks]
 * @property {boolean} [has_details] false once the cases are no longer kept
 * @property {number | null} [position]
 *
 * @typedef {object} Distribution
 * @property {number | null} median
 * @property {number | null} p90
 * @property {number | null} p99
 * @property {number | null} maximum
 * @property {{ at_least: number, below: number | null, submissions: number, accepted: number }[]} buckets
 *
 * @typedef {object} Statistics
 * @property {number} submissions
 * @property {number} accepted
 * @property {number} judge_errors
 * @property {number} learners
 * @property {number} solved_by
 * @property {{ day: string, submissions: number, accepted: number }[]} days
 * @property {{ verdict: string, submissions: number }[]} verdicts
 * @property {{ submissions: number, solved_by: number, unsolved_by: number }[]} until_accepted
 * @property {{ mistake: string | null, title: string | null, submissions: number, learners: number }[]} mistakes
 * @property {Distribution} time_ms
 * @property {Distribution} memory_mb
 * @property {{ case: string, ran: number, failed: number, share_failed: number | null }[]} cases
 *
 * @typedef {{ submission: string, kind: string, problem: string, for_s: number }} UnderWay
 * @typedef {object} WorkerState
 * @property {string} id
 * @property {string} host
 * @property {number} process
 * @property {number} slots
 * @property {string} started_at
 * @property {number} last_seen_s
 * @property {UnderWay[]} running
 * @property {Record<string, number>} strategies
 * @property {Record<string, number>} kills
 * @property {number} parents_lost
 * @property {number} resident_mb
 * @property {number} warm_mb
 *
 * @typedef {object} CheckUnderWay
 * @property {string} id
 * @property {"check" | "preview" | "publication" | "impact"} kind
 * @property {string} problem
 * @property {number} for_s
 * @property {string | null} worker
 * @property {{ stage: string, done: number, total: number } | null} progress
 *
 * @typedef {{ id: string, problem: string, for_s: number, judged: number, total: number }} RejudgeUnderWay
 *
 * @typedef {object} QueueState
 * @property {string} at
 * @property {{ name: string, depth: number, oldest_s: number | null }[]} queues
 * @property {number} running
 * @property {number} slots
 * @property {number} estimate_s
 * @property {WorkerState[]} workers
 * @property {CheckUnderWay[]} checks
 * @property {RejudgeUnderWay[]} rejudges
 */
export {};
