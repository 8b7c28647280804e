"""What scenarios share: the floor's processes, a service in use, and a scratch folder."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Self

from bench.floor_process import FloorProcess
from bench.mix_submissions import KnownSubmission, mix_for
from bench.plan import BenchError, Plan, Progress, Subject
from bench.server import Server, running_server
from graders.core.parallel import usable_cores
from graders.problem.package import Problem, load_problems

# Every run sends the same submissions in the same order.
_SEED = 2026


class Workbench:
    """One run's. Each thing is made when a scenario first asks for it; all end with the context."""

    def __init__(self, subject: Subject, plan: Plan, progress: Progress, scratch: Path) -> None:
        """Nothing is started yet.

        Args:
            subject: the problem that is submitted to.
            plan: how often each thing is measured.
            progress: told where the run is.
            scratch: an empty folder for whatever is written.
        """
        self.subject = subject
        self.plan = plan
        self.progress = progress
        self.scratch = scratch
        self._started = ExitStack()
        self._warm_on_floor: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._started.close()

    @property
    def name(self) -> str:
        """The name of the subject's problem."""
        return self.subject.problem.name

    @property
    def solution(self) -> str:
        """The submission where it is to be accepted."""
        return self.subject.problem.solution

    @cached_property
    def problems(self) -> Mapping[str, Problem]:
        """All problems in the subject's folder, by name."""
        return load_problems(self.subject.problems_dir)

    @cached_property
    def mix(self) -> Sequence[KnownSubmission]:
        """The mix, in the random order in which it is sent."""
        mix = list(mix_for(self.problems))
        self.random("mix").shuffle(mix)
        return mix

    @property
    def problems_in_use(self) -> Sequence[str]:
        """The names of the mix's problems and of the subject's, which is the last."""
        others = sorted({each.problem for each in self.mix} - {self.name})
        return [*others, self.name]

    def random(self, purpose: str) -> Random:
        """Chances that are the same in every run."""
        return Random(f"{_SEED} {purpose}")

    def floors(self, problems: Iterable[str]) -> list[FloorProcess]:
        """One floor process a core, warm for these problems; they cost nothing until asked."""
        missing = sorted(set(problems) - self._warm_on_floor)
        if missing:
            self.progress.stage("warming the floor", len(missing))
        for problem in missing:
            for process in self._floors:
                process.begin_warming(problem)
            for process in self._floors:
                process.end_warming()
            self._warm_on_floor.add(problem)
            self.progress.step()
        return self._floors

    @cached_property
    def _floors(self) -> list[FloorProcess]:
        processes = []
        for _ in range(usable_cores()):
            processes.append(FloorProcess(self.subject.problems_dir))
            self._started.callback(processes[-1].close)
        return processes

    def server(self, problems: Iterable[str] = ()) -> Server:
        """The service that scenarios share, in use, and with nothing left to make ready.

        Args:
            problems: those that it has to be warm for and have cases precomputed for, the subject's
                beside them.
        """
        server = self._server
        for problem in (*problems, self.name):
            # What uses it makes it warm; and the connection is open, every code path taken.
            server.accepted_ms(problem, self.problems[problem].solution)
            server.wait_until_warm(problem)
            server.wait_until_quiet()
        return server

    @cached_property
    def _server(self) -> Server:
        self.progress.stage("a service in use", 1)
        server = self._started.enter_context(self.serving(self.scratch / "in-use"))
        server.wait_until_ready()
        return server

    def serving(self, folder: Path) -> AbstractContextManager[Server]:
        """A service of its own on that data folder."""
        draws = self.plan.precomputed_cases
        return running_server(self.subject.problems_dir, folder, precomputed_draws=draws)

    def named_mistakes(self) -> list[KnownSubmission]:
        """The subject's examples of mistakes that give a wrong answer, in random order.

        Raises:
            BenchError: there are none.
        """
        problem = self.subject.problem
        examples = [
            KnownSubmission(example.name, problem.name, example.expected, example.source)
            for example in problem.submissions
            if example.expected.value == "wrong_answer"
        ]
        if not examples:
            raise BenchError(f"{problem.name} has no example of a wrong answer")
        self.random("mistakes").shuffle(examples)
        return examples
