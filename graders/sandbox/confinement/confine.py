"""Confining a sandboxed process.

The judge describes the confinement once (`Confinement`); each child applies it to itself, before it
reads its submission and before the JAX backend starts threads, which Landlock would not bind.
"""

import ctypes
import json
import os
import resource
import signal
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from graders.sandbox.confinement import landlock, seccomp

if TYPE_CHECKING:
    from graders.sandbox.confinement.own_pages import OwnPages

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_KEEPCAPS, _PR_SET_NO_NEW_PRIVS = 1, 4, 8, 38
_CAPABILITY_VERSION_3 = 0x2008_0522
_CAP_DAC_READ_SEARCH = 1 << 2

_OPEN_FILES = 64
# Threads of one child: XLA's pools have one thread each; Python's threads are the submission's.
THREADS = 64
# What the runtime maps for itself while it starts, before the submission's own use is counted.
_RUNTIME_BYTES = 512 * 2**20
_ADDRESS_BYTES = 16 * 2**30
# Pending signals of a process, counted over all of its user's processes.
_PENDING_SIGNALS = 64
_CPU_SLACK_S = 2

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Confinement:
    """The part of the confinement that is the same for every child of a parent.

    The filters are BPF: the strict one for all processes that run submissions, the other for
    templates, which must fork. `readable` are the paths that stay readable. `keep_read_search`
    keeps only one of root's capabilities: to read below folders that only root may enter. It is
    needed if Python itself is installed in such a folder, and Landlock limits it to `readable`.
    """

    strict_filter: bytes
    template_filter: bytes
    readable: tuple[str, ...]
    keep_read_search: bool


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """One child's own part: its user id (None: the parent's), and its limits."""

    user: int | None
    memory_bytes: int
    cpu_s: int

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Parse what `to_json` made."""
        return cls(**json.loads(text))

    def to_json(self) -> bytes:
        """The form in which the judge sends it."""
        return json.dumps(asdict(self)).encode()


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilityData(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def hide_memory() -> None:
    """Let no process of the same user read this one's memory, environment or descriptors."""
    _prctl(_PR_SET_DUMPABLE, 0)


def confine(confinement: Confinement, limits: ChildLimits) -> None:
    """Confine this process permanently. It must have one thread and only the descriptors it needs.

    Raises:
        OSError: a layer could not be applied; the process must then end without running anything.
    """
    _give_up_privileges(confinement, limits)
    _limit_resources(limits, as_template=False)
    landlock.allow_reading_only(confinement.readable)
    seccomp.install(confinement.strict_filter)


def confine_template(confinement: Confinement, limits: ChildLimits) -> "tuple[OwnPages, int]":
    """Confine a template, which keeps a view of its own pages.

    Returns that view, and the listener of its filter: only for the judge, which uses it to permit
    forks.

    Raises:
        OSError: a layer could not be applied; the process must then end without running anything.
    """
    # It needs NumPy, and the judge must not wait for NumPy before it starts the parent.
    from graders.sandbox.confinement.own_pages import OwnPages

    _give_up_privileges(confinement, limits)
    # If a process hides its memory, the kernel shows it only to root, not even to the process. So
    # far it holds nothing to hide; this user, without privileges, sees no physical addresses.
    _prctl(_PR_SET_DUMPABLE, 1)
    own_pages = OwnPages.open()
    hide_memory()
    _limit_resources(limits, as_template=True)
    landlock.allow_reading_only(confinement.readable)
    return own_pages, seccomp.install_with_listener(confinement.template_filter)


def _give_up_privileges(confinement: Confinement, limits: ChildLimits) -> None:
    os.setsid()
    if limits.user is not None:
        _become(limits.user, keep_read_search=confinement.keep_read_search)
    # After the change of user, which clears it.
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    hide_memory()


def tighten(strict_filter: bytes, limits: ChildLimits) -> None:
    """Confine a fork of a template; it has inherited the rest of the confinement.

    Raises:
        OSError: a layer could not be applied; the process must then end without running anything.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _limit_cpu(limits)
    seccomp.install(strict_filter)


def _become(user: int, *, keep_read_search: bool) -> None:
    if keep_read_search:
        _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    if keep_read_search:
        header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
        data = (_CapabilityData * 2)()
        data[0] = _CapabilityData(_CAP_DAC_READ_SEARCH, _CAP_DAC_READ_SEARCH, 0)
        if _libc.capset(ctypes.byref(header), data):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))


def _limit_cpu(limits: ChildLimits) -> None:
    # The watchdog is exact; this limit holds even if the judge is stopped.
    ceiling = limits.cpu_s + _CPU_SLACK_S
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, ceiling))


def _limit_resources(limits: ChildLimits, *, as_template: bool) -> None:
    page_bytes = resource.getpagesize()
    with open("/proc/self/statm") as statm:  # noqa: PTH123 - pathlib is slower, this is every fork
        fields = statm.read().split()
    address_bytes, data_bytes = int(fields[0]) * page_bytes, int(fields[5]) * page_bytes
    ceilings = {
        resource.RLIMIT_DATA: data_bytes + _RUNTIME_BYTES + limits.memory_bytes,
        # XLA reserves over a gigabyte of addresses that it never touches, so this does not limit
        # memory. It limits the page tables for mappings that are only read.
        resource.RLIMIT_AS: address_bytes + _ADDRESS_BYTES + limits.memory_bytes,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: _PENDING_SIGNALS,
    }
    if not as_template:
        # A template lives long, and each of its forks has its own limit.
        _limit_cpu(limits)
    if limits.user is not None and not as_template:
        # Counts all threads of the user, so it is correct only if no other process has this user.
        ceilings[resource.RLIMIT_NPROC] = THREADS
    for name, ceiling in ceilings.items():
        resource.setrlimit(name, (ceiling, ceiling))
