"""A process's own pages: which it shares with a fork, and what the kernel can do for them at once.

A fork shares its parent's pages until one side writes to them, and then takes a fault for each page.
Copying the page tables, faults and their end is most of what a replay costs beyond its calls.
"""

import ctypes
import os
import struct
from dataclasses import dataclass
from typing import Self

import numpy as np

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
# linux/mman.h; before Linux 5.14 and 6.1 the kernel refuses them, and all is as if not asked.
_MADV_POPULATE_WRITE, _MADV_COLLAPSE = 23, 25
# Flags of /proc/PID/pagemap, one word of 64 bits a page: Documentation/admin-guide/mm/pagemap.rst.
_PRESENT, _FILE, _EXCLUSIVE = 1 << 63, 1 << 61, 1 << 56
_PROCESS_MADVISE = 440  # on every architecture
_RANGE = struct.Struct("@PN")  # struct iovec: an address, a size in bytes
_MOST_RANGES = 1024  # UIO_MAXIOV

_libc = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class OwnPages:
    """Descriptors that tell about this process's memory: its mappings, and its pages' flags."""

    maps: int
    flags: int

    @classmethod
    def open(cls) -> Self:
        """Open them: only before Landlock is put on, and while the process is dumpable."""
        return cls(
            os.open("/proc/self/maps", os.O_RDONLY), os.open("/proc/self/pagemap", os.O_RDONLY)
        )

    def close(self) -> None:
        """Close them."""
        os.close(self.maps)
        os.close(self.flags)

    def unshared(self) -> bytes:
        """The writable pages that no other process has, for `populate`.

        Once a fork has taken everything over, and does nothing, these are what this process has
        written since.
        """
        ranges = bytearray()
        for begin, end, _ in self._writable():
            first, last = begin // _PAGE_BYTES, end // _PAGE_BYTES
            flags = np.frombuffer(os.pread(self.flags, 8 * (last - first), 8 * first), np.uint64)
            wanted = np.uint64(_PRESENT | _EXCLUSIVE)
            is_own = flags & np.uint64(_PRESENT | _FILE | _EXCLUSIVE) == wanted
            # Where it changes from one page to the next, ranges begin and end, by turns.
            edges = np.flatnonzero(np.diff(is_own, prepend=False, append=False)) + first
            for start, stop in edges.reshape(-1, 2).tolist():
                ranges += _RANGE.pack(start * _PAGE_BYTES, (stop - start) * _PAGE_BYTES)
        return bytes(ranges)

    def collapse(self) -> None:
        """Put anonymous memory on huge pages where whole ones fit: a fork copies one entry for 512.

        A write of the fork to such a page still copies the one small page only.
        """
        for begin, end, is_anonymous in self._writable():
            if is_anonymous:
                _libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _MADV_COLLAPSE)

    def _writable(self) -> list[tuple[int, int, bool]]:
        """Begin, end, and whether it is anonymous, of every private mapping to write to."""
        os.lseek(self.maps, 0, os.SEEK_SET)
        with os.fdopen(self.maps, closefd=False) as maps:
            mappings = [line.split() for line in maps]
        writable = []
        for bounds, permissions, _, _, inode, *_ in mappings:
            if permissions == "rw-p":
                begin, end = (int(bound, 16) for bound in bounds.split("-"))
                writable.append((begin, end, inode == "0"))
        return writable


def populate(ranges: bytes) -> None:
    """Make the pages of these ranges this process's own in one go, as writing to each would.

    Where the kernel is too old to do so for many ranges at once, each is left for its first write.
    """
    itself = os.pidfd_open(os.getpid())
    try:
        for start in range(0, len(ranges), _MOST_RANGES * _RANGE.size):
            some = ranges[start : start + _MOST_RANGES * _RANGE.size]
            _libc.syscall(
                ctypes.c_long(_PROCESS_MADVISE),
                ctypes.c_long(itself),
                some,
                ctypes.c_long(len(some) // _RANGE.size),
                ctypes.c_long(_MADV_POPULATE_WRITE),
                ctypes.c_long(0),
            )
    finally:
        os.close(itself)
