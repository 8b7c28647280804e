"""What a process learns of its own pages, and has the kernel do for them, each in a fresh one."""

import json
import subprocess
import sys
from typing import Any

# Maps 256 pages, all written to; a fork holds them while half of the first 100 are written to.
_PREPARED = """
import ctypes, json, mmap, os, resource, time
from graders.sandbox.confinement.own_pages import OwnPages, Population, collapse

PAGE = mmap.PAGESIZE
memory = mmap.mmap(-1, 256 * PAGE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.madvise(mmap.MADV_NOHUGEPAGE)

def address_of(mapping):
    return ctypes.addressof(ctypes.c_char.from_buffer(mapping))

def write(pages, value=1):
    for page in pages:
        memory[page * PAGE] = value

def contents():
    return [memory[page * PAGE] for page in range(256)]

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

write(range(256))
own = OwnPages.open()
wait, release = os.pipe()
if os.fork() == 0:
    os.close(release)
    os.read(wait, 1)
    os._exit(0)
write(range(0, 100, 2), 2)
unshared = own.unshared()
"""


def _run(script: str) -> Any:
    command = [sys.executable, "-c", _PREPARED + script]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_what_was_written_since_a_fork_is_unshared() -> None:
    pages = _run(
        """
pages = []
for address, size in unshared:
    first = (address - address_of(memory)) // PAGE
    pages += [page for page in range(first, first + size // PAGE) if 0 <= page < 256]
print(json.dumps(pages))
"""
    )
    assert pages == list(range(0, 100, 2))


def test_where_the_kernel_shows_nothing_nothing_is_known_and_nothing_done() -> None:
    known = _run(
        """
hidden = OwnPages(os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_RDONLY))
Population(hidden.unshared()).populate()
collapse(hidden.collapsible())
print(json.dumps(hidden.unshared() + hidden.collapsible()))
"""
    )
    assert known == []


def test_a_fork_writes_without_faults_to_what_it_populated() -> None:
    populated, others = _run(
        """
if os.fork() == 0:
    Population(unshared).populate()
    write(range(200, 250))
    counts = [faults()]
    write(range(0, 100, 2))
    counts.append(faults())
    write(range(100, 200, 2))
    counts.append(faults())
    print(json.dumps([counts[1] - counts[0], counts[2] - counts[1]]), flush=True)
    os._exit(0)
os.wait()
"""
    )
    # Python's own pages count as well, but they are few.
    assert populated < 25
    assert others >= 50


def test_populating_passes_over_what_is_not_mapped() -> None:
    populated = _run(
        """
if os.fork() == 0:
    # No process has its first pages.
    Population([(PAGE, PAGE), *unshared, (2 * PAGE, PAGE)]).populate()
    write(range(200, 250))
    before = faults()
    write(range(0, 100, 2))
    print(json.dumps(faults() - before), flush=True)
    os._exit(0)
os.wait()
"""
    )
    assert populated < 25


def test_populating_changes_nothing_in_memory() -> None:
    kept = _run(
        """
before = contents()
Population(unshared).populate()
print(json.dumps(contents() == before))
"""
    )
    assert kept is True


def test_collapsing_puts_memory_on_huge_pages_and_keeps_what_is_there() -> None:
    huge_kb, kept = _run(
        """
size = 8 * 2**20
large = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
large.madvise(mmap.MADV_NOHUGEPAGE)
content = os.urandom(size)
large[:] = content
large.madvise(mmap.MADV_HUGEPAGE)

def huge_pages_kb():
    inside = False
    for line in open("/proc/self/smaps"):
        bounds = line.split()[0].split("-")
        if len(bounds) == 2:
            begin, end = (int(bound, 16) for bound in bounds)
            inside = begin <= address_of(large) < end
        elif inside and line.startswith("AnonHugePages"):
            return int(line.split()[1])

# A busy machine may have none free for a while.
deadline = time.monotonic() + 60
while True:
    collapse(own.collapsible())
    huge_kb = huge_pages_kb()
    if huge_kb or time.monotonic() > deadline:
        break
    time.sleep(0.2)
print(json.dumps([huge_kb, large[:] == content]))
"""
    )
    # Three fit wherever it lies; how many of them the kernel has free is not ours.
    assert huge_kb >= 2048
    assert kept is True


def test_memory_that_is_mostly_not_there_is_left_where_it_is() -> None:
    begin, size, found = _run(
        """
size = 32 * 2**20
sparse = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
sparse.madvise(mmap.MADV_NOHUGEPAGE)
# All of the second half but one page in 20, and of the first half every other page.
for page in range(size // PAGE):
    if page % (20 if page * PAGE >= size // 2 else 2):
        sparse[page * PAGE] = 1

begin = address_of(sparse)
found = [address for address in own.collapsible() if begin <= address < begin + size]
print(json.dumps([begin, size, found]))
"""
    )
    assert begin + size // 2 <= min(found)
    # Eight fit into the half, or seven where it does not begin with one.
    assert len(found) in {7, 8}
