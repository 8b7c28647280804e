"""A template: a confined process, warmed for one problem, that is forked for each submission.

A fork has none of the threads of XLA's pools, so it can only replay: run programs that the template
has compiled. The first time it needs another one it says so and ends, and the judge runs the
submission in a process that may compile.
"""

import gc
import os
import socket
from functools import partial
from typing import NoReturn

from jax._src import compiler

from graders.sandbox import frames, runner
from graders.sandbox.confinement import ChildLimits, tighten
from graders.sandbox.forking import JOB, NULL, RESULT, serve


def serve_forks(control: int, strict_filter: bytes) -> None:
    """Fork for every request that comes over `control`, until the judge closes it."""
    for descriptor in (1, 2, JOB, RESULT):
        os.dup2(NULL, descriptor)
    # What was made so far lives as long as the template: no collection need touch its pages.
    gc.collect()
    gc.freeze()
    # With the kind given, Python does not ask the kernel for it, which the filter would refuse.
    forks = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, control)
    serve(forks, partial(_become_replay, strict_filter))


def _become_replay(strict_filter: bytes, request: bytes, _: list[int]) -> None:
    tighten(strict_filter, ChildLimits.from_json(request))
    compiler.backend_compile_and_load = _give_up
    runner.run()


def _give_up(*_: object, **__: object) -> NoReturn:
    frames.write(RESULT, frames.pack({"novel": True}))
    os._exit(0)
