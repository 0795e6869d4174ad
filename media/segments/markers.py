"""Markers for players: Kodi's edit list, Jellyfin's media segments, markers as Plex has them, and a table."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from vsearch.escapes import guarded
from vsearch.nouns import Segment, Video

_TICKS = 10_000_000
"""Jellyfin counts in ticks of a hundred nanoseconds."""

_BREAK = 3
"""Kodi's action for what is skipped, once, as a commercial break is."""

_OWN = re.compile(rf"\d+\.\d{{3}}\t\d+\.\d{{3}}\t{_BREAK}")
"""A line as it is written here."""

_JELLYFIN: Mapping[str, str] = {
    "intro": "Intro", "credits": "Outro", "recap": "Recap", "repeated": "Commercial", "ident": "Intro",
}  # fmt: skip
_PLEX: Mapping[str, str] = {
    "intro": "intro", "credits": "credits", "repeated": "commercial", "recap": "intro", "ident": "intro",
}  # fmt: skip


def foreign(path: Path) -> bool:
    """Whether an edit list lies there that was not written here, such as one of a program that finds advertisements."""
    if path.suffix != KodiEdl.suffix or not path.exists():
        return False
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(_OWN.fullmatch(line) is None for line in lines)


class KodiEdl:
    """Kodi's edit list: from, to and what to do, a line each."""

    suffix = ".edl"

    def text(self, video: Video, segments: Sequence[Segment]) -> str:  # noqa: ARG002
        """The lines, in seconds."""
        return "".join(f"{one.span.start:.3f}\t{one.span.end:.3f}\t{_BREAK}\n" for one in segments)


class Jellyfin:
    """Jellyfin's media segments, as its server answers them."""

    suffix = ".mediasegments.json"

    def text(self, video: Video, segments: Sequence[Segment]) -> str:
        """One object with all of them."""
        items = [
            {
                "ItemId": video.id,
                "Type": _JELLYFIN[one.kind],
                "StartTicks": round(one.span.start * _TICKS),
                "EndTicks": round(one.span.end * _TICKS),
            }
            for one in segments
        ]
        return json.dumps({"Items": items, "TotalRecordCount": len(items), "StartIndex": 0}, indent=1) + "\n"


class Plex:
    """Markers in milliseconds; the credits that end a film are final."""

    suffix = ".markers.json"

    def text(self, video: Video, segments: Sequence[Segment]) -> str:
        """One object with all of them."""
        markers = [
            {
                "type": _PLEX[one.kind],
                "startTimeOffset": round(one.span.start * 1000),
                "endTimeOffset": round(one.span.end * 1000),
                "final": one.kind == "credits" and video.duration - one.span.end < 1,
            }
            for one in segments
        ]
        return json.dumps({"Marker": markers}, indent=1) + "\n"


class Rows:
    """CSV: a row a segment, in UTF-8 with the mark that spreadsheets look for."""

    suffix = ".segments.csv"

    def text(self, video: Video, segments: Sequence[Segment]) -> str:
        """The table."""
        file = StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(("video", "title", "segment", "start", "end", "probability"))
        for one in segments:
            edges = (f"{one.span.start:.3f}", f"{one.span.end:.3f}")
            writer.writerow((video.id, guarded(video.title), one.kind, *edges, f"{one.score:.4f}"))
        return "\ufeff" + file.getvalue()
