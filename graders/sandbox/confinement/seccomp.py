"""The system calls that a sandboxed process may make.

The judge compiles the filter with libseccomp, once; the sandboxed process only installs the bytes.
Every call that is not listed fails with EPERM, or with ENOSYS if the C library then falls back to
an older call. A call through a foreign ABI (32-bit, x32) ends the process.
"""

import ctypes
import os
import resource
import signal
from typing import Final

from graders.sandbox.errors import SandboxUnavailableError

ALLOWED: Final = """
    access alarm arch_prctl brk close close_range
    dup dup2 dup3 epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 exit exit_group
    faccessat faccessat2 fstat fstatfs futex futex_waitv getcpu getcwd getdents64 getegid
    geteuid getgid getgroups getitimer getpgrp getpid getppid getrandom
    getresgid getresuid getrlimit getrusage gettid gettimeofday getuid lseek lstat madvise
    membarrier mincore mprotect mremap munmap nanosleep newfstatat pause pipe pipe2 poll ppoll
    pread64 preadv pselect6 read readlink readlinkat readv restart_syscall rseq rt_sigaction
    rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_get_priority_max
    sched_get_priority_min sched_yield select
    set_robust_list set_tid_address setitimer sigaltstack stat statfs statx sysinfo time times
    umask uname write writev
""".split()  # noqa: SIM905

# XLA's mutexes ask for these by their thread's id. All threads here have the same answer, 0: other
# ids get that without asking the kernel, whether they exist or not.
_SCHEDULING: Final = ("sched_getparam", "sched_getscheduler")
# By id they also report on other processes; 0 is the caller itself.
_OF_ITSELF: Final = ("getpgid", "getsid", "sched_getaffinity", *_SCHEDULING)
# Clock ids below 16 are the system's and the caller's own. All others name a process or a thread.
_CLOCK_CALLS: Final = ("clock_getres", "clock_gettime", "clock_nanosleep")
_OTHER_CLOCKS: Final = 2**64 - 16

# glibc and Python treat ENOSYS as "not on this kernel" and use the older call.
_NOT_IMPLEMENTED: Final = """
    clone3 io_uring_setup memfd_create openat2 pidfd_open userfaultfd
""".split()  # noqa: SIM905

# Replaced by the process's own id when the filter is installed; no process id is this large.
_OWN_PID: Final = 0x5E1F_1D00

_ALLOW = 0x7FFF_0000
_NOTIFY = 0x7FC0_0000
_KILL_PROCESS = 0x8000_0000
_ERRNO = 0x0005_0000
_EPERM, _ENOSYS = 1, 38
_ATTRIBUTE_BAD_ARCH, _ATTRIBUTE_OPTIMIZE = 2, 8
_BINARY_TREE = 2

_NOT_EQUAL, _EQUAL, _MASKED_EQUAL = 1, 4, 7

_CLONE_VM, _CLONE_SIGHAND, _CLONE_THREAD = 0x100, 0x800, 0x1_0000
_CLONE_PARENT = 0x8000
_CLONE_NAMESPACES = 0x7E02_0080  # every CLONE_NEW* flag
_MAP_SHARED, _MAP_GROWSDOWN, _MAP_HUGETLB = 0x01, 0x100, 0x4_0000
_FCNTL = {
    "F_DUPFD": 0,
    "F_GETFD": 1,
    "F_SETFD": 2,
    "F_GETFL": 3,
    "F_SETFL": 4,
    "F_GETLK": 5,
    "F_DUPFD_CLOEXEC": 1030,
    "F_GETPIPE_SZ": 1032,
}
_IOCTL = {"TCGETS": 0x5401, "FIONREAD": 0x541B, "FIOCLEX": 0x5451, "FIONBIO": 0x5421}
_PR_SET_PDEATHSIG = 1
_PRCTL = {"PR_SET_NAME": 15, "PR_GET_NAME": 16, "PR_SET_VMA": 0x5356_4D41}

# Loaded at import, not on use, which is in every fork.
_libc = ctypes.CDLL(None, use_errno=True)

_BPF_INSTRUCTION_BYTES = 8
_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3
_SECCOMP_SYSCALL = {"x86_64": 317, "aarch64": 277}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


class _Compare(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


# What a template needs in addition: to report its forks, to confine them further, and to give them
# their own pages. To fork, it needs the judge's permission each time: see `fork_requests`.
_TEMPLATE_ALLOWED: Final = [
    *("pidfd_open", "process_madvise", "recvmsg", "seccomp", "sendmsg", "wait4"),
]


_Rules = list[tuple[str, *tuple[_Compare, ...]]]


def _argument_rules() -> _Rules:
    threads_only = _CLONE_VM | _CLONE_SIGHAND | _CLONE_THREAD
    # O_CREAT, O_TRUNC and O_TMPFILE, besides the access mode; O_TMPFILE contains O_DIRECTORY's bit,
    # which stays allowed.
    writing = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | (os.O_TMPFILE & ~os.O_DIRECTORY)
    growing_or_shared = _MAP_SHARED | _MAP_GROWSDOWN | _MAP_HUGETLB
    return [
        ("clone", _Compare(0, _MASKED_EQUAL, threads_only | _CLONE_NAMESPACES, threads_only)),
        ("open", _Compare(1, _MASKED_EQUAL, writing, 0)),
        ("openat", _Compare(2, _MASKED_EQUAL, writing, 0)),
        ("mmap", _Compare(3, _MASKED_EQUAL, growing_or_shared, 0)),
        ("prlimit64", _Compare(0, _EQUAL, 0, 0), _Compare(2, _EQUAL, 0, 0)),
        # PRIO_PROCESS, for itself only.
        ("getpriority", _Compare(0, _EQUAL, 0, 0), _Compare(1, _EQUAL, 0, 0)),
        *((name, _Compare(0, _EQUAL, 0, 0)) for name in _OF_ITSELF),
        *((name, _Compare(0, _MASKED_EQUAL, _OTHER_CLOCKS, 0)) for name in _CLOCK_CALLS),
        *(("fcntl", _Compare(1, _EQUAL, command, 0)) for command in _FCNTL.values()),
        *(("ioctl", _Compare(1, _EQUAL, request, 0)) for request in _IOCTL.values()),
        *(("prctl", _Compare(0, _EQUAL, option, 0)) for option in _PRCTL.values()),
    ]


def _signal_rules(to: _Compare | None) -> _Rules:
    # Not SIGKILL: a death by that signal must come from the judge or the kernel.
    kill, tgkill = (_Compare(place, _NOT_EQUAL, signal.SIGKILL, 0) for place in (1, 2))
    if to is None:
        return [("kill", kill), ("tgkill", tgkill)]
    return [("kill", to, kill), ("tgkill", to, tgkill)]


def _template_rules() -> _Rules:
    return [
        *((name,) for name in _TEMPLATE_ALLOWED),
        (
            "prctl",
            _Compare(0, _EQUAL, _PR_SET_PDEATHSIG, 0),
            _Compare(1, _EQUAL, signal.SIGKILL, 0),
        ),
        ("prlimit64", _Compare(0, _EQUAL, 0, 0), _Compare(1, _EQUAL, resource.RLIMIT_CPU, 0)),
    ]


def _fork_rule() -> _Compare:
    not_a_fork = _CLONE_VM | _CLONE_THREAD | _CLONE_PARENT | _CLONE_NAMESPACES
    return _Compare(0, _MASKED_EQUAL, not_a_fork, 0)


def compile_filter(*, for_template: bool = False, signals_to_all: bool = False) -> bytes:
    """Compile the filter to BPF instructions for this machine's architecture.

    Args:
        for_template: also allow what a template needs, and make each fork of it ask for permission.
        signals_to_all: allow signals to processes other than its own: for a template that another
            layer stops from sending them. Its filter binds its forks too, and a rule for its own
            process id would forbid them to signal themselves.

    Raises:
        SandboxUnavailableError: libseccomp is missing or refused a rule.
    """
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        raise SandboxUnavailableError(
            "libseccomp is missing, and without it no system call can be filtered: "
            "install it (Debian: apt-get install libseccomp2)"
        ) from None
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_release.argtypes = [ctypes.c_void_p]
    library.seccomp_attr_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32]
    library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.POINTER(_Compare),
    ]
    library.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]

    def check(result: int, step: str) -> None:
        if result < 0:
            raise SandboxUnavailableError(f"libseccomp refused {step}: {os.strerror(-result)}")

    context = library.seccomp_init(_ERRNO | _EPERM)
    try:
        check(library.seccomp_attr_set(context, _ATTRIBUTE_BAD_ARCH, _KILL_PROCESS), "bad-arch")
        check(library.seccomp_attr_set(context, _ATTRIBUTE_OPTIMIZE, _BINARY_TREE), "optimizing")

        def add(action: int, name: str, *comparisons: _Compare) -> None:
            number = library.seccomp_syscall_resolve_name(name.encode())
            # -1: libseccomp is older than this call, so the default action applies to it.
            if number != -1:
                array = (_Compare * len(comparisons))(*comparisons)
                check(
                    library.seccomp_rule_add_array(
                        context, action, number, len(comparisons), array
                    ),
                    name,
                )

        for name in ALLOWED:
            add(_ALLOW, name)
        own_process = None if signals_to_all else _Compare(0, _EQUAL, _OWN_PID, 0)
        rules = _argument_rules() + _signal_rules(own_process)
        rules += _template_rules() if for_template else []
        for name, *comparisons in rules:
            add(_ALLOW, name, *comparisons)
        if for_template:
            add(_NOTIFY, "clone", _fork_rule())
        for name in _SCHEDULING:
            add(_ERRNO | 0, name, _Compare(0, _NOT_EQUAL, 0, 0))
        for name in set(_NOT_IMPLEMENTED) - {name for name, *_ in rules}:
            add(_ERRNO | _ENOSYS, name)
        memory = os.memfd_create("seccomp")
        try:
            check(library.seccomp_export_bpf(context, memory), "the export")
            return os.pread(memory, os.fstat(memory).st_size, 0)
        finally:
            os.close(memory)
    finally:
        library.seccomp_release(context)


def install(instructions: bytes) -> None:
    """Bind this thread permanently to the filter; `no_new_privs` must be set.

    Raises:
        OSError: the kernel refused.
    """
    _install(instructions, 0)


def install_with_listener(instructions: bytes) -> int:
    """Like `install`, for a filter that asks for permission; the descriptor's holder can give it.

    Raises:
        OSError: the kernel refused.
    """
    return _install(instructions, _SECCOMP_FILTER_FLAG_NEW_LISTENER)


def _install(instructions: bytes, flags: int) -> int:
    own = bytearray(instructions)
    for start in range(0, len(own), _BPF_INSTRUCTION_BYTES):
        # struct sock_filter: u16 code, u8 jt, u8 jf, u32 k; the compared constant is k.
        constant = slice(start + 4, start + 8)
        if own[constant] == _OWN_PID.to_bytes(4, "little"):
            own[constant] = os.getpid().to_bytes(4, "little")

    program = _Program(len(own) // _BPF_INSTRUCTION_BYTES, bytes(own))
    number = _SECCOMP_SYSCALL[os.uname().machine]
    result: int = _libc.syscall(
        ctypes.c_long(number), _SECCOMP_SET_MODE_FILTER, flags, ctypes.byref(program)
    )
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
