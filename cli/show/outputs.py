"""How written files look: a line for each, with what is to be known of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from vsearch.cli.cures import worded
from vsearch.cli.show.terminal import console, errors
from vsearch.timecodes import clock

if TYPE_CHECKING:
    from vsearch.media.delivery import Written


def show_written(written: "Written") -> None:
    """Where everything lies; of copied clips also their true edges."""
    for clip in written.clips:
        edges = f" ({clock(clip.span.start)} – {clock(clip.span.end)}, cut at key frames)" if clip.copied else ""
        _line("clip", clip.path, edges)
    if written.reel:
        _line("reel", written.reel.path, f" ({clock(written.reel.length)}, {len(written.reel.parts)} moments)")
    if written.preview:
        _line("preview", written.preview.path, f" ({clock(written.preview.length)})")
    for board in written.storyboards:
        _line("storyboard", board.path, f" ({board.pictures} pictures)")
    for path in written.exports:
        _line("export", path)
    if written.html:
        _line("page", written.html.absolute())
    for refused in written.refused:
        errors.print(Text.assemble((f"{refused.path} was not written.", "red"), f" {worded(refused.error)}"))


def _line(what: str, path: Path, more: str = "") -> None:
    console.print(Text.assemble((what, "bold"), f" {path}{more}"))
