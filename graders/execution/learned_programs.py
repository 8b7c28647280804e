"""What the right examples of a problem compile beyond its warm-up, kept for submissions.

Learners write what authors think of, so many a submission needs the same programs. The template
must not hold them: a submission can read all of its process, and the program of a whole example is
a solution. So the judge keeps them, and gives one only to a process that names the very program
that it was compiled from.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping

from graders.core.verdict import Outcome
from graders.execution.generation import warm_up_cases
from graders.execution.problem_code import ProblemCodeError, generous, in_fresh_process
from graders.execution.program_cache import ProgramCache
from graders.problem.package import Problem
from graders.sandbox.programs import Programs
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.warm_up import WarmUp, WarmUpFailedError

_ROLE = "examples"
# Of one problem; a program takes some 30 KiB.
_MOST_BYTES = 4 * 2**20
_MOST_IN_MEMORY = 32

_log = logging.getLogger(__name__)


class LearnedPrograms:
    """Learns programs. `learn` is called from one thread only, `find` from any."""

    def __init__(self, sandbox: Sandbox, cache: ProgramCache) -> None:
        self._sandbox = sandbox
        self._cache = cache
        # By revision: what is learned, and of the one that is being learned how far it is.
        self._learned: OrderedDict[str, Mapping[str, bytes]] = OrderedDict()
        self._begun: tuple[str, int, dict[str, bytes]] = ("", 0, {})
        self._lock = threading.Lock()

    def find(self, problem: Problem, key: str) -> bytes | None:
        """The program of that key; None until all are learned."""
        with self._lock:
            return self._learned.get(problem.revision, {}).get(key)

    def learn(self, problem: Problem) -> bool:
        """Run one more right example, on cases of every shape that hide nothing.

        Return whether there was one left.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        if not self._cache.is_kept:
            return False  # It takes longer than it saves until the judge ends.
        with self._lock:
            if problem.revision in self._learned:
                self._learned.move_to_end(problem.revision)
                return False
        if (kept := self._cache.get(problem, _ROLE)) is not None:
            self._remember(problem, kept.serialized)
            return False
        revision, done, programs = self._begun
        if revision != problem.revision:
            done, programs = 0, {}
        right = [each for each in problem.submissions if each.expected is Outcome.ACCEPTED]
        if done < len(right) and sum(map(len, programs.values())) < _MOST_BYTES:
            programs |= self._compiled(problem, right[done].source, programs)
            self._begun = (problem.revision, done + 1, programs)
            return True
        self._cache.put(problem, _ROLE, Programs(programs))
        self._remember(problem, programs)
        return False

    def _compiled(
        self, problem: Problem, source: str, programs: Mapping[str, bytes]
    ) -> Mapping[str, bytes]:
        """What an example compiles beyond the warm-up's programs and these."""
        warmed = self._cache.get(problem, "submission") or Programs()
        known = Programs({**warmed.serialized, **programs})
        try:
            cases = warm_up_cases(in_fresh_process(self._sandbox), problem)
            example = WarmUp(source, problem.harness, cases)
            more = self._sandbox.compile_more(generous(problem.spec.limits), example, known)
        except (ProblemCodeError, WarmUpFailedError) as error:
            # The check reports it.
            _log.info("nothing is learned from an example of %s: %s", problem.name, error)
            return {}
        return more.serialized

    def _remember(self, problem: Problem, programs: Mapping[str, bytes]) -> None:
        with self._lock:
            self._learned[problem.revision] = programs
            if len(self._learned) > _MOST_IN_MEMORY:
                self._learned.popitem(last=False)
