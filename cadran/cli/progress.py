"""What a long load shows while it runs: the step it is at and how far the database is; nothing when piped."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cadran.cli.common import console
from cadran.executor.calls import Executor


@contextmanager
def watched(store: Executor) -> Iterator[Callable[[str], None]]:
    """Yield a function that names the step under way; a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    done = threading.Event()
    with Progress(*columns, console=console(error=True), transient=True) as bar:
        task = bar.add_task("", total=100)

        def watch() -> None:
            """The database tells its progress only to another thread."""
            while not done.wait(0.2):
                percent = store.progress()
                bar.update(task, completed=percent if percent >= 0 else None, total=100 if percent >= 0 else None)

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield lambda step: bar.update(task, description=step)
        finally:
            done.set()
            thread.join()
