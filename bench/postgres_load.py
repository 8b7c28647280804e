"""How many submissions a second one PostgreSQL carries, from accepting to the verdict.

`python -m bench.postgres_load --database-url URL` offers more and more to processes that accept
and processes that judge by a script at once: what is measured is everything but judging. HTTP is
left out: `bench.accept` measures that. The processor time that each kind of process takes for a
submission hardly depends on what else the machine does; the latencies do.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import psycopg

from bench.chaos_problem import write_problem
from bench.plan import BenchError
from bench.processes import cpu_s, parent_of

_RATES_PER_S = (25, 50, 100, 200, 300, 400, 500, 700)
_STEP_S = 8.0
_WARM_UP_S = 3.0
# PostgreSQL counts the transactions of a connection about once a second.
_COUNTED_S = 1.5
# Less than that of what was offered: it has reached its limit.
_KEPT_UP = 0.75


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one rate; processor times in milliseconds a submission."""

    offered_per_s: float
    achieved_per_s: float
    p50_ms: float
    p95_ms: float
    accepting_ms: float
    judging_ms: float
    postgresql_ms: float
    transactions: float


class _Process:
    """One process of the service."""

    def __init__(self, role: str, folder: Path, problems: Path, url: str, slots: int) -> None:
        command = [sys.executable, "-m", "bench.load_process", role]
        self._process = subprocess.Popen(
            [*command, str(folder), str(problems), url, str(slots)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def cpu_s(self) -> float:
        return cpu_s(self._process.pid)

    def read(self) -> str:
        """Its next line.

        Raises:
            BenchError: it has ended.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchError(f"a process of the service ended with {self._process.wait()}")
        return line

    def offer(self, per_s: float, seconds: float) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"rate": per_s, "seconds": seconds}) + "\n")
        self._process.stdin.flush()

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


class _Load:
    """The processes, and the PostgreSQL that they share."""

    def __init__(
        self, accepting: Sequence[_Process], judging: Sequence[_Process], url: str
    ) -> None:
        self._accepting = accepting
        self._judging = judging
        self._url = url

    def step(self, per_s: float, seconds: float) -> Step:
        """Offer so many a second, and wait for all of their verdicts.

        Raises:
            BenchError: one has none.
        """
        before = self._used()
        for process in self._accepting:
            process.offer(per_s / len(self._accepting), seconds)
        answers = [json.loads(process.read()) for process in self._accepting]
        time.sleep(_COUNTED_S)
        used = [after - first for first, after in zip(before, self._used(), strict=True)]
        latencies_s = [each for answer in answers for each in answer["latencies_s"]]
        count = len(latencies_s)
        if count < 2:
            raise BenchError("too few submissions were judged in time")
        accepting_s, judging_s, postgresql_s, transactions = used
        return Step(
            offered_per_s=per_s,
            achieved_per_s=count / max(answer["took_s"] for answer in answers),
            p50_ms=median(latencies_s) * 1000,
            p95_ms=quantiles(latencies_s, n=20)[-1] * 1000,
            accepting_ms=accepting_s / count * 1000,
            judging_ms=judging_s / count * 1000,
            postgresql_ms=postgresql_s / count * 1000,
            transactions=transactions / count,
        )

    def _used(self) -> tuple[float, float, float, float]:
        with psycopg.connect(self._url, autocommit=True) as connection:
            server = parent_of(connection.info.backend_pid)
            query = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
            [transactions] = connection.execute(query).fetchone() or [0]
        accepting = sum(process.cpu_s for process in self._accepting)
        judging = sum(process.cpu_s for process in self._judging)
        return accepting, judging, cpu_s(server), transactions


@contextmanager
def _started(folder: Path, url: str, accepting: int, judging: int, slots: int) -> Iterator[_Load]:
    problems = write_problem(folder / "problems")
    with ExitStack() as stack:
        kinds: dict[str, list[_Process]] = {"serve": [], "worker": []}
        for role, count, room in (("serve", accepting, 0), ("worker", judging, slots)):
            for number in range(count):
                data = folder / f"{role}-{number}"
                process = _Process(role, data, problems, url, room)
                stack.callback(process.stop)
                process.read()
                kinds[role].append(process)
        yield _Load(kinds["serve"], kinds["worker"], url)


def main() -> None:
    """Run it from the command line."""
    options = argparse.ArgumentParser(prog="python -m bench.postgres_load", description=__doc__)
    options.add_argument("--database-url", required=True, help="a PostgreSQL database, upgraded")
    options.add_argument("--accepting", type=int, default=1, help="processes that accept")
    options.add_argument("--judging", type=int, default=1, help="processes that judge")
    options.add_argument("--slots", type=int, default=8, help="of each process that judges")
    options.add_argument("--rates", type=float, nargs="+", default=_RATES_PER_S)
    given = options.parse_args()
    print("| offered/s | achieved | p50 | p95 | accepting | judging | PostgreSQL | transactions |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(prefix="nnx-judge-load-") as folder:
        try:
            with _started(
                Path(folder), given.database_url, given.accepting, given.judging, given.slots
            ) as load:
                load.step(min(given.rates), _WARM_UP_S)
                for per_s in given.rates:
                    step = load.step(per_s, _STEP_S)
                    print(_row(step), flush=True)
                    if step.achieved_per_s < _KEPT_UP * per_s:
                        break
        except BenchError as error:
            sys.exit(str(error))


def _row(step: Step) -> str:
    return (
        f"| {step.offered_per_s:.0f} | {step.achieved_per_s:.0f} | {step.p50_ms:.0f} ms "
        f"| {step.p95_ms:.0f} ms | {step.accepting_ms:.2f} ms | {step.judging_ms:.2f} ms "
        f"| {step.postgresql_ms:.2f} ms | {step.transactions:.1f} |"
    )


if __name__ == "__main__":
    main()
