"""A process's own pages: which ones no fork shares, and what the kernel can do for many at once.

A fork shares its parent's pages until one side writes to them, and then takes a fault for each.
These faults, copying the page tables and freeing everything are most of a fork's cost beyond its
calls.
"""

import ctypes
import os
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
# Of most machines; where they are larger, nothing is collapsed.
_HUGE_BYTES = 2 * 2**20
# Of a huge page: what is not in memory yet is added to it.
_MOSTLY = 0.9
# linux/mman.h; before Linux 5.14 and 6.1 the kernel refuses them, and nothing changes.
_MADV_POPULATE_WRITE, _MADV_COLLAPSE = 23, 25
# Flags of /proc/PID/pagemap, a 64-bit word for each page: Documentation/admin-guide/mm/pagemap.rst.
_PRESENT, _FILE, _EXCLUSIVE = 1 << 63, 1 << 61, 1 << 56
_PROCESS_MADVISE = 440  # on every architecture
_RANGE = struct.Struct("@PN")  # struct iovec: an address, a size in bytes
_MOST_RANGES = 1024  # UIO_MAXIOV

_libc = ctypes.CDLL(None)
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long

Range = tuple[int, int]  # an address, a size in bytes


@dataclass(frozen=True, slots=True)
class OwnPages:
    """Descriptors about this process's memory: its mappings, and its pages' flags."""

    maps: int
    flags: int

    @classmethod
    def open(cls) -> Self:
        """Open them: only before Landlock is applied, and while the process is dumpable.

        If the kernel does not show them, nothing will be known of any page.
        """
        try:
            flags = os.open("/proc/self/pagemap", os.O_RDONLY)
            return cls(os.open("/proc/self/maps", os.O_RDONLY), flags)
        except OSError:
            return cls(os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_RDONLY))

    def close(self) -> None:
        """Close them."""
        os.close(self.maps)
        os.close(self.flags)

    def unshared(self) -> list[Range]:
        """The writable pages that no other process shares.

        Once an idle fork has inherited everything, these are the pages that this process has
        written to since.
        """
        ranges = []
        for begin, end, _ in self._writable():
            flags = self._flags_of(begin, end)
            wanted = np.uint64(_PRESENT | _EXCLUSIVE)
            is_own = flags & np.uint64(_PRESENT | _FILE | _EXCLUSIVE) == wanted
            # Ranges start and end, by turns, where this changes from one page to the next.
            edges = np.flatnonzero(np.diff(is_own, prepend=False, append=False))
            for start, stop in (edges * _PAGE_BYTES + begin).reshape(-1, 2).tolist():
                ranges.append((start, stop - start))
        return ranges

    def collapsible(self) -> list[int]:
        """The addresses where anonymous memory mostly fills a huge page."""
        addresses: list[int] = []
        for begin, end, is_anonymous in self._writable():
            first, last = -(-begin // _HUGE_BYTES), end // _HUGE_BYTES
            if is_anonymous and first < last:
                flags = self._flags_of(first * _HUGE_BYTES, last * _HUGE_BYTES)
                is_present = flags & np.uint64(_PRESENT) != 0
                filled = is_present.reshape(last - first, -1).mean(axis=1)
                addresses += ((np.flatnonzero(filled >= _MOSTLY) + first) * _HUGE_BYTES).tolist()
        return addresses

    def _flags_of(self, begin: int, end: int) -> NDArray[np.uint64]:
        """Those of each page between two addresses."""
        count, first = (end - begin) // _PAGE_BYTES, begin // _PAGE_BYTES
        return np.frombuffer(os.pread(self.flags, 8 * count, 8 * first), np.uint64)

    def _writable(self) -> list[tuple[int, int, bool]]:
        """Start, end, and whether it is anonymous, of every private writable mapping."""
        os.lseek(self.maps, 0, os.SEEK_SET)
        with os.fdopen(self.maps, closefd=False) as maps:
            mappings = [line.split() for line in maps]
        writable = []
        for bounds, permissions, _, _, inode, *_ in mappings:
            if permissions == "rw-p":
                begin, end = (int(bound, 16) for bound in bounds.split("-"))
                writable.append((begin, end, inode == "0"))
        return writable


def collapse(addresses: Iterable[int]) -> None:
    """Put memory on huge pages: a fork copies one entry for 512.

    If the fork writes to such a page, it still copies only the one small page. A process that
    shares them with others has its own from then on.
    """
    for address in addresses:
        _madvise(address, _HUGE_BYTES, _MADV_COLLAPSE)


class Population:
    """Pages that forks make their own in one step, as writing to each of them would."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        """Take the ranges' addresses, which are the same in every fork."""
        batches = (
            ranges[start : start + _MOST_RANGES] for start in range(0, len(ranges), _MOST_RANGES)
        )
        self._batches = [
            (b"".join(_RANGE.pack(*item) for item in batch), sum(size for _, size in batch))
            for batch in batches
        ]

    def populate(self) -> None:
        """Do it in this process; ranges that are no longer mapped are skipped."""
        itself = os.pidfd_open(os.getpid())
        try:
            for batch, size in self._batches:
                # One call for all costs half of one call for each, but older kernels support it
                # only for other advice, and it stops at an unmapped range.
                if _process_madvise(itself, batch) != size:
                    for address, each in _RANGE.iter_unpack(batch):
                        _madvise(address, each, _MADV_POPULATE_WRITE)
        finally:
            os.close(itself)


def _process_madvise(process: int, ranges: bytes) -> int:
    """Populate the ranges. Return for how many bytes that was done."""
    count = len(ranges) // _RANGE.size
    arguments = (ctypes.c_long(n) for n in (count, _MADV_POPULATE_WRITE, 0))
    number = ctypes.c_long(_PROCESS_MADVISE)
    return int(_syscall(number, ctypes.c_long(process), ranges, *arguments))


def _madvise(address: int, size: int, advice: int) -> None:
    _libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(size), advice)
