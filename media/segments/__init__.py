"""Segments in the words of players: chapters, edit lists and markers, by format."""

from collections.abc import Sequence
from typing import Protocol

from vsearch.nouns import Segment, Video
from vsearch.table import Table


class SegmentExport(Protocol):
    """One format."""

    @property
    def suffix(self) -> str:
        """What stands behind a film's own name, where its player looks for it."""

    def text(self, video: Video, segments: Sequence[Segment]) -> str:
        """The whole file; the segments are sure ones, in the order of time."""


def _vtt() -> SegmentExport:
    from vsearch.media.segments.chapters import Vtt

    return Vtt()


def _edl() -> SegmentExport:
    from vsearch.media.segments.markers import KodiEdl

    return KodiEdl()


def _jellyfin() -> SegmentExport:
    from vsearch.media.segments.markers import Jellyfin

    return Jellyfin()


def _plex() -> SegmentExport:
    from vsearch.media.segments.markers import Plex

    return Plex()


def _csv() -> SegmentExport:
    from vsearch.media.segments.markers import Rows

    return Rows()


SEGMENT_EXPORTS: Table[SegmentExport] = Table(
    "segment format",
    "vsearch.segment_exports",
    {"vtt": _vtt, "edl": _edl, "jellyfin": _jellyfin, "plex": _plex, "csv": _csv},
)
