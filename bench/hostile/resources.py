"""What the service holds of the machine."""

import re
from dataclasses import dataclass
from pathlib import Path

from bench.processes import proportional_memory, tree


@dataclass(frozen=True, slots=True)
class Resources:
    """At one moment. Memory in MiB; `descriptors` and the peak are of the service's own process."""

    service_mb: float
    service_peak_mb: float
    all_processes_mb: float
    processes: int
    descriptors: int


def resources(service: int) -> Resources:
    """What that process and all that descend from it hold now."""
    status = Path(f"/proc/{service}/status").read_text()
    processes = tree(service)
    return Resources(
        service_mb=_mb(status, "VmRSS"),
        service_peak_mb=_mb(status, "VmHWM"),
        all_processes_mb=proportional_memory(processes).mb,
        processes=len(processes),
        descriptors=len(list(Path(f"/proc/{service}/fd").iterdir())),
    )


def _mb(status: str, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
