"""How the library looks: its list, one video with its timeline, and its health."""

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from vsearch.cli.cures import worded
from vsearch.cli.show import terminal
from vsearch.library.catalog.listing import ListedVideo
from vsearch.library.failures import Failure
from vsearch.library.sync import CopiedVideo
from vsearch.timecodes import clock


def videos(rows: Sequence[ListedVideo], *, missing: bool) -> None:
    """A line a video."""
    if not rows:
        terminal.console.print(
            "No video is missing." if missing else "No videos. Add some with `vsearch index FOLDER`."
        )
        return
    lines = [
        (
            row.id,
            row.title,
            clock(row.duration),
            str(row.frames),
            row.words,
            row.sound,
            _state(row),
            str(row.path),
        )
        for row in rows
    ]
    columns = ("id", "title", "length", "frames", "words", "sound", "", "path")
    terminal.table(columns, lines, right=("length", "frames"))


def failures(found: Sequence[Failure]) -> None:
    """A line a file."""
    if not found:
        terminal.console.print("Nothing failed.")
        return
    rows = [(str(one.path), one.at[:16].replace("T", " "), worded(one.note)) for one in found]
    terminal.table(("file", "tried", "reason"), rows)


def synced(one: CopiedVideo) -> None:
    """A line for a video that was copied, or could not be."""
    if one.status != "unchanged":
        why = {"newer": "it is newer there", "copied": ""}.get(one.status, one.reason)
        terminal.say(f"{one.status}: {one.video}{f' ({one.title})' if one.title else ''}{f': {why}' if why else ''}")


def all_synced(found: Sequence[CopiedVideo]) -> None:
    """How many videos became what."""
    counts = Counter(one.status for one in found)
    terminal.say(", ".join(f"{count} {status}" for status, count in counts.items()) or "There was nothing to copy.")


def _state(row: ListedVideo) -> Text:
    if row.missing:
        return Text("file is gone", "red")
    return Text("" if row.status == "indexed" else row.status, "yellow")
