"""How a search engine looks: what was chosen, how it is told of a library, and how far it is behind."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vsearch.cli.show import terminal

if TYPE_CHECKING:
    from vsearch.retrieval.engines.sync import EngineState, Synced


def chosen(engine: Mapping[str, Any]) -> None:
    """What serves from now on, and what to do next."""
    if not engine:
        terminal.say("This library answers by itself.")
        return
    terminal.say(f"{engine['address']} finds the frames of this library from now on. Tell it: vsearch engine sync")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A bar for videos that are told, then for frames that are indexed; nothing where a program reads on."""
    if quiet or not terminal.errors.is_terminal:
        yield lambda *_: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.errors, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=what)


def synced(made: "Synced") -> None:
    """What a run changed."""
    parts = {"told": made.told, "forgotten": made.forgotten, "unchanged": made.unchanged}
    terminal.say(", ".join(f"{count} {name}" for name, count in parts.items() if count) or "There is no video.")
    if made.waiting:
        terminal.say(
            f"It has not indexed {made.waiting} frames yet, and stands still. Searches are answered here until it has: "
            "vsearch engine status"
        )
    if made.unreadable:
        terminal.say(f"Cannot be read, see `vsearch doctor`: {', '.join(made.unreadable)}")


def facts(address: str, found: "EngineState") -> dict[str, Any]:
    """How far an engine is, in numbers."""
    held = found.held
    return {
        "address": address,
        "server": held.server,
        "index": held.kind,
        "held": len(found.fresh),
        "frames": sum(held.videos[id].frames for id in found.fresh),
        "behind": len(found.stale),
        "gone": len(found.gone),
        "waiting": max(0, held.waiting),
        "version": held.version,
    }


def state(told: Mapping[str, Any]) -> None:
    """The same for people, with what to do."""
    terminal.say(f"{told['address']} ({told['server']}, index {told['index'] or 'none yet'})")
    terminal.say(f"holds {told['held']} videos with {told['frames']} frames as they are now.")
    if told["behind"] or told["gone"]:
        terminal.say(f"{told['behind']} more are missing or changed, {told['gone']} are gone: vsearch engine sync")
    if told["waiting"]:
        terminal.say(f"{told['waiting']} frames are not indexed yet, and are found only in part.")
