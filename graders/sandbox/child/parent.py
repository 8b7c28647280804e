"""The preloaded parent: imports JAX and Flax once, then forks a confined child for each run.

The judge executes it afresh, in a separate environment. It never sees a submission, a case or an
output. A submission can read everything in this process's memory, so it must hold nothing but the
libraries.

Started as `python -m graders.sandbox.child.parent CONTROL`, where CONTROL is the descriptor of a
sequenced-packet socket to the judge. The judge sends the confinement, this process answers with its
versions, and then serves fork requests.
"""

import base64
import gc
import json
import platform
import socket
import sys
import warnings
from pathlib import Path

from graders.sandbox.child.forking import MESSAGE_BYTES, serve
from graders.sandbox.child.orphans import adopt_orphans, end_children
from graders.sandbox.confinement.confine import (
    ChildLimits,
    Confinement,
    confine,
    confine_template,
    hide_memory,
)
from graders.sandbox.confinement.fork_requests import give_listener


def main(control: socket.socket) -> None:
    """Prepare, report, and serve fork requests until the judge closes the socket."""
    # First: if memory runs out, the kernel kills these processes before the judge.
    Path("/proc/self/oom_score_adj").write_text("1000")
    hide_memory()
    # What the imports create stays, and hardly any of it is garbage: to search it again and again
    # takes a seventh of their time, and to do so once, at the end, still a tenth.
    gc.disable()
    confinement = _read_confinement(control)
    versions = preload()
    if (threads := len(list(Path("/proc/self/task").iterdir()))) > 1:
        raise RuntimeError(
            f"{threads} threads after the imports: a fork would be unsafe, and threads that are "
            "older than the confinement would not be bound by it"
        )
    from graders.sandbox.child import runner, template
    from graders.sandbox.child.compiler import Compiler

    compiler = Compiler()
    compiler.install()
    gc.freeze()
    gc.enable()
    control.send(json.dumps(versions).encode())

    def become_child(request: bytes, beyond: list[int]) -> None:
        limits = ChildLimits.from_json(request)
        # A template's request has one more descriptor: the socket for requests to fork it.
        if beyond:
            own_pages, listener = confine_template(confinement, limits)
            give_listener(beyond[0], listener)
            forked = template.TemplateProcess(
                beyond[0], confinement.strict_filter, own_pages, compiler
            )
            runner.run(compiler, forked)
        else:
            confine(confinement, limits)
            runner.run(compiler)

    adopt_orphans()
    try:
        serve(control, become_child, end_children)
    finally:
        # The judge has closed the socket, or is gone, for whatever reason.
        end_children()


def preload() -> dict[str, str]:
    """Import and configure what every run needs, without starting a JAX backend."""
    # Submissions use deprecated names such as `.value`; learners need no warning about that.
    warnings.simplefilter("ignore", DeprecationWarning)

    import flax
    import jax

    from graders.sandbox.child import jax_internals

    # JAX warns about forks of a process with threads; the forks made here are prepared for it.
    warnings.filterwarnings("ignore", message=r"os\.fork\(\) was called", category=RuntimeWarning)
    jax_internals.configure()
    jax_internals.prepare_for_first_program()
    return {
        "python": platform.python_version(),
        "jax": jax.__version__,
        "flax": flax.__version__,
    }


def _read_confinement(control: socket.socket) -> Confinement:
    message = json.loads(control.recv(MESSAGE_BYTES))
    return Confinement(
        strict_filter=base64.b64decode(message["strict_filter"]),
        template_filter=base64.b64decode(message["template_filter"]),
        readable=tuple(message["readable"]),
        keep_read_search=message["keep_read_search"],
    )


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
