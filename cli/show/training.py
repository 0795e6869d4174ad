"""How training looks in a terminal: live curves, tables with intervals, towers, decisions."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from typing import Any

from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from vsearch.cli.show.terminal import console, errors, say, table

_STEPS = "▁▂▃▄▅▆▇█"


@contextmanager
def live(quiet: bool) -> Iterator[Callable[[Any], None]]:
    """A view of a training while it lasts; nothing where nobody looks on."""
    if quiet or not errors.is_terminal:
        yield _unseen
        return
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"), TimeElapsedColumn()
    )
    task = bar.add_task("gathering choices", total=None, told="")
    with Live(bar, console=errors, transient=True, refresh_per_second=4) as view:

        def look(progress: Any) -> None:
            if not progress.history:
                bar.update(task, description=progress.stage)
                return
            last = progress.history[-1]
            told = f"epoch {last.number}, {last.seconds:.1f} s each"
            bar.update(task, description=progress.stage, total=progress.plan.epochs, completed=last.number, told=told)
            view.update(Group(bar, *curves(progress.history), *(Text(note) for note in progress.notes)))

        yield look


def _unseen(_progress: Any) -> None:
    """Nobody looks on."""


def curves(history: Sequence[Any]) -> list[Text]:
    """A line of blocks for the held-out score and for each loss."""
    lines = [_curve("score", [epoch.score for epoch in history])] if history else []
    for task in dict.fromkeys(task for epoch in history for task in epoch.losses):
        lines.append(_curve(f"loss {task}", [epoch.losses[task] for epoch in history if task in epoch.losses]))
    return lines


def _curve(name: str, values: Sequence[float]) -> Text:
    sound = [value for value in values if isfinite(value)] or [0.0]
    low, span = min(sound), (max(sound) - min(sound)) or 1.0
    drawn = "".join(_STEPS[round((value - low) / span * 7)] if isfinite(value) else "!" for value in values[-60:])
    return Text(f"{name:>16} {drawn} {values[-1]:.3f}")


def fitted(made: Any, tuned: Any | None = None) -> None:
    """What a training came to."""
    if tuned is not None:
        searched(tuned)
    for line in curves(made.history):
        console.print(line)
    report(made.report)
    for note in made.notes:
        if note not in made.report.notes:
            say(note)
    say(f"Tower {made.name}. {made.verdict.why}")
    say(f"Report: {made.page}")


def searched(tuned: Any) -> None:
    """What a search for a plan found, and what mattered."""
    states = [trial.state for trial in tuned.trials]
    say(f"{len(states)} plans tried, {states.count('pruned')} given up early; the best reached {tuned.score:.3f}.")
    weighed = sorted(tuned.importance.items(), key=lambda pair: -pair[1])
    if weighed:
        say("What mattered: " + ", ".join(f"{name} {share:.0%}" for name, share in weighed))


def report(measured: Any) -> None:
    """Every method's metrics with their intervals, task by task, and the paired tests."""
    for task in dict.fromkeys(row.task for row in measured.rows):
        rows = [row for row in measured.rows if row.task == task]
        names = list(dict.fromkeys(name for row in rows for name in row.metrics or {}))
        wide = console.width >= 18 + 15 * len(names)
        lines = [[row.method, *(_cell(row.metrics, n, wide or n == names[0]) for n in names)] for row in rows]
        table([task, *names], lines, right=names)
    if measured.gains:
        lines = [
            [method, f"{p.gain.mean:+.3f}", f"{p.gain.low:+.3f} to {p.gain.high:+.3f}", f"{p.chance:.3f}"]
            for method, p in measured.gains.items()
        ]
        say(f"The {measured.figure}, video by video:")
        table(["the tower against", "gain", "95 %", "chance"], lines, right=["gain", "95 %", "chance"])
    if measured.tags:
        lines = [[t.tag, str(t.count), f"{t.precision:.2f}", f"{t.recall:.2f}"] for t in measured.tags]
        table(["tag", "videos", "precision", "recall"], lines, right=["videos", "precision", "recall"])
    for note in measured.notes:
        say(note)


def _cell(metrics: Any, name: str, whole: bool) -> str:
    """A mean with half its interval; without it where there is no room."""
    mean = (metrics or {}).get(name)
    if mean is None:
        return "n/a"
    return f"{mean.mean:.3f} ±{(mean.high - mean.low) / 2:.3f}" if whole else f"{mean.mean:.3f}"


def stages(quiet: bool) -> Callable[[str], None]:
    """Tells how far a training is; nothing where nobody looks on."""
    return _unseen if quiet or not errors.is_terminal else lambda stage: errors.print(stage, style="dim")


def segments(made: Any) -> None:
    """What the training of a model of segments came to."""
    if made.report is not None:
        segments_report(made.report)
    for note in made.notes:
        say(note)
    say(f"Segments model {made.name}, from {made.videos} videos. {made.verdict.why}")


def segments_report(measured: Any) -> None:
    """How well a model of segments does on series that it never learned from, beside the finders without it."""
    ways = {"together": "with the model", "without": "without it", "model": "the model alone"}
    kinds = list(dict.fromkeys(kind for told in measured.f1.values() for kind in told if kind != "all"))
    lines = [
        [title, *(f"{measured.f1[way][kind]:.3f}" if kind in measured.f1[way] else "n/a" for kind in [*kinds, "all"])]
        for way, title in ways.items()
    ]
    table(["F1 at .5", *kinds, "all"], lines, right=[*kinds, "all"])
    error = measured.reliability.error
    doubt = f" Its probabilities are off by {error:.3f} on average." if isfinite(error) else ""
    say(f"It tells {measured.quality:.1%} of the seconds rightly.{doubt}")


def towers(rows: Sequence[Any], what: str = "tower") -> None:
    """The towers of a library, the one that serves marked."""
    lines = [
        [
            row.name,
            "serves" if row.serves else "",
            row.made,
            row.tasks,
            str(row.videos),
            row.gain,
            row.promoted,
            row.why,
        ]
        for row in rows
    ]
    table([what, "", "made", "learned", "videos", "gain", "promoted", "why"], lines, right=["videos", "gain"])


def dataset(facts: Any) -> None:
    """What a dataset holds."""
    for name, value in facts.items():
        if name != "notes":
            told = ", ".join(value) or "none" if isinstance(value, list) else value
            say(f"{name:>12}  {told}")
    for note in facts["notes"]:
        say(note)


def decisions(rows: Sequence[Any]) -> None:
    """Decisions, newest last."""
    lines = [[row.key, *_decided(row.decision), "undone" if row.undone else ""] for row in rows]
    table(["key", "when", "who", "kind", "video", "time", "span", "what", ""], lines, right=["time"])


def _decided(made: Any) -> list[str]:
    return [
        made.at[:16].replace("T", " "),
        made.by,
        made.kind,
        made.video,
        "" if made.time is None else f"{made.time:g}",
        "" if made.start is None else f"{made.start:g}-{'' if made.end is None else f'{made.end:g}'}",
        made.tag or made.prompt,
    ]
