"""How far a command is, on a terminal's stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def counting(description: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that shows how many are done, of how many: a bar on a terminal, else nothing."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(description, total=None)

        def show(done: int, of: int) -> None:
            progress.update(task, completed=done, total=of)

        yield show
