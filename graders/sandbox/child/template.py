"""A template: a confined process, warmed for one problem, that is forked for each submission.

It has loaded the programs that its warm-up needs and compiled none, so that its forks can compile
anything else that a submission needs: see `graders.sandbox.child.compiler`.
"""

import gc
import os
import socket
from functools import partial
from typing import NoReturn

from graders.sandbox import frames
from graders.sandbox.child import runner
from graders.sandbox.child.compiler import Compiler
from graders.sandbox.child.forking import JOB, NULL, RESULT, serve
from graders.sandbox.confinement.confine import ChildLimits, tighten
from graders.sandbox.confinement.own_pages import OwnPages, Population, collapse

# A fork of a template on huge pages takes 3 ms less, and to put it there takes as long as so many
# forks save: however many follow, both together take at most about twice the least.
_FORKS_BEFORE_HUGE_PAGES = 32
# That takes some 2 ms each: no fork is to wait for all of them.
_HUGE_PAGES_A_FORK = 8


class TemplateProcess:
    """What a process becomes after its warm-up.

    It gets `rehearse`, then another warm-up, `end_rehearsal`, and finally `serve`.
    """

    def __init__(
        self, control: int, strict_filter: bytes, own_pages: OwnPages, compiler: Compiler
    ) -> None:
        """Take over `control`, the descriptor of the socket for the judge's fork requests."""
        self._compiler = compiler
        self._control = control
        self._strict_filter = strict_filter
        self._own_pages = own_pages
        self._holder, self._release = 0, -1
        self._written = Population([])
        self._collapsible: list[int] = []
        self._forks = 0

    def rehearse(self) -> None:
        """Until `end_rehearsal`, find which pages are written to, as a fork will write to them.

        An idle fork holds the original pages, so each page that is written to is copied, and then
        no longer shared.
        """
        _freeze()
        wait, self._release = os.pipe()
        self._holder = os.fork()
        if self._holder == 0:
            _hold(wait)
        os.close(wait)

    def end_rehearsal(self) -> None:
        """Record these pages, and what can be put on huge pages."""
        self._written = Population(self._own_pages.unshared())
        os.close(self._release)
        os.waitpid(self._holder, 0)
        _freeze()
        self._collapsible = self._own_pages.collapsible()
        self._own_pages.close()

    def serve(self) -> None:
        """Fork for every request until the judge closes the socket."""
        for descriptor in (1, 2, JOB, RESULT):
            os.dup2(NULL, descriptor)
        # If the kind is given, Python does not ask the kernel for it; the filter would refuse that.
        forks = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, self._control)
        become_fork = partial(_become_fork, self._compiler, self._strict_filter, self._written)
        serve(forks, become_fork, forked=self._count_fork)

    def _count_fork(self) -> None:
        self._forks += 1
        if self._forks >= _FORKS_BEFORE_HUGE_PAGES:
            collapse(self._collapsible[:_HUGE_PAGES_A_FORK])
            del self._collapsible[:_HUGE_PAGES_A_FORK]


def _freeze() -> None:
    # Objects made so far live as long as the template: no collection need touch their pages.
    gc.collect()
    gc.freeze()


def _hold(wait: int) -> NoReturn:
    """Hold every page until the other end of the pipe is closed, even by the template's death."""
    os.dup2(wait, JOB)
    os.closerange(JOB + 1, os.sysconf("SC_OPEN_MAX"))
    os.read(JOB, 1)
    os._exit(0)


def _become_fork(
    compiler: Compiler, strict_filter: bytes, written: Population, request: bytes, _: list[int]
) -> None:
    # Done while it waits for its submission, not when that runs.
    written.populate()
    tighten(strict_filter, ChildLimits.from_json(request))
    compiler.enter_fork(_tell_stalled)
    runner.run(compiler)


def _tell_stalled(key: str) -> None:
    frames.write(RESULT, frames.pack({"stalls": key}))
