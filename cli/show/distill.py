"""How a distillation looks: a bar a stage with its losses, and how well the student came out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from vsearch.cli.show import terminal
from vsearch.training.distill import Distilled
from vsearch.training.distill.trainer import DistillProgress

_STAGES = {
    "ask": "asking the teachers",
    "see": "learning to see",
    "read": "learning to read",
    "meet": "bringing both together",
}


@contextmanager
def live(quiet: bool) -> Iterator[Callable[[DistillProgress], None] | None]:
    """A view of a distillation while it lasts; nothing where nobody looks on."""
    if quiet or not terminal.errors.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"), TimeElapsedColumn())
    with Progress(*columns, console=terminal.errors, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def look(progress: DistillProgress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(_STAGES.get(progress.stage, progress.stage), total=1.0, told="")
            told = " ".join(f"{name} {loss:.3f}" for name, loss in progress.losses.items())
            bars.update(tasks[progress.stage], completed=progress.done, told=told)

        yield look


def distilled(made: Distilled) -> None:
    """What came out."""
    terminal.say(f"Learned from {made.pictures} pictures and {made.texts} texts.")
    if made.recall:
        first, among = made.recall.at1, made.recall.at10
        terminal.say(f"Of the held-out captions {first:.0%} find their picture first, {among:.0%} among ten.")
    terminal.say(f"Use it with --encoder builtin:{made.folder}")
