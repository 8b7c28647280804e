"""What scenarios share: the floor's processes, a data folder that has been in use, and scratch."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Self

from bench.floor_process import FloorProcess
from bench.mix_submissions import MixSubmission, mix_for
from bench.plan import BenchError, Plan, Progress, Subject
from bench.server import Server, running_server
from graders.parallel import usable_cores
from graders.problem import Problem, load_problems

# Every run sends the same submissions in the same order.
_SEED = 2026


class Workbench:
    """One run's. Each thing is made when the first scenario asks for it, and ended by `close`."""

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
    def mix(self) -> Sequence[MixSubmission]:
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
        for problem in sorted(set(problems) - self._warm_on_floor):
            for process in self._floors:
                process.begin_warming(problem)
            for process in self._floors:
                process.end_warming()
            self._warm_on_floor.add(problem)
        return self._floors

    @cached_property
    def _floors(self) -> list[FloorProcess]:
        processes = []
        for _ in range(usable_cores()):
            processes.append(FloorProcess(self.subject.problems_dir))
            self._started.callback(processes[-1].close)
        return processes

    @cached_property
    def used_dir(self) -> Path:
        """The data folder of a service that has been in use: all that it keeps there is there.

        That is, for each problem in use, cases precomputed and whatever is cached.
        """
        folder = self.scratch / "used"
        self.progress.stage("a data folder in use", len(self.problems_in_use))
        with self._serving(folder) as server:
            server.wait_until_ready()
            for problem in self.problems_in_use:
                server.accepted_ms(problem, self.problems[problem].solution)
                server.wait_until_warm(problem)
                server.wait_until_quiet()
                self.progress.step()
        return folder

    def server(self, problems: Sequence[str] = ()) -> Server:
        """The service on the data folder in use, warm, and with nothing left to make ready.

        Args:
            problems: those that it has to be warm for, the subject's beside them.
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
        server = self._started.enter_context(self._serving(self.used_dir))
        server.wait_until_ready()
        return server

    def _serving(self, folder: Path) -> AbstractContextManager[Server]:
        draws = self.plan.precomputed_cases
        return running_server(self.subject.problems_dir, folder, bank_size=draws)

    def named_mistakes(self) -> list[MixSubmission]:
        """The subject's examples of mistakes that give a wrong answer, in random order.

        Raises:
            BenchError: there are none.
        """
        problem = self.subject.problem
        examples = [
            MixSubmission(example.name, problem.name, example.expected, example.source)
            for example in problem.submissions
            if example.expected.value == "wrong_answer"
        ]
        if not examples:
            raise BenchError(f"{problem.name} has no example of a wrong answer")
        self.random("mistakes").shuffle(examples)
        return examples
