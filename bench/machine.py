"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from graders.core.parallel import usable_cores

_PACKAGES = ("nnx-judge", "jax", "jaxlib", "flax", "numpy")


def machine() -> dict[str, str | int]:
    """The cores, the processor, the memory and the kernel."""
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": usable_cores(),
        "processor": _processor(),
        "memory_gb": round(memory_bytes / 2**30),
        "kernel": platform.release(),
    }


def versions() -> dict[str, str]:
    """Of Python and of the packages that the figures hang on."""
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("model name", "Model"):
            return value.strip()
    return platform.machine()
