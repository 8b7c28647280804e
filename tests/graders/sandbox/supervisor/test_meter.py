"""What a process is charged for: for what it does, and not for what the machine does to it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from graders.sandbox.supervisor.meter import Meter
from tests.graders.processes import eventually

SPIN = "while True: pass"
SPIN_IN_THREAD = f"""
import threading
def spin():
    {SPIN}
threading.Thread(target=spin).start()
"""
# One byte is read in each 2 MiB, which takes 4 KiB of page tables: 32 MiB in all.
PAGE_TABLES = """
import mmap, sys, time
flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000
sys.stdin.readline()
area = mmap.mmap(-1, 8192 * 2**21, flags=flags, prot=mmap.PROT_READ)
for place in range(8192):
    area[place * 2**21]
time.sleep(1000)
"""


@contextmanager
def python(source: str, *, prefix: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([*prefix, sys.executable, "-c", source], stdin=subprocess.PIPE)
    try:
        yield process
    finally:
        # On a busy processor, one of the lowest priority would take minutes even to end.
        with suppress(FileNotFoundError):
            for thread in threads(process.pid):
                with suppress(ProcessLookupError):
                    os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))
        process.kill()
        process.communicate()


@contextmanager
def metered(process: int) -> Iterator[Meter]:
    meter = Meter(process)
    meter.reset()
    yield meter
    meter.close()


@pytest.fixture
def crowded() -> Iterator[int]:
    """A processor that is in use."""
    processor = min(os.sched_getaffinity(0))
    with python(SPIN) as spinning:
        os.sched_setaffinity(spinning.pid, {processor})
        yield processor


def charged(meter: Meter) -> float:
    meter.look()
    return meter.wall_s


def has_passed(meter: Meter, time_s: float) -> bool:
    meter.look()
    return meter.elapsed_s > time_s


def threads(process: int) -> list[int]:
    return [int(thread.name) for thread in Path(f"/proc/{process}/task").iterdir()]


@pytest.mark.parametrize(
    ("source", "count"), [(SPIN, 1), (SPIN_IN_THREAD, 2)], ids=["main thread", "another thread"]
)
def test_waiting_for_a_processor_is_not_charged(crowded: int, source: str, count: int) -> None:
    with python(source) as starved:
        assert eventually(lambda: len(threads(starved.pid)) == count)
        for thread in threads(starved.pid):
            os.sched_setaffinity(thread, {crowded})
            os.sched_setscheduler(thread, os.SCHED_IDLE, os.sched_param(0))
        with metered(starved.pid) as meter:
            assert eventually(lambda: has_passed(meter, 1.0))
            assert meter.wall_s < meter.elapsed_s / 2


def test_sleep_is_charged() -> None:
    with python("import time; time.sleep(1000)") as asleep, metered(asleep.pid) as meter:
        assert eventually(lambda: charged(meter) > 0.5)


def test_sleep_is_charged_on_a_crowded_processor(crowded: int) -> None:
    with python("import time; time.sleep(1000)") as asleep, metered(asleep.pid) as meter:
        os.sched_setaffinity(asleep.pid, {crowded})
        assert eventually(lambda: charged(meter) > 0.5)


def test_a_stopped_process_is_charged() -> None:
    with python(SPIN_IN_THREAD) as stopped, metered(stopped.pid) as meter:
        os.kill(stopped.pid, signal.SIGSTOP)
        used_s = meter.cpu_s
        assert eventually(lambda: charged(meter) > used_s + 0.5)


def test_running_is_charged_once_for_all_threads() -> None:
    source = SPIN_IN_THREAD * 3
    with python(source) as running, metered(running.pid) as meter:
        assert eventually(lambda: charged(meter) > 0.5)
        assert meter.wall_s <= meter.elapsed_s


def test_no_time_passes_between_an_answer_and_the_next_question() -> None:
    with python("import time; time.sleep(1000)") as asleep, metered(asleep.pid) as meter:
        assert eventually(lambda: has_passed(meter, 0.1))
        before_s = meter.wall_s
        with metered(asleep.pid) as other:
            assert eventually(lambda: has_passed(other, 0.5))
        meter.resume()
        meter.watch()
        meter.look()
        assert meter.wall_s - before_s < other.elapsed_s / 2


def test_page_tables_are_memory() -> None:
    with python(PAGE_TABLES) as mapping, metered(mapping.pid) as meter:
        assert mapping.stdin is not None
        mapping.stdin.write(b"\n")
        mapping.stdin.flush()

        def peak_mb() -> float:
            meter.look()
            return meter.peak_mb

        assert eventually(lambda: peak_mb() > 30)


def test_a_process_that_is_gone_can_be_looked_at() -> None:
    with python(SPIN) as process, metered(process.pid) as meter:
        meter.look()
        process.kill()
        process.wait()
        time.sleep(0.1)  # Long enough that the next look asks what each thread waits for.
        meter.look()
        assert meter.count_threads() == 0
