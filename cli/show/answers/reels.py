"""How reels look in a terminal: a line a reel, or a line a part."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vsearch.cli.show.terminal import say, table
from vsearch.timecodes import clock

if TYPE_CHECKING:
    from vsearch.library.saved import Reel


def show_reels(reels: "Sequence[Reel]") -> None:
    """All reels."""
    rows = [[one.name, str(len(one.parts)), clock(one.seconds), one.by, one.at[:16].replace("T", " ")] for one in reels]
    table(["name", "parts", "lasts", "by", "saved"], rows, right=["parts", "lasts"]) if rows else say(
        "No reel is kept."
    )


def show_reel(reels: "Sequence[Reel]", titles: Mapping[str, str], out: Path | None) -> None:
    """The parts of one, where it was written, or that it is there no more."""
    for reel in reels:
        rows = [
            [part.video[:8], titles.get(part.video, ""), clock(part.span.start), clock(part.span.end), part.note]
            for part in reel.parts
        ]
        table(["id", "title", "from", "to", "note"], rows, right=["from", "to"])
        say(f"{reel.name} lasts {clock(reel.seconds)}." + (f" It is written to {out}." if out else ""))
    if not reels:
        say("It is kept no more.")
