"""Escapes that must fail, and a computation that must be correct, to prove a confinement.

The judge runs this file's text as a submission when it starts, so the file imports nothing of the
judge's. `nnx-judge doctor` imports it too, for the names and layers of `ATTACKS`. Nearly every
escape would succeed in an unconfined process of an ordinary user, and none does harm if it does.
"""

import ctypes
import errno
import fcntl
import mmap
import os
import resource
import signal
import socket
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

Layer = Literal["landlock", "seccomp", "rlimits", "identity"]

# What `computes` must return, up to rounding.
COMPUTED = ((-1.0, 1.0), (-1.0, 1.0))

# Set by the sandbox's parent for its children, or by Python and JAX while they start.
_EXPECTED_ENVIRONMENT = {
    *("HOME", "GLIBC_TUNABLES", "LANG", "LC_CTYPE", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"),
    *("JAX_PLATFORMS", "NPROC", "PJRT_NPROC", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE"),
    *("OPENBLAS_L2_SIZE", "TF_CPP_MIN_LOG_LEVEL", "TPU_SKIP_MDS_QUERY"),
}
# null, stdout, stderr, job and result.
_EXPECTED_DESCRIPTORS = 5

_NOT_THERE = "/nnx-judge-canary/no-such-file"
_DISCARD_PORT = 9

_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE_VFORK, _CLONE_NEWUSER = 0x4000, 0x1000_0000
# Private, and MAP_NORESERVE, so that the kernel's own overcommit check does not interfere.
_UNRESERVED = mmap.MAP_PRIVATE | 0x4000
_PR_SET_DUMPABLE = 4
_PTRACE_PEEKDATA = 2
_IPC_PRIVATE, _IPC_RMID = 0, 0

# Unlike CDLL, it keeps the interpreter's lock during a call: a cloned process would wait for it.
_libc = ctypes.PyDLL(None, use_errno=True)


def escapes() -> dict[str, bool]:
    """Try every escape. Return whether each succeeded, by name."""
    return {name: _succeeds(attempt) for group in _ESCAPES.values() for name, _, attempt in group}


def computes() -> Any:
    """A small JAX and Flax computation that needs XLA's compiler and the processor's features."""
    import jax
    import jax.numpy as jnp
    from flax import nnx

    # As one program: separate operations would each be compiled, at every start.
    @jax.jit
    def normalised() -> Any:
        rngs = nnx.Rngs(0)
        linear = nnx.Linear(
            3,
            2,
            kernel_init=lambda _key, shape, dtype: jnp.arange(6, dtype=dtype).reshape(shape),
            rngs=rngs,
        )
        return nnx.LayerNorm(2, rngs=rngs)(linear(jnp.ones((2, 3))))

    return normalised()


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        return attempt() is not False
    except OSError:
        return False


def _reaches(attempt: Callable[[], object]) -> bool:
    """Whether a call is let through, even if it then fails for lack of a real target."""
    try:
        attempt()
    except OSError as error:
        return error.errno not in (errno.EPERM, errno.EACCES, errno.ENOSYS)
    return True


def _call(function: str, *arguments: object) -> int:
    result: int = getattr(_libc, function)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), function)
    return result


def _is_dumpable() -> bool:
    # The kernel makes root the owner of the /proc files of a process that is not dumpable.
    return Path("/proc/self/environ").stat().st_uid == os.geteuid()


def _has_more_variables() -> bool:
    return not _EXPECTED_ENVIRONMENT.issuperset(os.environ)


def _has_more_descriptors() -> bool:
    numbers = range(_EXPECTED_DESCRIPTORS, 256)
    return any(_succeeds(lambda number=number: os.fstat(number)) for number in numbers)  # type: ignore[misc]


def _map(size: int, flags: int) -> None:
    mmap.mmap(-1, size, flags=flags | mmap.MAP_ANONYMOUS).close()


def _duplicate_descriptors(count: int) -> None:
    opened: list[int] = []
    try:
        for _ in range(count):
            opened.append(os.dup(0))  # noqa: PERF401 - those before a failure must be closed
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _has_endless_cpu_time() -> bool:
    return resource.getrlimit(resource.RLIMIT_CPU)[1] == resource.RLIM_INFINITY


def _may_dump_core() -> bool:
    return resource.getrlimit(resource.RLIMIT_CORE)[1] != 0


def _write_into(folder: str) -> None:
    path = Path(folder, f"nnx-judge-canary-{os.getpid()}")
    path.touch(exist_ok=False)
    path.unlink()


def _write_beside_packages() -> None:
    _write_into(sysconfig.get_path("purelib"))


def _chmod() -> None:
    Path(_NOT_THERE).chmod(0o600)


def _connect() -> None:
    with socket.socket() as client:
        client.settimeout(0.01)
        client.connect(("127.0.0.1", _DISCARD_PORT))


def _end_child(process: int) -> None:
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)


def _clone() -> int:
    number = ctypes.c_long(_CLONE[os.uname().machine])
    flags = ctypes.c_ulong(_CLONE_VFORK | signal.SIGCHLD)
    return _call("syscall", number, flags, None, None, None, None)


def _execute() -> None:
    os.execv(_NOT_THERE, [_NOT_THERE])  # noqa: S606 - that no shell is used is the point


def _trace_parent() -> None:
    _call("ptrace", _PTRACE_PEEKDATA, os.getppid(), None, None)


def _read_parent() -> None:
    byte = ctypes.create_string_buffer(1)
    here = (ctypes.c_size_t * 2)(ctypes.addressof(byte), 1)
    there = (ctypes.c_size_t * 2)(id(None), 1)
    _call("process_vm_readv", os.getppid(), here, 1, there, 1, 0)


def _find_parent() -> None:
    os.getpgid(os.getppid())


def _read_clock_of_parent() -> None:
    # The clock id of another process, as clock_getcpuclockid(3) makes it.
    time.clock_gettime((~os.getppid() << 3) | 2)


def _redirect_signals() -> None:
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(0, fcntl.F_SETOWN, 0)


def _create_memory_file() -> None:
    os.close(os.memfd_create("nnx-judge-canary"))


def _create_shared_segment() -> None:
    segment = _call("shmget", _IPC_PRIVATE, mmap.PAGESIZE, 0o600)
    _call("shmctl", segment, _IPC_RMID, None)


def _set_limits() -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.prlimit(0, resource.RLIMIT_NOFILE, limits)


def _enter_namespace() -> None:
    _call("unshare", _CLONE_NEWUSER)


def _reads(path: str) -> Callable[[], bytes]:
    return Path(path).read_bytes


def _lists(path: str) -> Callable[[], bool]:
    return lambda: any(Path(path).iterdir())


def _opens_socket(family: int) -> Callable[[], None]:
    return lambda: socket.socket(family, socket.SOCK_DGRAM).close()


# Name, description and attempt, by the layer that stops it. An attempt succeeds unless it raises
# OSError or returns False. They run in this order: the first group checks what the last changes.
_ESCAPES: dict[Layer, tuple[tuple[str, str, Callable[[], object]], ...]] = {
    "identity": (
        ("be root", "have root's user id", lambda: os.geteuid() == 0),
        ("become root", "take root's user id back", lambda: os.setresuid(0, 0, 0)),
        ("be dumpable", "let the same user's processes read its memory", _is_dumpable),
        ("inherit descriptors", "find some that were not given to it", _has_more_descriptors),
        ("inherit environment", "find variables that were not made for it", _has_more_variables),
    ),
    "landlock": (
        ("read the users", "/etc/passwd", _reads("/etc/passwd")),
        ("read init's environment", "/proc/1/environ", _reads("/proc/1/environ")),
        ("read its old environment", "/proc/self/environ", _reads("/proc/self/environ")),
        ("read its memory map", "/proc/self/maps", _reads("/proc/self/maps")),
        ("list the root folder", "/", _lists("/")),
        ("list devices", "/dev", _lists("/dev")),
        ("list processes", "/proc", _lists("/proc")),
    ),
    "rlimits": (
        ("map 64 GiB", "private memory, not touched", lambda: _map(64 * 2**30, _UNRESERVED)),
        ("open 200 files", "descriptors of /dev/null", lambda: _duplicate_descriptors(200)),
        ("compute for ever", "have no limit on CPU time", _has_endless_cpu_time),
        ("dump core", "be allowed to write a core file", _may_dump_core),
    ),
    "seccomp": (
        ("write to /tmp", "create a file", lambda: _write_into("/tmp")),  # noqa: S108
        ("write to site-packages", "create a file", _write_beside_packages),
        ("change a mode", "chmod, which Landlock leaves free", lambda: _reaches(_chmod)),
        ("internet socket", "UDP, which Landlock leaves free", _opens_socket(socket.AF_INET)),
        ("local socket", "open a Unix socket", _opens_socket(socket.AF_UNIX)),
        ("netlink socket", "ask for the network's set-up", _opens_socket(socket.AF_NETLINK)),
        ("loopback", "connect to this machine's services", lambda: _reaches(_connect)),
        ("fork", "start a process", lambda: _end_child(os.fork())),
        ("raw clone", "start one past the C library", lambda: _end_child(_clone())),
        ("execute", "execve, of a program that is not there", lambda: _reaches(_execute)),
        ("trace its parent", "ptrace, without attaching", lambda: _reaches(_trace_parent)),
        ("read its parent", "process_vm_readv of a byte", lambda: _reaches(_read_parent)),
        ("open its parent", "pidfd_open", lambda: os.close(os.pidfd_open(os.getppid()))),
        ("find its parent", "getpgid, which tells that it is there", _find_parent),
        ("time its parent", "read the clock of its processor time", _read_clock_of_parent),
        ("signal its parent", "kill with signal 0", lambda: os.kill(os.getppid(), 0)),
        ("redirect signals", "have a descriptor's sent to its parent", _redirect_signals),
        ("memory file", "memfd_create, which no rlimit counts", _create_memory_file),
        ("shared segment", "System V memory, which outlives it", _create_shared_segment),
        ("shared mapping", "mmap, which no rlimit counts", lambda: _map(4096, mmap.MAP_SHARED)),
        ("set its limits", "prlimit, to what they are", _set_limits),
        ("set its user", "setuid, to what it is", lambda: os.setuid(os.getuid())),
        ("become dumpable", "prctl", lambda: _call("prctl", _PR_SET_DUMPABLE, 1, 0, 0, 0)),
        ("user namespace", "unshare, to be root in it", lambda: _reaches(_enter_namespace)),
    ),
}
ATTACKS: list[tuple[str, Layer, str]] = [
    (name, layer, description)
    for layer, group in _ESCAPES.items()
    for name, description, _ in group
]
