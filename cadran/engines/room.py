"""Room on the disk: how much is wanted, told where there was too little."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cadran.errors import StoreFullError

_SPARE = 16 << 20
"""What a database writes beside the rows themselves: its log, the blocks that it renews."""


def full(path: str | Path, wanted: int = 0) -> StoreFullError:
    """The clear error for a disk without room, `wanted` being the bytes of what was to be written: more than was free."""
    folder = Path(path).absolute().parent
    free = shutil.disk_usage(folder).free if folder.is_dir() else 0
    return StoreFullError(
        'The disk of "{folder}" has no room for what is to be written: {free:,} MB are free, about {wanted:,} MB are '
        "needed. Free some, then do it again; nothing of it was kept.",
        folder=folder,
        free=_megabytes(free),
        wanted=_megabytes(max(wanted, free) + _SPARE),
    )


@contextmanager
def needing(path: str | Path, size: Callable[[], int]) -> Iterator[None]:
    """A StoreFullError of what is written meanwhile says that `size` bytes are needed."""
    try:
        yield
    except StoreFullError:
        raise full(path, size()) from None


def _megabytes(size: int) -> int:
    return -(-size // 1_000_000)
