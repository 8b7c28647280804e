"""Draws computed ahead: seeds that no submission has had, with the expected outputs of their cases.

One folder a problem revision and set of versions, one file a draw. A draw is given out once: its
file is renamed when it is reserved, and removed when its submission is judged.
"""

import contextlib
import secrets
import shutil
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from graders.sandbox import frames
from graders.values import MalformedValueError, Node, Value, decode, encode

SEED_BITS = 31

_FREE, _RESERVED = ".free", ".reserved"
# What nobody has used for so long belongs to an old revision, or to versions since replaced.
_STALE_S = 30 * 24 * 3600


def fresh_seed() -> int:
    """A seed that nobody can foresee."""
    return secrets.randbits(SEED_BITS)


class Bank:
    """The draws of one problem revision. Its methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._free = deque(int(path.stem) for path in folder.glob(f"*{_FREE}"))
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many draws are free."""
        return len(self._free)

    def add(self, seed: int, outputs: Sequence[Value]) -> None:
        """Keep a draw until it is reserved."""
        children = {str(index): output for index, output in enumerate(outputs)}
        description, body = encode(Node("list", children))
        unfinished = self._folder / f"{seed}.unfinished"
        unfinished.write_bytes(frames.pack(description, body))
        unfinished.rename(self._path(seed, _FREE))
        with self._lock:
            self._free.append(seed)

    def reserve(self) -> int | None:
        """The seed of a draw that nobody else gets; None where there is none."""
        while True:
            with self._lock:
                if not self._free:
                    return None
                seed = self._free.popleft()
            # Another judge on the same folder may have been faster.
            with contextlib.suppress(FileNotFoundError):
                self._path(seed, _FREE).rename(self._path(seed, _RESERVED))
                return seed

    def outputs(self, seed: int) -> tuple[Value, ...] | None:
        """The expected outputs of a reserved draw; None where it is not in the bank."""
        try:
            description, body = frames.unpack(self._path(seed, _RESERVED).read_bytes())
            kept = decode(description, body)
        except (FileNotFoundError, frames.MalformedFrameError, MalformedValueError):
            return None
        return tuple(kept.children.values()) if isinstance(kept, Node) else None

    def spend(self, seed: int) -> None:
        """Forget a draw, now that its submission is judged."""
        self._path(seed, _RESERVED).unlink(missing_ok=True)

    def _path(self, seed: int, suffix: str) -> Path:
        return self._folder / f"{seed}{suffix}"


def remove_stale(folder: Path) -> None:
    """Remove the banks below `folder` that have not been used for a month."""
    for bank in folder.iterdir() if folder.is_dir() else ():
        if time.time() - bank.stat().st_mtime > _STALE_S:
            shutil.rmtree(bank)
