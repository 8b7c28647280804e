"""Forking on request: the loop of the preloaded parent, and of a template warmed for one problem.

The judge sends requests over a sequenced-packet socket. A request carries the child's pipes as
descriptors, so this process never sees what goes through them. It answers with the child's process
id and, as a descriptor, its pidfd. When a child ends, its status goes to the last descriptor of its
request.
"""

import fcntl
import os
import select
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Collection

# stdout, stderr, job, result; then status, which stays here.
CHILD_PIPES = 4
MESSAGE_BYTES = 64 * 2**10
# The wait status and the CPU seconds of a child that has ended.
ENDED = struct.Struct("<id")

NULL, JOB, RESULT = 0, 3, 4
_ABOVE_ALL_TARGETS = 10


def serve(
    control: socket.socket,
    become_child: Callable[[bytes, list[int]], None],
    end_others: Callable[[Collection[int]], None] = lambda _: None,
    forked: Callable[[], None] = lambda: None,
) -> None:
    """Fork for every request until the judge closes the socket.

    Args:
        control: the socket to the judge.
        become_child: called in the child with the request and its descriptors beyond the four
            pipes, which are at 1 to 4 by then. The child ends when this returns or raises.
        end_others: called when a child that could fork has ended, before its end is reported, with
            the process ids of all children that still run: what the child left behind must be gone
            by then.
        forked: called here after each fork that the judge was told of.
    """
    poll = select.poll()
    poll.register(control, select.POLLIN)
    # pidfd -> process id, status descriptor, whether it may have forked
    running: dict[int, tuple[int, int, bool]] = {}
    while True:
        for descriptor, _ in poll.poll():
            if descriptor in running:
                process, status, could_fork = running.pop(descriptor)
                poll.unregister(descriptor)
                os.close(descriptor)
                _, wait_status, usage = os.wait4(process, 0)
                if could_fork:
                    end_others({child for child, _, _ in running.values()})
                _report_end(status, ENDED.pack(wait_status, usage.ru_utime + usage.ru_stime))
                continue
            request, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, CHILD_PIPES + 2)
            if not request:
                return
            *childs, status = descriptors
            process = os.fork()
            if process == 0:
                _run_child(request, childs, become_child)
            for inherited in childs:
                os.close(inherited)
            pidfd = os.pidfd_open(process)
            socket.send_fds(control, [str(process).encode()], [pidfd])
            running[pidfd] = (process, status, len(childs) > CHILD_PIPES)
            poll.register(pidfd, select.POLLIN)
            forked()


def _report_end(status: int, report: bytes) -> None:
    try:
        os.write(status, report)
    except BrokenPipeError:
        pass  # The judge has given up this run.
    finally:
        os.close(status)


def _run_child(
    request: bytes, descriptors: list[int], become_child: Callable[[bytes, list[int]], None]
) -> None:
    code = 1
    try:
        become_child(request, _keep_only(descriptors))
    except EOFError:
        code = 0  # The judge has closed the job's pipe: the work is done.
    except BaseException:  # noqa: BLE001 - the judge reads it from the pipe and reports it
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        # Whatever happens, this process must never return into the loop.
        os._exit(code)


def _keep_only(descriptors: list[int]) -> list[int]:
    """Put the descriptors at 1 and on, keep the null device at 0, and close all others.

    Returns the numbers of the descriptors beyond the four pipes.
    """
    # First move them away: a target number may be one of the sources.
    high = [fcntl.fcntl(source, fcntl.F_DUPFD, _ABOVE_ALL_TARGETS) for source in descriptors]
    for place, source in enumerate(high, 1):
        os.dup2(source, place, inheritable=False)
    os.closerange(len(high) + 1, os.sysconf("SC_OPEN_MAX"))
    # New streams: the inherited ones believe that they are the null device. Line-buffered, so that
    # text printed before a kill is not lost.
    sys.stdout = os.fdopen(1, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
    return list(range(CHILD_PIPES + 1, len(high) + 1))
