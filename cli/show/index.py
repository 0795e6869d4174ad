"""How a run of `vsearch index` looks: a bar a running video, one for all, and a closing table."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from vsearch.cli.cures import worded
from vsearch.cli.show import terminal
from vsearch.cures import Note
from vsearch.indexer.run.outcome import Begun, Outcome
from vsearch.indexer.run.outcome import VideoProgress as Step
from vsearch.timecodes import clock

Watch = Callable[[Begun | Step | Outcome | Note], None]

_COLOURS = {"failed": "red", "damaged": "yellow", "unchanged": "dim", "indexed": "green"}


class Speed(ProgressColumn):
    """Frames a second, and how many times faster than watching."""

    def render(self, task: Task) -> Text:
        """The two numbers of one bar."""
        frames, seconds = task.fields["frames"], task.fields["seconds"]
        if not task.elapsed or not frames:
            return Text("")
        return Text(f"{frames / task.elapsed:5.0f} frames/s {seconds / task.elapsed:5.1f}x", style="cyan")


@contextmanager
def watching(notes: list[str] | None = None) -> Iterator[Watch]:
    """What to tell the person while a run works, or to keep among the notes, and what is kept if it is stopped."""
    files, ends = 0, Counter[str]()
    with _shown(notes) as show:

        def watch(event: Begun | Step | Outcome | Note) -> None:
            nonlocal files
            if isinstance(event, Begun):
                files = event.files
            elif isinstance(event, Outcome):
                ends[event.status] += 1
                event = _worded(event)
            show(event)

        try:
            yield watch
        except KeyboardInterrupt:
            kept = ends.total() - ends["failed"]
            terminal.errors.print(f"{kept} of {files} videos are in the library, whole; none is half there.")
            raise


@contextmanager
def _shown(notes: list[str] | None = None) -> Iterator[Watch]:
    if notes is not None:
        yield lambda event: notes.append(worded(event)) if isinstance(event, Note) else None
    elif not terminal.errors.is_terminal:
        yield _line
    else:
        name = TextColumn("{task.description}", markup=False)
        columns = (SpinnerColumn(), name, BarColumn(24), Speed(), TimeRemainingColumn())
        with Progress(*columns, console=terminal.errors, transient=True) as progress:
            yield _Bars(progress)


class _Bars:
    """A bar for each video that is worked on, and one for the whole run."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[Path, TaskID] = {}
        self._steps: dict[Path, Step] = {}
        self._all = progress.add_task("all videos", total=None, frames=0, seconds=0.0)

    def __call__(self, event: Begun | Step | Outcome | Note) -> None:
        match event:
            case Begun():
                self._progress.update(self._all, total=event.files)
            case Step():
                self._step(event)
            case Outcome():
                self._end(event)
            case Note():
                self._progress.console.print(worded(event))

    def _step(self, step: Step) -> None:
        if step.path not in self._bars:
            name = step.path.name if len(step.path.name) <= 32 else step.path.name[:31] + "…"
            self._bars[step.path] = self._progress.add_task(name, total=None, frames=0, seconds=0.0)
        self._steps[step.path] = step
        bar = self._bars[step.path]
        self._progress.update(
            bar, completed=step.done, total=step.total or None, frames=step.done, seconds=_watched(step)
        )
        frames = sum(step.done for step in self._steps.values())
        self._progress.update(self._all, frames=frames, seconds=sum(map(_watched, self._steps.values())))

    def _end(self, outcome: Outcome) -> None:
        if outcome.path in self._bars:
            self._progress.remove_task(self._bars.pop(outcome.path))
        if outcome.status == "failed":
            self._progress.console.print(Text.assemble((outcome.path.name, "red"), f": {outcome.reason}"))
        self._progress.advance(self._all)


def closing(outcomes: Sequence[Outcome], *, dry_run: bool = False) -> None:
    """The table at the end: what is new, what is wrong, and how many of each."""
    told = [_worded(outcome) for outcome in outcomes if dry_run or outcome.status != "unchanged"]
    if told:
        rows = [_row(outcome) for outcome in told]
        terminal.table(("video", "", "title", "length", "frames", "reason"), rows, right=("length", "frames"))
    counts = Counter(outcome.status for outcome in outcomes)
    parts = [Text(f"{count} {status}", _COLOURS.get(status, "default")) for status, count in counts.most_common()]
    if parts:
        terminal.console.print(Text("Would be: " if dry_run else "") + Text(", ").join(parts))
    else:
        terminal.console.print("No videos were found there.")


def _worded(outcome: Outcome) -> Outcome:
    """With what may be done about its reason, in the words of the command line."""
    return replace(outcome, reason=worded(outcome.note))


def _row(outcome: Outcome) -> tuple[terminal.Cell, ...]:
    colour = _COLOURS.get(outcome.status, "default")
    name = outcome.id or outcome.path.name
    length = clock(outcome.duration) if outcome.duration else ""
    frames = f"{outcome.frames} of {outcome.looked}" if outcome.looked else str(outcome.frames or "")
    title = outcome.title or outcome.path.stem
    return name, Text(outcome.status, colour), title, length, frames, outcome.reason


def _watched(step: Step) -> float:
    return step.duration * step.done / step.total if step.total else 0.0


def _line(event: Begun | Step | Outcome | Note) -> None:
    if isinstance(event, Note):
        terminal.errors.print(worded(event), soft_wrap=True)
    elif isinstance(event, Outcome) and event.status != "unchanged":
        terminal.errors.print(
            f"{event.status}: {event.path}{': ' + event.reason if event.reason else ''}", soft_wrap=True
        )
