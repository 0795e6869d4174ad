"""Moments in the words of other tools: editing lists, timelines, tables and chapters, by a name's suffix."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.library.storage import files
from vsearch.media.exports.cuts import CutList, cutlist
from vsearch.nouns import Moment
from vsearch.table import Table


class Export(Protocol):
    """One format."""

    def text(self, cuts: CutList) -> str:
        """The whole file."""


def _otio() -> Export:
    from vsearch.media.exports.otio import Otio

    return Otio()


def _edl() -> Export:
    from vsearch.media.exports.edl import Edl

    return Edl()


def _fcpxml() -> Export:
    from vsearch.media.exports.fcpxml import Fcpxml

    return Fcpxml()


def _csv() -> Export:
    from vsearch.media.exports.table import Csv

    return Csv()


def _vtt() -> Export:
    from vsearch.media.exports.chapters import Chapters

    return Chapters()


def _txt() -> Export:
    from vsearch.media.exports.chapters import YouTube

    return YouTube()


EXPORTS: Table[Export] = Table(
    "export",
    "vsearch.exports",
    {"otio": _otio, "edl": _edl, "fcpxml": _fcpxml, "csv": _csv, "vtt": _vtt, "txt": _txt},
)
"""Formats by the suffix of their files: `.vtt` are WebVTT chapters, `.txt` is chapter text for YouTube."""


def export(store: Store, moments: Sequence[Moment], path: Path, *, title: str = "") -> Path:
    """Write the moments in the format that the path's suffix names."""
    made = form(path)
    if not moments:
        raise UsageWrong(f"There is no moment to write to {path.name}. Look for something else.")
    files.write(path, made.text(cutlist(store, moments, title)))
    return path


def form(path: Path) -> Export:
    """The format that a path's suffix names."""
    kind = path.suffix.lower().lstrip(".")
    if not kind:
        raise UsageWrong(f"{path} does not say its format. Give it a suffix: {', '.join(EXPORTS)}.")
    return EXPORTS.make(kind)
