"""Landlock: the kernel's own restriction of which files a process may open.

The numbers are from the kernel's `include/uapi/linux/landlock.h`; the system call numbers are
the same on every architecture. Landlock binds the calling thread and what it starts, so it must be
applied before the process has other threads.
"""

import ctypes
import os
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# How many file rights, from bit 0 on, each ABI knows: known rights that are not granted are denied.
_FILE_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NEWEST_FILE_RIGHTS = 16
_NET_BIND_AND_CONNECT = 0b11  # ABI 4
_SCOPE_ABI = 6
_SCOPE_ABSTRACT_UNIX_AND_SIGNALS = 0b11

_libc = ctypes.CDLL(None, use_errno=True)


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def _call(number: int, *arguments: object) -> int:
    result: int = _libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def abi() -> int:
    """The kernel's Landlock ABI; 0 if it has none."""
    try:
        return _call(_CREATE_RULESET, None, ctypes.c_size_t(0), _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def scopes_signals() -> bool:
    """Whether a bound process can signal only processes that are bound with it."""
    return abi() >= _SCOPE_ABI


def allow_reading_only(paths: Iterable[str]) -> None:
    """Let this thread, permanently, open only files at or beneath `paths`, and only to read.

    A path that does not exist is skipped. `no_new_privs` must be set, or the caller privileged.

    Raises:
        OSError: the kernel refused.
    """
    version = abi()
    attributes = _RulesetAttributes(
        handled_access_fs=(1 << _FILE_RIGHTS_BY_ABI.get(version, _NEWEST_FILE_RIGHTS)) - 1,
        handled_access_net=_NET_BIND_AND_CONNECT if version >= 4 else 0,
        scoped=_SCOPE_ABSTRACT_UNIX_AND_SIGNALS if version >= _SCOPE_ABI else 0,
    )
    # An older kernel refuses a longer structure than it knows unless the rest is zero, which it is.
    ruleset = _call(
        _CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(ctypes.sizeof(attributes)), 0
    )
    try:
        for path in paths:
            _allow(ruleset, path)
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rights = _READ_FILE | (_READ_DIR if os.path.isdir(path) else 0)  # noqa: PTH112
        rule = _PathBeneath(allowed_access=rights, parent_fd=beneath)
        _call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(beneath)
