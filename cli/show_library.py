"""How the library looks: its list, one video with its timeline, and its health."""

from collections.abc import Sequence

from rich.markup import escape

from vsearch.cli import show
from vsearch.library.listing import Listed


def videos(rows: Sequence[Listed], *, missing: bool) -> None:
    """A line a video."""
    if not rows:
        show.console.print("No video is missing." if missing else "No videos. Add some with `vsearch index FOLDER`.")
        return
    lines = [
        (
            row.id,
            escape(row.title),
            show.clock(row.duration),
            str(row.frames),
            row.words,
            row.sound,
            "[red]file is gone[/]" if row.missing else "" if row.status == "indexed" else f"[yellow]{row.status}[/]",
            escape(str(row.path)),
        )
        for row in rows
    ]
    columns = ("id", "title", "length", "frames", "words", "sound", "", "path")
    show.table(columns, lines, right=("length", "frames"))
