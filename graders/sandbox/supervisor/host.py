"""Finding the confinement that this machine offers, and what must stay readable on it."""

import os
import site
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from graders.sandbox.confinement import landlock, seccomp
from graders.sandbox.confinement.confine import Confinement
from graders.sandbox.errors import SandboxUnavailableError

_CAP_DAC_READ_SEARCH = 1 << 2


def runs_as_root() -> bool:
    """Whether children can, and must, have a user other than the judge's."""
    return os.geteuid() == 0


def find_confinement() -> Confinement:
    """The confinement of a child on this machine.

    Raises:
        SandboxUnavailableError: a required layer is missing.
    """
    if not landlock.abi():
        raise SandboxUnavailableError(
            "this kernel has no Landlock, without which submissions could read every file: "
            "use Linux 5.13 or newer with landlock among its lsm= modules"
        )
    return Confinement(
        strict_filter=seccomp.compile_filter(),
        template_filter=seccomp.compile_filter(
            for_template=True, signals_to_all=runs_as_root() or landlock.scopes_signals()
        ),
        readable=_readable_paths(),
        keep_read_search=runs_as_root() and _needs_read_search(),
    )


def require_hidden(private: Iterable[Path], readable: Iterable[str]) -> None:
    """Make sure that submissions can read nothing private.

    Raises:
        SandboxUnavailableError: a private path lies where submissions can read.
    """
    for path in private:
        for open_path in readable:
            if path.resolve().is_relative_to(Path(open_path).resolve()):
                raise SandboxUnavailableError(
                    f"{path} lies in {open_path}, which submissions can read: move it elsewhere"
                )


def _readable_paths() -> tuple[str, ...]:
    """Python with its packages, and what the C library and XLA read while they run."""
    paths = sysconfig.get_paths()
    return tuple(
        dict.fromkeys(
            [
                *(paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")),
                *site.getsitepackages(),
                str(Path(sys.base_prefix) / "lib"),
                *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"),
                "/dev/urandom",
                # XLA reads the processor's features; without them training and attention fail.
                "/proc/cpuinfo",
            ]
        )
    )


def _needs_read_search() -> bool:
    """Whether Python lies below a folder that an ordinary user can't enter.

    Raises:
        SandboxUnavailableError: it does, and this process can't let a child read it anyway.
    """
    for name in ("stdlib", "purelib"):
        path = Path(sysconfig.get_paths()[name]).resolve()
        for folder in [path, *path.parents]:
            if not folder.stat().st_mode & 0o001:
                if _effective_capabilities() & _CAP_DAC_READ_SEARCH:
                    return True
                raise SandboxUnavailableError(
                    f"Python's files are below {folder}, which the sandbox's users can't enter: "
                    f"chmod o+x {folder}, or install Python and the judge elsewhere"
                )
    return False


def _effective_capabilities() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return int(line.split()[1], 16)
    return 0
