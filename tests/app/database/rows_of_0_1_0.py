"""Rows as version 0.1.0 wrote them, in every table that it had."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from app.auth.api_key import new_key

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
KEY = new_key()
JUDGED, WAITING, JUDGED_AGAIN, REVIEW = "1" * 32, "2" * 32, "3" * 32, "4" * 32
REJUDGE = "5" * 32
LIVE = "0123456789abcdef"
# As 0.1.0 wrote it.
VERDICT: dict[str, Any] = {
    "id": JUDGED,
    "problem": "double",
    "revision": LIVE,
    "seed": 7,
    "verdict": "wrong_answer",
    "message": "1 of 2 cases passed.",
    "passed": 1,
    "total": 2,
    "score": 0.5,
    "cases": [
        {
            "name": "kept back",
            "visibility": "hidden",
            "verdict": "wrong_answer",
            "message": "1 of 1 value is off by more than the tolerance.",
            "author_message": None,
            "weight": 1.0,
            "time_ms": 1.5,
            "cpu_ms": 1.25,
            "stdout": "",
            "stderr": "",
            "comparison": {
                "kind": "values",
                "path": "",
                "max_abs_error": 2.0,
                "max_rel_error": "Infinity",
                "max_ulp_error": None,
                "mismatched": 1,
                "total": 1,
                "worst": [],
                "comparator": "allclose",
                "atol": 1e-05,
                "rtol": 0.0001,
                "max_ulps": None,
            },
            "error": None,
            "arguments": None,
            "got": None,
            "expected": None,
            "reproducer": None,
        }
    ],
    "hints": [
        {"mistake": "forgot", "also": [], "text": "Twice, not once.", "cases": ["kept back"]}
    ],
    "error": None,
    "time_ms": 3.5,
    "cpu_ms": 3.25,
    "memory_mb": 0.5,
    "environment": {"python": "3.11.7", "jax": "0.10.2", "flax": "0.12.8", "sandbox": ["landlock"]},
    "smallest": None,
    "remarks": [],
}


def submission(name: str, kind: str = "attempt", **fields: Any) -> dict[str, Any]:
    plain = {
        "id": name,
        "site": "practice",
        "key_id": "key",
        "kind": kind,
        "problem": "double",
        "revision": LIVE,
        "source": "def double(x):\n    return x\n",
        "metadata": '{"course": "nnx"}',
        "priority": 0,
        "status": "queued",
        "attempt": 0,
        "failures": 0,
        "created_at": MOMENT,
        "learner": "Ada",
        "external_id": "homework-1",
    }
    return plain | fields


JUDGED_FIELDS: dict[str, Any] = {
    "status": "finished",
    "attempt": 1,
    "seed": 7,
    "outcome": "wrong_answer",
    "score": 0.5,
    "time_ms": 3.5,
    "memory_mb": 0.5,
    "mistake": "forgot",
    "verdict": json.dumps(VERDICT),
    "started_at": MOMENT,
    "finished_at": MOMENT,
}
EVENT = {
    "type": "submission.finished",
    "timestamp": "2026-01-02T03:04:05Z",
    "data": {
        **VERDICT,
        "kind": "attempt",
        "created_at": "2026-01-02T03:04:05Z",
        "priority": "interactive",
        "attempt": 1,
        "learner": "Ada",
        "external_id": "homework-1",
        "metadata": {"kind": "attempt"},
        "status": "finished",
        "finished_at": "2026-01-02T03:04:05Z",
    },
}
# Each table's rows, in an order in which they can be inserted.
ROWS: dict[str, list[dict[str, Any]]] = {
    "api_keys": [
        {
            "id": "key",
            "site": "practice",
            "name": "backend",
            "hash": hashlib.sha256(KEY.encode()).hexdigest(),
            "scopes": "author read submit",
            "created_at": MOMENT,
        }
    ],
    "sites": [{"name": "practice", "webhook_secret": "whsec_" + "A" * 32}],
    "sessions": [
        {
            "hash": "0" * 64,
            "site": "practice",
            "learner": "Ada",
            "created_at": MOMENT,
            "expires_at": datetime(2100, 1, 1, tzinfo=UTC),
        }
    ],
    "problems": [{"name": "double", "live": LIVE}],
    "problem_revisions": [
        {
            "problem": "double",
            "revision": LIVE,
            "source": "api",
            "site": "practice",
            "key_id": "key",
            "note": "the first",
            "created_at": MOMENT,
        }
    ],
    "problem_checks": [
        {
            "id": "6" * 32,
            "site": "practice",
            "kind": "check",
            "problem": "double",
            "revision": LIVE,
            "archive": b"",
            "added": "[]",
            "status": "failed",
            "number": 3,
            "created_at": MOMENT,
            "finished_at": MOMENT,
            "error": "It could not be run.",
        }
    ],
    "submissions": [
        submission(JUDGED, **JUDGED_FIELDS),
        submission(WAITING),
        submission(REVIEW, "review", reviewed=JUDGED, status="cancelled", finished_at=MOMENT),
        submission(
            JUDGED_AGAIN,
            "rejudgement",
            rejudge_id=REJUDGE,
            original_id=JUDGED,
            priority=100,
            **JUDGED_FIELDS,
        ),
    ],
    "rejudges": [
        {
            "id": REJUDGE,
            "site": "practice",
            "problem": "double",
            "revision": LIVE,
            "note": "too strict",
            "created_at": MOMENT,
            "applied_at": MOMENT,
        }
    ],
    "judgements": [
        {
            "submission_id": JUDGED,
            "verdict": json.dumps(VERDICT | {"message": "As it was before."}),
            "outcome": "wrong_answer",
            "score": 0.0,
            "judged_at": MOMENT,
            "rejudge_id": REJUDGE,
        }
    ],
    "idempotency_keys": [
        {
            "site": "practice",
            "key": "a request",
            "fingerprint": "0" * 64,
            "submission_id": JUDGED,
            # Old ones are forgotten.
            "created_at": datetime.now(UTC),
        }
    ],
    "webhook_endpoints": [
        {
            "id": "7" * 32,
            "site": "practice",
            "url": "https://practice.example/told",
            "created_at": MOMENT,
        }
    ],
    "webhook_deliveries": [
        {
            "id": "8" * 32,
            "endpoint_id": "7" * 32,
            "submission_id": JUDGED,
            "event": "submission.finished",
            "body": json.dumps(EVENT, separators=(",", ":")),
            "status": "delivered",
            "attempts": 1,
            "created_at": MOMENT,
            "due_at": MOMENT,
            "delivered_at": MOMENT,
        }
    ],
    "workers": [
        {
            "id": "9" * 32,
            "host": "gone",
            "process": 1,
            "slots": 2,
            "started_at": MOMENT,
            "seen_at": MOMENT,
            "counts": "{}",
            "resident_mb": 1.0,
            "warm_mb": 1.0,
        }
    ],
}
