"""A process of `python -m bench.postgres_load`: the service without HTTP, or with a scripted judge.

It says `ready`. One that accepts then reads a line of JSON for each step, `{"rate": ...,
"seconds": ...}`, and answers with the times from arrival to verdict.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, cast

from opentelemetry.trace import NoOpTracerProvider
from pydantic import SecretStr

from app.auth.caller import Caller
from app.core.metrics import Metrics
from app.lifespan import Role, running_parts
from app.settings import Settings
from app.submissions.requests import SubmissionRequest
from app.submissions.schemas import FinishedSubmission
from app.submissions.submit import Submitter
from app.worker.grader import Grader
from bench.chaos_problem import PROBLEM, SOURCES
from graders.core.verdict import CaseVerdict, Environment, Outcome, Verdict
from graders.problem.package import Problem

_CASES = 10
_LEARNERS = 1000
_DRAWS = 64
_WAIT_S = 120
_CALLER = Caller("bench", "0" * 32, frozenset({"submit", "read"}))


class _ScriptedJudge:
    """What a submission asks of `Grader`, at once."""

    environment = Environment(python="3.13", jax="0.10", flax="0.12", sandbox=("scripted",))

    def grade(
        self,
        problem: Problem,
        source: str,  # noqa: ARG002
        *,
        seed: int | None,
        submission_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: object,  # noqa: ARG002
    ) -> Verdict:
        cases = tuple(
            CaseVerdict(
                name=f"case-{number}",
                visibility="hidden",
                verdict=Outcome.ACCEPTED,
                message="The output is within the tolerance.",
            )
            for number in range(_CASES)
        )
        for number, case in enumerate(cases):
            if on_case is not None:
                on_case(number, case)
        return Verdict(
            id=submission_id or "",
            problem=problem.name,
            revision=problem.revision,
            seed=seed or 0,
            verdict=Outcome.ACCEPTED,
            message="All cases passed.",
            passed=_CASES,
            total=_CASES,
            score=1.0,
            cases=cases,
            environment=self.environment,
        )

    def ready_seeds(self, _: Problem) -> Collection[int]:
        return range(_DRAWS)

    def warm(self, _: Problem) -> None:
        pass

    def warmth(self, _: Problem) -> str:
        return "warm"

    def counts(self) -> Mapping[str, int]:
        return {}

    def warm_memory_mb(self) -> float:
        return 0.0

    def close(self) -> None:
        pass


async def _run(role: Role, settings: Settings) -> None:
    def start_judge(_: Settings) -> Grader:
        return cast(Grader, _ScriptedJudge())

    tracing = NoOpTracerProvider()
    async with running_parts(settings, role, start_judge, Metrics(), tracing) as parts:
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            step = json.loads(line)
            submitter = parts.get(Submitter)
            print(json.dumps(await _offer(submitter, step["rate"], step["seconds"])), flush=True)


async def _offer(submitter: Submitter, per_s: float, seconds: float) -> dict[str, Any]:
    """Submit at random moments, whether or not earlier ones have ended."""
    chance = random.Random(0)
    latencies_s: list[float] = []

    async def submit(at: float) -> None:
        request = SubmissionRequest(
            problem=PROBLEM,
            source=SOURCES[0],
            learner=f"learner-{chance.randrange(_LEARNERS)}",
        )
        submitted = await submitter.submit(_CALLER, request, None, _WAIT_S)
        if isinstance(submitted.submission, FinishedSubmission):
            latencies_s.append(time.monotonic() - at)

    begun = at = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        while (at := at + chance.expovariate(per_s)) < begun + seconds:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            tasks.create_task(submit(at))
    return {"latencies_s": latencies_s, "took_s": time.monotonic() - begun}


def main() -> None:
    """Run it until its input ends."""
    options = argparse.ArgumentParser()
    options.add_argument("role", choices=("serve", "worker"))
    options.add_argument("folder", type=Path)
    options.add_argument("problems_dir", type=Path)
    options.add_argument("database_url", type=SecretStr)
    options.add_argument("slots", type=int)
    given = options.parse_args()
    settings = Settings(
        data_dir=given.folder,
        problems_dir=given.problems_dir,
        database_url=given.database_url,
        slots=given.slots,
        queue_limit=1_000_000,
        in_flight_limit=1_000_000,
    )
    asyncio.run(_run(given.role, settings))


if __name__ == "__main__":
    main()
